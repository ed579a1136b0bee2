"""
Logs as people keep them: made up, each after a kind of spreadsheet that is really in use.

A case is its lines, what the columns must hold, and the columns that must be asked about (none
where the right reading is plain).
"""

from typing import NamedTuple


class Kept(NamedTuple):
    """A file's lines, the right reading of some columns, and what has to be asked."""

    lines: tuple[str, ...]
    read: dict[str, list[str | None]]
    asked: tuple[str, ...] = ()
    never: dict[str, tuple[str, ...]] = {}  # noqa: RUF012  # what must not stand in a column
    said: tuple[str, ...] = ()  # words that some note must hold


def kept(*lines: str, asked: str = "", said: str = "", **read: str) -> Kept:
    """A case with columns written as `a|b|-`, a dash for a blank."""
    columns = {
        name: [None if cell == "-" else cell for cell in cells.split("|")]
        for name, cells in read.items()
    }
    return Kept(lines, columns, tuple(asked.split()), {}, tuple(said.split("|")) if said else ())


# Rebuilt from what public tracker templates have in their header rows.
TEMPLATES = {
    "a career centre's sheet": kept(
        "Name,Title,Company,Email,Date Contacted,Date of Meeting,Thank You Sent,Notes,Status",
        "Mo Ames,Buyer,Oak Ltd,mo@x.test,1/14/2026,1/25/2026,Yes,kind,Met",
        "Lu Finn,Clerk,Elm Ltd,lu@x.test,1/15/2026,,No,,No response",
        contact="Mo Ames|Lu Finn", role="Buyer|Clerk", company="Oak Ltd|Elm Ltd",
        asked_on="2026-01-14|2026-01-15", met_on="2026-01-25|-", thanked="yes|no",
        outcome="accepted|no_reply",
    ),
    "a job hunter's outreach log": kept(
        "Contact Name,Organization,Position,How We Met,Outreach Date,Outreach Method,Response?,"
        "Follow-Up Date,Outcome",
        "Mo Ames,Oak,Buyer,school,2026-01-05,LinkedIn,Yes,,Call scheduled",
        "Lu Finn,Elm,Clerk,fair,2026-01-06,Email,No,2026-01-20,No reply",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-01-06", channel="linkedin|email",
        outcome="accepted|no_reply",
    ),
    "a sheet of coffee chats": kept(
        "Who,Where they work,Reached out on,Via,Coffee or lunch,Reply?,Date we met,Notes",
        "Mo Ames,Oak,3 Feb 2026,email,coffee,said yes,9 Feb 2026,x",
        "Lu Finn,Elm,4 Feb 2026,LI message,lunch,ghosted,,y",
        contact="Mo Ames|Lu Finn", company="Oak|Elm", channel="email|linkedin",
        meeting_format="coffee|lunch", outcome="accepted|no_reply", met_on="2026-02-09|-",
    ),
    "a CRM export": kept(
        "Record ID,First Name,Last Name,Company Name,Job Title,Lead Status,Contact owner,"
        "Create Date,First Outreach Date",
        "101,Mo,Ames,Oak,Buyer,Attempted to Contact,Kim,2025-12-01,2026-01-05",
        "102,Lu,Finn,Elm,Clerk,Rejected,Kim,2025-12-02,2026-01-06",
        contact="Mo Ames|Lu Finn", request_id="101|102", seeker="Kim|Kim",
        asked_on="2026-01-05|2026-01-06", outcome="pending|declined",
    ),
    "ticks for every step": kept(
        "Name,Date emailed,Replied,Meeting scheduled,Met,Thank you note,Declined",
        "Mo Ames,2026-01-05,x,x,x,x,",
        "Lu Finn,2026-01-06,x,,,,x",
        "Vi Gray,2026-01-07,,,,,",
        contact="Mo Ames|Lu Finn|Vi Gray", outcome="accepted|declined|pending", met="yes|-|-",
        thanked="yes|-|-", said="accepted where",
    ),
    "the same with yes and no": kept(
        "Contact,Date sent,Responded?,Meeting held?,Referrals",
        "Mo Ames,2026-01-05,Yes,Yes,2",
        "Lu Finn,2026-01-06,No,No,",
        contact="Mo Ames|Lu Finn", outcome="accepted|pending", met="yes|no",
        referrals_given="2|-",
    ),
    "a university's worksheet": kept(
        "Interviewee,Job title,Organization,Date requested,Request method,Date of interview,"
        "Names received,Thank you letter sent,Result",
        "Mo Ames,Buyer,Oak,01/14/2026,Phone,01/20/2026,Ty Roe; Al Fox,yes,completed",
        "Lu Finn,Clerk,Elm,01/15/2026,Email,,,no,declined",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-14|2026-01-15",
        met_on="2026-01-20|-", names_given="Ty Roe; Al Fox|-", outcome="accepted|declined",
    ),
    "a board of stages": kept(
        "Person,Stage,Date Added,Outreach Sent,Source",
        "Mo Ames,Meeting booked,2026-01-01,2026-01-05,LinkedIn",
        "Lu Finn,Waiting for reply,2026-01-01,2026-01-06,Email",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-01-06", outcome="accepted|pending",
        channel="linkedin|email",
    ),
    "a sheet with a title and a total": kept(
        "Networking 2026,,,",
        ",,,",
        "Full Name,Sent,Answer,Introduced by",
        "Mo Ames,2026-01-05,accepted,",
        "Lu Finn,2026-01-16,no answer,Mo Ames",
        "TOTAL,2,,",
        contact="Mo Ames|Lu Finn", referrer="-|Mo Ames", outcome="accepted|no_reply",
    ),
    "a mail merge": kept(
        "First Name,Last Name,Email Address,Email Sent,Merge status",
        "Mo,Ames,mo@x.test,2026-01-05,EMAIL_OPENED",
        "Lu,Finn,lu@x.test,2026-01-06,BOUNCED",
        contact="Mo Ames|Lu Finn", outcome="pending|undelivered",
    ),
    "a German sheet": kept(
        "Ansprechpartner;Firma;Angefragt am;Kanal;Ergebnis;Empfohlen von",
        "Mo Ames;Oak;3. Februar 2026;per Mail;zugesagt;niemand",
        "Lu Finn;Elm;14. März 2026;persönlich;keine Antwort;Mo Ames",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-03|2026-03-14", channel="email|in_person",
        outcome="accepted|no_reply", referrer="-|Mo Ames",
    ),
    "a French sheet": kept(
        "Prénom;Nom;Entreprise;Date de contact;Statut;Recommandé par",
        "Mo;Ames;Oak;13/02/2026;rencontré;",
        "Lu;Finn;Elm;14/02/2026;sans réponse;Mo Ames",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-13|2026-02-14",
        outcome="accepted|no_reply", referrer="-|Mo Ames",
    ),
    "a Spanish sheet": kept(
        "Nombre,Empresa,Fecha de envío,Medio,Respuesta",
        "Mo Ames,Oak,3 de febrero de 2026,correo,aceptó",
        "Lu Finn,Elm,4 de febrero de 2026,llamada,sin respuesta",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-03|2026-02-04", channel="email|phone",
        outcome="accepted|no_reply",
    ),
    "a Turkish sheet": kept(
        "Ad,Soyad,Tarih,Durum,Kanal",
        "Mo,Ames,3 Şubat 2026,kabul etti,e-posta",
        "Lu,Finn,4 Mart 2026,CEVAP YOK,telefon",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-03|2026-03-04",
        outcome="accepted|no_reply", channel="email|phone",
    ),
    "a Dutch and an Italian word": kept(
        "Naam,Datum verstuurd,Uitkomst,Bedrijf",
        "Mo Ames,3 maart 2026,afspraak gemaakt,Oak",
        "Lu Finn,4 mei 2026,geen reactie,Elm",
        contact="Mo Ames|Lu Finn", asked_on="2026-03-03|2026-05-04",
        outcome="accepted|no_reply",
    ),
    "an Italian sheet": kept(
        "Nome;Cognome;Data contatto;Esito;Consigliato da",
        "Mo;Ames;3 febbraio 2026;ha accettato;nessuno",
        "Lu;Finn;4 maggio 2026;in attesa;Mo Ames",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-03|2026-05-04",
        outcome="accepted|pending", referrer="-|Mo Ames",
    ),
    "a Portuguese sheet": kept(
        "Nome,Empresa,Data do contato,Resposta,Indicado por",
        "Mo Ames,Oak,3 de fevereiro de 2026,reunião marcada,",
        "Lu Finn,Elm,4 de maio de 2026,aguardando,Mo Ames",
        contact="Mo Ames|Lu Finn", asked_on="2026-02-03|2026-05-04",
        outcome="accepted|pending",
    ),
}  # fmt: skip

