"""Pools of simulated sites: coverage of the limits, power, and how near the summary comes.

Each cell of the table is kept in a file as soon as it is done, so that a run that was stopped goes
on where it ended: `python benchmarks/bench_sharing.py [FILE]`.
"""

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from bars import keep_lines

from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import levels_of
from outreachlab.sharing.batch import ANSWERS, Told, patterns_of, tables_of
from outreachlab.sharing.estimates import own_estimates
from outreachlab.sharing.pooled_effects import differences, estimates, pattern_model
from outreachlab.sharing.rules import K
from outreachlab.simulate.truth import EFFECTS
from outreachlab.stats.folded_cells import folded_cells
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.posterior import logistic

KEPT = "build/sharing.jsonl"
Part = Callable[[list], dict[str, list]]
SITES, REQUESTS = (3, 5, 10, 20), (30, 100, 300)
RATE, BETWEEN, DIFFER = -1.2, 0.5, 0.2  # log-odds; sd of sites' rates and of their effects
SHARES = {
    "said_informational": (0.55, 0.45),
    "explained_why": (0.5, 0.5),
    "meeting_format": (0.4, 0.22, 0.1, 0.13, 0.13, 0.02),
    "short_time": (0.5, 0.5),
    "convenient_venue": (0.4, 0.32, 0.28),
    "offered_phone": (0.35, 0.65),
    "referral": (0.26, 0.14, 0.6),
}
COFFEE = next(place for place, one in enumerate(CHOSEN) if one.tactic == "meeting_format")
HEADS = (
    "sites", "requests each", "pools", "differences", "summary", "model of patterns",
    "sites that tell", "coffee told from lunch", "summary off by",
)  # fmt: skip


@cache
def effects(name: str) -> np.ndarray:
    """What each level of a tactic adds to the log-odds."""
    return np.array([EFFECTS.get(name, {}).get(level, 0.0) for level in levels_of(name)])


def drawn(rng: np.random.Generator, requests: int) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """One site: the level of each request's tactics (n,), and its log-odds (n,)."""
    index = np.full(requests, RATE + rng.normal(0, BETWEEN))
    places = {}
    for name, shares in SHARES.items():
        places[name] = rng.choice(len(shares), requests, p=shares)
        own = effects(name) + rng.normal(0, DIFFER, len(shares))
        index += own[places[name]]
    return places, index


def told_of(places: dict[str, np.ndarray], yes: np.ndarray) -> Told:
    """What a site may tell of its requests."""
    folded = {name: folded_cells(one, len(levels_of(name)), K) for name, one in places.items()}
    return Told(folded, np.full(len(yes), len(ANSWERS) - 2), yes, 0)


def pool_of(sites: int, requests: int, seed: int) -> list[tuple[dict[str, np.ndarray], np.ndarray]]:
    """The requests of all sites, and which of them are accepted."""
    rng = np.random.default_rng((sites, requests, seed))
    drawn_sites = [drawn(rng, requests) for _ in range(sites)]
    return [(places, rng.random(requests) < logistic(index)) for places, index in drawn_sites]


@cache
def truths() -> tuple[np.ndarray, np.ndarray]:
    """Of each tactic, the mean difference of shares at a site, and the log-odds."""
    rng = np.random.default_rng(0)
    gaps = np.zeros((400, len(CHOSEN)))
    for at in range(len(gaps)):
        places, index = drawn(rng, 3000)
        chance = logistic(index)
        for place, one in enumerate(CHOSEN):
            first, second = (places[one.tactic] == level for level in sides(one))
            gaps[at, place] = chance[first].mean() - chance[second].mean()
    odds = [np.subtract(*effects(one.tactic)[list(sides(one))]) for one in CHOSEN]
    return gaps.mean(axis=0), np.array(odds)


@cache
def marginal(terms: tuple[str, ...]) -> np.ndarray:
    """The log-odds of yes/no tactics where nothing else is held equal, sites' rates neither."""
    rng = np.random.default_rng(1)
    sites = [drawn(rng, 2000) for _ in range(300)]
    chance = np.concatenate([logistic(index) for _, index in sites])
    columns = [np.concatenate([places[name] == 0 for places, _ in sites]) for name in terms]
    x = np.stack([np.ones(len(chance)), *columns], axis=1)
    patterns, which = np.unique(x, axis=0, return_inverse=True)
    size = np.bincount(which.reshape(-1))
    mean = np.bincount(which.reshape(-1), chance) / size
    found = np.zeros(len(terms) + 1)
    for _ in range(30):
        p = logistic(patterns @ found)
        bend = (patterns * (size * p * (1 - p))[:, None]).T @ patterns
        found += np.linalg.solve(bend, patterns.T @ (size * (mean - p)))
    return found[1:]


def sides(one) -> tuple[int, int]:
    levels = levels_of(one.tactic)
    return levels.index(one.contrast[0]), levels.index(one.contrast[1])


