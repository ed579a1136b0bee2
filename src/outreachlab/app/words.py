"""Our sentences as the page says them: what an argument does has a place on it."""

from typing import TypeVar

from outreachlab.wording import Argument, reworded

Told = TypeVar("Told")
PLACES = {
    "as_calendar": "next.ics",
    "check_log": "“How it was read”",
    "dates": "the menus",
    "every": "“What is due”",
    "map": "the menus of this page",
    "next_steps": "“This week”",
    "people": "“One person or two?”",
    "sheet": "the buttons of “How it was read”",
    "skip_all_faulty": "“Leave the row out”",
    "skip_faulty": "“Leave the row out”",
}


def on_page(told: Told) -> Told:
    """A text, or the sentences of an answer, without the names that only Python has."""
    return reworded(told, _word)


def _word(one: Argument) -> str:
    return PLACES.get(one.name, one.name.replace("_", " "))
