"""What the columns of a bundle hold: in words, and as a data package."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from outreachlab.escapes import markdown
from outreachlab.log.vocabulary import COLUMN, DERIVED, levels_of
from outreachlab.sharing.people import MONTH, QUARTER
from outreachlab.sharing.requests import WAIT
from outreachlab.sharing.rules import WAITS

ABOUT = {
    WAIT: "Days until the answer, in classes.",
    MONTH: "The month of the request.",
    QUARTER: "The quarter of the request.",
    "tactic": "What was done at the meeting, or was not.",
    "done": "Was it done?",
    "what": "What came of the meeting.",
    "value": "Its value.",
    "meetings": "How many meetings; blank where the cell is withheld.",
    "names": "Names given at a closed meeting, at least as many as people then asked.",
    "asked": "People asked because of it.",
    "accepted": "People of these who said yes.",
    "met": "People of these who were met.",
}
WHOLE = ("meetings", "names", "asked", "accepted", "met")
OF = {
    "requests.csv": "How each request was asked, and what came of it.",
    "people.csv": "Whom was asked and what came of it, coarsened until nobody stands alone.",
    "meetings.csv": "Meetings by what was done at them and what came of them.",
    "growth.csv": "All closed meetings together, and what they led to.",
    "chains.csv": "Closed meetings by what each led to, where five or more share it.",
}


def codebook(tables: Mapping[str, pd.DataFrame]) -> str:
    """A page on the columns of every table; a blank cell is one that is not known."""
    lines = ["# The tables, column by column", "", "A blank cell: not recorded."]
    for name, table in tables.items():
        lines += ["", f"## {name}", "", OF[name], "", "| column | what it holds | values |"]
        lines.append("|---|---|---|")
        for column in map(str, table.columns):
            cells = (column, about(column), ", ".join(values_of(column)))
            lines.append(f"| {' | '.join(map(markdown, cells))} |")
    return "\n".join(lines) + "\n"


def datapackage(tables: Mapping[str, pd.DataFrame]) -> dict[str, Any]:
    """A Frictionless Data Package descriptor (version 2) of the tables."""
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "outreach-bundle",
        "title": "Requests for informational interviews, without names",
        "resources": [
            {
                "name": name.removesuffix(".csv"),
                "path": name,
                "description": OF[name],
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fields": [_field(str(column)) for column in table],
                    "missingValues": [""],
                },
            }
            for name, table in tables.items()
        ],
    }


def _field(column: str) -> dict[str, Any]:
    kind = "integer" if column in WHOLE else "string"
    field: dict[str, Any] = {"name": column, "type": kind, "description": about(column)}
    return field | (
        {"constraints": {"enum": list(values)}} if (values := values_of(column)) else {}
    )


def about(column: str) -> str:
    """What a column of a bundle holds."""
    if column in ABOUT:
        return ABOUT[column]
    known = COLUMN.get(column) or DERIVED.get(column)
    return "A column of the log's owner." if known is None else known.about


def values_of(column: str) -> tuple[str, ...]:
    """The words a column of a bundle may hold; none where any text goes."""
    if column == WAIT:
        return WAITS
    return () if column in WHOLE else levels_of(column)
