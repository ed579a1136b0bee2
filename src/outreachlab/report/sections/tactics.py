"""The advice scoreboard and each way of asking, in words that say no more than the numbers."""

from collections.abc import Sequence
from dataclasses import replace

from outreachlab.answers.compare import Comparison
from outreachlab.answers.judging.record import NOT_SETTLED, JudgedAdvice
from outreachlab.answers.judging.verdicts import VERDICTS
from outreachlab.answers.ladder import EffectLadder
from outreachlab.answers.rates import AcceptanceRates
from outreachlab.charts.contrasts import draw_scoreboard
from outreachlab.charts.rates import MOST_LEVELS
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.log.vocabulary import COLUMN, DERIVED, FEW, YES_NO, Advice
from outreachlab.report.model import Picture, Section
from outreachlab.wording import (
    UNKNOWN,
    counted,
    interval,
    isolated,
    label,
    listed,
    of,
    p_equals,
    points,
    points_interval,
    sentence,
    share,
    shortened,
)

MOST_TOLD = 8
KNOWN = frozenset((*COLUMN, *DERIVED))  # no other name is that of a picture elsewhere
MOST_LETTERS = 60


def tactic_section(
    name: str,
    heading: str,
    rates: AcceptanceRates,
    contrast: Comparison | None,
    line: JudgedAdvice | None,
) -> Section:
    """One way of asking; `name` is its key, `line` what the advice came to, where it is one."""
    key, heading = f"by-{name}", heading[:1].upper() + heading[1:]
    if not rates.table["counted"].any():
        return Section(key, heading, ("No counted request says.",))
    if contrast is not None and line is None:
        line = line_of(contrast, heading)
    if line is not None:
        sentences = list(told(line))
    else:
        sentences = ["Its values are shown side by side; none is tested against another."]
    if (few := int((rates.table["counted"] < FEW).sum())) and contrast is None:
        stand = "stands" if few == 1 else "stand"
        sentences.append(
            f"{counted(few, 'value')} {stand} on fewer than {FEW} requests: too few to tell."
        )
    picture = Picture(
        name if rates.by in KNOWN else key, svg_of(rates.plot(), key), alternative(rates)
    )
    return Section(
        key,
        heading,
        tuple(sentences),
        (picture,),
        _table(rates),
        statistician(contrast, line) if contrast is not None and line is not None else (),
    )


def _table(rates: AcceptanceRates) -> Shown:
    """The answer's own table with long names cut; of many levels those counted most."""
    shown, size = rates._shown(), len(rates.table)
    most = set(rates.table["counted"].nlargest(MOST_LEVELS).index)
    rows = tuple(
        (shortened(name, MOST_LETTERS), *cells)
        for place, (name, *cells) in enumerate(shown.rows)
        if place in most or place >= size
    )
    if size <= MOST_LEVELS:
        return replace(shown, rows=rows)
    rest = counted(size - MOST_LEVELS, "further value")
    note = f"{rest} with fewer counted requests not shown"
    return replace(shown, rows=rows, notes=(note, *shown.notes))


def alternative(rates: AcceptanceRates) -> str:
    """The finding of a rate chart in words."""
    rows = rates.table[rates.table["counted"] > 0].to_dict("records")
    parts = [
        f"{isolated(shortened(label(row['level'])))} {share(row['accepted'], row['counted'])}, "
        f"interval {interval(row['low'], row['high'], 0)}"
        for row in rows[:MOST_TOLD]
    ]
    if len(rows) > MOST_TOLD:
        parts.append(f"and {counted(len(rows) - MOST_TOLD, 'further value')}")
    return sentence(f"accepted by {label(rates.by)}: {'; '.join(parts)}")


def scoreboard_section(lines: Sequence[JudgedAdvice], ladder: EffectLadder) -> Section:
    """Every line, those about asking first; inside, how each fares the more is allowed for."""
    return Section(
        "scoreboard",
        "The advice, one by one",
        (
            "Each piece of advice against its opposite: how many succeeded with it and without it, "
            "and how far apart the two are, with the other ways of asking held still where the "
            "log allows it. Success is a yes; of a meeting, a further name.",
            "Supported or contradicted means clear of chance after allowing for every piece of "
            f"advice tested. {drawn_by_lot(lines)}",
        ),
        scoreboard_picture("scoreboard", "succeeded with and without", lines),
        scoreboard_table("Successes with and without each piece of advice", lines),
        inside=shown if (shown := ladder._shown()).rows else None,
    )


def drawn_by_lot(lines: Sequence[JudgedAdvice]) -> str:
    """What kind of evidence stands behind the verdicts."""
    names = [line.name for line in lines if line.randomised]
    if not names:
        return "All of this is observed: nobody drew lots for whom to ask how."
    return (
        f"For {listed(names)} lots were drawn in a trial: the difference and the verdict are the "
        "lots' own. All else is observed."
    )


