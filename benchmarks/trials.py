"""
Trials with a known truth: how often they err, how often they find what is there, what limits cover.

`python -m benchmarks.trials` goes on where it stopped and puts its table into README.md.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from benchmarks.bars import keep_lines
from benchmarks.coverage.study import Found, Study, covers, run
from benchmarks.trials_read import read_whole
from outreachlab.log.checked import CheckedLog
from outreachlab.stats.blocks import block_difference
from outreachlab.stats.confidence_sequence import confidence_sequence, pairs_of
from outreachlab.stats.exact_power import looked_at
from outreachlab.stats.looked import FIFTHS, Look, looks_of
from outreachlab.stats.looks import nominal
from outreachlab.stats.meta import random_effects
from outreachlab.stats.weighted_lots import replayed_p, weighted_difference
from outreachlab.trials.entering import gap_of
from outreachlab.trials.following import followed
from outreachlab.trials.plan import Plan
from outreachlab.trials.planning import draw_plan
from outreachlab.trials.replay import replayed_arms
from outreachlab.trials.simulated import simulate_trial
from outreachlab.trials.truth import TrialTruth

ALPHA = 0.05
IDLE, FOUND, REPLAYED, WHOLE = 10_000, 4_000, 2_000, 1_000
REPLAYS = 99
DAY = "2026-01-05"
DAYS = ("asked_on", "responded_on")


@dataclass(frozen=True, slots=True)
class Trial:
    """
    Trials of one kind: `pairs` of requests, a yes in `p` of the second arm, in `gain` more of the
    first.

    The first `working` of `tactics` gain, each by lots of its own; seekers' own rates differ by
    `unlike`, their gains by `differ`.
    """

    name: str
    pairs: int
    p: float = 0.3
    gain: float = 0.0
    looks: tuple[float, ...] = (1.0,)
    tactics: int = 1
    working: int = 1
    seekers: int = 1
    unlike: float = 0.0
    differ: float = 0.0

    @property
    def requests(self) -> int:
        """How many there are in all."""
        return 2 * self.pairs


def lots(requests: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Blocks of four or six at random and the arm of each request (n,)."""
    sizes = rng.choice((4, 6), requests // 4 + 1)
    block = np.repeat(np.arange(len(sizes)), sizes)[:requests]
    arms = [rng.permutation(np.arange(size) % 2 == 0) for size in sizes]
    return block, np.concatenate(arms)[:requests]


def seekers_lots(trial: Trial, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
    """The same for each seeker: who, block, arm; the seekers' requests come in turn."""
    each = trial.requests // trial.seekers
    drawn = [lots(each, rng) for _ in range(trial.seekers)]
    who = np.repeat(np.arange(trial.seekers), each)
    turn = np.argsort(np.tile(np.arange(each), trial.seekers), kind="stable")
    block = np.concatenate([each * place + own for place, (own, _) in enumerate(drawn)])
    arm = np.concatenate([own for _, own in drawn])
    return who[turn], block[turn], arm[turn]


def played(trial: Trial, rng: np.random.Generator) -> tuple[np.ndarray, list, np.ndarray]:
    """Who asked (n,), the blocks and arms of each tactic, and who said yes (n,)."""
    drawn = [seekers_lots(trial, rng) for _ in range(trial.tactics)]
    who = drawn[0][0]
    own = trial.p + trial.unlike * rng.standard_normal(trial.seekers)
    gains = trial.gain + trial.differ * rng.standard_normal(trial.seekers)
    chance = own[who] + sum(arm * gains[who] for _, _, arm in drawn[: trial.working])
    return who, [(block, arm) for _, block, arm in drawn], rng.random(len(who)) < chance


def closed(block: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Block numbers in the order in which their last requests come."""
    last = np.zeros(block.max() + 1, int)
    last[block] = rows  # of equal places the last is kept
    _, order = np.unique(last[block], return_inverse=True)
    return order


def judged(trial: Trial, target: dict[str, float], rng: np.random.Generator) -> Found:
    """Whether anything idle is called clear, whether all that works is; what the limits cover."""
    _, drawn, yes = played(trial, rng)
    rows = np.arange(len(yes))
    looked = [
        looks_of(closed(block, rows), arm, yes, trial.requests, trial.looks, over=True)
        for block, arm in drawn
    ]
    clear = clear_of(looked)
    works = trial.working if trial.gain else 0
    found: Found = {}
    if works < trial.tactics:
        found["an idle tactic called clear"] = float(clear[works:].any())
    if works:
        found["the tactic that works found"] = float(clear[:works].mean())
    last = looked[0][-1]
    level = nominal([o.fraction for o in looked[0]], ALPHA)[-1]
    limits = block_difference(last.tables, 1 - level, last.p_value)
    found["limits"] = covers(limits.low, limits.high, trial.gain)
    if len(trial.looks) > 1 and works:
        ends = zip(looked[0], rejects(looked[0], ALPHA), strict=True)
        first = next((look for look, stops in ends if stops), last)
        found["pairs at the end, of those planned"] = first.requests / trial.requests
    return found


def clear_of(looked: list[tuple[Look, ...]]) -> np.ndarray:
    """
    Which contrasts are clear: each spends its share of the level, a rejection passes it on.

    Holm over the p-values of all looks, which the toolkit prints, is the same and takes longer;
    `tests/stats/test_looks.py` holds the two together.
    """
    clear = np.zeros(len(looked), bool)
    while True:
        share = ALPHA / max(int((~clear).sum()), 1)
        now = clear | [any(rejects(one, share)) for one in looked]
        if (now == clear).all():
            return clear
        clear = now


def rejects(looks: tuple[Look, ...], level: float) -> list[bool]:
    """Whether each look is beyond its bound at a level."""
    needed = nominal([look.fraction for look in looks], level)
    return [look.p_value <= most for look, most in zip(looks, needed, strict=True)]


def sequence(trial: Trial, target: dict[str, float], rng: np.random.Generator) -> Found:
    """Whether limits that hold at every moment ever exclude 0, and whether they ever miss."""
    _, ((block, arm),), yes = played(trial, rng)
    low, high = confidence_sequence(pairs_of(block, arm, yes), trial.pairs / 2)
    away = bool(((low > 0) | (high < 0)).any())
    held = not bool(((low > trial.gain) | (high < trial.gain)).any())
    name = "the tactic that works found" if trial.gain else "an idle tactic called clear"
    return {name: float(away), "limits": float(held)}


def pooled(trial: Trial, target: dict[str, float], rng: np.random.Generator) -> Found:
    """The lots' own test over all seekers, and the mean of seekers with its limits."""
    who, ((block, arm),), yes = played(trial, rng)
    found = judged_of(trial, block, arm, yes)
    y = [np.bincount(who[side], yes[side], trial.seekers) for side in (arm, ~arm)]
    n = [np.bincount(who[side], minlength=trial.seekers) for side in (arm, ~arm)]
    eased = [(a + 0.5) / (b + 1) for a, b in zip(y, n, strict=True)]
    variance = sum(r * (1 - r) / b for r, b in zip(eased, n, strict=True))
    mean = random_effects(y[0] / n[0] - y[1] / n[1], variance)
    found["limits of the mean of seekers"] = covers(mean.low, mean.high, trial.gain)
    return found


def judged_of(trial: Trial, block: np.ndarray, arm: np.ndarray, yes: np.ndarray) -> Found:
    """The one look at the end."""
    (look,) = looks_of(closed(block, np.arange(len(yes))), arm, yes, trial.requests, (1.0,), True)
    name = "the tactic that works found" if trial.gain else "an idle tactic called clear"
    return {name: float(look.p_value <= ALPHA)}


def as_read(log: pd.DataFrame) -> CheckedLog:
    """A simulated log as it would be read, without the checks that take most of the time."""
    days = {name: pd.to_datetime(log[name].replace("", None)) for name in DAYS}
    frame = log.assign(**days)
    return CheckedLog(frame, np.ones(len(frame), bool), "simulated", np.arange(len(frame)) + 2)


@lru_cache
def adaptive_plan(size: int) -> Plan:
    """The same for all trials of a size but for its seed."""
    return draw_plan(("offered_phone",), size=size, adaptive=True, today=DAY, rng=1)


def adaptive(trial: Trial, target: dict[str, float], rng: np.random.Generator) -> Found:
    """Lots that follow what was learnt, tested by drawing them again."""
    plan = adaptive_plan(trial.requests)
    plan = replace(plan, adaptive=plan.adaptive._replace(seed=int(rng.integers(2**53))))
    gains = {"offered_phone": trial.gain}
    truth = TrialTruth(rate=trial.p, gains=gains, complies=1.0, opted_out=0.0, a_day=1.0)
    drawn = simulate_trial(plan, truth, rng=rng)
    contacts = followed(plan, drawn.lots, as_read(drawn.log), drawn.last_day)
    (arms,) = replayed_arms(plan, drawn.lots, contacts, REPLAYS).values()
    yes = np.array([one.yes for one in contacts])
    first = np.array([lot.arm == "yes" for lot in drawn.lots])
    p = replayed_p(float(gap_of(first[None], yes)[0]), gap_of(arms, yes))
    chance = np.array([lot.probability or 0.5 for lot in drawn.lots])
    found = weighted_difference(first, yes, np.where(first, chance, 1 - chance))
    name = "the tactic that works found" if trial.gain else "an idle tactic called clear"
    return {name: float(p <= ALPHA), "yeses, of contacts": float(yes.mean())} | (
        {} if trial.gain else {"limits": covers(found.low, found.high, 0.0)}
    )


def whole(trial: Trial, target: dict[str, float], rng: np.random.Generator) -> Found:
    """A trial as `simulate --trial` plays it and `trial read` reads it, from its files."""
    return read_whole(trial.requests, trial.seekers, trial.gain, trial.unlike, rng)


def both(trial: Trial) -> tuple[Trial, Trial]:
    """Trials of a kind in which nothing works, and in which it works by 20 points."""
    return replace(trial, name=f"{trial.name}, idle"), replace(trial, gain=0.2)


SIZES = [Trial(f"{pairs} pairs", pairs) for pairs in (30, 60, 93, 150)]
RARE = [Trial(f"{pairs} pairs, one in ten says yes, idle", pairs, p=0.1) for pairs in (30, 93)]
LOOKS = [Trial(f"{pairs} pairs, five looks", pairs, looks=FIFTHS) for pairs in (60, 93, 102)]
SEVEN = Trial("93 pairs, five looks, seven tactics", 93, looks=FIFTHS, tactics=7)
MIXED = replace(SEVEN, name="93 pairs, five looks, one of seven tactics works", gain=0.2)
POOLS = [
    Trial("20 seekers of 12 pairs, unlike", 240, seekers=20, unlike=0.1),
    Trial("8 seekers of 12 pairs, unlike", 96, seekers=8, unlike=0.1),
]
DIFFER = Trial("20 seekers of 30 pairs, gains differ", 600, gain=0.1, seekers=20, differ=0.1)
ADAPTIVE = [Trial("60 contacts, adaptive", 30), Trial("120 contacts, adaptive", 60)]
THROUGH = [
    Trial("93 pairs, two tactics, through trial read", 93),
    Trial("20 seekers of 12 pairs, unlike, through trial read", 240, seekers=20, unlike=0.1),
]
ENDLESS = [Trial(f"{pairs} pairs, at every moment", pairs) for pairs in (93, 150)]


def study(kind: Callable[..., Found], *trials: Trial) -> Study:
    """The same judgement of several kinds of trials."""
    return Study("trials", trials, kind)  # type: ignore[arg-type]


STUDIES = (
    *(study(judged, *both(one)) for one in (*SIZES, *LOOKS)),
    study(judged, *RARE, replace(SEVEN, name=f"{SEVEN.name}, idle"), MIXED),
    *(study(pooled, *both(one)) for one in POOLS),
    study(pooled, DIFFER),
    *(study(sequence, *both(one)) for one in ENDLESS),
    study(whole, *(one for trial in THROUGH for one in both(trial))),
    study(adaptive, *(one for trial in ADAPTIVE for one in both(trial))),
)
HEADER = "| trials | what | of trials | share | ± | stated | |"


def promise(trial: Trial) -> float | None:
    """The power that `trial plan` states for such a trial; None where it states none."""
    if trial.seekers > 1 or any(word in trial.name for word in ("moment", "adaptive", "through")):
        return None
    level = ALPHA / trial.tactics
    return looked_at(trial.p + trial.gain, trial.p, trial.requests, trial.looks, level)[0]


def lines_of(trial: Trial, tallies: dict) -> list[str]:
    """The rows of one kind; marked where it errs more or covers less than is stated."""
    rows = []
    for name, tally in tallies.items():
        stated, mark = "", ""
        if name.startswith("an idle"):
            stated = "at most 5%"
            mark = "over" if tally.mean > ALPHA + 2 * tally.error else ""
        elif name.startswith("the tactic") and (sure := promise(trial)) is not None:
            stated = f"{sure:.1%} promised"
            mark = "off" if abs(tally.mean - sure) > 0.02 + 2 * tally.error else ""
        elif name.startswith("limits"):
            stated = "94% or more"
            mark = "short" if tally.mean < 0.94 - 2 * tally.error else ""
        figures = (f"{tally.logs:,}", f"{tally.mean:.1%}", f"{tally.error:.1%}", stated, mark)
        rows.append(f"| {' | '.join((trial.name, name, *figures))} |")
    return rows


def wanted(one: Study, trial: Trial) -> int:
    """How many trials of a kind are played."""
    if one.one is pooled:  # its limits are nearest to what is stated
        return IDLE
    if one.one is whole:
        return WHOLE
    idle, found = (REPLAYED, REPLAYED // 5) if one.one is adaptive else (IDLE, FOUND)
    return found if trial.gain else idle


def main(most: int | None = None) -> None:
    """All kinds, `most` trials of each where given."""
    lines = [HEADER, "|" + "---|" * (HEADER.count("|") - 1)]
    for one in STUDIES:
        for trial in one.worlds:
            tallies = run(one, trial, min(wanted(one, trial), most or IDLE))  # type: ignore[arg-type]
            lines += lines_of(trial, tallies)  # type: ignore[arg-type]
            print(f"{trial.name}: done", flush=True)
    keep_lines("trials", lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else None)
