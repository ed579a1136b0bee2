"""How often a verdict comes once as many more were asked as the log said would tell."""

from datetime import timedelta

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

LATER = 5  # times as long the whole log is, whose beginning is read first


def one(world: World, truth: Targets, rng: np.random.Generator) -> Found:
    """
    Of the pieces of advice that need so many more, the share that then has a verdict.

    As the log has it: rows drawn again from each side, yeses at the rates that the number is for.
    As it goes on, where that is said: the same log at the day by which each side has so many more.
    """
    whole = checked(world.draw(rng))
    asked = np.sort(whole.frame["asked_on"].to_numpy())
    first = pd.Timestamp(asked[world.rows // LATER - 1]).date() + timedelta(WINDOW_DAYS)
    lines = [
        line
        for line in advice(whole, as_of=first).lines
        if line.open and line.requests_to_tell and line.advice.success == "accepted"
    ]
    drawn = [told(again(whole, first, line, rng), line, None) for line in lines]
    days = {line.tactic: (line, day_of(whole, line)) for line in lines if line.more}
    later = {tactic: told(whole, line, day) for tactic, (line, day) in days.items() if day}
    works = [value for tactic, value in later.items() if tactic in (*FOR, *AGAINST)]
    return {AT_ITS_RATES: mean(drawn), GOES_ON: mean([*later.values()]), WORKS: mean(works)}


AT_ITS_RATES = "told, if rates are what the number is for"
GOES_ON = "told, if the log goes on"
WORKS = "told, if the log goes on and the advice works"


def told(log: CheckedLog, line: JudgedAdvice, day: object) -> float:
    """1 where the verdict on a piece of advice is clear by a day."""
    lines = advice(log, as_of=day).lines  # type: ignore[arg-type]
    return float(next(one for one in lines if one.tactic == line.tactic).verdict in CLEAR)


def again(log: CheckedLog, day: object, line: JudgedAdvice, rng: np.random.Generator) -> CheckedLog:
    """A log with so many more on each side, drawn from those of its side, each a chain alone."""
    assert line.sides is not None
    outcomes = decide(log, as_of=day)  # type: ignore[arg-type]
    codes = codes_of(log, line.tactic, outcomes.rows)
    rows, yes = [], []
    totals, rates = line.sides.totals, shrunken_pair(line.sides.counts)
    for name, total, rate in zip(line.sides.names, totals, rates, strict=True):
        side = outcomes.rows[outcomes.counted & (codes.codes == codes.book.index(name))]
        size = total + (line.requests_to_tell or 0)
        rows.append(rng.choice(side, size))
        yes.append(rng.random(size) < rate)
    frame = log.frame.iloc[np.concatenate(rows)].reset_index(drop=True)
    people = [f"P{place}" for place in range(len(frame))]
    said = np.where(np.concatenate(yes), "accepted", "declined")
    return as_log(
        frame.assign(
            request_id=pd.Categorical(people),
            contact=pd.Categorical(people),
            outcome=pd.Categorical(said, frame["outcome"].cat.categories),
        )
    )


def day_of(log: CheckedLog, line: JudgedAdvice) -> object | None:
    """The first day by which so many more of each side count; None where the log is too short."""
    assert line.sides is not None
    delivered = (log.frame["outcome"] != "undelivered").to_numpy()
    codes = codes_of(log, line.tactic)
    days = []
    for name, total in zip(line.sides.names, line.sides.totals, strict=True):
        side = delivered & (codes.codes == codes.book.index(name))
        asked = np.sort(log.frame["asked_on"].to_numpy()[side])
        wanted = total + (line.requests_to_tell or 0)
        if wanted > len(asked):
            return None
        days.append(pd.Timestamp(asked[wanted - 1]))
    day = max(days) + timedelta(WINDOW_DAYS)
    return day.date() if day <= pd.Timestamp(decide(log).as_of) else None


def mean(values: list[float]) -> float | None:
    """Their mean; None where there are none."""
    return float(np.mean(values)) if values else None


WORLDS = tuple(
    World(f"{rows} requests, one a day", LATER * rows, truth=Truth(), days=LATER * rows)
    for rows in (60, 120)
)
STUDIES = (Study("told", WORLDS, one),)
