"""What one takes along: the log, the map, who is who, what was refused, report and calendar."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import NamedTuple

from outreachlab.app.log import ready
from outreachlab.app.results import Results
from outreachlab.app.workspace import Sheet, Workspace
from outreachlab.escapes import csv_text
from outreachlab.intake.map_text import with_made
from outreachlab.intake.people_file import people_of, people_text

LOG = "log.csv"


class Along(NamedTuple):
    """A file to take along: where it is had, what it is called, what it is."""

    place: str
    name: str
    about: str


ALL = (
    Along("log.csv", LOG, "your log, clean, with what you added here"),
    Along("report.html", "report.html", "the report, one file"),
    Along("next.ics", "next.ics", "this week's list for your calendar"),
)


def of_sheet(sheet: Sheet) -> Iterator[Along]:
    """What there is to take along of one file."""
    if sheet.how is None or sheet.how.imported is None:
        return
    stem = PurePath(sheet.name).stem
    yield Along(
        f"{sheet.number}/map.toml",
        f"{stem}.map.toml",
        f"how {sheet.name} is read; drop both and nothing is asked again",
    )
    if sheet.told.people or sheet.how.people:
        about = "which names are one person's"
        yield Along(f"{sheet.number}/people.toml", f"{stem}.people.toml", about)
    if len(sheet.how.imported.refused):
        about = "what could not be read, row by row"
        yield Along(f"{sheet.number}/faults.csv", f"{stem}.faults.csv", about)


def from_sheet(space: Workspace, number: int, what: str) -> tuple[str, str]:
    """The name and text of one of them; KeyError where there is none."""
    sheet = space.sheets[number]
    names = {one.place: one.name for one in of_sheet(sheet)}
    name = names[f"{number}/{what}"]
    assert sheet.how is not None
    assert sheet.how.imported is not None
    if what == "map.toml":
        return name, with_made(sheet.how.imported.map, LOG)
    if what == "people.toml":
        return name, people_text(sheet.how.people, people_of(sheet.told.people))
    return name, sheet.how.imported.faults_csv


def from_results(results: Results, what: str) -> str:
    """The text of a file that all of the log makes; KeyError where there is none."""
    texts = {"report.html": results.page, "next.ics": results.calendar}
    return csv_text(results.table) if what == LOG else texts[what]


def along(space: Workspace) -> list[Along]:
    """All that there is to take along now."""
    counted = bool(ready(space) or space.added)
    return [*(ALL if counted else ()), *(one for s in space.sheets.values() for one in of_sheet(s))]
