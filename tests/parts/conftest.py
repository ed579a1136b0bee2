"""One simulated pool, as a file, as a checked log, and in parts."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from outreachlab.intake.examine import Map
from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.parts import partition as module
from outreachlab.parts.partition import partition
from outreachlab.parts.view import PartedLog, open_parts
from outreachlab.parts.workers import Workers
from outreachlab.simulate import simulate_log

LEAST = 64 << 20
Both = tuple[CheckedLog, PartedLog]


@pytest.fixture(scope="session")
def pool(tmp_path_factory) -> Path:
    """A CSV of 5,000 requests of 60 seekers, two of whom spell their names two ways."""
    log = simulate_log(5000, seekers=60, rng=3, days=400)
    log.loc[log.index[::2], "seeker"] = log["seeker"].str.lower()
    path = tmp_path_factory.mktemp("pool") / "pool.csv"
    log.to_csv(path, index=False)
    return path


@pytest.fixture(scope="session")
def table(pool) -> CheckedLog:
    """The pool as one table."""
    return read_log(pool)


@pytest.fixture(scope="session")
def parted(pool, tmp_path_factory) -> dict[int, PartedLog]:
    """The pool in about 3 and in about 11 parts."""
    found = {}
    for parts in (3, 11):
        folder = tmp_path_factory.mktemp("parts") / "parts"
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "BYTES_PER_ROW", LEAST * parts // 5000)
            partition(pool, folder, memory=LEAST)
        found[parts] = open_parts(str(folder))
    return found


def split(log: pd.DataFrame, folder: Path, parts: int, known: Map | None = None) -> Both:
    """A log as one table and in about so many parts."""
    folder.mkdir()
    log.to_csv(folder / "log.csv", index=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BYTES_PER_ROW", LEAST * parts // len(log))
        patch.setattr(module, "rows_about", lambda _: len(log))
        partition(folder / "log.csv", folder / "parts", map=known, memory=LEAST)
    return read_log(folder / "log.csv", map=known), open_parts(str(folder / "parts"))


def backwards(log: PartedLog) -> PartedLog:
    """The same parts in reversed order."""
    return replace(log, manifest=replace(log.manifest, parts=log.manifest.parts[::-1]))


@pytest.fixture
def small_parts(monkeypatch):
    """Parts of about 500 rows, and files read in pieces from the first byte on."""
    monkeypatch.setattr(module, "BYTES_PER_ROW", LEAST // 500)
    monkeypatch.setattr(module, "WHOLE_SHARE", LEAST)


def counted_by(log: PartedLog, team: Workers) -> PartedLog:
    """The same log, counted by these workers."""
    return replace(log, workers=team)
