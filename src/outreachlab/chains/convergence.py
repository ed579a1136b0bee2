"""Does the acceptance rate settle as chains grow, and does it depend on where they began?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import few
from outreachlab.answers.sums.seekers import counts_by_seeker
from outreachlab.chains.forest import MOST_SHOWN
from outreachlab.display import Answer, Charted, Column, Strings, worded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.intervals import interval_of
from outreachlab.wording import counted, interval, number, percent, shortened

ROOTS = 10


RATES = (
    Column("counted", number, "counted"),
    Column("accepted", number, "accepted"),
    Column("rate", percent, "rate"),
    Column("interval", interval, "low", "high"),
)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Convergence(Charted, Answer):
    """
    Acceptance by generation and by root.

    `.table` has a row per generation: `generation`, `counted`, `accepted` (whole numbers),
    `rate`, `low`, `high`, and `cumulative_counted`, `cumulative_rate` over it and all before it.
    `.roots` has a row per chain, the ten largest: `seeker`, `contact` (of the root),
    `chain_size`, `counted`, `accepted`, `rate`, `low`, `high`.
    """

    table: pd.DataFrame
    roots: pd.DataFrame
    confidence: float

    def _headline(self) -> str:
        limits = f"{percent(self.confidence, 0)} Wilson intervals"
        return f"Acceptance by generation and by root, {limits}"

    _columns = (
        Column("", lambda generation, n: few(str(generation), n), "generation", "counted"),
        *RATES,
        Column("so far", percent, "cumulative_rate"),
    )

    def _rows(self) -> Strings:
        generations = self.table.head(MOST_SHOWN).to_dict("records")
        return worded(self._columns, generations) + worded(BY_ROOT, self.roots.to_dict("records"))

    def _remarks(self) -> Iterable[str]:
        more = len(self.table) - MOST_SHOWN
        return (f"and {counted(more, 'generation')} more",) if more > 0 else ()


def _root(contact: str, counted: int) -> str:
    return few(f"chain of {shortened(contact)}", counted)


BY_ROOT = (Column("", _root, "contact", "counted"), *RATES, Column("so far", lambda _: ""))


def convergence(
    log: Log,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> Convergence:
    """
    The acceptance rate as generations are added, and in the largest chains.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    confidence : float in (0, 1)
        How often the Wilson intervals, among seekers where there are several, cover the true
        rate of requests that their chains do not make alike.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    Convergence
        `.table` has a row per generation, `.roots` one per chain: counts (whole numbers), rates
        and limits (fractions).

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by `as_of`.
    UsageError
        The confidence or the window makes no sense.

    Notes
    -----
    Only counted requests enter. Chains differ in their people, so that a rate which still moves
    with the generation says as much about who is reached as about being referred.

    References
    ----------
    Wilson (1927), JASA 22:209-212. Heckathorn (1997), Social Problems 44:174-199.
    """
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("convergence")
    lines = lines_of(log, outcomes.rows)
    roots = _by_root(log, lines, outcomes, confidence)
    place = outcomes.rows[roots.pop("row").to_numpy()]
    for at, name in enumerate(("seeker", "contact")):
        roots.insert(at, name, log.frame[name].iloc[place].astype("str").to_numpy())
    return Convergence(_by_generation(log, lines, outcomes, confidence), roots, confidence)


def _by_generation(
    log: CheckedLog, lines: Lines, outcomes: Outcomes, confidence: float
) -> pd.DataFrame:
    generation = lines.descent.generation
    table = pd.DataFrame({"generation": np.arange(int(generation.max()) + 1)})
    _add_rates(table, generation, log, outcomes, confidence)
    table["cumulative_counted"] = table["counted"].cumsum()
    with np.errstate(invalid="ignore"):
        table["cumulative_rate"] = (
            table["accepted"].cumsum().to_numpy() / table["cumulative_counted"].to_numpy()
        )
    return table


def _by_root(log: CheckedLog, lines: Lines, outcomes: Outcomes, confidence: float) -> pd.DataFrame:
    roots = np.flatnonzero((lines.parent < 0) & (lines.offspring > 0))
    roots = roots[np.argsort(-lines.chain_size[roots], kind="stable")][:ROOTS]
    code = np.full(len(lines.parent), len(roots))
    code[roots] = np.arange(len(roots))
    table = pd.DataFrame({"row": roots, "chain_size": lines.chain_size[roots]})
    _add_rates(table, code[lines.descent.root], log, outcomes, confidence)
    return table


def _add_rates(
    table: pd.DataFrame, code: NDArray, log: CheckedLog, outcomes: Outcomes, confidence: float
) -> None:
    """Add counts, rate and limits of each code that has a row; higher codes are passed over."""
    size = len(table)
    counted = np.bincount(code[outcomes.counted], minlength=size)[:size]
    yes = outcomes.counted & outcomes.accepted
    accepted = np.bincount(code[yes], minlength=size)[:size]
    table["counted"], table["accepted"] = counted, accepted
    with np.errstate(invalid="ignore"):
        table["rate"] = accepted / counted
    seekers = counts_by_seeker(log, outcomes, np.where(code < size, code, BLANK), size)
    table["low"], table["high"] = (
        seekers.limits(size, confidence)
        if seekers.several
        else interval_of(accepted, counted, confidence)
    )
