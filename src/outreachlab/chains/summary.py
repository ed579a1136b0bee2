"""The chains of a log in one answer: the forest's counts and who others came from."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.forest import ReferralForest, referral_forest
from outreachlab.intake.checked import CheckedLog
from outreachlab.vocabulary import WINDOW_DAYS

NOT_YET = "reproduction and mixing are not estimated by this version"


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ChainSummary(Answer):
    """The forest and its counts; `.table` has a row per request."""

    forest: ReferralForest

    @property
    def table(self) -> pd.DataFrame:
        """A row per request, as `ReferralForest.table`."""
        return self.forest.table

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `chains` command."""
        return {
            **self.forest.outcomes.facts(),
            **self.forest.counts(),
            "reproduction": None,
            "mixing": None,
            "top_referrers": self.forest.top_referrers(),
            "why": NOT_YET,
        }

    def _shown(self) -> Shown:
        return self.forest._shown()


def chain_summary(
    log: CheckedLog, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> ChainSummary:
    """
    The referral chains of a log in one answer.

    Parameters
    ----------
    log : CheckedLog
        One row per request.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Days after which silence is an answer; changes no link.

    Returns
    -------
    ChainSummary
        Counts of requests, people, roots and links; chain sizes; the top referrers.

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by that day.
    """
    return ChainSummary(referral_forest(log, as_of=as_of, window_days=window_days))
