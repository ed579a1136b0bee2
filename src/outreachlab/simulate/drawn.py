"""A simulated log as codes and day numbers, as far as it is known on its last day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import OUTCOMES, WINDOW_DAYS
from outreachlab.simulate.people import BOOKS
from outreachlab.simulate.plan import BLANK, NEVER, YES, Codes, Floats, Plan, delays, drawn_levels
from outreachlab.simulate.truth import MEETING_HABITS, REQUEST_HABITS, Truth
from outreachlab.simulate.waves import Rows

ACCEPTED, DECLINED, NO_REPLY, PENDING, UNDELIVERED = range(len(OUTCOMES))
NO_NUMBER = -1

THANKED, THANKED_DAYS = 0.75, (1.0, 0.8)
LED_TO = np.array([0.8, 0.94, 0.985])  # where nothing ends and lead, interview, offer begin
UNSAID_MINUTES = 30  # planned for where no limit was stated
SAID = ("channel", "meeting_format", "venue", "circumstance", "relationship")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawn:
    """
    A simulated log of `rows` requests, ordered by seeker, then by day.

    `codes` (name -> rows) point into `BOOKS`, -1 for a blank; `days` count from `start` and are
    `NEVER` where blank; `numbers` are -1 where blank: these three hold what the log shows.
    `person` is the row in which the contact was first asked, `parent` the row of the referrer's
    request, `outside` the number of a referrer who is not in the log; -1 for none.
    `used` holds every tactic, derived ones too, before cells were left empty; `log_odds` and
    `probability` are those of acceptance in the long run, once delivered; `names_mean` is the
    mean number of names a meeting gives, nan where none is held.
    """

    truth: Truth
    start: date
    end: int
    seekers: int
    seeker: NDArray[np.int32]
    person: NDArray[np.int32]
    parent: NDArray[np.int32]
    outside: NDArray[np.int32]
    generation: NDArray[np.int32]
    codes: dict[str, Codes]
    days: dict[str, NDArray[np.int32]]
    numbers: dict[str, NDArray[np.int32]]
    used: dict[str, Codes]
    log_odds: Floats
    probability: Floats
    names_mean: Floats

    def __len__(self) -> int:
        return len(self.seeker)

    def __repr__(self) -> str:
        return f"Drawn(rows={len(self)}, seekers={self.seekers}, last day {self.end})"


def written(
    plan: Plan, rng: np.random.Generator, rows: Rows, start: date, quiet_days: int
) -> Drawn:
    """The log as its seekers have written it by its last day; later events are not in it."""
    rows = _by_seeker(rows)
    end = _last_day(rows, int(rows["asked"].max()) + quiet_days)
    accepted = rows["accepted"] & (rows["responded"] <= end)
    held = rows["held"] & (rows["met"] <= end)
    used = {name: rows[name] for name in (*SAID, *REQUEST_HABITS, "referral")}
    used["was_referred"] = np.where(rows["referral"] == 2, 1, 0).astype(np.int8)
    used["switched_to_phone"] = np.where(accepted, rows["switched_to_phone"], BLANK)
    used |= {name: np.where(held, rows[name], BLANK) for name in MEETING_HABITS}
    numbers = _numbers(rng, rows, held)
    after = _after(rng, rows, held, end)
    drawn = Drawn(
        truth=plan.truth,
        start=start,
        end=end,
        seekers=len(plan.seeker_effect),
        seeker=rows["seeker"],
        person=rows["person"],
        parent=rows["parent"],
        outside=rows["outside"],
        generation=rows["generation"],
        codes={
            **{name: codes for name, codes in used.items() if name in BOOKS},
            **_background(rng, rows),
            "agreed_format": np.where(accepted, rows["agreed_format"], BLANK),
            "outcome": _outcomes(plan.truth, rng, rows, accepted, end),
            "led_to": after,
        },
        days=_days(rng, rows, held, end),
        numbers=numbers,
        used=used,
        log_odds=rows["log_odds"],
        probability=rows["probability"],
        names_mean=np.where(held, rows["names_mean"], np.nan),
    )
    _leave_blanks(plan.truth, rng, drawn)
    return drawn


def _by_seeker(rows: Rows) -> Rows:
    if not rows["seeker"].any():
        return rows
    order = np.argsort(rows["seeker"], kind="stable")
    moved = np.full(len(order) + 1, -1, np.int32)  # the last stands for nobody
    moved[order] = np.arange(len(order), dtype=np.int32)
    sorted_rows = {name: values[order] for name, values in rows.items()}
    for name in ("parent", "person"):
        sorted_rows[name] = moved[sorted_rows[name]]
    return sorted_rows


def _last_day(rows: Rows, until: int) -> int:
    """The day of the last request, answer or reminder not after `until`."""
    last = int(rows["asked"].max())
    for name in ("responded", "followed_up"):
        days = rows[name]
        last = max(last, int(days[days <= until].max(initial=last)))
    return last


def _outcomes(
    truth: Truth, rng: np.random.Generator, rows: Rows, accepted: NDArray[np.bool_], end: int
) -> Codes:
    """What the seeker writes on the last day; a silent request may stay pending for ever."""
    old = end - rows["asked"] >= WINDOW_DAYS
    given_up = old & (rng.random(len(old)) >= truth.left_pending)
    silent = np.where(given_up, NO_REPLY, PENDING)
    answered = np.where(accepted, ACCEPTED, DECLINED)
    outcome = np.where(rows["responded"] <= end, answered, silent)
    return np.where(rows["undelivered"], UNDELIVERED, outcome).astype(np.int8)


def _days(
    rng: np.random.Generator, rows: Rows, held: NDArray[np.bool_], end: int
) -> dict[str, NDArray[np.int32]]:
    thanked = rows["met"] + delays(rng, len(held), THANKED_DAYS)
    thanks = held & (rng.random(len(held)) < THANKED)
    days = {
        "asked_on": rows["asked"],
        "responded_on": rows["responded"],
        "met_on": np.where(held, rows["met"], NEVER),
        "thanked_on": np.where(thanks, thanked, NEVER),
        "followed_up_on": rows["followed_up"],
    }
    return {name: np.where(day <= end, day, NEVER).astype(np.int32) for name, day in days.items()}


def _numbers(
    rng: np.random.Generator, rows: Rows, held: NDArray[np.bool_]
) -> dict[str, NDArray[np.int32]]:
    """Minutes, names and rating; who offers to wrap up runs over less, names are welcome."""
    asked = rows["minutes_asked"].astype(np.int32)
    planned = np.where(asked == 0, UNSAID_MINUTES, asked)
    longer = np.where(rows["offered_to_wrap_up"] == YES, -0.05, 0.12)
    spread = 0.18 * rng.standard_normal(len(held))
    minutes = np.clip(np.rint(planned * np.exp(longer + spread)), 5, 480).astype(np.int32)
    pleased = 3.2 + 0.4 * np.minimum(rows["names"], 2) + rng.standard_normal(len(held))
    rating = np.clip(np.rint(pleased), 1, 5).astype(np.int32)
    return {
        "minutes_asked": np.where(asked == 0, NO_NUMBER, asked),
        "minutes_met": np.where(held, minutes, NO_NUMBER),
        "referrals_given": np.where(held, rows["names"], NO_NUMBER),
        "usefulness": np.where(held, rating, NO_NUMBER),
    }


def _after(rng: np.random.Generator, rows: Rows, held: NDArray[np.bool_], end: int) -> Codes:
    """What came of a meeting; nothing yet in the days right after it."""
    led = drawn_levels(rng.random(len(held)), LED_TO)
    early = end - rows["met"] < 7
    return np.where(held, np.where(early, 0, led), BLANK).astype(np.int8)


def _background(rng: np.random.Generator, rows: Rows) -> dict[str, Codes]:
    """Where people work: five companies an industry, the rest at random. One person, one job."""
    count = len(rows["industry"])
    company, role, seniority, note = rng.random((4, count))[:, rows["person"]]
    return {
        "industry": rows["industry"],
        "company": (rows["industry"] * 5 + (company * 5).astype(np.int8)).astype(np.int8),
        "role": (role * len(BOOKS["role"])).astype(np.int8),
        "seniority": drawn_levels(seniority, np.array([0.15, 0.5, 0.85])),
        "notes": (note * len(BOOKS["notes"])).astype(np.int8),
    }


def _leave_blanks(truth: Truth, rng: np.random.Generator, drawn: Drawn) -> None:
    """Empty a share of the cells of some columns, whatever they hold."""
    for held, empty in ((drawn.codes, BLANK), (drawn.days, NEVER), (drawn.numbers, NO_NUMBER)):
        for name, share in truth.blanks.items():
            if name in held and share > 0:
                held[name] = np.where(rng.random(len(drawn)) < share, empty, held[name])
