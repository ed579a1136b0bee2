"""How a search goes: requests, answers, yeses and meetings over time, and now against before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.lately import NowAgainstBefore, now_against_before
from outreachlab.answers.sums.levels import (
    INTERVALS,
    Tally,
    few,
    few_note,
    ground_line,
    level_json,
    rate_table,
    without_rate,
)
from outreachlab.answers.sums.periods import (
    ANSWERED,
    MET,
    NOT_LOOKED_AT,
    PERIODS,
    Period,
    first_days,
    lately_of,
    periods_between,
    periods_of,
    span_of_now,
)
from outreachlab.answers.sums.seekers import SeekerCounts
from outreachlab.display import Charted, Column, Grounded, records
from outreachlab.errors import UsageError
from outreachlab.log.arguments import Cluster, Found, by_seeker
from outreachlab.log.checked import CheckedLog
from outreachlab.log.days import EPOCH
from outreachlab.log.outcomes import Outcomes, no_rate
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import COUNTS, WINDOW_DAYS
from outreachlab.wording import (
    counted,
    interval,
    number,
    percent,
)

MOST_EMPTY = 4  # periods in a row without anything that stand on a line of their own
NO_MEETINGS = "the log has no column met_on, so the days of meetings are not known"


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Progress(Charted, Grounded):
    """
    Requests, answers, yeses and meetings per week or month.

    `.table` has a row per period from the first request to the day of judgement, those without a
    request too: `start` (a day), of the requests asked in it `requests`, `undelivered`,
    `too_young`, `counted` and of those `answered` and `accepted`, then `met`, the meetings held
    in it whenever they were asked for (blank without `met_on`), `rate`, `low`, `high` (fractions,
    nan without a counted request). `undated` counts meetings held on a day that is not known.
    """

    table: pd.DataFrame
    by: Period
    confidence: float
    undated: int
    now_against_before: NowAgainstBefore
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    cluster: Found = "none"

    _json = "by cluster confidence periods undated now_against_before"

    @property
    def periods(self) -> list[dict[str, Any]]:
        """The rows as plain data."""
        return [_plain(row) for row in records(self.table)]

    def _headline(self) -> str:
        return (
            f"Progress by {self.by}: {ground_line(self.ground)}, "
            f"{percent(self.confidence, 0)} Wilson {INTERVALS[self.cluster]}"
        )

    def _shown_columns(self) -> tuple[Column, ...]:
        head = "week from" if self.by == "week" else "month"
        known = self.table["met"].notna().all()
        return (
            Column(head, _named, "start", "until", "counted"),
            Column("asked", number, "requests"),
            Column("counted", number, "counted"),
            Column("answered", number, "answered"),
            Column("accepted", number, "accepted"),
            Column("rate", percent, "rate"),
            Column("interval", interval, "low", "high"),
            *((Column("meetings held", number, "met"),) if known else ()),
        )

    def _records(self) -> Iterator[dict[str, Any]]:
        """A row per period, of many empty ones in a row one for all."""
        form = "%Y-%m-%d" if self.by == "week" else "%Y-%m"
        rows = records(self.table.assign(start=self.table["start"].dt.strftime(form)))
        for empty, run in groupby(rows, lambda row: not row["requests"] and not _met(row)):
            several = list(run)
            if empty and len(several) > MOST_EMPTY:
                yield several[0] | {"until": several[-1]["start"]}
            else:
                yield from (row | {"until": None} for row in several)

    def _remarks(self) -> Iterable[str]:
        yield from filter(None, [no_rate(self.ground["totals"])])
        yield self.now_against_before.sentence()
        if young := self.ground["totals"]["too_young"]:
            window = counted(self.ground["window_days"], "day")
            count = "they count" if young > 1 else "it counts"
            asked = f"{counted(young, 'request')} asked less than {window} ago"
            yield f"{asked}: {count} when that time is over (too young)"
        if self.table["met"].isna().any():
            yield NO_MEETINGS
        elif self.undated:
            stands = "stands" if self.undated == 1 else "stand"
            yield f"{counted(self.undated, 'meeting')} without a day {stands} in no {self.by}"
        yield from self.notes
        yield from few_note(self.table["counted"][self.table["counted"] > 0])


def progress(
    log: Log,
    *,
    by: Period = "week",
    confidence: float = 0.95,
    cluster: Cluster = "auto",
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Progress:
    """
    Requests, answers, yeses and meetings of each week or month, and now against before.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    by : {"week", "month"}
        Weeks begin on Monday.
    confidence : float in (0, 1)
        How often intervals made this way cover the true rate.
    cluster : {"auto", "none"}
        Take the requests of one seeker as alike where there are two seekers or more, or all as
        separate.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Progress
        `.table` has a row per period with counts (whole numbers), `rate`, `low`, `high`
        (fractions); `.now_against_before` the last four weeks whose windows are over against all
        requests before, as `compare` does it.

    Raises
    ------
    UsageError
        `by` is neither, or the confidence or the window makes no sense.
    NothingToComputeError
        No request had been asked by `as_of`.

    Notes
    -----
    Answers and yeses stand in the period in which the request was asked, so that the rate of a
    period is theirs; meetings in the one in which they were held. Whom one asks may change over
    time: a difference between now and before is not yet a change in how one asks.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:857-872 and 873-890; Campbell (2007), Statistics in
    Medicine 26:3661-3675. Among seekers Korn & Graubard (1998), Survey Methodology 24:193-201.
    """
    if by not in PERIODS:
        raise UsageError(f"`by` must be 'week' or 'month', not {by!r}")
    view = view_of(log, as_of, window_days)
    tally, lately, *seekers = view.total(partial(_sums, by, by_seeker(cluster)), ("seeker",))
    return progress_of(by, tally, lately, seekers[0] if seekers else None, confidence, view)


def _sums(by: str, clustered: bool, log: CheckedLog, outcomes: Outcomes) -> tuple[Any, ...]:
    periods = periods_of(log, outcomes, by, clustered)
    counts, seekers = lately_of(log, outcomes, clustered)
    return (periods, counts) if seekers is None else (periods, counts, seekers)


def progress_of(
    by: Period,
    tally: Tally,
    lately: NDArray[np.int64],
    seekers: SeekerCounts | None,
    confidence: float,
    view: View,
) -> Progress:
    """The answer from the counts of each period, and those of now and before."""
    facts = view.facts()
    as_of_day = (date.fromisoformat(facts["as_of"]) - EPOCH).days
    table = without_rate(_table(tally, by, as_of_day, confidence), facts["totals"])
    if "met_on" not in view.header.frame:
        table["met"] = pd.array([pd.NA] * len(table), "Int64")
    now = now_against_before(
        lately, seekers, confidence, view, span_of_now(as_of_day, facts["window_days"])
    )
    return Progress(
        table=table,
        by=by,
        confidence=confidence,
        undated=int(tally.counts[-1, MET]),
        now_against_before=now,
        ground=facts,
        notes=view.notes if now.found is None else now.found.notes,
        cluster=tally.cluster,
    )


def _table(tally: Tally, by: str, as_of_day: int, confidence: float) -> pd.DataFrame:
    """A row per period, from the first in which anything happened to the day of judgement."""
    names, counts = tally.levels[0], tally.counts[:-1]
    days = np.array(names, "datetime64[D]").astype(np.int64)
    found = rate_table(names, counts[:, : len(COUNTS)], confidence, seekers=tally.among)
    found.index = days  # type: ignore[assignment]
    found["answered"], found["met"] = counts[:, ANSWERED], counts[:, MET]
    busy = ((found["requests"] > 0) | (found["met"] > 0)).to_numpy()
    first, last = days[busy].min(), days[busy].max()
    if not counts[days >= last, NOT_LOOKED_AT].any():  # else a span of days ends there
        last = max(last, int(first_days(np.array([as_of_day]), by)[0]))
    starts = periods_between(first, last, by)
    whole = found.loc[busy, [*COUNTS, "answered", "met"]].reindex(starts, fill_value=0)
    rates = found.loc[busy, ["rate", "low", "high"]].reindex(starts)
    table = pd.concat([whole, rates], axis=1).reset_index(drop=True)
    table.insert(0, "start", starts.astype("datetime64[D]").astype("datetime64[s]"))
    return table.astype({"met": "Int64"})


def _named(start: str, until: str | None, asked: int) -> str:
    return f"{start} to {until}" if until else few(start, asked) if asked else start


def _met(row: dict[str, Any]) -> int:
    return 0 if pd.isna(row["met"]) else int(row["met"])


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """One period for JSON."""
    told = level_json({"level": "", **row})
    rates = {name: told[name] for name in ("rate", "low", "high")}
    met = None if pd.isna(row["met"]) else int(row["met"])
    why = [one for one in (told.get("why"), None if met is not None else NO_MEETINGS) if one]
    return {
        "start": f"{row['start']:%Y-%m-%d}",
        **{name: int(row[name]) for name in COUNTS[:-1]},
        "answered": int(row["answered"]),
        "accepted": int(row["accepted"]),
        "met": met,
        **rates,
        **({"why": "; ".join(why)} if why else {}),
    }
