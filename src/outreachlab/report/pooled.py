"""The report on what several sites found together, in pure data."""

from collections.abc import Iterator

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
        Choices first, the evidence behind them, then rates, waiting and growth.
    """
    with looks():
        sections = tuple(_sections(found))
    return Report(
        f"What {counted(found.sites, 'site')} found together",
        (found._headline() + ".", *(one.sentence() for one in found.choices.choices[:3])),
        sections,
        found.to_json(),
    )


def _sections(found: PooledSums) -> Iterator[Section]:
    if found.choices.choices:
        yield Section(
            "choices",
            "What to do next",
            tuple(one.sentence() for one in found.choices.choices),
            (Picture("choices", svg_of(found.choices.plot(), "choices"), "gain of each choice"),),
            found.choices._shown(),
        )
    yield Section("advice", _finding(found), (DIFFER,), (), found._shown(), (HOW,))
    for number_, (one, p) in enumerate(zip(found.advice, found.adjusted, strict=True), start=1):
        if one.plot is not None:
            yield _effect_section(key(one.advice.tactic, number_), one, p)
    yield _model_section(found)
    yield _waiting_section(found)
    yield _growth_section(found)
    rows = found.rates.to_dict("records")
    heads = tuple(column.head for column in RATE_COLUMNS)
    table = Shown("Rates of every value", heads, worded(RATE_COLUMNS, rows))
    yield Section("rates", "How often each way of asking gets a yes", found.notes, (), table)


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
    return f"{counted(clear, 'way')} of asking {verb} clearly better over all sites"


def _effect_section(name: str, one: Effect, p: float) -> Section:
    assert one.plot is not None
    all_ = one.plot.all
    told = (
        f"{points(all_.mean)} ({points_interval(all_.low, all_.high)}) over "
        f"{counted(all_.k, 'site')}, {p_equals(p)} after Holm"
    )
    beyond = points_interval(all_.prediction_low, all_.prediction_high)
    sentences = (
        sentence(told),
        f"At one more site it would lie from {beyond}; "
        f"{percent(all_.i2, 0)} of the variance is between sites.",
    )
    picture = Picture(f"plot-{name}", svg_of(one.plot.plot(), f"plot-{name}"), told)
    return Section(f"effect-{name}", sentence(one.advice.advice)[:-1], sentences, (picture,))


def _model_section(found: PooledSums) -> Section:
    model = found.model
    if not model.coefficients:
        return Section("model", "No common model", (sentence(model.why or "no site shows one"),))
    rows = tuple(
        (label(one["term"]), number(one["estimate"]), number_interval(one["low"], one["high"]))
        for one in model.coefficients
    )
    table = Shown(
        f"Log-odds from {model.rows:,} of {counted(model.of, 'request')} at "
        f"{counted(model.sites, 'site')}",
        ("", "log-odds", "interval"),
        rows,
    )
    summary = tuple(
        (one.advice.advice, *_summary(one)) for one in found.summary if one.plot is not None
    )
    inside = Shown(
        "A summary: the mean of the sites' own adjusted estimates",
        ("", "sites", "log-odds", "interval", "differs by"),
        summary,
    )
    told = "One model over the patterns that sites show: for what they show it is exact."
    return Section("model", "All else held equal", (told,), (), table, (), inside)


def _summary(one: Effect) -> tuple[str, str, str, str]:
    assert one.plot is not None
    all_ = one.plot.all
    limits = number_interval(all_.low, all_.high)
    return str(all_.k), number(all_.mean), limits, number(all_.tau2**0.5)


def _waiting_section(found: PooledSums) -> Section:
    waits = found.waits
    told = [f"{percent(answered_within(waits, days), 0)} within {days} days" for days in (3, 7, 21)]
    sentences = [f"Answered: {', '.join(told)}."]
    if left := waits.attrs["not_shown"]:
        sentences.append(f"{counted(left, 'request')} in withheld cells are in none of these.")
    rows = tuple(
        (row["days"], f"{row['counted']:,}", f"{row['accepted']:,}", percent(row["share"]))
        for row in waits.to_dict("records")
    )
    table = Shown("Days until the answer", ("", "requests", "accepted", "share"), rows)
    return Section("waiting", "How long an answer takes", tuple(sentences), (), table)


def _growth_section(found: PooledSums) -> Section:
    ratio, growth = found.reproduction, found.growth
    rows = tuple((label(name), f"{count:,}") for name, count in growth.items())
    table = Shown("Closed meetings and what came of them", ("", "count"), rows)
    if ratio.estimate is None:
        return Section("growth", "Growth is not known yet", (sentence(ratio.why or UNKNOWN),))
    told = (
        f"A closed meeting led to {number(ratio.estimate)} further meetings "
        f"({number_interval(ratio.low, ratio.high)}), by how sites differ."
    )
    carried = "carry on by themselves" if (ratio.low or 0) > 1 else "do not carry on by themselves"
    if ratio.low is not None and ratio.high is not None and ratio.low <= 1 <= ratio.high:
        carried = "may or may not carry on by themselves"
    return Section("growth", f"Referrals {carried}", (told,), (), table)
