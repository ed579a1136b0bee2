"""Whole trials of people who do not do what was drawn: what decides, and what is only labelled."""

from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import numpy as np
import pytest

import outreachlab as ol
from outreachlab.trials.lots import sequence
from outreachlab.trials.plan import hash_of
from outreachlab.trials.plan_text import content_of
from tests.trials.test_reading import END
from tests.trials.worlds import START, drawn_plan, log_by_hand, lots_by_hand, put

TRIALS = 120
ERRORS = 3  # standard errors that so many trials may be off by chance
SIZE, GAIN = 120, 0.3
DEPARTING = {
    "complies": 0.75, "not_asked": 0.1, "late": 0.1, "undelivered": 0.1, "opted_out": 0.1,
}  # fmt: skip
IN_TIME, ARRIVED, DOING = 0.8, 0.9, 0.5  # what these leave: asked in time, delivered, 2 × 0.75 - 1


@lru_cache
def many(folder, gain, days=None):
    """
    Trials read as a person would, each with lots of its own; the only contrast of each.

    After so many `days` some are not asked yet, and windows are open; else at their end.
    """
    plan, found = drawn_plan("offered_phone", size=SIZE), []
    truth, rng = (
        ol.TrialTruth(gains={"offered_phone": gain}, **DEPARTING),
        np.random.default_rng(20_261_129),
    )
    for place in range(TRIALS):
        other = replace(plan, sequences={key: sequence(SIZE + 12, rng) for key in plan.sequences})
        other = replace(other, hash=hash_of(content_of(other)))
        drawn = ol.simulate_trial(other, truth, rng=rng)
        here = put(folder / str(place) / "trial", other, drawn.lots)
        day = drawn.last_day if days is None else START + timedelta(days)
        found += ol.read_trial(ol.read_log(drawn.log), here, as_of=day).contrasts
    return found


@pytest.fixture(scope="module")
def idle(tmp_path_factory):
    return many(tmp_path_factory.mktemp("idle"), 0.0)


@pytest.fixture(scope="module")
def working(tmp_path_factory):
    return many(tmp_path_factory.mktemp("working"), GAIN)


def error_of(share):
    return ERRORS * np.sqrt(share * (1 - share) / TRIALS)


def near(values, truth):
    """Is the mean within the error of so many trials?"""
    return abs(np.mean(values) - truth) <= ERRORS * np.std(values) / np.sqrt(len(values))


def covered(estimates, truth):
    return np.mean([one.low <= truth <= one.high for one in estimates])


def test_what_was_drawn_keeps_its_level_whoever_departs_from_it(idle):
    assert np.mean([one.p_adjusted <= 0.05 for one in idle]) <= 0.05 + error_of(0.05)
    assert np.mean([one.looks[-1].p_value <= 0.2 for one in idle]) <= 0.2 + error_of(0.2)
    assert near([one.effect.estimate for one in idle], 0.0)
    assert covered([one.effect for one in idle], 0.0) >= 0.94 - error_of(0.94)
    assert not any(one.flow.alarm for one in idle)


def test_what_was_drawn_is_diluted_by_as_much_as_was_not_done(working):
    truth = GAIN * DOING * IN_TIME * ARRIVED
    assert near([one.effect.estimate for one in working], truth)
    assert covered([one.effect for one in working], truth) >= 0.94 - error_of(0.94)


def test_the_effect_on_those_who_do_what_is_drawn_is_that_of_doing_it(idle, working):
    """A gain for whoever did it and whom the request reached; refused where few did."""
    for contrasts, gain in ((idle, 0.0), (working, GAIN * ARRIVED)):
        told = [one.effects.compliers for one in contrasts if one.effects.compliers.why is None]
        assert len(told) > 0.9 * TRIALS
        assert near([one.estimate for one in told], gain)
        assert covered(told, gain) >= 0.94 - error_of(0.94)


def test_windows_that_are_open_flatter_nobody(tmp_path):
    """Quick yeses come first; a look after eight weeks of nine counts those whose time is over."""
    early = many(tmp_path, GAIN, 56)
    assert {one.looks[-1].look for one in early} <= {1, 2}
    assert all(one.closed < sum(one.flow.handed_out) for one in early)
    truth = GAIN * DOING * IN_TIME * ARRIVED
    assert near([one.effect.estimate for one in early], truth)
    rate = ol.TrialTruth().rate + GAIN / 2
    yes = sum(sum(one.counts.successes) for one in early)
    assert yes / sum(sum(one.counts.totals) for one in early) == pytest.approx(
        rate * IN_TIME * ARRIVED, abs=error_of(rate) / np.sqrt(24)
    )


def test_without_the_undelivered_the_effect_is_larger(working):
    told = [one.effects.without_undelivered.estimate for one in working]
    assert near(told, GAIN * DOING * ARRIVED * IN_TIME / (1 - (1 - ARRIVED) * IN_TIME))


def test_as_done_is_fooled_by_who_chooses_and_what_was_drawn_is_not(tmp_path):
    """Whoever would say yes is offered a call, whatever was drawn: no offer does anything here."""
    plan = drawn_plan("offered_phone", size=80, looks=1)
    lots = lots_by_hand(plan, 80)
    folder = put(tmp_path / "trial", plan, lots)
    yes = {lot.number for lot in lots if lot.number % 3 == 0}
    did = {
        lot.contact: {"offered_phone": "yes" if lot.number in yes or lot.number % 5 == 0 else "no"}
        for lot in lots
    }
    read = ol.read_trial(log_by_hand(lots, yes, **did), folder, as_of=END)
    (one,) = read.contrasts
    assert one.effects.as_done.low > 0.2
    assert one.effect.low < 0 < one.effect.high
    assert one.judged.verdict == "too early to tell"
    assert "as it was done, which nobody drew lots for +" in repr(read)
    assert "intention to treat" in repr(read)
    assert one.effects.compliers.estimate is None
