"""A plan of a trial: what is tried, how it will be read, and the lots themselves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

from outreachlab.errors import MissingFileError, UsageError
from outreachlab.intake.maps import read_toml
from outreachlab.log.days import FIRST_YEAR, LAST_YEAR

PLAN, PROTOCOL, SHEET, ASSIGNED = "plan.toml", "protocol.md", "sheet.xlsx", "assigned.csv"
SHOWN_OF_HASH = 12
FIRST, SECOND = "A", "B"  # the sides of a contrast, as a sequence has them
ONE_STRATUM = "all"
SMALLEST, LARGEST = 8, 5_000  # contacts
LONGEST_WINDOW = 365  # days
FARTHEST = 10.0  # log-odds


class Contrast(NamedTuple):
    """What is tried: a tactic and its two sides, levels of its column."""

    tactic: str
    first: str
    second: str


class Key(NamedTuple):
    """Whose lots, in which stratum, about which tactic."""

    seeker: str
    stratum: str
    tactic: str


class Adaptive(NamedTuple):
    """How lots follow what was learnt: N(mean, sd²) in log-odds, the least chance, the seed."""

    mean: float
    sd: float
    floor: float
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    What `plan.toml` holds.

    `size` contacts are handed out in all; at `rates` (of the first and the second side) each
    tactic is told with the chance `power` at `alpha` over all tactics. `looks` are shares of the
    size at which the trial is read, the last of them 1. `sequences` have blocks of `A` (first
    side) and `B` (second side), as `ABBA`; an `adaptive` plan has none. `edited` says that the
    file was changed after `hash` was made of it.
    """

    made_on: date
    starts_on: date
    ends_on: date | None
    window_days: int
    unit: str
    seekers: tuple[str, ...]
    strata: tuple[str, ...]
    tactics: tuple[Contrast, ...]
    size: int
    rates: tuple[float, float]
    smallest_effect: float
    alpha: float
    power: float
    looks: tuple[float, ...]
    # printed nowhere, so that nobody knows the next lot
    sequences: Mapping[Key, tuple[str, ...]] = field(default_factory=dict, repr=False)
    adaptive: Adaptive | None = field(default=None, repr=False)
    hash: str = ""
    edited: bool = False

    @property
    def short_hash(self) -> str:
        """The first digits of the hash, to be kept elsewhere."""
        return self.hash[:SHOWN_OF_HASH]

    def contrast(self, tactic: str) -> Contrast:
        """The two sides of a tactic; KeyError if it is not tried."""
        return {one.tactic: one for one in self.tactics}[tactic]


def read_plan(folder: str | PathLike[str]) -> Plan:
    """
    The plan in a trial's folder.

    Parameters
    ----------
    folder : path
        Where `plan_trial` put it.

    Returns
    -------
    Plan
        `.edited` says that the file was changed after it was made.

    Raises
    ------
    MissingFileError
        There is no `plan.toml`.
    UsageError
        The file is no TOML, or no plan.
    """
    path = Path(folder) / PLAN
    if not path.exists():
        raise MissingFileError(f"{path}: there is no plan here; make one with `plan_trial`")
    content = read_toml(path, "plan")
    try:
        plan = plan_of(content)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise UsageError(
            f"{path}: this is no plan of a trial; put the file back as it was made"
        ) from None
    return plan


def plan_of(content: Mapping[str, Any]) -> Plan:
    """The plan in the content of a file; KeyError, TypeError or ValueError where it is none."""
    plain = {name: _same(content[name], kind) for name, kind in PLAIN.items() if name in content}
    contrasts = tuple(Contrast(*map(_text, (t["tactic"], *t["sides"]))) for t in content["tactics"])
    plan = Plan(
        **{"ends_on": None, **plain},
        seekers=tuple(map(_text, content["seekers"])),
        strata=tuple(map(_text, content["strata"])),
        tactics=contrasts,
        rates=(float(content["rates"][0]), float(content["rates"][1])),
        looks=tuple(map(float, content["looks"])),
        sequences={
            Key(*(_text(one[name]) for name in Key._fields)): tuple(_blocks(one["blocks"]))
            for one in content.get("sequences", ())
        },
        adaptive=Adaptive(**content["adaptive"]) if "adaptive" in content else None,
        hash=_text(content["hash"]),
        edited=content["hash"] != hash_of(content),
    )
    require_whole(plan)
    return plan


PLAIN: dict[str, type] = {
    "made_on": date,
    "starts_on": date,
    "ends_on": date,
    "window_days": int,
    "unit": str,
    "size": int,
    "smallest_effect": float,
    "alpha": float,
    "power": float,
}


def require_whole(plan: Plan) -> None:
    """ValueError unless the parts of a plan fit each other."""
    tried = [one.tactic for one in plan.tactics]
    keys = {Key(*key) for key in plan.sequences}
    wanted = {Key(a, b, c) for a in plan.seekers for b in plan.strata for c in tried}
    if (
        not (plan.seekers and plan.strata and tried)
        or len(set(tried)) < len(tried)
        or any(one.first == one.second for one in plan.tactics)
        or keys != (set() if plan.adaptive else wanted)
        or plan.size < 2
        or not 1 <= plan.window_days <= LONGEST_WINDOW
        or not all(FIRST_YEAR <= day.year <= LAST_YEAR for day in (plan.made_on, plan.starts_on))
        or not plan.looks
        or list(plan.looks) != sorted(set(plan.looks))
        or not 0 < plan.looks[0] <= plan.looks[-1] == 1
        or not all(0 < one < 1 for one in (*plan.rates, plan.alpha, plan.power))
        or not 0 < plan.smallest_effect < 1
        or (plan.adaptive is not None and not sound(plan.adaptive))
    ):
        raise ValueError


def sound(adaptive: Adaptive) -> bool:
    """Can lots be drawn by it?"""
    return (
        abs(adaptive.mean) <= FARTHEST
        and 0 < adaptive.sd <= FARTHEST
        and 0 < adaptive.floor < 0.5
        and _same(adaptive.seed, int) >= 0
    )


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as canonical JSON, its own hash left out."""
    bare = {name: value for name, value in content.items() if name != "hash"}
    text = json.dumps(bare, sort_keys=True, separators=(",", ":"), default=str)
    return sha256(text.encode()).hexdigest()


def _same(value: Any, kind: type) -> Any:
    """The value if it is of that very kind: a yes is no number, a moment no day."""
    if type(value) is not kind:
        raise TypeError
    return value


def _text(value: Any) -> str:
    return str(_same(value, str))


def _blocks(text: str) -> list[str]:
    blocks = text.split()
    if not all(set(block) == {FIRST, SECOND} for block in blocks):
        raise ValueError
    return blocks
