"""What is due, as a section of the report and as a calendar file (iCalendar, RFC 5545)."""

from collections import Counter
from datetime import date, timedelta
from hashlib import sha256

from outreachlab import __version__
from outreachlab.answers.due import ACTIONS, Action, Due
from outreachlab.answers.next_steps import NextSteps
from outreachlab.display import Shown
from outreachlab.escapes import ics
from outreachlab.report.model import Section
from outreachlab.wording import listed, sentence, shortened

MOST_LISTED = 30
DOING: dict[Action, str] = {
    "follow_up": "follow up",
    "thank": "say thank you",
    "ask_for_names": "ask for further names",
    "ask_named_person": "ask the people named",
}


def next_section(steps: NextSteps) -> Section:
    """Every action due, the most recent first within its kind."""
    times = Counter(one.action for one in steps.due)
    kinds = [f"{DOING[action]} ({times[action]:,})" for action in ACTIONS if times[action]]
    sentences = [
        f"Due as of {steps.as_of}: {listed(kinds)}."
        if kinds
        else f"Nothing is due as of {steps.as_of}."
    ]
    if kinds:
        sentences.append("“`as_calendar`” writes them for a calendar.")
    return Section(
        "next",
        "What to do next",
        tuple(sentences),
        (),
        _table(steps) if kinds else None,
        tuple(map(sentence, steps.notes)),
    )


def _table(steps: NextSteps) -> Shown:
    """The latest of each kind, for they are the likeliest to lead somewhere."""
    several = len({one.seeker for one in steps.due}) > 1
    latest = sorted(steps.due, key=lambda one: one.since, reverse=True)
    latest.sort(key=lambda one: ACTIONS.index(one.action))
    share = MOST_LISTED if len(latest) <= MOST_LISTED else MOST_LISTED // len(ACTIONS)
    seen: Counter[Action] = Counter()
    rows = []
    for one in latest:
        seen[one.action] += 1
        if seen[one.action] > share:
            continue
        who = (shortened(one.seeker),) if several else ()
        day = one.since.isoformat()
        rows.append((shortened(one.contact), *who, DOING[one.action], day, one.why))
    rest = len(latest) - len(rows)
    note = f"the latest {share} of each kind; {rest:,} more in “`next_steps`”"
    return Shown(
        f"Due as of {steps.as_of}",
        ("contact", *(("seeker",) if several else ()), "what", "since", "why"),
        tuple(rows),
        (note,) if rest else (),
    )


MOST_OCTETS = 75  # of a line, its line break apart
DOING_WITH: dict[Action, str] = {
    "follow_up": "Follow up with",
    "thank": "Thank",
    "ask_for_names": "Ask for further names:",
    "ask_named_person": "Ask the people named by",
}


def as_calendar(due: tuple[Due, ...], as_of: date) -> str:
    """
    An all-day event on the day of judgement for every action due.

    The same action has the same UID in every file, so that a calendar moves what is still due
    instead of doubling it; nothing in the file depends on the day it was written.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//outreachlab//outreachlab {__version__}//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    several = len({one.seeker for one in due}) > 1
    for one in due:
        lines += _event(one, as_of, f" ({one.seeker})" if several else "")
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in fold(line))


def _event(due: Due, as_of: date, whose: str) -> list[str]:
    why = f"{due.why}; due since {due.since}"
    return [
        "BEGIN:VEVENT",
        f"UID:{_identity(due)}@outreachlab",
        f"DTSTAMP:{as_of:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{as_of:%Y%m%d}",
        f"DTEND;VALUE=DATE:{as_of + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{ics(f'{DOING_WITH[due.action]} {due.contact}{whose}')}",
        f"DESCRIPTION:{ics(why[0].upper() + why[1:])}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _identity(due: Due) -> str:
    """A name for the action that says nothing of who it is about."""
    parts = (due.action, due.seeker, due.contact, due.request_id)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def fold(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, all but the first led by a space; 3.1."""
    pieces, piece, size = [], "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > MOST_OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + width
    return [*pieces, piece]
