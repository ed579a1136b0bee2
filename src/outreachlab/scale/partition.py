"""`partition`: a log of any size as parts that no seeker is split over."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from outreachlab.display import Answer, Shown
from outreachlab.errors import LogFaultsError, MissingFileError, NothingToComputeError, UsageError
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.examine import Map, examine_table, map_told, sound_log
from outreachlab.intake.headers import known_headers
from outreachlab.intake.maps import LogMap
from outreachlab.intake.problems import fault_table
from outreachlab.intake.streamed import rows_about, streamed
from outreachlab.scale.folder import (
    MANIFEST,
    Manifest,
    PartFile,
    footer_hash,
    is_parts,
    read_manifest,
)
from outreachlab.scale.parts import arrow_of, kinds_of
from outreachlab.scale.split import bucket_of, split
from outreachlab.wording import counted

MEMORY = 2 << 30
# What checking one row takes at its peak, and how many bytes of text are read at once.
BYTES_PER_ROW, WHOLE_SHARE = 4096, 20
WORK, SETTLED = "_split", "settled.json"


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
    dates: DayOrder | None = None,
    skip_faulty: bool = False,
    memory: int = MEMORY,
) -> Partitioned:
    """
    Split a log of any size by seeker into checked Parquet parts.

    Parameters
    ----------
    source : path
        CSV, TSV, Parquet or a folder of Parquet.
    folder : path
        Where the parts go; a new folder, or one that this partition was begun in.
    map : path or mapping, optional
        How a foreign file reads as an outreach log.
    dates : {"dmy", "mdy"}, optional
        The order of day and month, where the dates do not tell.
    skip_faulty : bool
        Leave rows with faults out and count them, instead of refusing the file.
    memory : int, bytes
        How much to take; more means fewer and larger parts.

    Returns
    -------
    Partitioned
        `.table` has a row per part.

    Raises
    ------
    LogFaultsError
        The log has faults; `.table` lists them all.
    UsageError
        The log has one seeker only, the folder holds something else, or no space is left.
    UnreadableFileError
        The file is no table, or is too untidy to be read in pieces.

    Notes
    -----
    The same call goes on where an earlier one stopped: parts that are done stay.
    """
    path, target = Path(source), Path(folder)
    known = map_told(map)
    dates = dates or (known.dates if known else None)
    plan = _plan(path, known, dates, skip_faulty, memory)
    if is_parts(str(target)):
        found = read_manifest(str(target))
        if found.plan == plan:
            return Partitioned(str(target), found, len(found.parts))
        raise _other_log(target)
    work = target / WORK
    _refuse_strange(target, work, plan)
    with _space(target, work):
        if not (work / SETTLED).exists():
            _split(path, known, dates, plan, work, memory)
        return _check_parts(path.name, known, plan, target, work)


def _plan(
    path: Path, known: LogMap | None, dates: str | None, skip_faulty: bool, memory: int
) -> dict[str, Any]:
    """What tells this partition from any other."""
    if not path.exists():
        raise MissingFileError(f"{path}: there is no such file; check the path")
    if memory < 64 << 20:
        raise UsageError("give at least 64 MiB of memory")
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    sizes = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
    told = None if known is None else asdict(known)
    plan = {
        "files": sizes,
        "map": told,
        "dates": dates,
        "skip_faulty": skip_faulty,
        "buckets": max(1, -(-rows_about(path) // (memory // BYTES_PER_ROW))),
    }
    return dict(json.loads(json.dumps(plan)))


def _refuse_strange(target: Path, work: Path, plan: dict[str, Any]) -> None:
    """The folder is new, empty, or one that this partition was begun in."""
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: this is a file; name a folder")
    if not target.exists() or not any(target.iterdir()):
        return
    begun = _json(work / "plan.json")
    if begun is None:
        raise UsageError(f"{target}: the folder is not empty; name another with -o")
    if begun != plan:
        raise _other_log(target)


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
    _write(work / "plan.json", json.dumps(plan).encode())
    pieces = streamed(path, known_headers(known), memory // BYTES_PER_ROW, memory // WHOLE_SHARE)
    survey = split(pieces, known, plan["buckets"], work)
    if not survey.rows:
        raise NothingToComputeError(f"{path.name}: no request is left to look at")
    settled, whole = survey.settle(known, dates)
    cells = [cells for _, cells in survey.overlong]
    rows = np.array([row for row, _ in survey.overlong], np.int64)
    cells = [c._replace(places=np.array([at])) for at, c in enumerate(cells)]
    if whole or (cells and not plan["skip_faulty"]):
        raise LogFaultsError(survey.source, fault_table(whole, cells, rows), rows_only=not whole)
    told = {
        "columns": dict(settled.columns),
        "dates": settled.dates,
        "width": survey.width,
        "faulty": len(cells),
    }
    _write(work / SETTLED, json.dumps(told).encode())


def _check_parts(
    source: str, known: LogMap | None, plan: dict[str, Any], target: Path, work: Path
) -> Partitioned:
    settled = _json(work / SETTLED) or {}
    columns = {ours: tuple(theirs) for ours, theirs in settled["columns"].items()}
    reading = replace(known or LogMap(), columns=columns, dates=settled["dates"], sheet=None)
    records, faults, before = [], [], 0
    kinds: dict[str, str] = {}
    for number in range(plan["buckets"]):
        name = f"part-{number:05d}.parquet"
        record = _json(work / f"{name}.json")
        if record is None:
            raw = bucket_of(work, number, source, settled["width"])
            examined = examine_table(raw, reading, None, settled["dates"])
            if len(examined.faults) and (examined.whole or not plan["skip_faulty"]):
                faults.append(examined.faults)
                continue
            log, _ = sound_log(examined, plan["skip_faulty"])
            kinds = kinds_of(log.frame, log.tactics)
            record = {}
            if len(log.frame) and not faults:
                record = _part(target / name, log.frame, _identity(plan, number))
            record |= {"faulty": log.faulty, "kinds": kinds, "tactics": dict(log.tactics)}
            _write(work / f"{name}.json", json.dumps(record).encode())
        else:
            before += 1
        records.append(record)
    if faults:
        whole = pd.concat(faults, ignore_index=True).sort_values("row", kind="stable")
        raise LogFaultsError(source, whole.reset_index(drop=True))
    parts = tuple(PartFile(**record["file"]) for record in records if "file" in record)
    if not parts:
        raise NothingToComputeError(f"{source}: no request is left to look at")
    manifest = Manifest(
        source,
        sum(part.rows for part in parts),
        settled["faulty"] + sum(record["faulty"] for record in records),
        records[0]["kinds"],
        records[0]["tactics"],
        parts,
        plan,
    )
    _write(target / MANIFEST, manifest.to_text().encode())
    shutil.rmtree(work)
    return Partitioned(str(target), manifest, before)


def _identity(plan: dict[str, Any], number: int) -> str:
    """What tells a part of this log from those of others, though they be alike."""
    return hashlib.blake2b(json.dumps([plan, number]).encode(), digest_size=16).hexdigest()


def _part(path: Path, frame: pd.DataFrame, identity: str) -> dict[str, Any]:
    """Write one part whole, and what the manifest says of it."""
    from pyarrow import parquet

    sink = pa.BufferOutputStream()
    parquet.write_table(
        arrow_of(frame).replace_schema_metadata({"outreachlab": identity}),
        sink,
        compression="zstd",
        row_group_size=len(frame),
        dictionary_pagesize_limit=1 << 30,  # so that a book is stored once, in its order
        write_statistics=False,
        write_page_checksum=True,
    )
    data = sink.getvalue()
    _write(path, data)
    file = PartFile(path.name, len(frame), len(data), footer_hash(pa.BufferReader(data)))
    return {"file": asdict(file)}


def _write(path: Path, data: bytes | pa.Buffer) -> None:
    """A file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _json(path: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None


@contextmanager
def _space(target: Path, work: Path) -> Iterator[None]:
    """Clear away after a log that cannot be split; keep what is done where the disk is full."""
    existed = target.exists()
    try:
        yield
    except OSError as error:
        if isinstance(error, MissingFileError):
            raise
        why = "no space is left on the disk" if error.errno == errno.ENOSPC else error.strerror
        raise UsageError(
            f"{target}: {why or error}; mend that and run the same command again: it goes on "
            "where it stopped"
        ) from None
    except (LogFaultsError, NothingToComputeError, UsageError, ValueError):
        for path in (*target.glob("part-*.parquet"), *target.glob(f"{WORK}/*")):
            path.unlink(missing_ok=True)
        shutil.rmtree(work, ignore_errors=True)
        if not existed and target.exists() and not any(target.iterdir()):
            target.rmdir()
        raise
