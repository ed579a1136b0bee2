"""From the looks of a trial to its verdicts: stop, give up, or go on, in a sentence each."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Literal

from scipy.special import ndtri

from outreachlab.answers.judging.verdicts import Verdict
from outreachlab.display import Record
from outreachlab.log.vocabulary import ADVICE_OF, YES_NO, Advice
from outreachlab.stats.looked import Look
from outreachlab.stats.looks import bounds, conditional_power, nominal, over_looks
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.two_rates import Estimate
from outreachlab.trials.entering import Entered, fractions
from outreachlab.trials.plan import Contrast, Plan
from outreachlab.wording import counted, label, p_equals, percent, points, points_interval

Decision = Literal["stop", "give up", "go on", "over", "no verdict"]
HOPE = 0.1  # conditional power below which a trial may be given up
OPEN: Verdict = "too early to tell"
EVIDENCE = ("observed", "randomised")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookRead(Record):
    """
    One look: how many requests it counts, its exact p against the p it needs, the same as z.

    `z` is positive where the first side does better; `rejects` where it is beyond its `bound`.
    """

    look: int
    requests: int
    fraction: float
    p_value: float
    p_needed: float
    z: float
    bound: float

    _json = "look requests fraction p_value p_needed z bound rejects"

    @property
    def rejects(self) -> bool:
        """Is it beyond its bound?"""
        return self.p_value <= self.p_needed


@dataclass(frozen=True, slots=True)
class Levels:
    """For each contrast (m,): p over its looks, the same after Holm, and the level it now has."""

    p_value: tuple[float, ...]
    p_adjusted: tuple[float, ...]
    level: tuple[float, ...]


def levels_of(plan: Plan, read: Sequence[Entered]) -> Levels:
    """
    Each contrast's share of the level; one that rejects passes its share on.

    Maurer & Bretz (2013), Statistics in Biopharmaceutical Research 5:311-320, with equal shares.
    """
    ps = [over_looks([look.p_value for look in one.looks], fractions(one.looks)) for one in read]
    adjusted = holm(ps).tolist()
    clear = [p <= plan.alpha for p in adjusted]
    left = [len(ps) - sum(clear) + own for own in clear]
    return Levels(tuple(ps), tuple(adjusted), tuple(plan.alpha / one for one in left))


def looks_read(looks: Sequence[Look], level: float) -> tuple[LookRead, ...]:
    """The looks with their bounds at a level."""
    if not looks:
        return ()
    shares = fractions(looks)
    needed, beyond = nominal(shares, level), bounds(shares, level)
    return tuple(
        LookRead(
            look=place,
            requests=look.requests,
            fraction=look.fraction,
            p_value=look.p_value,
            p_needed=needed[place - 1],
            z=_z(look),
            bound=beyond[place - 1],
        )
        for place, look in enumerate(looks, start=1)
    )


def _z(look: Look) -> float:
    """The look's p as a normal quantile, with the sign of its difference."""
    a, n, b, m = (float(counts.sum()) for counts in look.tables)
    ahead = a * m - b * n
    size = float(-ndtri(max(look.p_value, 1e-300) / 2))
    return size if ahead > 0 else -size if ahead < 0 else 0.0


def hope(plan: Plan, looks: Sequence[LookRead], level: float) -> float | None:
    """Chance that the last look rejects were the planned difference true; None before the first."""
    if not looks:
        return None
    last = looks[-1]
    shares = [look.fraction for look in looks]
    ahead = [share for share in plan.looks if share > shares[-1]]
    bound = bounds([*shares, *ahead], level)[-1]
    p, q = plan.rates
    drift = abs(p - q) / sqrt((p * (1 - p) + q * (1 - q)) / (plan.size / 2))
    return conditional_power(last.z, last.fraction, bound, drift)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged(Record):
    """What is to be done about a contrast, in a word and a sentence; its verdict and evidence."""

    decision: Decision
    sentence: str
    verdict: Verdict
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What a decision goes by: the contrast's looks and figures, and whether the trial is over."""

    contrast: Contrast
    looks: tuple[LookRead, ...]
    effect: Estimate
    hope: float | None
    closed: int
    drawn: int
    over: bool

    @property
    def advice(self) -> Advice:
        """The advice that is tried."""
        return ADVICE_OF[self.contrast.tactic]


