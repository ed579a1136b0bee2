"""Yeses gained per hundred later requests by who acts on a log: by verdicts, by choices, by all."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.coverage.first_version import first_verdicts
from benchmarks.coverage.nothing_works import CLEAR
from benchmarks.coverage.study import Found, Study, Targets
from benchmarks.coverage.worlds import World, checked
from outreachlab.answers.advice import advice
from outreachlab.answers.choose import choose
from outreachlab.answers.judging.choices import Choices
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import levels_of
from outreachlab.simulate import Drawn, Truth
from outreachlab.simulate.answering import acceptance_of
from outreachlab.simulate.plan import table_of

SPREAD = 0.3  # of true effects; the prior of `choose` has 0.5
SIDES = {one.tactic: one.contrast for one in CHOSEN if one.contrast}
LOSS = -0.1  # yeses per hundred
BEFORE, BY_CHOOSE = "by clear verdicts of version 0.1.0", "by choose"
CLAIMED = "claimed by choose beyond its gain"
LOSES = "share of logs in which choose loses"
WORSE = "share of logs told to do the worse side to learn"


@dataclass(frozen=True, slots=True)
class Field(World):
    """Logs in each of which the effects of the tactics are drawn anew, log-odds N(mean, .3²)."""

    mean: float = 0.2


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """What each rule gains in one log, against going on as before."""
    drawn = drawn_in(world, rng)
    log = checked(drawn)
    tested = advice(log)
    verdicts = {line.tactic: line.verdict for line in tested.lines}
    found = choose(log, tested=tested)
    gain = gained(drawn, {one.advice.tactic: one.do for one in found.choices})
    return {
        "by clear verdicts": gained(drawn, told_by(verdicts)),
        BY_CHOOSE: gain,
        "by following all advice": gained(drawn, {name: SIDES[name][0] for name in SIDES}),
        "with perfect knowledge": gained(drawn, best(drawn.truth)),
        LOSES: float(gain < LOSS),
    }


def one_told(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """What `choose` says of one log that it should not."""
    drawn = drawn_in(world, rng)
    log = checked(drawn)
    tested = advice(log)
    found = choose(log, tested=tested)
    gain = gained(drawn, {one.advice.tactic: one.do for one in found.choices})
    verdicts = {line.tactic: line.verdict for line in tested.lines}
    return {
        CLAIMED: found.together.gain - gain,
        WORSE: float(recommends_the_worse(found, verdicts)),
    }


def one_before(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """What doing what clear verdicts say gained under the rules of version 0.1.0."""
    drawn = drawn_in(world, rng)
    return {BEFORE: gained(drawn, told_by(first_verdicts(drawn)))}


def drawn_in(world: World, rng: np.random.Generator) -> Drawn:
    """A log whose effects are drawn first."""
    assert isinstance(world, Field)
    return replace(world, truth=drawn_truth(world.truth, rng, world.mean)).draw(rng)


def told_by(verdicts: Mapping[str, str | None]) -> dict[str, str]:
    """The side of each tactic that a clear verdict is for."""
    return {
        name: SIDES[name][verdict == "contradicted"]
        for name, verdict in verdicts.items()
        if verdict in CLEAR and name in SIDES
    }


def recommends_the_worse(found: Choices, verdicts: Mapping[str, str | None]) -> bool:
    """
    Is a side recommended that probably does worse, other than by a clear verdict?

    The sentence on what to try must read the same whichever side does worse.
    """
    trial = found.trial
    turned = trial and replace(trial, between=trial.between[::-1])
    return any(
        one.chance < 0.5 and verdicts[one.advice.tactic] not in CLEAR for one in found.choices
    ) or bool(trial and turned and trial.sentence() != turned.sentence())


def drawn_truth(truth: Truth, rng: np.random.Generator, mean: float) -> Truth:
    """A truth but for the effects of the seven tactics."""
    drawn = rng.normal(mean, SPREAD, len(SIDES))
    effects = dict(truth.effects)
    for (tactic, (first, second)), size in zip(SIDES.items(), drawn.tolist(), strict=True):
        if tactic == "referral":  # against no referral it stays what it is
            effects[tactic] = {first: 0.6 + size / 2, second: 0.6 - size / 2}
        elif tactic == "meeting_format":
            effects[tactic] = {**effects[tactic], first: 0.0, second: -size}
        else:
            effects[tactic] = {first: size}
    used = ("said_informational", "explained_why", "short_time", "offered_phone")
    at_half = sum(effects[name]["yes"] for name in used) / 2
    return replace(truth, effects=effects, intercept=-1.15 - at_half)


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


def field(rows: int, mean: float, care: float = 0.5) -> Field:
    """Logs of so many requests; with much care taken over some, their tactics go together."""
    name = f"{rows} requests, effects N({mean:g}, 0.3²)" + (", together" if care > 1 else "")
    return Field(name, rows, truth=Truth(care_sd=care), mean=mean)


SIZES = (60, 120, 300)
HELPS, IDLE = (tuple(field(rows, mean) for rows in SIZES) for mean in (0.2, 0.0))
TOGETHER = (field(120, 0.2, care=2.0),)
WORLDS = (*HELPS, *IDLE, *TOGETHER)
BARS = {
    **{
        (w.name, BY_CHOOSE): bar
        for w, bar in zip(HELPS, ("≥ 9.5", "≥ 10.3", "≥ 12.5"), strict=True)
    },
    **{(w.name, LOSES): bar for w, bar in zip(HELPS, ("≤ 12%", "≤ 10%", "≤ 5%"), strict=True)},
    **{(w.name, BY_CHOOSE): bar for w, bar in zip(IDLE, ("≥ 3", "≥ 4.5", "≥ 5.5"), strict=True)},
    **{(w.name, WORSE): "≤ 0%" for w in WORLDS},
}
STUDIES = (
    Study("yeses gained", WORLDS, one, bars=BARS),
    Study("what choose says", WORLDS, one_told, bars=BARS),
    Study("yeses gained before", WORLDS, one_before, logs=300),
)
