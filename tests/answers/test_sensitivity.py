import json
import warnings
from datetime import date, timedelta

import pytest

from outreachlab.answers.compare import compare
from outreachlab.answers.sensitivity import sensitivity
from outreachlab.errors import UnknownLevelError, UsageError
from tests.logs import log_of

LATER = date(2026, 2, 15)


def row(level, outcome, start=0, **more):
    asked = date(2026, 1, 5) + timedelta(start)
    return {"offered_phone": level, "outcome": outcome, "asked_on": str(asked)} | more


ROWS = [
    *[row("yes", "accepted", contact=f"a{i}") for i in range(6)],
    *[row("yes", "no_reply", contact=f"b{i}") for i in range(6)],
    *[row("no", "accepted", contact=f"c{i}") for i in range(3)],
    *[row("no", "declined", contact=f"d{i}") for i in range(9)],
    row("yes", "pending", 30, contact="e0"),
    row("no", "pending", 30, contact="e1"),
    row("no", "pending", 0, contact="e2"),
]


def cases_of(answer):
    return {
        case["change"]: (
            case["accepted"][0],
            case["counted"][0],
            case["accepted"][1],
            case["counted"][1],
        )
        for case in answer.to_json()["cases"]
    }


def test_the_first_case_is_the_comparison_itself():
    log = log_of(ROWS)
    answer = sensitivity(log, "offered_phone", as_of=LATER).to_json()
    wanted = compare(log, "offered_phone", as_of=LATER).to_json()
    first = answer["cases"][0]
    assert first["p_value"] == wanted["p_value"]
    for name in ("estimate", "low", "high"):
        assert first["difference"][name] == wanted["difference"][name]


def test_the_pending_go_all_one_way_and_then_all_the_other():
    cases = cases_of(sensitivity(log_of(ROWS), "offered_phone", as_of=LATER))
    best = cases["best case: pending yes all accepted, others refused"]
    worst = cases["worst case: pending no all accepted, others refused"]
    assert best == (7, 13, 3, 14)
    assert worst == (6, 13, 5, 14)


def test_the_window_moves_from_two_to_six_weeks():
    answer = sensitivity(log_of(ROWS), "offered_phone", as_of=LATER)
    windows = [case.change for case in answer.cases if case.kind == "window"]
    assert windows == [f"a window of {days} days" for days in (14, 28, 35, 42)]
    # with a window of 42 days every request is too young but is open: nothing counts
    cases = cases_of(answer)
    assert cases["a window of 42 days"] == (0, 0, 0, 0)
    assert cases["a window of 28 days"] == (6, 12, 3, 13)


def test_each_window_agrees_with_a_comparison_under_that_window():
    log = log_of(ROWS)
    for case in sensitivity(log, "offered_phone", as_of=LATER).cases:
        if case.kind == "window":
            days = int(case.change.split()[3])
            wanted = compare(log, "offered_phone", as_of=LATER, window_days=days)
            assert case.counts.n == wanted.table["counted"][0]
            assert case.estimate == wanted.difference.estimate


def test_the_seekers_left_out_are_those_that_move_it_furthest():
    rows = [one | {"seeker": f"s{place % 4}"} for place, one in enumerate(ROWS)]
    answer = sensitivity(log_of(rows), "offered_phone", as_of=LATER)
    moved = {
        seeker: compare(
            log_of([one for one in rows if one["seeker"] != seeker]), "offered_phone", as_of=LATER
        ).difference.estimate
        for seeker in ("s0", "s1", "s2", "s3")
    }
    found = [case for case in answer.cases if case.kind == "without one seeker"]
    assert [case.change for case in found] == [
        f"without seeker {min(moved, key=moved.get)}",
        f"without seeker {max(moved, key=moved.get)}",
    ]
    assert [case.estimate for case in found] == pytest.approx(
        [min(moved.values()), max(moved.values())], rel=1e-12
    )


def test_a_lone_seeker_leaves_out_chains():
    rows = [*ROWS, row("yes", "accepted", 3, contact="f", referrer="a0")]
    answer = sensitivity(log_of(rows), "offered_phone", as_of=LATER)
    found = [case for case in answer.cases if case.kind == "without one chain"]
    assert found[0].change == "without chain of a0"
    assert (found[0].counts.a, found[0].counts.n) == (5, 11)


def test_a_case_that_turns_the_sign_is_named():
    rows = [
        *[row("yes", "accepted", seeker="big") for _ in range(9)],
        *[row("yes", "declined", seeker="small") for _ in range(5)],
        *[row("no", "accepted", seeker="small") for _ in range(3)],
        *[row("no", "declined", seeker="small") for _ in range(7)],
    ]
    answer = sensitivity(log_of(rows), "offered_phone")
    assert answer.turns == ("without seeker big",)
    assert "the sign turns: without seeker big" in repr(answer)


DEGENERATE = {
    "only pending": [row("yes", "pending"), row("no", "pending")],
    "one row": [row("yes", "accepted")],
    "no success": [row("yes", "declined"), row("no", "no_reply")],
    "blank": [row("", "accepted"), row("", "declined")],
    "undelivered": [row("yes", "undelivered"), row("no", "undelivered")],
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
def test_poor_logs_give_no_warning_no_nan_and_a_reason(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = sensitivity(log_of(rows), "offered_phone")
        shown = repr(answer) + answer._repr_html_()
        cases = json.loads(json.dumps(answer.to_json(), allow_nan=False))["cases"]
        assert len(answer.table) == len(cases)
    assert "nan" not in shown.lower()
    for case in cases:
        assert "why" in case or None not in [case["p_value"], *case["difference"].values()]


def test_wrong_questions_are_refused_as_compare_refuses_them():
    log = log_of([row("yes", "accepted", channel="email", agreed_format="coffee")])
    with pytest.raises(UnknownLevelError):
        sensitivity(log, "offered_phone", ("yes", "perhaps"))
    with pytest.raises(UsageError):
        sensitivity(log, "channel")
    with pytest.raises(UsageError):
        sensitivity(log, "agreed_format")
