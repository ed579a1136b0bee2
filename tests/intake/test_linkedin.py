"""LinkedIn's archive becomes a log of requests; its columns differ by year."""

import zipfile

import pytest

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.imported import import_log
from outreachlab.intake.read import read_log

from .write import column

ME = "https://www.linkedin.com/in/robin-okoye"
NOTES = (
    "Notes:\n"
    '"When exporting your connection data, some addresses are missing. See https://x.test, ok?"\n\n'
)


def at(name: str) -> str:
    return f"https://www.linkedin.com/in/{name}"


def recent() -> dict[str, str]:
    """As in 2026: addresses everywhere, every message field quoted, drafts and advertisements."""

    def message(talk, sender, key, to, keys, day, folder="INBOX", draft="No", text="Hello"):
        fields = (
            talk,
            "",
            sender,
            key,
            to,
            keys,
            f"{day} 09:00:00 UTC",
            "",
            text,
            folder,
            "",
            draft,
        )
        return ",".join('"' + field.replace('"', '""') + '"' for field in fields)

    messages = [
        '"CONVERSATION ID","CONVERSATION TITLE","FROM","SENDER PROFILE URL","TO",'
        '"RECIPIENT PROFILE URLS","DATE","SUBJECT","CONTENT","FOLDER","ATTACHMENTS",'
        '"IS MESSAGE DRAFT"',
        message("1", "Bo Li", at("bo-li"), "Robin Okoye", ME, "2026-02-07", text="Yes,\nwith joy"),
        message("1", "Robin Okoye", ME, "Bo Li", at("bo-li"), "2026-02-03"),
        message("1", "Robin Okoye", ME, "Bo Li", at("bo-li"), "2026-02-05"),
        message("2", "Robin Okoye", ME, "Zoë Brandt", at("zo%C3%AB-brandt"), "2026-02-04"),
        message("3", "Eve Ad", at("eve"), "Robin Okoye", ME, "2026-02-01"),
        message("3", "Robin Okoye", ME, "Eve Ad", at("eve"), "2026-02-02"),
        message("4", "Robin Okoye", ME, "A B,C D", f"{at('a')},{at('c')}", "2026-02-02"),
        message("5", "Robin Okoye", ME, "Di Da", at("di"), "2026-02-02", draft="Yes"),
        message("7", "Robin Okoye", ME, "Fay Oz", at("fay"), "2026-02-08"),
        message("6", "", "", "Robin Okoye", ME, "2026-02-02", text="<p>Buy</p>"),
    ]
    return {
        "Invitations.csv": (
            "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl\n"
            f'Robin Okoye,Ana Diaz,"2/3/26, 10:15 AM",Hi,OUTGOING,{ME},{at("ana-diaz")}\n'
            f'Robin Okoye,Ana Diaz,"2/14/26, 10:15 AM",,OUTGOING,{ME},{at("ana-diaz-2")}\n'
            f'Fay Oz,Robin Okoye,"2/5/26, 10:15 AM",,INCOMING,{at("fay")},{ME}\n'
        ),
        "messages.csv": "\n".join(messages) + "\n",
        "Connections.csv": NOTES
        + "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"
        + f"Ana,Diaz,{at('ana-diaz')},,Acme,CTO,09 Feb 2026\n"
        + f"Fay,Oz,{at('fay')},,Oz,Boss,06 Feb 2026\n",
    }


def old() -> dict[str, str]:
    """As in 2021: no addresses of recipients or invitations, no preamble, titles after commas."""
    return {
        "Invitations.csv": "From,To,Sent At,Message,Direction\n"
        'Robin Okoye,Ana Diaz,"2/3/21, 10:15 AM",Hi,OUTGOING\n',
        "messages.csv": (
            "CONVERSATION ID,CONVERSATION TITLE,FROM,SENDER PROFILE URL,TO,DATE,SUBJECT,"
            "CONTENT,FOLDER\n"
            f'1,,"Jane Doe, Ph.D.",{at("jane")},Robin Okoye,2021-02-09 10:00:00 UTC,,Hi,INBOX\n'
            f'1,,Robin Okoye,{ME},"Jane Doe, Ph.D.",2021-02-08 10:00:00 UTC,,Hi,INBOX\n'
            f'2,,Robin Okoye,{ME},"Gil Ra, Hal Su",2021-02-08 10:00:00 UTC,,Hi,INBOX\n'
        ),
        "Connections.csv": "First Name,Last Name,Email Address,Company,Position,Connected On\n"
        "Ana,Diaz,,Acme,CTO,03 Feb 2021\n,,,,,07 Jun 2021",
    }


