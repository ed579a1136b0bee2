"""A `Report` as Markdown: the first screen as lists, then every section with its tables."""

from collections.abc import Iterable, Iterator
from urllib.parse import quote

from outreachlab.display import Shown, is_words
from outreachlab.escapes import markdown
from outreachlab.report.model import LACKING, Choosing, FirstScreen, Report, Section

CHOICES = ("", "this way", "the other way", "chance", "gain")


def as_markdown(report: Report, pictures: str | None = None) -> str:
    """Headings, sentences and tables; pictures as links into the folder of that name."""
    parts = list(_top(report, pictures))
    for section in report.sections:
        parts += _section(section, pictures, "##")
    parts.append(markdown(report.title))
    return "\n\n".join(parts) + "\n"


def _top(report: Report, pictures: str | None) -> Iterator[str]:
    first = report.first
    if first is None:
        yield f"# {markdown(report.title)}"
        yield from map(markdown, report.summary)
        return
    yield f"# {markdown(first.headline)}"
    yield markdown(first.ground)
    if first.figures:
        yield _list(f"{one.count:,} {one.words}" for one in first.figures)
    yield from map(markdown, first.after_figures)
    for section in (first.reading, first.people):
        if section is not None:
            yield from _section(section, pictures, "##")
    yield from _week(first)
    if first.choices or first.after_choices:
        yield f"## {markdown(first.choices_heading)}"
        if first.choices:
            yield _choices(first.choices)
        yield from map(markdown, first.after_choices)
    if first.lacking:
        yield f"## {LACKING}"
        yield _list(first.lacking)
        yield markdown(first.adding)
    yield from map(markdown, first.typed)


def _week(first: FirstScreen) -> Iterator[str]:
    yield f"## {markdown(first.week_heading)}"
    if first.week:
        yield "\n".join(
            f"{place}. **{markdown(one.do)}** ({markdown(one.when)}): {markdown(one.why)}"
            for place, one in enumerate(first.week, start=1)
        )
    yield from map(markdown, first.after_week)


def _choices(choices: tuple[Choosing, ...]) -> str:
    rows = [(one.do, *(bar.words for bar in one.bars), one.chance, one.gain) for one in choices]
    if not any(one.beside for one in choices):
        return _table(Shown("", CHOICES, tuple(rows)))
    own = tuple((*row, one.beside) for row, one in zip(rows, choices, strict=True))
    return _table(Shown("", (*CHOICES, "yours"), own))


def _section(section: Section, pictures: str | None, level: str) -> Iterator[str]:
    yield f"{level} {markdown(section.heading)}"
    yield from map(markdown, section.sentences)
    if pictures is not None:
        for one in section.pictures:
            yield f"![{markdown(one.alt)}]({quote(f'{pictures}/{one.name}.svg')})"
    if section.table is not None:
        yield from _captioned(section.table)
    for part in section.parts:
        yield from _section(part, pictures, f"{level}#")
    yield from map(markdown, section.typed)
    if section.details:
        yield _list(section.details)
    if section.inside is not None:
        yield from _captioned(section.inside)


def _captioned(shown: Shown) -> Iterator[str]:
    yield markdown(shown.headline)
    yield _table(shown)
    yield from map(markdown, shown.notes)


def _list(lines: Iterable[str]) -> str:
    return "\n".join(f"- {markdown(line)}" for line in lines)


def _table(shown: Shown) -> str:
    """Words to the left, numbers to the right, as every table of ours."""
    columns = zip(*shown.rows, strict=True)
    rule = [":---" if is_words(column) or not at else "---:" for at, column in enumerate(columns)]
    cells = [[*map(markdown, line)] for line in (shown.columns, *shown.rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in (cells[0], rule, *cells[1:]))
