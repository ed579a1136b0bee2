"""What a piece of work costs in a fresh process: wall, processor and peak memory."""

import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
# As where it is installed: what Python has compiled is kept.
AS_INSTALLED = {key: told for key, told in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


class Cost(NamedTuple):
    """Wall and processor seconds, children's too, and the peak of the largest process in MiB."""

    wall: float
    processor: float
    peak: float

    def cells(self) -> tuple[str, str, str]:
        """As a table shows them."""
        return f"{self.wall:.1f} s", f"{self.processor:.1f} s", f"{self.peak:,.0f} MiB"


def cost_of(function: str, *arguments: object) -> Cost:
    """The cost of `module:function` of this folder, called with these arguments as texts."""
    module, _, name = function.partition(":")
    code = f"import sys; from {module} import {name}; {name}(*sys.argv[1:])"
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=HERE,
        env=AS_INSTALLED | {"PYTHONPATH": os.pathsep.join([*sys.path, str(HERE)])},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{function} failed")
    wall = time.perf_counter() - begun
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def in_turn(works: Mapping[str, tuple[object, ...]], runs: int) -> dict[str, list[Cost]]:
    """What each work (a function as `cost_of` takes it, and its arguments) cost, A B A B."""
    costs: dict[str, list[Cost]] = {name: [] for name in works}
    for _ in range(runs):
        for name, (function, *arguments) in works.items():
            costs[name].append(cost_of(str(function), *arguments))
    return costs


def median(costs: Sequence[Cost]) -> Cost:
    """The median of each figure."""
    return Cost(*(statistics.median(figures) for figures in zip(*costs, strict=True)))


def installed(*modules: str) -> list[str]:
    """Those of some optional modules that are there."""
    return [module for module in modules if find_spec(module) is not None]


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table."""
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    return [*lines, *(f"| {' | '.join(cells)} |" for cells in rows)]


def machine(*packages: str) -> str:
    """What it was measured on, and with which versions."""
    found, missing = [], []
    for package in packages:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    left_out = f" Not installed and left out: {', '.join(missing)}." if missing else ""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{platform.machine()} with {os.cpu_count()} processors and {memory:.0f} GiB; "
        f"{', '.join(found)}.{left_out}"
    )
