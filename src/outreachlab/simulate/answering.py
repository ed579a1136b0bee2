"""What comes back: a yes, a no or silence, and on which day."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.simulate.plan import NEVER, Floats, Plan, delays, expit

Days = NDArray[np.int32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What became of requests (rows,) in the long run; `NEVER` where a day does not come."""

    undelivered: Flags
    accepted: Flags
    responded: Days
    followed_up: Days
    probability: Floats


def acceptance_of(log_odds: Floats, reminded: float, share: float) -> Floats:
    """
    Probability of acceptance in the long run of a request that is delivered.

    A reminder adds `reminded` to the log-odds, and a `share` of the silent are reminded.
    """
    without = expit(log_odds)
    return without + share * (expit(log_odds + reminded) - without) if reminded else without


def draw_answers(plan: Plan, rng: np.random.Generator, asked: Days, log_odds: Floats) -> Answers:
    """
    Answers to requests asked on the days `asked` with the given log-odds of acceptance.

    One uniform number decides between a yes that comes by itself, a yes that needs a reminder,
    and neither; a reminder thus never costs a yes, and the silent alone are reminded.
    """
    truth, rows = plan.truth, len(asked)
    fate, lost, says_no, reminds, when = rng.random((5, rows))
    by_itself = fate < expit(log_odds)
    when_reminded = ~by_itself & (fate < expit(log_odds + truth.follow_up))
    declined = ~by_itself & ~when_reminded & (says_no < truth.declines)
    first, last = truth.follow_up_days
    reminder = asked + np.int32(first) + (when * (last - first + 1)).astype(np.int32)

    delay = np.where(
        declined, delays(rng, rows, truth.decline_days), delays(rng, rows, truth.accept_days)
    )
    undelivered = lost < truth.undelivered
    willing = reminds < truth.follow_up_share
    responded = np.where(by_itself | declined, asked + delay, NEVER)
    responded = np.where(when_reminded & willing, reminder + delay, responded)
    responded = np.where(undelivered, NEVER, responded).astype(np.int32)
    # Whoever has answered by the day of the reminder gets none.
    silent = willing & ~undelivered & ((responded > reminder) | when_reminded)
    return Answers(
        undelivered,
        (by_itself | (when_reminded & willing)) & ~undelivered,
        responded,
        np.where(silent, reminder, NEVER).astype(np.int32),
        acceptance_of(log_odds, truth.follow_up, truth.follow_up_share),
    )