def single_fit(pool: list[tuple[dict, np.ndarray]]) -> np.ndarray:
    """The log-odds of each tactic from all rows, each site with its own rate, and their errors."""
    from outreachlab.stats.firth import fit_firth
    from outreachlab.stats.logit import gram_of, independent, parts_of
    from outreachlab.stats.predictors import Factor, Number
    from outreachlab.stats.rows import Here

    joined = {name: np.concatenate([places[name] for places, _ in pool]) for name in SHARES}
    yes = np.concatenate([one for _, one in pool])
    site = np.repeat(np.arange(len(pool)), [len(one) for _, one in pool])
    terms = []
    for one in CHOSEN:
        first, second = sides(one)
        codes = joined[one.tactic]
        terms.append(Number(((codes == first) * 1.0 - (codes == second)) / 2))
    for name, codes in joined.items():
        contrast = {*sides(next(one for one in CHOSEN if one.tactic == name))}
        others = sorted({*codes.tolist()} - contrast)
        terms += [Number((codes == level) * 1.0) for level in others]
    rows = Here(parts_of(yes, [*terms, Factor(site, len(pool))]))
    best = fit_firth(rows, independent(gram_of(rows.parts)))
    mine = slice(1, 1 + len(CHOSEN))
    return np.stack([best.coefficients[mine], np.sqrt(best.covariance.diagonal()[mine])])


def compared(pool: list[tuple[dict, np.ndarray]]) -> dict[str, list]:
    """Of one pool: do differences hold the truth, who tells, is coffee told from lunch."""
    none = patterns_of(Told({}, np.zeros(0, int), np.zeros(0, bool), 0))
    sites = [[tables_of(told_of(*one), none) | {"counted": len(one[1])}] for one in pool]
    told = differences(sites, 0.95)
    p = holm([np.nan if one.p_value is None else one.p_value for one in told])
    pairs = zip(told, truths()[0], strict=True)
    return {
        "differences": [_holds(one.plot, truth) for one, truth in pairs if one.plot],
        "tell": [told[COFFEE].plot.all.k if told[COFFEE].plot else 0],
        "told": [bool(p[COFFEE] < 0.05 and told[COFFEE].plot.all.mean > 0)],
    }


def fitted(pool: list[tuple[dict, np.ndarray]]) -> dict[str, list]:
    """Of one pool: do limits of both models hold the truth, how far is one from the single fit."""
    sites = []
    for one in pool:
        told = told_of(*one)
        tables = tables_of(told, patterns_of(told))
        sites.append([tables | {"counted": len(one[1]), "effects": own_estimates(told)}])
    odds, summary = truths()[1], estimates(sites, 0.95)
    model = {one["term"]: one for one in pattern_model(sites, 0.95).coefficients}
    terms = tuple(name for name in model if name != "intercept")
    fit, errors = single_fit(pool)
    return {
        "summary": [
            _holds(one.plot, truth) for one, truth in zip(summary, odds, strict=True) if one.plot
        ],
        "model": [
            bool(model[term]["low"] <= truth <= model[term]["high"])
            for term, truth in zip(terms, marginal(terms), strict=True)
        ],
        "off": [
            float(abs(one.plot.all.mean - fit[place]) / errors[place])
            for place, one in enumerate(summary)
            if one.plot and errors[place] > 0
        ],
    }


def _holds(plot, truth: float) -> bool:
    return bool(plot.all.low <= truth <= plot.all.high)


def cells(kept: Path, part: Part, pools: int) -> Iterator[dict]:
    """Every cell of a part, of at least so many pools: from the file, or made now."""
    lines = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    done = [one for one in lines if one["part"] == part.__name__ and one["pools"] >= pools]
    known = {(one["sites"], one["requests"]): one for one in done}
    for sites, requests in product(SITES, REQUESTS):
        if (sites, requests) not in known:
            found: dict[str, list] = {}
            for seed in range(pools):
                for name, values in part(pool_of(sites, requests, seed)).items():
                    found.setdefault(name, []).extend(values)
            means = {name: [float(np.mean(v or [np.nan])), len(v)] for name, v in found.items()}
            cell = {"part": part.__name__, "sites": sites, "requests": requests, "pools": pools}
            known[sites, requests] = cell | means
            kept.parent.mkdir(exist_ok=True, parents=True)
            with kept.open("a") as file:
                file.write(json.dumps(known[sites, requests]) + "\n")
        yield known[sites, requests]


def main(kept: str = KEPT) -> None:
    """Make the table and put it into README.md."""
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    parts = (cells(Path(kept), part, pools) for part, pools in POOLS.items())
    for one, two in zip(*parts, strict=True):
        shares = [_share(*one["differences"]), _share(*two["summary"]), _share(*two["model"])]
        rest = [f"{one['tell'][0]:.1f}", _share(*one["told"]), f"{two['off'][0]:.2f} errors"]
        row = [f"{one['sites']}", f"{one['requests']}", f"{one['pools']}, {two['pools']}"]
        lines.append(f"| {' | '.join([*row, *shares, *rest])} |")
    keep_lines("sharing", lines)


POOLS: dict[Part, int] = {compared: 200, fitted: 40}


def _share(mean: float, count: int) -> str:
    return f"{100 * mean:.1f}%" if count else "none told"


if __name__ == "__main__":
    main(*sys.argv[1:])