# Each after a kind of misreading, in other words than the sheets it was first seen in.
KINDS = {
    "parts of a name beside a tick": kept(
        "Given name,Family name,Contacted,Sent on,Result",
        "Mo,Ames,y,2026-01-05,declined",
        "Lu,Finn,y,2026-01-06,met",
        contact="Mo Ames|Lu Finn", outcome="declined|accepted",
    ),
    "a contact that is a way of asking": kept(
        "Forename,Surname,Contact,Result,When",
        "Mo,Ames,phone,met,2026-01-05",
        "Lu,Finn,email,declined,2026-01-06",
        contact="Mo Ames|Lu Finn", channel="phone|email",
    ),
    "a person column of days": kept(
        "Person,Recipient,Result,Sent",
        "Mo Ames,2026-01-05,met,2026-01-05",
        "Lu Finn,2026-01-06,declined,2026-01-06",
        contact="Mo Ames|Lu Finn",
    ),
    "was there an introduction": kept(
        "Name,Sent,Result,Introduced by",
        "Mo Ames,2026-01-05,met,Y",
        "Lu Finn,2026-01-06,declined,N",
        contact="Mo Ames|Lu Finn", said="'Introduced by' is kept",
    ),
    "a source that is a person": kept(
        "Name,Sent,Result,Source",
        "Mo Ames,2026-01-05,met,cold",
        "Lu Finn,2026-01-16,declined,Mo Ames",
        "Vi Gray,2026-01-17,declined,Lu Finn",
        referrer="-|Mo Ames|Lu Finn",
    ),
    "a reference that is a number": kept(
        "Ref,Name,Sent,Result", "A-7,Mo Ames,2026-01-05,met", "A-8,Lu Finn,2026-01-06,declined",
        request_id="A-7|A-8",
    ),
    "a first name and a surname under Name": kept(
        "Name,Last name,Sent,Result",
        "Mo,Ames,2026-01-05,met",
        "Mo,Finn,2026-01-06,declined",
        contact="Mo Ames|Mo Finn",
    ),
    "nobody in many words": kept(
        "Name,Sent,Result,Referred by",
        "Mo Ames,2026-01-05,met,cold call",
        "Lu Finn,2026-01-06,met,Direct",
        "Vi Gray,2026-01-06,met,myself",
        "Al Fox,2026-01-06,met,Career fair",
        "Ty Roe,2026-01-06,met,undefined",
        referrer="-|-|-|-|-",
    ),
    "Nan is a person and nan is not": kept(
        "contact,asked_on,outcome,referrer",
        "Nan,2026-01-05,accepted,",
        "Lu,2026-01-06,accepted,Nan",
        "Vi,2026-01-06,accepted,nan",
        contact="Nan|Lu|Vi", referrer="-|Nan|-",
    ),
    "the same again, by a mark": kept(
        "Name,Sent,Result,Referred by,Company",
        "Mo Ames,2026-01-05,met,,Oak",
        "Lu Finn,2026-01-16,met,Mo Ames,Elm",
        "Vi Gray,2026-01-17,declined,ditto,〃",
        referrer="-|Mo Ames|Mo Ames", company="Oak|Elm|Elm",
    ),
    "texts forced by a formula": kept(
        'Name,Sent,Result',
        '"=""Mo Ames""","=""2026-01-05""",met',
        "Lu Finn,2026-01-06,met",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-01-06",
    ),
    "two titles": kept(
        "Name,Sent,Result,Title,Job title",
        "Mo Ames,2026-01-05,met,Dr,Buyer",
        "Lu Finn,2026-01-06,met,Ms,Clerk",
        outcome="accepted|accepted", said="kept as",
    ),
    "a place with an address": kept(
        "Name,Sent,Result,Meeting place",
        "Mo Ames,2026-01-05,met,4 Elm Row",
        "Lu Finn,2026-01-06,met,The Oak",
        outcome="accepted|accepted", said="'Meeting place' is kept",
    ),
    "a score of a CRM": kept(
        "Name,Sent,Result,Score",
        "Mo Ames,2026-01-05,met,87",
        "Lu Finn,2026-01-06,met,92",
        outcome="accepted|accepted", said="'Score' is kept",
    ),
    "some words unread": kept(
        "Name,Sent,Result,Channel",
        "Mo Ames,2026-01-05,met,email",
        "Lu Finn,2026-01-06,met,pigeon",
        "Vi Gray,2026-01-06,met,LinkedIn",
        channel="email|-|linkedin", said="1 cell under 'Channel'",
    ),
    "days the spreadsheet turned round": kept(
        "Name,Sent,Result",
        "Mo Ames,2026-05-01,met",
        "Lu Finn,2026-06-02,met",
        "Vi Gray,17/01/2026,met",
        "Al Fox,18/02/2026,met",
        asked="asked_on",
        contact="Mo Ames|Lu Finn|Vi Gray|Al Fox",
    ),
    "days of two kinds that cannot be turned round": kept(
        "Name,Sent,Result",
        "Mo Ames,2026-01-25,met",
        "Lu Finn,2026-02-02,met",
        "Vi Gray,17/01/2026,met",
        "Al Fox,05/02/2026,met",
        asked_on="2026-01-25|2026-02-02|2026-01-17|2026-02-05",
    ),
    "times under minutes": kept(
        "Name,Sent,Result,Time requested",
        "Mo Ames,2026-01-05,met,9:30",
        "Lu Finn,2026-01-06,met,14:00",
        outcome="accepted|accepted", said="Time requested",
    ),
    "lengths with a colon": kept(
        "Name,Sent,Result,Minutes requested",
        "Mo Ames,2026-01-05,met,0:30",
        "Lu Finn,2026-01-06,met,1:00",
        minutes_asked="30|60",
    ),
    "one day without its year": kept(
        "Name,Sent,Result",
        "Mo Ames,28 Dec 2025,met",
        "Lu Finn,3 Jan,met",
        "Vi Gray,9 Jan 2026,met",
        asked_on="2025-12-28|2026-01-03|2026-01-09",
    ),
    "all days without a year": kept(
        "Name,Sent,Result", "Mo Ames,Nov 28,met", "Lu Finn,Dec 3,met",
        asked="asked_on", contact="Mo Ames|Lu Finn",
    ),
    "last year's number in January": kept(
        "Name,Sent,Result",
        "Mo Ames,2025-12-28,met", "Lu Finn,2025-01-03,declined", "Vi Gray,2026-01-05,met",
        said="a slip of the new year",
    ),
    "agreed, yes or no": kept(
        "Name,Sent,Agreed to meet", "Mo Ames,2026-01-05,TRUE", "Lu Finn,2026-01-06,FALSE",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
    "ja and nein": kept(
        "Name;Datum;Antwort", "Mo Ames;2026-01-05;ja", "Lu Finn;2026-01-06;nein",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
    "a day of meeting and no outcome": kept(
        "Name,Sent,Met on", "Mo Ames,2026-01-05,2026-01-09", "Lu Finn,2026-01-06,",
        outcome="accepted|pending", said="no column holds outcomes",
    ),
    "answered, but what": kept(
        "Name,Sent,Replied?,Call held?",
        "Mo Ames,2026-01-05,✓,✓", "Lu Finn,2026-01-06,✓,", "Vi Gray,2026-01-06,,",
        asked="outcome", met="yes|-|-",
    ),
    "bounced by a tick": kept(
        "Name,Sent,Said yes,Said no,Bounced",
        "Mo Ames,2026-01-05,x,,", "Lu Finn,2026-01-06,,x,", "Vi Gray,2026-01-06,,,x",
        outcome="accepted|declined|undelivered",
    ),
    "days of yes and of no": kept(
        "Name,Sent,Declined on,Met on",
        "Mo Ames,2026-01-05,,2026-01-09", "Lu Finn,2026-01-06,2026-01-08,",
        outcome="accepted|declined",
    ),
    "accepted, one or naught": kept(
        "Name,Sent,Accepted", "Mo Ames,2026-01-05,1", "Lu Finn,2026-01-06,0",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
    "done is more than a tick": kept(
        "Name,Sent,Status", "Mo Ames,2026-01-05,done", outcome="accepted",
    ),
    "month and day and nothing else": kept(
        "Name,Sent,Status", "Mo Ames,01/05,met", "Lu Finn,01/16,met", asked="asked_on",
        contact="Mo Ames|Lu Finn",
    ),
    "only yeses": kept(
        "Name,Sent,Result", "Mo Ames,2026-01-05,met", "Lu Finn,2026-01-06,met",
        outcome="accepted|accepted", said="only yeses",
    ),
    "a row for every nudge": kept(
        "Name,Sent,Result",
        "Mo Ames,2026-01-05,no reply", "Mo Ames,2026-01-09,no reply", "Mo Ames,2026-01-12,met",
        said="1 person was asked again",
    ),
    "moved, with its day": kept(
        "Name,Sent,Result,Meeting on", "Mo Ames,2026-01-05,Postponed,2026-02-05",
        outcome="accepted", met_on="2026-02-05",
    ),
    "an emoji before the word": kept(
        "Name,Sent,Result", "Mo Ames,2026-01-05,✔ Booked", "Lu Finn,2026-01-06,✗ Refused",
        outcome="accepted|declined",
    ),
    "boxes": kept(
        "Name,Sent,Result,Phone offered", "Mo Ames,2026-01-05,met,☐", "Lu Finn,2026-01-06,met,✅",
        offered_phone="no|yes",
    ),
    "hints in the headers": kept(
        "Name,Sent (MM/DD/YYYY),Result,Explained why? (Y/N)",
        "Mo Ames,02/03/2026,met,N", "Lu Finn,02/05/2026,met,Y",
        asked_on="2026-02-03|2026-02-05", explained_why="no|yes",
    ),
    "headers turned round": kept(
        "Name,Requested date,Result,Answered date",
        "Mo Ames,2026-01-05,met,2026-01-07", "Lu Finn,2026-01-06,met,",
        asked_on="2026-01-05|2026-01-06", responded_on="2026-01-07|-",
    ),
    "an order told by another column": kept(
        "Name,Sent,Result,Met on", "Mo Ames,03/02/2026,met,25/02/2026",
        asked_on="2026-02-03", met_on="2026-02-25",
    ),
    "a status in two parts": kept(
        "Name,Sent,Status",
        "Mo Ames,2026-01-05,Zoom call booked", "Lu Finn,2026-01-06,Intro email sent",
        outcome="accepted|pending", said="read from their parts",
    ),
    "unknown words, each once": kept(
        "Name,Sent,Status",
        "Mo Ames,2026-01-05,hm", "Lu Finn,2026-01-06,hm", "Vi Gray,2026-01-06,met",
        asked="outcome", contact="Mo Ames|Lu Finn|Vi Gray",
    ),
    "a header row of strange words above a known one": kept(
        "Wer,Wann,Ausgang", "Mo Ames,5.2.2026,declined", "Lu Finn,16.2.2026,accepted",
        contact="Mo Ames|Lu Finn", outcome="declined|accepted",
    ),
    "a column found by its cells": kept(
        "Name,Sent,Result,Idea", "Mo Ames,2026-01-05,met,coffee", "Lu Finn,2026-01-06,met,lunch",
        meeting_format="coffee|lunch", said="by its cells",
    ),
    "an outcome found by its cells": kept(
        "Name,Sent,Where it stands", "Mo Ames,2026-01-05,met", "Lu Finn,2026-01-06,no reply",
        outcome="accepted|no_reply", said="by its cells",
    ),
    "sums in between": kept(
        "Name,Sent,Result,Minutes",
        "Mo Ames,2026-01-05,met,30", "Total January,,,30", "Lu Finn,2026-02-06,met,20",
        "Grand total,,,50",
        contact="Mo Ames|Lu Finn",
    ),
    "a blank that a meeting explains": kept(
        "Name,Sent,Status,Met on",
        "Mo Ames,2026-01-05,,2026-01-09", "Lu Finn,2026-01-06,declined,",
        outcome="accepted|declined",
    ),
    "names beside their number": kept(
        "Name,Sent,Result,Names given",
        "Mo Ames,2026-01-05,met,Al Fox; Ty Roe", "Lu Finn,2026-01-06,met,",
        names_given="Al Fox; Ty Roe|-",
    ),
    "never arrived, and met": kept(
        "Name,Sent,Result,Met on", "Mo Ames,2026-01-05,bounced,2026-01-09",
        "Lu Finn,2026-01-06,met,2026-01-10",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
}  # fmt: skip
