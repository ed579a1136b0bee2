"""Buckets of a split log become checked parts, each written whole."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from outreachlab.errors import LogFaultsError, NothingToComputeError
from outreachlab.files import write
from outreachlab.intake.examine import examine_table, said_unread, sound_log
from outreachlab.intake.maps import LogMap
from outreachlab.intake.people_file import PeopleDecisions
from outreachlab.intake.problems import headed
from outreachlab.log.checked import CheckedLog
from outreachlab.parts.folder import MANIFEST, Manifest, PartFile, footer_hash
from outreachlab.parts.part import kinds_of
from outreachlab.parts.split import bucket_of
from outreachlab.parts.stored import bytes_of
from outreachlab.parts.workers import Workers

SETTLED = "settled.json"
MOST_LISTED = 10_000  # faults that are listed; of a file of any size all would not fit in memory


@dataclass(frozen=True, slots=True)
class Buckets:
    """A split log whose buckets are to be checked: where they are, and how they are read."""

    source: str
    reading: LogMap
    width: int
    plan: Mapping[str, Any]
    work: str
    target: str


@dataclass(frozen=True, slots=True, eq=False)
class Checked:
    """What came of one bucket: the record of its part, or its first faults and their numbers."""

    record: dict[str, Any] | None
    before: bool = False
    first: pd.DataFrame | None = None
    faults: int = 0
    rows: int = 0


def check_parts(
    source: str,
    known: LogMap | None,
    plan: dict[str, Any],
    target: Path,
    work: Path,
    workers: Workers,
) -> tuple[Manifest, int]:
    """
    Check every bucket in `work` and write it as a part.

    Gives what the folder then holds, and how many parts were there before. Raises LogFaultsError
    where rows have faults, of which it lists the first and counts all; NothingToComputeError
    where no row is left.
    """
    settled = json_in(work / SETTLED) or {}
    columns = {ours: tuple(theirs) for ours, theirs in settled["columns"].items()}
    reading = replace(
        known or LogMap(),
        columns=columns,
        outcome_from=settled["outcome_from"],
        dates=settled["dates"],
        sheet=None,
    )
    buckets = Buckets(source, reading, settled["width"], plan, str(work), str(target))
    checked = list(workers.results(partial(_check, buckets), range(plan["buckets"])))
    _refuse_faults(source, checked)
    records = [one.record for one in checked if one.record is not None]
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
        *_read_of(records),
    )
    write([(target / MANIFEST, manifest.to_text().encode())])
    shutil.rmtree(work)
    return manifest, sum(one.before for one in checked)


def _check(buckets: Buckets, number: int) -> Checked:
    """Check one bucket and write it as a part, unless that was done before."""
    work, name = Path(buckets.work), f"part-{number:05d}.arrow"
    if (record := json_in(work / f"{name}.json")) is not None:
        return Checked(record, before=True)
    raw = bucket_of(work, number, buckets.source, buckets.width)
    skipped = buckets.plan["skip_faulty"]
    people = buckets.plan["people"]
    decisions = PeopleDecisions(**people) if people else None
    how = buckets.reading, None, buckets.reading.dates
    examined = examine_table(raw, *how, decisions, most_people=0)
    faults = examined.each
    if len(faults) and (examined.whole or not skipped):
        first = headed(faults.head(MOST_LISTED), [examined.log.called])
        return Checked(None, False, first, len(faults), faults["row"].nunique())
    log, _ = sound_log(examined, skipped)
    record = {}
    if len(log.frame):
        record = _part(Path(buckets.target, name), log, _identity(buckets.plan, number))
    kinds = kinds_of(log.frame, log.tactics)
    record |= {"faulty": log.faulty, "kinds": kinds, "tactics": dict(log.tactics)}
    said = said_unread(examined.unread)
    record["notes"] = [note for note in examined.reading if note not in said]
    record["unread"] = examined.unread.groupby("header", sort=False)["count"].sum().to_dict()
    write([(work / f"{name}.json", json.dumps(record).encode())])
    return Checked(record)


def _read_of(records: Sequence[Mapping[str, Any]]) -> tuple[int, tuple[str, ...]]:
    """How many cells could not be read, and what is said of all the file, by every part alike."""
    unread: Counter[str] = Counter()
    for record in records:
        unread.update(record["unread"])
    table = pd.DataFrame({"header": [*unread], "count": [*unread.values()]})
    alike = [note for note in records[0]["notes"] if all(note in one["notes"] for one in records)]
    return unread.total(), (*alike, *said_unread(table))


def _refuse_faults(source: str, checked: Sequence[Checked]) -> None:
    """Raise LogFaultsError with the first faults of all buckets, all of them counted."""
    found = [one.first for one in checked if one.first is not None]
    if not found:
        return
    first = pd.concat(found, ignore_index=True).sort_values("row", kind="stable")
    counts = sum(one.faults for one in checked), sum(one.rows for one in checked)
    listed = first.head(MOST_LISTED).reset_index(drop=True)
    raise LogFaultsError(source, listed, counts=counts)


def _identity(plan: Mapping[str, Any], number: int) -> str:
    """What tells a part of this log from those of others, though they be alike."""
    return hashlib.blake2b(json.dumps([plan, number]).encode(), digest_size=16).hexdigest()


def _part(path: Path, log: CheckedLog, identity: str) -> dict[str, Any]:
    """Write one part whole, and what the manifest says of it."""
    data = bytes_of(log, identity)
    write([(path, data)])
    file = PartFile(path.name, len(log.frame), len(data), footer_hash(pa.BufferReader(data)))
    return {"file": asdict(file)}


def json_in(path: Path) -> dict[str, Any] | None:
    """What a file of JSON holds; None where there is none."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
