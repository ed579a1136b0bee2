"""What makes a meeting lead on, over parts."""

from datetime import date

from outreachlab.answers.meetings import (
    MEETING_TACTICS,
    MeetingEffects,
    MeetingSums,
    meeting_sums,
    meetings_of,
)
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.parts.log import PartedLog
from outreachlab.parts.view import settle
from outreachlab.parts.workers import Workers
from outreachlab.stats.intervals import normal_quantile

# What is said of all meetings together.
SAID = ("referrals_given", "usefulness", "minutes_asked", "minutes_met")


def meeting_effects(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> MeetingEffects:
    """
    As `outreachlab.meeting_effects`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    confidence, as_of, window_days
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    MeetingEffects
        The same answer, whatever the number of parts.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.
    """
    normal_quantile(confidence)
    counting = settle(log, as_of, window_days, workers)
    totals, sums = counting.total(_sums, (*MEETING_TACTICS, *SAID))
    return meetings_of(log.header, sums, confidence, counting.ground(totals))


def _sums(log: CheckedLog, outcomes: Outcomes) -> tuple[MeetingSums]:
    return (meeting_sums(log, outcomes),)
