"""A fast part of the study of trials: how often they err, and what they find."""

import numpy as np
import pytest

from benchmarks import trials
from benchmarks.coverage.study import run

ERRORS = 3
TRIALS = 400
IDLE = "an idle tactic called clear"


def share_of(study, trial, count=TRIALS):
    return {name: tally.mean for name, tally in run(study, trial, count, store=None).items()}


def cell(name):
    """The study and the kind of trials of that name."""
    return next(
        (one, trial) for one in trials.STUDIES for trial in one.worlds if trial.name == name
    )


@pytest.mark.parametrize(
    "name",
    [
        "30 pairs, idle",
        "93 pairs, five looks, idle",
        "8 seekers of 12 pairs, unlike, idle",
        "93 pairs, at every moment, idle",
    ],
)
def test_where_nothing_works_hardly_any_trial_says_so(name):
    found = share_of(*cell(name))
    assert found[IDLE] <= 0.05 + ERRORS * np.sqrt(0.05 * 0.95 / TRIALS)


def test_seven_tactics_at_once_share_one_level():
    found = share_of(*cell("93 pairs, five looks, seven tactics, idle"), 100)
    assert found[IDLE] <= 0.05 + ERRORS * np.sqrt(0.05 * 0.95 / 100)


def test_power_is_what_the_plan_promises():
    study, trial = cell("102 pairs, five looks")
    found = share_of(study, trial)["the tactic that works found"]
    promised = trials.promise(trial)
    assert abs(found - promised) < 0.02 + ERRORS * np.sqrt(promised * (1 - promised) / TRIALS)


def test_limits_cover_what_is_there():
    study, trial = cell("60 pairs")
    assert share_of(study, trial)["limits"] >= 0.94 - ERRORS * np.sqrt(0.94 * 0.06 / TRIALS)
