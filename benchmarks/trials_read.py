"""Whole trials: planned, played by people who depart from their lots, read as `trial read` does."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import outreachlab as ol
from benchmarks.coverage.study import Found, covers
from outreachlab.stats.two_rates import Estimate
from outreachlab.trials.plan import Plan, hash_of
from outreachlab.trials.plan_text import content_of
from outreachlab.trials.planning import draw_plan

WORKS, IDLE = "meeting_format", "offered_phone"
DAY = "2026-01-05"


@lru_cache
def plan_for(requests: int, seekers: int) -> Plan:
    """The same for all trials of a size but for its lots."""
    who = [f"seeker {number + 1}" for number in range(seekers)]
    return draw_plan((WORKS, IDLE), size=requests, seekers=who, today=DAY, rng=1)


def drawn_anew(plan: Plan, rng: np.random.Generator) -> Plan:
    """The plan with other lots: the halves of each block are put in another order."""
    sequences = {
        key: tuple("".join(rng.permutation(list(block)).tolist()) for block in blocks)
        for key, blocks in plan.sequences.items()
    }
    other = replace(plan, sequences=sequences)
    return replace(other, hash=hash_of(content_of(other)))


def read_whole(
    requests: int, seekers: int, gain: float, differ: float, rng: np.random.Generator
) -> Found:
    """
    Whether what is idle is called clear and what works is found, and what the limits cover.

    Two tactics with lots of their own; contacts are met from afar, opt out, are not asked, asked
    late or otherwise than drawn, and letters are lost, in the shares of `TrialTruth`.
    """
    plan = drawn_anew(plan_for(requests, seekers), rng)
    truth = ol.TrialTruth(gains={WORKS: gain}, unlike=differ)
    played = ol.simulate_trial(plan, truth, rng=rng)
    with TemporaryDirectory() as room:
        folder = Path(room) / "trial"  # alone in it: other trials beside one are looked at
        folder.mkdir()
        for name, content in played.files().items():
            (folder / name).write_bytes(content)
        read = ol.read_trial(ol.read_log(played.log), folder, as_of=played.last_day)
    works, idle = read.contrasts
    clear = [one.p_adjusted <= plan.alpha for one in read.contrasts]
    in_time = 1 - truth.not_asked - truth.late
    arrived = 1 - truth.undelivered
    drawn = gain * (2 * truth.complies - 1) * in_time * arrived
    found: Found = {"an idle tactic called clear": float(any(clear[1:] if gain else clear))}
    if gain:
        found["the tactic that works found"] = float(clear[0])
        found["limits of the effect on those who do what is drawn"] = _covered(
            works.effects.compliers, gain * arrived
        )
    found["limits"] = _covered(works.effect, drawn)
    found["limits of the idle tactic"] = _covered(idle.effect, 0.0)
    if works.pool is not None:
        found["limits of the mean of seekers"] = covers(
            works.pool.pooled.low, works.pool.pooled.high, drawn
        )
    return found


def _covered(effect: Estimate, truth: float) -> float | None:
    return covers(effect.low, effect.high, truth)
