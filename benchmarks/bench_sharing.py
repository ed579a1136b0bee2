"""Pools of simulated sites: coverage of the limits, power, and how near the summary comes.

Each cell of the table is kept in a file as soon as it is done, so that a run that was stopped goes
on where it ended: `python benchmarks/bench_sharing.py [FILE] [POOLS]`.
"""

import json
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
from bars import keep_lines

from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import levels_of
from outreachlab.sharing.batch import ANSWERS, Patterns, Told, tables_of
from outreachlab.sharing.estimates import own_estimates
from outreachlab.sharing.pooled_effects import differences, estimates
from outreachlab.sharing.rules import K
from outreachlab.simulate.truth import EFFECTS
from outreachlab.stats.folded_cells import folded_cells
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.posterior import logistic

KEPT, POOLS = "build/sharing.jsonl", 200
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
    "sites", "requests each", "pools", "differences", "summary",
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


# Which patterns may be shown is a linear programme each, and none of the figures comes from them.
NO_PATTERNS = Patterns((), (), *2 * [np.zeros(0, np.int64)], np.zeros((0, 0)), np.zeros(0, bool))


def batch_of(places: dict[str, np.ndarray], yes: np.ndarray) -> dict:
    """The batch a site publishes."""
    told = Told(
        {name: folded_cells(one, len(levels_of(name)), K) for name, one in places.items()},
        np.full(len(yes), len(ANSWERS) - 2),
        yes,
        0,
    )
    return {
        "counted": len(yes),
        **tables_of(told, NO_PATTERNS),
        "effects": own_estimates(told),
        "growth": None,
    }


@cache
def truths() -> tuple[np.ndarray, np.ndarray]:
    """
    Of each tactic, the mean difference of shares at a site, and the log-odds.

    From so many sites that the error is a twentieth of that of a mean over twenty of them.
    """
    rng = np.random.default_rng(0)
    gaps = np.zeros((12_000, len(CHOSEN)))
    for at in range(len(gaps)):
        places, index = drawn(rng, 500)
        chance = logistic(index)
        for place, one in enumerate(CHOSEN):
            first, second = (places[one.tactic] == level for level in sides(one))
            gaps[at, place] = chance[first].mean() - chance[second].mean()
    odds = [np.subtract(*effects(one.tactic)[list(sides(one))]) for one in CHOSEN]
    return gaps.mean(axis=0), np.array(odds)


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


def one_pool(sites: int, requests: int, seed: int) -> dict[str, list]:
    """What one pool of sites shows: hits of each kind of limits, power, distance."""
    rng = np.random.default_rng((sites, requests, seed))
    pool = []
    for _ in range(sites):
        places, index = drawn(rng, requests)
        pool.append((places, rng.random(requests) < logistic(index)))
    batches = [[batch_of(*one)] for one in pool]
    gaps, odds = truths()
    told, summary = differences(batches, 0.95), estimates(batches, 0.95)
    fit, errors = single_fit(pool)
    p = holm([np.nan if one.p_value is None else one.p_value for one in told])
    return {
        "differences": [
            _holds(one.plot, truth) for one, truth in zip(told, gaps, strict=True) if one.plot
        ],
        "summary": [
            _holds(one.plot, truth) for one, truth in zip(summary, odds, strict=True) if one.plot
        ],
        "tell": [told[COFFEE].plot.all.k if told[COFFEE].plot else 0],
        "told": [bool(p[COFFEE] < 0.05 and told[COFFEE].plot.all.mean > 0)],
        "off": [
            float(abs(one.plot.all.mean - fit[place]) / errors[place])
            for place, one in enumerate(summary)
            if one.plot and errors[place] > 0
        ],
    }


def _holds(plot, truth: float) -> bool:
    return bool(plot.all.low <= truth <= plot.all.high)


def cells(kept: Path, pools: int) -> Iterator[dict]:
    """Every cell of the table, of at least so many pools: from the file, or made now."""
    done = [json.loads(line) for line in kept.read_text().splitlines()] if kept.exists() else []
    done = sorted((one for one in done if one["pools"] >= pools), key=lambda one: one["pools"])
    known = {(one["sites"], one["requests"]): one for one in done}
    for sites in SITES:
        for requests in REQUESTS:
            key = (sites, requests)
            if key not in known:
                found: dict[str, list] = {}
                for seed in range(pools):
                    for name, values in one_pool(*key, seed).items():
                        found.setdefault(name, []).extend(values)
                means = {name: [float(np.mean(v or [np.nan])), len(v)] for name, v in found.items()}
                known[key] = {"sites": sites, "requests": requests, "pools": pools, **means}
                kept.parent.mkdir(exist_ok=True, parents=True)
                with kept.open("a") as file:
                    file.write(json.dumps(known[key]) + "\n")
            yield known[key]


def main(kept: str = KEPT, pools: str = str(POOLS)) -> None:
    """Make the table and put it into README.md."""
    lines = [f"| {' | '.join(HEADS)} |", f"|{'---|' * len(HEADS)}"]
    for one in cells(Path(kept), int(pools)):
        shares = [_share(*one[name]) for name in ("differences", "summary")]
        rest = [f"{one['tell'][0]:.1f}", _share(*one["told"]), f"{one['off'][0]:.2f} errors"]
        row = [*(str(one[name]) for name in ("sites", "requests", "pools")), *shares, *rest]
        lines.append(f"| {' | '.join(row)} |")
    keep_lines("sharing", lines)


def _share(mean: float, count: int) -> str:
    return f"{100 * mean:.1f}%" if count else "none told"


if __name__ == "__main__":
    main(*sys.argv[1:])
