"""What goes with a yes: the choices that gain most, each as two bars with a chance in words."""

from collections.abc import Mapping, Sequence

from outreachlab.answers.judging.choices import OF_ADVICE, Choice, Choices, more_yeses
from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE
from outreachlab.log.outcomes import no_rate
from outreachlab.report.model import Bar, Choosing
from outreachlab.wording import in_ten, label, listed, of, percent, sentence

MOST = 5
CLOSE = 0.7  # a chance below it says no more than a coin
SURE = 0.8  # a chance from which on the headline says it
Sides = Mapping[str, Mapping[str, tuple[int, int]]]  # tactic, side: asked and accepted


def told_to(one: Choice) -> str:
    """The side chosen, as something to do: `suggest coffee rather than lunch`."""
    return one.doing if one.advice.contrast in OF_ADVICE else f"suggest {one.doing}"


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
    lots: Sequence[str] = (),
) -> tuple[str, ...]:
    """What is too close to call or hardly tried, and what was drawn by lot: `lots`, in words."""
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
    if not found and not sentences:
        sentences.append("How you asked is not written down yet, so nothing can be compared.")
    if others is not None:
        sentences.append("The bars are those of all others in the pool; your own stand beside.")
    if drawn:
        sentences.append(
            "“More yeses” means more than by asking as so far. "
            f"{f'But for {listed(lots)}, how' if lots else 'How'} to ask was chosen and not drawn "
            "by lot, so take it as a hint, not as proof."
        )
    return tuple(sentences)


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
