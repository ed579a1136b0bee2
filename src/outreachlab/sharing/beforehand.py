"""What a pool of sums says beforehand of one more seeker, and what it would choose for anybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.choose import NEUTRAL, PUBLISHED
from outreachlab.answers.judging.choices import Choices, choice_of
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.vocabulary import Advice
from outreachlab.sharing.pooled_effects import Effect
from outreachlab.stats.gains import chance_of, gains_of, sides_chosen
from outreachlab.stats.pool_prior import LEAST_DIFFERENCE
from outreachlab.stats.posterior import Posterior
from outreachlab.wording import counted

ROWS = 1000  # requests that stand for those of all sites
SEED = 20260101


@dataclass(frozen=True, slots=True, eq=False)
class Beforehand:
    """
    What sites found of each tactic, in log-odds: mean, error, and the sd of their true effects.

    `found` has these three by tactic.
    """

    found: dict[str, tuple[float, float, float]]
    sites: int

    @property
    def told(self) -> str:
        """What stands behind it, in words."""
        return f"what {counted(self.sites, 'site')} found"

    def of_all(self, before: tuple[float, float]) -> dict[str, tuple[float, float]]:
        """Mean and error of each tactic's average effect, by a prior and what the sites found."""
        known = {}
        for name, (mean, error, _) in self.found.items():
            precision = before[1] ** -2 + error**-2
            both = (before[0] * before[1] ** -2 + mean * error**-2) / precision
            known[name] = both, precision**-0.5
        return known

    def of_one_more(self, before: tuple[float, float]) -> dict[str, tuple[float, float]]:
        """The prior of one more seeker: the same, widened by how sites differ, at least 0.1²."""
        return {
            name: (mean, float(np.hypot(error, max(self.found[name][2], LEAST_DIFFERENCE))))
            for name, (mean, error) in self.of_all(before).items()
        }


def beforehand_of(summary: Sequence[Effect]) -> Beforehand:
    """What the sites' own estimates say together."""
    told = {one.advice.tactic: one.plot.all for one in summary if one.plot is not None}
    found = {name: (one.mean, one.std_error, one.tau2**0.5) for name, one in told.items()}
    return Beforehand(found, max((one.k for one in told.values()), default=0))


def choices_of(known: Beforehand, rates: pd.DataFrame, totals: tuple[int, int]) -> Choices:
    """
    What does better for the seekers of the pool, over requests asked as theirs were.

    Rows are drawn with each tactic by itself, as often on each side as the sites show.
    """
    tactics = [one for one in CHOSEN if one.tactic in known.found]
    cells = rates.set_index(["tactic", "level"])[["counted", "accepted"]]
    asked = [[_cell(cells, one.tactic, side) for side in one.contrast or ()] for one in tactics]
    x = _rows_like([[count for count, _ in sides] for sides in asked], totals[0])
    posterior, neutral = (_posterior(tactics, known, one, totals) for one in (PUBLISHED, NEUTRAL))
    places = range(1, len(tactics) + 1)
    first = sides_chosen(posterior, places)
    gains, together = gains_of(x, np.zeros(ROWS), posterior, places, first)
    choices = [
        choice_of(
            one,
            gain,
            chance_neutral=chance_of(neutral, place, gain.first),
            asked=(n, m),
            accepted=(a, b),
            source="pool",
        )
        for one, gain, place, ((n, a), (m, b)) in zip(tactics, gains, places, asked, strict=True)
    ]
    return Choices(
        prior=PUBLISHED,
        choices=tuple(sorted(choices, key=lambda one: -one.gain_per_100)),
        together=together,
        trial=None,
        behind=known.told,
        ground=_ground(totals),
    )


def _posterior(
    tactics: list[Advice], known: Beforehand, before: tuple[float, float], totals: tuple[int, int]
) -> Posterior:
    """The effects of all sites, independent, at the log-odds of their rate."""
    rate = (totals[1] + 0.5) / (totals[0] + 1)
    pairs = known.of_all(before)
    means = [float(np.log(rate / (1 - rate))), *(pairs[one.tactic][0] for one in tactics)]
    errors = [(totals[0] * rate * (1 - rate)) ** -0.5, *(pairs[one.tactic][1] for one in tactics)]
    return Posterior(np.array(means), np.diag(np.square(errors)), 0.0, 0.0)


def _rows_like(counts: list[list[int]], of: int) -> NDArray[np.float32]:
    order = np.random.default_rng(SEED)
    x = np.zeros((ROWS, len(counts) + 1), np.float32)
    x[:, 0] = 1
    for place, sides in enumerate(counts, start=1):
        value = np.repeat([0.5, -0.5], np.rint(ROWS * np.array(sides) / of).astype(int))[:ROWS]
        x[: len(value), place] = value
        x[:, place] = order.permutation(x[:, place])
    return x


def _cell(cells: pd.DataFrame, tactic: str, level: str) -> tuple[int, int]:
    if (tactic, level) not in cells.index:
        return 0, 0
    counted_there, accepted = cells.loc[(tactic, level)].tolist()
    return int(counted_there), int(accepted)


def _ground(totals: tuple[int, int]) -> dict[str, Any]:
    told = {"requests": totals[0], "undelivered": 0, "too_young": 0}
    return {"totals": told | {"counted": totals[0], "accepted": totals[1], "faulty": 0}}
