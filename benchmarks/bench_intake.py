"""What reading a log costs: 300 rows against the imports, a million rows against plain pandas."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pandas as pd
from timing import interleaved, keep, row

from outreachlab.intake.read import read_log
from outreachlab.log.vocabulary import COLUMN
from outreachlab.simulate import simulate_log

ROWS, SEEKERS = 1_000_000, 15_000

INSIDE = (
    "import sys, time; begun = time.process_time(); import outreachlab.intake.read as intake; "
    "between = time.process_time(); intake.read_log(sys.argv[1]); ended = time.process_time(); "
    "print(between - begun, ended - between)"
)


def by_hand(path: Path) -> pd.DataFrame:
    """The file with the dtypes of the log, as pandas reads it."""
    header = pd.read_csv(path, nrows=0).columns
    dates = [name for name in header if COLUMN[name].kind == "date"]
    kinds = {"date": "str", "whole": "Int32"}
    dtypes = {name: kinds.get(COLUMN[name].kind, "category") for name in header}
    return pd.read_csv(
        path,
        dtype={name: kind for name, kind in dtypes.items() if name not in dates},
        parse_dates=dates,
        date_format="%Y-%m-%d",
    )


def small(folder: Path) -> tuple[str, ...]:
    """Processor seconds of the imports and of the first reading, inside fresh processes."""
    path = folder / "small.csv"
    simulate_log(300, rng=1).to_csv(path, index=False)
    command = [sys.executable, "-c", INSIDE, str(path)]
    runs = sorted(
        tuple(map(float, subprocess.run(command, capture_output=True, text=True).stdout.split()))
        for _ in range(9)
    )
    imports = sorted(run[0] for run in runs)[4]
    reading = sorted(run[1] for run in runs)[4]
    return row("read a log of 300 rows", reading, "the imports it needs", imports, "≤ 0.1 ×")


def large(folder: Path) -> tuple[str, ...]:
    """A clean file of a million rows, read, checked and typed."""
    path = folder / "large.csv"
    simulate_log(ROWS, seekers=SEEKERS, rng=1).to_csv(path, index=False)
    ours, theirs = interleaved(lambda: read_log(path), lambda: by_hand(path), runs=3)
    return row("read and check 1e6 rows", ours, "`pandas.read_csv`, same dtypes", theirs, "≤ 2.5 ×")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        keep("intake", [small(folder), large(folder)])


if __name__ == "__main__":
    main()
