"""A `Report` as a page: the ending of the path decides which."""

import json
from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from outreachlab import __version__
from outreachlab.display import as_text
from outreachlab.errors import UsageError
from outreachlab.report.model import Report, Section
from outreachlab.wording import listed

if TYPE_CHECKING:
    from jinja2 import Template

ENDINGS = (".html", ".md", ".json")


def rendered(report: Report, path: str) -> bytes:
    """
    The report in the format that the path's ending names; `-` is HTML.

    Raises
    ------
    UsageError
        The ending is none we write.
    """
    ending = ".html" if path == "-" else PurePath(path).suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{path}: no report can be written as {ending or 'that'}; "
                         f"end the name in {listed(ENDINGS, 'or')}")  # fmt: skip
    return {".html": as_page, ".md": as_markdown, ".json": as_json}[ending](report).encode()


def as_page(report: Report) -> str:
    """One HTML file that needs no network and no script."""
    return _template().render(report=report, version=__version__)


def as_json(report: Report) -> str:
    """The numbers and sentences of the report."""
    whole = {"outreachlab": __version__, **report.to_json()}
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def as_markdown(report: Report) -> str:
    """The report as Markdown, tables as preformatted text."""
    parts = [f"# {_marked(report.title)}", *map(_marked, report.summary)]
    for section in report.sections:
        parts += _markdown_section(section)
    return "\n\n".join(parts) + "\n"


def _markdown_section(section: Section) -> list[str]:
    parts = [f"## {_marked(section.heading)}", *map(_marked, section.sentences)]
    if section.table is not None:
        table = as_text(section.table).splitlines()
        parts.append("\n".join(f"    {line}" for line in table))
    if section.details:
        parts.append("\n".join(f"- {_marked(line)}" for line in section.details))
    return parts


def _marked(text: str) -> str:
    """A text with what Markdown or HTML would act on made plain."""
    for mark in "\\`*_[]<>#|":
        text = text.replace(mark, f"\\{mark}")
    return text


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("outreachlab", "report/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")