def scoreboard_picture(name: str, what: str, lines: Sequence[JudgedAdvice]) -> tuple[Picture, ...]:
    """The differences drawn; nothing where none can be estimated."""
    drawn = [line for line in lines if line.gap.estimate is not None]
    if not drawn:
        return ()
    rows = [(line.name, line.gap, line.few) for line in drawn]
    parts = (f"{line.name} {points(line.gap.estimate)}, {line.short}" for line in drawn)
    alt = sentence(f"{what}: {'; '.join(parts)}")
    return (Picture(name, svg_of(draw_scoreboard(rows), name), alt),)


def scoreboard_table(what: str, lines: Sequence[JudgedAdvice]) -> Shown:
    """A row per line: k of n on both sides, the difference, its reading, and requests to tell."""
    columns = ("advice", "with it", "without it", "difference (95% interval)", "verdict", "to tell")
    shown = len(columns) if any(line.more for line in lines) else len(columns) - 1
    rows = (
        (
            line.name,
            _side(line, 0),
            _side(line, 1),
            _difference(line),
            line.short,
            f"{line.more:,}" if line.more else "",
        )
        for line in lines
    )
    return Shown(
        f"{what}; differences in percentage points",
        columns[:shown],
        tuple(row[:shown] for row in rows),
        tuple(_notes(lines)),
    )


def _notes(lines: Sequence[JudgedAdvice]) -> list[str]:
    notes = []
    as_they_are = [line.name for line in lines if line.adjusted.estimate is None]
    if len(as_they_are) < len(lines):
        besides = f"; as the two shares are for {listed(as_they_are)}" if as_they_are else ""
        notes.append(f"difference: with the other ways of asking held still{besides}")
    if any(line.more for line in lines):
        notes.append("to tell: how many more on each side would probably tell the two apart")
    grounds = {
        "accepted requests": "meetings held, of accepted requests",
        "meetings held": "meetings that named someone further",
    }
    for among, meaning in grounds.items():
        names = [line.name for line in lines if line.advice.among == among]
        if names and len(names) < len(lines):
            notes.append(f"{listed(names)}: {meaning}")
    return notes


def _side(line: JudgedAdvice, side: int) -> str:
    counts = of(line.successes[side], line.totals[side])
    contrast = line.advice.contrast
    if contrast is None or contrast == YES_NO:
        return counts
    return f"{label(contrast[side])} {counts}"


def _difference(line: JudgedAdvice) -> str:
    gap = line.gap
    if gap.estimate is None or gap.low is None or gap.high is None:
        return UNKNOWN
    spread = points_interval(gap.low, gap.high)
    return f"{points(gap.estimate)} ({spread})".replace(" points", "")


def line_of(comparison: Comparison, name: str) -> JudgedAdvice:
    """A comparison that is no advice, without a verdict."""
    return JudgedAdvice(
        advice=Advice(name, comparison.tactic, comparison.versus), sides=comparison.sides
    )


def told(line: JudgedAdvice) -> tuple[str, ...]:
    """The line in sentences: k of n on both sides, the difference, what may be said of it."""
    first, second = map(share, line.successes, line.totals)
    if line.advice.contrast == YES_NO:
        counts = f"Accepted: {first} of the requests that did, {second} of those that did not."
    else:
        a, b = (isolated(label(side)) for side in line.advice.contrast or ())
        counts = f"Accepted: {a} {first}, {b} {second}."
    return tuple(filter(None, (f"{counts} {_spread(line)}".strip(), _judged(line))))


def _spread(line: JudgedAdvice) -> str:
    gap, adjusted = line.difference, line.adjusted
    if gap.estimate is None:
        return ""
    text = f"That is {points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted.estimate is None:
        return f"{text}."
    return (
        f"{text}; with the other ways of asking held still it is {points(adjusted.estimate)} "
        f"({points_interval(adjusted.low, adjusted.high)})."
    )


def _judged(line: JudgedAdvice) -> str:
    tell = (
        f" {counted(line.more, f'more {line.unit}')} on each side would probably tell."
        if line.more
        else f" It {NOT_SETTLED}."
        if line.unsettled
        else ""
    )
    if not any(line.totals):
        return "Too few to tell: no counted request is on either side."
    return "" if line.verdict is None else VERDICTS[line.verdict].told.format(tell=tell)


def statistician(comparison: Comparison, line: JudgedAdvice) -> tuple[str, ...]:
    """The terms a statistician wants."""
    if comparison.test:
        p = line.p_adjusted
        holm = "" if p is None else f"; in the verdict's own test {p_equals(p)} after Holm"
        lines = [f"Two-sided {comparison.test} test: {p_equals(comparison.p_value)}{holm}."]
        lines += [f"No verdict: {line.no_verdict}."] if line.no_verdict else []
    else:
        lines = [f"No test: {comparison.why}."]
    for name, ratio in (
        ("Risk ratio", comparison.risk_ratio),
        ("Odds ratio", comparison.odds_ratio),
    ):
        if ratio.estimate is None:
            lines.append(f"{name}: not estimated, {ratio.why}.")
        else:
            lines.append(f"{name} {ratio.estimate:.2f} ({ratio.low:.2f} to {ratio.high:.2f}).")
    if comparison.number_needed_to_ask is not None:
        lines.append(f"Number needed to ask: {comparison.number_needed_to_ask:.1f}.")
    return tuple(lines)
