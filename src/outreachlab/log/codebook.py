"""The data dictionary, generated from the vocabulary: as Markdown, JSON or a data package."""

from typing import Any

from outreachlab.log.vocabulary import ADVICE, COLUMNS, DERIVED, Column

TYPES = {"date": "date", "whole": "whole number", "yes_no": "yes/no", "category": "one of"}
FRICTIONLESS = {"date": "date", "whole": "integer"}


def codebook_markdown() -> str:
    """The dictionary as a Markdown page: the columns, the derived tactics, the advice."""
    lines = [
        "# The outreach log, column by column",
        "",
        "One row per request, the refused and the unanswered ones too. Only the columns marked "
        "*required* must be there; an empty cell means not recorded, never no.",
        "",
        *_table(("column", "type", "what it holds"), [_column_row(column) for column in COLUMNS]),
        "",
        "## Read from other columns",
        "",
        *_table(
            ("tactic", "values", "from", "what it says"),
            [
                (f"`{one.name}`", ", ".join(one.levels), ", ".join(one.sources), one.about)
                for one in DERIVED.values()
            ],
        ),
        "",
        "## The advice each tests",
        "",
        *_table(
            ("advice", "tactic", "compared", "among", "success"),
            [
                (
                    one.advice,
                    f"`{one.tactic}`",
                    " / ".join(one.contrast) if one.contrast else "all",
                    one.among,
                    one.success,
                )
                for one in ADVICE
            ],
        ),
    ]
    return "\n".join(lines) + "\n"


def codebook_json() -> dict[str, Any]:
    """The dictionary as plain data: `columns`, `derived`, `advice`."""
    return {
        "columns": [
            {
                "name": one.name,
                "type": one.kind,
                "required": one.required,
                "about": one.about,
                "words": list(one.words),
                "low": one.low,
                "high": one.high,
            }
            for one in COLUMNS
        ],
        "derived": [
            {
                "name": one.name,
                "from": list(one.sources),
                "words": list(one.levels),
                "about": one.about,
            }
            for one in DERIVED.values()
        ],
        "advice": [
            {
                "advice": one.advice,
                "tactic": one.tactic,
                "contrast": list(one.contrast) if one.contrast else None,
                "among": one.among,
                "success": one.success,
            }
            for one in ADVICE
        ],
    }


def codebook_datapackage(path: str = "log.csv", fields: tuple[str, ...] = ()) -> dict[str, Any]:
    """
    A Frictionless Data Package descriptor (version 2) of a log at `path`.

    All columns unless `fields`; a log may lack optional ones and have some of its own.
    """
    named = [column for column in COLUMNS if not fields or column.name in fields]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "outreach-log",
        "title": "Outreach log",
        "resources": [
            {
                "name": path.rsplit("/", 1)[-1].removesuffix(".csv").replace("_", "-").lower(),
                "path": path,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": {
                    "fieldsMatch": "partial",
                    "fields": [_field(column) for column in named],
                    "missingValues": [""],
                },
            }
        ],
    }


def _column_row(column: Column) -> tuple[str, str, str]:
    kind = TYPES.get(column.kind, "text")
    if column.kind == "category":
        kind = f"one of {', '.join(column.words)}"
    if column.kind == "whole":
        kind = f"whole number, {column.low} {'up' if column.high is None else f'to {column.high}'}"
    name = f"`{column.name}`" + (" *required*" if column.required else "")
    return name, kind, column.about


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    return [
        f"| {' | '.join(header)} |",
        f"|{'---|' * len(header)}",
        *(f"| {' | '.join(cells)} |" for cells in rows),
    ]


def _field(column: Column) -> dict[str, Any]:
    limits: dict[str, Any] = {"required": True} if column.required else {}
    if column.words:
        limits["enum"] = list(column.words)
    if column.low is not None:
        limits["minimum"] = column.low
    if column.high is not None:
        limits["maximum"] = column.high
    field = {
        "name": column.name,
        "type": FRICTIONLESS.get(column.kind, "string"),
        "description": column.about,
    }
    return field | ({"constraints": limits} if limits else {})