def judged(plan: Plan, stand: Stand, clear: bool, broken: str | None) -> Judged:
    """Stop where a look rejects; give up, go on, or say that it is over."""
    if broken:
        return Judged(
            decision="no verdict",
            sentence=f"No verdict: {broken}",
            verdict=OPEN,
            evidence=EVIDENCE[0],
        )
    verdict = OPEN
    if clear:
        ahead = (stand.effect.estimate or 0.0) > 0
        verdict = "supported" if ahead else "contradicted"
    decision, sentence = _decided(plan, stand, clear)
    return Judged(decision=decision, sentence=sentence, verdict=verdict, evidence=EVIDENCE[1])


def _decided(plan: Plan, stand: Stand, clear: bool) -> tuple[Decision, str]:
    gap = stand.effect
    between = points_interval(gap.low, gap.high)
    if clear:
        first, second = sides_in_words(stand.advice, (stand.contrast.first, stand.contrast.second))
        better, worse = (first, second) if (gap.estimate or 0.0) > 0 else (second, first)
        size = points(abs(gap.estimate or 0.0)).removeprefix("+")
        return "stop", (
            f"Stop: {better} does better than {worse}, by {size} (limits for {first}: {between}); "
            f"{_rejecting(stand.looks)}."
        )
    if not stand.drawn:
        return "go on", "Go on: nobody was eligible so far, so no lot was drawn."
    if stand.over:
        return "over", (
            "Over: the lots do not tell the two sides apart; the difference is "
            f"{between}{_at_the_end(stand.looks)}."
        )
    if stand.hope is not None and stand.hope < HOPE:
        return "give up", (
            "Give up: were the planned difference true, the chance to tell it by the end is "
            f"{percent(stand.hope)}."
        )
    if gap.high is not None and gap.high < plan.smallest_effect:
        return "give up", (
            f"Give up: the upper limit, {points(gap.high)}, is below the smallest difference of "
            f"interest, {points(plan.smallest_effect)}."
        )
    return "go on", f"Go on: {_ahead(plan, stand)}."


def sides_in_words(advice: Advice, contrast: tuple[str, str]) -> tuple[str, str]:
    """Both sides as they are named in a sentence."""
    if advice.contrast == YES_NO:
        return f"“{advice.advice}”", "its opposite"
    return label(contrast[0]), label(contrast[1])


def _at_the_end(looks: Sequence[LookRead]) -> str:
    return f", {p_equals(looks[-1].p_value)} at look {looks[-1].look} alone" if looks else ""


def _rejecting(looks: Sequence[LookRead]) -> str:
    """Which look is beyond its bound; by passing a level on an earlier one may be."""
    at = next((look for look in looks if look.rejects), looks[-1])
    return (
        f"{p_equals(at.p_value)} at look {at.look}, where {percent(at.p_needed, 2)} or less "
        "is beyond the bound"
    )


def _ahead(plan: Plan, stand: Stand) -> str:
    """What counts so far, and when the next look comes."""
    done = stand.looks[-1].fraction if stand.looks else 0.0
    share = next((one for one in plan.looks if one > done), plan.looks[-1])
    wanted = ceil(share * plan.size - 1e-9)
    has = "counts" if stand.closed == 1 else "count"
    have = f"{counted(stand.closed, 'contact')} of {plan.size:,} {has}"
    if not stand.closed:
        have = "no contact counts yet"
    which = "it" if plan.adaptive else "its whole block of lots"
    return (
        f"{have} (a contact counts once {which} has its days to answer behind it); look "
        f"{len(stand.looks) + 1} comes when {wanted:,} of {plan.size:,} count"
    )
