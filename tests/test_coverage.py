"""
A fast part of the coverage study: intervals and verdicts on fresh logs with a known truth.

The bounds lie three Monte-Carlo errors from the level that is stated, so that a sound interval
fails one run in a thousand, were the seeds not fixed; an interval of half the width fails always.
"""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.coverage import (
    chains,
    effects,
    nothing_works,
    rates,
    shrunken,
    telling,
    waiting,
    yeses,
)
from benchmarks.coverage.__main__ import missed
from benchmarks.coverage.study import Study, Tally, run
from benchmarks.coverage.worlds import PENDING, POOLS, SMALL, World

ERRORS = 3


def share_of(study: Study, world: World, logs: int) -> dict[str, tuple[float, float]]:
    """Share covered and its Monte-Carlo error of each interval, nothing stored."""
    tallies = run(study, world, logs, store=None)
    return {name: (tally.mean, tally.error) for name, tally in tallies.items()}


@pytest.fixture(autouse=True)
def few_targets(monkeypatch):
    """A target good to a point or so is enough here."""
    monkeypatch.setattr(rates, "TARGET_LOGS", 100)
    monkeypatch.setattr(chains, "TARGET_LOGS", 60)


@pytest.mark.parametrize(
    ("study", "world", "logs"),
    [
        (rates.STUDIES[0], SMALL, 60),
        (rates.STUDIES[0], POOLS[0], 100),
        (rates.STUDIES[1], PENDING, 150),
        (effects.STUDIES[0], effects.STUDIES[0].worlds[1], 120),
        (waiting.STUDIES[0], POOLS[0], 150),
        (shrunken.STUDIES[0], shrunken.PRIORS[2], 150),
        (chains.STUDIES[0], chains.WORLDS[1], 60),
    ],
    ids=["rates", "rates among seekers", "differences", "effects", "waiting", "shrunken", "chains"],
)
def test_intervals_cover_the_known_truth_as_often_as_they_say(study, world, logs):
    for name, (share, error) in share_of(study, world, logs).items():
        assert share > 0.95 - ERRORS * max(error, np.sqrt(0.95 * 0.05 / logs)), name


def test_where_nothing_works_hardly_any_log_has_a_clear_verdict():
    world = World("300 of 12 seekers, unlike", 300, 12, nothing_works.UNLIKE)
    found = share_of(nothing_works.STUDIES[0], world, 100)
    assert found["any clear verdict"][0] < 0.05 + ERRORS * np.sqrt(0.05 * 0.95 / 100) / 2


def test_choices_gain_more_than_verdicts_and_less_than_perfect_knowledge():
    found = share_of(yeses.STUDIES[0], yeses.WORLDS[1], 40)
    gains = [found[how][0] for how in ("by clear verdicts", "by choose", "with perfect knowledge")]
    assert gains == sorted(gains)
    assert gains[1] > 5


def test_no_log_is_told_to_do_the_worse_side_to_learn():
    assert share_of(yeses.STUDIES[1], yeses.WORLDS[1], 20)[yeses.WORSE][0] == 0


def test_a_rule_that_recommends_the_worse_side_is_seen(monkeypatch):
    monkeypatch.setattr("outreachlab.answers.choose.sides_chosen", lambda *_: [False] * 7)
    assert share_of(yeses.STUDIES[1], yeses.WORLDS[1], 10)[yeses.WORSE][0] == 1


def test_as_many_more_as_the_number_says_bring_a_verdict_in_most_logs():
    world = replace(telling.WORLDS[0], days=2 * telling.WORLDS[0].days)
    share, error = share_of(telling.STUDIES[0], world, 60)[telling.AT_ITS_RATES]
    assert 0.8 - ERRORS * error < share < 0.8 + ERRORS * error


@pytest.mark.parametrize(
    ("hits", "bar", "said"),
    [
        (940, "≥ 94%", ""),
        (930, "≥ 94%", "within error"),
        (900, "≥ 94%", "missed by 4.0"),
        (60, "≤ 5%", "within error"),
        (80, "≤ 5%", "missed by 3.0"),
        (80, "", ""),
    ],
)
def test_a_bar_is_missed_beyond_error_or_within(hits, bar, said):
    assert missed(Tally(1000, 0, hits, hits), bar) == said


def test_an_interrupted_study_goes_on_to_the_same_tallies(tmp_path):
    study, world = shrunken.STUDIES[0], shrunken.PRIORS[0]
    run(study, world, 30, tmp_path)
    onward = run(study, world, 60, tmp_path)
    assert vars(onward["pooled rate"]) == pytest.approx(
        vars(run(study, world, 60, store=None)["pooled rate"])
    )
