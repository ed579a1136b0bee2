"""A million rows of CSV, checked, ten rates, chains, adjusted effects: ours against by hand.

`python benchmarks/bench_whole.py 1000000 3`: how many rows, how many runs of each side.
"""

import sys
import tempfile
from pathlib import Path

from bars import keep_lines
from cost import cost_of, in_turn, machine, median, table
from logs import write_csv

ROWS, RUNS = 1_000_000, 3


def generate(size: str, path: str) -> None:
    """The log as CSV; in a process of its own, whose peak the others would inherit."""
    write_csv(int(size), Path(path))


def main(rows: int, runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        cost_of("bench_whole:generate", rows, path)
        names = ("ours", "floor", "by_hand")
        sides = {name: (f"by_hand:{name}", path) for name in names}
        ours, floor, theirs = map(median, in_turn(sides, runs).values())
    lines = [
        ("outreachlab", *ours.cells(), "", ""),
        ("the same against its imports and `pyarrow.csv.read_csv`", *floor.cells(),
         f"{ours.wall / floor.wall:.2f} ×, CPU {ours.processor / floor.processor:.2f} ×",
         "≤ 1.6 ×"),
        ("by hand: pandas, Pandera, NetworkX, statsmodels", *theirs.cells(),
         f"{theirs.wall / ours.wall:.1f} × slower, CPU {theirs.processor / ours.processor:.1f} ×",
         "≥ 20 ×"),
    ]  # fmt: skip
    columns = ("by", "wall", "CPU", "peak", "ratio", "bar")
    packages = ("statsmodels", "networkx", "pyarrow")
    told = f"{rows:,} rows, median of {runs} runs in turn, each in a fresh process."
    keep_lines("whole", [*table(columns, lines), "", f"{told} {machine(*packages)}"])


if __name__ == "__main__":
    main(*map(int, [*sys.argv[1:], *(ROWS, RUNS)[len(sys.argv) - 1 :]]))
