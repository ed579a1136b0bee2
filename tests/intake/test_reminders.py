"""Rows marked as reminders become one request; rows without a mark stay, and that is said."""

import tomllib

import pytest

from outreachlab.intake.imported import import_log
from outreachlab.intake.reminders import is_reminder

from .write import checked, column, log_of, written

MARKED = (
    "Name,Sent,Type,Result",
    "Mo Ames,2026-01-05,Initial email,no reply",
    "Mo Ames,2026-01-15,Follow-up 1,no reply",
    "Mo Ames,2026-01-19,2nd reminder (LinkedIn),met",
    "Lu Finn,2026-01-06,Initial email,declined",
    "Vi Gray,2026-01-20,Follow up email,no reply",
    "Vi Gray,2026-01-07,Initial email,no reply",
    "Al Fox,2026-01-20,Reminder,no reply",
)


def test_rows_marked_as_reminders_are_one_request_whatever_the_order_of_rows(tmp_path):
    log = log_of(tmp_path, *MARKED)
    assert column(log, "contact") == ["Mo Ames", "Lu Finn", "Vi Gray", "Al Fox"]
    assert column(log, "asked_on") == ["2026-01-05", "2026-01-06", "2026-01-07", "2026-01-20"]
    assert column(log, "followed_up_on") == ["2026-01-15", None, "2026-01-20", None]
    assert column(log, "outcome") == ["accepted", "declined", "no_reply", "no_reply"]


def test_how_many_rows_were_joined_and_how_many_stand_alone_is_said(tmp_path):
    joined, alone = checked(tmp_path, *MARKED).notes[:2]
    assert joined.startswith("3 rows were joined with the request before, as 'Type' marks")
    assert "2 requests took the day of the first one" in joined
    assert alone.startswith("1 row marked as a reminder by 'Type' without a request before")


def test_the_rows_that_were_joined_are_kept_aside_by_import(tmp_path):
    done = import_log(written(tmp_path, *MARKED))
    assert list(done.refused["row"]) == [3, 4, 6]
    assert set(done.refused["why"].str[:11]) == {"a reminder,"}


def test_the_map_that_was_written_joins_the_same_rows(tmp_path):
    path = written(tmp_path, *MARKED)
    done = import_log(path)
    assert import_log(path, map=tomllib.loads(done.map)).csv == done.csv


def test_numbers_of_attempts_mark_reminders(tmp_path):
    log = log_of(
        tmp_path,
        "Name,Sent,Attempt #,Result",
        "Mo Ames,2026-01-05,1,",
        "Mo Ames,2026-01-15,2,met",
        "Lu Finn,2026-01-06,1,declined",
    )
    assert column(log, "outcome") == ["accepted", "declined"]
    assert column(log, "followed_up_on") == ["2026-01-15", None]


def test_an_answer_is_not_undone_by_a_later_row_without_one(tmp_path):
    log = log_of(
        tmp_path,
        "Name,Sent,Step,Result",
        "Mo Ames,2026-01-05,first mail,met",
        "Mo Ames,2026-01-15,follow-up,sent",
    )
    assert column(log, "outcome") == ["accepted"]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Name,Sent,Result,Next step",
            "Mo Ames,2026-01-05,no reply,Follow up",
            "Mo Ames,2026-03-15,no reply,Follow up",
        ),
        (
            "Name,Sent,Result,Attempt",
            "Mo Ames,2026-01-05,no reply,3",
            "Lu Finn,2026-01-15,no reply,2",
        ),
        (
            "Name,Sent,Step,Result",
            "Mo Ames,2026-01-05,Cold email 1,no reply",
            "Mo Ames,2026-01-15,Cold email 2,no reply",
        ),
        (
            "contact,asked_on,outcome",
            "Mo Ames,2026-01-05,no_reply",
            "Mo Ames,2026-01-05,no_reply",
        ),
    ],
    ids=["a plan", "one row a person", "messages of any kind", "identical rows"],
)
def test_rows_without_a_mark_stay(tmp_path, lines):
    assert len(log_of(tmp_path, *lines).frame) == len(lines) - 1


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("Follow-up email 2", True),
        ("zweite Erinnerung", True),
        ("Relance 1", True),
        ("recordatorio", True),
        ("Sollecito", True),
        ("hatırlatma", True),
        ("no follow-up needed", False),
        ("follow up in March", False),
        ("first email", False),
    ],
)
def test_a_reminder_is_named_with_no_more_than_a_number_or_a_channel_beside_it(text, marks):
    assert is_reminder(text) is marks
