"""A `Report` as Markdown, its pictures in files beside it."""

from urllib.parse import quote

from outreachlab.display import Shown
from outreachlab.report.model import Report, Section

MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_[]<>#|~!$"})


def as_markdown(report: Report, pictures: str | None = None) -> str:
    """Headings, sentences and tables; pictures as links into the folder of that name."""
    parts = [f"# {plain(report.title)}", *map(plain, report.summary)]
    for section in report.sections:
        parts += _section(section, pictures)
    return "\n\n".join(parts) + "\n"


def plain(text: str) -> str:
    """A text on one line, with what Markdown or HTML would act on made plain."""
    return " ".join(text.split()).translate(MARKS)


def _section(section: Section, pictures: str | None) -> list[str]:
    parts = [f"## {plain(section.heading)}", *map(plain, section.sentences)]
    if pictures is not None:
        parts += [
            f"![{plain(picture.alt)}]({quote(f'{pictures}/{picture.name}.svg')})"
            for picture in section.pictures
        ]
    if section.table is not None:
        parts += [plain(section.table.headline), _table(section.table)]
        parts += map(plain, section.table.notes)
    if section.details:
        parts.append("\n".join(f"- {plain(line)}" for line in section.details))
    if section.inside is not None:
        parts += [plain(section.inside.headline), _table(section.inside)]
        parts += map(plain, section.inside.notes)
    return parts


def _table(shown: Shown) -> str:
    lines = [shown.columns, ("---", *["---:"] * (len(shown.columns) - 1)), *shown.rows]
    rule = 1
    return "\n".join(
        f"| {' | '.join(line if place == rule else map(plain, line))} |"
        for place, line in enumerate(lines)
    )
