"""The referral forest: which request led to which, as a table and as counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.display import Answer, Charted, Column, Shown
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, Log, View, view_of
from outreachlab.log.vocabulary import OUTCOMES, WINDOW_DAYS
from outreachlab.wording import counted, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TOP_REFERRERS = 10
MOST_CHAINS = 200  # that a picture could hold
MOST_SHOWN = 12  # generations
OF_ALL = (
    "“yes so far”: of all requests, the open and the undelivered too; rates count only those that "
    "are settled"
)
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class ForestCounts(Charted, Answer):
    """
    The counts of a forest.

    `by_generation` (generations, 2) holds requests and yeses; `sizes` and `offspring` say how
    many chains have each number of requests, and how many requests each number of children.
    `top` are the people most others came from, `largest` the sizes of the largest chains, each
    with its seeker.
    """

    people: int
    outside: int
    by_generation: Ints
    sizes: Ints
    offspring: Ints
    top: tuple[dict[str, Any], ...]
    largest: tuple[tuple[int, str], ...]

    def __add__(self, other: "ForestCounts") -> "ForestCounts":
        return ForestCounts(
            people=self.people + other.people,
            outside=self.outside + other.outside,
            by_generation=padded_sum(self.by_generation, other.by_generation),
            sizes=padded_sum(self.sizes, other.sizes),
            offspring=padded_sum(self.offspring, other.offspring),
            top=first_referrers([*self.top, *other.top]),
            largest=tuple(sorted([*self.largest, *other.largest], key=_by_size)[:MOST_CHAINS]),
        )

    @property
    def edges(self) -> int:
        """Requests that have a parent."""
        return self.requests - int(self.sizes.sum())

    @property
    def longest(self) -> int:
        """The steps from the first request of the longest chain to its last."""
        return len(self.by_generation) - 1

    @property
    def biggest(self) -> int:
        """The requests of the largest chain."""
        return len(self.sizes) - 1

    @property
    def long(self) -> int:
        """Chains of two requests or more."""
        return int(self.sizes[2:].sum())

    @property
    def lone(self) -> int:
        """Chains of one request."""
        return int(self.sizes[1])

    @property
    def requests(self) -> int:
        """All requests, whatever their window."""
        return int(self.offspring.sum())

    @property
    def table(self) -> pd.DataFrame:
        """A row per generation: `generation`, `requests`, `accepted` (whole numbers)."""
        return pd.DataFrame(self.generations())

    def generations(self) -> list[dict[str, int]]:
        """Requests and yeses in each generation, whatever their window."""
        return [
            {"generation": g, "requests": n, "accepted": yes}
            for g, (n, yes) in enumerate(self.by_generation.tolist())
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
        roots = int(self.sizes.sum())
        return {
            "requests": self.requests,
            "people": self.people,
            "roots": roots,
            "outside_referrers": self.outside,
            "edges": self.edges,
            "max_generation": self.longest,
            "generations": self.generations(),
            "chains": {
                "count": roots,
                "largest": self.biggest,
                "sizes": _tally(self.sizes),
            },
            "offspring": _tally(self.offspring),
            "mean_offspring": self.edges / self.requests,
        }

    def top_referrers(self, most: int = TOP_REFERRERS) -> list[dict[str, Any]]:
        """
        The people others came from, by descendants, then referred, then name.

        Both counts are summed over a person's requests; nobody with none is listed.
        """
        return list(self.top[:most])

    def _headline(self) -> str:
        return (
            f"Referral forest: {counted(self.requests, 'request')} to "
            f"{counted(self.people, 'person')} in {counted(self.counts()['roots'], 'chain')}"
        )

    def _records(self) -> Iterable[dict[str, Any]]:
        shown = self.shown_generations()
        last = shown[-1]["generation"] if len(self.by_generation) > len(shown) else -1
        return ({**line, "rest": line["generation"] == last} for line in shown)

    _columns = (
        Column(
            "generation", lambda g, rest: f"{g} or more" if rest else str(g), "generation", "rest"
        ),
        Column("requests", number, "requests"),
        Column("yes so far", number, "accepted"),
        Column("share of them", lambda yes, n: percent(yes / n), "accepted", "requests"),
    )

    def _remarks(self) -> Iterable[str]:
        counts = self.counts()
        yield (
            f"largest chain: {counted(counts['chains']['largest'], 'request')}; "
            f"{number(counts['mean_offspring'])} further requests per request"
        )
        yield OF_ALL
        if self.outside:
            yield (
                f"{counted(self.outside, 'chain')} began with a referrer "
                "whom the log has no earlier request to"
            )


def forest_counts(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> ForestCounts:
    """The counts of a forest, or of the part of one."""
    generation = lines.descent.generation
    requests = np.bincount(generation)
    accepted = np.bincount(generation[outcomes.accepted], minlength=len(requests))
    return ForestCounts(
        people=lines.people,
        outside=int(lines.outside.sum()),
        by_generation=np.stack([requests, accepted], axis=1),
        sizes=np.bincount(lines.chain_size[lines.parent < 0]),
        offspring=np.bincount(lines.offspring),
        top=_top(log, outcomes, lines),
        largest=_largest(log, outcomes, lines),
    )


def by_size(lines: Lines) -> Ints:
    """The first requests of chains of two or more, the largest first, then by their seekers."""
    starts = np.flatnonzero((lines.parent < 0) & (lines.chain_size > 1))
    return starts[np.lexsort((lines.seeker[starts], -lines.chain_size[starts]))]


def _largest(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> tuple[tuple[int, str], ...]:
    starts = by_size(lines)[:MOST_CHAINS]
    codes = codes_of(log, "seeker", outcomes.rows)
    names = [codes.book[code] for code in codes.codes[starts].tolist()]
    return tuple(zip(lines.chain_size[starts].tolist(), names, strict=True))


def _by_size(chain: tuple[int, str]) -> tuple[int, str]:
    size, seeker = chain
    return -size, seeker


def padded_sum(one: Ints, two: Ints) -> Ints:
    """The sum of two arrays of which one may have fewer rows; what it lacks is 0."""
    if len(one) < len(two):
        one, two = two, one
    total = one.copy()
    total[: len(two)] += two
    return total


def first_referrers(people: list[dict[str, Any]], most: int = TOP_REFERRERS) -> tuple[Any, ...]:
    """The first by descendants, then referred, then name."""
    people.sort(
        key=lambda who: (-who["descendants"], -who["referred"], who["contact"], who["seeker"])
    )
    return tuple(people[:most])


def _top(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> tuple[dict[str, Any], ...]:
    first = np.empty(lines.people, np.int64)
    first[lines.person[::-1]] = np.arange(len(lines.person))[::-1]
    referred = np.bincount(lines.person, lines.offspring).astype(np.int64)
    below = np.bincount(lines.person, lines.descent.descendants).astype(np.int64)
    best = _best(below, referred, TOP_REFERRERS)
    frame = log.frame[["seeker", "contact"]].iloc[outcomes.rows[first[best]]]
    return first_referrers(
        [
            {
                "seeker": str(seeker),
                "contact": str(contact),
                "referred": int(referred[person]),
                "descendants": int(below[person]),
            }
            for person, seeker, contact in zip(best, frame["seeker"], frame["contact"], strict=True)
        ]
    )


def _tally(times: Ints) -> dict[str, int]:
    """How often each whole number occurs, by rising number."""
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


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class ReferralForest(Charted, Answer):
    """
    Who led to whom, request by request.

    `lines` holds the arrays, `outcomes` what became of each request, `table` a row per request.
    Of a log in parts these are the requests of some seekers; `tally` counts those of all.
    """

    log: CheckedLog
    outcomes: Outcomes
    lines: Lines
    tally: ForestCounts

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

    def counts(self) -> dict[str, Any]:
        """The counts of the `chains` object; `outside_referrers` counts roots that name one."""
        return self.tally.counts()

    def top_referrers(self, most: int = TOP_REFERRERS) -> list[dict[str, Any]]:
        """The people others came from, by descendants, then referred, then name; at most ten."""
        return self.tally.top_referrers(most)

    def plot_generations(self) -> "Figure":
        """Requests and yeses by generation, a matplotlib Figure."""
        return self.tally.plot()

    def _shown(self) -> Shown:
        return self.tally._shown()


def referral_forest(
    log: Log, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> ReferralForest:
    """
    Which request led to which: parents, generations, roots, chain sizes.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
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
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("referral_forest")
    lines = lines_of(log, outcomes.rows)
    return ReferralForest(log, outcomes, lines, forest_counts(log, outcomes, lines))


def largest_chains(view: View) -> ReferralForest:
    """The forest as a picture needs it: of a log in parts the seekers of the largest chains."""
    tally: ForestCounts = view.total(_counted, ("seeker", *FOREST))[0]
    seekers = {name for _, name in tally.largest}
    some = view.of_seekers(seekers, FOREST)
    return ReferralForest(some.log, some.outcomes, lines_of(some.log, some.outcomes.rows), tally)


def _counted(log: CheckedLog, outcomes: Outcomes) -> tuple[ForestCounts]:
    return (forest_counts(log, outcomes, lines_of(log, outcomes.rows)),)
