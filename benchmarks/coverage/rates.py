"""
Rates and differences: does the interval hold what such requests come to in the long run?

The target is the mean chance of a yes of delivered requests whose window is over, over all logs of
the world: how often this way of asking works, whoever asks.
"""

from collections.abc import Callable

import numpy as np

from benchmarks.coverage.study import Found, Study, Targets, barred, covers
from benchmarks.coverage.worlds import LOGS, POOLS, World, checked
from outreachlab.answers.compare import compare
from outreachlab.answers.rates import acceptance_rates
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.simulate import Drawn

TACTIC, LEVELS = "short_time", ("yes", "no")
METHODS = ("wilson", "jeffreys", "clopper-pearson", "agresti-coull")
TARGET_LOGS = 2000


def over_drawn(
    world: World,
    values: Callable[[Drawn], list[float]],
    logs: int | None = None,
    quiet: int = 0,
) -> np.ndarray:
    """The sum of some numbers over logs of their own, none of which is judged."""
    rng = np.random.default_rng(20260101)
    return np.sum([values(world.draw(rng, quiet)) for _ in range(logs or TARGET_LOGS)], axis=0)


def target(world: World) -> Targets:
    """The long-run rate of each level, among requests old enough to count."""

    def sums(drawn: Drawn) -> list[float]:
        old = drawn.end - drawn.days["asked_on"] >= WINDOW_DAYS
        found = []
        for code in range(2):
            rows = old & (drawn.used[TACTIC] == code)
            found += [float(drawn.probability[rows].sum()), float(rows.sum())]
        return found

    hits, rows, other_hits, other_rows = over_drawn(world, sums)
    return {"yes": hits / rows, "no": other_hits / other_rows}


def one_rate(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """Both levels' intervals by every method; among seekers there is only Wilson's."""
    log = checked(world.draw(rng))
    found: Found = {}
    for method in METHODS if world.seekers == 1 else METHODS[:1]:
        table = acceptance_rates(log, TACTIC, interval=method).table.set_index("level")
        for level in LEVELS:
            low, high = table.loc[level, ["low", "high"]] if level in table.index else (None, None)
            found[f"rate, {method}, {level}"] = covers(low, high, truth[level])
    return _means(found)


def one_difference(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """The interval of yes against no."""
    gap = compare(checked(world.draw(rng)), TACTIC).difference
    return {"difference": covers(gap.low, gap.high, truth["yes"] - truth["no"])}


def _means(found: Found) -> Found:
    """The mean over levels of each method."""
    merged: Found = {}
    for method in METHODS:
        values = [found[name] for level in LEVELS if (name := f"rate, {method}, {level}") in found]
        known = [value for value in values if value is not None]
        if values:
            merged[f"rate, {method}"] = float(np.mean(known)) if known else None
    return merged


STUDIES = (
    Study("rates", LOGS, one_rate, target, barred("≥ 94%", POOLS, "rate, wilson")),
    Study("differences", LOGS, one_difference, target, barred("≥ 94%", POOLS, "difference")),
)
