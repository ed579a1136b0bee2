"""What chain growth answers: R, its steps, and how it prints."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outreachlab.answers.two_rates import Estimate
from outreachlab.chains.planning import Planning
from outreachlab.chains.reproduction import FEW_SEEKERS, STEPS, Offspring
from outreachlab.display import Answer, Shown
from outreachlab.wording import (
    UNKNOWN,
    counted,
    counted_about,
    label,
    listed,
    number,
    number_interval,
    of,
    percent,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Apart:
    """Requests that R leaves out: how many, how many accepted, how many met."""

    requests: int
    accepted: int
    met: int


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChainGrowth(Answer):
    """
    The reproduction of meetings, its steps, and what they promise.

    `counts` are N, T, A, C, M of the closed meetings: `meetings`, `names`, `asked`, `accepted`,
    `met`. `steps` are their ratios, `reproduction` is M/N. `offspring` holds R and k of all,
    roots and later generations. `open` counts the meetings held too lately, `apart` the requests
    that came from no meeting held or from an outside referrer. `planning` projects.
    """

    counts: dict[str, int]
    steps: dict[str, Estimate]
    offspring: tuple[Offspring, Offspring, Offspring]
    extinction_probability: float | None
    extinction_why: str | None
    best_quarter: dict[str, float | None]
    lift: dict[str, float | None]
    open: dict[str, int]
    apart: dict[str, Apart]
    planning: Planning
    unit: str
    units: int
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def reproduction(self) -> Estimate:
        """R: further meetings per closed meeting, with its limits."""
        return self.offspring[0].reproduction

    @property
    def weakest_step(self) -> str | None:
        """The step that would lift R most if it stood at the best quarter of the pool."""
        known = {step: lift for step, lift in self.lift.items() if lift}
        return max(known, key=lambda step: known[step]) if known else None

    @property
    def weakest_why(self) -> str | None:
        """Why no step is the weakest, None where one is."""
        if self.weakest_step is not None:
            return None
        if self.reproduction.estimate is None:
            return self.reproduction.why
        if all(goal is None for goal in self.best_quarter.values()):
            return FEW_SEEKERS
        return "no step would lift R at the best quarter"

    @property
    def table(self) -> pd.DataFrame:
        """
        A row per step and one for R.

        `step`, `count`, `of` (whole numbers), `estimate`, `low`, `high`, `best_quarter`, `lift`
        (numbers, blank where they cannot be estimated).
        """
        totals = list(self.counts.values())
        rows = [
            [step, totals[i + 1], totals[i], *_three(self.steps[step]), *self._goal(step)]
            for i, step in enumerate(STEPS)
        ]
        rows.append(["R", totals[4], totals[0], *_three(self.reproduction), None, None])
        names = ["step", "count", "of", "estimate", "low", "high", "best_quarter", "lift"]
        return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], "float64"))

    def _goal(self, step: str) -> tuple[float | None, float | None]:
        return self.best_quarter[step], self.lift[step]

    def to_json(self) -> dict[str, Any]:
        """The `reproduction` object of the `chains` command."""
        every, roots, later = self.offspring
        why = _reasons(
            R=every.reproduction.why,
            k=every.k.why,
            extinction_probability=self.extinction_why,
            weakest_step=self.weakest_why,
        )
        return {
            "R": every.reproduction.estimate,
            "low": every.reproduction.low,
            "high": every.reproduction.high,
            "k": every.k.estimate,
            "k_low": every.k.low,
            "k_high": every.k.high,
            "extinction_probability": self.extinction_probability,
            "closed_meetings": self.counts["meetings"],
            "steps": {
                **{step: self.steps[step].estimate for step in STEPS},
                **_reasons(**{step: self.steps[step].why for step in STEPS}),
            },
            "step_limits": {
                step: {"low": self.steps[step].low, "high": self.steps[step].high} for step in STEPS
            },
            "weakest_step": self.weakest_step,
            "roots": _group_json(roots),
            "later": _group_json(later),
            "open_meetings": self.open["meetings"],
            "apart": {name: asdict(part) for name, part in self.apart.items()},
            "unit": self.unit,
            "units": self.units,
            "confidence": self.confidence,
            **why,
        }

    def expected_interviews(self, cold_requests: float, generations: int) -> Estimate:
        """Meetings to expect from so many cold requests, referrals followed so many times."""
        return self.planning.expected_interviews(cold_requests, generations)

    def cold_requests_a_week(self, interviews: float) -> Estimate:
        """Cold requests a week that keep so many meetings a week going, once it runs steadily."""
        return self.planning.cold_requests_a_week(interviews)

    def plot(self) -> "Figure":
        """The steps and R with their intervals, the weakest marked, a matplotlib Figure."""
        from outreachlab.charts.growth import draw_growth

        return draw_growth(self)

    def _shown(self) -> Shown:
        headline = (
            f"Growth of chains: {counted(self.counts['meetings'], 'closed meeting')}, "
            f"{self.open['meetings']:,} still open"
        )
        if not self.counts["meetings"]:
            return Shown(headline, notes=(str(self.reproduction.why), *self.notes))
        rows = [
            (
                label(row["step"]),
                f"{row['count']:,} of {row['of']:,}",
                number(_plain(row["estimate"])),
                number_interval(_plain(row["low"]), _plain(row["high"])),
                number(_plain(row["best_quarter"])),
            )
            for row in self.table.to_dict("records")
        ]
        _, roots, later = self.offspring
        for name, part in (("R of cold contacts", roots), ("R of referred contacts", later)):
            met = sum(times * number_met for number_met, times in enumerate(part.counts))
            rows.append((name, of(met, part.meetings), *_words(part.reproduction), UNKNOWN))
        rows.append(("k", "", *_words(self.offspring[0].k), UNKNOWN))
        return Shown(
            f"{headline}, {percent(self.confidence, 0)} intervals",
            ("", "count", "estimate", "interval", "best quarter"),
            tuple(rows),
            (*self._findings(), *self.notes),
        )

    def promises(self) -> list[str]:
        """What cold requests lead to at these rates, in sentences; none where it is not known."""
        ten, weekly = (
            self.expected_interviews(10, 3).estimate,
            self.cold_requests_a_week(1).estimate,
        )
        said = []
        if ten is not None:
            said.append(
                f"At these rates 10 cold requests lead to about {counted_about(ten, 'meeting')}, "
                "with their referrals followed three times."
            )
        if weekly is not None:
            said.append(
                "Keeping one meeting a week going takes about "
                f"{counted_about(weekly, 'cold request')} a week."
            )
        return said

    def _findings(self) -> list[str]:
        found = []
        if self.offspring[0].k.estimate is not None:
            found.append("k: the smaller it is, the fewer meetings lead to most of the others")
        if self.weakest_step is not None:
            found.append(f"{label(self.weakest_step)} at the best quarter would lift R most")
        elif self.weakest_why is not None:
            found.append(f"weakest step: {self.weakest_why}")
        if self.extinction_probability is not None:
            chance = percent(self.extinction_probability)
            found.append(f"a chain from one cold meeting dies out with chance {chance}")
        elif self.extinction_why is not None:
            found.append(f"chance of dying out: {self.extinction_why}")
        left = [
            f"{counted(part.requests, 'request')} {words} ({part.met:,} met)"
            for part, words in (
                (self.apart["not_held"], "that came from somebody not met"),
                (self.apart["outside_referrer"], "with a referrer not asked before"),
            )
            if part.requests
        ]
        if left:
            found.append(f"R leaves out {listed(left)}")
        return found + [line[0].lower() + line[1:-1] for line in self.promises()]


def _group_json(part: Offspring) -> dict[str, Any]:
    return {
        "closed_meetings": part.meetings,
        "R": part.reproduction.estimate,
        "low": part.reproduction.low,
        "high": part.reproduction.high,
        "k": part.k.estimate,
        **_reasons(R=part.reproduction.why, k=part.k.why),
    }


def _reasons(**whys: str | None) -> dict[str, str]:
    """One `why` that names what each reason is about; nothing where there is none."""
    said = [f"{name}: {why}" for name, why in whys.items() if why]
    return {"why": "; ".join(said)} if said else {}


def _words(found: Estimate) -> tuple[str, str]:
    return number(found.estimate), number_interval(found.low, found.high)


def _three(estimate: Estimate) -> tuple[float | None, float | None, float | None]:
    return estimate.estimate, estimate.low, estimate.high


def _plain(value: float) -> float | None:
    return None if np.isnan(value) else value
