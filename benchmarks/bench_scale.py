"""
A log in parts: what splitting and counting it cost, how that grows, and what workers gain.

`python benchmarks/bench_scale.py 1000000 10000000 100000000` for sizes of one's own.
"""

import sys
import tempfile
from contextlib import nullcontext
from pathlib import Path

from cost import Cost, cost_of, machine, table
from logs import write_parquet
from timing import keep_lines

SIZES = (1_000_000, 10_000_000)
MEMORY = 2 << 30
RATES = (
    "meeting_format", "channel", "venue", "short_time", "referral", "said_informational",
    "explained_why", "circumstance", "relationship", "offered_phone",
)  # fmt: skip
COLUMNS = ("requests", "work", "wall", "CPU", "peak", "against", "ratio", "bar")


def generate(size: str, folder: str) -> None:
    """The log as raw Parquet; in a process of its own, whose peak the others would inherit."""
    write_parquet(int(size), Path(folder))


def split(source: str, folder: str) -> None:
    """Raw Parquet into checked parts."""
    from outreachlab.scale.partition import partition

    partition(source, folder, memory=MEMORY)


def counted(folder: str, team: str = "here", number: str = "1", *answers: str) -> None:
    """Answers over parts by a team of workers."""
    from outreachlab.scale import chains, counts, effects, workers
    from outreachlab.scale.parts import open_parts

    log = open_parts(folder)
    teams = {
        "here": lambda: nullcontext(None),
        "processes": lambda: workers.processes(int(number)),
        "cluster": lambda: workers.cluster(number=int(number)),
    }
    asked = {
        "rates": lambda team: counts.acceptance_rates(log, RATES, workers=team),
        "waiting": lambda team: counts.waiting_times(log, workers=team),
        "chains": lambda team: chains.chain_summary(log, workers=team),
        "effects": lambda team: effects.adjusted_effects(log, workers=team),
    }
    with teams[team]() as at_work:
        for answer in answers or asked:
            asked[answer](at_work)


def polars_hash(folder: str) -> None:
    """A polars hash of every cell: reading is the least that any answer takes."""
    import polars

    polars.read_parquet(f"{folder}/*.parquet").hash_rows().sum()


def duckdb_rates(folder: str) -> None:
    """The plain shares of ten columns, by duckdb, unchecked and with open requests in."""
    import duckdb

    for column in RATES:
        if column not in ("short_time", "referral"):
            duckdb.sql(
                f"select {column}, count(*), avg((outcome = 'accepted')::int) "
                f"from '{folder}/*.parquet' group by 1"
            ).fetchall()


def grown(cost: Cost, before: Cost | None) -> tuple[str, str, str]:
    """Against the size before."""
    if before is None:
        return "", "", ""
    return "a tenth of it, CPU", f"{cost.processor / before.processor:.1f} ×", "≤ 12 ×"


def against(cost: Cost, name: str, other: Cost, bar: str = "") -> tuple[str, str, str]:
    """Against another work on the same log, by wall time."""
    return name, f"{cost.wall / other.wall:.2f} ×", bar


def rows_of(size: int, folder: Path, before: dict[str, Cost]) -> list[tuple[str, ...]]:
    """The lines of one size; `before` holds the costs of the size before and is filled anew."""
    source, parts = folder / "source", folder / "parts"
    cost_of("bench_scale:generate", size, source)
    works = {
        "split and check": lambda: cost_of("bench_scale:split", source, parts),
        **{
            name: lambda name=name: cost_of("bench_scale:counted", parts, "here", 1, name)
            for name in ("rates", "waiting", "chains", "effects")
        },
    }
    lines = []
    costs = {name: work() for name, work in works.items()}
    for name, cost in costs.items():
        lines.append((f"{size:,}", name, *cost.cells(), *grown(cost, before.get(name))))
    whole = Cost(
        *(sum(costs[name][at] for name in ("split and check", "rates", "chains")) for at in (0, 1)),
        max(cost.peak for cost in costs.values()),
    )
    hashed = cost_of("bench_scale:polars_hash", source)
    scanned = cost_of("bench_scale:duckdb_rates", source)
    lines.append((f"{size:,}", "polars hash of all columns", *hashed.cells(), "", "", ""))
    lines.append((f"{size:,}", "eight shares by duckdb", *scanned.cells(), "", "", ""))
    lines.append(
        (f"{size:,}", "split, check, rates, chains", *whole.cells(),
         *against(whole, "polars hash", hashed, "≤ 12 ×"))
    )  # fmt: skip
    one, two, dask = (
        cost_of("bench_scale:counted", parts, team, number)
        for team, number in (("processes", 1), ("processes", 2), ("cluster", 2))
    )
    lines.append((f"{size:,}", "all answers, 1 process", *one.cells(), "", "", ""))
    lines.append(
        (f"{size:,}", "all answers, 2 processes", *two.cells(), "1 process",
         f"{one.wall / two.wall:.2f} × faster", "≥ 1.6 × faster")
    )  # fmt: skip
    lines.append(
        (f"{size:,}", "all answers, 2 Dask workers", *dask.cells(),
         *against(dask, "2 processes", two, "≤ 1.3 ×"))
    )  # fmt: skip
    before.clear()
    before.update(costs)
    return lines


def main(sizes: list[int]) -> None:
    lines: list[tuple[str, ...]] = []
    before: dict[str, Cost] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            lines += rows_of(size, Path(name), before)
    packages = ("pyarrow", "polars", "duckdb", "distributed")
    keep_lines("scale", [*table(COLUMNS, lines), "", machine(*packages)])


if __name__ == "__main__":
    main([int(text) for text in sys.argv[1:]] or list(SIZES))
