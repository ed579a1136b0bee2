"""`partition`: a log of any size as parts that no seeker is split over."""

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.errors import (
    CannotWriteError,
    LogFaultsError,
    MissingFileError,
    NothingToComputeError,
    UsageError,
)
from outreachlab.files import locked, plainly, write
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import Map, map_told
from outreachlab.intake.headers import called_in, known_headers
from outreachlab.intake.maps import LogMap
from outreachlab.intake.people_file import People, PeopleDecisions, decisions_for
from outreachlab.intake.problems import fault_table, headed
from outreachlab.intake.streamed import rows_about, streamed
from outreachlab.parts.again import PARTS, parts_in, pieces_of_parts
from outreachlab.parts.folder import Manifest, is_parts, open_part, read_manifest
from outreachlab.parts.split import split
from outreachlab.parts.workers import here, processes
from outreachlab.parts.writing import SETTLED, check_parts, json_in
from outreachlab.wording import counted

MEMORY = 2 << 30
BYTES_PER_ROW = 4096  # what checking one row takes at its peak; sorting it takes less
WHOLE_SHARE = 20  # a text that takes no more than this share of the memory is read at once
WORK = "_split"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Partitioned(Answer):
    """What `partition` wrote: `.table` has a row per part, `done_before` were there already."""

    folder: str
    manifest: Manifest
    done_before: int

    @property
    def table(self) -> pd.DataFrame:
        """A row per part: `part`, `requests`, `bytes`."""
        parts = self.manifest.parts
        return pd.DataFrame(
            {
                "part": [part.name for part in parts],
                "requests": [part.rows for part in parts],
                "bytes": [part.size for part in parts],
            }
        )

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `partition` command."""
        return {
            "folder": self.folder,
            "source": self.manifest.source,
            "requests": self.manifest.rows,
            "faulty": self.manifest.faulty,
            "done_before": self.done_before,
            "parts": self.table.to_dict("records"),
        }

    def _shown(self) -> Shown:
        left = f", {counted(self.manifest.faulty, 'faulty row')} left out"
        before = f" ({self.done_before:,} were there already)" if self.done_before else ""
        return Shown(
            f"{self.manifest.source}: {counted(self.manifest.rows, 'request')} in "
            f"{counted(len(self.manifest.parts), 'part')}{before} in {self.folder}"
            f"{left if self.manifest.faulty else ''}"
        )


def partition(
    source: str | os.PathLike[str],
    folder: str | os.PathLike[str],
    *,
    map: Map | None = None,
    people: People | None = None,
    dates: DayOrder | None = None,
    skip_faulty: bool = False,
    memory: int = MEMORY,
    workers: int = 1,
) -> Partitioned:
    """
    Split a log of any size by seeker into checked parts.

    Parameters
    ----------
    source : path
        CSV, TSV, Parquet, a folder of Parquet, or of parts, those of an earlier version too.
    folder : path
        Where the parts go; a new folder, or one that this partition was begun in.
    map : path or mapping, optional
        How a foreign file reads as an outreach log.
    people : path or mapping, optional
        Which spellings are one person's, as for `read_log`.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.
    skip_faulty : bool
        Leave rows with faults out and count them, instead of refusing the file.
    memory : int, bytes
        How much to take, by all workers; more means fewer and larger parts.
    workers : int
        How many processes check the parts.

    Returns
    -------
    Partitioned
        `.table` has a row per part.

    Raises
    ------
    LogFaultsError
        The log has faults; `.table` lists the first ten thousand, and all are counted.
    UsageError
        The log has one seeker only, the folder holds something else, or no space is left.
    UnreadableFileError
        The file is no table, or is too untidy to be read in pieces.

    Notes
    -----
    The same call goes on where an earlier one stopped: parts that are done stay.
    """
    path, target = Path(source), Path(folder)
    before = parts_in(path)
    known = map_told(map) or (before["map"] if before else None)
    dates = dates or (known.dates if known else None)
    decisions = decisions_for(path, people)
    plan = _plan(path, known, decisions, dates, skip_faulty, memory // workers)
    with _alone(target):
        return _parted(path, target, known, dates, plan, memory // workers, workers)


def _parted(
    path: Path,
    target: Path,
    known: LogMap | None,
    dates: DayOrder | None,
    plan: dict[str, Any],
    memory: int,
    workers: int,
) -> Partitioned:
    """The parts of a log in a folder that nobody else writes to."""
    if is_parts(str(target)):
        found = read_manifest(str(target))
        if _alike(found.plan, plan):
            for part in found.parts:
                with open_part(str(target), part):
                    pass  # it is there, and no other file
            return Partitioned(str(target), found, len(found.parts))
        raise _other_log(target)
    work = target / WORK
    plan = _begun(target, work, plan)
    with _space(target, work):
        if not (work / SETTLED).exists():
            _split(path, known, dates, plan, work, memory)
        with processes(workers) if workers > 1 else here() as team:
            return Partitioned(
                str(target), *check_parts(path.name, known, plan, target, work, team)
            )


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """
    Let one run at a time write to a folder.

    The lock lies beside the folder, which may not be there yet and may be taken away again.
    """
    lock = target.resolve().with_name(f".{target.resolve().name}.partition")
    with plainly(target):
        held = locked(lock)
    if held is None:
        raise UsageError(f"{target}: another run is writing to this folder; wait for its end")
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(held)


def _plan(
    path: Path,
    known: LogMap | None,
    decisions: PeopleDecisions | None,
    dates: str | None,
    skip_faulty: bool,
    memory: int,
) -> dict[str, Any]:
    """What tells this partition from any other."""
    if not path.exists():
        raise MissingFileError(f"{path}: there is no such file; check the path")
    if memory < 64 << 20:
        raise UsageError("give at least 64 MiB of memory to each worker")
    before = parts_in(path)
    files = sorted(path.rglob(PARTS if before else "*.parquet")) if path.is_dir() else [path]
    sizes = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    told = None if known is None else asdict(known)
    rows = before["rows"] if before else rows_about(path)
    plan = {
        "files": sizes,
        "map": told,
        "people": None if decisions is None else asdict(decisions),
        "dates": dates,
        "skip_faulty": skip_faulty,
        "buckets": max(1, -(-rows // (memory // BYTES_PER_ROW))),
    }
    return dict(json.loads(json.dumps(plan)))


def _begun(target: Path, work: Path, plan: dict[str, Any]) -> dict[str, Any]:
    """The plan by which this partition was begun in the folder, which else is new or empty."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: this is a file; name a folder")
    if not target.exists() or not any(target.iterdir()):
        return plan
    begun = json_in(work / "plan.json")
    if begun is None:
        raise UsageError(f"{target}: the folder is not empty; name another with -o")
    if not _alike(begun, plan):
        raise _other_log(target)
    return begun


