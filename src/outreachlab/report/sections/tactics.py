"""The advice, one by one: a row each with its interval, and what opens behind it."""

from collections.abc import Iterator, Mapping, Sequence

from outreachlab.answers.compare import Comparison
from outreachlab.answers.evidence import base_rate, beside
from outreachlab.answers.judging.by_lot import by_lot_in_words, told_by_lot
from outreachlab.answers.judging.record import IF_SO, JudgedAdvice
from outreachlab.answers.judging.tried import REFERRED
from outreachlab.answers.judging.verdicts import VERDICTS
from outreachlab.display import Shown
from outreachlab.escapes import key
from outreachlab.log.vocabulary import ADVICE_OF, YES_NO
from outreachlab.report.answered import Answers, Question
from outreachlab.report.model import Section
from outreachlab.report.sections.rows import Marks, mark_of_gap, rate_rows
from outreachlab.report.summary import overall, standing, standing_out, unknown
from outreachlab.wording import (
    UNKNOWN,
    counted,
    isolated,
    label,
    listed,
    of,
    p_equals,
    points,
    points_interval,
    share,
)

COLUMNS = (
    "advice",
    "with it",
    "without it",
    "difference, 95% interval",
    "verdict",
    "more needed",
)
ROOTS_ONLY = (
    "Looked at are only those whom nobody in your log led to: a yes brings referrals by itself."
)
SUCCESS = {
    "counted requests": ("Said yes", "requests"),
    "accepted requests": ("Became a meeting", "yeses"),
    "meetings held": ("Named someone further", "meetings"),
}


def advice_section(answers: Answers, lines: Mapping[str, JudgedAdvice]) -> Section | None:
    """Every line, those about asking first; inside, how each fares the more is allowed for."""
    judged = list(lines.values())
    if not judged:
        return None
    asked = {one.tactic: one for one in answers.questions}
    ladder = answers.ladder._shown()
    return Section(
        key="advice",
        heading=standing(judged),
        sentences=(
            overall(answers.facts.yes, answers.ground["totals"]),
            f"Elsewhere: {base_rate()}",
            standing_out(judged),
            unknown(judged),
            "Each row holds a piece of advice against its opposite, with the other ways of asking "
            "held equal where the log allows it. What it rests on stands behind each.",
        ),
        table=_table(judged),
        marks=tuple(mark_of_gap(line.gap, line.few) for line in judged),
        signed=True,
        parts=tuple(_opened(one, asked.get(one.tactic), place) for place, one in enumerate(judged)),
        opened=True,
        inside=ladder if ladder.rows else None,
    )


def own_sections(answers: Answers) -> Iterator[Section]:
    """A section for each tactic of the map that has no two sides to be tested."""
    for place, one in enumerate(answers.questions):
        if one.contrast is None and one.tactic not in ADVICE_OF:
            table, marks = rate_rows(one.rates, f"Said yes, by {label(one.tactic)}")
            heading = f"{label(one.tactic)}: shown side by side, none tested against another"
            yield Section(
                key=f"by-{key(one.tactic, place)}",
                heading=_capital(heading),
                table=table,
                marks=marks,
            )


def _table(lines: Sequence[JudgedAdvice]) -> Shown:
    """A row per line: k of n on both sides, the difference, its verdict, and requests to tell."""
    shown = len(COLUMNS) if any(line.more for line in lines) else len(COLUMNS) - 1
    rows = (
        (
            _capital(line.name),
            _side(line, 0),
            _side(line, 1),
            _difference(line),
            line.short,
            f"{line.more:,}" if line.more else "",
        )
        for line in lines
    )
    return Shown(
        "How many succeeded with and without each piece of advice; differences in points of 100",
        COLUMNS[:shown],
        tuple(row[:shown] for row in rows),
        tuple(_notes(lines)),
    )


def _notes(lines: Sequence[JudgedAdvice]) -> Iterator[str]:
    if lots := list(by_lot_in_words(lines)):
        yield (
            "drawn by lot in a trial, and counts, difference and verdict are the trial's: "
            f"{listed(lots)}; all else is observed"
        )
    observed = [line for line in lines if line.randomised is None]
    as_they_are = [line.name for line in observed if line.adjusted.estimate is None]
    if len(as_they_are) < len(observed):
        besides = f"; as the two shares are for {listed(as_they_are)}" if as_they_are else ""
        yield f"difference: with the other ways of asking held equal{besides}"
    if any(line.more for line in lines):
        yield f"more needed: {IF_SO} how many more on each side would probably tell the two apart"
    if unsettled := [line for line in lines if line.unsettled]:
        pieces = counted(len(unsettled), "piece")
        yield f"{pieces} of advice {unsettled[0].never}, at the pace of this log"
    grounds = {
        "accepted requests": "meetings held, of accepted requests",
        "meetings held": "meetings that named someone further",
    }
    for among, meaning in grounds.items():
        names = [line.name for line in lines if line.advice.among == among]
        if names and len(names) < len(lines):
            yield f"{listed(names)}: {meaning}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


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
    spread = points_interval(gap.low, gap.high, 0)
    return f"{points(gap.estimate, 0)} ({spread})".replace(" points", "")


