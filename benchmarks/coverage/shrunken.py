"""Shrunken rates: the share of a pool's groups whose interval holds their own true rate."""

from dataclasses import dataclass

import numpy as np

from benchmarks.coverage.study import Found, Study, Targets
from benchmarks.coverage.worlds import POOLS, World, checked
from outreachlab.answers.pools import pooled_rates
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.pooling import shrink


@dataclass(frozen=True, slots=True)
class Prior(World):
    """Groups whose true rates come from a beta distribution anew for every pool."""

    groups: int = 10
    mean: float = 0.3
    strength: float = 20.0
    sizes: tuple[int, int] = (5, 20)


def one_prior(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """The numeric core on fresh rates from the prior that it takes for granted."""
    assert isinstance(world, Prior)
    rates = rng.beta(world.mean * world.strength, (1 - world.mean) * world.strength, world.groups)
    asked = rng.integers(*world.sizes, world.groups, endpoint=True)
    pool = shrink(rng.binomial(asked, rates), asked)
    return {"pooled rate": float(np.mean((pool.low <= rates) & (rates <= pool.high)))}


def one_pool(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """Seekers of simulated logs, whose log-odds are normal and so no beta."""
    drawn = world.draw(rng)
    table = pooled_rates(checked(drawn)).table.set_index("level")
    old = drawn.end - drawn.days["asked_on"] >= WINDOW_DAYS
    own = drawn.probability
    # without effects a seeker has one rate, whatever is said
    rates = np.bincount(drawn.seeker[old], own[old]) / np.bincount(drawn.seeker[old])
    order = table.index.str.removeprefix("S").astype(int).to_numpy() - 1
    inside = (table["shrunken_low"] <= rates[order]) & (rates[order] <= table["shrunken_high"])
    return {"pooled rate": float(inside.mean())}


PRIORS = (
    Prior("10 groups of 5 to 20, alike", 0, groups=10, strength=100.0),
    Prior("10 groups of 5 to 20, apart", 0, groups=10, strength=5.0),
    Prior("40 groups of 5 to 20", 0, groups=40, strength=20.0),
    Prior("40 groups of 3 to 8, rates near 0", 0, groups=40, mean=0.05, sizes=(3, 8)),
)
STUDIES = (
    Study("shrunken rates", PRIORS, one_prior),
    Study("shrunken rates", (POOLS[1].with_truth(effects={}, intercept=-1.0),), one_pool),
)
