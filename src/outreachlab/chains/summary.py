"""The chains of a log in one answer: the forest, its growth, its mixing, its top referrers."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from outreachlab.chains.forest import ForestCounts, ReferralForest, referral_forest
from outreachlab.chains.growth import ChainGrowth, growth_of
from outreachlab.chains.mixing import Mixing, mixing_of
from outreachlab.display import Answer
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.resampling import SEED, Seed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChainSummary(Answer):
    """The forest, its growth and its mixing; `.table` is the forest's."""

    forest: ReferralForest | ForestCounts
    growth: ChainGrowth
    mixing: Mixing

    @property
    def table(self) -> pd.DataFrame:
        """A row per request, as `ReferralForest.table`; over parts, a row per generation."""
        return self.forest.table

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `chains` command."""
        return {
            **self.growth.ground,
            **self.forest.counts(),
            "reproduction": self.growth.to_json(),
            "mixing": self.mixing.to_json(),
            "top_referrers": self.forest.top_referrers(),
        }

    @property
    def parts(self) -> tuple[Answer, ...]:
        """The answers it is made of, in the order they are shown."""
        return (self.forest, self.growth, *([self.mixing] if self.mixing.columns else []))

    def __repr__(self) -> str:
        return "\n\n".join(repr(part) for part in self.parts)

    def _repr_html_(self) -> str:
        return "\n".join(part._repr_html_() for part in self.parts)


def chain_summary(
    log: CheckedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    rng: Seed = SEED,
) -> ChainSummary:
    """
    The referral chains of a log in one answer.

    Parameters
    ----------
    log : CheckedLog
        One row per request.
    confidence : float in (0, 1)
        How often intervals made this way should cover the truth.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Days of one answer window; changes no link.
    rng : int or numpy.random.Generator
        The seed of the resamples.

    Returns
    -------
    ChainSummary
        Counts of requests, people, roots and links; chain sizes; R and its steps; mixing; the
        top referrers.

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        Nothing had been asked by that day.
    """
    forest = referral_forest(log, as_of=as_of, window_days=window_days)
    parts = (log, forest.outcomes, forest.lines)
    growth = growth_of(*parts, confidence, rng)
    return ChainSummary(forest, growth, mixing_of(*parts, None, confidence, rng))
