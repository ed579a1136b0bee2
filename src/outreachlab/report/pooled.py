"""The report on what several sites found together, in pure data."""

from collections.abc import Iterator
from dataclasses import replace

from outreachlab.answers.forest_plot import ForestPlot
from outreachlab.answers.judging.choices import Choice, more_yeses
from outreachlab.charts.style import looks, svg_of
from outreachlab.display import Column, Shown, worded
from outreachlab.escapes import key
from outreachlab.report.model import Picture, Report, Section
from outreachlab.sharing.pool import PooledSums
from outreachlab.sharing.pooled_effects import Effect
from outreachlab.sharing.pooled_tables import answered_within
from outreachlab.wording import (
    UNKNOWN,
    counted,
    in_ten,
    interval,
    label,
    number,
    number_interval,
    p_equals,
    percent,
    points,
    points_interval,
    sentence,
)

CLEAR = 0.05
RATE_COLUMNS = (
    Column("", lambda row: f"{label(row['tactic'])}: {label(row['level']) or 'not recorded'}"),
    Column("sites", lambda row: str(row["sites"])),
    Column("accepted", lambda row: f"{row['accepted']:,} of {row['counted']:,}"),
    Column("rate", lambda row: percent(row["rate"])),
    Column("interval", lambda row: interval(row["low"], row["high"])),
)


def pooled_report(found: PooledSums) -> Report:
    """
    The report on a pool of sums.

    Parameters
    ----------
    found : PooledSums
        What `pool` made of three tallies or more.

    Returns
    -------
    Report
        Choices first, the evidence behind them, then waiting, growth and rates.
    """
    with looks():
        sections = tuple(_sections(found))
    return Report(
        f"What {counted(found.sites, 'site')} found together",
        (f"{found._headline()}.", *map(_told, found.choices.choices[:3])),
        sections,
        found.to_json,
    )


def _sections(found: PooledSums) -> Iterator[Section]:
    if found.choices.choices:
        yield _choices_section(found)
    if found.trials:
        yield _trials_section(found)
    yield _advice_section(found)
    yield _model_section(found)
    yield _waiting_section(found)
    yield _growth_section(found)
    rows = found.rates.to_dict("records")
    heads = tuple(column.head for column in RATE_COLUMNS)
    yield Section(
        key="rates",
        heading=f"{in_ten(found.rate.estimate or 0)} requests got a yes",
        sentences=found.notes,
        table=Shown("Rates of every value", heads, worded(RATE_COLUMNS, rows)),
    )


def _told(one: Choice) -> str:
    """`Ask for 30 minutes at most: 9 in 10 that it is better; about 6 more yeses in 100.`"""
    better = f"{in_ten(one.chance)} that it is better"
    return sentence(f"{one.doing}: {better}; {more_yeses(one.gain_per_100)}")


def _choices_section(found: PooledSums) -> Section:
    choices, together = found.choices.choices, found.choices.together
    return Section(
        key="choices",
        heading=sentence(f"{choices[0].doing} gains most")[:-1],
        sentences=(
            f"All of it together: about {number(together.gain, 1)} more yeses in 100 "
            f"({number_interval(together.low, together.high, 1)}).",
        ),
        pictures=(Picture("choices", svg_of(found.choices.plot(), "choices"), _told(choices[0])),),
        inside=found.choices._shown(),
    )


def _trials_section(found: PooledSums) -> Section:
    ways = counted(len(found.trials), "way")
    return Section(
        key="trials",
        heading=f"Lots were drawn about {ways} of asking",
        sentences=("What was drawn decides, whatever was done: these differences are effects.",),
        parts=tuple(
            _effect_section(f"trial-{one.advice.tactic}", one, one.plot, one.p_value)
            for one in found.trials
            if one.plot is not None
        ),
    )


def _advice_section(found: PooledSums) -> Section:
    pairs = enumerate(zip(found.advice, found.adjusted, strict=True), start=1)
    return Section(
        key="advice",
        heading=_finding(found),
        sentences=(DIFFER,),
        table=replace(found._shown(), notes=()),
        parts=tuple(
            _effect_section(key(one.advice.tactic, at), one, one.plot, p)
            for at, (one, p) in pairs
            if one.plot is not None
        ),
        details=(HOW,),
    )