def archive(folder, files: dict[str, str], zipped: bool, inside: str = ""):
    if zipped:
        path = folder / "Basic_LinkedInDataExport.zip"
        with zipfile.ZipFile(path, "w") as whole:
            for name, text in files.items():
                whole.writestr(inside + name, text)
        return path
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@pytest.mark.parametrize("zipped", [True, False])
def test_a_recent_archive(tmp_path, zipped):
    log = read_log(archive(tmp_path, recent(), zipped))
    rows = zip(
        *(
            column(log, name)
            for name in (
                "contact",
                "asked_on",
                "responded_on",
                "followed_up_on",
                "outcome",
                "approach",
            )
        ),
        strict=True,
    )
    assert list(rows) == [
        ("Ana Diaz (ana-diaz)", "2026-02-03", "2026-02-09", None, "accepted", "invitation"),
        ("Bo Li", "2026-02-03", "2026-02-07", "2026-02-05", "accepted", "message"),
        ("Zoë Brandt", "2026-02-04", None, None, "pending", "message"),
        ("Ana Diaz (ana-diaz-2)", "2026-02-14", None, None, "pending", "invitation"),
    ]  # fmt: skip
    assert column(log, "company") == ["Acme", None, None, None]
    assert column(log, "profile")[2] == "zoë-brandt"
    assert set(column(log, "channel")) == {"linkedin"}


def test_it_says_what_the_archive_leaves_out(tmp_path):
    notes = read_log(archive(tmp_path, recent(), True)).notes
    assert any("correct the outcomes before trusting a rate" in note for note in notes)
    assert any("its rates come out too high" in note for note in notes)
    assert any(note.startswith("3 messages left out") for note in notes)


def test_an_archive_of_before_2023(tmp_path):
    log = read_log(archive(tmp_path, old(), True, inside="export/"))
    assert column(log, "contact") == ["Ana Diaz", "Jane Doe, Ph.D."]
    assert column(log, "responded_on") == ["2021-02-03", "2021-02-09"]
    assert column(log, "role") == ["CTO", None]


def test_its_import_reads_back(tmp_path):
    imported = import_log(archive(tmp_path, recent(), True))
    assert (imported.rows, len(imported.refused)) == (4, 0)


def test_connections_alone_are_no_requests(tmp_path):
    files = {
        "Connections.csv": recent()["Connections.csv"],
        "Profile.csv": "First Name,Last Name\nR,O\n",
    }
    with pytest.raises(UnreadableFileError, match="ask LinkedIn for the larger archive"):
        read_log(archive(tmp_path, files, True))


def test_days_that_cannot_be_read_are_counted_aloud(tmp_path):
    files = recent()
    files["Invitations.csv"] += f"Robin Okoye,Hu Go,soon,,OUTGOING,{ME},{at('hu-go')}\n"
    files["Connections.csv"] = files["Connections.csv"].replace("09 Feb 2026", "09 Fex 2026")
    notes = read_log(archive(tmp_path, files, True)).notes
    assert any(
        note.startswith("1 invitation left out: no name, no direction, or no day") for note in notes
    )
    assert any(note.startswith("1 connection without a day to be read") for note in notes)


HEADERS = {
    "fr": {
        "Invitations.csv": "De,À,Envoyé le,Message,Sens,inviterProfileUrl,inviteeProfileUrl",
        "Connections.csv": "Prénom,Nom,URL,Adresse e-mail,Entreprise,Poste,Connecté le",
    },
    "de": {
        "Invitations.csv": "Von,An,Gesendet am,Message,Richtung,inviterProfileUrl,"
        "inviteeProfileUrl",
        "Connections.csv": "Vorname,Nachname,URL,E-Mail-Adresse,Firma,Position,Verbunden am",
    },
}


@pytest.mark.parametrize("language", HEADERS)
def test_headers_of_another_language_give_the_same_log(tmp_path, language):
    (tmp_path / "en").mkdir()
    (tmp_path / "other").mkdir()
    english = read_log(archive(tmp_path / "en", recent(), False))
    files = recent()
    for name, header in HEADERS[language].items():
        before, _row, after = files[name].partition(
            next(
                line
                for line in files[name].splitlines()
                if line.startswith(("From,", "First Name"))
            )
        )
        files[name] = before + header + after
    other = read_log(archive(tmp_path / "other", files, False))
    assert other.frame.equals(english.frame)


def test_an_invitation_whose_direction_is_in_no_known_words_is_left_out_aloud(tmp_path):
    files = recent()
    files["Invitations.csv"] = files["Invitations.csv"].replace("INCOMING", "REÇUE")
    notes = read_log(archive(tmp_path, files, False)).notes
    assert any(note.startswith("1 invitation left out: no name, no direction") for note in notes)
