"""A file that was dropped, read with what was told about it; and what is told, put to use."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from outreachlab.app.trial import parts_of, take_in
from outreachlab.app.workspace import Sheet, Told, Workspace
from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.intake.how_read import how_read
from outreachlab.intake.map_changes import Change, changed_map
from outreachlab.intake.maps import read_toml
from outreachlab.intake.people_file import DECISIONS
from outreachlab.wording import counted

MOST_SHEETS = 20
MOST_UNDONE = 50


def receive(space: Workspace, name: str, path: Path) -> None:
    """
    Take a file in: a spreadsheet is read, a map or a people file joins the one it belongs to, what
    is of a trial its folder.

    `path` is ours: it is removed once it is not needed any more.

    Raises
    ------
    UsageError
        There are too many files, or the TOML says nothing that can be used.
    """
    if parts := parts_of(name, path):
        path.unlink()
        take_in(space, name, parts)
        return
    if name.lower().endswith(".toml"):
        told = _toml(name, path)
        path.unlink()
        _place(space, name, told)
        return
    if known := [one for one in space.sheets.values() if one.name == name]:
        _read_anew(space, known[0], path)
        return
    if len(space.sheets) >= MOST_SHEETS:
        raise UsageError(f"{name}: there are {MOST_SHEETS} files already; remove one first")
    space.count += 1
    sheet = Sheet(space.count, name, path)
    space.sheets[sheet.number] = sheet
    for loose in [one for one in space.loose if belongs(one, sheet.name)]:
        sheet.told = _with(sheet.told, space.loose.pop(loose))
    read(sheet)
    rows = counted(sheet.how.rows, "row") if sheet.how is not None else ""
    space.said = f"{name} was read: {rows}." if rows else f"{name} cannot be read."


def _read_anew(space: Workspace, sheet: Sheet, path: Path) -> None:
    """A file that was here in an earlier state: what was told of its columns and words stays."""
    sheet.path.unlink(missing_ok=True)
    gone = counted(len(sheet.became), "request")
    lost = f" What you had set here of {gone} is not in it." if sheet.became else ""
    sheet.path, sheet.became = path, {}
    known = sheet.told.map or (sheet.how.map if sheet.how else None)
    sheet.told = Told(known, sheet.told.people, sheet=sheet.told.sheet)
    read(sheet)
    if sheet.how is None:
        sheet.told = Told(people=sheet.told.people)
        read(sheet)
    space.said = f"{sheet.name} was read anew.{lost}"


def belongs(toml: str, name: str) -> bool:
    """Is a map or a people file of a spreadsheet's name, or of any?"""
    stem = Path(toml).stem.removesuffix(".map").removesuffix(".people")
    return stem in ("map", "people", "log", Path(name).stem)


def _place(space: Workspace, name: str, told: Mapping[str, Any]) -> None:
    fits = [one for one in space.sheets.values() if belongs(name, one.name)]
    if not fits and len(space.sheets) == 1:
        fits = list(space.sheets.values())
    if len(fits) != 1:
        space.loose[name] = told
        space.said = f"{name} waits for its spreadsheet."
        return
    tell(fits[0], _with(fits[0].told, told))
    space.said = f"{fits[0].name} is read as {name} says."


def _toml(name: str, path: Path) -> dict[str, Any]:
    what = "people file" if name.lower().endswith("people.toml") else "map"
    try:
        return read_toml(path, what)
    except OutreachlabError as error:
        raise UsageError(str(error).replace(str(path), name)) from None


def _with(told: Told, given: Mapping[str, Any]) -> Told:
    """What was told, and what a map or a people file says besides."""
    if given and set(given) <= set(DECISIONS):
        return replace(told, people=dict(given))
    return replace(told, map=dict(given))


def read(sheet: Sheet) -> None:
    """Read a file as it is told; what is wrong with it stands in its `fault`."""
    told = sheet.told
    source: Any = (sheet.name, sheet.path.read_bytes())
    try:
        sheet.how = how_read(
            source, map=told.map, people=told.people, mended=told.mended, sheet=told.sheet
        )
        sheet.fault = ""
        if sheet.how.imported is not None and sheet.how.imported.log.sheets_left:
            sheet.others = sheet.how.imported.log.sheets_left
    except OutreachlabError as error:
        sheet.how, sheet.fault = None, str(error)


def tell(sheet: Sheet, told: Told) -> None:
    """
    Read a file anew as it is told now, and remember what was told before.

    Raises
    ------
    UsageError
        That makes no sense; the file stays as it was.
    """
    before = (sheet.told, sheet.how, sheet.fault)
    sheet.told = told
    try:
        read(sheet)
        if sheet.how is None and before[1] is not None:
            raise UsageError(sheet.fault)
    except Exception:
        sheet.told, sheet.how, sheet.fault = before
        raise
    sheet.before = [*sheet.before[1 - MOST_UNDONE :], before[0]]


def undo(sheet: Sheet) -> None:
    """Take the last change back."""
    if sheet.before:
        sheet.told = sheet.before.pop()
        read(sheet)


def change_map(sheet: Sheet, change: Change) -> None:
    """Read a file by the map its reading amounts to, with a change."""
    if sheet.how is None:
        raise UsageError(f"{sheet.name}: it could not be read; drop another file")
    tell(sheet, replace(sheet.told, map=changed_map(sheet.how.map, change)))


def mend(sheet: Sheet, key: int, cells: Mapping[str, str]) -> None:
    """Write some cells of a row anew."""
    anew = {**(sheet.told.mended.get(key) or {}), **cells}
    tell(sheet, replace(sheet.told, mended={**sheet.told.mended, key: anew}))


def leave_out(sheet: Sheet, keys: Iterable[int]) -> None:
    """Leave rows out."""
    tell(sheet, replace(sheet.told, mended={**sheet.told.mended, **dict.fromkeys(keys)}))


def decide(sheet: Sheet, a: str, b: str, same: bool) -> None:
    """Two spellings are one person's, or two people's."""
    known = {name: list(sheet.told.people.get(name, [])) for name in DECISIONS}
    known["same" if same else "different"].append([a, b])
    tell(sheet, replace(sheet.told, people=known))


def look_at(sheet: Sheet, name: str) -> None:
    """Read another sheet of a workbook, from anew."""
    tell(sheet, Told(people=sheet.told.people, sheet=name))


def all_words(sheet: Sheet, means: Callable[[Any], str | None]) -> Change:
    """The change that reads every word not understood as told; None leaves one as it is."""
    change: dict[str, Any] = {}
    for word in sheet.how.words if sheet.how else ():
        if (told := means(word)) is not None:
            change = changed_map(change, word.means(told))
    return change
