"""The calendar file: read back by its parser, and RFC 5545 by its letter, whatever a name is."""

from datetime import date, timedelta

import pytest
from icalendar import Calendar

from outreachlab.answers.due import Due
from outreachlab.answers.planned import MOST_A_DAY
from outreachlab.report.calendar import as_calendar
from tests.report.test_report import HOSTILE

AS_OF = date(2026, 3, 1)
LINE = 75  # octets without the line break: RFC 5545, 3.1


def due(contact="Ana", action="thank", seeker="me", about="r1", **more):
    return Due(
        action=action,
        seeker=seeker,
        contact=contact,
        due_on=AS_OF,
        since=date(2026, 2, 1),
        why="met 28 days ago, no thanks noted",
        worth=0.5,
        about=about,
        **more,
    )


def events(text: str) -> list:
    return Calendar.from_ical(text).walk("VEVENT")


@pytest.mark.parametrize(
    "name",
    [*HOSTILE, "a,b;c\\d", "two\nlines", "é" * 200, "x\r\nEND:VEVENT", "tab\there",
     "שלום עולם", "😀 Ana"],
)  # fmt: skip
def test_any_name_stays_one_summary_within_its_lines(name):
    text = as_calendar((due(name),), AS_OF)
    lines = text.split("\r\n")
    assert text.endswith("\r\n")
    assert max(len(line.encode()) for line in lines) <= LINE
    assert "\n" not in text.replace("\r\n", "")
    assert lines.count("END:VEVENT") == 1
    (event,) = events(text)
    assert str(event["SUMMARY"]) == "Thank " + name.replace("\r\n", "\n")


def test_a_character_no_calendar_may_hold_becomes_a_space():
    (event,) = events(as_calendar((due("bad\x00\x1b\ud800name"),), AS_OF))
    assert str(event["SUMMARY"]) == "Thank bad   name"


def test_a_second_file_updates_what_the_first_brought():
    (first,), (second,) = (
        events(as_calendar((due(action=action),), day))
        for action, day in (("thank", AS_OF), ("update", AS_OF + timedelta(days=20)))
    )
    assert first["UID"] == second["UID"]
    assert second["SEQUENCE"] > first["SEQUENCE"]
    assert "Ana" not in first["UID"]


def test_every_line_has_a_uid_of_its_own():
    many = (*(due(about=f"r{place}") for place in range(3)), due(action="follow_up"))
    assert len({one["UID"] for one in events(as_calendar(many, AS_OF))}) == len(many)


def test_events_are_spread_from_tomorrow_three_a_day():
    many = tuple(due(f"P{place}", about=f"r{place}") for place in range(8))
    days = [one["DTSTART"].dt for one in events(as_calendar(many, AS_OF))]
    assert days == [AS_OF + timedelta(days=1 + place // MOST_A_DAY) for place in range(8)]


def test_what_runs_out_comes_first_and_what_would_come_too_late_is_left_out():
    late = due("Late", last=AS_OF)
    soon = due("Soon", last=AS_OF + timedelta(days=1))
    text = as_calendar((due("Any time"), soon, late), AS_OF)
    assert [str(one["SUMMARY"]) for one in events(text)] == ["Thank Soon", "Thank Any time"]


def test_events_last_a_day_anywhere_in_the_world_with_an_alarm():
    (event,) = events(as_calendar((due(),), AS_OF))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2026, 3, 2), date(2026, 3, 3))
    (alarm,) = event.walk("VALARM")
    assert alarm["TRIGGER"].dt == timedelta(hours=9)
    assert as_calendar((due(),), AS_OF) == as_calendar((due(),), AS_OF)  # no clock is read
    assert "DTSTAMP:20260301T000000Z" in as_calendar((due(),), AS_OF)


def test_of_several_seekers_each_event_says_whose_it_is():
    text = as_calendar((due(seeker="Ida"), due(seeker="Jon")), AS_OF)
    assert [str(one["SUMMARY"]) for one in events(text)] == ["Thank Ana (Ida)", "Thank Ana (Jon)"]


def test_nothing_due_is_an_empty_calendar():
    text = as_calendar((), AS_OF)
    assert events(text) == []
    assert text.startswith("BEGIN:VCALENDAR\r\n")
