"""The five numbers on top: the funnel, with the step on which most are lost in words."""

import numpy as np

from outreachlab.answers.funnel import Funnel, Step
from outreachlab.answers.sums.seekers import share_of
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.outcomes import no_rate
from outreachlab.log.view import TableView
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Figure
from outreachlab.wording import counted, interval, listed, percent

MOST = 5
LOST = "most are lost here"
# On the way to which of the numbers a step loses people, and how that is said.
LOST_AT = {
    "delivered": ("counted", LOST),
    "answered": ("answered", LOST),
    "accepted": ("accepted", LOST),
    "held": ("held", LOST),
    "named_someone": ("names", "most meetings bring none"),
    "next_asked": ("names", "asking these people loses most"),
}


def figures_of(view: TableView, funnel: Funnel) -> tuple[Figure, ...]:
    """Five numbers at most, from those asked to the names their meetings brought."""
    totals, steps = view.outcomes.totals, {one.step: one for one in funnel.steps}
    found = {
        "requests": (totals["requests"], "asked so far"),
        "counted": (totals["counted"], "asked long enough ago to count"),
        "answered": (steps["answered"].count, f"answered{_share(steps['answered'])}"),
        "accepted": (totals["accepted"], f"said yes{_yes(view)}"),
        "held": (steps["held"].count, "of these met so far"),
        "names": (_names(view), "names given at the meetings"),
        "open": (totals["too_young"], "too recent to judge"),
    }
    known = {name: one for name, one in found.items() if one[0] is not None}
    for spare in ("requests", "open"):
        if len(known) > MOST:
            known.pop(spare, None)
    lost = lowest(funnel)
    at, said = ("", "") if lost is None else LOST_AT[lost.step]
    return tuple(
        Figure(count or 0, f"{words}: {said}" if name == at else words, name == at)
        for name, (count, words) in known.items()
    )


def uncounted(view: TableView) -> tuple[str, ...]:
    """Whom the numbers leave out, so that no yes of the log seems to be missing from them."""
    totals, outcomes = view.outcomes.totals, view.outcomes
    parts = []
    if totals["undelivered"]:
        parts.append(f"{totals['undelivered']:,} that never arrived")
    if young := totals["too_young"]:
        waiting = ~outcomes.counted & ~outcomes.undelivered
        yes, met = (int(np.sum(which & waiting)) for which in (outcomes.accepted, outcomes.held))
        became = [f"{yes:,} said yes"] if yes else []
        became += [f"{met:,} met"] if met else []
        told = f", of whom {listed(became)} already" if became else ""
        parts.append(f"{young:,} asked less than {counted(outcomes.window_days, 'day')} ago{told}")
    why = " (quick yeses come in first and would flatter the share)" if young else ""
    return (f"Not counted: {listed(parts)}{why}.",) if parts else ()


def lowest(funnel: Funnel) -> Step | None:
    """The step with the smallest share, of those out of ten or more; a tie is nobody's."""
    able = sorted(
        (
            one
            for one in funnel.steps
            if one.step in LOST_AT and (one.of or 0) >= FEW and one.rate is not None
        ),
        key=lambda one: one.rate or 0.0,
    )
    tie = len(able) > 1 and able[0].rate == able[1].rate
    return None if len(able) < 2 or tie else able[0]


def _share(step: Step) -> str:
    return "" if step.rate is None else f" ({percent(step.rate, 0)})"


def _yes(view: TableView) -> str:
    """The share of yeses, and within which limits it probably lies."""
    outcomes = view.outcomes
    found = share_of(view.log, outcomes, outcomes.accepted, outcomes.counted, clustered=True)
    if not found.of or no_rate(outcomes.totals) is not None:
        return ""
    return f" ({percent(found.count / found.of, 0)}; likely {interval(*found.limits(0.95), 0)})"


def _names(view: TableView) -> int | None:
    """The names given at the meetings counted, None where the log does not say."""
    if not has(view.log, "referrals_given"):
        return None
    names = numbers_of(view.log, "referrals_given", view.outcomes.rows)
    return int(np.nansum(np.where(view.outcomes.held & view.outcomes.counted, names, 0)))
