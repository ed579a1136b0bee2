"""How often a verdict comes once as many more were asked as the log said would tell."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.coverage.nothing_works import CLEAR
from benchmarks.coverage.some_works import AGAINST, FOR
from benchmarks.coverage.study import Found, Study, Targets
from benchmarks.coverage.worlds import World, as_log, checked
from outreachlab.answers.advice import advice
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.outcomes import decide
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.simulate import Truth
from outreachlab.stats.power import shrunken_pair

LATER = 12  # times as long the whole log is, whose beginning is read first
AT_ITS_RATES = "told, if the rates are those the number is for"
GOES_ON = "told, where the page says it and the log goes on"
WORKS = "the same, where the advice works"


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """
    Of the pieces of advice that need so many more, the share that then has a verdict.

    At the rates of the number: the requests that come next, with answers drawn at them. As the log
    goes on: all of it as of the day by which each side has so many more. What the whole log does
    not reach is left out.
    """
    whole = checked(world.draw(rng))
    asked = np.sort(whole.frame["asked_on"].to_numpy())
    first = pd.Timestamp(asked[world.rows // LATER - 1]).date() + timedelta(WINDOW_DAYS)
    drawn, later = [], {}
    for line in advice(whole, as_of=first).lines:
        needed = line.open and line.requests_to_tell and line.advice.success == "accepted"
        sides = sides_then(whole, line) if needed else None
        if sides is None:
            continue
        drawn.append(told(redrawn(whole, line, sides, rng), line.tactic))
        if line.more:
            last = whole.frame["asked_on"].iloc[np.concatenate(sides)].max()
            day = last.date() + timedelta(WINDOW_DAYS)
            later[line.tactic] = told(whole, line.tactic, day)
    works = [value for tactic, value in later.items() if tactic in (*FOR, *AGAINST)]
    return {AT_ITS_RATES: mean(drawn), GOES_ON: mean([*later.values()]), WORKS: mean(works)}


def told(log: CheckedLog, tactic: str, day: date | None = None) -> float:
    """1 where the verdict on a piece of advice is clear."""
    lines = advice(log, as_of=day).lines
    return float(next(one for one in lines if one.tactic == tactic).verdict in CLEAR)


def sides_then(log: CheckedLog, line: JudgedAdvice) -> list[np.ndarray] | None:
    """The rows of either side once it has so many more; None where the log is too short."""
    assert line.sides is not None
    assert line.requests_to_tell is not None
    outcomes = decide(log)
    codes = codes_of(log, line.tactic)
    rows = np.argsort(log.frame["asked_on"].to_numpy(), kind="stable")
    found = []
    for name, total in zip(line.sides.names, line.sides.totals, strict=True):
        side = rows[(outcomes.counted & (codes.codes == codes.book.index(name)))[rows]]
        if len(side) < total + line.requests_to_tell:
            return None
        found.append(side[: total + line.requests_to_tell])
    return found


def redrawn(
    log: CheckedLog, line: JudgedAdvice, sides: list[np.ndarray], rng: np.random.Generator
) -> CheckedLog:
    """These requests alone, each a chain of its own, answered at the rates the number is for."""
    assert line.sides is not None
    rates = shrunken_pair(line.sides.counts)
    yes = [rng.random(len(side)) < rate for side, rate in zip(sides, rates, strict=True)]
    frame = log.frame.iloc[np.concatenate(sides)].reset_index(drop=True)
    people = pd.Categorical([f"P{place}" for place in range(len(frame))])
    said = np.where(np.concatenate(yes), "accepted", "declined")
    words = frame["outcome"].cat.categories
    outcome = pd.Categorical(said, words)
    return as_log(frame.assign(request_id=people, contact=people, outcome=outcome))


def mean(values: list[float]) -> float | None:
    """Their mean; None where there are none."""
    return float(np.mean(values)) if values else None


WORLDS = tuple(
    World(f"{rows} requests, one a day", LATER * rows, truth=Truth(), days=LATER * rows)
    for rows in (60, 120)
)
STUDIES = (Study("told", WORLDS, one, logs=300),)
