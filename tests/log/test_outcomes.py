"""What counts, and from which day on: design section 3."""

from datetime import date, datetime

import pytest
from hypothesis import given, strategies as st

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.outcomes import decide
from outreachlab.log.vocabulary import OUTCOMES
from tests.logs import log_of


def totals(*rows: dict, as_of: date | None = None, window_days: int = 21) -> dict[str, int]:
    return decide(log_of(rows), as_of=as_of, window_days=window_days).totals


def asked(day: str, outcome: str, **more: str) -> dict[str, str]:
    return {"asked_on": day, "outcome": outcome, **more}


def test_undelivered_requests_never_count():
    found = totals(asked("2026-01-05", "undelivered"), asked("2026-01-05", "accepted"))
    assert (found["undelivered"], found["counted"], found["accepted"]) == (1, 1, 1)


def test_all_others_count_while_no_request_is_open():
    found = totals(asked("2026-01-05", "declined"), asked("2026-03-01", "accepted"))
    assert (found["too_young"], found["counted"]) == (0, 2)


def test_one_open_request_makes_every_young_one_wait_quick_yeses_too():
    found = totals(
        asked("2026-01-05", "declined"),
        asked("2026-02-27", "accepted", responded_on="2026-02-28"),
        asked("2026-03-01", "pending"),
    )
    assert (found["too_young"], found["counted"], found["accepted"]) == (2, 1, 0)


def test_a_pending_request_whose_window_is_over_counts_as_no_reply():
    found = totals(asked("2026-01-05", "pending"), asked("2026-03-01", "declined"))
    assert (found["too_young"], found["counted"], found["accepted"]) == (0, 2, 0)


@pytest.mark.parametrize(("last_day", "too_young"), [("2026-01-25", 1), ("2026-01-26", 0)])
def test_the_window_is_over_on_its_last_day(last_day, too_young):
    rows = asked("2026-01-05", "pending"), asked(last_day, "undelivered")
    assert totals(*rows)["too_young"] == too_young


def test_as_of_is_the_latest_day_of_asking_answering_or_reminding_never_of_meeting():
    log = log_of(
        [
            asked("2026-01-05", "accepted", responded_on="2026-01-09", met_on="2026-05-01"),
            asked("2026-01-06", "no_reply", followed_up_on="2026-01-16"),
        ]
    )
    found = decide(log)
    assert found.as_of == date(2026, 1, 16)
    assert not found.held.any()


def test_with_an_earlier_as_of_later_requests_are_left_out_and_later_answers_have_not_happened():
    rows = (
        asked("2026-01-05", "accepted", responded_on="2026-01-30", met_on="2026-02-03"),
        asked("2026-01-06", "declined", responded_on="2026-01-08"),
        asked("2026-02-20", "accepted"),
    )
    found = decide(log_of(rows), as_of=date(2026, 1, 20))
    assert found.totals["requests"] == 2
    assert [OUTCOMES[code] for code in found.outcome] == ["pending", "declined"]
    assert found.totals["too_young"] == 2, "the yes to come is open now, so both must wait"
    assert not found.held.any()


def test_openness_and_the_day_are_judged_for_the_whole_file_not_for_one_seeker():
    rows = (
        asked("2026-03-01", "pending", seeker="Ana"),
        asked("2026-02-27", "accepted", seeker="Bo"),
        asked("2026-01-05", "declined", seeker="Bo"),
    )
    found = decide(log_of(rows, seeker="bo"))
    assert found.as_of == date(2026, 3, 1)
    assert (found.totals["requests"], found.totals["too_young"]) == (2, 1)


def test_a_lone_last_date_far_from_the_others_is_noted():
    rows = asked("2026-01-05", "declined"), asked("2027-01-05", "declined")
    (note,) = decide(log_of(rows)).notes
    assert "2027-01-05" in note
    assert not decide(log_of(rows), as_of=date(2026, 2, 1)).notes


def test_a_day_before_every_request_leaves_nothing_to_compute():
    with pytest.raises(NothingToComputeError, match="2020-01-01"):
        decide(log_of([asked("2026-01-05", "declined")]), as_of=date(2020, 1, 1))


days = st.integers(1, 60).map(lambda n: date.fromordinal(date(2026, 1, 1).toordinal() + n))
requests = st.lists(
    st.tuples(days, st.sampled_from(OUTCOMES)).map(
        lambda pair: asked(pair[0].isoformat(), pair[1])
    ),
    min_size=1,
    max_size=30,
)


@given(requests, st.integers(1, 40))
def test_every_request_lands_in_exactly_one_place(rows, window_days):
    found = totals(*rows, window_days=window_days)
    assert found["requests"] == found["undelivered"] + found["too_young"] + found["counted"]
    assert found["accepted"] <= found["counted"]


@given(requests, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_total(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert totals(*rows) == totals(*shuffled)


@given(requests)
def test_an_undelivered_row_changes_no_rate(rows):
    last = max(row["asked_on"] for row in rows)
    before, after = totals(*rows), totals(*rows, asked(last, "undelivered"))
    assert (before["counted"], before["accepted"]) == (after["counted"], after["accepted"])


@pytest.mark.parametrize("window", [0, -1, 2.5, True, "21", None])
def test_a_window_that_is_no_whole_number_of_days_is_refused(window):
    with pytest.raises(UsageError, match="at least 1 day, and whole days"):
        decide(log_of([asked("2026-01-05", "declined")]), window_days=window)


@pytest.mark.parametrize("day", ["2026-02-03", datetime(2026, 2, 3, 4), date(2026, 2, 3)])
def test_a_day_may_be_told_as_text_or_as_a_moment(day):
    assert decide(log_of([asked("2026-01-05", "declined")]), as_of=day).as_of == date(2026, 2, 3)


@pytest.mark.parametrize("day", ["soon", 5, "2026-02-30"])
def test_what_is_no_day_is_refused(day):
    with pytest.raises(UsageError, match="is no day; write it as 2026-02-03"):
        decide(log_of([asked("2026-01-05", "declined")]), as_of=day)


def test_a_meeting_is_held_without_a_day_if_the_log_says_so():
    log = log_of(
        [
            {"outcome": "accepted", "met": "yes", "met_on": None},
            {"outcome": "accepted", "met": "no", "met_on": None},
            {"outcome": "accepted", "met": None, "met_on": "2026-01-05"},
            {"outcome": "declined", "met": "yes", "met_on": None},
        ]
    )
    outcomes = decide(log)
    assert outcomes.held.tolist() == [True, False, True, False]
    assert outcomes.dated.tolist() == [False, False, True, False]


def test_names_stand_in_for_their_number():
    log = log_of([{"names_given": "Al Fox; Ty Roe\nVi Gray"}, {"names_given": None}])
    assert log.frame["referrals_given"].tolist()[0] == 3
    assert log.frame["referrals_given"].isna().tolist() == [False, True]
    told = log_of([{"names_given": "Al Fox", "referrals_given": "4"}])
    assert told.frame["referrals_given"].tolist() == [4]


def test_a_log_judged_anew_forgets_the_day_and_the_window_asked_before():
    log = log_of([asked("2026-01-05", "pending"), asked("2026-01-20", "accepted")])
    whole = log.as_of()
    assert log.as_of().outcomes is whole.outcomes
    assert log.as_of(window_days=5).outcomes.totals["too_young"] < 2
    assert log.as_of("2026-01-06").outcomes.totals["requests"] == 1
    assert log.as_of().outcomes.totals == whole.outcomes.totals
    with pytest.raises(UsageError):
        log.as_of(window_days=True)
