"""A study: what is judged on many simulated logs of several kinds; what is found is kept."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import numpy as np

from benchmarks.coverage.worlds import World
from outreachlab.errors import NothingToComputeError

STORE = Path(__file__).with_name("found")
LOGS = 1000
SAVED_EVERY = 100

# For each thing judged on one log a number (covered: 0 or 1), None where it was refused.
Found = dict[str, float | None]
Targets = dict[str, float]


@dataclass
class Tally:
    """Of some logs: how many had no number, the sum and the sum of squares of the others."""

    logs: int = 0
    refused: int = 0
    total: float = 0.0
    squares: float = 0.0

    def add(self, value: float | None) -> None:
        """Count one log."""
        self.logs += 1
        if value is None:
            self.refused += 1
        else:
            self.total += value
            self.squares += value * value

    @property
    def mean(self) -> float:
        """The mean of what was not refused."""
        known = self.logs - self.refused
        return self.total / known if known else float("nan")

    @property
    def error(self) -> float:
        """Its Monte-Carlo standard error."""
        known = self.logs - self.refused
        if known < 2:
            return float("nan")
        # one more hit and one more miss, so that no misses in 2,000 logs is no certainty
        mean, square = (self.total + 1) / (known + 2), (self.squares + 1) / (known + 2)
        return float(np.sqrt(max(square - mean * mean, 0.0) / known))


def no_targets(world: World) -> Targets:
    """Every log has a truth of its own."""
    return {}


@dataclass(frozen=True)
class Study:
    """
    `one(world, targets, rng)` judges one log; `target(world)` is the truth all its logs share.

    `bars` says what a mean must reach ("≥ 94%"), by world and by what is judged; what is not
    listed is shown without a bar. `logs` of each kind are drawn.
    """

    name: str
    worlds: tuple[World, ...]
    one: Callable[[World, Targets, np.random.Generator], Found]
    target: Callable[[World], Targets] = no_targets
    bars: Mapping[tuple[str, str], str] = field(default_factory=dict)
    logs: int = LOGS


def barred(bar: str, worlds: tuple[World, ...], *things: str) -> dict[tuple[str, str], str]:
    """The same bar for some things in some worlds."""
    return {(world.name, thing): bar for world in worlds for thing in things}


def seed_of(study: str, world: World, log: int) -> np.random.Generator:
    """Every log has its own seed, so a run can go on wherever it stopped."""
    return np.random.default_rng([crc32(f"{study}/{world.name}".encode()), log])


def run(
    study: Study, world: World, logs: int | None = None, store: Path | None = STORE
) -> dict[str, Tally]:
    """The tallies of a cell, up to `logs` logs or as many as it has; what is stored stays."""
    logs = logs or study.logs
    path = store and store / f"{study.name} {world.name}.json".replace(":", "").replace("/", " ")
    done: dict = json.loads(path.read_text()) if path and path.exists() else {}
    tallies = {name: Tally(**values) for name, values in done.get("tallies", {}).items()}
    if done.get("logs", 0) >= logs:
        return tallies
    target = done.get("target") or study.target(world)
    for log in range(done.get("logs", 0), logs):
        try:
            found = study.one(world, target, seed_of(study.name, world, log))
        except NothingToComputeError:  # a whole answer was refused
            found = dict.fromkeys(tallies, None)
        for name, value in found.items():
            tallies.setdefault(name, Tally()).add(value)
        if path and ((log + 1) % SAVED_EVERY == 0 or log + 1 == logs):
            _save(path, log + 1, target, tallies)
    return tallies


def _save(path: Path, logs: int, target: Targets, tallies: dict[str, Tally]) -> None:
    path.parent.mkdir(exist_ok=True)
    values = {name: vars(tally) for name, tally in tallies.items()}
    unfinished = path.with_suffix(".part")
    unfinished.write_text(json.dumps({"logs": logs, "target": target, "tallies": values}))
    unfinished.replace(path)


def covers(low: float | None, high: float | None, truth: float) -> float | None:
    """1 or 0; None where a limit is missing."""
    if low is None or high is None or np.isnan(low) or np.isnan(high):
        return None
    return float(low <= truth <= high)
