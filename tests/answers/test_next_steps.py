"""What is due, row by row on small logs."""

import json
from datetime import date

import pytest

from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.sums import week as module
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


def people(rows, **options):
    """What is due to people; first requests and loose ends have tests of their own."""
    steps = next_steps(log_of(rows), as_of=options.pop("as_of", AS_OF), **options)
    return [one for one in steps.due if one.contact is not None]


def due_of(rows, **options):
    return [(one.action, one.contact, one.since.isoformat()) for one in people(rows, **options)]


def follow_ups(*rows):
    return [contact for action, contact, _ in due_of([*ANSWERS, *rows]) if action == "follow_up"]


def test_a_follow_up_is_due_once_three_in_four_of_the_answers_would_have_come():
    rows = [*ANSWERS, silent("Due", "2026-02-25"), silent("Not yet", "2026-02-26")]
    assert due_of(rows) == [("follow_up", "Due", "2026-03-01")]


def test_after_day_21_of_silence_nobody_is_reminded():
    rows = [silent("In time", "2026-02-08"), silent("Too late", "2026-02-07")]
    assert follow_ups(*rows) == ["In time"]


def test_nobody_is_reminded_in_a_second_silence():
    first = silent("Sil", "2025-12-01", outcome="no_reply")
    assert follow_ups(first, silent("Sil")) == []
    assert follow_ups(first | {"outcome": "declined"}, silent("Sil")) == ["Sil"]


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
    assert follow_ups(rows[-1]) == ["Sil"]


def test_where_most_answers_take_longer_than_21_days_none_is_reminded_and_that_is_said():
    slow = [row | {"responded_on": "2026-02-10"} for row in ANSWERS]
    steps = next_steps(log_of([*slow, silent()]), as_of=AS_OF)
    assert not [one for one in steps.due if one.action == "follow_up"]
    assert "three in four answers take longer than 21 days" in " ".join(steps.notes)


def test_silence_noted_as_no_reply_is_silence():
    assert follow_ups(silent(outcome="no_reply")) == ["Sil"]


def test_few_answers_give_a_stated_default():
    steps = next_steps(log_of([silent()]), as_of=AS_OF)
    (due,) = [one for one in steps.due if one.action == "follow_up"]
    assert due.since == date(2026, 2, 27)
    assert "rule of thumb" in due.why
    assert any("stated default" in note for note in steps.notes)


def test_a_seeker_with_few_answers_is_judged_by_the_pool_and_that_is_said():
    rows = [row | {"seeker": "Old"} for row in ANSWERS] + [silent(seeker="New")]
    steps = next_steps(log_of(rows), as_of=AS_OF)
    steps = next_steps(log_of(rows), as_of=AS_OF, every=True)
    assert steps.habits["New"].source == "pool"
    assert steps.habits["Old"].source == "own"
    assert steps.habits["New"].reminder_day == 4
    assert "1 seeker with fewer than 10 dated answers is judged" in steps.notes[0]


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (met(met_on="2026-02-27", thanked_on="", referrals_given="0"), ["thank"]),
        (met(met_on="2026-02-15", thanked_on="", referrals_given="0"), ["thank"]),
        (met(met_on="2026-02-14", thanked_on="", referrals_given="0"), ["update"]),
        (met(met_on="2025-12-31", thanked_on="", referrals_given="0"), ["update"]),
        (met(met_on="2025-12-30", thanked_on="", referrals_given="0"), []),
        (met(asked_for_referrals="no", referrals_given="0"), ["ask_for_names"]),
        (met(asked_for_referrals="no", referrals_given=""), ["ask_for_names"]),
        (met(referrals_given="1"), ["ask_named_person"]),
        (met(met_on="2026-03-02", thanked_on="", referrals_given=""), ["prepare"]),
        (met(met_on="2026-03-08", thanked_on="", referrals_given=""), ["prepare"]),
        (met(met_on="2026-03-09", thanked_on="", referrals_given=""), []),
    ],
    ids=[
        "thanks", "thanks on day 14", "an update on day 15", "an update on day 60", "let go",
        "names, none given", "names", "people named", "a meeting tomorrow", "one within a week",
        "one in eight days",
    ],
)  # fmt: skip
def test_each_meeting_asks_for_what_was_left_undone(row, due):
    row = row | {"asked_on": "2025-12-20", "responded_on": "2025-12-21"}
    columns = met("Column filler", referrals_given="0")
    assert [action for action, _, _ in due_of([row, columns])] == due


