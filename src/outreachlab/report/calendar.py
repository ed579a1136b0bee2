"""What is due as an iCalendar file (RFC 5545), for any calendar to import."""

from datetime import date, timedelta
from hashlib import sha256

from outreachlab import __version__
from outreachlab.answers.due import Action, Due
from outreachlab.escapes import ics

MOST_OCTETS = 75  # of a line, its line break apart
DOING: dict[Action, str] = {
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
        f"SUMMARY:{ics(f'{DOING[due.action]} {due.contact}{whose}')}",
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
