"""The calendar file: RFC 5545 by its letter, whatever a contact is called."""

import re
from datetime import date

import pytest

from outreachlab.answers.due import Due
from outreachlab.report.due import as_calendar
from tests.report.test_report import HOSTILE

AS_OF = date(2026, 3, 1)
LINE = 75  # octets without the line break: RFC 5545, 3.1


def due(contact="Ana", action="thank", seeker="me", request_id="r1", since=date(2026, 2, 1)):
    return Due(
        action=action,
        seeker=seeker,
        contact=contact,
        since=since,
        why="met 28 days ago, no thanks noted",
        request_id=request_id,
    )


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")[:-1]


def property_of(text: str, name: str) -> list[str]:
    return [line.split(":", 1)[1] for line in unfolded(text) if line.startswith(name)]


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda at: "\n" if at[1] in "nN" else at[1], text)


@pytest.mark.parametrize(
    "name", [*HOSTILE, "a,b;c\\d", "two\nlines", "é" * 120, "x\r\nEND:VEVENT", "tab\there"]
)
def test_any_name_stays_one_summary_within_its_lines(name):
    text = as_calendar((due(name),), AS_OF)
    lines = text.split("\r\n")
    assert text.endswith("\r\n")
    assert max(len(line.encode()) for line in lines) <= LINE
    assert "\n" not in text.replace("\r\n", "")
    assert lines.count("END:VEVENT") == 1
    (summary,) = property_of(text, "SUMMARY")
    assert unescaped(summary) == "Thank " + name.replace("\r\n", "\n")


def test_a_character_no_calendar_may_hold_becomes_a_space():
    text = as_calendar((due("bad\x00\x1b\ud800name"),), AS_OF)
    (summary,) = property_of(text, "SUMMARY")
    assert summary == "Thank bad   name"


def test_the_same_action_has_the_same_uid_on_another_day_and_with_another_patience():
    today = property_of(as_calendar((due(),), AS_OF), "UID")
    later = property_of(as_calendar((due(since=date(2026, 2, 3)),), date(2026, 3, 9)), "UID")
    assert today == later


def test_every_action_has_a_uid_of_its_own_that_names_nobody():
    many = (*(due(request_id=f"r{place}") for place in range(3)), due(action="follow_up"))
    uids = property_of(as_calendar(many, AS_OF), "UID")
    assert len(set(uids)) == len(many)
    assert not any("Ana" in uid for uid in uids)


def test_events_last_the_whole_day_of_judgement_and_no_clock_is_read():
    text = as_calendar((due(),), AS_OF)
    assert property_of(text, "DTSTAMP") == ["20260301T000000Z"]
    assert property_of(text, "DTSTART;VALUE=DATE") == ["20260301"]
    assert property_of(text, "DTEND;VALUE=DATE") == ["20260302"]


def test_of_several_seekers_each_event_says_whose_it_is():
    text = as_calendar((due(seeker="Ida"), due(seeker="Jon")), AS_OF)
    assert property_of(text, "SUMMARY") == ["Thank Ana (Ida)", "Thank Ana (Jon)"]


def test_nothing_due_is_an_empty_calendar():
    assert unfolded(as_calendar((), AS_OF))[::5] == ["BEGIN:VCALENDAR", "END:VCALENDAR"]