def _alike(begun: Mapping[str, Any], plan: Mapping[str, Any]) -> bool:
    """The same log read the same way, in however many parts."""
    return {"people": None, **begun, "buckets": 0} == {**plan, "buckets": 0}


def _other_log(target: Path) -> UsageError:
    return UsageError(
        f"{target}: the folder holds the parts of another log, or of this one read otherwise; "
        "name another with -o"
    )


def _split(
    path: Path,
    known: LogMap | None,
    dates: DayOrder | None,
    plan: dict[str, Any],
    work: Path,
    memory: int,
) -> None:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    write([(work / "plan.json", json.dumps(plan).encode())])
    most = memory // BYTES_PER_ROW
    before = parts_in(path)
    if before:
        pieces = pieces_of_parts(path, before)
    else:
        pieces = streamed(path, known_headers(known), most, memory // WHOLE_SHARE)
    survey = split(pieces, known, plan["buckets"], work)
    if not survey.rows:
        raise NothingToComputeError(f"{path.name}: no request is left to look at")
    settled, whole = survey.settle(known, dates)
    cells = [cells for _, cells in survey.overlong]
    rows = np.array([row for row, _ in survey.overlong], np.int64)
    cells = [c._replace(places=np.array([at])) for at, c in enumerate(cells)]
    if whole or (cells and not plan["skip_faulty"]):
        table = headed(fault_table(whole, cells, rows), [called_in(survey.headers)])
        raise LogFaultsError(survey.source, table, rows_only=not whole)
    told = {
        "columns": dict(settled.columns),
        "dates": settled.dates,
        "outcome_from": dict(settled.outcome_from),
        "width": survey.width,
        "faulty": len(cells) + (before["faulty"] if before else 0),
    }
    write([(work / SETTLED, json.dumps(told).encode())])


@contextmanager
def _space(target: Path, work: Path) -> Iterator[None]:
    """Clear away after a log that cannot be split; keep what is done where the disk is full."""
    existed = target.exists()
    try:
        yield
    except MissingFileError:
        raise
    except (OSError, CannotWriteError) as error:
        why = "no space is left on the disk" if error.errno == errno.ENOSPC else error.strerror
        on = "it goes on where it stopped"
        if not (work / SETTLED).exists():  # pieces of half a split would only fill the disk
            _clear(target, work, existed)
            on = "it begins anew"
        raise UsageError(
            f"{target}: {why or error}; mend that and run the same command again: {on}"
        ) from None
    except (LogFaultsError, NothingToComputeError, UsageError, ValueError):
        _clear(target, work, existed)
        raise


def _clear(target: Path, work: Path, existed: bool) -> None:
    """Take away what a partition made in its folder, and the folder unless it was there."""
    for path in target.glob("part-*.arrow"):
        path.unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)
    if not existed and target.exists() and not any(target.iterdir()):
        target.rmdir()