def test_thanks_are_due_within_two_days():
    (due,) = people([met(met_on="2026-02-28", thanked_on="", referrals_given="0")])
    assert due.due_on == date(2026, 3, 2)


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


def said_yes(**more):
    """Said yes on 10 February, without a day for the meeting."""
    plain = {"responded_on": "2026-02-10", "met_on": "", "thanked_on": "", "referrals_given": ""}
    return met("Yes", asked_on="2026-02-05", asked_for_referrals="", **plain) | more


@pytest.mark.parametrize(
    ("row", "due"),
    [
        (said_yes(), True),
        (said_yes(responded_on="2026-02-27"), True),
        (said_yes(responded_on="2026-02-28"), False),
        (said_yes(asked_on="2025-12-25", responded_on="2025-12-31"), True),
        (said_yes(asked_on="2025-12-25", responded_on="2025-12-30"), False),
        (said_yes(responded_on=""), True),
        (said_yes(met="no"), True),
        (said_yes(met="yes"), False),
        (said_yes(met_on="2026-02-20", thanked_on="2026-02-21"), False),
        (said_yes(met_on="2026-03-20"), False),
        (said_yes(thanked="yes"), False),
        (said_yes(referrals_given="2"), False),
        (said_yes(minutes_met="30"), False),
        (said_yes(usefulness="4"), False),
        (said_yes(outcome="declined"), False),
        (said_yes(responded_on="2026-03-02"), False),
    ],
)
def test_a_day_is_to_be_agreed_on_from_two_days_after_a_yes_until_sixty(row, due):
    found = [one for one in people([*ANSWERS, met(), row]) if one.action == "agree_day"]
    assert [one.contact for one in found] == ["Yes"] * due


def test_the_day_to_agree_on_says_since_when_and_fades():
    early, late = (
        next(one for one in people([*ANSWERS, met(), row]) if one.action == "agree_day")
        for row in (said_yes(), said_yes(responded_on="2026-02-26"))
    )
    assert early.since == date(2026, 2, 12)
    assert early.why.startswith("said yes on Tue 10 Feb, no day for the meeting noted")
    assert (early.due_on, early.last) == (AS_OF, date(2026, 4, 11))
    assert late.worth > early.worth > 0


def test_whom_one_has_been_led_on_by_has_been_met():
    later = silent("Next", referrer="Yes", asked="2026-02-25")
    found = people([*ANSWERS, met(), said_yes(), later])
    assert "agree_day" not in {one.action for one in found}


def test_a_yes_is_agreed_on_once_whoever_was_asked_again():
    again = said_yes(asked_on="2026-02-20", responded_on="2026-02-22")
    found = people([*ANSWERS, met(), said_yes(), again])
    assert [one.since for one in found if one.action == "agree_day"] == [date(2026, 2, 24)]


def test_a_meeting_of_this_week_is_due_the_day_before_and_worth_less_the_farther_it_is():
    ahead = [met(f"Day {day}", met_on=f"2026-03-0{day}", thanked_on="", referrals_given="")
             for day in (1, 2, 3, 5)]  # fmt: skip
    found = {one.contact: one for one in people(ahead, every=True)}
    days = [found[f"Day {day}"] for day in (1, 2, 3, 5)]
    assert [one.due_on.day for one in days] == [1, 1, 2, 4]
    # what is for the day itself comes too late for tomorrow; the rest is done the day before
    assert [one.day.day for one in days] == [1, 2, 2, 4]
    assert [one.worth / days[0].worth for one in days] == pytest.approx([1, 1, 1 / 2, 1 / 4])
    assert days[3].why.startswith("the meeting is on Thu 5 Mar: ")
    assert days[3].since == AS_OF


