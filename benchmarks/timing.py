"""Time two things in turn, A B A B, and keep the medians in README.md."""

import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

from bars import keep_lines
from cost import AS_INSTALLED

Work = Callable[[], object] | Sequence[str]


def interleaved(ours: Work, theirs: Work, runs: int = 7) -> tuple[float, float]:
    """Median seconds of both, each run once to warm up, then in turn."""
    (one, _), (two, _) = _medians((ours, theirs), runs)
    return one, two


def commands(ours: Sequence[str], theirs: Sequence[str], runs: int = 7) -> tuple[float, ...]:
    """As `interleaved`, and how many times the other's processor time ours takes."""
    (one, own), (two, others) = _medians((ours, theirs), runs)
    return one, two, own / others


def _medians(both: Sequence[Work], runs: int) -> list[tuple[float, float]]:
    """Of each work the median of its wall seconds, and of the processor's."""
    for work in both:
        _seconds(work)
    times = [[_seconds(work) for work in both] for _ in range(runs)]
    return [
        (statistics.median(wall for wall, _ in one), statistics.median(spent for _, spent in one))
        for one in zip(*times, strict=True)
    ]


def row(
    work: str, ours: float, against: str, theirs: float, bar: str, processor: float | None = None
) -> tuple[str, ...]:
    """A line of the table: how many times the other side's time ours takes."""
    ratio = f"{ours / theirs:.2f} ×" + ("" if processor is None else f", CPU {processor:.2f} ×")
    return work, f"{ours:.3f} s", against, f"{theirs:.3f} s", ratio, bar


def keep(section: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print the table and put it in README.md, in place of the section's last one."""
    lines = ["| work | ours | against | theirs | ratio | bar |", "|---|---|---|---|---|---|"]
    keep_lines(section, lines + [f"| {' | '.join(cells)} |" for cells in rows])


def _seconds(work: Work) -> tuple[float, float]:
    """Wall seconds, and those of the processor in other processes."""
    start, before = time.perf_counter(), _spent()
    if callable(work):
        work()
    else:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run(list(work), check=True, env=AS_INSTALLED, **quiet)
    return time.perf_counter() - start, _spent() - before


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
