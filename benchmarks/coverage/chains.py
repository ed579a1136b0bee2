"""Chains: R, k, who refers to whom and the four steps, by how many units there were."""

from dataclasses import replace

import numpy as np

from benchmarks.coverage.rates import over_drawn
from benchmarks.coverage.study import Found, Study, Targets, barred, covers
from benchmarks.coverage.worlds import USUAL, World, checked
from outreachlab.chains.cohort import closed_meetings, fruits_of, names_or_asked
from outreachlab.chains.growth import chain_growth
from outreachlab.chains.mixing import mixing
from outreachlab.log.codes import codes_of, numbers_of
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import decide
from outreachlab.simulate import Drawn
from outreachlab.simulate.people import INDUSTRIES
from outreachlab.stats.offspring import fit_offspring
from outreachlab.stats.reproduction import STEPS

MOST = 12  # people met through one meeting, at the end of the tally
COLUMN = "industry"
TARGET_LOGS = 3000
TRUTH = replace(USUAL, blanks={})
SIZE = len(INDUSTRIES)


def target(world: World) -> Targets:
    """R, the steps, k and the mixing of very many closed meetings and links of this world."""

    def sums(drawn: Drawn) -> list[float]:
        log = checked(drawn)
        outcomes = decide(log)
        lines = lines_of(log, outcomes.rows)
        fruits = fruits_of(lines, outcomes.accepted, outcomes.held)
        rows = np.flatnonzero(closed_meetings(outcomes))
        given = numbers_of(log, "referrals_given", outcomes.rows[rows])
        names = names_or_asked(given, fruits.asked[rows])
        met = fruits.met[rows]
        parts = [len(rows), names.sum(), fruits.asked[rows].sum(), fruits.accepted[rows].sum()]
        codes = codes_of(log, COLUMN, outcomes.rows).codes
        child = np.flatnonzero(lines.parent >= 0)
        links = codes[lines.parent[child]] * SIZE + codes[child]
        matrix = np.bincount(links, minlength=SIZE * SIZE)
        tally = np.bincount(np.minimum(met, MOST), minlength=MOST + 1)
        return [*parts, met.sum(), *tally, *matrix]

    totals = over_drawn(world, sums, TARGET_LOGS)
    meetings, steps = totals[0], totals[1:5] / totals[:4]
    counts = np.repeat(np.arange(MOST + 1), totals[5 : 6 + MOST].astype(int))
    matrix = totals[6 + MOST :].reshape(SIZE, SIZE) / totals[6 + MOST :].sum()
    same = float(np.trace(matrix))
    expected = float((matrix.sum(axis=0) * matrix.sum(axis=1)).sum())
    return {
        "R": totals[4] / meetings,
        "k": fit_offspring(counts).k or float("nan"),
        "homophily": same / expected,
        "assortativity": (same - expected) / (1 - expected),
        **dict(zip(STEPS, steps.tolist(), strict=True)),
    }


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """Every interval of one log."""
    log = checked(world.draw(rng))
    growth = chain_growth(log)
    every = growth.offspring[0]
    (mixed,) = mixing(log, by=[COLUMN]).columns
    estimates = growth.steps | {
        "R": every.reproduction,
        "assortativity": mixed.assortativity,
        "homophily": mixed.homophily,
    }
    found = {_told(name): covers(one.low, one.high, truth[name]) for name, one in estimates.items()}
    found["k"] = covers(*_limits_of_k(every.k.low, every.k.high), truth["k"])
    return found


def _told(name: str) -> str:
    return name.replace("_", " ")


def _limits_of_k(low: float | None, high: float | None) -> tuple[float | None, float | None]:
    """Where a Poisson cannot be ruled out k has no upper limit."""
    return low, np.inf if low is not None and high is None else high


WORLDS = (
    World("10 to 19 chains: 110 requests", 110, truth=TRUTH),
    World("20 to 49 chains: 300 requests", 300, truth=TRUTH),
    World("20 to 49 chains, unlike: 300 requests", 300, truth=replace(TRUTH, chain_sd=1.0)),
    World("50 and more chains: 700 requests", 700, truth=TRUTH),
    World("50 and more seekers: 1,200 requests of 80", 1200, 80, truth=TRUTH),
    World("200 seekers: 3,000 requests", 3000, 200, truth=TRUTH),
)
BARRED = ("R", "assortativity", "homophily", *map(_told, STEPS))
STUDIES = (Study("chains", WORLDS, one, target, barred("≥ 93%", WORLDS, *BARRED)),)
