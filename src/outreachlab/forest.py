"""The referral forest: which request led to which, as a table and as counts."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.display import Answer, Shown
from outreachlab.intake.checked import CheckedLog
from outreachlab.lines import Lines, lines_of
from outreachlab.outcomes import Outcomes, decide
from outreachlab.vocabulary import OUTCOMES, WINDOW_DAYS
from outreachlab.wording import counted, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOP_REFERRERS = 10
MOST_SHOWN = 12  # generations


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

    def generations(self) -> list[dict[str, int]]:
        """Requests and yeses in each generation, whatever their window."""
        generation = self.lines.descent.generation
        requests = np.bincount(generation)
        accepted = np.bincount(generation[self.outcomes.accepted], minlength=len(requests))
        return [
            {"generation": g, "requests": int(n), "accepted": int(yes)}
            for g, (n, yes) in enumerate(zip(requests, accepted, strict=True))
        ]

    def shown_generations(self, most: int = MOST_SHOWN) -> list[dict[str, int]]:
        """As `generations`; of more than `most` all from the last shown on count as one."""
        rows = self.generations()
        rest = rows[most - 1 :]
        if len(rest) < 2:
            return rows
        sums = {name: sum(row[name] for row in rest) for name in ("requests", "accepted")}
        return [*rows[: most - 1], {"generation": most - 1, **sums}]

    def counts(self) -> dict[str, Any]:
        """The counts of the `chains` object; `outside_referrers` counts roots that name one."""
        lines, found = self.lines, self.lines.descent
        roots = lines.parent < 0
        sizes = lines.chain_size[roots]
        return {
            "requests": len(roots),
            "people": lines.people,
            "roots": int(roots.sum()),
            "outside_referrers": int(lines.outside.sum()),
            "edges": lines.edges,
            "max_generation": int(found.generation.max()),
            "generations": self.generations(),
            "chains": {
                "count": len(sizes),
                "largest": int(sizes.max()),
                "sizes": _tally(sizes),
            },
            "offspring": _tally(lines.offspring),
            "mean_offspring": lines.edges / len(roots),
        }

    def top_referrers(self, most: int = TOP_REFERRERS) -> list[dict[str, Any]]:
        """
        The people others came from, by descendants, then referred, then name.

        Both counts are summed over a person's requests; nobody with none is listed.
        """
        lines = self.lines
        _, first = np.unique(lines.person, return_index=True)
        referred = np.bincount(lines.person, lines.offspring).astype(np.int64)
        below = np.bincount(lines.person, lines.descent.descendants).astype(np.int64)
        best = _best(below, referred, most)
        frame = self.log.frame[["seeker", "contact"]].iloc[self.outcomes.rows[first[best]]]
        listed: list[dict[str, Any]] = [
            {
                "seeker": str(seeker),
                "contact": str(contact),
                "referred": int(referred[person]),
                "descendants": int(below[person]),
            }
            for person, seeker, contact in zip(best, frame["seeker"], frame["contact"], strict=True)
        ]
        listed.sort(
            key=lambda who: (-who["descendants"], -who["referred"], who["contact"], who["seeker"])
        )
        return listed[:most]

    def plot(self) -> "Figure":
        """A tidy tree per chain, the largest that fit, a matplotlib Figure."""
        from outreachlab.charts.forest import draw_forest

        return draw_forest(self)

    def plot_generations(self) -> "Figure":
        """Requests and yeses by generation, a matplotlib Figure."""
        from outreachlab.charts.generations import draw_generations

        return draw_generations(self)

    def _shown(self) -> Shown:
        counts, shown = self.counts(), self.shown_generations()
        more = len(counts["generations"]) > len(shown)
        rows = tuple(
            (
                str(line["generation"]) + (" or more" if more and line is shown[-1] else ""),
                f"{line['requests']:,}",
                f"{line['accepted']:,}",
                percent(line["accepted"] / line["requests"]),
            )
            for line in shown
        )
        lines, chains = self.lines, counts["chains"]
        notes = [
            f"largest chain: {counted(int(lines.chain_size.max()), 'request')}; "
            f"{number(counts['mean_offspring'])} further requests per request"
        ]
        if lines.outside.any():
            notes.append(
                f"{counted(int(lines.outside.sum()), 'chain')} began with a referrer "
                "whom the log has no earlier request to"
            )
        return Shown(
            f"Referral forest: {counted(len(lines.parent), 'request')} to "
            f"{counted(lines.people, 'person')} in {counted(chains['count'], 'chain')}",
            ("generation", "requests", "accepted", "share accepted"),
            rows,
            tuple(notes),
        )


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


def _tally(values: NDArray[np.int64]) -> dict[str, int]:
    """How often each whole number occurs, by rising number."""
    times = np.bincount(values)
    return {str(value): int(times[value]) for value in np.flatnonzero(times)}


def _best(below: NDArray[np.int64], referred: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """The first `most` by descendants and referred, and all who tie with the last of them."""
    people = np.flatnonzero(referred)
    order = people[np.lexsort((-referred[people], -below[people]))]
    if len(order) <= most:
        return order
    last = order[most - 1]
    ties = (below[order] == below[last]) & (referred[order] == referred[last])
    return order[: int(np.flatnonzero(ties)[-1]) + 1]
