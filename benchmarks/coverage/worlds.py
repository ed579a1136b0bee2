"""The kinds of logs on which coverage is measured."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from outreachlab.log.checked import CheckedLog
from outreachlab.simulate import Drawn, Truth, draw_log, typed_frame
from outreachlab.simulate.truth import BLANKS

# An answer without its day is left out of a waiting curve, which lowers it; that is said there.
DATED = {name: share for name, share in BLANKS.items() if name != "responded_on"}
USUAL = Truth(blanks=DATED)
UNLIKE = replace(USUAL, seeker_sd=1.0, habit_sd=0.8)


@dataclass(frozen=True, slots=True)
class World:
    """Logs of one kind: `rows` requests of some seekers within some days."""

    name: str
    rows: int
    seekers: int = 1
    truth: Truth = USUAL
    days: int = 240

    def draw(self, rng: np.random.Generator, quiet_days: int = 0) -> Drawn:
        """One log, with what lies behind it."""
        return draw_log(
            self.rows,
            seekers=self.seekers,
            truth=self.truth,
            rng=rng,
            days=self.days,
            quiet_days=quiet_days,
        )

    def with_truth(self, **changes: object) -> "World":
        """The same kind of log with another truth."""
        return replace(self, truth=replace(self.truth, **changes))


def checked(drawn: Drawn) -> CheckedLog:
    """A drawn log as answers take it; it is sound by the way it was made."""
    return as_log(typed_frame(drawn))


def as_log(frame: pd.DataFrame) -> CheckedLog:
    """A typed frame as answers take it."""
    rows = np.arange(len(frame))
    return CheckedLog(frame, np.ones(len(frame), bool), "simulated", rows + 2)


def explained_to(log: CheckedLog, leaning: np.ndarray, rng: np.random.Generator) -> CheckedLog:
    """The same log, in which one explained oneself with a chance of log-odds `leaning` (n,)."""
    said = np.where(rng.random(len(leaning)) < 1 / (1 + np.exp(-leaning)), "yes", "no")
    words = log.frame["explained_why"].cat.categories
    return as_log(log.frame.assign(explained_why=pd.Categorical(said, words)))


SMALL = World("small: 60 requests", 60)
POOLS = (
    World("pool: 240 of 12 unlike seekers", 240, 12, UNLIKE),
    World("pool: 400 of 40 unlike seekers", 400, 40, UNLIKE),
    World("pool: 1,200 of 60 unlike seekers", 1200, 60, UNLIKE),
)
SEPARATED = World(
    "separated: 80, nearly all or none",
    80,
    truth=replace(USUAL, intercept=-3.5, effects={"short_time": {"yes": 6.5}}, follow_up=0.0),
)
PENDING = World("pending: 120 within 45 days", 120, days=45, truth=replace(USUAL, left_pending=0.9))
LOGS = (SMALL, *POOLS, SEPARATED, PENDING)
