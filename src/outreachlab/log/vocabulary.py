"""
The words of an outreach log: its columns, its outcomes, and the advice each tactic tests.

Schema, charts, report, codebook and notebooks read these tables; a word stands nowhere else.
"""

import re
from dataclasses import dataclass
from typing import Literal

from outreachlab.log.synonyms import synonyms_of

Kind = Literal["text", "person", "date", "category", "yes_no", "whole"]
Stage = Literal["request", "answer", "meeting", "after"]
Among = Literal["counted requests", "accepted requests", "meetings held"]
Success = Literal["accepted", "meeting held", "named someone further"]

YES_NO = ("yes", "no")
OUTCOMES = ("accepted", "declined", "no_reply", "pending", "undelivered")
FORMATS = ("coffee", "lunch", "office_visit", "phone_call", "video_call", "other")
CHANNELS = ("email", "linkedin", "phone", "text", "in_person", "other")
VENUES = ("their_office", "near_them", "near_me", "remote", "other")
CIRCUMSTANCES = (
    "career_change",
    "exploring_path",
    "foot_in_door",
    "met_at_event",
    "reconnecting",
    "other",
)
RELATIONSHIPS = ("stranger", "weak_tie", "strong_tie")
LED_TO = ("nothing", "lead", "interview", "offer")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
NTH_REQUEST = {"1_to_10": 10, "11_to_30": 30, "31_to_100": 100, "over_100": None}  # and the last

DEFAULT_SEEKER = "me"
WINDOW_DAYS = 21
SHORT_TIME_MINUTES = 30
FEW = 10


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the log: what it holds, when it is known, and what people may call it."""

    name: str
    kind: Kind
    about: str
    stage: Stage = "request"
    words: tuple[str, ...] = ()
    low: int | None = None
    high: int | None = None
    required: bool = False

    @property
    def synonyms(self) -> tuple[str, ...]:
        """What people may call it in their own files."""
        return synonyms_of(self.name)


def _yes_no(name: str, about: str, stage: Stage) -> Column:
    return Column(name, "yes_no", about, stage, words=YES_NO)


COLUMNS: tuple[Column, ...] = (
    Column("request_id", "text", "A name for the request, used once per seeker."),
    Column("seeker", "person", "Who asks."),
    Column("contact", "person", "Who was asked: a name or an id.", required=True),
    Column("referrer", "person", "Who suggested this contact; empty if nobody."),
    Column("asked_on", "date", "The day of the request.", required=True),
    Column("responded_on", "date", "The day of the answer.", "answer"),
    Column("met_on", "date", "The day of the meeting.", "meeting"),
    Column("thanked_on", "date", "The day of the thank-you.", "after"),
    Column("followed_up_on", "date", "The day of the first reminder.", "answer"),
    Column("channel", "category", "How the request was sent.", words=CHANNELS),
    Column("meeting_format", "category", "What was proposed.", words=FORMATS),
    Column("agreed_format", "category", "What was agreed.", "answer", words=FORMATS),
    Column("venue", "category", "Where the meeting was proposed to be.", words=VENUES),
    Column(
        "minutes_asked",
        "whole",
        "Minutes asked for; empty if no limit was stated.",
        low=5,
        high=480,
    ),
    _yes_no("offered_phone", "Was a phone call offered?", "request"),
    _yes_no("mentioned_referrer", "Was the referrer named in the request?", "request"),
    _yes_no("said_informational", "Did the request say that it is informational?", "request"),
    _yes_no("explained_why", "Did the request say exactly why?", "request"),
    Column("circumstance", "category", "What the request came out of.", words=CIRCUMSTANCES),
    Column("relationship", "category", "The tie before the request.", words=RELATIONSHIPS),
    Column("company", "text", "Where the contact works."),
    Column("industry", "text", "The contact's industry."),
    Column("role", "text", "The contact's role."),
    Column("seniority", "text", "The contact's seniority."),
    Column("outcome", "category", "What became of the request.", "answer", OUTCOMES, required=True),
    _yes_no("met", "Was the meeting held? For where its day is not known.", "meeting"),
    _yes_no("thanked", "Was a thank-you sent? For where its day is not known.", "after"),
    _yes_no("prepared_questions", "Were questions prepared?", "meeting"),
    _yes_no("researched_field", "Was the field researched first?", "meeting"),
    _yes_no("asked_about_their_path", "Was the contact asked about their own path?", "meeting"),
    _yes_no("arrived_on_time", "Was the seeker on time?", "meeting"),
    _yes_no("offered_to_wrap_up", "Did the seeker offer to wrap up?", "meeting"),
    _yes_no("asked_for_referrals", "Did the seeker ask whom else to talk to?", "meeting"),
    Column("minutes_met", "whole", "Minutes the meeting really took.", "meeting", low=0, high=1440),
    Column("referrals_given", "whole", "Names given at the meeting.", "meeting", low=0),
    Column("names_given", "text", "The names given at the meeting, with ; between.", "meeting"),
    Column("usefulness", "whole", "The seeker's own rating, 1 to 5.", "meeting", low=1, high=5),
    Column("led_to", "category", "What came of it.", "after", words=LED_TO),
    Column("notes", "text", "Free text; never analysed, never shared.", "after"),
)

COLUMN: dict[str, Column] = {column.name: column for column in COLUMNS}
NAMES_APART = re.compile(r"[;\n]")  # between the names given at a meeting
REQUIRED: tuple[str, ...] = tuple(column.name for column in COLUMNS if column.required)


@dataclass(frozen=True, slots=True)
class Derived:
    """
    A tactic computed from other columns; `codes.py` holds the rule.

    One of the calendar `yields` to a column of the file that is called the same.
    """

    name: str
    sources: tuple[str, ...]
    levels: tuple[str, ...]
    about: str
    stage: Stage = "request"
    yields: bool = False


DERIVED: dict[str, Derived] = {
    derived.name: derived
    for derived in (
        Derived(
            "short_time",
            ("minutes_asked",),
            YES_NO,
            "Were 30 minutes or fewer asked for? No: more, or no limit stated.",
        ),
        Derived(
            "time_limit",
            ("minutes_asked",),
            ("up_to_30", "over_30", "not_stated"),
            "The time asked for.",
        ),
        Derived(
            "convenient_venue",
            ("venue",),
            ("yes", "no", "not_applicable"),
            "Was the place convenient to the contact?",
        ),
        Derived(
            "referral",
            ("mentioned_referrer", "referrer"),
            ("named", "not_named", "none"),
            "Was the contact told who referred the seeker?",
        ),
        Derived("was_referred", ("referrer",), YES_NO, "Was there a referrer at all?"),
        Derived(
            "switched_to_phone",
            ("agreed_format", "meeting_format"),
            YES_NO,
            "Asked in person: was a phone call agreed on instead?",
            "answer",
        ),
        Derived("weekday", ("asked_on",), WEEKDAYS, "The weekday of the request.", yields=True),
        Derived("month", ("asked_on",), MONTHS, "The month of the request.", yields=True),
        Derived(
            "nth_request",
            ("seeker", "asked_on"),
            tuple(NTH_REQUEST),
            "Which of the seeker's requests it was; all of one day count as its first.",
            yields=True,
        ),
    )
}

IN_PERSON_FORMATS = ("coffee", "lunch", "office_visit")


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice as a hypothesis: which contrast tests it, among whom, on what success."""

    advice: str
    tactic: str
    contrast: tuple[str, str] | None
    among: Among = "counted requests"
    success: Success = "accepted"


