"""Logs in which some advice works and some does not: how often that is found, how often wrongly."""

import numpy as np

from benchmarks.coverage.nothing_works import CLEAR
from benchmarks.coverage.study import Found, Study
from benchmarks.coverage.worlds import World, checked
from outreachlab.answers.advice import advice
from outreachlab.simulate import Truth

# The direction planted in `Truth`; what stands in neither works neither way.
FOR = (
    *("said_informational", "explained_why", "meeting_format", "short_time", "referral"),
    *("was_referred", "asked_for_referrals", "prepared_questions", "offered_to_wrap_up"),
    "switched_to_phone",
)
AGAINST = ("offered_phone",)


def one(world: World, truth: dict[str, float], rng: np.random.Generator) -> Found:
    """1 where any verdict is clear; 1 where one of them is not what was planted."""
    lines = advice(checked(world.draw(rng))).lines
    clear = [line for line in lines if line.verdict in CLEAR]
    wrong = [
        line
        for line in clear
        if line.tactic not in (FOR if line.verdict == "supported" else AGAINST)
    ]
    return {"any clear verdict": float(bool(clear)), "a wrong one": float(bool(wrong))}


PLANTED = Truth()
WORLDS = (
    World("60 requests", 60, truth=PLANTED),
    World("120 requests", 120, truth=PLANTED),
    World("300 requests", 300, truth=PLANTED),
    World("240 of 12 seekers", 240, 12, PLANTED),
    World("600 of 30 seekers", 600, 30, PLANTED),
)
STUDIES = (Study("verdicts where some works", WORLDS, one),)
