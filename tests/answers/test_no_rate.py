"""A log that holds only yeses, or none, has no rate, and says what is missing."""

import pytest

from outreachlab.answers.compare import compare
from outreachlab.answers.funnel import funnel
from outreachlab.answers.rates import acceptance_rates
from outreachlab.intake.read import read_log
from outreachlab.log.outcomes import NO_YES, ONLY_YESES
from outreachlab.log.view import view_of
from outreachlab.report.facts import facts_of
from outreachlab.report.summary import overall


@pytest.fixture(params=[("accepted", ONLY_YESES), ("declined", NO_YES)], ids=["yeses", "no yes"])
def one_sided(request, tmp_path):
    outcome, why = request.param
    path = tmp_path / "log.csv"
    rows = (
        f"P{day},2026-01-0{day},{outcome},{'coffee' if day % 2 else 'lunch'}" for day in range(2, 7)
    )
    path.write_text("\n".join(("contact,asked_on,outcome,meeting_format", *rows, "")))
    return read_log(path), why


def test_rates_are_null_with_why(one_sided):
    log, why = one_sided
    found = acceptance_rates(log, "meeting_format")
    assert [(row["rate"], row["low"], row["why"]) for row in found.to_json()["levels"]] == [
        (None, None, why)
    ] * 2
    assert f"note: {why}" in str(found)
    assert "%" not in str(found).partition("intervals")[2]


def test_a_comparison_is_left_open(one_sided):
    log, why = one_sided
    found = compare(log, "meeting_format")
    assert (found.difference.estimate, found.difference.why) == (None, why)
    assert found.risk_ratio.estimate is None
    assert f"left open: {why}" in str(found)


def test_the_funnel_has_no_share_of_yeses(one_sided):
    log, why = one_sided
    steps = {step.step: step for step in funnel(log).steps}
    assert (steps["accepted"].rate, steps["accepted"].why) == (None, why)
    assert (steps["answered"].rate is None) is (why == ONLY_YESES)
    assert f"note: {why}" in str(funnel(log))


def test_the_report_opens_with_what_is_missing(one_sided):
    log, why = one_sided
    view = view_of(log)
    said = overall(facts_of(view).yes, view.facts()["totals"])
    assert said.endswith(f"accepted; {why}.")
    assert "%" not in said
