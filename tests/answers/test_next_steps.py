"""What is due, row by row on small logs."""

import json
from datetime import date

import pytest

from outreachlab.answers.due import ACTIONS
from outreachlab.answers.next_steps import next_steps
from outreachlab.intake.read import read_log
from outreachlab.simulate import simulate_log
from tests.logs import log_of

# Ten answers, nine of them within four days, the last after twenty: three in four by day 4.
ANSWERS = [
    {
        "contact": f"Past {place}",
        "asked_on": "2026-01-01",
        "responded_on": f"2026-01-{1 + days:02d}",
        "outcome": "declined",
    }
    for place, days in enumerate([1, 1, 2, 2, 3, 3, 4, 4, 4, 20])
]
AS_OF = date(2026, 3, 1)


def silent(contact="Sil", asked="2026-02-20", **more):
    return {"contact": contact, "asked_on": asked, "outcome": "pending"} | more


def met(contact="Ana", **more):
    return {
        "contact": contact,
        "asked_on": "2026-01-02",
        "responded_on": "2026-01-03",
        "met_on": "2026-01-10",
        "thanked_on": "2026-01-11",
        "outcome": "accepted",
        "asked_for_referrals": "yes",
        "referrals_given": "1",
        "referrer": "",
    } | more


def due_of(rows, as_of=AS_OF, **options):
    steps = next_steps(log_of(rows, **options), as_of=as_of)
    return [(one.action, one.contact, one.since.isoformat()) for one in steps.due]


def follow_ups(*rows):
    return [contact for action, contact, _ in due_of([*ANSWERS, *rows]) if action == "follow_up"]


def test_a_follow_up_is_due_once_three_in_four_of_the_answers_would_have_come():
    rows = [*ANSWERS, silent("Due", "2026-02-25"), silent("Not yet", "2026-02-26")]
    assert due_of(rows) == [("follow_up", "Due", "2026-03-01")]


def test_without_a_dead_day_the_longest_wait_for_an_answer_ends_the_patience():
    assert follow_ups(silent("In time", "2026-02-09"), silent("Too late", "2026-02-08")) == [
        "In time"
    ]


@pytest.mark.parametrize(
    "row",
    [
        silent(followed_up_on="2026-02-24"),
        silent(outcome="undelivered"),
        silent(outcome="accepted", responded_on="2026-02-22"),
        silent(outcome="declined"),
        silent(asked="2026-01-15"),
    ],
    ids=["followed up", "undelivered", "accepted", "declined", "dead"],
)
def test_nobody_is_followed_up_unduly(row):
    assert follow_ups(row) == []


def test_a_reminder_or_an_answer_after_the_day_of_judgement_has_not_happened():
    rows = [*ANSWERS, silent(followed_up_on="2026-03-02")]
    assert due_of(rows) == [("follow_up", "Sil", "2026-02-24")]


def test_where_silence_is_dead_before_most_answers_come_that_is_said():
    old = [silent(f"Old {place}", "2025-06-01") for place in range(200)]
    early_yes = met("Yes", met_on="", thanked_on="", asked_for_referrals="", referrals_given="")
    steps = next_steps(log_of([*ANSWERS, early_yes, *old, silent()]), as_of=AS_OF)
    assert steps.due == ()
    assert "practically dead before three in four answers have come" in " ".join(steps.notes)


def test_silence_noted_as_no_reply_is_silence():
    assert follow_ups(silent(outcome="no_reply")) == ["Sil"]


def test_whoever_was_asked_again_is_followed_up_on_the_last_request_only():
    rows = [*ANSWERS, silent("Bo", "2026-02-18"), silent("bo ", "2026-02-20")]
    assert due_of(rows) == [("follow_up", "bo", "2026-02-24")]


def test_few_answers_give_a_stated_default():
    steps = next_steps(log_of([silent()]), as_of=AS_OF)
    assert [one.since for one in steps.due] == [date(2026, 2, 27)]
    assert "stated default" in steps.due[0].why
    assert any("stated default" in note for note in steps.notes)


