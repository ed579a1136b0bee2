"""The calendar file, read back by a parser, whatever a contact is called."""

from collections import Counter
from datetime import date, timedelta

import pytest
from icalendar import Calendar

from outreachlab.answers.next_steps import Due
from outreachlab.report.calendar import as_calendar
from tests.report.test_report import HOSTILE

AS_OF = date(2026, 3, 1)
LINE = 75  # octets without the line break: RFC 5545, 3.1


def due(contact="Ana", action="thank", seeker="me", about="r1", **more):
    told = {"due_on": AS_OF, "since": date(2026, 2, 1), "worth": 0.5} | more
    why = "met 28 days ago, no thanks noted"
    return Due(action=action, seeker=seeker, contact=contact, about=about, why=why, **told)


def events_of(due_, as_of=AS_OF):
    return Calendar.from_ical(as_calendar(tuple(due_), as_of)).walk("VEVENT")


def days_of(events):
    return [event.decoded("dtstart") for event in events]


@pytest.mark.parametrize(
    "name",
    [
        *HOSTILE,
        "a,b;c\\d",
        "two\nlines",
        "é" * 200,
        "x\r\nEND:VEVENT",
        "tab\there",
        "שירה לוי",
        "Bo 🎉👩‍💻",
        "",
    ],
)
def test_any_name_stays_one_summary_within_its_lines(name):
    text = as_calendar((due(name),), AS_OF)
    assert text.endswith("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= LINE
    assert "\n" not in text.replace("\r\n", "")
    (event,) = events_of([due(name)])
    assert str(event["summary"]).rstrip() == f"Thank {name}".replace("\r\n", "\n").rstrip()


def test_a_character_no_calendar_may_hold_becomes_a_space():
    (event,) = events_of([due("bad\x00\x1b\ud800name")])
    assert event["summary"] == "Thank bad   name"


def test_the_same_thing_has_the_same_uid_and_a_higher_sequence_on_a_later_day():
    (today,), (later,) = events_of([due()]), events_of([due(worth=0.1)], date(2026, 3, 9))
    assert today["uid"] == later["uid"]
    assert later["sequence"] > today["sequence"]


def test_thanks_that_became_an_update_are_moved_and_not_doubled():
    (thanks,), (update,) = events_of([due()]), events_of([due(action="update")])
    assert thanks["uid"] == update["uid"]


def test_everything_has_a_uid_of_its_own_that_names_nobody():
    many = [*(due(about=f"r{place}") for place in range(3)), due(action="follow_up")]
    uids = [str(event["uid"]) for event in events_of(many)]
    assert len(set(uids)) == len(many)
    assert not any("Ana" in uid for uid in uids)


def test_events_begin_tomorrow_three_a_day_in_the_order_of_worth():
    many = [due(f"P{place}", about=f"r{place}") for place in range(8)]
    events = events_of(many)
    assert [str(event["summary"]) for event in events] == [f"Thank P{n}" for n in range(8)]
    tomorrow = AS_OF + timedelta(days=1)
    assert Counter((day - tomorrow).days for day in days_of(events)) == {0: 3, 1: 3, 2: 2}


def test_what_runs_out_comes_first_and_what_would_come_too_late_is_left_out():
    tomorrow = AS_OF + timedelta(days=1)
    lasting = [due(f"P{place}", about=f"r{place}") for place in range(2)]
    ending = [due(f"Q{place}", about=f"q{place}", last=tomorrow) for place in range(4)]
    events = events_of([*lasting, *ending])
    assert [str(event["summary"])[6] for event in events] == ["Q", "Q", "Q", "P", "P"]
    assert days_of(events) == [tomorrow] * 3 + [tomorrow + timedelta(days=1)] * 2


def test_no_clock_and_no_time_zone_is_in_it_and_an_alarm_rings_at_nine():
    text = as_calendar((due(),), AS_OF)
    assert "TZID" not in text
    assert "VTIMEZONE" not in text
    assert "DTSTAMP:20260301T000000Z" in text
    (event,) = events_of([due()])
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=1)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9)


def test_of_several_seekers_each_event_says_whose_it_is():
    events = events_of([due(seeker="Ida"), due(seeker="Jon")])
    assert [str(event["summary"]) for event in events] == ["Thank Ana (Ida)", "Thank Ana (Jon)"]


def test_nothing_due_is_an_empty_calendar():
    assert events_of([]) == []
