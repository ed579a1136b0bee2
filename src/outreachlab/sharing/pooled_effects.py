"""What the sites together say of each tactic: differences, estimates, the pooled model, choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from outreachlab.answers.forest_plot import ForestPlot
from outreachlab.display import Record
from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import Advice
from outreachlab.sharing.rules import FEWEST_SITES, MOST_SUPPRESSED
from outreachlab.stats.estimation import estimate
from outreachlab.stats.intervals import limits
from outreachlab.stats.logit import gram_of, independent, parts_of
from outreachlab.stats.meta import Pooled, random_effects
from outreachlab.stats.predictors import Number
from outreachlab.stats.rows import Here
from outreachlab.stats.two_rates import Estimate

Batch = Mapping[str, Any]
Site = Sequence[Batch]
TOO_FEW = f"fewer than {FEWEST_SITES} sites show both sides"


@dataclass(frozen=True, slots=True)
class Effect(Record):
    """
    One tactic over sites: its advice, how many sites tell of it, and the plot; or `why` not.

    `p_value` is of a mean of none, by Student's t with as many sites less one.
    """

    advice: Advice
    plot: ForestPlot | None
    p_value: float | None
    why: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The mean with its limits, how sites differ, and each site."""
        found: dict[str, Any] = {
            "tactic": self.advice.tactic,
            "contrast": list(self.advice.contrast or ()),
        }
        if self.plot is None:
            return found | {"estimate": None, "why": self.why}
        one = self.plot.all
        return found | {
            "estimate": one.mean,
            "low": one.low,
            "high": one.high,
            "prediction_low": one.prediction_low,
            "prediction_high": one.prediction_high,
            "tau": one.tau2**0.5,
            "i2": one.i2,
            "p_value": self.p_value,
            "sites": [
                {"site": name, **each.to_json()}
                for name, each in zip(self.plot.names, self.plot.each, strict=True)
            ],
        }


def differences(sites: Sequence[Site], confidence: float) -> tuple[Effect, ...]:
    """
    The difference of shares of each tactic, of every site that shows both sides.

    Its variance is that of shares (y + 1/2)/(n + 1), so that none is 0.
    """

    def of_site(site: Site, advice: Advice) -> tuple[float, float] | None:
        sides = [_added(site, advice.tactic, level) for level in advice.contrast or ()]
        if not all(count for count, _ in sides):
            return None
        return _gap(*sides)

    return tuple(_effect(one, sites, of_site, "points", confidence) for one in CHOSEN)


def trial_differences(sites: Sequence[Site], confidence: float) -> tuple[Effect, ...]:
    """The same of trials, by what was drawn; only tactics that three sites or more tried."""

    def of_site(site: Site, advice: Advice) -> tuple[float, float] | None:
        told = [one["sides"] for one in site if one["tactic"] == advice.tactic]
        pairs = [[one.get(side, (0, 0)) for one in told] for side in advice.contrast or ()]
        sides = [(sum(n for n, _ in side), sum(a for _, a in side)) for side in pairs]
        return _gap(*sides) if sides and all(count for count, _ in sides) else None

    found = (_effect(one, sites, of_site, "points", confidence) for one in CHOSEN)
    return tuple(one for one in found if one.plot is not None)


def _gap(first: tuple[int, int], second: tuple[int, int]) -> tuple[float, float]:
    """The difference of two shares, each (requests, yeses), and its variance."""
    (n, a), (m, b) = first, second
    eased = ((a + 0.5) / (n + 1), n), ((b + 0.5) / (m + 1), m)
    return a / n - b / m, sum(share * (1 - share) / size for share, size in eased)


def estimates(sites: Sequence[Site], confidence: float) -> tuple[Effect, ...]:
    """
    The log-odds of each tactic, all else held equal: the mean of the sites' own Firth estimates.

    A summary: the fit to all rows is another number, and nobody has these rows.
    """

    def of_site(site: Site, advice: Advice) -> tuple[float, float] | None:
        told = [one for batch in site for one in batch["effects"] if one["tactic"] == advice.tactic]
        if not told:
            return None
        weights = np.array([one["std_error"] ** -2.0 for one in told])
        means = np.array([one["estimate"] for one in told])
        return float(weights @ means / weights.sum()), float(1 / weights.sum())

    return tuple(_effect(one, sites, of_site, "log odds", confidence) for one in CHOSEN)


