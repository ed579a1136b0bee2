"""Time two things in turn, A B A B, and keep the medians in README.md."""

import os
import platform
import re
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bars import with_bars

README = Path(__file__).with_name("README.md")
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


def keep_lines(section: str, lines: Sequence[str]) -> None:
    """Print the lines of a table and put them in README.md, in place of the section's last."""
    lines = [*lines, "", _machine()]
    table = "\n".join(lines)
    print(table)
    text = README.read_text(encoding="utf-8")
    marks = f"<!-- {section} -->", f"<!-- end of {section} -->"
    if marks[0] not in text:
        text = f"{text.rstrip()}\n\n{marks[0]}\n{marks[1]}\n"
    between = re.compile(f"{re.escape(marks[0])}.*?{re.escape(marks[1])}", re.DOTALL)
    new = f"{marks[0]}\n{table}\n{marks[1]}"
    README.write_text(with_bars(between.sub(lambda _: new, text)), encoding="utf-8")


def _seconds(work: Work) -> float:
    start = time.perf_counter()
    if callable(work):
        work()
    else:
        subprocess.run(list(work), check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def _machine() -> str:
    names = ("pandas", "pandera", "numpy", "matplotlib")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = (
        f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()}" if hasattr(os, "getloadavg") else ""
    )
    python = platform.python_version()
    return f"Measured {date.today()}: Python {python}, {versions}{load}."
