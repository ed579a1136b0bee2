"""The five numbers on top: the funnel, with the step on which most are lost in words."""

from collections.abc import Mapping

from outreachlab.answers.funnel import Funnel, Step
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.log.outcomes import no_rate
from outreachlab.log.vocabulary import FEW
from outreachlab.report.facts import Facts
from outreachlab.report.model import Figure
from outreachlab.wording import counted, interval, listed, percent

MOST = 5
Totals = Mapping[str, int]
LOST = "most are lost here"
# On the way to which of the numbers a step loses people, and how that is said.
LOST_AT = {
    "delivered": ("counted", LOST),
    "answered": ("answered", LOST),
    "accepted": ("accepted", LOST),
    "held": ("held", LOST),
    "named_someone": ("names", "most meetings bring none"),
    "next_asked": ("names", "most are lost before they are asked"),
}


def figures_of(
    header: CheckedLog, facts: Facts, totals: Totals, funnel: Funnel
) -> tuple[Figure, ...]:
    """Five numbers at most, from those asked to the names their meetings brought."""
    steps = {one.step: one for one in funnel.steps}
    names = facts.names if has(header, "referrals_given") else None
    found = {
        "requests": (totals["requests"], "asked so far"),
        "counted": (
            totals["counted"],
            "asked long enough ago to count" if totals["too_young"] else "of these arrived",
        ),
        "answered": (steps["answered"].count, f"answered{_share(steps['answered'])}"),
        "accepted": (totals["accepted"], f"said yes{_yes(facts, totals)}"),
        "held": (steps["held"].count, "of these met so far"),
        "names": (names, "names given at the meetings"),
        "open": (totals["too_young"] or None, "too recent to judge"),
    }
    known = {name: one for name, one in found.items() if one[0] is not None}
    if totals["counted"] == totals["requests"]:
        known.pop("counted")
    for spare in ("requests", "open"):
        if len(known) > MOST:
            known.pop(spare, None)
    lost = lowest(funnel)
    at, said = ("", "") if lost is None else LOST_AT[lost.step]
    return tuple(
        Figure(count or 0, f"{words}: {said}" if name == at else words, name == at)
        for name, (count, words) in known.items()
    )


def uncounted(facts: Facts, totals: Totals, window_days: int) -> tuple[str, ...]:
    """Whom the numbers leave out, so that no yes of the log seems to be missing from them."""
    parts = []
    if totals["undelivered"]:
        parts.append(f"{totals['undelivered']:,} that never arrived")
    if young := totals["too_young"]:
        yes, met = facts.early.tolist()
        became = [f"{yes:,} said yes"] if yes else []
        became += [f"{met:,} met"] if met else []
        told = f", of whom {listed(became)} already" if became else ""
        parts.append(f"{young:,} asked less than {counted(window_days, 'day')} ago{told}")
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


def _yes(facts: Facts, totals: Totals) -> str:
    """The share of yeses, and within which limits it probably lies."""
    found = facts.yes
    if not found.of or no_rate(totals) is not None:
        return ""
    return f" ({percent(found.count / found.of, 0)}; likely {interval(*found.limits(0.95), 0)})"
