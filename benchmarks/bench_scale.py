"""
A log in parts: what splitting and counting it cost, how that grows, and what workers gain.

`python benchmarks/bench_scale.py 1000000 10000000 100000000` for sizes of one's own. With a folder
before them, logs, parts and every cost stay there: interrupted, the same command goes on.
"""

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bars import keep_lines
from cost import Cost, cost_of, installed, machine, median, table
from logs import write_parquet

SIZES = (1_000_000, 10_000_000)
MEMORY = 2 << 30
RUNS = 3
LARGEST = 10_000_000  # above it one run each, no teams, and no hash of the table as a whole
RATES = (
    "meeting_format", "channel", "venue", "short_time", "referral", "said_informational",
    "explained_why", "circumstance", "relationship", "offered_phone",
)  # fmt: skip
REPORT = "report"
# Every answer over parts: its function, and what else it is asked.
ANSWERS = {
    "rates": ("acceptance_rates", RATES),
    "waiting": ("waiting_times",),
    "funnel": ("funnel",),
    "chains": ("chain_summary",),
    "effects": ("adjusted_effects",),
    "meetings": ("meeting_effects",),
    "advice": ("advice",),
    "follow up": ("follow_up_effect",),
    "sensitivity": ("sensitivity", "meeting_format"),
    "pooled": ("pooled_rates",),
    "naming": ("naming_effects",),
    "progress": ("progress",),
    "choices": ("choose",),
    "due": ("next_steps",),
    "clients": ("clients",),
    REPORT: ("build_report",),
}
SPLIT, WHOLE = "split and check", ("split and check", "rates", "chains")
HASH, STREAMED, SHARES = "polars hash of all rows", "the same, streaming", "ten shares by duckdb"
TWO_RATES = "rates, 2 processes"
TEAMS = {
    "all answers, 1 process": ("processes", 1),
    "all answers, 2 processes": ("processes", 2),
    "all answers, 2 Dask workers": ("cluster", 2),
}
COLUMNS = ("requests", "work", "wall", "CPU", "peak", "growth", "against", "ratio", "bar")
Line = tuple[str, ...]


def generate(size: str, folder: str) -> None:
    """The log as raw Parquet; in a process of its own, whose peak the others would inherit."""
    write_parquet(int(size), Path(folder))


def split(source: str, folder: str) -> None:
    """Raw Parquet into checked parts, anew, by two processes of so much memory each."""
    import outreachlab as ol

    shutil.rmtree(folder, ignore_errors=True)
    ol.partition(source, folder, memory=2 * MEMORY, workers=2)


def counted(folder: str, team: str = "here", number: str = "1", *answers: str) -> None:
    """Answers over parts, all unless some are named, by a team of workers."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command line does
    import outreachlab as ol
    from outreachlab.parts import workers
    from outreachlab.parts.cluster import cluster

    teams = {
        "here": workers.here,
        "processes": lambda: workers.processes(int(number)),
        "cluster": lambda: cluster(number=int(number)),
    }
    with teams[team]() as at_work:
        log = ol.open_parts(folder, workers=at_work)
        for answer in answers or ANSWERS:
            name, *asked = ANSWERS[answer]
            getattr(ol, name)(log, *asked)


def polars_hash(folder: str) -> None:
    """A polars hash of every row of the table in memory: the least that any answer takes."""
    import polars

    polars.read_parquet(f"{folder}/*.parquet").hash_rows().sum()


def polars_streamed(folder: str) -> None:
    """The same without holding the table."""
    import polars

    rows = polars.struct(polars.all()).hash().sum()
    polars.scan_parquet(f"{folder}/*.parquet").select(rows).collect(engine="streaming")


# The columns of the rates as duckdb has them; two are derived.
PLAIN = {name: name for name in RATES} | {
    "short_time": "case when try_cast(minutes_asked as int) <= 30 then 'yes' else 'no' end",
    "referral": (
        "case when mentioned_referrer = 'yes' then 'named' when referrer = '' then 'none' "
        "when mentioned_referrer = 'no' then 'not_named' end"
    ),
}


def duckdb_file(source: str, path: str) -> None:
    """A Parquet of duckdb's own, with the columns that the shares are of."""
    import duckdb

    duckdb.sql("set enable_progress_bar = false")
    plain = [name for name in RATES if PLAIN[name] == name]
    columns = (*plain, "minutes_asked", "mentioned_referrer", "referrer", "outcome")
    duckdb.sql(f"copy (select {', '.join(columns)} from '{source}/*.parquet') to '{path}'")


def duckdb_shares(path: str) -> None:
    """The plain shares of ten columns, by duckdb, unchecked and with open requests in."""
    import duckdb

    duckdb.sql("set enable_progress_bar = false")
    for column in PLAIN.values():
        duckdb.sql(
            f"select {column}, count(*), avg((outcome = 'accepted')::int) from '{path}' group by 1"
        ).fetchall()


def works_of(size: int, folder: Path) -> dict[str, tuple[object, ...]]:
    """What is run in turn at one size, by name."""
    source, parts, own = folder / "source", folder / "parts", folder / "own.parquet"
    works: dict[str, tuple[object, ...]] = {SPLIT: ("bench_scale:split", source, parts)}
    there = installed("polars", "duckdb")
    if "polars" in there and size <= LARGEST:
        works[HASH] = ("bench_scale:polars_hash", source)
    if "polars" in there:
        works[STREAMED] = ("bench_scale:polars_streamed", source)
    if "duckdb" in there:
        works[SHARES] = ("bench_scale:duckdb_shares", own)
    for name in ANSWERS:
        works[name] = ("bench_scale:counted", parts, "here", 1, name)
    works[TWO_RATES] = ("bench_scale:counted", parts, "processes", 2, "rates")
    if size <= LARGEST:
        for name, team in TEAMS.items():
            works[name] = ("bench_scale:counted", parts, *team)
    return works