def _opened(line: JudgedAdvice, question: Question | None, place: int) -> Section:
    """What stands behind a row: the sentences, what others found, the values, the terms."""
    published = beside(line.tactic)
    table: Shown | None = None
    marks: Marks = ()
    if question is not None and len(question.rates.table) > 2:
        table, marks = rate_rows(question.rates, f"Said yes, by {label(question.rates.by)}")
    contrast = None if question is None or not line.tried else question.contrast
    return Section(
        key=f"by-{key(line.tactic, place)}",
        heading=_capital(line.name),
        sentences=(*told(line), published or "Nothing published was found about it."),
        table=table,
        marks=marks,
        details=() if contrast is None or line.tactic == REFERRED else statistician(contrast, line),
    )


def told(line: JudgedAdvice) -> tuple[str, ...]:
    """The line in sentences: k of n on both sides, the difference, what may be said of it."""
    first, second = map(share, line.successes, line.totals)
    success, whom = SUCCESS[line.advice.among]
    if line.advice.contrast == YES_NO:
        did, not_done = f"{whom} that did", "those that did not"
        if line.randomised is not None:
            did, not_done = "contacts drawn for it", "those drawn for its opposite"
        counts = f"{success}: {first} of the {did}, {second} of {not_done}."
    else:
        a, b = (isolated(label(side)) for side in line.advice.contrast or ())
        counts = f"{success}: {a} {first}, {b} {second}."
    roots = ROOTS_ONLY if line.tactic == REFERRED else ""
    return tuple(filter(None, (f"{counts} {_spread(line)}".strip(), roots, _judged(line))))


def _spread(line: JudgedAdvice) -> str:
    gap, adjusted = line.difference, line.adjusted
    if line.randomised is not None:
        return told_by_lot(line.randomised, line.sides)
    if gap.estimate is None:
        return ""
    text = f"That is {points(gap.estimate)} (95% interval {points_interval(gap.low, gap.high)})"
    if adjusted.estimate is None:
        return f"{text}."
    return (
        f"{text}; with the other ways of asking held equal it is {points(adjusted.estimate)} "
        f"({points_interval(adjusted.low, adjusted.high)})."
    )


def _judged(line: JudgedAdvice) -> str:
    tell = (
        f" {IF_SO.capitalize()} {counted(line.more, f'more {line.unit}')} on each side would "
        "probably tell."
        if line.more
        else f" It {line.never}."
        if line.unsettled
        else ""
    )
    if not any(line.totals):
        return "Too few to tell: no counted request is on either side."
    if line.randomised is not None and line.standing == "open":
        return "The lots drawn so far do not tell the two apart."
    return "" if line.verdict is None else VERDICTS[line.verdict].told.format(tell=tell)


def statistician(comparison: Comparison, line: JudgedAdvice) -> tuple[str, ...]:
    """The terms a statistician wants."""
    if comparison.test:
        p = line.p_adjusted
        own = "the verdict's own test" if line.randomised is None else "the test of the lots"
        holm = "" if p is None else f"; in {own} {p_equals(p)} after Holm"
        lines = [f"Two-sided {comparison.test} test: {p_equals(comparison.p_value)}{holm}."]
        lines += [f"No verdict: {line.no_verdict}."] if line.no_verdict else []
    else:
        lines = [f"No test: {comparison.why}."]
    if line.randomised is not None:
        lines.insert(0, "Of all requests, however chosen, but for the test of the lots:")
    for name, ratio in (
        ("Risk ratio", comparison.risk_ratio),
        ("Odds ratio", comparison.odds_ratio),
    ):
        if ratio.estimate is None:
            lines.append(f"{name}: not estimated, {ratio.why}.")
        else:
            lines.append(f"{name} {ratio.estimate:.2f} ({ratio.low:.2f} to {ratio.high:.2f}).")
    needed = comparison.number_needed_to_ask
    if needed is not None and needed > 0:
        lines.append(f"Number needed to ask: {needed:.1f}.")
    elif needed is not None:
        lines.append(f"Asked this way, one yes is lost in every {-needed:.1f} requests.")
    return tuple(lines)
