"""The two sides of one contrast: counts, rates with limits, difference and test."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outreachlab.log.arguments import Found
from outreachlab.log.codes import SmallInts
from outreachlab.stats.among import Among
from outreachlab.stats.either import difference, p_value_of, rate_limits
from outreachlab.stats.two_rates import Estimate, TwoRates

Limits = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """
    Side A against side B: `counts.a` of `counts.n` against `counts.b` of `counts.m`.

    `rates`, `lows` and `highs` (fractions) are None for a side without any; then so are the
    difference, the p-value and the test, and `why` says it. `cluster` says whose requests are
    taken as alike.
    """

    names: tuple[str, str]
    counts: TwoRates
    rates: Limits
    lows: Limits
    highs: Limits
    difference: Estimate
    p_value: float | None
    test: str | None
    why: str | None
    cluster: Found = "none"

    @property
    def totals(self) -> tuple[int, int]:
        """How many on each side."""
        return self.counts.totals

    @property
    def successes(self) -> tuple[int, int]:
        """How many of them succeeded."""
        return self.counts.successes

    def levels(self, total: str, success: str) -> list[dict[str, Any]]:
        """The two sides as plain data, the two counts under these names."""
        rows: list[dict[str, Any]] = []
        for place, level in enumerate(self.names):
            row = {
                "level": level,
                total: self.totals[place],
                success: self.successes[place],
                "rate": self.rates[place],
                "low": self.lows[place],
                "high": self.highs[place],
            }
            rows.append(row if self.totals[place] else row | {"why": self.why})
        return rows

    @property
    def newcombe(self) -> dict[str, Any]:
        """The difference and how its limits are made."""
        method = "newcombe" if self.cluster == "none" else "mover"
        return {**self.difference.to_json(), "method": method}


def sides_of(
    names: tuple[str, str],
    counts: TwoRates,
    confidence: float,
    nobody: str,
    found: Among | None = None,
) -> Sides:
    """
    Rates with limits, their difference and the test of design, from four counts.

    Among seekers if their counts are `found`. `nobody` is the reason given where a side is empty.
    """
    limits = rate_limits(counts, found, confidence)
    low, high = ((_known(side[0], counts.n), _known(side[1], counts.m)) for side in limits)
    empty = counts.empty
    p, test, _ = p_value_of(counts, found)
    return Sides(
        names=names,
        counts=counts,
        rates=(
            counts.a / counts.n if counts.n else None,
            counts.b / counts.m if counts.m else None,
        ),
        lows=low,
        highs=high,
        difference=(
            Estimate(None, None, None, nobody) if empty else difference(counts, found, confidence)
        ),
        p_value=p,
        test=test,
        why=nobody if empty else None,
        cluster="none" if found is None else "seeker",
    )


def two_rates_of(
    codes: SmallInts,
    pair: tuple[int, int],
    among: NDArray[np.bool_],
    hit: NDArray[np.bool_],
) -> TwoRates:
    """The four counts of two codes among some rows; arrays (n,), `hit` the successes."""
    one, two = ((codes == code) & among for code in pair)
    return TwoRates(int((one & hit).sum()), int(one.sum()), int((two & hit).sum()), int(two.sum()))


def _known(limit: float, total: int) -> float | None:
    return float(limit) if total else None
