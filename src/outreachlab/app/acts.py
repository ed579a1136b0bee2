"""What can be done on the page, each from what its form says."""

from collections.abc import Callable
from itertools import zip_longest

from outreachlab.app import reading
from outreachlab.app.forms import LONGEST, STALE, Form, number, one, sheet_of
from outreachlab.app.log import kept
from outreachlab.app.lots import LOTS
from outreachlab.app.words import on_page
from outreachlab.app.workspace import Workspace, clear
from outreachlab.errors import LogFaultsError, OutreachlabError, UsageError
from outreachlab.intake.asked import Word
from outreachlab.log.vocabulary import COLUMN
from outreachlab.wording import counted, label


def act(space: Workspace, name: str, form: Form) -> None:
    """Do one thing; what cannot be done is said, and changes nothing."""
    space.said = space.fault = ""
    try:
        ACTS[name](space, form)
    except LogFaultsError as error:
        space.fault = on_page("; ".join(error.table["problem"].head(3)))
    except OutreachlabError as error:
        space.fault = on_page(str(error))
    space.results = None


def begin(space: Workspace, form: Form) -> None:
    """Read the files that the page was started with."""
    files, space.begin = space.begin, []
    for name, path in files:
        reading.receive(space, name, path)


def answer(space: Workspace, form: Form) -> None:
    """Take one answer to a question about a file."""
    sheet, asked, says = sheet_of(space, form), one(form, "asks"), one(form, "says")
    offers = [
        offer
        for question in (sheet.how.questions if sheet.how else ())
        for offer in question.offers
        if (question.asks, offer.says) == (asked, says)
    ]
    if not offers:
        raise UsageError(STALE)
    reading.change_map(sheet, offers[0].change)
    space.said = f"Taken: {says}."


def header(space: Workspace, form: Form) -> None:
    """Read a header as another column, "" as the file's own, "+NAME" joined to it."""
    sheet, name, column = sheet_of(space, form), one(form, "header"), one(form, "column")
    if sheet.how is None:
        raise UsageError(STALE)
    change = sheet.how.read_as(name, column.lstrip("+"), joined=column.startswith("+"))
    reading.change_map(sheet, change)
    space.said = f"“{name}” is read as {label(column.lstrip('+')) if column else 'your own'}."


def words(space: Workspace, form: Form) -> None:
    """Say what words mean, several at once; a word without an answer stays."""
    sheet = sheet_of(space, form)
    told = {
        (column, value): means
        for column, value, means in zip_longest(
            form.get("word-column", []), form.get("word", []), form.get("means", []), fillvalue=""
        )
        if means
    }

    def means(word: Word) -> str | None:
        found = told.get((word.column, word.value))
        return "" if found == "-" else found

    reading.change_map(sheet, reading.all_words(sheet, means))
    space.said = f"{counted(len(told), 'word')} settled."


def understood(space: Workspace, form: Form) -> None:
    """Say that a word which was understood means another."""
    sheet, column, value = sheet_of(space, form), one(form, "word-column"), one(form, "word")
    means = one(form, "means").removeprefix("-")
    if column not in COLUMN or means not in ("", *COLUMN[column].words):
        raise UsageError(STALE)
    reading.change_map(sheet, {"values": {column: {value: means}}})
    space.said = f"“{value}” is read as {label(means) if means else 'nothing'}."


def mend(space: Workspace, form: Form) -> None:
    """Write the cells of a row anew, or leave it out."""
    if "leave" in form:
        return leave(space, form)
    cells = zip(form.get("header", []), form.get("cell", []), strict=False)
    reading.mend(sheet_of(space, form), number(form, "row"), {k: v[:LONGEST] for k, v in cells})
    space.said = "The row was read anew."


def leave(space: Workspace, form: Form) -> None:
    """Leave a row out, or all that are faulty."""
    sheet = sheet_of(space, form)
    faulty = [one.key for one in sheet.how.faulty] if sheet.how else []
    keys = faulty if "all" in form else [number(form, "row")]
    reading.leave_out(sheet, keys)
    space.said = f"{counted(len(keys), 'row')} left out."


def person(space: Workspace, form: Form) -> None:
    """Two names are one person's, or not."""
    a, b, same = one(form, "a"), one(form, "b"), one(form, "same") == "yes"
    reading.decide(sheet_of(space, form), a, b, same)
    space.said = f"{a} and {b} are {'one person' if same else 'two people'}."


def undo(space: Workspace, form: Form) -> None:
    """Take the last change of a file back."""
    reading.undo(sheet_of(space, form))
    space.said = "The last change was taken back."


def sheet(space: Workspace, form: Form) -> None:
    """Read another sheet of a workbook."""
    name = one(form, "title")
    reading.look_at(sheet_of(space, form), name)
    space.said = f"Sheet “{name}” was read."


def remove(space: Workspace, form: Form) -> None:
    """Forget one file."""
    gone = sheet_of(space, form)
    del space.sheets[gone.number]
    gone.path.unlink(missing_ok=True)
    space.said = f"{gone.name} was removed."


def forget(space: Workspace, form: Form) -> None:
    """Forget everything."""
    clear(space)
    space.said = "Everything was removed."


def each(space: Workspace, form: Form) -> None:
    """Several files are a person's each, or all of one."""
    space.each_file = "each" in form
    space.said = "Each file is a person's own." if space.each_file else "All files are one's."


def add(space: Workspace, form: Form) -> None:
    """Add a request, if the log can take it."""
    cells = {name: form[name][0].strip()[:LONGEST] for name in COLUMN if form.get(name, [""])[0]}
    if lacking := [label(one) for one in ("contact", "asked_on") if not cells.get(one)]:
        raise UsageError(f"a request needs {' and '.join(lacking)}; fill it in")
    space.added.append({"outcome": "pending", **cells})
    kept(space, space.added.pop)
    space.said = f"{cells['contact']} was added."


def outcome(space: Workspace, form: Form) -> None:
    """Set what became of a request."""
    where, _, place = one(form, "request").partition("-")
    names = ("outcome", "responded_on", "met_on")
    cells = {name: form[name][0] for name in names if form.get(name, [""])[0]}
    if not cells or not place.isdecimal():
        raise UsageError("nothing was said of the request; choose one and what became of it")
    if where == "added":
        if int(place) >= len(space.added):
            raise UsageError(STALE)
        before = space.added[int(place)]
        space.added[int(place)] = {**before, **cells}
        kept(space, lambda: space.added.__setitem__(int(place), before))
    else:
        sheet = sheet_of(space, {"sheet": [where]})
        known = dict(sheet.became)
        sheet.became[int(place)] = {**sheet.became.get(int(place), {}), **cells}
        kept(space, lambda: setattr(sheet, "became", known))
    space.said = "Noted."


ACTS: dict[str, Callable[[Workspace, Form], None]] = {
    does.__name__: does
    for does in (
        begin,
        answer,
        header,
        words,
        understood,
        mend,
        leave,
        person,
        undo,
        sheet,
        remove,
        forget,
        each,
        add,
        outcome,
        *LOTS,
    )
}
