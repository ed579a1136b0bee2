"""The page and its pieces as HTML; nothing here loads what reads and counts."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader

from outreachlab import __version__
from outreachlab.app.words import on_page
from outreachlab.app.workspace import Sheet, Workspace
from outreachlab.escapes import page as harmless_page
from outreachlab.log.vocabulary import ADVICE, COLUMN, COLUMNS, Column
from outreachlab.wording import counted, label, shortened

if TYPE_CHECKING:
    from outreachlab.app.results import Results

MOST_BYTES = 64 << 20  # of one file sent
MOST_ROWS = 50  # faulty rows and pairs of names shown at once
MOST_MENUS = 200  # words and columns, each with its menu; a browser is slow with more
STAGES = {
    "request": "the request",
    "answer": "the answer",
    "meeting": "the meeting",
    "after": "afterwards",
}
# What lots can be drawn for: advice that is followed or not when one asks.
TRYING = [
    advice
    for advice in ADVICE
    if advice.contrast and advice.among == "counted requests" and advice.tactic != "was_referred"
]
FIRST = ("contact", "asked_on", "channel", "referrer", "meeting_format", "minutes_asked")


def whole_page(space: Workspace, base: str, xsrf: str) -> str:
    """The page with what there is in a workspace."""
    return _rendered(
        "page.html.jinja", base, whole=True, xsrf=xsrf, most_bytes=MOST_BYTES, **_work(space)
    )


def work(space: Workspace, base: str) -> str:
    """The part of the page that changes with every act."""
    return _rendered("work.html.jinja", base, **_work(space))


def results(found: "Results | None", why: str, base: str) -> str:
    """What the log says, or why it says nothing."""
    return _rendered("results.html.jinja", base, found=found, why=why)


def refused(why: str) -> str:
    """A page that says why there is no other."""
    return _rendered("refused.html.jinja", "", why=why)


def _work(space: Workspace) -> dict[str, Any]:
    more: dict[str, Any] = {"requests": [], "takes": [], "counted": False, "trial": None}
    if space.sheets or space.added:
        from outreachlab.app.log import ready, requests_of
        from outreachlab.app.take import along

        sheets = ready(space)
        more["counted"] = bool(sheets or space.added)
        more["requests"] = requests_of(space)
        more["takes"] = along(space)
    if space.trial is not None:
        from outreachlab.app.trial_shown import trial_shown

        more["trial"] = trial_shown(space)
    return {
        "space": space,
        "today": date.today(),
        "most_rows": MOST_ROWS,
        "most": MOST_MENUS,
        **more,
    }


def _rendered(name: str, base: str, **what: Any) -> str:
    template = _environment().get_template(name)
    return harmless_page(template.render(base=base, version=__version__, **what))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("outreachlab", "app/templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "capital": lambda text: text[:1].upper() + text[1:],
        "choices": lambda name: COLUMN[name].words,
        "filled": lambda cells: shortened(" · ".join(cell for cell in cells if cell.strip()), 160),
        "joinable": _joinable,
        "label": label,
        "lacking": _lacking,
        "open": _open,
        "to_mend": _to_mend,
        "understood": _understood,
        "worded": on_page,
    }
    stages = {
        said: [one for one in COLUMNS if one.stage == stage] for stage, said in STAGES.items()
    }
    environment.globals |= {"stages": stages, "adding": _adding(), "trying": TRYING}
    return environment


def _adding() -> dict[str, list[Column]]:
    """The fields of a new request: those everybody fills in, and how one asked."""
    rest = [one for one in COLUMNS if one.stage == "request" and one.name not in FIRST]
    own = ("request_id", "seeker")
    return {
        "first": [COLUMN[name] for name in FIRST],
        "more": [one for one in rest if one.name not in own],
    }


def _lacking(sheet: Sheet) -> str:
    from outreachlab.app.log import lacking

    return lacking(sheet)


def _joinable(sheet: Sheet, header: Any) -> list[tuple[str, str]]:
    """The texts of the log that another header is read as already."""
    return [
        (one.column, one.header)
        for one in (sheet.how.headers if sheet.how else ())
        if one.header != header.header
        and one.column
        and one.column != header.column
        and COLUMN[one.column].kind in ("text", "person")
    ]


def _open(sheet: Sheet) -> str:
    """`2 questions and 1 row to mend`; empty where nothing is open."""
    how = sheet.how
    assert how is not None
    costly = sum(one.costs for one in how.words)
    counts = (
        (len(how.questions), "question"),
        (0 if how.questions else costly, "unknown word"),
        (len(how.faulty), "row"),
        (len(how.people), "pair of names"),
    )
    parts = [_counted(count, noun) for count, noun in counts if count]
    said = " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
    return said[:1].upper() + said[1:]


def _counted(count: int, noun: str) -> str:
    if noun == "pair of names":
        return f"{count:,} {'pair' if count == 1 else 'pairs'} of names"
    return f"{counted(count, noun)}{' to mend' if noun == 'row' else ''}"


def _to_mend(row: Any) -> list[str]:
    """The headers of a row that one would write in: those at fault, else all that are filled."""
    names = [name for fault in row.faults for name in _involved(fault, row.cells)]
    found = [name for name in dict.fromkeys(names) if name in row.cells]
    return found or [name for name, cell in row.cells.items() if cell.strip()]


def _involved(fault: Any, cells: Iterable[str]) -> list[str]:
    return [name for name in cells if name in fault.headers]


def _understood(sheet: Sheet) -> list[tuple[str, str, str]]:
    """Every word read as one of ours: column, theirs, ours."""
    values = sheet.how.map.get("values", {}) if sheet.how else {}
    asked = {(one.column, one.value) for one in (sheet.how.words if sheet.how else ())}
    return [
        (column, value, means)
        for column, told in values.items()
        if column in COLUMN and COLUMN[column].words
        for value, means in told.items()
        if (column, value) not in asked
    ]
