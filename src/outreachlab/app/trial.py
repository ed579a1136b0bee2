"""A trial on the page: its folder in the private room, what is dropped and taken along of it."""

import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from secrets import token_hex
from shutil import rmtree
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from outreachlab.app.workspace import Workspace, put_away
from outreachlab.errors import (
    MissingFileError,
    NothingToComputeError,
    OutreachlabError,
    UnreadableFileError,
    UsageError,
)
from outreachlab.files import write
from outreachlab.intake.archive import opened
from outreachlab.intake.maps import read_toml
from outreachlab.intake.source import Content
from outreachlab.trials.assigned import COLUMNS, Lot, lots_in
from outreachlab.trials.places import departures
from outreachlab.trials.plan import ASSIGNED, PLAN, PROTOCOL, SHEET, Plan, read_plan
from outreachlab.trials.receipt import HANDED_OUT, require_kept
from outreachlab.wording import counted, listed

KEPT = (PLAN, PROTOCOL, SHEET, ASSIGNED, HANDED_OUT)
KNOWN_BY = {PLAN: {"tactics", "looks", "hash"}, HANDED_OUT: {"plan", "contacts", "digest"}}
FIRST_LINE = ",".join(COLUMNS)
ZIP = "trial.zip"


def parts_of(name: str, path: Path) -> dict[str, bytes]:
    """
    What a file that was dropped holds of a trial, by its own names; nothing where it is none.

    Raises
    ------
    UsageError
        It holds several trials.
    """
    kind = PurePosixPath(name.lower()).suffix
    if kind == ".csv":
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            begins = file.read(len(FIRST_LINE)).replace(";", ",").replace("\t", ",")
        return {ASSIGNED: path.read_bytes()} if begins == FIRST_LINE else {}
    try:
        if kind == ".toml":
            has = set(read_toml(path, "plan"))
            return {own: path.read_bytes() for own, keys in KNOWN_BY.items() if keys <= has}
        trials = _unpacked(Content(name, path.read_bytes())) if kind == ".zip" else []
    except (UsageError, UnreadableFileError):
        return {}  # whoever reads it as something else says what is wrong
    if len(trials) > 1:
        raise UsageError(f"{name}: {len(trials)} trials are in it; pack and drop one of them")
    return trials[0] if trials else {}


def _unpacked(content: Content) -> list[dict[str, bytes]]:
    """The files of every trial in an archive, whatever folders they are in."""
    with opened(content) as archive:
        members = [PurePosixPath(one) for one in archive.namelist()]
        folders = dict.fromkeys(one.parent for one in members if one.name == PLAN)
        return [
            {
                one.name: archive.read(str(one))
                for one in members
                if one.parent == folder and one.name in KEPT
            }
            for folder in folders
        ]


def take_in(space: Workspace, name: str, parts: Mapping[str, bytes]) -> None:
    """
    Put what was dropped into the trial's folder.

    Raises
    ------
    UsageError
        It is no trial, another one than is here, or knows fewer lots than were drawn here.
    """
    known, before = files_of(space), lots_of(space)
    other = PLAN in parts and parts[PLAN] != known.get(PLAN, parts[PLAN])
    if other and before:
        drawn = counted(len({lot.number for lot in before}), "contact")
        raise UsageError(f"{name}: another trial with lots of {drawn} is here; put it away first")
    folder = new_folder(space, parts if other else {**known, **parts})
    try:
        with named(folder):
            lots = lots_in(folder) if lacking(folder) else _sound(folder)
            if not set(map(_bare, before)) <= set(map(_bare, lots)):
                raise UsageError(
                    f"{name}: it does not have all lots that were drawn here; drop the newest, or "
                    "put the trial away first"
                )
    except OutreachlabError:
        rmtree(folder.parent)
        raise
    put_away(space)
    space.trial = folder
    drawn = counted(len({lot.number for lot in lots}), "contact")
    waits = listed(lacking(folder))
    space.said = f"{name} waits for {waits}." if waits else f"The trial is here: {drawn} had a lot."


def _bare(lot: Lot) -> Lot:
    return lot._replace(block=None)  # blocks are told once all contacts have a lot


def lacking(folder: Path) -> tuple[str, ...]:
    """Which files of a trial have not come yet."""
    gone = [name for name in (PLAN, HANDED_OUT) if not (folder / name).exists()]
    if HANDED_OUT not in gone and not (folder / ASSIGNED).exists():
        gone += [ASSIGNED] if read_toml(folder / HANDED_OUT, "record").get("contacts") else []
    return tuple(gone)


def _sound(folder: Path) -> list[Lot]:
    """The lots in a folder, if they are all that were handed out, and those of its plan."""
    plan = read_plan(folder)
    lots = require_kept(folder, plan)
    if wrong := departures(plan, lots):
        raise UsageError(f"{ASSIGNED}: {wrong[0]}; put the file back as it was")
    return lots


def new_folder(space: Workspace, files: Mapping[str, bytes]) -> Path:
    """
    A folder with some files, alone in one of its own.

    No trial is beside it: those of other browsers are no second trial of this seeker's.
    """
    folder = space.room / token_hex(8) / "trial"
    folder.mkdir(parents=True)
    write((folder / name, content) for name, content in files.items())
    return folder


def plan_of(space: Workspace) -> Plan | None:
    """The plan of the trial that is here; None where one of its files has not come yet."""
    if space.trial is None or lacking(space.trial):
        return None
    with named(space.trial):
        return read_plan(space.trial)


def lots_of(space: Workspace) -> list[Lot]:
    """What was handed out so far."""
    return [] if space.trial is None else lots_in(space.trial)


def files_of(space: Workspace) -> dict[str, bytes]:
    """The files of the trial that is here, by name."""
    if space.trial is None:
        return {}
    found = [space.trial / name for name in KEPT]
    return {path.name: path.read_bytes() for path in found if path.exists()}


def packed(space: Workspace) -> tuple[str, bytes]:
    """The name and bytes of one file that holds the trial; KeyError where there is none."""
    if space.trial is None or lacking(space.trial):
        raise KeyError(ZIP)
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for name, data in files_of(space).items():
            archive.writestr(ZipInfo(f"trial/{name}"), data)
    space.trial_kept = True
    return zip_name(space), content.getvalue()


def zip_name(space: Workspace) -> str:
    """`trial-12.zip`, by how many contacts have a lot: the highest number is the newest."""
    return f"trial-{len({lot.number for lot in lots_of(space)})}.zip"


@contextmanager
def named(folder: Path) -> Iterator[None]:
    """Sentences without the place of a folder that nobody sees."""
    try:
        yield
    except (UsageError, MissingFileError, NothingToComputeError, UnreadableFileError) as error:
        said = str(error).replace(f"{folder}{os.sep}", "").replace(str(folder), "the trial")
        raise UsageError(said) from None
