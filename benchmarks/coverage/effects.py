"""Average effects: does the interval hold the planted effect on the requests of the log?"""

import numpy as np

from benchmarks.coverage.study import Found, Study, covers
from benchmarks.coverage.worlds import CLUSTERED, PENDING, SEPARATED, SMALL, World, checked
from outreachlab.answers.effects import adjusted_effects
from outreachlab.simulate import true_average_effect
from outreachlab.simulate.truth import Shares

# Three tactics work and the model has all three: what the interval then owes is its level.
TERMS = ("said_informational", "explained_why", "short_time")
EFFECTS: dict[str, Shares] = {
    "said_informational": {"yes": 0.0},
    "explained_why": {"yes": 0.5},
    "short_time": {"yes": 1.0},
}
PLANTED = {"effects": EFFECTS, "follow_up": 0.0, "intercept": -1.2, "blanks": {}}
MODELS = {"logit": "logit", "firth": "Firth"}


def one(world: World, truth: dict[str, float], rng: np.random.Generator) -> Found:
    """The mean over the three terms, by the model that was used."""
    drawn = world.draw(rng)
    found = adjusted_effects(checked(drawn), terms=TERMS)
    values = []
    for row in found.average_effects.to_dict("records"):
        planted = true_average_effect(drawn, row["term"], ("yes", "no"))
        values.append(covers(row["low"], row["high"], planted))
    known = [value for value in values if value is not None]
    name = MODELS[found.model] + (f", {found.covariance}" if found.covariance != "firth" else "")
    return {f"average effect, {name}": float(np.mean(known)) if known else None}


def one_separated(world: World, truth: dict[str, float], rng: np.random.Generator) -> Found:
    """The one tactic that decides nearly all."""
    drawn = world.draw(rng)
    found = adjusted_effects(checked(drawn), terms=["short_time"])
    row = found.average_effects.to_dict("records")[0]
    planted = true_average_effect(drawn, "short_time", ("yes", "no"))
    return {f"average effect, {MODELS[found.model]}": covers(row["low"], row["high"], planted)}


STUDIES = (
    Study(
        "average effects", tuple(w.with_truth(**PLANTED) for w in (SMALL, CLUSTERED, PENDING)), one
    ),
    Study("average effects", (SEPARATED.with_truth(blanks={}),), one_separated),
)
