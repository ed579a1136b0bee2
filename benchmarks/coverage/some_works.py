"""Logs in which some advice works and some does not: how often that is found, how often wrongly."""

from dataclasses import replace

import numpy as np

from benchmarks.coverage.nothing_works import ANY, CLEAR, HIDDEN
from benchmarks.coverage.study import Found, Study, Targets, barred
from benchmarks.coverage.worlds import World, checked, explained_to
from outreachlab.answers.advice import advice
from outreachlab.simulate import Truth

# The direction planted in `Truth`; what stands in neither works neither way.
FOR = (
    *("said_informational", "explained_why", "meeting_format", "short_time", "referral"),
    *("was_referred", "asked_for_referrals", "prepared_questions", "offered_to_wrap_up"),
    "switched_to_phone",
)
AGAINST = ("offered_phone",)
WRONG = "a wrong one"


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """1 where any verdict is clear; 1 where one of them is not what was planted."""
    drawn = world.draw(rng)
    log = checked(drawn)
    if world.name.endswith(HIDDEN):  # explaining oneself does nothing here, so it is always wrong
        log = explained_to(log, drawn.log_odds - drawn.log_odds.mean(), rng)
    right = [name for name in FOR if not (world.name.endswith(HIDDEN) and name == "explained_why")]
    clear = [line for line in advice(log).lines if line.verdict in CLEAR]
    wrong = [
        line
        for line in clear
        if line.tactic not in (right if line.verdict == "supported" else AGAINST)
    ]
    return {ANY: float(bool(clear)), WRONG: float(bool(wrong))}


PLANTED = Truth()
TOGETHER = replace(PLANTED, care_sd=2.0)
ALONE = tuple(World(f"{rows} requests", rows, truth=PLANTED) for rows in (60, 120, 300))
OTHERS = (
    World("120 requests, tactics go together", 120, truth=TOGETHER),
    World("240 of 12 seekers", 240, 12, PLANTED),
    World("600 of 30 seekers", 600, 30, PLANTED),
    World("600 of 30 seekers, effects differ by 0.3", 600, 30, replace(PLANTED, effect_sd=0.3)),
    World("800 of 40 seekers", 800, 40, PLANTED),
    World("1,200 of 60 seekers", 1200, 60, PLANTED),
)
CONFOUNDED = (World(f"300 requests, explained {HIDDEN}", 300, truth=PLANTED),)
BARS = {
    **{
        (world.name, ANY): bar
        for world, bar in zip(ALONE, ("≥ 18%", "≥ 33%", "≥ 74%"), strict=True)
    },
    **barred("≤ 4%", ALONE[:1], WRONG),
    **barred("≤ 3%", (*ALONE[1:], *OTHERS), WRONG),
}
STUDIES = (Study("verdicts where some works", (*ALONE, *OTHERS, *CONFOUNDED), one, bars=BARS),)