def test_a_seeker_with_few_answers_is_judged_by_the_pool_and_that_is_said():
    rows = [row | {"seeker": "Old"} for row in ANSWERS] + [silent(seeker="New")]
    steps = next_steps(log_of(rows), as_of=AS_OF)
    assert steps.patience["New"].source == "pool"
    assert steps.patience["Old"].source == "own"
    assert steps.patience["New"].due == 4
    assert "1 seeker with fewer than 10 dated answers is judged" in steps.notes[0]


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (met(thanked_on="", referrals_given="0"), "thank"),
        (met(asked_for_referrals="no", referrals_given="0"), "ask_for_names"),
        (met(asked_for_referrals="no", referrals_given=""), "ask_for_names"),
        (met(referrals_given="1"), "ask_named_person"),
    ],
)
def test_each_meeting_asks_for_what_was_left_undone(row, due):
    columns = met("Column filler", asked_on="2026-01-02", referrals_given="0")
    assert [action for action, _, _ in due_of([row, columns])] == [due]


@pytest.mark.parametrize(
    "row",
    [
        met(referrals_given="0"),
        met(asked_for_referrals="", referrals_given="0"),
        met(asked_for_referrals="", referrals_given=""),
        met(met_on="2026-03-05", thanked_on="", referrals_given="2"),
        met(met_on="", thanked_on="", referrals_given="2"),
    ],
    ids=["asked, none given", "not recorded", "nothing recorded", "not met yet", "never met"],
)
def test_nothing_is_due_after_a_meeting_that_left_nothing_undone(row):
    assert due_of([row, met("Column filler", referrals_given="0")]) == []


def test_names_are_counted_by_person_over_all_their_meetings():
    given = [met("Ana", referrals_given="2"), met("ana", referrals_given="")]
    child = {"asked_on": "2026-02-01", "outcome": "declined", "referrer": "Ana"}
    one = [*given, {"contact": "Kid", **child}, {"contact": "kid", **child}]
    assert due_of(one) == [("ask_named_person", "Ana", "2026-01-10")]
    assert due_of([*one, {"contact": "Kim", **child}]) == []


def test_a_missing_column_switches_off_what_needs_it_and_says_so():
    bare = {"contact": "Ana", "asked_on": "2026-01-02", "outcome": "accepted"}
    notes = next_steps(log_of([bare | {"met_on": "2026-01-10"}]), as_of=AS_OF).notes
    for action, column in (
        ("thank", "thanked_on"),
        ("ask for names", "asked_for_referrals"),
        ("ask named person", "referrer"),
    ):
        assert any(f"“{action}”" in note and column in note for note in notes)


def test_the_order_of_rows_changes_nothing():
    frame = simulate_log(400, seekers=4, rng=5)
    shuffled = frame.sample(frac=1, random_state=1)
    first, second = (next_steps(read_log(one)) for one in (frame, shuffled))
    assert first.due == second.due
    assert first.table.equals(second.table)
    assert {one.action for one in first.due} == set(ACTIONS)


def test_the_json_holds_the_keys_of_the_command():
    steps = next_steps(log_of([*ANSWERS, silent()]), as_of=AS_OF)
    plain = json.loads(json.dumps(steps.to_json()))
    assert plain["due"][0].keys() == {"action", "seeker", "contact", "since", "why"}
    assert plain["as_of"] == "2026-03-01"
    assert "try_next" not in plain


def test_names_given_are_told_and_ticked_off_when_asked_by_whatever_way_they_came():
    giver = met(names_given="Eli Fox; Flo Gray", referrals_given="")
    child = silent("eli fox", "2026-02-25", referrer="Ana")
    steps = next_steps(log_of([giver, child]), as_of=AS_OF)
    (due,) = [one for one in steps.due if one.action == "ask_named_person"]
    assert due.why == "gave 2 names, not asked yet: Flo Gray"
    found_alone = silent("FLO GRAY", "2026-02-25")  # asked, but the log does not say through whom
    rest = next_steps(log_of([giver, child, found_alone]), as_of=AS_OF).due
    assert not [one for one in rest if one.action == "ask_named_person"]


def test_names_of_another_seeker_are_not_ticked_off():
    giver = met(names_given="Eli Fox", referrals_given="1", seeker="Kim")
    other = silent("Eli Fox", "2026-02-25", seeker="Lou")
    steps = next_steps(log_of([giver, other]), as_of=AS_OF)
    (due,) = [one for one in steps.due if one.action == "ask_named_person"]
    assert due.why == "gave 1 name, not asked yet: Eli Fox"
