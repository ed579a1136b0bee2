"""The chains of a log in one answer: the forest, its growth, its mixing, its top referrers."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pandas as pd

from outreachlab.chains.forest import ForestCounts, ReferralForest, forest_counts, referral_forest
from outreachlab.chains.growth import ChainGrowth, growth_from
from outreachlab.chains.growth_sums import growth_sums
from outreachlab.chains.mixing import Mixing, default_columns, mixing_from, mixing_sums
from outreachlab.display import Answer, Grounded, Shown, as_html, as_text, with_reading
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, Log, TableView, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.resampling import SEED, Seed


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChainSummary(Grounded):
    """The forest, its growth and its mixing; `.table` is the forest's."""

    forest: ReferralForest | ForestCounts
    growth: ChainGrowth
    mixing: Mixing

    @property
    def table(self) -> pd.DataFrame:
        """A row per request, as `ReferralForest.table`; over parts, a row per generation."""
        return self.forest.table

    @property
    def ground(self) -> dict[str, Any]:
        """The day, the window and the totals."""
        return self.growth.ground

    def _found(self) -> dict[str, Any]:
        return {
            **self.forest.counts(),
            "reproduction": self.growth.to_json(),
            "mixing": self.mixing.to_json(),
            "top_referrers": self.forest.top_referrers(),
        }

    @property
    def parts(self) -> tuple[Answer, ...]:
        """The answers it is made of, in the order they are shown."""
        return (self.forest, self.growth, *([self.mixing] if self.mixing.columns else []))

    def _every(self) -> list[Shown]:
        """All of them; how the log was read stands once, under the last."""
        *before, last = (part._shown() for part in self.parts)
        return [*before, with_reading(last, self.ground["notes"])]

    def __repr__(self) -> str:
        return "\n\n".join(map(as_text, self._every()))

    def _repr_html_(self) -> str:
        return "\n".join(map(as_html, self._every()))


def chain_summary(
    log: Log,
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
    view = view_of(log, as_of, window_days)
    names = default_columns(view.header)
    forest, growth, *links = view.total(partial(_sums, names), (*FOREST, "referrals_given", *names))
    # a generator goes on from one statistic to the next, so it stays in this process
    spread = view.spread("the limits of chains") if isinstance(rng, int) else map
    dated = "met_on" in view.header.frame
    return ChainSummary(
        referral_forest(view) if isinstance(view, TableView) else forest,
        growth_from(growth, dated, view, confidence, rng, spread),
        mixing_from(links, view, confidence),
    )


def _sums(names: tuple[str, ...], log: CheckedLog, outcomes: Outcomes) -> tuple[Any, ...]:
    lines = lines_of(log, outcomes.rows)
    return (
        forest_counts(log, outcomes, lines),
        growth_sums(log, outcomes, lines),
        *(mixing_sums(log, outcomes, lines, name) for name in names),
    )
