"""The truth behind a simulated log: every effect, share and delay that is planted."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.log.vocabulary import levels_of, stage_of

Shares = Mapping[str, float]

EFFECTS: Mapping[str, Shares] = {
    "said_informational": {"yes": 0.4},
    "explained_why": {"yes": 0.6},
    "meeting_format": {"lunch": -0.8, "office_visit": -0.1, "phone_call": 0.1, "video_call": 0.1},
    "short_time": {"yes": 0.6},
    "convenient_venue": {"yes": 0.0},
    "offered_phone": {"yes": -0.2},
    "referral": {"named": 1.1, "not_named": 0.2},
    "circumstance": {"foot_in_door": -0.5, "met_at_event": 0.2, "reconnecting": 0.3},
    "relationship": {"weak_tie": 0.3, "strong_tie": 0.7},
    "channel": {"linkedin": -0.2, "phone": 0.1, "in_person": 0.4},
}
HABITS: Shares = {
    "said_informational": 0.55,
    "explained_why": 0.5,
    "short_time": 0.5,
    "convenient_venue": 0.55,
    "offered_phone": 0.35,
    "mentioned_referrer": 0.65,
    "prepared_questions": 0.65,
    "researched_field": 0.55,
    "asked_about_their_path": 0.6,
    "arrived_on_time": 0.85,
    "offered_to_wrap_up": 0.5,
    "asked_for_referrals": 0.6,
}
REQUEST_HABITS = tuple(name for name in HABITS if stage_of(name) == "request")
MEETING_HABITS = tuple(name for name in HABITS if stage_of(name) == "meeting")

MIX: Mapping[str, Shares] = {
    "channel": {
        "email": 0.45, "linkedin": 0.32, "phone": 0.06, "text": 0.05, "in_person": 0.09,
        "other": 0.03,
    },
    "meeting_format": {
        "coffee": 0.4, "lunch": 0.22, "office_visit": 0.1, "phone_call": 0.13, "video_call": 0.13,
        "other": 0.02,
    },
    "circumstance": {
        "career_change": 0.35, "exploring_path": 0.27, "foot_in_door": 0.12, "met_at_event": 0.13,
        "reconnecting": 0.1, "other": 0.03,
    },
    "relationship": {"stranger": 0.5, "weak_tie": 0.35, "strong_tie": 0.15},
}  # fmt: skip
TIE_IF_REFERRED: Shares = {"stranger": 0.75, "weak_tie": 0.22, "strong_tie": 0.03}
NAMES_EFFECTS: Shares = {
    "asked_for_referrals": 0.9,
    "prepared_questions": 0.3,
    "offered_to_wrap_up": 0.2,
}
BLANKS: Shares = {
    "responded_on": 0.01,
    "channel": 0.02,
    "meeting_format": 0.01,
    "agreed_format": 0.04,
    "venue": 0.02,
    "offered_phone": 0.02,
    "mentioned_referrer": 0.02,
    "said_informational": 0.02,
    "explained_why": 0.03,
    "circumstance": 0.02,
    "relationship": 0.03,
    "company": 0.05,
    "industry": 0.03,
    "role": 0.06,
    "seniority": 0.12,
    "prepared_questions": 0.03,
    "researched_field": 0.03,
    "asked_about_their_path": 0.05,
    "arrived_on_time": 0.03,
    "offered_to_wrap_up": 0.06,
    "asked_for_referrals": 0.03,
    "minutes_met": 0.08,
    "referrals_given": 0.04,
    "usefulness": 0.06,
    "led_to": 0.05,
    "notes": 0.85,
}


@dataclass(frozen=True, slots=True)
class Truth:
    """
    Everything planted in a simulated log.

    Effects on acceptance are log-odds; a level not listed has 0. Shares are fractions. Days are
    (median, sigma) of a log-normal delay whose fraction of a day is cut off, so 0 is possible.
    """

    intercept: float = -1.75
    """Log-odds of acceptance of a cold request with every tactic at 0."""
    effects: Mapping[str, Shares] = field(default_factory=lambda: EFFECTS)
    """Tactic -> level -> log-odds of acceptance; derived tactics by their own names."""
    habits: Shares = field(default_factory=lambda: HABITS)
    """How often each yes/no tactic is used by a seeker of no particular habits."""
    mix: Mapping[str, Shares] = field(default_factory=lambda: MIX)
    """How often each word of the other columns is used."""
    tie_if_referred: Shares = field(default_factory=lambda: TIE_IF_REFERRED)
    """The same for `relationship` where there is a referrer."""

    seeker_sd: float = 0.5
    """Spread of the seekers' own log-odds of acceptance; a lone seeker is the average one."""
    habit_sd: float = 0.6
    """Spread of the seekers' own log-odds of using each yes/no tactic; likewise."""
    effect_sd: float = 0.0
    """Spread between seekers of what each choice in a request does, about its effect; likewise."""
    chain_sd: float = 0.0
    """Spread of a log-odds of acceptance that all requests of one chain share."""
    care_sd: float = 0.5
    """Spread of the care taken over a request, which raises all its yes/no tactics together."""

    undelivered: float = 0.04
    declines: float = 0.35
    """Of those who would not accept, the share who say so; the others never answer."""
    accept_days: tuple[float, float] = (3.0, 0.9)
    decline_days: tuple[float, float] = (5.0, 0.9)
    follow_up_share: float = 0.5
    """Share of the silent who are reminded, on a day between the two of `follow_up_days`."""
    follow_up_days: tuple[int, int] = (8, 13)
    follow_up: float = 0.4
    """Log-odds of acceptance that a reminder adds for one who would have kept silent."""
    left_pending: float = 0.1
    """Share of requests silent for longer than the answer window that are still marked pending."""

    held: float = 0.88
    """Probability that an accepted meeting takes place, if the log lasts long enough."""
    held_effects: Shares = field(default_factory=lambda: {"switched_to_phone": 0.6})
    """Log-odds that a tactic adds to it."""
    phone_instead: tuple[float, float] = (0.1, 0.35)
    """Probability that a proposed meeting in person becomes a call: not offered, offered."""
    meeting_days: tuple[float, float] = (8.0, 0.6)

    names_mean: float = 0.7
    """Mean number of names given at a meeting with every tactic at 0."""
    names_size: float = 1.5
    """Size (k) of the negative binomial number of names given."""
    names_effects: Shares = field(default_factory=lambda: NAMES_EFFECTS)
    """Log of the factor by which a meeting tactic multiplies the mean."""
    name_asked: float = 0.75
    """Probability that a person named is asked."""
    asking_days: tuple[float, float] = (5.0, 0.8)
    asked_early: float = 0.04
    """Probability that this is done before the meeting at which they were named."""
    passed_on: float = 0.06
    """Probability of one name from somebody who declines or whose meeting falls through."""
    outside_referrer: float = 0.07
    """Share of the other requests that name a referrer who is not in the log."""
    asked_again: float = 0.08
    """Probability that somebody who never answers is asked a second time."""
    same_industry: float = 0.5
    """Probability that a person named works in the industry of whoever names them."""

    blanks: Shares = field(default_factory=lambda: BLANKS)
    """Share of empty cells, by column, where there was something to write."""

    def __post_init__(self) -> None:
        for tactic, levels in (*self.effects.items(), *self.mix.items()):
            known = levels_of(tactic)
            for level in levels:
                if level not in known:
                    raise UnknownLevelError(tactic, level, known)
        require_shares(self, PROBABILITIES)

    def null(self, rate: float = 0.38) -> "Truth":
        """The same truth without any effect: an average seeker has `rate` whatever they do."""
        return replace(
            self,
            intercept=math.log(rate / (1 - rate)),
            effects={},
            follow_up=0.0,
            held_effects={},
            names_effects={},
        )


def require_shares(truth: object, names: Iterable[str]) -> None:
    """UsageError where one of these attributes is no share."""
    for name in names:
        if not 0 <= getattr(truth, name) <= 1:
            raise UsageError(f"{name} must lie between 0 and 1")


PROBABILITIES = (
    "undelivered",
    "declines",
    "follow_up_share",
    "left_pending",
    "held",
    "name_asked",
    "asked_early",
    "passed_on",
    "outside_referrer",
    "asked_again",
    "same_industry",
)
