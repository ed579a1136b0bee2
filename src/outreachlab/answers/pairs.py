"""Every level of a column against every other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.compare import Comparison, comparison_of, tallied
from outreachlab.answers.sums.levels import INTERVALS, Tally, few, few_note, ground_line
from outreachlab.answers.sums.seekers import MOST_TOGETHER, SeekerCounts
from outreachlab.display import Charted, Column, Grounded
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.log.arguments import Cluster, by_seeker
from outreachlab.log.outcomes import Ground
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.multiplicity import Adjustment, adjusted
from outreachlab.wording import counted, label, of, p_value, percent, points, points_interval

MOST_LEVELS = MOST_TOGETHER


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class AllPairs(Charted, Grounded):
    """
    Every level of a column against every other, `p_adjusted` (pairs,) over all of them.

    `.table` has a row per pair: both levels with their counts, `difference` (shares), `low`,
    `high`, `p_value`, `p_adjusted`; `.pairs` are the comparisons.
    """

    pairs: tuple[Comparison, ...]
    p_adjusted: tuple[float | None, ...]
    adjustment: Adjustment
    tactic: str
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per pair."""
        return pd.DataFrame(list(map(_pair, self.pairs, self.p_adjusted)))

    _json = "tactic confidence adjustment pairs=each"

    @property
    def each(self) -> list[dict[str, Any]]:
        """Each pair as plain data."""
        return [
            pair._found() | {"p_adjusted": after}
            for pair, after in zip(self.pairs, self.p_adjusted, strict=True)
        ]

    def _headline(self) -> str:
        return (
            f"{self.tactic}, {counted(len(self.pairs), 'pair')}: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} {INTERVALS[self.pairs[0].cluster]}"
        )

    def _remarks(self) -> Iterable[str]:
        table = self.table
        return (*self.notes, *few_note((*table["counted_a"], *table["counted_b"])))

    def _shown_columns(self) -> tuple[Column, ...]:
        return (*COLUMNS, Column(f"p ({self.adjustment.title()})", p_value, "p_adjusted"))


def _side(accepted: int, counted: int) -> str:
    return few(of(accepted, counted), counted)


COLUMNS = (
    Column("", lambda a, b: f"{label(a)} against {label(b)}", "level_a", "level_b"),
    Column("first", _side, "accepted_a", "counted_a"),
    Column("second", _side, "accepted_b", "counted_b"),
    Column("difference", points, "difference"),
    Column("interval", points_interval, "low", "high"),
    Column("p", p_value, "p_value"),
)


def _pair(pair: Comparison, p_adjusted: float | None) -> dict[str, Any]:
    a, b = pair.table.to_dict("records")
    gap = pair.difference
    return {
        "level_a": a["level"],
        "level_b": b["level"],
        "accepted_a": a["accepted"],
        "counted_a": a["counted"],
        "accepted_b": b["accepted"],
        "counted_b": b["counted"],
        "difference": gap.estimate,
        "low": gap.low,
        "high": gap.high,
        "p_value": pair.p_value,
        "p_adjusted": p_adjusted,
    }


def compare_all(
    log: Log,
    tactic: str,
    *,
    adjustment: Adjustment = "holm",
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AllPairs:
    """
    Every level of a tactic against every other, among counted requests.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    tactic : str
        A tactic of the request or any other column with text values.
    adjustment : {"holm", "benjamini-hochberg"}
        How p-values allow for how many pairs are looked at.
    confidence : float in (0, 1)
        How often each interval covers the truth.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AllPairs
        `.table` has a row per pair of levels with counted requests: the difference (shares), its
        limits, the p-value alone and adjusted.

    Raises
    ------
    UnknownColumnError
        The log has no column `tactic`.
    UsageError
        The column is known only after the answer, has more than twenty levels, or an
        option makes no sense.
    NothingToComputeError
        Fewer than two levels have a counted request.

    Notes
    -----
    The intervals are each pair's own; only the p-values allow for how many pairs were looked at.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890; Campbell (2007), Statistics in Medicine
    26:3661-3675; Zou & Donner (2008), Statistics in Medicine 27:1693-1702; Holm
    (1979), Scandinavian Journal of Statistics 6:65-70; Benjamini & Hochberg (1995), Journal of the
    Royal Statistical Society B 57:289-300.
    """
    normal_quantile(confidence)
    view = view_of(log, as_of, window_days)
    (tally,) = tallied(view, tactic)
    levels = _present(view.header.source, tally)
    seekers = tallied(view, tactic, levels)[1] if by_seeker(cluster) else None
    return pairs_of(levels, tally, seekers, confidence, view, adjustment)


def _present(source: str, tally: Tally) -> tuple[str, ...]:
    """The levels with counted requests, neither too few nor too many to be compared."""
    tactic, book = tally.by, tally.books[0]
    present = tuple(book[place] for place in np.flatnonzero(tally.counts[:-1, 3]))
    if len(present) < 2:
        raise NothingToComputeError(
            f"{source}: {counted(len(present), 'value')} of {tactic} with counted requests; "
            "a comparison needs two"
        )
    if len(present) > MOST_LEVELS:
        raise UsageError(
            f"{tactic} has {len(present):,} values; name two of them, as `versus=('A', 'B')` "
            f"(all pairs are for at most {MOST_LEVELS})"
        )
    return present


def pairs_of(
    levels: tuple[str, ...],
    tally: Tally,
    seekers: SeekerCounts | None,
    confidence: float,
    ground: Ground,
    adjustment: Adjustment = "holm",
) -> AllPairs:
    """The answer from the counts of some levels, those of each seeker too if they are given."""
    tactic = tally.by
    counts = tally.counts[[tally.books[0].index(level) for level in levels]]
    pairs = tuple(
        comparison_of(
            tactic,
            (levels[one], levels[two]),
            counts[[one, two]],
            None if seekers is None else seekers.between(one, two),
            confidence,
            ground,
        )
        for one, two in combinations(range(len(levels)), 2)
    )
    ps = [np.nan if pair.p_value is None else pair.p_value for pair in pairs]
    found = adjusted(ps, adjustment).tolist()
    after = tuple(None if p != p else p for p in found)
    return AllPairs(
        pairs=pairs,
        p_adjusted=after,
        adjustment=adjustment,
        tactic=tactic,
        confidence=confidence,
        ground=ground.facts(),
        notes=tuple(dict.fromkeys(note for pair in pairs for note in pair.notes)),
    )
