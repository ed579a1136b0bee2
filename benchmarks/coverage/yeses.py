"""Yeses gained per hundred later requests by who acts on a log: by verdicts, by choices, by all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.coverage.nothing_works import CLEAR
from benchmarks.coverage.study import Found, Study
from benchmarks.coverage.worlds import World, checked
from outreachlab.answers.advice import advice
from outreachlab.answers.choose import choose
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import levels_of
from outreachlab.simulate import Drawn, Truth
from outreachlab.simulate.answering import acceptance_of
from outreachlab.simulate.plan import table_of

SPREAD = 0.3  # of true effects; the prior of `choose` has 0.5
SIDES = {one.tactic: one.contrast for one in CHOSEN if one.contrast}
LOSS = -0.1  # yeses per hundred


@dataclass(frozen=True, slots=True)
class Field(World):
    """Logs in each of which the effects of the tactics are drawn anew, log-odds N(mean, .3²)."""

    mean: float = 0.2


def one(world: Field, truth: dict[str, float], rng: np.random.Generator) -> Found:
    """What each rule gains in one log, against going on as before."""
    drawn = replace(world, truth=drawn_truth(rng, world.mean)).draw(rng)
    log = checked(drawn)
    tested = advice(log)
    verdicts = {
        line.tactic: SIDES[line.tactic][line.verdict == "contradicted"]
        for line in tested.lines
        if line.verdict in CLEAR and line.tactic in SIDES
    }
    chosen = {one.advice.tactic: one.do for one in choose(log, tested=tested).choices}
    gain = gained(drawn, chosen)
    return {
        "by clear verdicts": gained(drawn, verdicts),
        "by choose": gain,
        "by following all advice": gained(
            drawn, {tactic: side for tactic, (side, _) in SIDES.items()}
        ),
        "with perfect knowledge": gained(drawn, best(drawn.truth)),
        "share of logs in which choose loses": float(gain < LOSS),
    }


def drawn_truth(rng: np.random.Generator, mean: float) -> Truth:
    """The usual truth but for the effects of the seven tactics."""
    drawn = rng.normal(mean, SPREAD, len(SIDES))
    effects = dict(Truth().effects)
    for (tactic, (first, second)), size in zip(SIDES.items(), drawn.tolist(), strict=True):
        if tactic == "referral":  # against no referral it stays what it is
            effects[tactic] = {first: 0.6 + size / 2, second: 0.6 - size / 2}
        elif tactic == "meeting_format":
            effects[tactic] = {**effects[tactic], first: 0.0, second: -size}
        else:
            effects[tactic] = {first: size}
    used = ("said_informational", "explained_why", "short_time", "offered_phone")
    at_half = sum(effects[name]["yes"] for name in used) / 2
    return replace(Truth(), effects=effects, intercept=-1.15 - at_half)


def best(truth: Truth) -> dict[str, str]:
    """The side of each tactic that is truly the better one."""
    return {
        tactic: max(sides, key=lambda side: truth.effects[tactic].get(side, 0.0))
        for tactic, sides in SIDES.items()
    }


def gained(drawn: Drawn, do: Mapping[str, str]) -> float:
    """Yeses per hundred requests of the same kind, each choice there was made so."""
    log_odds = drawn.log_odds.copy()
    for tactic, side in do.items():
        levels, used = levels_of(tactic), drawn.used[tactic]
        effects = table_of(drawn.truth.effects.get(tactic, {}), levels)
        moved = np.isin(used, [levels.index(one) for one in SIDES[tactic]])
        log_odds[moved] += effects[levels.index(side)] - effects[used[moved]]
    truth = drawn.truth
    chances = [
        acceptance_of(one, truth.follow_up, truth.follow_up_share)
        for one in (log_odds, drawn.log_odds)
    ]
    return 100 * float((chances[0] - chances[1]).mean())


WORLDS = tuple(
    Field(f"{rows} requests, effects N({mean:g}, 0.3²)", rows, truth=Truth(), mean=mean)
    for mean in (0.2, 0.0)
    for rows in (60, 120, 300)
)
STUDIES = (Study("yeses gained", WORLDS, one),)
