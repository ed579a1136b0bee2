"""How it goes, what stands out of the advice, and what is not known yet, in a sentence each."""

from collections.abc import Callable, Mapping, Sequence

from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.judging.verdicts import Standing
from outreachlab.answers.sums.seekers import Share
from outreachlab.log.outcomes import no_rate
from outreachlab.log.vocabulary import ADVICE_OF
from outreachlab.wording import counted, interval, isolated, label, listed, of, percent, plural

Lines = Sequence[JudgedAdvice]
MOST_NAMED = 3
SUCCESS = {"accepted requests": "a meeting held"}


def overall(found: Share, totals: Mapping[str, int]) -> str:
    """`59 of 142 counted requests were accepted (41.5%, 95% interval ...)`."""
    accepted, total = found.count, found.of
    if not total:
        return "No request counts yet: every one is undelivered or too young to judge."
    were = "was" if total == 1 else "were"
    said = f"{of(accepted, total)} counted {plural('request', total)}"
    if (missing := no_rate(totals)) is not None:
        return f"{said} {were} accepted; {missing}."
    low, high = found.limits(0.95)
    return (
        f"{said} {were} accepted ({percent(accepted / total)}, 95% interval {interval(low, high)})."
    )


def standing(lines: Lines) -> str:
    """How many pieces of advice stand clear of chance, in a heading."""
    tried = [line for line in lines if line.standing != "untried"]
    clear, hints = _of(lines, "clear"), _of(lines, "hint")
    if not tried:
        return "No piece of advice has been tried often enough both ways yet"
    among = f"Of {_pieces(tried)} tried both ways"
    if clear:
        words = _some(clear, _quoted)
        stand = "stands" if len(clear) == 1 else "stand"
        return f"{among}, {len(clear)} {stand} clear of chance: {words}"
    if hints:
        are = "is" if len(hints) == 1 else "are"
        return f"{among}, none stands clear of chance; {len(hints)} {are} a hint"
    return f"{among}, none stands clear of chance"


def standing_out(lines: Lines) -> str:
    """The advice clear of chance, or else the hints, or that there is neither."""
    tried = [line for line in lines if line.standing != "untried"]
    if not tried:
        return "No advice has enough requests on both sides to be compared."
    allowing = f"allowing for {_tested(tried)}"
    clear = _of(lines, "clear")
    if clear:
        lots = [line for line in clear if line.randomised]
        proven = f"Lots were drawn for {_some(lots, _quoted)}. " if lots else ""
        if len(lots) < len(clear):
            proven += f"{'The rest' if lots else 'This'} is observed; it proves no cause."
        return f"Clear of chance, {allowing}: {_some(clear, _named)}. {proven}".rstrip()
    hints = _of(lines, "hint")
    if hints:
        return (
            f"Nothing stands clear of chance, {allowing}. Hints, no more: {_some(hints, _named)}."
        )
    return f"Nothing stands clear of chance, {allowing}."


def unknown(lines: Lines) -> str:
    """What the log cannot tell yet, by the advice's own words."""
    early, hints = _of(lines, "open"), _of(lines, "hint")
    untried = _of(lines, "untried")
    parts = []
    if early:
        parts.append(f"whether {_some(early, _quoted, 'or')} makes a difference")
    if untried:
        parts.append(f"anything about {_some(untried, _quoted, 'or')}, hardly tried")
    unsure = f"Not known yet: {', or '.join(parts)}." if parts else ""
    if not hints or not _of(lines, "clear"):  # elsewhere they are what stands out
        return unsure
    return f"Hints, not clear of chance yet: {_some(hints, _named)}. {unsure}".rstrip()


def _tested(tried: Lines) -> str:
    both = _pieces(tried)
    return f"the {both} tested" if len(tried) > 1 else f"the one {both.removeprefix('1 ')} tested"


def _pieces(tried: Lines) -> str:
    """How many were tested; a tactic of the map is nobody's advice."""
    own = sum(line.tactic not in ADVICE_OF for line in tried)
    pieces = f"{counted(len(tried) - own, 'piece')} of advice" if own < len(tried) else ""
    further = counted(own, "further tactic" if pieces else "tactic") if own else ""
    return listed([part for part in (pieces, further) if part])


def _of(lines: Lines, *standings: Standing) -> list[JudgedAdvice]:
    """Those that stand so, the surest first."""
    found = [line for line in lines if line.standing in standings]
    return sorted(found, key=lambda line: 1.0 if line.p_adjusted is None else line.p_adjusted)


def _some(lines: Lines, told: Callable[[JudgedAdvice], str], last: str = "and") -> str:
    """The first few told, and how many more there are."""
    words = [told(line) for line in lines[:MOST_NAMED]]
    if (more := len(lines) - len(words)) > 0:
        words.append(f"{more} more")
    return listed(words, last)


def _quoted(line: JudgedAdvice) -> str:
    return f"“{line.name}”"


def _named(line: JudgedAdvice) -> str:
    often = "more" if (line.gap.estimate or 0.0) > 0 else "less"
    success = (
        "a further name" if line.unit == "meeting" else SUCCESS.get(line.advice.among, "a yes")
    )
    sides = (
        f"{isolated(label(level))} {of(successes, total)}"
        for level, successes, total in zip(
            line.advice.contrast or (), line.successes, line.totals, strict=True
        )
    )
    return f"“{line.name}” goes with {success} {often} often ({' against '.join(sides)})"
