"""The pool: seekers side by side without a ranking the numbers cannot carry, or one beside it."""

from dataclasses import replace

from outreachlab.answers.against_pool import AgainstPool
from outreachlab.answers.pools import MOST_SHOWN, PooledRates
from outreachlab.display import Shown
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Section
from outreachlab.report.sections.rows import mark_of
from outreachlab.wording import (
    counted,
    in_ten,
    interval,
    isolated,
    number,
    percent,
    points,
    points_interval,
    share,
    shortened,
)


def pool_section(pooled: PooledRates) -> Section:
    """Every seeker's pooled rate with its interval."""
    seekers = len(pooled.table)
    spread = points(pooled.spread).removeprefix("+")
    rows = pooled.table.head(MOST_SHOWN).to_dict("records")
    told = "cannot be told apart" if not pooled.ranked else "differ"
    return Section(
        key="pool",
        heading=f"{counted(seekers, 'person')}, {in_ten(pooled.mean)} said yes: their rates {told}",
        sentences=(
            f"{percent(pooled.mean)} of their requests are accepted, and their true rates may "
            f"vary by about {spread} around it.",
            "Somebody with few requests says little alone, so each rate is drawn towards that of "
            f"all: a typical one keeps {percent(pooled.kept, 0)} of their own.",
            _ranking(pooled),
        ),
        table=_table(pooled),
        marks=tuple(
            mark_of(
                one["shrunken"], one["shrunken_low"], one["shrunken_high"], one["counted"] < FEW
            )
            for one in rows
        ),
        details=(
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
    sentences = []
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
    table = beside._shown()
    limits = zip(sides.rates, sides.lows, sides.highs, sides.totals, strict=True)
    return Section(
        key="beside",
        heading=f"Said yes: {name} {told[0]}, all others {told[1]}",
        sentences=tuple(sentences),
        table=table,
        marks=tuple(mark_of(rate, low, high, n < FEW) for rate, low, high, n in limits),
    )


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
