"""
Simulated logs of any size, written piece by piece: CSV, or a folder of Parquet.

`python benchmarks/logs.py 100000000 folder` writes Parquet and says how long it took. A piece is a
log of seekers of its own, drawn from a seed of its own: the rows are the same however many
processes write them, and the truth of each is that of `outreachlab.simulate`.
"""

import sys
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

from outreachlab.simulate import draw_log, text_frame, typed_frame
from outreachlab.simulate.drawn import Drawn

PIECE = 500_000
ROWS_PER_SEEKER = 60
PROCESSES = 2


def sizes(rows: int) -> list[int]:
    """How many rows each piece has."""
    return [min(PIECE, rows - start) for start in range(0, rows, PIECE)]


def piece(number: int, rows: int) -> Drawn:
    """One piece; its number is its seed."""
    return draw_log(rows, seekers=max(2, rows // ROWS_PER_SEEKER), rng=number)


def prefix(number: int) -> str:
    """What makes the seekers of a piece others than those of any other piece."""
    return f"{number:03d}-"


def write_csv(rows: int, path: Path) -> Path:
    """The log as one CSV file."""
    for number, size in enumerate(sizes(rows)):
        log = text_frame(piece(number, size))
        log["seeker"] = prefix(number) + log["seeker"]
        log.to_csv(path, index=False, header=number == 0, mode="a" if number else "w")
    return path


def write_parquet(rows: int, folder: Path, processes: int = PROCESSES) -> Path:
    """The log as a folder of Parquet files, a piece each; texts, as in the CSV."""
    folder.mkdir(parents=True, exist_ok=True)
    pieces = sizes(rows)
    team = min(processes, len(pieces))
    with ProcessPoolExecutor(team, mp_context=get_context("spawn")) as workers:
        list(workers.map(write_piece, range(len(pieces)), pieces, repeat(folder)))
    return folder


def write_piece(number: int, rows: int, folder: Path) -> None:
    """One file. The texts go in as codes, which is quick; in the file they are plain texts."""
    frame = typed_frame(piece(number, rows))
    names = frame["seeker"].cat.categories
    frame["seeker"] = frame["seeker"].cat.rename_categories(prefix(number) + names)
    columns = {name: coded(series) for name, series in frame.items()}
    parquet.write_table(pa.table(columns), folder / f"{number:05d}.parquet", store_schema=False)


def coded(series: pd.Series) -> pa.DictionaryArray:
    """A column of a typed frame as the texts of a file, "" where it is empty."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        codes, book = series.cat.codes.to_numpy(), series.cat.categories
    elif series.dtype.kind == "M":
        days = series.to_numpy().astype("datetime64[D]")
        first, last = np.nanmin(days), np.nanmax(days)
        codes = np.where(np.isnat(days), -1, (days - first).astype(np.int64))
        book = np.datetime_as_string(np.arange(first, last + 1))
    else:
        codes = series.fillna(-1).to_numpy(np.int64)
        book = np.arange(codes.max() + 1).astype(str)
    codes, book = codes + np.int32(1), np.array(["", *book], object)
    used = np.bincount(codes, minlength=len(book)) > 0  # a file holds no text that no row has
    codes = (np.cumsum(used, dtype=np.int32) - 1)[codes]
    return pa.DictionaryArray.from_arrays(codes, pa.array(book[used]))


if __name__ == "__main__":
    begun = time.perf_counter()
    write_parquet(int(sys.argv[1]), Path(sys.argv[2]))
    seconds = time.perf_counter() - begun
    print(f"{seconds:.0f} s, {int(sys.argv[1]) / seconds:,.0f} rows a second")
