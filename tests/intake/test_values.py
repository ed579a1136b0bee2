"""Words as people write them, lengths of time, marks for yes and no, cells that say nothing."""

import pandas as pd
import pytest

from outreachlab.intake.read import read_log
from outreachlab.intake.values import minutes_of, plain, read_number, read_whole, read_word
from outreachlab.intake.words import NOT_HELD, WORDS, YES_NO
from outreachlab.log.vocabulary import COLUMN, OUTCOMES, YES_NO as LEVELS

from .write import HEADER, checked, column, faults, log_of, unread

SAID = {
    "outcome": {
        "said yes": "accepted",
        "Scheduled": "accepted",
        "met": "accepted",
        "Ghosted!": "no_reply",
        "no response": "no_reply",
        "waiting": "pending",
        "cancelled": "accepted",
        "No-Show": "accepted",
        "bounced": "undelivered",
        "No Reply": "no_reply",
        "didn't respond": "no_reply",
        "ACCEPTED": "accepted",
    },
    "meeting_format": {
        "zoom": "video_call",
        "Call": "phone_call",
        "grab a coffee": "coffee",
        "Café": "coffee",
        "Phone call": "phone_call",
        "their office": "office_visit",
    },
    "channel": {
        "LinkedIn": "linkedin",
        "e-mail": "email",
        "WhatsApp": "text",
        "In person": "in_person",
    },
    "relationship": {"friend": "strong_tie", "cold": "stranger", "Weak tie": "weak_tie"},
    "venue": {"Near their office": "near_them", "zoom": "remote", "my place": "near_me"},
    "circumstance": {"foot in the door": "foot_in_door", "Career change": "career_change"},
    "led_to": {"job offer": "offer", "none": "nothing"},
}


@pytest.mark.parametrize(
    ("name", "text", "word"), [(n, t, w) for n, said in SAID.items() for t, w in said.items()]
)
def test_peoples_words_are_read_and_listed_as_fixes(name, text, word):
    reading = read_word(text, COLUMN[name].words, WORDS[name])
    assert (reading.value, reading.why) == (word, f"read as the word {word}")


@pytest.mark.parametrize("text", ["yes", "Y", "x", "X", "✓", "✔️", "TRUE", "1", "1.0", "☑", "✅"])
def test_marks_for_yes(text):
    assert read_word(text, LEVELS, YES_NO).value == "yes"


@pytest.mark.parametrize("text", ["no", "N", "false", "0", "✗", "❌", "No."])
def test_marks_for_no(text):
    assert read_word(text, LEVELS, YES_NO).value == "no"


@pytest.mark.parametrize("text", ["-", "n/a", "?", "—"])
def test_marks_for_nothing_are_empty_and_not_no(text):
    assert read_word(text, LEVELS, YES_NO).value is None
    assert not read_word(text, LEVELS, YES_NO).problem


def test_every_word_people_write_means_a_word_of_the_vocabulary():
    for name, table in WORDS.items():
        assert set(table.values()) <= set(COLUMN[name].words)
        assert all(plain(text) == text for text in table), name
    assert all(plain(text) == text for text in NOT_HELD)
    assert set(WORDS["outcome"].values()) == set(OUTCOMES)


MINUTES = {
    "30 min": 30, "30min": 30, "30 mins.": 30, "30 minutes": 30, "30'": 30, "half an hour": 30,
    "Half hour": 30, "1h": 60, "1 hr": 60, "1 hour": 60, "an hour": 60, "1:30": 90, "0:45": 45,
    "01:30:00": 90, "1h30": 90, "1h 30min": 90, "1.5 hours": 90, "1,5 h": 90, "2 hours": 120,
    "quarter of an hour": 15, "20-minute": 20, "45 m": 45,
}  # fmt: skip


@pytest.mark.parametrize("text", MINUTES)
def test_lengths_of_time_are_read_as_minutes(text):
    assert minutes_of(text) == MINUTES[text]


@pytest.mark.parametrize("text", ["15-20 min", "a while", "30 minuets", "1:75", "h", "", "1e3"])
def test_other_lengths_are_faults(text):
    assert minutes_of(text) is None


