"""A truth as arrays, once per simulation: thresholds to draw with and tables to look up."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.vocabulary import levels_of
from outreachlab.simulate.truth import HABITS, MEETING_HABITS, REQUEST_HABITS, Shares, Truth

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

YES, NO, BLANK = 0, 1, -1
# What a request chooses; the two sides of each are its codes 0 and 1.
CHOICES = (
    "said_informational",
    "explained_why",
    "meeting_format",
    "short_time",
    "convenient_venue",
    "offered_phone",
    "referral",
)
NEVER = np.int32(2**30)  # a day that does not come; later than any other
LONGEST = 3650  # days; no answer takes longer


def expit(log_odds: Floats) -> Floats:
    """Probability of given log-odds, safe for any size."""
    return 0.5 * (1 + np.tanh(0.5 * log_odds))


def logit(share: float) -> float:
    """Log-odds of a share, of 0 and 1 too."""
    share = min(max(share, 1e-12), 1 - 1e-12)
    return float(np.log(share / (1 - share)))


def table_of(effects: Shares, levels: tuple[str, ...]) -> Floats:
    """The effect of each level, and of a blank (0) in the last place, where code -1 finds it."""
    return np.array([*(effects.get(level, 0.0) for level in levels), 0.0])


def thresholds_of(shares: Shares, levels: tuple[str, ...]) -> Floats:
    """Where a uniform number passes from one level to the next: (levels - 1,)."""
    weights = np.array([shares.get(level, 0.0) for level in levels])
    return np.cumsum(weights / weights.sum())[:-1]


def drawn_levels(uniform: Floats, thresholds: Floats) -> Codes:
    """Codes of levels drawn by uniform numbers."""
    return np.searchsorted(thresholds, uniform, side="right").astype(np.int8)


def delays(rng: np.random.Generator, size: int, days: tuple[float, float]) -> NDArray[np.int32]:
    """Whole days of a log-normal delay with its (median, sigma)."""
    median, sigma = days
    drawn = median * np.exp(sigma * rng.standard_normal(size))
    return np.minimum(drawn, LONGEST).astype(np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """
    What the waves draw from.

    `effects` and `mix` hold a table per tactic and column; `tie_if_referred` thresholds;
    `request_habits` (6,) and `meeting_habits` (6,) log-odds; `seeker_effect` (seekers,) log-odds;
    `seeker_habits` (12, seekers) log-odds added to the habits; `own_effects` (7, seekers) log-odds
    added to the effects, in the order of `CHOICES`.
    """

    truth: Truth
    effects: Mapping[str, Floats]
    mix: Mapping[str, Floats]
    tie_if_referred: Floats
    request_habits: Floats
    meeting_habits: Floats
    names_effects: Floats
    seeker_effect: Floats
    seeker_habits: Floats
    own_effects: Floats


def plan_of(truth: Truth, seekers: int, rng: np.random.Generator) -> Plan:
    """The truth as arrays; a lone seeker is the average one."""
    alone = seekers == 1
    return Plan(
        truth,
        {name: table_of(levels, levels_of(name)) for name, levels in truth.effects.items()},
        {name: thresholds_of(shares, levels_of(name)) for name, shares in truth.mix.items()},
        thresholds_of(truth.tie_if_referred, levels_of("relationship")),
        _log_odds(truth.habits, REQUEST_HABITS),
        _log_odds(truth.habits, MEETING_HABITS),
        np.array([truth.names_effects.get(name, 0.0) for name in MEETING_HABITS]),
        (0.0 if alone else truth.seeker_sd) * rng.standard_normal(seekers),
        (0.0 if alone else truth.habit_sd) * rng.standard_normal((len(HABITS), seekers)),
        _own_effects(0.0 if alone else truth.effect_sd, seekers, rng),
    )


def _own_effects(spread: float, seekers: int, rng: np.random.Generator) -> Floats:
    size = (len(CHOICES), seekers)
    # nothing is drawn where nothing differs, so that a seed keeps its log
    return spread * rng.standard_normal(size) if spread else np.zeros(size)


def _log_odds(habits: Shares, names: tuple[str, ...]) -> Floats:
    return np.array([logit(habits.get(name, HABITS[name])) for name in names])


def children_per_request(plan: Plan) -> float:
    """Roughly how many requests one request leads to; it sets the pace of cold requests."""
    truth = plan.truth
    mean = truth.intercept
    for name, levels in truth.effects.items():
        shares = truth.mix.get(name) or {"yes": truth.habits.get(name, 0.3), "named": 0.2}
        mean += sum(effect * shares.get(level, 0.0) for level, effect in levels.items())
    names = truth.names_mean * np.prod(
        [1 + truth.habits.get(n, 0.5) * np.expm1(e) for n, e in truth.names_effects.items()]
    )
    meetings = float(expit(np.array(mean))) * truth.held
    return min(0.6, float(meetings * names * truth.name_asked))
