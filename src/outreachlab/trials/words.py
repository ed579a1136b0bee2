"""What a lot asks one to do, in words to follow, and which contacts it can be drawn for."""

from collections.abc import Iterable, Mapping

from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import ADVICE_OF, YES_NO
from outreachlab.trials.plan import Contrast
from outreachlab.wording import isolated, label, shortened

# The two sides of every tactic that can be chosen at a request.
CONTRASTS: dict[str, tuple[str, str]] = {one.tactic: one.contrast for one in CHOSEN if one.contrast}
TO_DO: Mapping[str, tuple[str, str]] = {
    "said_informational": (
        "say that it is informational",
        "don't say that it is informational",
    ),
    "explained_why": ("explain exactly why you ask", "don't explain why you ask"),
    "meeting_format": ("offer coffee", "offer lunch"),
    "short_time": ("ask for 30 minutes", "name no time limit"),
    "convenient_venue": ("propose a place near them", "propose a place near you"),
    "offered_phone": ("offer a phone call", "don't mention a phone call"),
    "referral": ("name who referred you", "don't name who referred you"),
}
IN_PERSON = ("meeting_format", "convenient_venue")
REFERRED = "referral"
EVERYBODY = "all contacts"


def to_do(contrast: Contrast, arm: str, referrer: str | None = None) -> str:
    """One lot in words: `offer coffee`; `this contact came from Ana: name Ana`."""
    words = TO_DO[contrast.tactic][0 if arm == contrast.first else 1]
    if contrast.tactic == REFERRED and referrer:
        who = isolated(shortened(referrer))
        return f"this contact came from {who}: {words.replace('who referred you', who)}"
    return words


def eligible(tactic: str, *, referred: bool, in_person: bool) -> bool:
    """Can a lot about this tactic be drawn for a contact?"""
    return (referred or tactic != REFERRED) and (in_person or tactic not in IN_PERSON)


def who_is_eligible(tactic: str) -> str:
    """For whom lots about a tactic are drawn."""
    if tactic == REFERRED:
        return "contacts whom somebody referred"
    return "contacts asked to meet in person" if tactic in IN_PERSON else EVERYBODY


def hypothesis(contrast: Contrast) -> str:
    """`“coffee rather than lunch”: coffee against lunch`; of yes and no the advice alone."""
    advice = f"“{ADVICE_OF[contrast.tactic].advice}”"
    if (contrast.first, contrast.second) == YES_NO:
        return advice
    return f"{advice}: {label(contrast.first)} against {label(contrast.second)}"


def sides_to_do(tactic: str, contrast: tuple[str, str]) -> str:
    """What lots about a tactic ask for: `offer a phone call / don't mention a phone call`."""
    first, second = (to_do(Contrast(tactic, *contrast), side) for side in contrast)
    return f"{first} / {second}"


def missing(tactics: Iterable[str]) -> str:
    """Why none of some tactics can be drawn for a contact."""
    wanted = {
        "a `referrer` to name" if tactic == REFERRED else "a meeting in person"
        for tactic in tactics
    }
    return " or ".join(sorted(wanted))
