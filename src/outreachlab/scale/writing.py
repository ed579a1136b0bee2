"""Buckets of a split log become checked parts, each written whole."""

import hashlib
import json
import os
import shutil
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from outreachlab.errors import LogFaultsError, NothingToComputeError
from outreachlab.intake.examine import examine_table, sound_log
from outreachlab.intake.maps import LogMap
from outreachlab.scale.folder import MANIFEST, Manifest, PartFile, footer_hash
from outreachlab.scale.parts import arrow_of, kinds_of
from outreachlab.scale.split import bucket_of

SETTLED = "settled.json"


def check_parts(
    source: str, known: LogMap | None, plan: dict[str, Any], target: Path, work: Path
) -> tuple[Manifest, int]:
    """
    Check every bucket in `work` and write it as a part: what the folder then holds, and how many
    parts were there before.

    Raises
    ------
    LogFaultsError
        Some rows have faults, all of which it lists.
    NothingToComputeError
        No row is left.
    """
    settled = json_in(work / SETTLED) or {}
    columns = {ours: tuple(theirs) for ours, theirs in settled["columns"].items()}
    reading = replace(known or LogMap(), columns=columns, dates=settled["dates"], sheet=None)
    records, faults, before = [], [], 0
    kinds: dict[str, str] = {}
    for number in range(plan["buckets"]):
        name = f"part-{number:05d}.parquet"
        record = json_in(work / f"{name}.json")
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
            write_whole(work / f"{name}.json", json.dumps(record).encode())
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
    write_whole(target / MANIFEST, manifest.to_text().encode())
    shutil.rmtree(work)
    return manifest, before


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
    write_whole(path, data)
    file = PartFile(path.name, len(frame), len(data), footer_hash(pa.BufferReader(data)))
    return {"file": asdict(file)}


def write_whole(path: Path, data: bytes | pa.Buffer) -> None:
    """A file whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb") as file:
            file.write(data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def json_in(path: Path) -> dict[str, Any] | None:
    """What a file of JSON holds; None where there is none."""
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (FileNotFoundError, NotADirectoryError):
        return None