def test_a_day_of_another_year_says_which():
    (due,) = people([met(met_on="2025-12-31", thanked_on="", referrals_given="0")
                     | {"asked_on": "2025-12-20", "responded_on": "2025-12-21"}])  # fmt: skip
    assert due.why.startswith("met on Wed 31 Dec 2025 without thanks")


def test_what_is_due_besides_is_kept_worth_most_first_and_then_what_is_older():
    new = [met(f"New {n}", met_on="2026-02-27", thanked_on="", referrals_given="0",
               asked_for_referrals="no") for n in range(7)]  # fmt: skip
    old = met("Old", met_on="2025-11-01", asked_on="2025-10-01", responded_on="2025-10-02",
              thanked_on="2025-11-02", asked_for_referrals="no", referrals_given="0")  # fmt: skip
    steps = next_steps(log_of([*new, old]), as_of=AS_OF)
    told = [one.contact for one in (*steps.due, *steps.further) if one.contact]
    assert sorted(told) == sorted([*(f"New {n}" for n in range(7)), "Old"])
    assert steps.further[-1].contact == "Old"
    assert len(steps.further) == steps.left + steps.older
    assert next_steps(log_of([*new, old]), as_of=AS_OF, every=True).further == ()


def test_a_log_without_days_of_meetings_agrees_on_none_and_says_so():
    rows = [{k: v for k, v in said_yes().items() if k != "met_on"}]
    steps = next_steps(log_of([*ANSWERS, *rows]), as_of=AS_OF)
    assert "agree_day" not in {one.action for one in steps.due}
    (told,) = [note for note in steps.notes if "not looked at" in note]
    assert told.startswith("“agree on a day”, “prepare the meeting”")


def test_a_meeting_ahead_comes_before_reminders_and_what_a_person_is_worth_counts_once():
    ahead = met("Ahead", met_on="2026-03-02", thanked_on="", referrals_given="")
    both = met("Both", met_on="2026-02-01", thanked_on="", asked_for_referrals="no",
               referrals_given="")  # fmt: skip
    first, *rest = people([*ANSWERS, silent("Sil"), both, ahead])
    assert (first.contact, first.action, first.worth) == ("Ahead", "prepare", pytest.approx(1.09))
    (twice,) = [one for one in rest if one.contact == "Both"]
    assert twice.worth == pytest.approx(0.3 * 0.3 * (1 - 28 / 61))  # names, not names and names


def test_a_person_has_one_line_with_all_that_is_due():
    (due,) = people([met(thanked_on="", asked_for_referrals="no", referrals_given="")])
    assert due.action == "ask_for_names"
    assert due.why.endswith("besides, send an update")


def test_five_lines_at_most_and_the_rest_is_counted():
    log = log_of([silent(f"Sil {place}", "2026-02-20") for place in range(8)])
    steps = next_steps(log, as_of=AS_OF)
    everything = next_steps(log, as_of=AS_OF, every=True)
    assert len(steps.due) == 5
    assert len(steps.due) + steps.left == len(everything.due) == 9
    assert everything.left == 0


def test_what_is_worth_more_comes_first_and_worth_fades():
    fresh, stale = (
        met(name, met_on=day, thanked_on=day)
        for name, day in (("Fresh", "2026-02-20"), ("Stale", "2026-01-10"))
    )
    lines = people([stale, fresh])
    assert [one.contact for one in lines] == ["Fresh", "Stale"]
    # 3 in 10 where no ten requests tell it, times what is left of 61 days
    assert [one.worth for one in lines] == pytest.approx([0.3 * 52 / 61, 0.3 * 11 / 61])


def test_loose_ends_of_two_months_are_one_line_to_decide():
    rows = [met(f"Old {place}", met_on="2025-12-15", asked_on="2025-12-01",
                responded_on="2025-12-02", referrals_given="2") for place in range(3)]  # fmt: skip
    steps = next_steps(log_of(rows), as_of=AS_OF)
    (older,) = [one for one in steps.due if one.action == "decide_older"]
    assert (older.contact, older.worth, steps.older) == (None, 0.0, 3)
    assert older.why.startswith("6 persons named") or older.why.startswith("6 people named")
    every = next_steps(log_of(rows), as_of=AS_OF, every=True)
    assert [one.contact for one in every.due if one.contact] == ["Old 0", "Old 1", "Old 2"]


