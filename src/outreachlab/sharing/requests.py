"""`requests.csv`: how each request was asked, and what came of it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has
from outreachlab.log.outcomes import ACCEPTED, DECLINED, NONE, PENDING, Outcomes
from outreachlab.log.vocabulary import ADVICE, BACKGROUND, OUTCOMES
from outreachlab.sharing.rules import WAIT_ENDS, WAITS

# The circumstance is of the people: in both tables it would join them.
ASKED = tuple(
    one.tactic for one in ADVICE if one.among != "meetings held" and one.tactic not in BACKGROUND
)
WAIT = "days_to_answer"
Places = NDArray[np.intp]
Texts = NDArray[np.object_]


def settled(outcomes: Outcomes) -> Places:
    """Places of the requests whose answer is known: all but those too young to judge."""
    return np.flatnonzero(outcomes.counted | outcomes.undelivered)


def outcome_words(outcomes: Outcomes, rows: Places) -> Texts:
    """The outcome of each (n,) as a word; silence over the window is no reply."""
    words = np.array(OUTCOMES, object)
    words[PENDING] = "no_reply"
    told: Texts = words[outcomes.outcome[rows]]
    return told


def wait_classes(outcomes: Outcomes, rows: Places) -> NDArray[np.int64]:
    """The class (n,) of the days until each answer, as a place in `WAITS`; -1 without one."""
    answered = np.isin(outcomes.outcome[rows], (ACCEPTED, DECLINED))
    known = answered & (outcomes.responded[rows] != NONE)
    days = np.where(known, outcomes.responded[rows] - outcomes.asked[rows], 0)
    return np.where(known, np.searchsorted(WAIT_ENDS, days), -1)


def request_table(log: CheckedLog, outcomes: Outcomes, rows: Places) -> pd.DataFrame:
    """The tactics, the outcome and the wait of some requests as texts, in the log's order."""
    at = outcomes.rows[rows]
    columns = {}
    for name in (name for name in ASKED if has(log, name)):
        codes = codes_of(log, name, at)
        columns[name] = np.array([*codes.book, ""], object)[codes.codes]
    columns["outcome"] = outcome_words(outcomes, rows)
    columns[WAIT] = np.array([*WAITS, ""], object)[wait_classes(outcomes, rows)]
    return pd.DataFrame(columns, dtype=object, index=range(len(rows)))
