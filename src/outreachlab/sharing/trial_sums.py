"""What a trial showed, as sums: told once, when it has ended, by what was drawn."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from outreachlab.sharing.rules import K
from outreachlab.trials.contrast import ContrastRead
from outreachlab.trials.result import TrialRead
from outreachlab.wording import label

ENDED = ("stop", "give up", "over")
Batches = Sequence[Mapping[str, Any]]


def trial_sums(
    read: TrialRead, batches: Batches, told: Sequence[str]
) -> tuple[list[dict[str, Any]], list[str], list[str]]:
    """
    The sums of a trial's contrasts that may be told, their marks, and notes on those that wait.

    Parameters
    ----------
    read : TrialRead
        The trial as it stands.
    batches : sequence of mapping
        All batches of the log that are published, the new one too.
    told : sequence of str
        Marks of the contrasts that were told before; none is told twice.

    Notes
    -----
    One told at two looks would tell of the few between them. One that leaves fewer than k of the
    requests of some last batches would tell of these. Lots that follow what was learnt have none.
    """
    sums, marks, notes = [], [], []
    for one in read.contrasts:
        mark = f"{read.plan.hash}:{one.tactic}"
        if mark in told:
            continue
        if why := _waits(read, one, batches):
            notes.append(f"the trial of {label(one.tactic)} is not in the sums: {why}")
            continue
        marks.append(mark)
        sums.append({"tactic": one.tactic, "sides": dict(_sides(one))})
    return sums, marks, notes


def _sides(one: ContrastRead) -> Iterator[tuple[str, list[int]]]:
    """Of each side drawn, how many and how many of them accepted."""
    both = zip(one.contrast, one.counts.totals, one.counts.successes, strict=True)
    return ((side, [count, yes]) for side, count, yes in both)


def _waits(read: TrialRead, one: ContrastRead, batches: Batches) -> str | None:
    """Why a contrast cannot be told, None where it can."""
    if read.plan.adaptive is not None:
        return "its lots followed what was learnt"
    if one.judged.evidence != "randomised" or one.judged.decision not in ENDED:
        return "it has not ended with a verdict"
    sides = dict(_sides(one))
    if min(count for count, _ in sides.values()) < K:
        return f"a side has fewer than {K} contacts"
    asked = {side: _asked(batches, one.tactic, side) for side in sides}
    gaps = [
        whole - sides[side][0]
        for side, counts in asked.items()
        for whole in accumulate(reversed(counts))
    ]
    every = accumulate(reversed([batch["counted"] for batch in batches]))
    gaps += [whole - sum(count for count, _ in sides.values()) for whole in every]
    if any(0 < gap < K for gap in gaps):
        return f"with the batches it would tell of fewer than {K} requests that are not in it"
    return None


def _asked(batches: Batches, tactic: str, level: str) -> list[int]:
    """How many requests of each batch are told to have a level."""
    return [
        sum(count for name, count, _ in batch["rates"].get(tactic, ()) if name == level)
        for batch in batches
    ]