def first_requests(rows, **options):
    steps = next_steps(log_of(rows), as_of=AS_OF, **options)
    return [one for one in steps.due if one.action == "first_requests"]


def test_first_requests_keep_the_wished_pace():
    counts = [  # twenty counted first requests of whom five met: one meeting takes four
        met(f"Met {place}", referrals_given="0") if place < 5
        else silent(f"No {place}", "2026-01-02", outcome="declined")
        for place in range(20)
    ]  # fmt: skip
    (line,) = first_requests(counts)
    assert line.why.startswith("4 new people for about 1 meeting a week: so far 5 of 20")
    assert line.worth == pytest.approx(4 * 5 / 20)
    (twice,) = first_requests(counts, meetings_a_week=2)
    assert twice.why.startswith("8 new people")
    assert first_requests(counts, meetings_a_week=0) == []
    asked = [silent(f"New {place}", "2026-02-27") for place in range(3)]
    (less,) = first_requests([*counts, *asked])
    assert less.why.startswith(
        "1 new person for about 1 meeting a week, beside 3 asked in the last 7 days"
    )


def test_people_named_are_asked_before_strangers():
    (line,) = first_requests([met(referrals_given="2")])
    # 2 on a name at 3 in 10 leave .4 of a meeting, which 2 first requests at 3 in 10 bring
    assert line.why.startswith("2 new people for about 1 meeting a week, beside 2 people named")


@pytest.mark.parametrize("pace", [-1, 8, float("nan"), True, "1"])
def test_a_pace_that_makes_no_sense_is_refused(pace):
    with pytest.raises(UsageError, match="meetings_a_week"):
        next_steps(log_of([silent()]), meetings_a_week=pace)


def test_one_acts_today_by_the_rates_of_the_log(monkeypatch):
    monkeypatch.setattr(module, "today", lambda: date(2026, 2, 27))
    steps = next_steps(log_of([*ANSWERS, silent()]))
    assert (steps.as_of, steps.log_as_of) == (date(2026, 2, 27), date(2026, 2, 20))
    assert [one.action for one in steps.due if one.contact] == ["follow_up"]
    monkeypatch.setattr(module, "today", lambda: date(2026, 6, 1))
    late = next_steps(log_of([*ANSWERS, silent()]))
    assert [one.action for one in late.due] == ["first_requests"]
    assert "the log ends on 2026-02-20, 101 days ago" in " ".join(late.notes)
    monkeypatch.setattr(module, "today", lambda: date(2026, 1, 1))  # a clock behind the log
    assert next_steps(log_of([*ANSWERS, silent()])).as_of == date(2026, 2, 20)


def test_a_day_before_the_log_is_refused():
    with pytest.raises(NothingToComputeError):
        next_steps(log_of([silent()]), as_of=date(2020, 1, 1))


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
        ("say thank you", "“thanked on”"),
        ("ask for further names", "“asked for referrals”"),
        ("ask the people named", "referrer"),
    ):
        assert any(f"“{action}”" in note and column in note for note in notes)


def test_the_order_of_rows_changes_nothing():
    frame = simulate_log(400, seekers=4, rng=5)
    day = date.fromisoformat(frame["asked_on"].max())
    shuffled = frame.sample(frac=1, random_state=1)
    first, second = (next_steps(read_log(one), as_of=day, every=True) for one in (frame, shuffled))
    assert first.due == second.due
    assert first.table.equals(second.table)
    assert {one.action for one in first.due} > {"follow_up", "update", "ask_named_person"}


def test_the_json_holds_the_keys_of_the_command():
    steps = next_steps(log_of([*ANSWERS, silent()]), as_of=AS_OF)
    plain = json.loads(json.dumps(steps.to_json()))
    keys = {"action", "seeker", "contact", "due_on", "since", "why", "worth"}
    assert plain["due"][0].keys() == keys
    assert (plain["older"], plain["log_as_of"]) == (0, "2026-03-01")
    assert plain["as_of"] == "2026-03-01"
    assert "try_next" not in plain


