"""Average effects: does the interval hold the planted effect on the requests of the log?"""

import numpy as np

from benchmarks.coverage.study import Found, Study, Targets, barred, covers
from benchmarks.coverage.worlds import PENDING, POOLS, SEPARATED, SMALL, UNLIKE, World, checked
from outreachlab.answers.effects import AdjustedEffects, adjusted_effects
from outreachlab.simulate import Drawn, true_average_effect
from outreachlab.simulate.truth import Shares

# Three tactics work and the model has all three: what the interval then owes is its level.
TERMS = ("said_informational", "explained_why", "short_time")
EFFECTS: dict[str, Shares] = {
    "said_informational": {"yes": 0.0},
    "explained_why": {"yes": 0.5},
    "short_time": {"yes": 1.0},
}
PLANTED = {"effects": EFFECTS, "follow_up": 0.0, "intercept": -1.2, "blanks": {}}
ALL = "average effect"


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """The mean over the three terms, of all logs and by what the model was."""
    drawn = world.draw(rng)
    found = adjusted_effects(checked(drawn), terms=TERMS)
    share = _covered(drawn, found)
    return {ALL: share, f"{ALL}, {_model(found)}": share}


def one_separated(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """The one tactic that decides nearly all."""
    drawn = world.draw(rng)
    found = adjusted_effects(checked(drawn), terms=["short_time"])
    return {f"{ALL}, {_model(found)}": _covered(drawn, found)}


def _covered(drawn: Drawn, found: AdjustedEffects) -> float | None:
    values = []
    for row in found.average_effects.to_dict("records"):
        planted = true_average_effect(drawn, row["term"], ("yes", "no"))
        values.append(covers(row["low"], row["high"], planted))
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _model(found: AdjustedEffects) -> str:
    if found.model == "firth":
        return "Firth"
    errors = (
        found.covariance if found.cluster == "none" else f"{found.covariance} by {found.cluster}"
    )
    return f"logit, {errors}"


ASKED = tuple(
    world.with_truth(**PLANTED)
    for world in (SMALL, World("pool: 300 of 20 unlike seekers", 300, 20, UNLIKE), POOLS[1])
)
STUDIES = (
    Study(
        "average effects",
        (*ASKED, PENDING.with_truth(**PLANTED)),
        one,
        bars=barred("≥ 94%", ASKED, ALL),
    ),
    Study("average effects", (SEPARATED.with_truth(blanks={}),), one_separated),
)
