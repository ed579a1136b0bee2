"""Generation by generation: cold requests, their meetings, the people named there, and so on."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.simulate.answering import (
    Days,
    draw_answers,
    draw_meetings,
    draw_requests,
    log_odds_of,
    own_log_odds,
)
from outreachlab.simulate.people import INDUSTRIES
from outreachlab.simulate.plan import NEVER, Plan, children_per_request, delays
from outreachlab.simulate.truth import MEETING_HABITS

Rows = dict[str, NDArray]

NOBODY = -1
OUTSIDE_PEOPLE = 6  # referrers outside the log, per seeker
STARTS_WITHIN = 0.4  # share of the days within which the seekers of a pool begin


def draw_waves(plan: Plan, rng: np.random.Generator, n: int, seekers: int, days: int) -> Rows:
    """
    The first `n` requests by day, in order of day, with all that becomes of them in the long run.

    A row's `parent` and `person` (where the contact was first asked) are positions in the result;
    a parent comes before its children.
    """
    waves: list[Rows] = []
    wave, last, total = _roots(plan, rng, n, seekers, days), int(NEVER), 0
    while len(wave["seeker"]):
        waves.append(_played(plan, rng, wave, total))
        total += len(wave["seeker"])
        if total > n:  # nothing after the n-th request by day can be among the first n
            asked = np.concatenate([rows["asked"] for rows in waves])
            last = int(np.partition(asked, n - 1)[n - 1])
        wave = _until(_following(plan, rng, waves[-1]), last)
    return _first(waves, n, seekers)


def _roots(plan: Plan, rng: np.random.Generator, n: int, seekers: int, days: int) -> Rows:
    """`n` cold requests; those that chains will crowd out come after the last day."""
    within = max(seekers, round(n * (1 - children_per_request(plan))))
    seeker = np.arange(n, dtype=np.int32) % seekers
    begin, end = np.zeros(seekers), np.full(seekers, float(days))
    if seekers > 1:
        busy = np.cumsum(rng.standard_gamma(2.0, seekers))
        drawn = np.searchsorted(busy, rng.random(n - seekers) * busy[-1], side="right")
        seeker[seekers:] = np.minimum(drawn, seekers - 1)
        begin = rng.random(seekers) * STARTS_WITHIN * days
        end = np.minimum(days, begin + days * (0.4 + 0.6 * rng.random(seekers)))
    day = begin[seeker] + rng.random(n) * (end - begin)[seeker]
    day[:seekers] = begin  # everybody asks somebody
    day[within:] = days + np.arange(n - within) * (days / within)
    outside = rng.random(n) < plan.truth.outside_referrer
    someone = (rng.random(n) * OUTSIDE_PEOPLE).astype(np.int32)
    nobody = np.full(n, NOBODY, np.int32)
    return {
        "seeker": seeker,
        "asked": day.astype(np.int32),
        "parent": nobody,
        "outside": np.where(outside, someone, np.int32(NOBODY)),
        "again": nobody,
        "generation": np.zeros(n, np.int32),
        "industry": (rng.random(n) * len(INDUSTRIES)).astype(np.int8),
        "chain_effect": plan.truth.chain_sd * rng.standard_normal(n),
    }


def _played(plan: Plan, rng: np.random.Generator, wave: Rows, before: int) -> Rows:
    """A wave with what is said, what comes back and what the meetings bring."""
    rows = len(wave["seeker"])
    place = np.arange(before, before + rows, dtype=np.int32)
    referred = (wave["parent"] != NOBODY) | (wave["outside"] != NOBODY)
    said = draw_requests(plan, rng, wave["seeker"], referred)
    own = plan.seeker_effect[wave["seeker"]] + wave["chain_effect"]
    own = own + own_log_odds(plan, said, wave["seeker"])
    log_odds = log_odds_of(plan, said) + own
    answers = draw_answers(plan, rng, wave["asked"], log_odds)
    meetings = draw_meetings(
        plan, rng, answers, wave["seeker"], said["meeting_format"], said["offered_phone"]
    )
    return {
        **wave,
        **said,
        "place": place,
        "person": np.where(wave["again"] == NOBODY, place, wave["again"]),
        "log_odds": log_odds,
        "undelivered": answers.undelivered,
        "accepted": answers.accepted,
        "responded": answers.responded,
        "followed_up": answers.followed_up,
        "probability": answers.probability,
        "held": meetings.held,
        "met": meetings.met,
        "agreed_format": meetings.agreed_format,
        "switched_to_phone": meetings.switched_to_phone,
        "names": meetings.names,
        "names_mean": meetings.names_mean,
        **dict(zip(MEETING_HABITS, meetings.tactics, strict=True)),
    }


def _following(plan: Plan, rng: np.random.Generator, rows: Rows) -> Rows:
    """The requests that a wave leads to: people named, and the silent asked a second time."""
    named, day = _people_named(plan, rng, rows)
    same = rng.random(len(named)) < plan.truth.same_industry
    elsewhere = (rng.random(len(named)) * len(INDUSTRIES)).astype(np.int8)
    nobody = np.full(len(named), NOBODY, np.int32)
    children: Rows = {
        "seeker": rows["seeker"][named],
        "asked": day,
        "parent": rows["place"][named],
        "outside": nobody,
        "again": nobody,
        "generation": rows["generation"][named] + 1,
        "industry": np.where(same, rows["industry"][named], elsewhere),
        "chain_effect": rows["chain_effect"][named],
    }
    silent = (rows["responded"] == NEVER) & (rows["again"] == NOBODY)
    again = np.flatnonzero(silent & (rng.random(len(silent)) < plan.truth.asked_again))
    second: Rows = {name: rows[name][again] for name in children}
    wait = np.where(rows["undelivered"][again], 3, 45) + 30 * rng.random(len(again))
    second["asked"] = rows["asked"][again] + wait.astype(np.int32)
    second["again"] = rows["person"][again]
    return {name: np.concatenate([children[name], second[name]]) for name in children}


def _people_named(
    plan: Plan, rng: np.random.Generator, rows: Rows
) -> tuple[NDArray[np.intp], Days]:
    """Who named a person that is then asked (once per such person), and the day of asking."""
    truth = plan.truth
    met = np.flatnonzero(rows["names"])
    by_meeting = np.repeat(met, rng.binomial(rows["names"][met], truth.name_asked))
    met_on, answered = rows["met"][by_meeting], rows["responded"][by_meeting]
    early, part = rng.random((2, len(by_meeting)))
    after = met_on + delays(rng, len(by_meeting), truth.asking_days)
    before = answered + (part * (met_on - answered)).astype(np.int32)
    day = np.where(early < truth.asked_early, before, after)

    could = np.flatnonzero((rows["responded"] != NEVER) & ~rows["held"])
    passing = could[rng.random(len(could)) < truth.passed_on]
    passed = rows["responded"][passing] + delays(rng, len(passing), truth.asking_days)
    return np.concatenate([by_meeting, passing]), np.concatenate([day, passed]).astype(np.int32)


def _until(wave: Rows, last: int) -> Rows:
    keep = wave["asked"] <= last
    return wave if keep.all() else {name: values[keep] for name, values in wave.items()}


def _first(waves: list[Rows], n: int, seekers: int) -> Rows:
    """
    The first `n` rows by day, then by place, so that a parent precedes its children.

    The first request of every seeker, one of the first `seekers` rows, is among them.
    """
    whole = {name: np.concatenate([rows[name] for rows in waves]) for name in waves[0]}
    order = np.argsort(whole["asked"], kind="stable")
    others = np.cumsum(order >= seekers)
    order = order[(order < seekers) | (others <= n - seekers)]
    moved = np.full(len(whole["asked"]) + 1, NOBODY, np.int32)  # the last stands for nobody
    moved[order] = np.arange(n, dtype=np.int32)
    rows = {name: values[order] for name, values in whole.items() if name != "place"}
    rows["parent"], rows["person"] = moved[rows["parent"]], moved[rows["person"]]
    return rows
