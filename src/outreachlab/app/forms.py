"""What a form says: one of its fields, a number, the file it is about."""

from collections.abc import Mapping

from outreachlab.app.workspace import Sheet, Workspace
from outreachlab.errors import UsageError

Form = Mapping[str, list[str]]
STALE = "the page was older than what you did since; here it is anew"
LONGEST = 2000  # letters of a cell


def one(form: Form, name: str) -> str:
    """A field, empty where the form has none."""
    return form.get(name, [""])[0]


def number(form: Form, name: str) -> int:
    """A number that the page itself wrote."""
    text = one(form, name)
    if not text.isdecimal():
        raise UsageError(STALE)
    return int(text)


def sheet_of(space: Workspace, form: Form) -> Sheet:
    """The file that a form is about."""
    found = space.sheets.get(number(form, "sheet"))
    if found is None:
        raise UsageError(STALE)
    return found
