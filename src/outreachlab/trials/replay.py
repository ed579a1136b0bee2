"""Drawing the lots of an adaptive trial again, with the outcomes as they were."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.days import EPOCH
from outreachlab.stats.thompson import first_chances
from outreachlab.trials.assigned import Lot
from outreachlab.trials.following import Followed
from outreachlab.trials.plan import Plan

REPLAYS = 9_999
SEED = 20_260_102


def replayed_arms(
    plan: Plan, lots: Sequence[Lot], contacts: Sequence[Followed], replays: int | None = None
) -> dict[str, NDArray[np.bool_]]:
    """
    Whether the first side was drawn, in each replay and for each contact with a lot.

    Parameters
    ----------
    plan : Plan
        An adaptive one.
    lots, contacts : sequences
        What was handed out, and what became of it: had nothing an effect, the same would have
        come of any lots.
    replays : int, optional
        How many; 9,999 unless given.

    Returns
    -------
    dict
        By tactic, (replays, n) in the order of the contacts' numbers.

    References
    ----------
    Simon & Simon (2011), Statistics & Probability Letters 81:767-772.
    """
    assert plan.adaptive is not None
    mean, sd, floor, _ = plan.adaptive
    place = {one.tactic: at for at, one in enumerate(plan.tactics)}
    row = {one.number: at for at, one in enumerate(contacts)}
    has = np.zeros((len(contacts), len(place)), bool)
    day = np.zeros(len(contacts), np.int64)
    for lot in lots:
        has[row[lot.number], place[lot.tactic]] = not lot.opted_out
        day[row[lot.number]] = (lot.day - EPOCH).days
    closes = np.array([(one.closes_on - EPOCH).days for one in contacts])
    yes = np.array([one.yes for one in contacts], float)
    signs = np.zeros((replays or REPLAYS, *has.shape))
    rng = np.random.default_rng(SEED)
    for today in np.unique(day):
        known = closes <= today
        chances = first_chances(signs[:, known], yes[known], mean, sd, floor)
        for contact in np.flatnonzero(day == today):
            first = rng.random(chances.shape) < np.round(chances, 6)
            signs[:, contact] = np.where(has[contact], np.where(first, 0.5, -0.5), 0.0)
    return {tactic: signs[:, has[:, at], at] > 0 for tactic, at in place.items()}
