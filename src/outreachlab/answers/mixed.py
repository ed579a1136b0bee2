"""What each way of asking does when every seeker of a pool has a level of their own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded
from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.figures import INTERCEPT, RATIO_COLUMNS, Row, name_of
from outreachlab.fitting.frame import ModelFrame, model_frame
from outreachlab.fitting.notes import about_baselines, reasons_of, told_dropped
from outreachlab.log.arguments import mapping, texts
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.intervals import limits, normal_quantile, p_values
from outreachlab.stats.predictors import dense
from outreachlab.stats.random_intercept import RandomIntercept, fit_random_intercept
from outreachlab.wording import counted, number, p_value, percent

FIGURES = ("estimate", "std_error", "low", "high", "p_value")
LOGISTIC_VARIANCE = np.pi**2 / 3
FEWEST_GROUPS = 5


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class MixedEffects(Charted, Grounded):
    """
    A logistic regression with a random intercept per group.

    `.table` has a row per coefficient: `term`, `level`, `estimate`, `std_error`, `low`, `high` (log
    odds) and `p_value`. `spread` is the standard deviation of the groups' intercepts (log odds),
    `alike` the share of the latent variance that lies between groups, 0 to 1.
    """

    table: pd.DataFrame
    by: str
    groups: int
    spread: float
    requests: int
    left_out: int
    dropped: dict[str, str]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def alike(self) -> float:
        """The intraclass correlation on the log-odds scale."""
        return float(self.spread**2 / (self.spread**2 + LOGISTIC_VARIANCE))

    _json = "by groups spread alike confidence requests left_out coefficients=table dropped=reasons"

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why terms did not enter, as plain data."""
        return reasons_of(self.dropped)

    def _headline(self) -> str:
        return (
            f"Effects on acceptance within {counted(self.groups, self.by)}: "
            f"{ground_line(self.ground)}, {percent(self.confidence, 0)} intervals"
        )

    def _records(self) -> Iterable[Row]:
        return self.table[self.table["term"] != INTERCEPT].to_dict("records")  # type: ignore[return-value]

    def _shown_columns(self) -> tuple[Column, ...]:
        return (*RATIO_COLUMNS, Column("p", p_value, "p_value"))

    def _remarks(self) -> Iterable[str]:
        between = f"{percent(self.alike)} of what decides an answer lies between them"
        yield f"levels of the {self.by} vary by {number(self.spread)} log odds; {between}"
        yield from self.notes
        yield from told_dropped(self.dropped)


def mixed_effects(
    log: Log,
    *,
    by: str = "seeker",
    terms: Sequence[str] | None = None,
    baselines: Mapping[str, str] | None = None,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> MixedEffects:
    """
    What each way of asking does within a group, groups differing by a random level.

    Parameters
    ----------
    log : CheckedLog
        The pool, one row per request.
    by : str
        The column whose values are the groups; `chain` for chains.
    terms : sequence of str, optional
        Exactly these columns of the request; unless given, the usual ones that the log can carry.
    baselines : mapping of str to str, optional
        The level of a term that all others are held against.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    MixedEffects
        `.table` has the coefficients (log odds within a group), `.spread` how far groups differ.

    Raises
    ------
    UnknownColumnError
        The log has no such column.
    UsageError
        A term is known only after the answer, or an option makes no sense.
    NothingToComputeError
        Fewer than five groups, one outcome only, or a model that does not settle.

    Notes
    -----
    Odds ratios here are those within one seeker and lie further from 1 than the pool's. Unlike
    other answers this one is made for no more rows than fit in memory.

    References
    ----------
    Pinheiro & Bates (1995), Journal of Computational and Graphical Statistics 4:12-35.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("mixed_effects")
    terms = None if terms is None else texts(terms, "terms")
    frame = model_frame(log, outcomes, terms, mapping(baselines, "baselines"), (), by)
    groups = frame.clusters or 0
    if groups < FEWEST_GROUPS:
        raise NothingToComputeError(
            f"{log.source}: {counted(groups, by)} cannot show how far they differ; "
            f"there must be {FEWEST_GROUPS}"
        )
    found = _fit(frame)
    return MixedEffects(
        table=_table(frame, found, confidence),
        by=by,
        groups=groups,
        spread=found.spread,
        requests=frame.rows,
        left_out=frame.left_out,
        dropped=frame.dropped,
        confidence=confidence,
        ground=outcomes.facts(),
        notes=(*outcomes.notes, *about_baselines(frame)),
    )


def _fit(frame: ModelFrame) -> RandomIntercept:
    design = np.vstack([dense(p.design, np.arange(p.design.rows)) for p in frame.parts])
    success = np.concatenate([part.success for part in frame.parts])
    assert frame.groups is not None
    found = fit_random_intercept(design[:, frame.kept], success, frame.groups)
    if found is None:
        raise NothingToComputeError("the mixed model does not settle; name fewer terms")
    return found


def _table(frame: ModelFrame, found: RandomIntercept, confidence: float) -> pd.DataFrame:
    columns = frame.parts[0].design.columns
    names = [name_of(columns[place], frame.chosen) for place in np.flatnonzero(frame.kept)]
    error = np.sqrt(np.diag(found.covariance))
    low, high = limits(found.coefficients, error, confidence)
    figures = (found.coefficients, error, low, high, p_values(found.coefficients, error))
    terms, levels = zip(*names, strict=True)
    return pd.DataFrame(
        {
            "term": pd.Series(terms, dtype=object),
            "level": pd.Series(levels, dtype=object),
            **dict(zip(FIGURES, figures, strict=True)),
        }
    )
