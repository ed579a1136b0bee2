"""The referral forest: which request led to which, as a table and as counts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from outreachlab.display import Answer, Shown
from outreachlab.forest_counts import TOP_REFERRERS, ForestCounts, forest_counts
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines, lines_of
from outreachlab.outcomes import Outcomes, decide
from outreachlab.vocabulary import OUTCOMES, WINDOW_DAYS

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReferralForest(Answer):
    """
    Who led to whom, request by request.

    `lines` holds the arrays, `outcomes` what became of each request, `table` a row per request.
    """

    log: CheckedLog
    outcomes: Outcomes
    lines: Lines

    @property
    def table(self) -> pd.DataFrame:
        """
        One row per request, in file order.

        `request_id`, `seeker`, `contact`, `referrer` (texts); `parent` and `root` (request ids,
        `parent` blank for a root); `generation`, `chain_size`, `offspring`, `descendants` (whole
        numbers); `outside_referrer`, `accepted`, `held` (true or false); `outcome` (text).
        """
        frame, lines, rows = self.log.frame, self.lines, self.outcomes.rows
        ids = frame["request_id"].iloc[rows].astype("str").reset_index(drop=True)
        names = {
            name: frame[name].iloc[rows].astype("str").reset_index(drop=True)
            for name in ("seeker", "contact", "referrer")
            if name in frame
        }
        return pd.DataFrame(
            {
                "request_id": ids,
                **names,
                "parent": ids.reindex(lines.parent).reset_index(drop=True),
                "root": ids.reindex(lines.descent.root).reset_index(drop=True),
                "generation": lines.descent.generation,
                "chain_size": lines.chain_size,
                "offspring": lines.offspring,
                "descendants": lines.descent.descendants,
                "outside_referrer": lines.outside,
                "outcome": np.array(OUTCOMES, dtype=object)[self.outcomes.outcome],
                "accepted": self.outcomes.accepted,
                "held": self.outcomes.held,
            }
        )

    @property
    def tally(self) -> ForestCounts:
        """What can be counted of it."""
        return forest_counts(self.log, self.outcomes, self.lines)

    def counts(self) -> dict[str, Any]:
        """The counts of the `chains` object; `outside_referrers` counts roots that name one."""
        return self.tally.counts()

    def top_referrers(self, most: int = TOP_REFERRERS) -> list[dict[str, Any]]:
        """The people others came from, by descendants, then referred, then name; at most ten."""
        return self.tally.top_referrers(most)

    def plot(self) -> "Figure":
        """A tidy tree per chain, the largest that fit, a matplotlib Figure."""
        from outreachlab.charts.forest import draw_forest

        return draw_forest(self)

    def plot_generations(self) -> "Figure":
        """Requests and yeses by generation, a matplotlib Figure."""
        from outreachlab.charts.generations import draw_generations

        return draw_generations(self.tally)

    def _shown(self) -> Shown:
        return self.tally._shown()


def referral_forest(
    log: CheckedLog, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> ReferralForest:
    """
    Which request led to which: parents, generations, roots, chain sizes.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Days after which silence is an answer; changes no link.

    Returns
    -------
    ReferralForest
        `.table` has a row per request: `parent`, `root` (request ids), `generation`,
        `chain_size`, `offspring`, `descendants` (whole numbers).

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by that day.
    UsageError
        The window is no whole number of days from 1 up.

    Notes
    -----
    All requests count, whatever their window. Chains never cross seekers.
    """
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    return ReferralForest(log, outcomes, lines_of(log, outcomes.rows))
