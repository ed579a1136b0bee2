"""Logs in which nothing works: the share in which any piece of advice gets a clear verdict."""

from dataclasses import replace

import numpy as np

from benchmarks.coverage.study import Found, Study
from benchmarks.coverage.worlds import World, checked
from outreachlab.answers.advice import advice
from outreachlab.simulate import Truth

NULL = Truth().null()
FEW_YESES = Truth().null(0.15)
UNLIKE = replace(NULL, seeker_sd=1.0)
CHAINS_UNLIKE = replace(NULL, chain_sd=1.0)
CLEAR = ("supported", "contradicted")


def one(world: World, truth: dict[str, float], rng: np.random.Generator) -> Found:
    """1 where anything is called supported or contradicted; beside it, by its own p alone."""
    lines = advice(checked(world.draw(rng))).lines
    alone = any(line.p_adjusted is not None and line.p_adjusted < 0.05 for line in lines)
    return {
        "any clear verdict": float(any(line.verdict in CLEAR for line in lines)),
        "by Holm's p alone (as before)": float(alone),
    }


WORLDS = (
    World("60 requests", 60, truth=NULL),
    World("120 requests", 120, truth=NULL),
    World("120 requests, one in seven says yes", 120, truth=FEW_YESES),
    World("300 requests", 300, truth=NULL),
    World("300 requests, chains unlike", 300, truth=CHAINS_UNLIKE),
    World("120 of 10 seekers", 120, 10, NULL),
    World("600 of 8 seekers, unlike", 600, 8, UNLIKE),
    World("600 of 30 seekers", 600, 30, NULL),
    World("600 of 30 seekers, unlike", 600, 30, UNLIKE),
    World("3,000 of 60 seekers, unlike", 3000, 60, UNLIKE),
)
STUDIES = (Study("nothing works", WORLDS, one, stated=0.05, at_most=True),)
