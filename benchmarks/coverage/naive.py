"""Pending requests: how far two common rates lie from the long-run rate, and ours."""

import numpy as np

from benchmarks.coverage.rates import over_drawn
from benchmarks.coverage.study import Found, Study, Targets
from benchmarks.coverage.worlds import PENDING, USUAL, World, checked
from outreachlab.log.outcomes import ACCEPTED, DECLINED, UNDELIVERED, decide
from outreachlab.simulate import Drawn

RATES = ("accepted / all delivered so far", "accepted / answered", "accepted / counted (ours)")


def target(world: World) -> Targets:
    """The mean chance of a yes of all delivered requests of this world."""

    def sums(drawn: Drawn) -> list[float]:
        return [float(drawn.probability.sum()), len(drawn)]

    hits, rows = over_drawn(world, sums)
    return {"rate": hits / rows}


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """Each rate less the truth; None where nothing is there to divide by."""
    outcomes = decide(checked(world.draw(rng)))
    yes, delivered = outcomes.accepted, outcomes.outcome != UNDELIVERED
    answered = np.isin(outcomes.outcome, (ACCEPTED, DECLINED))
    found: Found = {}
    for name, among in zip(RATES, (delivered, answered, outcomes.counted), strict=True):
        found[name] = float(yes[among].mean()) - truth["rate"] if among.any() else None
    return found


WORLDS = (World("300 within 240 days", 300, truth=USUAL), PENDING)
STUDIES = (Study("naive rates", WORLDS, one, target),)
