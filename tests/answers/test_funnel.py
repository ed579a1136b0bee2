import json
import warnings
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.answers.funnel import funnel
from outreachlab.log.outcomes import decide
from tests.logs import log_of

STEPS = [
    "asked",
    "delivered",
    "answered",
    "accepted",
    "held",
    "named_someone",
    "next_asked",
    "led_on",
]


def meeting(contact, names="", led_to="", met="2026-01-10", **more):
    return {
        "contact": contact,
        "outcome": "accepted",
        "met_on": met,
        "referrals_given": names,
        "led_to": led_to,
    } | more


ROWS = [
    meeting("Ana", "2", "lead"),
    meeting("Bo", "1", "nothing"),
    meeting("Cy", "0", "interview"),
    meeting("Di", "", ""),
    meeting("Ed", met=""),
    {"contact": "Flo", "outcome": "declined"},
    {"contact": "Gus", "outcome": "no_reply"},
    {"contact": "Hal", "outcome": "undelivered"},
    {"contact": "Ida", "outcome": "no_reply", "referrer": "Ana", "asked_on": "2026-01-20"},
]


def test_every_step_is_counted_out_of_those_that_could_take_it():
    answer = funnel(log_of(ROWS))
    assert [(step.step, step.count, step.of) for step in answer.steps] == [
        ("asked", 9, None),
        ("delivered", 8, 9),
        ("answered", 6, 8),
        ("accepted", 5, 6),
        ("held", 4, 5),
        ("named_someone", 2, 3),
        ("next_asked", 1, 2),
        ("led_on", 2, 3),
    ]
    assert [step.step for step in answer.steps] == STEPS


def test_shares_have_the_wilson_limits_of_statsmodels():
    from statsmodels.stats.proportion import proportion_confint

    accepted = funnel(log_of(ROWS)).steps[3]
    assert accepted.rate == pytest.approx(5 / 6, rel=1e-12)
    limits = proportion_confint(5, 6, method="wilson")
    assert (accepted.low, accepted.high) == pytest.approx(limits, rel=1e-12)


def test_from_answered_on_only_counted_requests_enter():
    young = {"asked_on": "2026-02-01", "outcome": "accepted", "responded_on": "2026-02-02"}
    # Ida, asked on 20 January, is too young as well
    rows = [*ROWS, young, young | {"outcome": "pending", "responded_on": ""}]
    log = log_of(rows)
    steps = {step.step: step for step in funnel(log).steps}
    totals = decide(log).totals
    assert totals["too_young"] == 3
    assert (steps["asked"].count, steps["delivered"].count) == (11, 10)
    assert steps["answered"].of == totals["counted"]
    assert steps["accepted"].count == totals["accepted"]


def test_a_meeting_after_the_day_of_judgement_was_not_held_yet():
    steps = {step.step: step for step in funnel(log_of(ROWS), as_of=date(2026, 1, 9)).steps}
    assert (steps["held"].count, steps["held"].of) == (0, 5)


@pytest.mark.parametrize(
    ("column", "unknown"),
    [
        ("met_on", STEPS[4:]),
        ("referrals_given", ["named_someone", "next_asked"]),
        ("referrer", ["next_asked"]),
        ("led_to", ["led_on"]),
    ],
)
def test_a_missing_column_switches_off_its_steps_and_says_so(column, unknown):
    rows = [{name: value for name, value in row.items() if name != column} for row in ROWS]
    steps = funnel(log_of(rows)).to_json()["steps"]
    assert [step["step"] for step in steps if step["count"] is None] == unknown
    assert all(column in step["why"] for step in steps if step["count"] is None)


@pytest.mark.parametrize("outcome", ["pending", "undelivered", "no_reply", "declined", "accepted"])
def test_poor_logs_give_no_warning_no_nan_and_a_reason(outcome):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = funnel(log_of([{"outcome": outcome, "met_on": "", "led_to": ""}]))
        shown = repr(answer) + answer._repr_html_()
        steps = json.loads(json.dumps(answer.to_json(), allow_nan=False))["steps"]
        assert len(answer.table) == len(STEPS)
    assert "nan" not in shown.lower()
    assert all("why" in step or None not in step.values() for step in steps)


@settings(max_examples=6)
@given(st.permutations(ROWS[:-1]))
def test_the_order_of_rows_changes_nothing(rows):
    assert funnel(log_of([*rows, ROWS[-1]])).to_json() == funnel(log_of(ROWS)).to_json()
