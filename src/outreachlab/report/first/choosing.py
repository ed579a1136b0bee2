"""What goes with a yes: the choices that gain most, each as two bars with a chance in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from outreachlab.answers.judging.choices import OF_ADVICE, Choice, Choices, more_yeses
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE, VERDICTS
from outreachlab.log.outcomes import no_rate
from outreachlab.report.model import Bar, Choosing
from outreachlab.stats.two_rates import TwoRates
from outreachlab.wording import in_ten, label, listed, of, percent, sentence

MOST = 5
CLOSE = 0.7  # a chance below it says no more than a coin
SURE = 0.8  # a chance from which on the headline says it
Sides = Mapping[str, Mapping[str, tuple[int, int]]]  # tactic, side: asked and accepted


def told_to(one: Choice) -> str:
    """The side chosen, as something to do: `suggest coffee rather than lunch`."""
    return one.doing if one.advice.contrast in OF_ADVICE else f"suggest {one.doing}"


def heeding_lots(
    choices: Choices | None, lots: Sequence[JudgedAdvice], others: Sides | None = None
) -> Choices | None:
    """The choices; of the `lots`, advice that was drawn for, only what the draw made clear."""
    if choices is None or not lots:
        return choices
    drawn = {one.tactic: one for one in lots}
    told = (_by_lot(one, drawn.get(one.advice.tactic), others) for one in choices.choices)
    return replace(choices, choices=tuple(one for one in told if one is not None))


def _by_lot(one: Choice, line: JudgedAdvice | None, others: Sides | None) -> Choice | None:
    """With the counts of its lots, but beside others: there the bars are of all their requests."""
    if line is None or line.randomised is None:
        return one
    if not _clear(line) or (line.verdict == "supported") != one.follows:
        return None
    if others is not None:
        return one
    found = line.randomised.counts
    counts = found if one.follows else TwoRates(found.b, found.m, found.a, found.n)
    return replace(one, asked=counts.totals, accepted=counts.successes)


def _clear(line: JudgedAdvice) -> bool:
    return line.verdict is not None and VERDICTS[line.verdict].standing == "clear"


def shown(choices: Choices | None, others: Sides | None = None) -> list[Choice]:
    """The choices with five requests or more on either side, here or in the pool; five at most."""
    found = [] if choices is None or _one_sided(choices, others) else choices.choices
    return [
        one
        for one in found
        if one.chance >= CLOSE and min(n for n, _ in _counts(one, others)) >= FEWEST_OF_SIDE
    ][:MOST]


def _one_sided(choices: Choices, others: Sides | None) -> bool:
    """Is there no yes, or no no, that two ways could be compared by?"""
    return others is None and no_rate(choices.ground["totals"]) is not None


def best(choices: Choices | None, others: Sides | None = None) -> Choice | None:
    """The choice that gains most, where it is likely enough to be said on top."""
    return next((one for one in shown(choices, others) if one.chance >= SURE), None)


def choosing_of(one: Choice, others: Sides | None = None) -> Choosing:
    """A choice as it is drawn."""
    counts = _counts(one, others)
    bars = tuple(
        Bar(f"{percent(yes / n, 0)} of {n:,} {_side(one, side)}", yes / n, n)
        for side, (n, yes) in zip((one.do, one.instead_of), counts, strict=True)
    )
    own = ""
    if others is not None:
        own = sentence(
            f"you: {of(one.accepted[0], one.asked[0])} {_side(one, one.do)}, "
            f"{of(one.accepted[1], one.asked[1])} {_side(one, one.instead_of)}"
        )
    gain = more_yeses(one.gain_per_100)
    return Choosing(
        sentence(told_to(one)).removesuffix("."),
        bars,
        f"{in_ten(one.chance)} it does better",
        gain,
        own,
    )


def after_choices(
    choices: Choices | None,
    others: Sides | None,
    totals: Mapping[str, int],
    lots: Sequence[JudgedAdvice] = (),
) -> tuple[str, ...]:
    """What is too close to call or hardly tried, and what the `lots` that were drawn tell."""
    found = [] if choices is None else choices.choices
    drawn = shown(choices, others)
    rest = [one for one in found if one not in drawn]
    tried = [one for one in rest if min(n for n, _ in _counts(one, others)) >= FEWEST_OF_SIDE]
    untried = [one for one in rest if one not in tried]
    sentences = []
    if others is None and no_rate(totals) is not None:
        tried, untried = [], rest
        sentences.append("Nothing can be compared before there are both yeses and noes.")
    sure = [one for one in tried if one.chance >= SURE]
    if sure:
        sentences.append(f"Likely better, too: {listed([told_to(one) for one in sure])}.")
    if close := [one for one in tried if one not in sure]:
        sentences.append(f"Small or too close to call, so do as you like: {_named(close)}.")
    if untried:
        usual = listed([one.advice.advice for one in untried])
        until = "Not tried enough, so" if tried or not sentences else "Until then"
        sentences.append(f"{until} the usual advice stands: {usual}.")
    sentences += _told_by_lots(lots, {one.advice.tactic for one in drawn})
    if not found and not sentences:
        sentences.append(
            "How you asked is not written down yet, so nothing can be compared."
            if totals["counted"]
            else "Nothing can be compared before the first requests count."
        )
    if drawn and others is not None:
        sentences.append("The bars are those of all others in the pool; your own stand beside.")
    if drawn:
        sentences.append(
            f"“More yeses” means more than by asking as so far. {_ground(drawn, lots, others)}"
        )
    return tuple(sentences)


def _told_by_lots(lots: Sequence[JudgedAdvice], drawn: set[str]) -> Iterator[str]:
    """What lots leave open, and what they make clear that no bar shows."""
    if left_open := [f"“{one.name}”" for one in lots if not _clear(one)]:
        yield f"Lots were drawn for {listed(left_open)}: they do not tell which way does better."
    for one in lots:
        if one.verdict is not None and _clear(one) and one.tactic not in drawn:
            yield f"Lots were drawn for “{one.name}”. {VERDICTS[one.verdict].told}"


def _ground(drawn: Sequence[Choice], lots: Sequence[JudgedAdvice], others: Sides | None) -> str:
    """Were the bars drawn by lot, or chosen?"""
    tried = {} if others is not None else {one.tactic: f"“{one.name}”" for one in lots}
    by_lot = [tried[one.advice.tactic] for one in drawn if one.advice.tactic in tried]
    if len(by_lot) == len(drawn):
        return f"Lots were drawn for {listed(by_lot)}: the bars count who was drawn for either way."
    but = f" (but for {listed(by_lot)}, where the bars are those of a trial)" if by_lot else ""
    return f"How to ask was chosen and not drawn by lot{but}, so take it as a hint, not as proof."


def _named(choices: Sequence[Choice]) -> str:
    return listed([one.advice.advice for one in choices], "or")


def _counts(one: Choice, others: Sides | None) -> list[tuple[int, int]]:
    """Asked and accepted of the side chosen, then of the other; those of others where given."""
    if others is None:
        return list(zip(one.asked, one.accepted, strict=True))
    sides = others.get(one.advice.tactic, {})
    return [sides.get(side, (0, 0)) for side in (one.do, one.instead_of)]


def _side(one: Choice, side: str) -> str:
    """`with it`, `without`, or the side by its name."""
    contrast = one.advice.contrast
    if contrast not in OF_ADVICE:
        return label(side)
    return "with it" if contrast is not None and side == contrast[0] else "without"
