"""What a contrast of a trial comes to: its flow, what was done, its effect told in several ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.display import Charted, Record
from outreachlab.stats.adjusted_arms import standardised_difference
from outreachlab.stats.blocks import as_tested, block_difference
from outreachlab.stats.compliance import complier_effect
from outreachlab.stats.confidence_sequence import confidence_sequence, pairs_of
from outreachlab.stats.sample_ratio import binomial_p
from outreachlab.stats.strata import tables_of
from outreachlab.stats.two_rates import Estimate, TwoRates, difference
from outreachlab.stats.weighted_lots import weighted_difference
from outreachlab.trials.drawn import FIRST, OTHER, SECOND, UNKNOWN, Drawn
from outreachlab.trials.entering import Entered
from outreachlab.trials.plan import Plan

ALARM = 0.001
STEPS = ("handed_out", "asked", "delivered", "window_over", "yes")
NO_LOOK = "no look has been reached"
NOT_RECORDED = "the log does not say what was done"
NO_DOING = "nobody did one of the two sides"
NONE_YET = Estimate(None, None, None, NO_LOOK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(Charted, Record):
    """
    How many contacts of each side took each step, and how many opted out before a lot was drawn.

    `p_value` is that of both sides being asked alike among those handed out (exact binomial);
    `alarm` where it is below 0.001: then lots may have been passed over.
    """

    tactic: str
    sides: tuple[str, str]
    handed_out: tuple[int, int]
    asked: tuple[int, int]
    delivered: tuple[int, int]
    window_over: tuple[int, int]
    yes: tuple[int, int]
    opted_out: int
    p_value: float

    _json = "sides handed_out asked delivered window_over yes opted_out asked_p_value=p_value alarm"

    @property
    def alarm(self) -> bool:
        """Were the two sides asked so differently that lots may have been passed over?"""
        return self.p_value < ALARM


def flow_of(drawn: Drawn) -> Flow:
    """The steps of one contrast."""
    ready = drawn.delivered & drawn.closed
    steps = (np.ones(len(drawn), bool), drawn.asked, drawn.delivered, ready, drawn.yes & ready)
    counts = {
        name: (int((drawn.first & at).sum()), int((~drawn.first & at).sum()))
        for name, at in zip(STEPS, steps, strict=True)
    }
    over = drawn.of(drawn.asked | drawn.closed)  # of the others nobody knows yet
    share = float(over.first.mean()) if len(over) else 0.5
    both = int(over.asked.sum())
    return Flow(
        tactic=drawn.contrast.tactic,
        sides=(drawn.contrast.first, drawn.contrast.second),
        opted_out=drawn.opted_out,
        p_value=binomial_p(int((over.asked & over.first).sum()), both, share),
        **counts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Done(Record):
    """Of the contacts asked for whom one side was drawn, how many were asked how."""

    drawn: str
    first: int
    second: int
    other: int
    not_recorded: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.first + self.second + self.other + self.not_recorded


def done_of(drawn: Drawn) -> tuple[Done, Done]:
    """What was done against what was drawn, a record for each side drawn."""

    def row(side: str, rows: NDArray[np.bool_]) -> Done:
        count = {what: int((drawn.did[rows] == what).sum()) for what in (FIRST, SECOND, OTHER)}
        unknown = int((drawn.did[rows] == UNKNOWN).sum())
        return Done(
            drawn=side,
            first=count[FIRST],
            second=count[SECOND],
            other=count[OTHER],
            not_recorded=unknown,
        )

    return (
        row(drawn.contrast.first, drawn.asked & drawn.first),
        row(drawn.contrast.second, drawn.asked & ~drawn.first),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effects(Record):
    """
    The difference of yeses, first side less second, at the last look; fractions.

    `as_drawn` decides. The others stand beside it: without the undelivered, with strata (and a
    covariate) held equal, as it was done, and on those who do what is drawn.
    """

    as_drawn: Estimate
    confidence: float
    method: str
    without_undelivered: Estimate = NONE_YET
    adjusted: Estimate = NONE_YET
    as_done: Estimate = NONE_YET
    compliers: Estimate = NONE_YET


def effects_of(
    plan: Plan, entered: Entered, confidence: float, covariate: NDArray[np.float64] | None
) -> Effects:
    """All of them; nothing before the first look."""
    method = "weighted" if plan.adaptive else "mantel-haenszel"
    rows = entered.at_last_look()
    if not len(rows):
        return Effects(as_drawn=NONE_YET, confidence=confidence, method=method)
    if plan.adaptive:
        main = weighted_difference(rows.first, rows.yes, rows.chance, confidence)
    else:
        main = block_difference(entered.looks[-1].tables, confidence)
    main = as_tested(main, entered.looks[-1].p_value, confidence)
    return Effects(
        as_drawn=main,
        confidence=confidence,
        method=method,
        without_undelivered=_delivered(rows, confidence),
        adjusted=standardised_difference(
            rows.first, rows.yes, _beside(rows, covariate), confidence
        ),
        as_done=_as_done(rows, confidence),
        compliers=_compliers(rows, confidence),
    )


def _delivered(rows: Drawn, confidence: float) -> Estimate:
    """Without those whose request did not arrive."""
    rows = rows.of(~rows.asked | rows.delivered)
    return block_difference(tables_of(rows.block, rows.first, rows.yes), confidence)


def _beside(rows: Drawn, covariate: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Indicators of seeker and stratum but one, and the covariate's columns, (n, k)."""
    groups = np.unique(rows.group)[1:]
    columns = [(rows.group == one).astype(float) for one in groups]
    if covariate is not None:
        here = np.where(rows.place[:, None] >= 0, covariate[rows.place], 0.0)
        columns += [one for one in here.T if np.ptp(one) > 0]
    return np.column_stack(columns) if columns else np.zeros((len(rows), 0))


