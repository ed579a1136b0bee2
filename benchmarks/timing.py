"""Time two things in turn, A B A B, and keep the medians in README.md."""

import statistics
import subprocess
import time
from collections.abc import Callable, Sequence

from bars import keep_lines

Work = Callable[[], object] | Sequence[str]


def interleaved(ours: Work, theirs: Work, runs: int = 7) -> tuple[float, float]:
    """Median seconds of both, each run once to warm up, then in turn."""
    both = (ours, theirs)
    for work in both:
        _seconds(work)
    times = [[_seconds(work) for work in both] for _ in range(runs)]
    return statistics.median(a for a, _ in times), statistics.median(b for _, b in times)


def row(work: str, ours: float, against: str, theirs: float, bar: str) -> tuple[str, ...]:
    """A line of the table: how many times the other side's time ours takes."""
    return work, f"{ours:.3f} s", against, f"{theirs:.3f} s", f"{ours / theirs:.2f} ×", bar


def keep(section: str, rows: Sequence[tuple[str, ...]]) -> None:
    """Print the table and put it in README.md, in place of the section's last one."""
    lines = ["| work | ours | against | theirs | ratio | bar |", "|---|---|---|---|---|---|"]
    keep_lines(section, lines + [f"| {' | '.join(cells)} |" for cells in rows])


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    if callable(work):
        work()
    else:
        subprocess.run(list(work), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start
