"""Exports of common trackers and CRMs, made by hand after their documented headers."""

from pathlib import Path

import pytest

from outreachlab.errors import LogFaultsError
from outreachlab.intake.read import check_log, read_log

from .write import column, faults

FILES = Path(__file__).parent / "files"


def test_hubspot_joins_names_and_knows_the_owner():
    log = read_log(FILES / "hubspot.csv")
    assert column(log, "contact") == ["Ana Diaz", "Bo Li", "Cher"]
    assert column(log, "seeker") == ["Robin Okoye"] * 3
    assert column(log, "asked_on") == ["2026-02-03", "2026-02-04", "2026-02-05"]
    assert column(log, "outcome") == ["pending", "accepted", "declined"]
    assert column(log, "company") == ["Acme, Inc.", "Borealis", None]


@pytest.mark.parametrize("name", ["google_contacts.csv", "google_contacts_before_2024.csv"])
def test_google_contacts_with_two_columns_added(name):
    log = read_log(FILES / name)
    assert [str(who).replace("M. ", "") for who in column(log, "contact")] == ["Ana Diaz", "Bo Li"]
    assert column(log, "company") == ["Acme", "Borealis"]
    assert column(log, "role") == ["CTO", "Analyst"]
    assert column(log, "outcome") == ["accepted", "no_reply"]


def test_google_contacts_alone_say_what_is_missing(tmp_path):
    lines = (FILES / "google_contacts.csv").read_text().replace(",Asked on,Outcome", "")
    path = tmp_path / "contacts.csv"
    path.write_text(
        lines.replace(",2026-02-03,said yes", "").replace(",2026-02-04,no response", "")
    )
    with pytest.raises(LogFaultsError, match="the file has no column asked_on"):
        read_log(path)


def test_notion_dates_and_checkboxes():
    log = read_log(FILES / "notion.csv", skip_all_faulty=True)
    assert column(log, "asked_on") == ["2026-02-03", "2026-02-04"]
    assert column(log, "met_on") == ["2026-02-09", None]
    assert column(log, "offered_phone") == ["yes", "no"]
    assert column(log, "outcome") == ["accepted", "pending"]
    assert faults(check_log(FILES / "notion.csv")) == [
        (4, "outcome", "'Not started' says that nothing was asked yet")
    ]


def test_airtable_checkmarks_lengths_and_dates():
    log = read_log(FILES / "airtable.csv", dates="mdy")
    assert column(log, "asked_on") == ["2026-02-03", "2026-02-14", "2026-02-15"]
    assert column(log, "responded_on") == ["2026-02-05", None, "2026-02-28"]
    assert column(log, "asked_for_referrals") == ["yes", None, None]
    assert column(log, "minutes_asked") == [30, 60, 30]
    assert column(log, "meeting_format") == ["video_call", "lunch", "phone_call"]


def test_notion_links_go_so_that_a_referrer_is_who_was_asked(tmp_path):
    link = "(https://www.notion.so/Ana-Diaz-0a1b?pvs=21)"
    rows = f"Name,Date,Status,Referred by,Company\nAna Diaz,2026-02-03,Done,,Acme {link}\n"
    path = tmp_path / "notion.csv"
    path.write_text(f"{rows}Bo Li,2026-02-04,Waiting,Ana Diaz {link},Borealis\n")
    found = check_log(path)
    assert not faults(found)
    assert not any("never asked" in note for note in found.notes)
    assert list(found.fixes["why"]).count("link removed") == 2
    log = read_log(path)
    assert column(log, "referrer") == [None, "Ana Diaz"]
    assert column(log, "company") == ["Acme", "Borealis"]
    mapped = read_log(path, map={
        "columns": {"contact": "Name", "asked_on": "Date", "outcome": "Status",
                    "referrer": "Referred by"},
        "values": {"referrer": {"nobody at all": ""}},
    })  # fmt: skip
    assert column(mapped, "referrer") == [None, "Ana Diaz"]


def test_other_links_stay_as_they_may_tell_two_people_apart(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("contact,asked_on,outcome\nAna (https://x.test/1),2026-02-03,pending\n")
    assert column(read_log(path), "contact") == ["Ana (https://x.test/1)"]
