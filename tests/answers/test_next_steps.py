"""What is due, row by row on small logs."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from outreachlab.answers.next_steps import next_steps
from outreachlab.errors import NothingToComputeError, UsageError
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
SAMPLES = Path(__file__).parents[2] / "data"


def silent(contact="Sil", asked="2026-02-20", **more):
    return {"contact": contact, "asked_on": asked, "outcome": "pending"} | more


def met(contact="Ana", **more):
    return {
        "contact": contact,
        "asked_on": "2026-01-02",
        "responded_on": "2026-01-03",
        "met_on": "2026-02-20",
        "thanked_on": "2026-02-21",
        "outcome": "accepted",
        "asked_for_referrals": "yes",
        "referrals_given": "1",
        "referrer": "",
    } | more


def steps_of(rows, as_of=AS_OF, **asked):
    return next_steps(log_of(rows), as_of=as_of, **asked)


def due_of(rows, as_of=AS_OF, **asked):
    """What is due to people, without first requests and older loose ends."""
    due = steps_of(rows, as_of, **asked).due
    return [(one.action, one.contact, one.since.isoformat()) for one in due if one.contact]


def reminded(*rows):
    return [contact for action, contact, _ in due_of([*ANSWERS, *rows]) if action == "follow_up"]


def test_a_reminder_is_due_once_three_in_four_of_the_answers_would_have_come():
    rows = [*ANSWERS, silent("Due", "2026-02-25"), silent("Not yet", "2026-02-26")]
    assert due_of(rows) == [("follow_up", "Due", "2026-03-01")]


def test_no_reminder_is_sent_after_day_21():
    assert reminded(silent("In time", "2026-02-08"), silent("Too late", "2026-02-07")) == [
        "In time"
    ]


@pytest.mark.parametrize(
    "row",
    [
        silent(followed_up_on="2026-02-24"),
        silent(outcome="undelivered"),
        silent(outcome="accepted", responded_on="2026-02-22"),
        silent(outcome="declined"),
    ],
    ids=["reminded", "undelivered", "accepted", "declined"],
)
def test_nobody_is_reminded_unduly(row):
    assert reminded(row) == []


def test_nobody_is_reminded_after_a_second_silence():
    assert reminded(silent("Bo", "2025-12-01", outcome="no_reply"), silent("bo ")) == []
    said_no = silent("Bo", "2025-12-01", outcome="declined")
    assert reminded(said_no, silent("bo ")) == ["bo"]


def test_a_reminder_or_an_answer_after_the_day_acted_on_has_not_happened():
    assert reminded(silent(followed_up_on="2026-03-02")) == ["Sil"]


def test_silence_noted_as_no_reply_is_silence():
    assert reminded(silent(outcome="no_reply")) == ["Sil"]


def test_where_answers_take_longer_than_a_reminder_may_wait_that_is_said():
    slow = [row | {"responded_on": "2026-01-26"} for row in ANSWERS]
    steps = steps_of([*slow, silent()])
    assert [one.action for one in steps.due] == ["first_requests"]
    assert "take longer than 21 days" in " ".join(steps.notes)


def test_few_answers_give_a_stated_default():
    steps = steps_of([silent()])
    (due,) = [one for one in steps.due if one.contact]
    assert due.since == date(2026, 2, 27)
    assert "stated default" in due.why
    assert any("stated default" in note for note in steps.notes)


def test_a_seeker_with_few_answers_is_judged_by_the_pool_and_that_is_said():
    rows = [row | {"seeker": "Old"} for row in ANSWERS] + [silent(seeker="New")]
    steps = steps_of(rows)
    assert steps.habits["New"].source == "pool"
    assert steps.habits["Old"].source == "own"
    assert steps.habits["New"].reminder_day == 4
    assert "1 seeker with fewer than 10 dated answers is judged" in steps.notes[0]


@pytest.mark.parametrize(
    ("day", "action"),
    [
        ("2026-03-02", "prepare"),
        ("2026-03-01", "prepare"),
        ("2026-02-28", "thank"),
        ("2026-02-15", "thank"),
        ("2026-02-14", "update"),
        ("2025-12-31", "update"),
        ("2025-12-30", None),
        ("2026-03-03", None),
    ],
)
def test_a_meeting_is_prepared_thanked_for_followed_by_an_update_then_let_go(day, action):
    row = met(
        asked_on="2025-12-01", responded_on="2025-12-02", met_on=day, thanked_on="",
        referrals_given="0",
    )  # fmt: skip
    assert [one[0] for one in due_of([row])] == ([] if action is None else [action])


def test_preparing_is_the_checklist_of_the_advice():
    (due,) = [one for one in steps_of([met(met_on="2026-03-02", thanked_on="")]).due if one.contact]
    assert "prepare questions" in due.why
    assert "ask whom else to talk to" in due.why
    assert due.due_on == AS_OF


@pytest.mark.parametrize(
    ("row", "due"),
    [
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
    child = {"asked_on": "2026-02-21", "outcome": "declined", "referrer": "Ana"}
    one = [*given, {"contact": "Kid", **child}, {"contact": "kid", **child}]
    assert due_of(one) == [("ask_named_person", "Ana", "2026-02-20")]
    assert due_of([*one, {"contact": "Kim", **child}]) == []


def test_whom_two_things_concern_has_one_line():
    row = met(thanked_on="", asked_for_referrals="no", referrals_given="0")
    (due,) = [one for one in steps_of([row]).due if one.contact]
    assert "; besides, " in due.why


def test_a_missing_column_switches_off_what_needs_it_and_says_so():
    bare = {"contact": "Ana", "asked_on": "2026-01-02", "outcome": "accepted"}
    notes = steps_of([bare | {"met_on": "2026-01-10"}]).notes
    for action, column in (
        ("say thank you", "thanked_on"),
        ("ask for further names", "asked_for_referrals"),
        ("ask the people named", "referrer"),
    ):
        assert any(f"“{action}”" in note and column in note for note in notes)
    assert [one.action for one in steps_of([bare]).due] == ["first_requests"]


def test_the_order_of_rows_changes_nothing():
    frame = simulate_log(400, seekers=4, rng=5)
    shuffled = frame.sample(frac=1, random_state=1)
    first, second = (next_steps(read_log(one), every=True) for one in (frame, shuffled))
    assert first.due == second.due
    assert first.table.equals(second.table)


def test_the_json_holds_the_keys_of_the_command():
    plain = json.loads(json.dumps(steps_of([*ANSWERS, silent()]).to_json()))
    keys = {"action", "seeker", "contact", "due_on", "since", "why", "worth"}
    assert all(one.keys() == keys for one in plain["due"])
    assert plain["as_of"] == "2026-03-01" == plain["log_as_of"]


def test_names_given_are_told_and_ticked_off_when_asked_by_whatever_way_they_came():
    giver = met(names_given="Eli Fox; Flo Gray", referrals_given="")
    child = silent("eli fox", "2026-02-27", referrer="Ana")
    (due,) = [one for one in steps_of([giver, child]).due if one.contact]
    assert due.why == "named Flo Gray 9 days ago, not asked yet"
    found_alone = silent("FLO GRAY", "2026-02-27")  # the log does not say through whom
    assert due_of([giver, child, found_alone]) == []


def test_names_of_another_seeker_are_not_ticked_off():
    giver = met(names_given="Eli Fox", referrals_given="1", seeker="Kim")
    other = silent("Eli Fox", "2026-02-27", seeker="Lou")
    (due,) = [one for one in steps_of([giver, other]).due if one.contact]
    assert due.why == "named Eli Fox 9 days ago, not asked yet"


def test_five_lines_are_shown_ranked_by_worth_and_all_of_them_on_request():
    steps = next_steps(read_log(SAMPLES / "coaching_pool.csv"), as_of=date(2026, 9, 7))
    every = next_steps(read_log(SAMPLES / "coaching_pool.csv"), as_of=date(2026, 9, 7), every=True)
    assert len(steps.due) == 5
    for one in (steps, every):
        worths = [line.worth for line in one.due]
        assert worths == sorted(worths, reverse=True)
    lines = [(one.seeker, one.contact) for one in every.due if one.contact]
    assert len(lines) == len(set(lines)) > steps.left
    assert steps.older == every.older > 0
    assert "decide_older" not in {one.action for one in every.due}


def test_one_acts_today_by_the_rates_of_the_log(monkeypatch):
    monkeypatch.setattr("outreachlab.answers.next_steps.today", lambda: date(2026, 3, 20))
    steps = next_steps(log_of([*ANSWERS, silent()]))
    assert (steps.as_of, steps.log_as_of) == (date(2026, 3, 20), date(2026, 2, 20))
    assert [one.action for one in steps.due] == ["first_requests"]
    assert "the log ends on 2026-02-20, 28 days ago" in steps.notes[0]
    view = log_of([*ANSWERS, silent()]).as_of(AS_OF)
    assert next_steps(view).as_of == AS_OF


def test_a_clock_behind_the_log_acts_on_the_last_day_of_the_log(monkeypatch):
    monkeypatch.setattr("outreachlab.answers.next_steps.today", lambda: date(2020, 1, 1))
    assert next_steps(log_of([silent()])).as_of == date(2026, 2, 20)


def test_before_the_log_there_is_nothing_to_compute():
    with pytest.raises(NothingToComputeError, match="no request had been asked by 2020-01-01"):
        steps_of([silent()], date(2020, 1, 1))


@pytest.mark.parametrize("pace", [-1, 8, True, "1", float("nan")])
def test_a_pace_that_is_none_is_refused(pace):
    with pytest.raises(UsageError, match="meetings_a_week"):
        steps_of([silent()], meetings_a_week=pace)


# 40 first requests, 10 of which led to a meeting; 20 on a name, 10 of which did.
def paced(**more):
    old = [
        met(f"F{place}", asked_for_referrals="yes", referrals_given="0")
        if place < 10
        else silent(f"F{place}", "2025-12-01", outcome="no_reply")
        for place in range(40)
    ]
    named = [
        met(f"N{place}", referrer="Old friend", referrals_given="0")
        if place < 10
        else silent(f"N{place}", "2025-12-01", outcome="no_reply", referrer="Old friend")
        for place in range(20)
    ]
    return [row | more for row in (*old, *named)]


@pytest.mark.parametrize(
    ("meetings", "open_names", "asked", "first", "named"),
    [
        (1, 0, 0, 4, 0),  # 1 / (10/40)
        (2, 0, 0, 8, 0),
        (1, 1, 0, 2, 1),  # a name brings 1/2, two first requests the other half
        (1, 3, 0, 0, 2),
        (1, 0, 2, 2, 0),  # two asked in the last seven days bring 1/2
        (1, 0, 4, 0, 0),
        (7, 0, 0, 20, 0),  # 28, but no more than 20
        (0, 0, 0, 0, 0),
    ],
)
def test_first_requests_keep_the_wished_pace(meetings, open_names, asked, first, named):
    rows = paced()
    if open_names:
        rows.append(met("Giver"))
        rows[-1] |= {"outcome": "accepted", "names_given": ";".join("abc"[:open_names])}
        rows[-1] |= {"referrals_given": "", "referrer": "Old friend"}
        rows.append(silent("Balance", "2025-12-01", outcome="no_reply", referrer="Old friend"))
    rows += [silent(f"New {place}", "2026-02-26") for place in range(asked)]
    pace = steps_of(rows, meetings_a_week=meetings).pace["me"]
    assert (pace.first, pace.named) == (first, named)


def test_what_a_reminder_is_worth_is_what_those_reminded_did():
    late = {"asked_on": "2026-01-01", "followed_up_on": "2026-01-10", "outcome": "no_reply"}
    yes = late | {"outcome": "accepted", "responded_on": "2026-01-12"}
    rows = [{"contact": f"R{place}", **(yes if place < 4 else late)} for place in range(10)]
    steps = steps_of([*ANSWERS, *rows, silent("Sil", "2026-02-15")])
    (due,) = [one for one in steps.due if one.contact]
    assert "4 in 10 who were reminded said yes" in due.why
    habits = steps.habits["me"]
    worths = [habits.after_reminder(day) for day in range(habits.reminder_day, 22)]
    assert worths == sorted(worths, reverse=True)
    assert worths[0] == pytest.approx(0.4)


def test_the_yeses_to_come_are_those_seen_after_as_long_a_silence():
    # 20 answers by day 9, ten of them yeses on day 1 and five yeses on day 9; five silent for ever
    days = [("accepted", 1)] * 10 + [("declined", 3)] * 5 + [("accepted", 9)] * 5
    rows = [
        {"contact": f"A{n}", "asked_on": "2026-01-01", "outcome": outcome,
         "responded_on": (date(2026, 1, 1) + timedelta(days=day)).isoformat()}
        for n, (outcome, day) in enumerate(days)
    ]  # fmt: skip
    rows += [silent(f"S{n}", "2026-01-01", outcome="no_reply") for n in range(5)]
    habits = steps_of(rows).habits["me"]
    assert habits.reminder_day == 3
    assert habits.yes_to_come(0) == pytest.approx(15 / 25)
    assert habits.yes_to_come(4) == pytest.approx(5 / 10)
    assert habits.yes_to_come(9) == 0
