"""
Reading and splitting at size: pyarrow, as we do it, duckdb and polars, each in a fresh process.

`python benchmarks/bench_readers.py 1000000 3`: how many rows, how many runs of each side. Those
that are not installed are left out: `pip install duckdb polars`.
"""

import sys
import tempfile
from pathlib import Path

import readers
from bars import keep_lines
from cost import Cost, cost_of, in_turn, installed, machine, median, table
from logs import write_csv, write_parquet

ROWS, RUNS = 1_000_000, 3
CHECKED_ROWS = 20_000
OURS, PEERS = "pyarrow", ("duckdb", "polars")
COLUMNS = ("work", "by", "wall", "CPU", "peak", "against ours")
# What is done: the function's name without its side, and whether it reads the CSV.
WORKS = {
    "CSV to codes": ("csv", True),
    "Parquet to codes": ("parquet", False),
    f"CSV into {readers.BUCKETS} parts": ("split", True),
    f"Parquet into {readers.BUCKETS} parts": ("split", False),
}


def generate(size: str, folder: str) -> None:
    """The log as CSV and as Parquet; in a process of its own, whose peak others would inherit."""
    write_csv(int(size), Path(folder, "log.csv"))
    write_parquet(int(size), Path(folder, "parquet"))


def agree(folder: str, *sides: str) -> None:
    """Stop where two sides read another log: same books, same cells."""
    read = [
        getattr(readers, f"{kind}_by_{side}")(str(Path(folder, source)))
        for kind, source in (("csv", "log.csv"), ("parquet", "parquet"))
        for side in sides
    ]
    first, *others = ({name: one.spelled(range(2000)) for name, one in log.items()} for log in read)
    assert all(other == first for other in others)
    first, *others = ({name: {*one.texts} for name, one in log.items()} for log in read)
    assert all(other == first for other in others)


def steps(folder: Path, sides: list[str]) -> dict[str, tuple[object, ...]]:
    """Every work by every side, as `in_turn` takes them."""
    works: dict[str, tuple[object, ...]] = {}
    for work, (kind, text) in WORKS.items():
        arguments = [folder / ("log.csv" if text else "parquet")]
        arguments += [folder / "split"] if kind == "split" else []
        for side in sides:
            works[f"{work}|{side}"] = (f"readers:{kind}_by_{side}", *arguments)
    return works


def lines_of(costs: dict[str, Cost]) -> list[tuple[str, ...]]:
    """Whoever is faster is said to be."""
    lines = []
    for name, cost in costs.items():
        work, _, side = name.partition("|")
        ratio = cost.wall / costs[f"{work}|{OURS}"].wall
        told = f"{ratio:.1f} × slower" if ratio > 1 else f"{1 / ratio:.1f} × faster"
        who = f"{side}, ours" if side == OURS else side
        lines.append((work, who, *cost.cells(), "" if side == OURS else told))
    return lines


def main(rows: int, runs: int) -> None:
    sides = [OURS, *installed(*PEERS)]
    with tempfile.TemporaryDirectory() as name:
        small, large = Path(name, "small"), Path(name, "large")
        for folder, size in ((small, CHECKED_ROWS), (large, rows)):
            folder.mkdir()
            cost_of("bench_readers:generate", size, folder)
        cost_of("bench_readers:agree", small, *sides)
        costs = {work: median(found) for work, found in in_turn(steps(large, sides), runs).items()}
    told = f"{rows:,} rows, medians of {runs} runs in turn, each in a fresh process."
    lines = table(COLUMNS, lines_of(costs))
    keep_lines("readers", [*lines, "", f"{told} {machine('pyarrow', *PEERS)}"])


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *(ROWS, RUNS)[len(sys.argv) - 1 :]]))