HOW = (
    "Differences of sites put together by restricted maximum likelihood (Viechtbauer 2005), with "
    "the limits of Hartung & Knapp (2001) and Holm's p-values."
)
DIFFER = (
    "Sites differ: the interval is for the average of sites like these, the prediction for one "
    "more. Tactics were chosen, not drawn by lot, so a difference is not yet an effect."
)


def _finding(found: PooledSums) -> str:
    clear = sum(p < CLEAR for p in found.adjusted)
    if not clear:
        return "No way of asking is clearly better over all sites"
    verb = "is" if clear == 1 else "are"
    return f"{counted(clear, 'way')} of asking {verb} clearly better or worse over all sites"


def _effect_section(name: str, one: Effect, plot: ForestPlot, p: float | None) -> Section:
    whole = plot.all
    told = (
        f"{points(whole.mean)} ({points_interval(whole.low, whole.high)}) over "
        f"{counted(whole.k, 'site')}, {p_equals(p)}"
    )
    beyond = points_interval(whole.prediction_low, whole.prediction_high)
    return Section(
        key=f"effect-{name}",
        heading=sentence(f"{one.advice.advice}: {points(whole.mean)}")[:-1],
        sentences=(
            sentence(told),
            f"At one more site it would lie from {beyond}; "
            f"{percent(whole.i2, 0)} of the variance is between sites.",
        ),
        pictures=(Picture(f"plot-{name}", svg_of(plot.plot(), f"plot-{name}"), told),),
    )


def _model_section(found: PooledSums) -> Section:
    model = found.model
    rows = tuple(
        (label(one["term"]), number(one["estimate"]), number_interval(one["low"], one["high"]))
        for one in model.coefficients
    )
    of_all = f"{model.rows:,} of {counted(model.of, 'request')} at {counted(model.sites, 'site')}"
    table = Shown(f"Log-odds from {of_all}", ("", "log-odds", "interval"), rows)
    told = "One model over the patterns that sites show: for what they show it is exact."
    summary = tuple(_summary(one, one.plot) for one in found.summary if one.plot is not None)
    return Section(
        key="model",
        heading="With the other ways held equal" if rows else "No common model",
        sentences=(told if rows else sentence(model.why or "no site shows one"),),
        table=table if rows else None,
        inside=Shown(
            "A summary: the mean of the sites' own adjusted estimates",
            ("", "sites", "log-odds", "interval", "differs by"),
            summary,
        ),
    )


def _summary(one: Effect, plot: ForestPlot) -> tuple[str, ...]:
    whole = plot.all
    limits = number_interval(whole.low, whole.high)
    return (
        one.advice.advice,
        str(whole.k),
        number(whole.mean),
        limits,
        number(whole.tau2**0.5),
    )


def _waiting_section(found: PooledSums) -> Section:
    waits = found.waits
    told = [f"{percent(answered_within(waits, days), 0)} within {days} days" for days in (3, 7, 21)]
    rows = tuple(
        (
            row["days"] or "not told",
            f"{row['counted']:,}",
            f"{row['accepted']:,}",
            percent(row["share"]),
        )
        for row in waits.to_dict("records")
    )
    return Section(
        key="waiting",
        heading=f"{told[1].replace(' within', ' are answered within')}",
        sentences=(f"Answered: {', '.join(told)}.",),
        table=Shown("Days until the answer", ("", "requests", "accepted", "share"), rows),
    )


def _growth_section(found: PooledSums) -> Section:
    ratio = found.reproduction
    rows = tuple((label(name), f"{count:,}") for name, count in found.growth.items())
    if ratio.estimate is None or ratio.low is None or ratio.high is None:
        heading, told = "Growth is not known yet", sentence(ratio.why or UNKNOWN)
    else:
        sure = "may carry on" if ratio.high >= 1 else "do not carry on"
        heading = f"Referrals {'carry on' if ratio.low > 1 else sure} by themselves"
        told = (
            f"A closed meeting led to {number(ratio.estimate)} further meetings "
            f"({number_interval(ratio.low, ratio.high)}), by how sites differ."
        )
    return Section(
        key="growth",
        heading=heading,
        sentences=(told,),
        table=Shown("Closed meetings and what came of them", ("", "count"), rows),
    )
