"""Further spreadsheets: other languages, other words, odd layouts; readings written down first."""

from .kept import kept

ELSEWHERE = {
    "a Spanish sheet of ticks": kept(
        "Nombre;Apellido;Fecha de contacto;¿Respondió?;¿Reunión?;Recomendado por",
        "Mo;Ames;05/01/2026;x;x;",
        "Lu;Finn;16/01/2026;;;Mo Ames",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-01-16", outcome="accepted|pending",
        referrer="-|Mo Ames",
    ),
    "a Dutch sheet with semicolons": kept(
        "Voornaam;Achternaam;Bedrijf;Verstuurd op;Kanaal;Status",
        "Mo;Ames;Oak;5 januari 2026;e-mail;geen antwoord",
        "Lu;Finn;Elm;16 mei 2026;telefoon;afgewezen",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-05-16", channel="email|phone",
        outcome="no_reply|declined",
    ),
    "a Portuguese sheet of booleans": kept(
        "Nome;Data;Aceitou?;Empresa",
        "Mo Ames;2026-01-05;Sim;Oak",
        "Lu Finn;2026-01-16;Não;Elm",
        contact="Mo Ames|Lu Finn", asked="outcome",
    ),
    "a French sheet of reminders": kept(
        "Nom complet;Date d'envoi;Type;Résultat",
        "Mo Ames;05/01/2026;premier message;sans réponse",
        "Mo Ames;16/01/2026;relance 1;accepté",
        "Lu Finn;17/01/2026;premier message;refusé",
        contact="Mo Ames|Lu Finn", outcome="accepted|declined",
        followed_up_on="2026-01-16|-", said="1 row was joined",
    ),
    "an Italian sheet with a title": kept(
        "I miei contatti 2026;;;",
        ";;;",
        "Nome e cognome;Data;Canale;Esito",
        "Mo Ames;5 gennaio 2026;email;rifiutato",
        "Lu Finn;16 gennaio 2026;telefono;nessuna risposta",
        contact="Mo Ames|Lu Finn", channel="email|phone", outcome="declined|no_reply",
    ),
    "a Turkish sheet of yes and no": kept(
        "Ad Soyad;Tarih;Toplantı yapıldı mı;Durum",
        "Mo Ames;05.01.2026;evet;kabul etti",
        "Lu Finn;16.01.2026;hayır;reddetti",
        contact="Mo Ames|Lu Finn", outcome="accepted|declined",
    ),
    "a German sheet of days for every step": kept(
        "Name;Firma;Angeschrieben am;Antwort am;Treffen am;Ergebnis",
        "Mo Ames;Oak;05.01.2026;07.01.2026;16.01.2026;Treffen stattgefunden",
        "Lu Finn;Elm;06.01.2026;;;keine Antwort",
        contact="Mo Ames|Lu Finn", asked_on="2026-01-05|2026-01-06",
        responded_on="2026-01-07|-", met_on="2026-01-16|-", outcome="accepted|no_reply",
    ),
    "upper case headers with units": kept(
        "CONTACT NAME,DATE SENT (YYYY-MM-DD),CHANNEL,TIME REQUESTED (MIN),OUTCOME",
        "Mo Ames,2026-01-05,EMAIL,30,ACCEPTED",
        "Lu Finn,2026-01-16,LINKEDIN,15,NO REPLY",
        contact="Mo Ames|Lu Finn", channel="email|linkedin", minutes_asked="30|15",
        outcome="accepted|no_reply",
    ),
    "last name first in two columns": kept(
        "Last,First,Sent,Result", "Ames,Mo,2026-01-05,met", "Finn,Mo,2026-01-16,declined",
        contact="Mo Ames|Mo Finn",
    ),
    "a middle name": kept(
        "First name,Middle name,Last name,Sent,Result",
        "Mo,J.,Ames,2026-01-05,met", "Mo,K.,Finn,2026-01-16,declined",
        contact="Mo Ames|Mo Finn",
    ),
    "a status with its reason": kept(
        "Name,Sent,Status",
        "Mo Ames,2026-01-05,yes - Zoom booked", "Lu Finn,2026-01-06,Declined: not interested",
        outcome="accepted|declined", said="read from their parts",
    ),
    "two parts that say two things": kept(
        "Name,Sent,Status",
        "Mo Ames,2026-01-05,declined - met", "Lu Finn,2026-01-06,met",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
    "an emoji for every answer": kept(
        "Name,Sent,Agreed to meet",
        "Mo Ames,2026-01-05,✅", "Lu Finn,2026-01-06,❌",
        asked="outcome", contact="Mo Ames|Lu Finn",
    ),
    "numbered attempts": kept(
        "Name,Sent,Touch #,Result",
        "Mo Ames,2026-01-05,1,no reply", "Mo Ames,2026-01-12,2,met",
        "Lu Finn,2026-01-06,1,declined",
        contact="Mo Ames|Lu Finn", outcome="accepted|declined", followed_up_on="2026-01-12|-",
        said="1 row was joined",
    ),
    "a plan to follow up": kept(
        "Name,Sent,Result,Next step",
        "Mo Ames,2026-01-05,no reply,Follow up", "Mo Ames,2026-03-12,met,Thank",
        contact="Mo Ames|Mo Ames",
    ),
    "a blank header over row numbers": kept(
        ",Name,Sent,Result", "1,Mo Ames,2026-01-05,met", "2,Lu Finn,2026-01-16,declined",
        contact="Mo Ames|Lu Finn", outcome="accepted|declined",
    ),
    "a time beside the day": kept(
        "Name,Sent at,Result",
        "Mo Ames,2026-01-05 09:30,met", "Lu Finn,2026-01-16T14:00:00,declined",
        asked_on="2026-01-05|2026-01-16",
    ),
    "days with the weekday": kept(
        "Name,Sent,Result", "Mo Ames,\"Mon, 5 Jan 2026\",met",
        "Lu Finn,\"Fri, 16 Jan 2026\",declined",
        asked_on="2026-01-05|2026-01-16",
    ),
    "a referrer who is told in words": kept(
        "Name,Sent,Result,Referral?,Who referred me",
        "Mo Ames,2026-01-05,met,No,", "Lu Finn,2026-01-16,declined,Yes,Mo Ames",
        referrer="-|Mo Ames",
    ),
    "a phone number column": kept(
        "Name,Phone,Sent,Result",
        "Mo Ames,+1 555 0100,2026-01-05,met", "Lu Finn,555-0101,2026-01-16,declined",
        contact="Mo Ames|Lu Finn", outcome="accepted|declined",
    ),
    "a company before the person": kept(
        "Company,Contact person,Date of email,Response",
        "Oak,Mo Ames,2026-01-05,agreed to call", "Elm,Lu Finn,2026-01-16,no response",
        contact="Mo Ames|Lu Finn", company="Oak|Elm",
        asked="outcome",
    ),
    "tabs and quarters": kept(
        "Q1,,,", "Name,Sent,Result,Channel",
        "Mo Ames,2026-01-05,met,email", "Lu Finn,2026-01-16,declined,phone",
        contact="Mo Ames|Lu Finn", channel="email|phone",
    ),
    "the header again in the middle": kept(
        "Name,Sent,Result", "Mo Ames,2026-01-05,met", "Name,Sent,Result",
        "Lu Finn,2026-01-16,declined",
        contact="Mo Ames|Lu Finn", said="header",
    ),
    "a sum under a count": kept(
        "Name,Sent,Result,Meetings", "Mo Ames,2026-01-05,met,1", "Lu Finn,2026-01-16,declined,0",
        "Σ,,,1",
        contact="Mo Ames|Lu Finn",
    ),
    "who introduced whom, by first name": kept(
        "Name,Sent,Result,Intro by",
        "Mo Ames,2026-01-05,met,", "Lu Finn,2026-01-16,declined,Mo",
        referrer="-|Mo", said="perhaps one person",
    ),
}  # fmt: skip

# No column holds what a log must have, so no map can be guessed whole.
LACKING = {
    "everything in Russian": kept(
        "Имя;Дата;Результат", "Мо Эймс;05.01.2026;согласился", "Лу Финн;16.01.2026;нет ответа",
        asked="contact asked_on outcome",
    ),
    "the year in a column of its own": kept(
        "Name,Year,Month,Day,Result", "Mo Ames,2026,1,5,met", "Lu Finn,2026,1,16,declined",
        asked="asked_on", contact="Mo Ames|Lu Finn",
    ),
}  # fmt: skip
