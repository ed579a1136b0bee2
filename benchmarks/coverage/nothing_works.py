"""Logs in which nothing works: the share in which any piece of advice gets a clear verdict."""

from dataclasses import replace

import numpy as np

from benchmarks.coverage.study import LOGS, Found, Study, Targets, barred
from benchmarks.coverage.worlds import World, checked, explained_to
from outreachlab.answers.advice import advice
from outreachlab.simulate import Truth

NULL = Truth().null()
FEW_YESES = Truth().null(0.15)
UNLIKE = replace(NULL, seeker_sd=1.0)
CHAINS_UNLIKE = replace(NULL, chain_sd=1.0)
TIES = replace(NULL, effects={"relationship": {"weak_tie": 0.3, "strong_tie": 0.7}})
TOGETHER = replace(NULL, care_sd=2.0)  # whoever says one thing says them all
# Each seeker has effects of one's own, none of them on average.
SOME_DIFFER, MUCH_DIFFER = (replace(UNLIKE, effect_sd=sd) for sd in (0.3, 0.5))
CLEAR = ("supported", "contradicted")


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """1 where anything is called supported or contradicted."""
    drawn = world.draw(rng)
    log = checked(drawn)
    if world.name.endswith(HIDDEN):
        log = explained_to(log, drawn.log_odds - drawn.log_odds.mean(), rng)
    elif world.name.endswith(SEEN):
        log = explained_to(log, KNOWN[drawn.used["relationship"]], rng)
    lines = advice(log).lines
    return {ANY: float(any(line.verdict in CLEAR for line in lines))}


ANY = "any clear verdict"
HIDDEN, SEEN = "by hidden signs", "to whom one knows"
KNOWN = np.array([-0.7, 0.4, 1.4])  # log-odds of explaining oneself to strangers and to ties
WORLDS = (
    World("60 requests", 60, truth=NULL),
    World("120 requests", 120, truth=NULL),
    World("120 requests, one in seven says yes", 120, truth=FEW_YESES),
    World("120 requests, tactics go together", 120, truth=TOGETHER),
    World("300 requests", 300, truth=NULL),
    World("300 requests, chains unlike", 300, truth=CHAINS_UNLIKE),
    World(f"120 requests, explained {SEEN}", 120, truth=TIES),
    World(f"300 requests, explained {SEEN}", 300, truth=TIES),
    World("240 of 12 seekers, unlike", 240, 12, UNLIKE),
    World("600 of 8 seekers, unlike", 600, 8, UNLIKE),
    World("600 of 30 seekers, effects differ by 0.3", 600, 30, SOME_DIFFER),
    World("600 of 30 seekers, effects differ by 0.5", 600, 30, MUCH_DIFFER),
    World("800 of 40 seekers, unlike", 800, 40, UNLIKE),
    World("1,200 of 60 seekers, unlike", 1200, 60, UNLIKE),
)
# Confounded: one explains oneself to those who would say yes anyhow, for reasons the log has not.
CONFOUNDED = (World(f"300 requests, explained {HIDDEN}", 300, truth=CHAINS_UNLIKE),)
MANY = 4000
NEAR = {"60 requests", f"120 requests, explained {SEEN}"}  # the bar: 1,000 logs cannot tell
STUDIES = tuple(
    Study(
        "false verdicts",
        (world,),
        one,
        bars=barred("≤ 5%", WORLDS, ANY),
        logs=MANY if world.name in NEAR else LOGS,
    )
    for world in (*WORLDS, *CONFOUNDED)
)