def _effect(
    advice: Advice, sites: Sequence[Site], of_site: Any, unit: Any, confidence: float
) -> Effect:
    told = {at: found for at, site in enumerate(sites, 1) if (found := of_site(site, advice))}
    if len(told) < FEWEST_SITES:
        return Effect(advice, None, None, TOO_FEW)
    means, variances = np.array([*told.values()]).T
    found = random_effects(means, variances, confidence)
    low, high = limits(means, np.sqrt(variances), confidence)
    each = tuple(map(Estimate, means.tolist(), low.tolist(), high.tolist()))
    names = tuple(f"site {at}" for at in told)
    return Effect(advice, ForestPlot(advice.advice, unit, names, each, found), p_of(found))


def p_of(found: Pooled) -> float:
    """Two-sided p of a mean of none, by Student's t with k - 1."""
    from scipy.special import stdtr

    return float(2 * stdtr(found.k - 1, -abs(found.mean) / found.std_error))


@dataclass(frozen=True, slots=True)
class PatternModel(Record):
    """
    One logit over the rows of all sites' patterns, exact for what they show.

    `rows` of the batches' `of` are in it; errors allow for requests of one site being alike.
    """

    terms: tuple[str, ...]
    sites: int
    rows: int
    of: int
    coefficients: tuple[dict[str, Any], ...]
    why: str | None = None


def pattern_model(sites: Sequence[Site], confidence: float) -> PatternModel:
    """The model of as many terms as leave nine in ten of the rows that any site shows."""
    every = [(at, one["patterns"], one["counted"]) for at, site in enumerate(sites) for one in site]
    most = sum(_rows_of(patterns) for _, patterns, _ in every)
    named = dict.fromkeys(term for _, patterns, _ in every for term in patterns["terms"])
    order = tuple(one.tactic for one in CHOSEN if one.tactic in named)
    of = sum(count for *_, count in every)
    for size in range(len(order), 0, -1):
        terms = order[:size]
        inside = [(at, p) for at, p, _ in every if {*terms} <= {*p["terms"]}]
        if sum(_rows_of(patterns) for _, patterns in inside) >= (1 - MOST_SUPPRESSED) * most > 0:
            return _fitted(terms, inside, of, confidence)
    return PatternModel((), 0, 0, of, (), "no site shows a table of patterns")


def _fitted(
    terms: tuple[str, ...], inside: list[tuple[int, Batch]], of: int, confidence: float
) -> PatternModel:
    rows: list[list[float]] = []
    for at, patterns in inside:
        places = [patterns["terms"].index(term) for term in terms]
        for *levels, count, yes in patterns["cells"]:
            x = [float(levels[place] == "yes") for place in places]
            if all(levels[place] for place in places):
                rows += [[at, 1.0, *x]] * yes + [[at, 0.0, *x]] * (count - yes)
    table = np.array(rows)
    which, site = np.unique(table[:, 0], return_inverse=True)
    columns = [Number(column) for column in table[:, 2:].T]
    clusters = site.reshape(-1) if len(which) >= FEWEST_SITES else None
    count = None if clusters is None else len(which)
    here = Here(parts_of(table[:, 1], columns, clusters=clusters), count)
    try:
        found = estimate(here, independent(gram_of(here.parts)), confidence)
    except NothingToComputeError as error:
        return PatternModel(terms, len(which), len(table), of, (), str(error))
    told = tuple(
        {
            "term": term,
            "estimate": float(found.coefficients[place]),
            "low": float(found.low[place]),
            "high": float(found.high[place]),
        }
        for place, term in enumerate(("intercept", *terms))
        if found.kept[place]
    )
    return PatternModel(terms, len(which), len(table), of, told)


def _rows_of(patterns: Batch) -> int:
    return sum(cell[-2] for cell in patterns["cells"] if "" not in cell[:-2])


def _added(site: Iterable[Batch], tactic: str, level: str) -> tuple[int, int]:
    """Requests and yeses of a level, over the batches of a site that show it."""
    cells = [row[1:] for batch in site for row in batch["rates"].get(tactic, ()) if row[0] == level]
    return sum(count for count, _ in cells), sum(yes for _, yes in cells)
