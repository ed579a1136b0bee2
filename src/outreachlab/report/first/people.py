"""Who of several people needs a call, as the table that a page on all of them leads with."""

from collections.abc import Mapping
from dataclasses import replace

from outreachlab.answers.clients import LATELY, LEGEND, Clients
from outreachlab.display import Shown
from outreachlab.report.model import Report, Section
from outreachlab.wording import counted, sentence

MOST_PEOPLE = 8


def people_of(found: Clients, most: int = MOST_PEOPLE) -> Section:
    """The clients, who needs a call first; what each should change only where it is known."""
    table = replace(found, lines=found.lines[:most])._shown()
    left = len(found.lines) - most
    more = (f"{counted(left, 'further person')} not shown",) if left > 0 else ()
    columns, rows = table.columns, table.rows
    choices = any(one.choice for one in found.lines)
    if not choices:
        columns, rows = columns[:-1], tuple(row[:-1] for row in rows)
    quiet = sum(not one.asked for one in found.lines)
    return Section(
        key="people",
        heading=f"Whom to call: {quiet:,} of {len(found.lines):,} asked nobody in {LATELY} days",
        sentences=(sentence(LEGEND if choices else LEGEND.rpartition("; ")[0]),),
        table=Shown("Who needs a call first", columns, rows, more),
    )


def with_everyone(report: Report, found: Clients, files: Mapping[str, str]) -> Report:
    """
    The report on a pool with all of its people in the table, each leading to a page.

    `files` are the addresses of the pages by the person's name.
    """
    if report.first is None:
        return report
    links = tuple(files.get(one.seeker, "") for one in found.lines)
    people = replace(people_of(found, len(found.lines)), links=links)
    return replace(report, first=replace(report.first, people=people))
