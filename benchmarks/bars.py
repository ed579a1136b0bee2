"""
The tables of README.md: kept by what measures them, and gathered where they have a bar.

`python benchmarks/bars.py` writes the first table anew; keeping a table does so by itself.
"""

import os
import platform
import re
from collections.abc import Iterator, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

README = Path(__file__).with_name("README.md")
SECTION = re.compile(r"^## (.+?)$(.*?)(?=^## |\Z)", re.DOTALL | re.MULTILINE)
BARS = re.compile(r"(<!-- bars -->).*?(<!-- end of bars -->)", re.DOTALL)
HEADER = ("work", "measured", "bar", "", "table")


def keep_lines(section: str, lines: Sequence[str]) -> None:
    """Print the lines of a table and put them in README.md, in place of the section's last."""
    lines = [*lines, "", _machine()]
    table = "\n".join(lines)
    print(table)
    text = README.read_text(encoding="utf-8")
    marks = f"<!-- {section} -->", f"<!-- end of {section} -->"
    if marks[0] not in text:
        text = f"{text.rstrip()}\n\n{marks[0]}\n{marks[1]}\n"
    between = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
    new = f"{marks[0]}\n{table}\n{marks[1]}"
    README.write_text(with_bars(between.sub(lambda _: new, text)), encoding="utf-8")


def with_bars(text: str) -> str:
    """The text of the README with its first table made from the others."""
    lines = [f"| {' | '.join(cells)} |" for cells in (HEADER, *barred(text))]
    lines.insert(1, "|" + "---|" * len(HEADER))
    return BARS.sub(lambda found: "\n".join([found[1], *lines, found[2]]), text)


def barred(text: str) -> Iterator[tuple[str, ...]]:
    """Each line with a bar: the work and its opponent, the figure, the bar, whether it is held."""
    for title, body in SECTION.findall(text):
        link = f"[{title}](#{title.lower().replace(' ', '-')})"
        for cells in with_headers(body):
            if cells.get("bar") and cells.get("ratio"):
                work = cells.get("work", cells.get("by", ""))
                asked = f" of {cells['requests']} requests" if "requests" in cells else ""
                against = f" against {cells['against']}" if cells.get("against") else ""
                verdict = "" if held(cells["ratio"], cells["bar"]) else "missed"
                yield f"{work}{asked}{against}", cells["ratio"], cells["bar"], verdict, link
        for cells in worst_of_studies(body):
            found = f"{cells['mean']} ± {cells['±']}"
            yield f"{cells['what']}, {cells['logs']}", found, cells["bar"], cells[""], link


def worst_of_studies(body: str) -> list[dict[str, str]]:
    """Of each figure of simulated logs that has a bar, the line furthest behind it."""
    worst: dict[tuple[str, str], dict[str, str]] = {}
    for cells in with_headers(body):
        if cells.get("bar") and cells.get("mean"):
            key = cells["what"], cells["bar"]
            worst[key] = min(worst.get(key, cells), cells, key=ahead)
    return list(worst.values())


def ahead(cells: dict[str, str]) -> float:
    """By how much a figure is on the right side of its bar."""
    measured, limit = map(number_in, (cells["mean"], cells["bar"]))
    return measured - limit if cells["bar"].startswith("≥") else limit - measured


def with_headers(body: str) -> Iterator[dict[str, str]]:
    """The lines of the tables in a section, by header."""
    headers: list[str] = []
    for line in body.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if not line.startswith("|"):
            headers = []
        elif not headers:
            headers = cells
        elif not line.startswith("|---"):
            yield dict(zip(headers, cells, strict=False))


def held(ratio: str, bar: str) -> bool:
    """Whether the first number of a ratio is on the right side of the bar's."""
    measured, limit = number_in(ratio), number_in(bar)
    return measured >= limit if bar.startswith("≥") else measured <= limit


def number_in(text: str) -> float:
    """The first number of a cell."""
    return float(re.search(r"-?\d[\d,.]*", text)[0].replace(",", ""))


def _machine() -> str:
    names = ("pandas", "pandera", "numpy", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = (
        f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()}" if hasattr(os, "getloadavg") else ""
    )
    python = platform.python_version()
    return f"Measured {date.today()}: Python {python}, {versions}{load}."


if __name__ == "__main__":
    README.write_text(with_bars(README.read_text(encoding="utf-8")), encoding="utf-8")
