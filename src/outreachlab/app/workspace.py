"""What one browser has in front of it: its files, what it told about them, what it added."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from outreachlab.app.results import Results
    from outreachlab.intake.how_read import HowRead
    from outreachlab.trials.assignment import Assignment

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What was told about one file: its map, who is who, its cells anew, the sheet."""

    map: Mapping[str, Any] | None = None
    people: Mapping[str, Any] = field(default_factory=dict)
    mended: Mapping[int, Cells | None] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(slots=True)
class Sheet:
    """
    One file: where its bytes are, what was told about it and before, how it was read.

    `how` is None where it cannot be read, `fault` says why. `others` are sheets of its workbook
    that are not read; `became` has what was set in the page of a request, by its row.
    """

    number: int
    name: str
    path: Path
    told: Told = Told()
    before: list[Told] = field(default_factory=list)
    how: "HowRead | None" = None
    fault: str = ""
    others: tuple[str, ...] = ()
    became: dict[int, Cells] = field(default_factory=dict)


@dataclass(slots=True)
class Workspace:
    """
    All of one browser's; `room` is the private folder that its files are in.

    `begin` are files to read first (name and place), `loose` maps and people files (name to TOML)
    whose file has not come yet, `added` requests entered in the page, `said` what is said of the
    last change and `fault` what could not be done. `results` stand as long as nothing is changed.
    `trial` is the folder of a trial, `lot` the last one drawn and `referrer` who referred its
    contact, `trial_kept` whether all that was drawn was taken along.
    """

    room: Path
    begin: list[tuple[str, Path]] = field(default_factory=list)
    sheets: dict[int, Sheet] = field(default_factory=dict)
    loose: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    added: list[Cells] = field(default_factory=list)
    each_file: bool = False
    said: str = ""
    fault: str = ""
    count: int = 0
    results: "asyncio.Future[Results] | None" = None
    trial: Path | None = None
    lot: "Assignment | None" = None
    referrer: str = ""
    trial_kept: bool = True

    @property
    def empty(self) -> bool:
        """Is there nothing to look at yet?"""
        return not (self.begin or self.sheets or self.loose or self.added or self.trial)


def clear(space: Workspace) -> None:
    """Forget everything; the files are removed."""
    for path in [*(one.path for one in space.sheets.values()), *(path for _, path in space.begin)]:
        with suppress(OSError):
            path.unlink(missing_ok=True)
    space.begin, space.sheets, space.loose, space.added = [], {}, {}, []
    space.each_file, space.results = False, None
    put_away(space)


def put_away(space: Workspace) -> None:
    """Forget the trial; its folder is removed."""
    if space.trial is not None:
        rmtree(space.trial.parent, ignore_errors=True)
    space.trial, space.lot, space.trial_kept = None, None, True