def _as_done(rows: Drawn, confidence: float) -> Estimate:
    """The two sides as they were done: nobody drew lots for that."""
    if not rows.recorded:
        return Estimate(None, None, None, NOT_RECORDED)
    did = [(rows.did == side) for side in (FIRST, SECOND)]
    if not all(side.any() for side in did):
        return Estimate(None, None, None, NO_DOING)
    yes = [int((side & rows.yes).sum()) for side in did]
    counts = TwoRates(yes[0], int(did[0].sum()), yes[1], int(did[1].sum()))
    return difference(counts, confidence)


def _compliers(rows: Drawn, confidence: float) -> Estimate:
    if not rows.recorded:
        return Estimate(None, None, None, NOT_RECORDED)
    return complier_effect(rows.first, rows.did == FIRST, rows.yes, confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class AtAnyTime(Record):
    """Limits that hold at every moment, for who would look whenever they like."""

    pairs: int
    low: float | None
    high: float | None
    why: str | None = None


def at_any_time(plan: Plan, entered: Entered, alpha: float) -> AtAnyTime:
    """The confidence sequence over the pairs in closed blocks."""
    if plan.adaptive:
        return AtAnyTime(pairs=0, low=None, high=None, why="adaptive lots come in no pairs")
    rows = entered.rows
    pairs = pairs_of(entered.block, rows.first, rows.yes)
    low, high = confidence_sequence(pairs, plan.size / 4, alpha)
    if not len(pairs) or np.isnan(low[-1]):
        why = "fewer than ten pairs are closed"
        return AtAnyTime(pairs=len(pairs), low=None, high=None, why=why)
    return AtAnyTime(pairs=len(pairs), low=float(low[-1]), high=float(high[-1]))


def without(drawn: Drawn, numbers: Sequence[int]) -> Drawn:
    """The same without some contacts; their blocks stay as full as they were."""
    return drawn.of(~np.isin(drawn.number, list(numbers)))
