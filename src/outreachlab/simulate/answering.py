"""What a request says and what becomes of it: its tactics, its answer, its meeting."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import FORMATS, IN_PERSON_FORMATS, VENUES
from outreachlab.simulate.plan import (
    BLANK,
    CHOICES,
    NEVER,
    NO,
    YES,
    Codes,
    Floats,
    Plan,
    delays,
    drawn_levels,
    expit,
    logit,
)
from outreachlab.simulate.truth import HABITS, MEETING_HABITS, REQUEST_HABITS

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


MIXED = ("channel", "meeting_format", "circumstance", "relationship")
PLACED = np.array([name in ("coffee", "lunch", "other") for name in FORMATS])
OFFICE = FORMATS.index("office_visit")
THEIR_OFFICE, NEAR_THEM, NEAR_ME, REMOTE, OTHER = range(len(VENUES))
CONVENIENT = np.array([YES, YES, NO, 2, BLANK], np.int8)  # of a venue; 2 is not_applicable
NAMED, NOT_NAMED, NONE = 0, 1, 2
SHORT_MINUTES = np.array([15, 20, 30], np.int16)
LONG_MINUTES = np.array([0, 45, 60, 90], np.int16)  # 0: no limit was stated


def draw_requests(
    plan: Plan, rng: np.random.Generator, seeker: NDArray[np.int32], referred: NDArray[np.bool_]
) -> dict[str, NDArray[Any]]:
    """
    Codes (rows,) of every column of a request that is a word, and its `minutes_asked`.

    `seeker` (rows,) says whose habits apply, `referred` (rows,) whether there is a referrer.
    """
    rows = len(seeker)
    uniform = rng.random((len(MIXED) + len(REQUEST_HABITS) + 3, rows))
    said: dict[str, NDArray[Any]] = {
        name: drawn_levels(uniform[place], plan.mix[name]) for place, name in enumerate(MIXED)
    }
    tie = drawn_levels(uniform[3], plan.tie_if_referred)
    said["relationship"] = np.where(referred, tie, said["relationship"])
    care = plan.truth.care_sd * rng.standard_normal(rows)
    habits = plan.request_habits[:, None] + plan.seeker_habits[: len(REQUEST_HABITS), seeker]
    used = (uniform[4:10] >= expit(habits + care)).astype(np.int8)  # 0 is yes, 1 is no
    said |= dict(zip(REQUEST_HABITS, used, strict=True))
    said["mentioned_referrer"] = np.where(referred, said["mentioned_referrer"], np.int8(NO))
    said["venue"] = _venues(said["meeting_format"], said["convenient_venue"], uniform[10])
    said["convenient_venue"] = CONVENIENT[said["venue"]]
    short = SHORT_MINUTES[np.searchsorted((0.25, 0.6), uniform[11])]
    long = LONG_MINUTES[np.searchsorted((0.5, 0.7, 0.95), uniform[12])]
    said["minutes_asked"] = np.where(said["short_time"] == YES, short, long)
    said["referral"] = np.where(referred, said["mentioned_referrer"], np.int8(NONE))
    return said


def _venues(formats: Codes, convenient: Codes, uniform: Floats) -> Codes:
    near = np.where(uniform < 0.8, NEAR_THEM, THEIR_OFFICE)
    far = np.where(uniform < 0.93, NEAR_ME, OTHER)
    placed = np.where(convenient == YES, near, far)
    fixed = np.where(formats == OFFICE, THEIR_OFFICE, REMOTE)
    return np.where(PLACED[formats], placed, fixed).astype(np.int8)


def log_odds_of(plan: Plan, said: dict[str, NDArray[Any]]) -> Floats:
    """Log-odds of acceptance (rows,) by what requests say, before seeker and chain."""
    total = np.full(len(said["channel"]), plan.truth.intercept)
    for name, table in plan.effects.items():
        total += table[said[name]]
    return total


def own_log_odds(plan: Plan, said: dict[str, NDArray[Any]], seeker: NDArray[np.int32]) -> Floats:
    """What the choices do for this seeker (rows,) beyond what they do for all: half each way."""
    sides = [np.select([said[name] == 0, said[name] == 1], [0.5, -0.5]) for name in CHOICES]
    return np.sum(plan.own_effects[:, seeker] * sides, axis=0)


PHONE, VIDEO = FORMATS.index("phone_call"), FORMATS.index("video_call")
IN_PERSON = np.array([name in IN_PERSON_FORMATS for name in FORMATS])
OTHERWISE = 0.08  # share of meetings that move to video, where they do not move to the phone


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """Meetings of requests (rows,): codes are -1, days `NEVER` and numbers 0 where none is held."""

    held: Flags
    met: Days
    agreed_format: Codes
    switched_to_phone: Codes
    tactics: NDArray[np.int8]  # (6, rows), in the order of MEETING_HABITS
    names: NDArray[np.int32]
    names_mean: Floats


def draw_meetings(
    plan: Plan,
    rng: np.random.Generator,
    answers: Answers,
    seeker: NDArray[np.int32],
    proposed: Codes,
    offered_phone: Codes,
) -> Meetings:
    """The meetings that follow from answers; those of refused requests are empty."""
    rows, yes = len(seeker), np.flatnonzero(answers.accepted)
    happens, moves = rng.random((2, len(yes)))
    agreed, switched = _agreed(plan, proposed[yes], offered_phone[yes], moves)
    log_odds = logit(plan.truth.held) + np.where(
        switched == YES, plan.truth.held_effects.get("switched_to_phone", 0.0), 0.0
    )
    here = happens < expit(log_odds)
    place = yes[here]
    tactics = _tactics(plan, rng, seeker[place])
    mean = names_mean(plan, tactics)
    names = draw_names(plan, rng, mean)
    days = answers.responded[place] + delays(rng, len(place), plan.truth.meeting_days)
    return Meetings(
        _spread(np.ones(len(place), bool), place, rows, False),
        _spread(days.astype(np.int32), place, rows, int(NEVER)),
        _spread(agreed, yes, rows, BLANK),
        _spread(switched, yes, rows, BLANK),
        np.stack([_spread(tactic, place, rows, BLANK) for tactic in tactics]),
        _spread(names, place, rows, 0),
        _spread(mean, place, rows, 0),
    )


def _spread(values: NDArray, place: NDArray[np.intp], rows: int, empty: int) -> NDArray:
    whole = np.full(rows, empty, values.dtype)
    whole[place] = values
    return whole


def _agreed(plan: Plan, proposed: Codes, offered: Codes, uniform: Floats) -> tuple[Codes, Codes]:
    unasked, asked = plan.truth.phone_instead
    share = np.where(offered == YES, asked, unasked)
    in_person = IN_PERSON[proposed]
    to_phone = in_person & (uniform < share)
    to_video = in_person & ~to_phone & (uniform > 1 - OTHERWISE)
    agreed = np.where(to_phone, PHONE, np.where(to_video, VIDEO, proposed)).astype(np.int8)
    switched = np.where(in_person, np.where(to_phone, YES, NO), BLANK).astype(np.int8)
    return agreed, switched


def _tactics(plan: Plan, rng: np.random.Generator, seeker: NDArray[np.int32]) -> NDArray[np.int8]:
    own = plan.seeker_habits[len(REQUEST_HABITS) : len(HABITS), seeker]
    share = expit(plan.meeting_habits[:, None] + own)
    return (rng.random((len(MEETING_HABITS), len(seeker))) >= share).astype(np.int8)


def names_mean(plan: Plan, tactics: NDArray[np.int8]) -> Floats:
    """Mean number of names given (rows,), by the meeting tactics (6, rows)."""
    return plan.truth.names_mean * np.exp(plan.names_effects @ (tactics == YES))


def draw_names(plan: Plan, rng: np.random.Generator, mean: Floats) -> NDArray[np.int32]:
    """Negative binomial numbers of names with the given means and the truth's size."""
    rate = rng.standard_gamma(plan.truth.names_size, len(mean)) * (mean / plan.truth.names_size)
    return rng.poisson(rate).astype(np.int32)
