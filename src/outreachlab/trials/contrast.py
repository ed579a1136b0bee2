"""One contrast of a trial, read with all others: how it went, what it shows, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.display import Record
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import ADVICE_OF, Advice
from outreachlab.stats.looks import nominal
from outreachlab.stats.two_rates import Estimate, TwoRates
from outreachlab.trials.assigned import Lot
from outreachlab.trials.doubts import Doubts
from outreachlab.trials.drawn import Drawn, drawn_of
from outreachlab.trials.entering import Entered, entered, fractions
from outreachlab.trials.figures import (
    NO_LOOK,
    AtAnyTime,
    Done,
    Effects,
    Flow,
    at_any_time,
    done_of,
    effects_of,
    flow_of,
    without,
)
from outreachlab.trials.following import Followed
from outreachlab.trials.judging import (
    Judged,
    Levels,
    LookRead,
    Stand,
    hope,
    judged,
    levels_of,
    looks_read,
)
from outreachlab.trials.plan import Contrast, Plan
from outreachlab.trials.pool import TrialPool, pool_of
from outreachlab.trials.replay import replayed_arms


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastRead(Record):
    """
    One contrast of a trial: its flow, what was done, its looks, its effect, what to do.

    `counts` are the yeses of both sides at the last look. `p_value` is that of all looks so far
    together (of one look, its own), `p_adjusted` the same after Holm over the plan's contrasts;
    `level` is the share of 0.05 that this contrast has.
    """

    advice: Advice
    contrast: tuple[str, str]
    flow: Flow
    done: tuple[Done, Done]
    looks: tuple[LookRead, ...]
    counts: TwoRates
    closed: int
    planned: int
    p_value: float
    p_adjusted: float
    level: float
    effects: Effects
    at_any_time: AtAnyTime
    conditional_power: float | None
    pool: TrialPool | None
    judged: Judged

    _json = (
        "tactic contrast flow done looks counts=at_last_look closed planned p_value p_adjusted "
        "level effects at_any_time conditional_power pool decision=judged.decision "
        "sentence=judged.sentence verdict=judged.verdict evidence=judged.evidence"
    )

    @property
    def why(self) -> str | None:
        """Why a figure is missing; a pool is there only where several seekers have both sides."""
        if self.conditional_power is not None:
            return None
        return f"conditional_power: {'nothing is left to come' if self.looks else NO_LOOK}"

    @property
    def tactic(self) -> str:
        """The column it is about."""
        return self.advice.tactic

    @property
    def at_last_look(self) -> dict[str, list[int]]:
        """Yeses and contacts of both sides at the last look."""
        return {"yes": list(self.counts.successes), "of": list(self.counts.totals)}

    @property
    def effect(self) -> Estimate:
        """The difference by what was drawn, which decides."""
        return self.effects.as_drawn


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """All that the contrasts of a trial are read from."""

    plan: Plan
    lots: Sequence[Lot]
    contacts: Sequence[Followed]
    log: CheckedLog
    doubts: Doubts
    covariate: NDArray[np.float64] | None

    def drawn(self, contrast: Contrast) -> Drawn:
        """What was drawn about one tactic, and what came of it."""
        return drawn_of(self.plan, contrast, self.lots, self.contacts, self.log)

    @property
    def over(self) -> bool:
        """Were all contacts of the plan handed out?"""
        return len(self.contacts) >= self.plan.size

    def read(self) -> tuple[ContrastRead, ...]:
        """All contrasts, judged together."""
        plan = self.plan
        again = replayed_arms(plan, self.lots, self.contacts) if plan.adaptive else {}
        whole = [self.drawn(one) for one in plan.tactics]
        keep = [~np.isin(one.number, list(self.doubts.left_out)) for one in whole]
        arms = [
            again[one.contrast.tactic][:, kept] if again else None
            for one, kept in zip(whole, keep, strict=True)
        ]
        drawn = [without(one, list(self.doubts.left_out)) for one in whole]
        read = [entered(plan, one, self.over, own) for one, own in zip(drawn, arms, strict=True)]
        levels = levels_of(plan, read)
        return tuple(
            self._one(place, drawn[place], read[place], levels) for place in range(len(read))
        )

    def _one(self, place: int, drawn: Drawn, read: Entered, levels: Levels) -> ContrastRead:
        plan, level = self.plan, levels.level[place]
        looks = looks_read(read.looks, level)
        needed = nominal(fractions(read.looks), level)[-1] if looks else level
        effects = effects_of(plan, read, 1 - needed, self.covariate)
        over = self.over and bool(drawn.closed.all()) and bool(looks)
        left = None if over else hope(plan, looks, level)
        stand = Stand(
            contrast=drawn.contrast,
            looks=looks,
            effect=effects.as_drawn,
            hope=left,
            closed=len(read.rows),
            drawn=len(drawn),
            over=over,
        )
        clear = levels.p_adjusted[place] <= plan.alpha
        pooled = pool_of(read.at_last_look()) if len(plan.seekers) > 1 else None
        return ContrastRead(
            advice=ADVICE_OF[drawn.contrast.tactic],
            contrast=(drawn.contrast.first, drawn.contrast.second),
            flow=flow_of(drawn),
            done=done_of(drawn),
            looks=looks,
            counts=_counts(read.at_last_look()),
            closed=len(read.rows),
            planned=plan.size,
            p_value=levels.p_value[place],
            p_adjusted=levels.p_adjusted[place],
            level=level,
            effects=effects,
            at_any_time=at_any_time(plan, read, level),
            conditional_power=left,
            pool=pooled,
            judged=judged(plan, stand, clear, self.doubts.broken),
        )


def _counts(rows: Drawn) -> TwoRates:
    """Yeses and contacts of both sides."""
    yes, first = rows.yes, rows.first
    return TwoRates(
        int((yes & first).sum()), int(first.sum()), int((yes & ~first).sum()), int((~first).sum())
    )
