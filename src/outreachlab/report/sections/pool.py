"""The pool: seekers side by side without a ranking the numbers cannot carry, or one beside it."""

from dataclasses import replace

from outreachlab.answers.against_pool import AgainstPool
from outreachlab.answers.pools import MOST_SHOWN, PooledRates
from outreachlab.charts.rates import MOST_SEEKERS
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.wording import (
    counted,
    interval,
    isolated,
    number,
    percent,
    points,
    points_interval,
    sentence,
    share,
    shortened,
)


def pool_section(pooled: PooledRates) -> Section:
    """Every seeker's pooled rate, those with most requests drawn."""
    seekers = len(pooled.table)
    spread = points(pooled.spread).removeprefix("+")
    sentences = [
        f"{counted(seekers, 'seeker')} together: {percent(pooled.mean)} of their requests are "
        f"accepted, and their true rates may vary by about {spread} around it.",
        "A seeker with few requests says little alone, so each rate is drawn towards that of all: "
        f"the pooled rate of a typical seeker keeps {percent(pooled.kept, 0)} of their own.",
        _ranking(pooled),
    ]
    if seekers > MOST_SEEKERS:
        sentences.append(f"Drawn are the {MOST_SEEKERS} with most requests.")
    picture = Picture("pool", svg_of(pooled.plot(), "pool"), _alternative(pooled))
    return Section(
        "pool",
        "The pool",
        tuple(sentences),
        (picture,),
        _table(pooled),
        (
            "Pooled rate: beta-binomial empirical Bayes (Deely & Lindley 1981, JASA 76:833-841); "
            "places: Klein, Wright & Wieczorek (2020), JRSS C 69:589-606.",
            f"Standard deviation of the true rates: {number(pooled.spread, 3)}.",
        ),
    )


def beside_section(beside: AgainstPool) -> Section:
    """One seeker beside all others."""
    sides, gap, pooled = beside.sides, beside.sides.difference, beside.pooled
    name = isolated(shortened(sides.names[0]))
    told = [share(*pair) for pair in zip(sides.successes, sides.totals, strict=True)]
    sentences = [f"Accepted: {name} {told[0]}, all others {told[1]}."]
    if gap.estimate is not None:
        sentences.append(
            f"That is {points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)}). "
            "Whom each of them asked may differ, so this compares no skill."
        )
    if pooled.estimate is not None:
        sentences.append(
            f"Taken together with the pool, {name}'s own rate is probably about "
            f"{percent(pooled.estimate, 0)} ({interval(pooled.low, pooled.high, 0)})."
        )
    picture = Picture("beside", svg_of(beside.plot(), "beside"), sentences[0])
    return Section("beside", "Beside the pool", tuple(sentences), (picture,), beside._shown())


def _table(pooled: PooledRates) -> Shown:
    """The answer's own rows; what the sentences say already is no note."""
    more = len(pooled.table) - MOST_SHOWN
    notes = (f"{counted(more, 'further seeker')} not shown",) if more > 0 else ()
    return replace(pooled._shown(), notes=notes)


def _ranking(pooled: PooledRates) -> str:
    if not pooled.ranked:
        return "They are not ranked: no two of them can be told apart."
    return (
        "Each has the places they may hold, all of them right together; "
        "seekers whose places overlap cannot be told apart."
    )


def _alternative(pooled: PooledRates) -> str:
    low, high = pooled.table["shrunken"].min(), pooled.table["shrunken"].max()
    return sentence(
        f"pooled rates of {counted(len(pooled.table), 'seeker')} from {percent(low, 0)} to "
        f"{percent(high, 0)}, around {percent(pooled.mean, 0)} of all together. " + _ranking(pooled)
    )
