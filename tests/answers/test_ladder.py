"""The effect ladder: each rung is the estimate it says it is."""

import json
from pathlib import Path

import pytest

import outreachlab as ol
from outreachlab.answers.ladder import ITSELF, NO_REFERRER, RUNGS, TOO_FEW
from outreachlab.log.outcomes import decide
from outreachlab.stats.strata import pooled_difference
from tests.logs import log_of

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def log():
    return ol.read_log(DATA / "outreach_log.csv")


@pytest.fixture(scope="module")
def ladder(log):
    return ol.effect_ladder(log)


def line_of(ladder, tactic):
    (line,) = [one for one in ladder.lines if one.advice.tactic == tactic]
    return line


def test_raw_and_adjusted_are_those_of_the_advice(log, ladder):
    tested = {one.advice.tactic: one for one in ol.advice(log).lines if one.sides}
    assert [line.advice.tactic for line in ladder.lines] == list(tested)
    for line in ladder.lines:
        assert line.raw == tested[line.advice.tactic].sides.difference
        assert line.adjusted == tested[line.advice.tactic].adjusted


def test_the_strata_are_requests_with_and_without_a_referrer(log, ladder):
    outcomes = decide(log)
    frame = log.frame.iloc[outcomes.rows].assign(
        counted=outcomes.counted, accepted=outcomes.accepted & outcomes.counted
    )
    cells = (
        frame.assign(referred=frame["referrer"].notna())
        .groupby(["referred", "explained_why"], observed=True)[["accepted", "counted"]]
        .sum()
        .unstack("explained_why")
    )
    expected = pooled_difference(
        cells["accepted"]["yes"], cells["counted"]["yes"],
        cells["accepted"]["no"], cells["counted"]["no"],
    )  # fmt: skip
    assert line_of(ladder, "explained_why").stratified == expected


def test_advice_about_the_referral_has_no_stratum_by_it(ladder):
    for tactic in ("referral", "was_referred"):
        assert line_of(ladder, tactic).stratified.why == ITSELF


def test_shrunken_effects_lie_closer_together_than_those_below(ladder):
    kind = [line for line in ladder.lines if line.advice.success == "accepted"]
    below = [line.highest.estimate for line in kind]
    above = [line.shrunken.estimate for line in kind]
    assert max(above) - min(above) < max(below) - min(below)
    assert line_of(ladder, "switched_to_phone").shrunken.why == TOO_FEW


def test_the_ladder_as_table_and_json(ladder):
    assert ladder.table["rung"].tolist() == list(RUNGS) * len(ladder.lines)
    found = json.loads(json.dumps(ladder.to_json(), allow_nan=False))
    assert set(found["ladder"][0]) == {"tactic", "contrast", *RUNGS}
    for line in found["ladder"]:
        for rung in RUNGS:
            assert (line[rung]["low"] is None) == ("why" in line[rung])


def test_a_log_without_referrers_or_without_anything_says_why():
    rows = [
        {
            "explained_why": "yes" if place % 2 else "no",
            "outcome": ("accepted", "declined")[place % 3 > 1],
        }
        for place in range(40)
    ]
    line = line_of(ol.effect_ladder(log_of(rows)), "explained_why")
    assert line.stratified.why == NO_REFERRER
    assert line.shrunken.why == TOO_FEW
    empty = ol.effect_ladder(log_of([{"outcome": "pending"}]))
    assert "nan" not in repr(empty)
    assert "tried on both sides" in empty.plot().texts[0].get_text()


def test_the_chart_draws_a_mark_for_every_rung_there_is(ladder):
    there = sum(
        gap.estimate is not None
        for line in ladder.lines
        if line.raw.estimate is not None
        for _, gap in line.rungs
    )
    marks = [part for part in ladder.plot().axes[0].get_children() if hasattr(part, "get_marker")]
    assert len(marks) == there + len(RUNGS)  # the key has one of each