def summed(costs: list[Cost]) -> Cost:
    """Of works that follow on each other: times add up, the peak is the largest."""
    walls, processors, peaks = zip(*costs, strict=True)
    return Cost(sum(walls), sum(processors), max(peaks))


def costs_of(size: int, runs: int, folder: Path) -> dict[str, Cost]:
    """The median cost of each work at one size, and of split, check, rates, chains together."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "source").exists():
        cost_of("bench_scale:generate", size, folder / "source")
    if "duckdb" in installed("duckdb") and not (folder / "own.parquet").exists():
        cost_of("bench_scale:duckdb_file", folder / "source", folder / "own.parquet")
    found = measured(works_of(size, folder), runs, folder / "costs.json")
    steps = zip(*(found[name] for name in WHOLE), strict=True)
    found[", ".join(WHOLE)] = [summed(list(run)) for run in steps]
    return {name: median(costs) for name, costs in found.items()}


def measured(works: dict[str, tuple[object, ...]], runs: int, kept: Path) -> dict[str, list[Cost]]:
    """What each work cost, A B A B; each cost is kept in a file as soon as it is known."""
    known: dict[str, list[list[float]]] = json.loads(kept.read_text()) if kept.exists() else {}
    for run in range(runs):
        for name, (function, *arguments) in works.items():
            costs = known.setdefault(name, [])
            if len(costs) <= run:
                costs.append([*cost_of(str(function), *arguments)])
                kept.write_text(json.dumps(known))
    return {name: [Cost(*cost) for cost in known[name][:runs]] for name in works}


def lines_of(
    size: int, costs: dict[str, Cost], smaller: int, before: dict[str, Cost]
) -> list[Line]:
    """The lines of one size; `before` holds the costs of the size before, `smaller`."""
    told = judged(size, costs, smaller, before)
    lines = []
    for name, cost in costs.items():
        first, *more = [line[1:] for line in told if line[0] == name] or [("", "", "")]
        growth = ""
        if name in before:
            times = cost.wall / before[name].wall
            growth = f"{times:.1f} ×, CPU {grown(cost, before[name]):.1f} ×"
        lines.append((f"{size:,}", name, *cost.cells(), growth, *first))
        lines += [(f"{size:,}", name, "", "", "", "", *line) for line in more]
    return lines


def grown(cost: Cost, before: Cost) -> float:
    """How many times the processor time."""
    return cost.processor / before.processor


def judged(size: int, costs: dict[str, Cost], smaller: int, before: dict[str, Cost]) -> list[Line]:
    """What is held against what: work, against, ratio, bar. Bars are those of 1e7 and 1e8."""
    whole, lines = ", ".join(WHOLE), []
    barred = size >= LARGEST

    def compare(name: str, other: str, bar: str) -> None:
        if name in costs and other in costs:
            ratio = costs[name].wall / costs[other].wall
            cpu = f"{costs[name].processor / costs[other].processor:.2f} ×"
            told = f"{1 / ratio:.2f} × faster" if "faster" in bar else f"{ratio:.2f} ×, CPU {cpu}"
            lines.append((name, other.removeprefix("all answers, "), told, bar if barred else ""))

    compare(whole, HASH, "≤ 12 ×")
    compare(whole, STREAMED, "")
    compare(SPLIT, STREAMED, "≤ 2.5 ×")
    compare("rates", SHARES, "")
    compare(TWO_RATES, SHARES, "≤ 3 ×")  # duckdb takes both processors
    slowest = max((name for name in ANSWERS if name != REPORT), key=lambda name: costs[name].wall)
    compare(REPORT, slowest, "≤ 1.5 ×")
    if barred:
        limit = 2048
        peak = max(costs[name].peak for name in (SPLIT, *ANSWERS))
        share = f"{peak / limit:.2f} ×"
        lines.append((whole, f"{limit:,} MiB, largest peak of split and answers", share, "≤ 1 ×"))
    if before and barred:
        bar = f"≤ {1.1 * size / smaller:.3g} ×"
        for name in ANSWERS:
            times = grown(costs[name], before[name])
            lines.append((name, f"CPU at {smaller:,}", f"{times:.1f} ×", bar))
    one, two, dask = TEAMS
    compare(two, one, "≥ 1.7 × faster")
    compare(dask, two, "≤ 1.2 ×")
    return lines


def main(sizes: list[int], kept: str | None) -> None:
    lines: list[Line] = []
    smaller, before = 0, {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(kept or name, str(size))
            costs = costs_of(size, RUNS if size <= LARGEST else 1, folder)
        lines += lines_of(size, costs, smaller, before)
        smaller, before = size, costs
    packages = ("pyarrow", "polars", "duckdb", "distributed")
    told = f"Medians of {RUNS} runs in turn, above {LARGEST:,} requests one run."
    keep_lines("scale", [*table(COLUMNS, lines), "", f"{told} {machine(*packages)}"])


if __name__ == "__main__":
    folders = [text for text in sys.argv[1:] if not text.isdecimal()]
    sizes = [int(text) for text in sys.argv[1:] if text.isdecimal()]
    main(sizes or list(SIZES), *(folders or [None]))
