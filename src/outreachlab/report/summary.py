"""The three sentences on top: how it goes, what stands out, and what is not known yet."""

from collections.abc import Mapping, Sequence

from outreachlab.answers.intervals import interval_of
from outreachlab.outcomes import Outcomes
from outreachlab.report.sections.contrasts import IS_CLEAR, TOO_FEW, UNCLEAR, Line, reading
from outreachlab.vocabulary import FEW
from outreachlab.wording import counted, interval, label, listed, of, percent, plural

Lines = Sequence[Line]
MOST_NAMED = 3


def summary_of(outcomes: Outcomes, lines: Lines, adjusted: Mapping[str, float]) -> tuple[str, ...]:
    """Overall rate; what stands out after allowing for the number of comparisons; the unknown."""
    by_reading: dict[str, list[Line]] = {IS_CLEAR: [], UNCLEAR: [], TOO_FEW: []}
    for line in lines:
        by_reading[reading(line, adjusted)].append(line)
    sentences = (
        overall(outcomes),
        standing_out(by_reading[IS_CLEAR], len(adjusted)),
        unknown(by_reading[UNCLEAR], by_reading[TOO_FEW]),
    )
    return tuple(sentence for sentence in sentences if sentence)


def overall(outcomes: Outcomes) -> str:
    """`59 of 142 counted requests were accepted (41.5%, 95% interval ...)`."""
    accepted, total = outcomes.totals["accepted"], outcomes.totals["counted"]
    if not total:
        return "No request counts yet: every one is undelivered or too young to judge."
    low, high = (float(limit) for limit in interval_of(accepted, total, 0.95))
    were = "was" if total == 1 else "were"
    return (
        f"{of(accepted, total)} counted {plural('request', total)} {were} accepted "
        f"({percent(accepted / total)}, 95% interval {interval(low, high)})."
    )


def standing_out(clear: Lines, tried: int) -> str:
    """The comparisons clear of chance after Holm's adjustment, or that none is."""
    if not tried:
        return "No two ways of asking have enough requests on both sides to compare."
    allowing = f"allowing for the {counted(tried, 'comparison')} made"
    if not clear:
        return f"No way of asking stands clear of chance, {allowing}."
    first = sorted(clear, key=lambda line: line.p_value or 0.0)[:MOST_NAMED]
    more = f", and {len(clear) - len(first)} more" if len(clear) > len(first) else ""
    return (
        f"Clear of chance, {allowing}: {listed(map(_named, first))}{more}. "
        "This is observed; it proves no cause."
    )


def unknown(unclear: Lines, few: Lines) -> str:
    """What the log cannot tell yet, by the advice's own words."""
    parts = []
    if unclear:
        names = listed((f"“{line.advice}”" for line in unclear), "or")
        parts.append(f"whether {names} makes a difference")
    if few:
        names = listed((f"“{line.advice}”" for line in few), "or")
        parts.append(f"anything about {names} (fewer than {FEW} requests on one side)")
    return f"Not known yet: {listed(parts)}." if parts else ""


def _named(line: Line) -> str:
    often = "more" if (line.difference.estimate or 0.0) > 0 else "less"
    sides = listed(
        (
            f"{label(level)} {of(successes, total)}"
            for level, successes, total in zip(
                line.versus, line.successes, line.totals, strict=True
            )
        ),
        "against",
    )
    return f"“{line.advice}” goes with a yes {often} often ({sides})"
