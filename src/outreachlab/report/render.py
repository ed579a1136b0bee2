"""A `Report` as a file: the ending of the path decides which, names of people name it."""

import json
import re
import unicodedata
from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import PurePath
from typing import TYPE_CHECKING
from urllib.parse import quote

from outreachlab import __version__
from outreachlab.charts.style import themed
from outreachlab.display import is_words
from outreachlab.errors import UsageError
from outreachlab.escapes import page
from outreachlab.report.markdown import as_markdown
from outreachlab.report.marks import mark_svg, scale_svg
from outreachlab.report.model import LACKING, Report
from outreachlab.wording import listed, sound

if TYPE_CHECKING:
    from jinja2 import Template


ENDINGS = (".html", ".md", ".pdf", ".json")
SHORT = 14  # letters up to which a cell stays on one line, on a phone too
LONG_WORD = 16  # letters from which a name may be broken anywhere
BETWEEN = re.compile(r"([\d%]) (of|to) (?=[-+\d])")


def rendered(report: Report, path: str, *, pictures: str | None = None) -> bytes:
    """
    The report in the format that the path's ending names; `-` is HTML.

    `pictures` is the folder, as Markdown should name it, that will hold `picture_files(report)`;
    without it the Markdown has no pictures. Every other format holds its own.

    Raises
    ------
    UsageError
        The ending is none we write, or what writes it is not installed.
    """
    ending = ".html" if path == "-" else PurePath(path).suffix.lower()
    if ending == ".html":
        return as_page(report).encode()
    if ending == ".md":
        return as_markdown(report, pictures).encode()
    if ending == ".pdf":
        return as_pdf(report)
    if ending == ".json":
        return as_json(report).encode()
    raise UsageError(
        f"{path}: no report can be written as {ending or 'that'}; "
        f"end the name in {listed(ENDINGS, 'or')}"
    )


def picture_files(report: Report) -> dict[str, bytes]:
    """Every picture as an SVG file of its own, by file name."""
    return {f"{picture.name}.svg": picture.svg.encode() for picture in report.pictures}


def as_page(report: Report, *, paper: bool = False) -> str:
    """
    One HTML file that needs no network; its one script only helps to look at the chains.

    On paper nothing is folded, and all colours are those for white.
    """
    explored = not paper and any(picture.explorable for picture in report.pictures)
    return page(
        _template().render(
            report=report,
            version=__version__,
            paper=paper,
            colours=str if paper else themed,
            script=_script() if explored else "",
            lacking=LACKING,
        )
    )


def fingerprint(script: str) -> str:
    """What a content security policy calls a script it lets run."""
    return f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}"


def carried(text: str, kind: str) -> str:
    """The address of a file that the page carries within itself."""
    return f"data:{kind};base64,{b64encode(text.encode()).decode()}"


@cache
def _script() -> str:
    return (files("outreachlab.report") / "templates" / "forest.js").read_text(encoding="utf-8")


def as_json(report: Report) -> str:
    """The numbers and sentences of the report."""
    whole = {"outreachlab": __version__, **report.to_json()}
    return sound(json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)) + "\n"


def as_pdf(report: Report) -> bytes:
    """The page as it prints; WeasyPrint is asked for no address at all."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        raise UsageError(
            "a PDF needs WeasyPrint: pip install 'outreachlab[pdf]', or write .html and print it"
        ) from None
    html = as_page(report, paper=True)
    pdf: bytes = HTML(string=html, url_fetcher=_refuse).write_pdf(
        pdf_variant="pdf/ua-1", pdf_tags=True
    )
    return pdf


def _refuse(address: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError(f"a report fetches nothing: {address}")


def _aligned(rows: tuple[tuple[str, ...], ...]) -> list[str]:
    """A class per column: words to the left, numbers to the right, and what is never broken."""
    first, *others = zip(*rows, strict=True)
    longest = max(len(word) for name in first for word in (*name.split(), ""))
    return ["long" if longest > LONG_WORD else "", *map(_kind, others)]


def _kind(column: tuple[str, ...]) -> str:
    if is_words(column):
        return "words"
    return "short" if max(map(len, column)) <= SHORT else ""


def _unbroken(cell: str) -> str:
    """A cell whose `9 of 31` and `1.2 to 3.4` stay on one line."""
    return BETWEEN.sub("\\1\u00a0\\2\u00a0", cell)


@cache
def _template() -> "Template":
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("outreachlab", "report/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "aligned": _aligned,
        "address": quote,
        "carried": carried,
        "mark": mark_svg,
        "scale": scale_svg,
        "unbroken": _unbroken,
        "fingerprint": fingerprint,
    }
    return environment.get_template("report.html.jinja")


MOST_BYTES = 80
UNSAFE = re.compile(r"[^\w]+")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)  # Windows keeps them
NOBODY = "seeker"


def file_names(names: Sequence[str], ending: str) -> list[str]:
    """
    A file name per name: its letters and digits, at most 80 bytes, no two the same.

    Names that differ in case or accents alone count as the same, as some disks take them; the
    second gets a number.
    """
    taken: set[str] = set()
    found = []
    for name in names:
        plain, number = _safe(name), 1
        while _seen(unique := plain if number == 1 else f"{plain}-{number}") in taken:
            number += 1
        taken.add(_seen(unique))
        found.append(unique + ending)
    return found


def _safe(name: str) -> str:
    text = UNSAFE.sub("-", unicodedata.normalize("NFC", name)).strip("-_")
    text = text.encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore").rstrip("-_")
    return f"{NOBODY}-{text}" if DEVICES.fullmatch(text) else text or NOBODY


def _seen(name: str) -> str:
    """The name as the least discerning disk sees it."""
    return unicodedata.normalize("NFKD", name).casefold()