def test_names_given_are_told_and_ticked_off_when_asked_by_whatever_way_they_came():
    giver = met(names_given="Eli Fox; Flo Gray", referrals_given="")
    child = silent("eli fox", "2026-02-25", referrer="Ana")
    steps = next_steps(log_of([giver, child]), as_of=AS_OF)
    (due,) = [one for one in steps.due if one.action == "ask_named_person"]
    assert due.why == "named Flo Gray on Sat 10 Jan, not asked yet"
    found_alone = silent("FLO GRAY", "2026-02-25")  # asked, but the log does not say through whom
    rest = next_steps(log_of([giver, child, found_alone]), as_of=AS_OF).due
    assert not [one for one in rest if one.action == "ask_named_person"]


def test_names_of_another_seeker_are_not_ticked_off():
    giver = met(names_given="Eli Fox", referrals_given="1", seeker="Kim")
    other = silent("Eli Fox", "2026-02-25", seeker="Lou")
    steps = next_steps(log_of([giver, other]), as_of=AS_OF)
    (due,) = [one for one in steps.due if one.action == "ask_named_person"]
    assert due.why == "named Eli Fox on Sat 10 Jan, not asked yet"


def test_what_a_reminder_is_worth_is_what_those_reminded_did_and_only_falls():
    late = {"asked_on": "2026-01-01", "followed_up_on": "2026-01-10", "outcome": "no_reply"}
    yes = late | {"outcome": "accepted", "responded_on": "2026-01-12"}
    rows = [{"contact": f"R{place}", **(yes if place < 4 else late)} for place in range(10)]
    found = [
        one
        for day in range(8, 26)
        for one in people([*ANSWERS, *rows, silent("Sil", f"2026-02-{day:02d}")])
        if one.action == "follow_up"
    ]
    assert all("4 in 10 who were reminded said yes" in one.why for one in found)
    worths = [one.worth for one in found]  # the one asked first has been silent longest
    assert len(worths) > 10
    assert worths == sorted(worths)
    assert worths[-1] == pytest.approx(0.4)


def test_the_yeses_to_come_are_those_seen_after_as_long_a_silence():
    # of 25: ten yeses on day 1, five noes on day 3, five yeses on day 9, five silent for ever
    days = [("accepted", 1)] * 10 + [("declined", 3)] * 5 + [("accepted", 9)] * 5
    rows = [
        {"contact": f"A{place}", "outcome": outcome, "asked_on": "2026-01-01",
         "responded_on": f"2026-01-{1 + day:02d}"}
        for place, (outcome, day) in enumerate(days)
    ]  # fmt: skip
    rows += [silent(f"S{place}", "2026-01-01", outcome="no_reply") for place in range(5)]
    habits = next_steps(log_of(rows), as_of=AS_OF).habits["me"]
    assert habits.reminder_day == 3
    found = [habits.yes_to_come(day) for day in (0, 4, 9)]
    assert found == pytest.approx([15 / 25, 5 / 10, 0])


def test_a_list_with_nothing_on_it_says_why_and_what_one_can_do(monkeypatch):
    pool = [row | {"seeker": who} for who in ("Ana", "Bo") for row in [*ANSWERS, silent()]]
    monkeypatch.setattr(module, "today", lambda: date(2026, 10, 18))
    said = repr(next_steps(log_of(pool)))
    assert said.splitlines()[0] == (
        "To do as of 2026-10-18: nothing, for the log ends 240 days earlier"
    )
    assert "`as_of='2026-02-20'` lists what was due when the log ended" in said
    assert "enter what has happened since" in said
    answered = [row for row in pool if row["outcome"] != "pending"]
    said = repr(next_steps(log_of(answered), as_of=AS_OF))
    assert "nothing, for nobody is to be reminded, thanked or asked" in said
    assert "lists what was due" not in said
