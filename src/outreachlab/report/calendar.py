"""What is due as a calendar file (iCalendar, RFC 5545), spread over the days to come."""

from datetime import date, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from outreachlab import __version__
from outreachlab.answers.due import Action, Due
from outreachlab.answers.planned import planned
from outreachlab.escapes import without_controls
from outreachlab.log.days import EPOCH
from outreachlab.wording import sentence

if TYPE_CHECKING:
    from icalendar import Event

ALARM = timedelta(hours=9)  # of the day, wherever one is
DOING_WITH: dict[Action, str] = {
    "follow_up": "Remind",
    "agree_day": "Agree on a day with",
    "prepare": "Prepare to meet",
    "thank": "Thank",
    "update": "Send an update to",
    "ask_for_names": "Ask for further names:",
    "ask_named_person": "Ask the people named by",
    "first_requests": "Send first requests",
    "decide_older": "Decide on older loose ends",
}


def as_calendar(due: tuple[Due, ...], as_of: date) -> str:
    """
    An all-day event with an alarm for every line, three a day from tomorrow on.

    The same thing has the same UID in every file, and a later file a higher sequence, so that a
    calendar moves what is still due instead of doubling it. Nothing in the file depends on the
    clock or on a time zone; what is for the day acted on itself is left out.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//outreachlab//outreachlab {__version__}//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    several = len({one.seeker for one in due}) > 1
    days = zip(planned(due, as_of), due, strict=True)
    for day, one in sorted(days, key=lambda both: (both[0], both[1].last or date.max)):
        if day > as_of:
            calendar.add_component(_event(one, day, as_of, several))
    text: str = calendar.to_ical().decode()
    return text


def _event(due: Due, day: date, as_of: date, several: bool) -> "Event":
    from icalendar import Alarm, Event

    whom = "" if due.contact is None else f" {due.contact}"
    whose = f" ({due.seeker})" if several and due.seeker is not None else ""
    summary = without_controls(f"{DOING_WITH[due.action]}{whom}{whose}")
    event, alarm = Event(), Alarm()
    event.add("uid", f"{_identity(due)}@outreachlab")
    event.add("sequence", (as_of - EPOCH).days)
    event["DTSTAMP"] = f"{as_of:%Y%m%d}T000000Z"
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", without_controls(sentence(due.why)))
    event.add("transp", "TRANSPARENT")
    alarm.add("action", "DISPLAY")
    alarm.add("description", summary)
    alarm.add("trigger", ALARM)
    event.add_component(alarm)
    return event


def _identity(due: Due) -> str:
    """A name for the line that says nothing of who it is about; late thanks are still thanks."""
    action = "thank" if due.action == "update" else due.action
    parts = (action, due.seeker or "", due.contact or "", due.about)
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]
