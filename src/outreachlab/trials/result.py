"""A trial that was read, as text, table, JSON and chart."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from outreachlab.answers.judging.by_lot import Contrast, Randomised, level_in_words
from outreachlab.display import Charted, Column, Grounded, table_of
from outreachlab.stats.two_rates import Estimate
from outreachlab.trials.figures import NO_LOOK
from outreachlab.trials.judging import sides_in_words
from outreachlab.trials.plan import Plan
from outreachlab.trials.words import sides_to_do
from outreachlab.wording import (
    UNKNOWN,
    counted,
    listed,
    of,
    p_equals,
    p_value,
    points,
    points_interval,
    share,
)

if TYPE_CHECKING:
    from outreachlab.trials.contrast import ContrastRead

BESIDE = {
    "without_undelivered": "without the undelivered",
    "adjusted": "strata held equal",
    "as_done": "as it was done, which nobody drew lots for",
    "compliers": "on those who do what is drawn",
}
STEPS = {
    "handed_out": "handed out",
    "asked": "asked",
    "delivered": "delivered",
    "window_over": "days to answer over",
    "yes": "said yes",
}
EARLY = "; an early look must be near certain, so its limits are wide"
ALL_LOOKS = (
    "“p, all looks”: how often lots alone would bring such a difference, for all looks and tactics "
    "of the trial together (Holm); a p in a sentence is that of the one look named"
)
DECIDES = "who was drawn for what decides, whatever was done (intention to treat)"
WEIGHTED = (
    "lots followed what was learnt: the p-value is from drawing them again, the difference is an "
    "estimate weighted by their chances and no part of the verdict"
)


def _both(yes: tuple[int, int], n: tuple[int, int]) -> str:
    """`9 of 31 / 4 of 30`; a dash before the first look."""
    if not any(n):
        return UNKNOWN
    return f"{of(yes[0], n[0])} / {of(yes[1], n[1])}"


def _p_looked(p: float, looks: tuple[Any, ...]) -> str:
    return p_value(p) if looks else UNKNOWN


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class TrialRead(Charted, Grounded):
    """
    A trial as it stands: for each contrast its flow, looks, effect and what is to be done.

    `.table` has a row per contact and tactic: `number`, `seeker`, `contact`, `tactic`, `drawn`,
    `done` (missing where it is not recorded), `asked_on`, `outcome`, `window_over`, `yes`,
    `left_out`.
    """

    plan: Plan
    contrasts: tuple["ContrastRead", ...]
    rows: tuple[dict[str, Any], ...]
    handed_out: int
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    _each = "contrasts"
    _json = "plan=planned handed_out contrasts rows"

    @property
    def table(self) -> pd.DataFrame:
        """A row per contact and tactic."""
        return table_of(
            self.rows,
            "number seeker contact tactic drawn done:object asked_on:datetime64[s] outcome:object "
            "window_over yes left_out",
        )

    @property
    def planned(self) -> dict[str, Any]:
        """What was planned, in short."""
        plan = self.plan
        return {
            "hash": plan.hash,
            "edited": plan.edited,
            "made_on": plan.made_on.isoformat(),
            "size": plan.size,
            "seekers": len(plan.seekers),
            "adaptive": plan.adaptive is not None,
        }

    @property
    def randomised(self) -> dict[Contrast, Randomised]:
        """What `advice` takes from it: contrasts whose lots can claim something, from a look on."""
        return {
            (one.tactic, one.contrast): Randomised(
                counts=one.counts,
                effect=one.effect,
                confidence=one.effects.confidence,
                p_value=one.p_value,
                p_adjusted=one.p_adjusted,
                verdict=one.judged.verdict,
                requests=one.looks[-1].requests,
            )
            for one in self.contrasts
            if one.looks and one.judged.evidence == "randomised"
        }

    @property
    def untold(self) -> tuple[str, ...]:
        """What `advice` says of the other contrasts: it shows what was observed instead."""
        taken = self.randomised
        return tuple(
            f"{one.advice.advice}: observed, since the trial tells nothing of it yet: {_why(one)}"
            for one in self.contrasts
            if (one.tactic, one.contrast) not in taken
        )

    def _headline(self) -> str:
        tried = counted(len(self.contrasts), "tactic")
        return (
            f"Trial of {tried}: {self.handed_out:,} of {counted(self.plan.size, 'contact')} "
            f"handed out by {self.ground['as_of']}, plan {self.plan.short_hash}"
        )

    _columns = (
        Column("", str, "advice.advice"),
        Column("drawn for", sides_to_do, "tactic", "contrast"),
        Column("yes", _both, "counts.successes", "counts.totals"),
        Column("effect", points, "effect.estimate"),
        Column("interval", points_interval, "effect.low", "effect.high"),
        Column("p, all looks", _p_looked, "p_adjusted", "looks"),
        Column("look", lambda looks: str(len(looks)), "looks"),
        Column("", str, "judged.decision"),
    )

    def _remarks(self) -> Iterable[str]:
        for one in self.contrasts:
            yield f"{one.advice.advice}: {one.judged.sentence}"
            yield from _warned(one)
            if len(self.contrasts) == 1:
                yield from _about(one)
            if one.pool is not None:
                yield one.pool.sentence()
        if read := [one for one in self.contrasts if one.looks]:
            levels = listed(
                f"{level_in_words(one.effects.confidence)} for {one.advice.advice}" for one in read
            )
            early = any(one.looks[-1].fraction < 1 for one in read)
            yield (
                f"interval: allowing for the looks and all tactics of the trial, {levels}"
                f"{EARLY if early else ''}"
            )
            yield ALL_LOOKS
            yield DECIDES
        if self.plan.adaptive:
            yield WEIGHTED
        yield from self.notes


def _why(one: "ContrastRead") -> str:
    said = NO_LOOK if one.judged.evidence == "randomised" else one.judged.sentence
    return said[:1].lower() + said[1:]


def _about(one: "ContrastRead") -> Iterable[str]:
    """What stands beside the decision: the flow, what was done, the other differences."""
    flow = one.flow
    for place, side in enumerate(sides_in_words(one.advice, one.contrast)):
        steps = ", ".join(
            f"{words} {getattr(flow, step)[place]:,}" for step, words in STEPS.items()
        )
        yield f"drawn for {side}: {steps}"
    if flow.opted_out:
        yield f"{counted(flow.opted_out, 'contact')} opted out"
    first, second = one.done
    unknown = first.not_recorded + second.not_recorded
    if known := first.asked + second.asked - unknown:
        same = first.first + second.second
        said = f"; of {unknown:,} more the log does not say" if unknown else ""
        yield f"done as drawn: {share(same, known)} asked{said}"
    elif unknown:
        yield "the log does not say what was done"
    if one.looks:
        found = {name: getattr(one.effects, name) for name in BESIDE}
        told = [f"{words} {_told(found[name])}" for name, words in BESIDE.items()]
        yield f"beside it: {'; '.join(told)}"
        sequence = one.at_any_time
        if sequence.low is not None:
            yield (
                "limits for looking at any time: "
                f"{points_interval(sequence.low, sequence.high)}, {counted(sequence.pairs, 'pair')}"
            )


def _told(estimate: Estimate) -> str:
    if estimate.estimate is None:
        return f"– ({estimate.why})"
    return f"{points(estimate.estimate)} ({points_interval(estimate.low, estimate.high)})"


def _warned(one: "ContrastRead") -> Iterable[str]:
    """What takes from what the lots can show."""
    if one.flow.alarm:
        yield (
            f"the two sides were not asked alike ({p_equals(one.flow.p_value)}): lots may have "
            "been passed over, so the difference may be one of whom was asked"
        )
    first, second = one.done
    if first.asked + second.asked > first.not_recorded + second.not_recorded:
        sides = sides_in_words(one.advice, one.contrast)
        for drawn, side, place in zip(one.done, sides, ("first", "second"), strict=True):
            if drawn.asked and not getattr(first, place) + getattr(second, place):
                yield f"lots were drawn for {side}, and nobody was asked that way"
