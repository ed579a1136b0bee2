"""Simulated logs of any size, written piece by piece: CSV, or a folder of Parquet."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from outreachlab.simulate import simulate_log

PIECE = 500_000
ROWS_PER_SEEKER = 60


def pieces(rows: int) -> Iterator[pd.DataFrame]:
    """Logs of other seekers each, together `rows` requests."""
    for number, start in enumerate(range(0, rows, PIECE)):
        size = min(PIECE, rows - start)
        seekers = max(2, size // ROWS_PER_SEEKER)
        log = simulate_log(size, seekers=seekers, rng=number)
        log["seeker"] = f"{number:03d}-" + log["seeker"]
        yield log


def write_csv(rows: int, path: Path) -> Path:
    """The log as one CSV file."""
    for number, log in enumerate(pieces(rows)):
        log.to_csv(path, index=False, header=number == 0, mode="a" if number else "w")
    return path


def write_parquet(rows: int, folder: Path) -> Path:
    """The log as a folder of Parquet files."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, log in enumerate(pieces(rows)):
        log.to_parquet(folder / f"{number:05d}.parquet", index=False)
    return folder
