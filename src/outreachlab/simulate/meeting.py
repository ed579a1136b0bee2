"""What happens at a meeting: whether it is held, how, and how many names are given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import FORMATS, IN_PERSON_FORMATS
from outreachlab.simulate.answering import Answers, Days, Flags
from outreachlab.simulate.plan import (
    BLANK,
    NEVER,
    NO,
    YES,
    Codes,
    Floats,
    Plan,
    delays,
    expit,
    logit,
)
from outreachlab.simulate.truth import HABITS, MEETING_HABITS, REQUEST_HABITS

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
