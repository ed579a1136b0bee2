"""A trial with a known truth: its plan, the lots handed out, and the log that came of them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from outreachlab.errors import UsageError
from outreachlab.trials.assigned import Lot, assigned_text
from outreachlab.trials.places import as_written
from outreachlab.trials.plan import ASSIGNED, PLAN, Key, Plan
from outreachlab.trials.plan_text import plan_text
from outreachlab.trials.playing import (
    NEVER,
    chances_of,
    contact_of,
    lots_of,
    row_of,
    sent_to,
    signs_of,
)
from outreachlab.trials.protocol import GRACE_DAYS
from outreachlab.trials.receipt import HANDED_OUT, receipt_text
from outreachlab.trials.truth import TrialTruth


@dataclass(frozen=True, slots=True, eq=False)
class SimulatedTrial:
    """The plan, its lots, the log on its last day as a table of texts, the truth behind them."""

    plan: Plan
    lots: tuple[Lot, ...]
    log: pd.DataFrame
    last_day: date
    truth: TrialTruth

    def files(self) -> dict[str, bytes]:
        """What a trial's folder holds when it is read."""
        return {
            PLAN: plan_text(self.plan).encode(),
            ASSIGNED: assigned_text(as_written(self.plan, self.lots)).encode(),
            HANDED_OUT: receipt_text(self.plan, self.lots).encode(),
        }


def simulate_trial(
    plan: Plan,
    truth: TrialTruth | None = None,
    *,
    contacts: int | None = None,
    quiet_days: int = 60,
    rng: int | np.random.Generator = 0,
) -> SimulatedTrial:
    """
    Play a planned trial: some opt out, are not asked, asked late, or asked otherwise than drawn.

    Parameters
    ----------
    plan : Plan
        As `plan_trial` makes it.
    truth : TrialTruth, optional
        What has an effect and what goes wrong; nothing has an effect unless given.
    contacts : int, optional
        How many are handed out; the plan's size unless given.
    quiet_days : int
        Days after the last lot on which the log ends; with few, windows are still open.
    rng : int or Generator
        The seed.

    Returns
    -------
    SimulatedTrial
        `.log` has a row per request, as texts.

    Raises
    ------
    UsageError
        No contact is to be handed out, or a share of the truth is none.
    """
    if contacts is not None and contacts < 1:
        raise UsageError("a trial hands out one contact at least; ask for one or more")
    truth, rng = truth or TrialTruth(), np.random.default_rng(rng)
    size = plan.size if contacts is None else contacts
    days = np.sort((rng.random(size) * size / truth.a_day).astype(int)).tolist()
    own = truth.unlike * rng.standard_normal(len(plan.seekers))
    end = max(days, default=0) + quiet_days
    lots: list[Lot] = []
    rows: list[dict[str, str]] = []
    signs, closes, yes = np.zeros((size, len(plan.tactics))), np.full(size, NEVER), np.zeros(size)
    taken: Counter[Key] = Counter()
    for number, day in enumerate(days, start=1):
        who = contact_of(plan, truth, rng, number, day)
        known = closes <= day
        mine = lots_of(plan, truth, rng, who, taken, chances_of(plan, signs[known], yes[known]))
        sent = sent_to(plan, truth, rng, who, mine, float(own[who.seeker]))
        late = sent.asked > day + GRACE_DAYS
        closes[number - 1] = (day + GRACE_DAYS if late else sent.asked) + plan.window_days
        in_time = sent.answered <= closes[number - 1] and not late
        yes[number - 1] = sent.outcome == "accepted" and in_time
        signs[number - 1] = signs_of(plan, mine)
        lots += mine
        if sent.asked <= end:
            rows.append(row_of(plan, who, sent, end))
    table = pd.DataFrame(rows, dtype=object).fillna("")
    return SimulatedTrial(plan, tuple(lots), table, plan.starts_on + timedelta(end), truth)