def _meeting(advice: str, tactic: str) -> Advice:
    return Advice(advice, tactic, YES_NO, "meetings held", "named someone further")


ADVICE: tuple[Advice, ...] = (
    Advice("say that it is informational", "said_informational", YES_NO),
    Advice("explain exactly why you want it", "explained_why", YES_NO),
    Advice("coffee rather than lunch", "meeting_format", ("coffee", "lunch")),
    Advice("ask for 30 minutes at most", "short_time", YES_NO),
    Advice("make the place convenient to them", "convenient_venue", YES_NO),
    Advice("offer a phone call", "offered_phone", YES_NO),
    Advice("name the person who referred you", "referral", ("named", "not_named")),
    Advice("have a referral at all", "was_referred", YES_NO),
    Advice("the circumstance", "circumstance", None),
    Advice(
        "take the phone call they prefer",
        "switched_to_phone",
        YES_NO,
        "accepted requests",
        "meeting held",
    ),
    _meeting("prepare questions", "prepared_questions"),
    _meeting("research the field first", "researched_field"),
    _meeting("ask about their own path", "asked_about_their_path"),
    _meeting("be on time", "arrived_on_time"),
    _meeting("be the one to offer to wrap up", "offered_to_wrap_up"),
    _meeting("ask whom else to talk to", "asked_for_referrals"),
)
ADVICE_OF: dict[str, Advice] = {advice.tactic: advice for advice in ADVICE}

BACKGROUND: tuple[str, ...] = ("relationship", "channel", "circumstance")
COUNTS: tuple[str, ...] = ("requests", "undelivered", "too_young", "counted", "accepted")


def stage_of(name: str) -> Stage:
    """When a column or derived tactic is known; a person's own column counts as "request"."""
    if name in DERIVED:
        return DERIVED[name].stage
    return COLUMN[name].stage if name in COLUMN else "request"


def levels_of(name: str) -> tuple[str, ...]:
    """Levels of a column or derived tactic in vocabulary order; empty if any text goes."""
    return DERIVED[name].levels if name in DERIVED else words_of(name)


def words_of(name: str) -> tuple[str, ...]:
    """The words that a column of a log may hold; empty if any text goes, as in a person's own."""
    return COLUMN[name].words if name in COLUMN else ()


def sources_of(name: str) -> tuple[str, ...]:
    """The log's columns a tactic is computed from, or the column itself."""
    return DERIVED[name].sources if name in DERIVED else (name,)


def columns_for(name: str) -> tuple[str, ...]:
    """What to read of a log for a column or tactic, as far as it is there: its own name wins."""
    return (name, *sources_of(name))