@pytest.mark.parametrize("text", ["1e9", "3.5", "1,200", "ten", "1_000", "٣0x", "0x10", "--"])
def test_what_is_no_whole_number_is_never_one(text):
    assert read_whole(text, COLUMN["referrals_given"]).value is None


@pytest.mark.parametrize("digits", [10, 400, 5000])
def test_a_very_large_number_is_a_fault(digits):
    reading = read_whole("9" * digits, COLUMN["referrals_given"])
    assert reading.problem.endswith("is far too large")


@pytest.mark.parametrize("text", ["inf", "1_0", "abc", "1,5", "1e999"])
def test_a_number_tactic_takes_finite_numbers_only(text):
    assert read_number(text).problem


def test_spaces_and_invisible_marks_around_a_text_go_and_are_listed(tmp_path):
    check = checked(tmp_path, HEADER, "\u200b Ana\xa0 ,2026-01-02, pending")
    assert list(check.fixes["column"]) == ["contact", "outcome"]
    assert set(check.fixes["why"]) == {"spaces around it removed"}


def test_a_referrer_of_nobody_is_none(tmp_path):
    lines = [
        f"P{at},2026-01-02,pending,{name}" for at, name in enumerate(("N/A", "none", "-", "Na"))
    ]
    assert column(log_of(tmp_path, HEADER + ",referrer", *lines), "referrer") == [None] * 3 + ["Na"]


def test_a_contact_that_says_nothing_is_asked_for(tmp_path):
    assert faults(checked(tmp_path, HEADER, "n/a,2026-01-02,pending")) == [
        (2, "contact", "the contact is empty")
    ]


def test_a_row_that_was_not_asked_yet_is_a_fault_of_its_own(tmp_path):
    check = checked(tmp_path, HEADER, "Ana,2026-01-02,To do")
    assert faults(check) == [(2, "outcome", "'To do' says that nothing was asked yet")]


def test_a_meeting_called_off_has_no_day(tmp_path):
    check = checked(
        tmp_path, HEADER + ",met_on", "Ana,2026-01-02,no-show,2026-01-09", "B,2026-01-02,cancelled,"
    )
    assert faults(check) == [(2, "met_on", "'no-show' says that the meeting was not held")]


def test_an_error_of_the_spreadsheet_is_said(tmp_path):
    check = checked(tmp_path, HEADER + ",company", "Ana,#REF!,#VALUE!,#NAME?")
    assert set(check.table["problem"].str[-35:]) == {"is an error of the spreadsheet program"[-35:]}
    assert len(check.table) == 2
    assert unread(check) == [("company", "#NAME?", 1)]


def test_yes_under_response_is_asked_about(tmp_path):
    check = checked(tmp_path, "Name,Date,Response?", "Ana,2026-01-02,Yes", "Bo,2026-01-02,No")
    assert "a yes that they agreed, or only that they answered" in check.table["problem"][0]
    log = log_of(tmp_path, "Name,Date,Response?", "Ana,2026-01-02,Yes", "Bo,2026-01-02,ghosted")
    assert column(log, "outcome") == ["accepted", "no_reply"]


def test_a_question_mark_leaves_a_word_open(tmp_path):
    lines = ["Ana,2026-02-03,yes?,no?", "Bo,2026-02-04,pending,no"]
    found = checked(tmp_path, f"{HEADER},Offered a call", *lines)
    assert faults(found) == [(2, "outcome", "'yes?' is no outcome")]
    assert unread(found) == [("Offered a call", "no?", 1)]


@pytest.mark.parametrize(
    ("cell", "count", "names"),
    [("Jon Abe; Lia Fox", 2, "Jon Abe; Lia Fox"), ("0", 0, None), ("none", 0, None), ("3", 3, None),
     ("Jon Abe; none", 1, "Jon Abe; none")],
)  # fmt: skip
def test_a_number_or_nobody_among_the_names_given_is_no_name(cell, count, names):
    rows = {"contact": ["Ana", "Bo"], "asked_on": ["2026-09-03"] * 2, "outcome": ["accepted"] * 2}
    log = read_log(pd.DataFrame({**rows, "names_given": [cell, "Cy Ek"]}))
    assert log.frame["referrals_given"].tolist() == [count, 1]
    found = log.frame["names_given"].iloc[0]
    assert found == names if names else pd.isna(found)
