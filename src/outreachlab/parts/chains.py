"""The chains of a log in parts: the counts of the forest, its growth and its mixing."""

from datetime import date
from functools import partial
from typing import Any

from outreachlab.chains.forest import forest_counts
from outreachlab.chains.growth import growth_from
from outreachlab.chains.growth_sums import growth_sums
from outreachlab.chains.mixing import default_columns, mixing_from, mixing_sums
from outreachlab.chains.summary import ChainSummary
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.parts.log import PartedLog
from outreachlab.parts.view import FOREST, settle
from outreachlab.parts.workers import Workers
from outreachlab.stats.resampling import SEED, Seed


def chain_summary(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    rng: Seed = SEED,
    workers: Workers | None = None,
) -> ChainSummary:
    """
    As `outreachlab.chain_summary`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    confidence, as_of, window_days, rng
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    ChainSummary
        The same counts and limits, whatever the number of parts; `.table` has a row per
        generation, and there are no trees to draw.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.
    """
    counting = settle(log, as_of, window_days, workers)
    columns = default_columns(log.header)
    totals, forest, growth, *mixing = counting.total(
        partial(_sums, columns), (*FOREST, "referrals_given", *columns)
    )
    ground = counting.ground(totals)
    # a generator goes on from one statistic to the next, so it stays in this process
    at_once = isinstance(rng, int)
    spread = partial(counting.workers.results, named="the limits of chains") if at_once else map
    dated = "met_on" in log.manifest.columns
    return ChainSummary(
        forest,
        growth_from(growth, dated, ground, confidence, rng, spread),
        mixing_from(mixing, ground, confidence, rng, spread),
    )


def _sums(columns: tuple[str, ...], log: CheckedLog, outcomes: Outcomes) -> tuple[Any, ...]:
    lines = lines_of(log, outcomes.rows)
    return (
        forest_counts(log, outcomes, lines),
        growth_sums(log, outcomes, lines),
        *(mixing_sums(log, outcomes, lines, name) for name in columns),
    )
