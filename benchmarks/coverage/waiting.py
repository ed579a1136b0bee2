"""Waiting curves: do their limits hold the share answered, and accepted, by a day?"""

import numpy as np

from benchmarks.coverage.rates import over_drawn
from benchmarks.coverage.study import Found, Study, Targets, barred, covers
from benchmarks.coverage.worlds import LOGS, POOLS, World, checked
from outreachlab.answers.waiting import waiting_times
from outreachlab.simulate import Drawn
from outreachlab.simulate.drawn import ACCEPTED, UNDELIVERED
from outreachlab.simulate.plan import NEVER

DAYS = (3, 7, 21)
CURVES = tuple(f"{what} by day {day}" for what in ("answered", "accepted") for day in DAYS)
LONG = 400  # days after the last request by which everybody has answered who ever will


def target(world: World) -> Targets:
    """The shares of delivered requests answered and accepted by each day, in the long run."""

    def sums(drawn: Drawn) -> list[float]:
        outcome = drawn.codes["outcome"]
        wait = drawn.days["responded_on"].astype(np.int64) - drawn.days["asked_on"]
        back = drawn.days["responded_on"] != NEVER
        here = outcome != UNDELIVERED
        parts = [here, *(here & back & (wait <= day) for day in DAYS)]
        parts += [here & (outcome == ACCEPTED) & back & (wait <= day) for day in DAYS]
        return [float(part.sum()) for part in parts]

    requests, *counts = over_drawn(world, sums, quiet=LONG)
    return dict(zip(CURVES, (count / requests for count in counts), strict=True))


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """Both curves read at each day."""
    (curve,) = waiting_times(checked(world.draw(rng))).curves
    columns = curve.columns()
    found: Found = {}
    for what in ("answered", "accepted"):
        for day in DAYS:
            place = int(np.searchsorted(columns["day"], day, side="right")) - 1
            low, high = (float(columns[f"{what}_{end}"][place]) for end in ("low", "high"))
            name = f"{what} by day {day}"
            found[name] = covers(low, high, truth[name]) if place >= 0 else None
    return found


STUDIES = (Study("waiting curves", LOGS, one, target, barred("≥ 94%", POOLS, *CURVES)),)
