"""Write the simulated logs, the messy spreadsheet and their descriptions anew."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook

from outreachlab.log.codebook import codebook_datapackage, codebook_markdown
from outreachlab.simulate import simulate_log

HERE = Path(__file__).parent
SEED = 20260105
LOGS = ("outreach_log", "coaching_pool")
KINDS = {"Int64": "integer", "Float64": "number", "string": "string"}
# What the messy spreadsheet calls our columns, and some of our words.
HEADERS = {
    "asked_on": "Got in touch",
    "responded_on": "Back",
    "referrer": "Through",
    "meeting_format": "Idea",
    "minutes_asked": "How long",
    "said_informational": "Said no job wanted",
    "outcome": "So?",
}
WORDS = {
    "outcome": {
        "accepted": "yes!!",
        "declined": "thanks but no",
        "no_reply": "...",
        "pending": "still hoping",
        "undelivered": "came back",
    },
    "meeting_format": {"office_visit": "at their place", "phone_call": "ring up", "other": "?"},
    "said_informational": {"yes": "x", "no": "-"},
}
SUBJECTS = ("a question", "your path", "coffee?")


def main() -> None:
    log = simulate_log(180, days=280, rng=SEED)
    pool = simulate_log(4000, seekers=60, days=450, rng=SEED + 1)
    for name, frame in zip(LOGS, (log, pool), strict=True):
        frame.to_csv(HERE / f"{name}.csv", index=False, lineterminator="\n")
    messy_spreadsheet(simulate_log(40, rng=SEED + 2)).save(HERE / "messy_spreadsheet.xlsx")
    (HERE / "dictionary.md").write_text(codebook_markdown(), encoding="utf-8")
    package = json.dumps(datapackage(log, pool), indent=2, ensure_ascii=False)
    (HERE / "datapackage.json").write_text(f"{package}\n", encoding="utf-8")


def messy_spreadsheet(log: pd.DataFrame) -> Workbook:
    """A log the way people keep one: a title, own headers and words, names in two columns."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Networking"
    sheet.append(["My networking 2026 :-)"])
    sheet.append([])
    sheet.append(["First name", "Last name", *HEADERS.values(), "Subject line"])
    for place, row in enumerate(log.to_dict("records")):
        cells = [WORDS.get(name, {}).get(row[name], row[name]) for name in HEADERS]
        cells[:2] = (_dotted(day) for day in cells[:2])
        sheet.append([*row["contact"].split(" ", 1), *cells, SUBJECTS[place * place % 3]])
    sheet.append([])
    sheet.append(["Total", len(log)])
    return book


def _dotted(day: str) -> str:
    """`2026-02-03` as `3.2.26`."""
    year, month, date = day.split("-") if day else ("", "", "")
    return f"{int(date)}.{int(month)}.{year[2:]}" if day else ""


def datapackage(*logs: pd.DataFrame) -> dict[str, Any]:
    """A Frictionless Data Package of the two logs and what others published."""
    package = codebook_datapackage()
    package |= {"name": "outreachlab-data", "title": "Sample logs and published counts"}
    package["resources"] = [
        codebook_datapackage(f"{name}.csv", tuple(log))["resources"][0]
        for name, log in zip(LOGS, logs, strict=True)
    ]
    data = Path(__file__).parent
    published = [data / "evidence.csv", *sorted(data.glob("published/*.csv"))]
    package["resources"] += [table_resource(path) for path in published]
    return package


def table_resource(path: Path) -> dict[str, Any]:
    """A table described by what its columns hold."""
    table = pd.read_csv(path, dtype={"batter": "str"}).convert_dtypes()
    fields = [{"name": name, "type": KINDS[str(kind)]} for name, kind in table.dtypes.items()]
    return {
        "name": path.stem.replace("_", "-"),
        "path": path.relative_to(Path(__file__).parent).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": {"fields": fields},
    }


if __name__ == "__main__":
    main()
