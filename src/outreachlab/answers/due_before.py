"""What is due before a meeting: a reminder, a day to agree on, and to prepare."""

from collections.abc import Iterator

import numpy as np

from outreachlab.answers.due import (
    LET_GO_AFTER,
    Flags,
    Found,
    Ground,
    dated,
    fading,
    found_at,
    lacking,
    more,
    names_of,
    names_told,
    thanked,
)
from outreachlab.log.codes import has, numbers_of
from outreachlab.log.forest import Lines
from outreachlab.log.outcomes import ACCEPTED, NO_REPLY, NONE, PENDING, Outcomes, days_in
from outreachlab.log.vocabulary import ADVICE
from outreachlab.wording import counted, listed

LAST_REMINDER = 21  # days of silence
AGREE_AFTER = 2  # days since the yes
AHEAD = 7  # days to a meeting
CHECKLIST = listed([one.advice for one in ADVICE if one.among == "meetings held"])


def reminders(ground: Ground) -> Iterator[Found]:
    """
    Requests silent for longer than most answers take, and for no more than 21 days.

    Whoever was reminded, or was silent before and has been asked again, is left alone.
    """
    now = ground.now
    silent = (now.outcome == PENDING) | (now.outcome == NO_REPLY)
    waited = (now.as_of_day - now.asked).astype(np.int64)
    due = ground.habits.reminder_day[ground.seeker]
    open_ = silent & (now.followed_up == NONE) & _latest(now, ground.lines)
    open_ &= (waited >= due) & (waited <= LAST_REMINDER)
    silences = np.bincount(ground.lines.person, silent, minlength=ground.lines.people)
    open_ &= silences[ground.lines.person] == 1
    place = np.flatnonzero(open_)

    def why(at: int) -> str:
        habits, days = ground.of(place[at]), int(waited[place[at]])
        told = habits.reminder_told(days)
        return f"silent for {counted(days, 'day')}; {habits.told()}{more(told)}"

    yield found_at(
        "follow_up",
        place,
        since=now.asked[place] + due[place],
        by=ground.today,
        why=why,
        worth=ground.habits.after_reminder(ground.seeker[place], waited[place]),
        last=now.asked[place] + LAST_REMINDER,
    )


def days_to_agree_on(ground: Ground) -> Iterator[Found]:
    """
    Yeses of two to sixty days ago without a day for the meeting, and no word of one held.

    A yes whose day is not known is taken to be of the day of the request.
    """
    if lacking(ground.log, "agree_day"):
        return
    now, lines = ground.now, ground.lines
    known_day = now.responded != NONE
    said = np.where(known_day, now.responded, now.asked).astype(np.int64)
    ago = now.as_of_day - said
    open_ = (now.outcome == ACCEPTED) & (ago >= AGREE_AFTER) & (ago <= LET_GO_AFTER)
    known = days_in(ground.log, "met_on")[now.rows] != NONE
    over = known | now.held | thanked(ground) | _tells_of_meeting(ground) | (lines.offspring > 0)
    open_ &= _latest(now, lines) & ~over
    place = np.flatnonzero(open_)

    def why(at: int) -> str:
        when = dated(int(said[place[at]]), ground.today)
        told = f"said yes {when}" if known_day[place[at]] else f"asked {when}, said yes"
        brought = more(names_told(ground.of(place[at])))
        return f"{told}, no day for the meeting noted{brought}"

    yield found_at(
        "agree_day",
        place,
        since=said[place] + AGREE_AFTER,
        by=ground.today,
        why=why,
        worth=ground.yeses_a_meeting(place) * fading(ago[place]),
        last=said[place] + LET_GO_AFTER,
    )


def _tells_of_meeting(ground: Ground) -> Flags:
    """Is there anything that only a meeting held can have brought?"""
    log, now = ground.log, ground.now
    told = names_of(log, now) > 0
    for name in ("minutes_met", "usefulness"):
        if has(log, name):
            told |= numbers_of(log, name, now.rows) > 0
    return told


def meetings_ahead(ground: Ground) -> Iterator[Found]:
    """
    Meetings of today and of the next seven days, to be prepared by the advice on meetings.

    Each is due on the day before; one d days ahead is worth a d-th of one tomorrow.
    """
    if lacking(ground.log, "prepare"):
        return
    now, today = ground.now, ground.today
    met = days_in(ground.log, "met_on")[now.rows]
    ahead = (now.outcome == ACCEPTED) & (met >= today) & (met <= today + AHEAD)
    ahead &= ~thanked(ground) & ~(names_of(ground.log, now) > 0)  # these were held already
    place = np.flatnonzero(ahead)

    def why(at: int) -> str:
        told = names_told(ground.of(place[at]))
        return f"the meeting is {dated(int(met[place[at]]), today)}: {CHECKLIST}{more(told)}"

    day = met[place].astype(np.int64)
    yield found_at(
        "prepare",
        place,
        since=np.minimum(day - 1, today),
        by=np.maximum(day - 1, today),
        why=why,
        # the meeting itself is a yes that can be lost
        worth=(1 + ground.yeses_a_meeting(place)) / np.maximum(day - today, 1),
        last=day,
    )


def _latest(outcomes: Outcomes, lines: Lines) -> Flags:
    """Is the request the last one to its person; of several on one day, the last in the file."""
    order = np.lexsort((np.arange(len(lines.person)), outcomes.asked))
    last = np.zeros(lines.people, np.int64)
    last[lines.person[order]] = order  # the latest assignment to a person stands
    latest = np.zeros(len(lines.person), bool)
    latest[last] = True
    return latest
