"""What a piece of advice is tested on, and what may be said of it."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.intervals import interval_of
from outreachlab.answers.sides import Sides, sides_of, two_rates_of
from outreachlab.answers.two_rates import TwoRates
from outreachlab.codes import codes_of, has, numbers_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import Advice, sources_of
from outreachlab.wording import listed

Verdict = Literal[
    "supported",
    "contradicted",
    "leaning for",
    "leaning against",
    "too early to tell",
    "not tried",
]
CLEAR = 0.05
HINT = 0.2
FEWEST_OF_SIDE = 5

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ground:
    """The requests that can say something on a piece of advice, and which of them succeeded."""

    among: Flags
    success: Flags
    why: str | None = None


def ground_of(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> Ground:
    """
    Arrays (n,) over the requests looked at, by what the advice is tested on.

    Accepted requests are the counted ones, so that a meeting had time to be held; a meeting
    enters if the log says how many names it gave. Nothing enters where a column is missing.
    """
    nothing = np.zeros(len(outcomes.rows), bool)
    needed = [*sources_of(advice.tactic)]
    if advice.success != "accepted":
        needed.append("met_on")
    if advice.success == "named someone further":
        needed.append("referrals_given")
    missing = [column for column in needed if column not in log.frame]
    if missing:
        return Ground(nothing, nothing, f"the log has no column {listed(missing, 'or')}")
    if advice.success == "accepted":
        return Ground(outcomes.counted, outcomes.accepted)
    if advice.success == "meeting held":
        return Ground(outcomes.counted & outcomes.accepted, outcomes.held)
    names = numbers_of(log, "referrals_given", outcomes.rows)
    return Ground(outcomes.held & ~np.isnan(names), names > 0)


def contrast_of(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, confidence: float
) -> Sides | None:
    """Both sides of the advice's contrast; None where all values are compared."""
    if advice.contrast is None:
        return None
    ground = ground_of(log, outcomes, advice)
    counts, nobody = TwoRates(0, 0, 0, 0), ground.why or f"one side has none of the {advice.among}"
    if ground.why is None:
        codes = codes_of(log, advice.tactic, outcomes.rows)
        a, b = (_place(codes.book, level) for level in advice.contrast)
        counts = two_rates_of(codes.codes, (a, b), ground.among, ground.success)
    return sides_of(advice.contrast, counts, confidence, nobody)


def levels_of_all(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, confidence: float
) -> list[dict[str, Any]]:
    """Every level of a tactic that is only described; empty where it is not recorded."""
    if not has(log, advice.tactic):
        return []
    ground = ground_of(log, outcomes, advice)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    inside = ground.among & (codes.codes >= 0)
    total = np.bincount(codes.codes[inside], minlength=len(codes.book))
    hits = np.bincount(codes.codes[inside & ground.success], minlength=len(codes.book))
    low, high = interval_of(hits, total, confidence)
    return [
        {
            "level": codes.book[place],
            "counted": int(total[place]),
            "succeeded": int(hits[place]),
            "rate": float(hits[place] / total[place]),
            "low": float(low[place]),
            "high": float(high[place]),
        }
        for place in np.flatnonzero(total).tolist()
    ]


def was_tried(counts: TwoRates) -> bool:
    """Five on both sides: fewer say nothing, and would only make the others' p-values larger."""
    return min(counts.n, counts.m) >= FEWEST_OF_SIDE


def verdict_of(tried: bool, estimate: float | None, p: float | None, holm: float | None) -> Verdict:
    """The verdict from the sign of the estimate, its p-value and the same after Holm."""
    if not tried:
        return "not tried"
    if estimate is None or p is None or holm is None or estimate == 0:
        return "too early to tell"
    if holm < CLEAR:
        return "supported" if estimate > 0 else "contradicted"
    if p < HINT:
        return "leaning for" if estimate > 0 else "leaning against"
    return "too early to tell"


def _place(book: tuple[str, ...], level: str) -> int:
    """The code of a level; one that no request has where the book lacks it."""
    return book.index(level) if level in book else len(book)
