"""What each way of asking does, the other ways and the circumstances held equal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded
from outreachlab.errors import UsageError
from outreachlab.fitting.figures import (
    E_VALUES,
    FIGURES,
    INTERCEPT,
    RATIO_COLUMNS,
    Row,
    coefficient_rows,
    effect_rows,
    odds,
    odds_interval,
    term_and_level,
)
from outreachlab.fitting.frame import NO_CLUSTERS, ModelFrame
from outreachlab.fitting.frame_in_parts import framed, names_of
from outreachlab.fitting.notes import (
    about_baselines,
    about_clusters,
    about_firth,
    about_rows,
    reasons_of,
    told_dropped,
)
from outreachlab.log.arguments import mapping, pairs, texts
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.conditional import Strata
from outreachlab.stats.estimation import (
    EVENTS_PER_COEFFICIENT,
    Clustered,
    Covariance,
    Estimation,
    Model,
    effects_of,
    estimate,
    estimate_within,
)
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.multiplicity import Adjustment, adjusted
from outreachlab.stats.rows import Rows
from outreachlab.wording import (
    counted,
    label,
    listed,
    number,
    p_equals,
    p_value,
    percent,
    points,
    points_interval,
)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class AdjustedEffects(Charted, Grounded):
    """
    A logistic regression of acceptance, and what it says in points of probability.

    `.table` has a row per coefficient (log odds): `term`, `level`, `estimate`, `std_error`, `low`,
    `high`, `p_value`, `p_adjusted`, `why` (the reason where the figures are nan). `average_effects`
    has a row per level against its `baseline`, in shares, with `e_value` and `e_value_limit`; it
    is empty for a conditional logit. `dropped` tells why terms did not enter; `requests` are the
    rows used and `left_out` those blank in a term.
    """

    table: pd.DataFrame
    average_effects: pd.DataFrame
    dropped: dict[str, str]
    model: Model
    cluster: str
    clusters: int | None
    covariance: Covariance
    requests: int
    left_out: int
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()
    adjustment: Adjustment = "holm"

    _json = (
        "model cluster clusters covariance confidence requests left_out coefficients=table "
        "average_effects adjustment dropped=reasons notes"
    )

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why terms did not enter, as plain data."""
        return reasons_of(self.dropped)

    @property
    def _within(self) -> bool:
        return self.model == "conditional logit"

    @property
    def _estimated(self) -> bool:
        return bool(self._effects["estimate"].notna().any())

    @property
    def _effects(self) -> pd.DataFrame:
        return self.table if self._within else self.average_effects

    def _headline(self) -> str:
        if not self._estimated:
            return f"No effect on acceptance can be estimated: {ground_line(self.ground)}"
        return (
            f"Adjusted effects on acceptance: {ground_line(self.ground)}, "
            f"{counted(self.requests, 'request')} used, {self._named()}, "
            f"{percent(self.confidence, 0)} intervals"
        )

    def _records(self) -> Iterable[Row]:
        return self._effects.to_dict("records")  # type: ignore[return-value]

    def _shown_columns(self) -> tuple[Column, ...]:
        ps = (
            Column("p", p_value, "p_value"),
            Column(f"p ({self.adjustment.title()})", p_value, "p_adjusted"),
        )
        return (*RATIO_COLUMNS, *ps) if self._within else (*GAP_COLUMNS, *ps, E_VALUE)

    def _remarks(self) -> Iterable[str]:
        if not self._estimated:
            yield _too_little(self.ground["totals"])
        yield from self.notes
        if not self._within:
            yield from _interactions(self.table, self.average_effects)
        if self._estimated and not self._within:
            yield E_VALUES_SAY
        yield from _unestimated(self._effects)
        yield from told_dropped(self.dropped)

    def _named(self) -> str:
        if self.model == "conditional logit":
            return f"each compared within one {self.cluster}"
        if self.covariance in ("CR3", "CR1S"):
            return f"{self.covariance} errors by {self.cluster} ({self.clusters:,} clusters)"
        return "Firth's likelihood" if self.model == "firth" else "requests taken as independent"


def _against(row: Row) -> str:
    more = ", one more" if row["level"] is None else f" against {label(row['baseline'])}"
    return term_and_level(row) + more


def _too_little(totals: Mapping[str, int]) -> str:
    """Why no effect can be estimated, and what would do."""
    yes = totals["accepted"]
    no = totals["counted"] - yes
    fewest = 2 * EVENTS_PER_COEFFICIENT  # of the intercept and one way of asking
    if not 0 < min(yes, no) < fewest:
        return "no column tells two ways of asking apart; the notes below say of each why"
    more = ceil((fewest - min(yes, no)) * totals["counted"] / min(yes, no))
    kind = "yeses" if yes < no else "requests that got none"
    return (
        f"a first effect takes {fewest} yeses and {fewest} requests that got none; there are "
        f"{yes:,} and {no:,}. If {kind} go on coming as they did, about "
        f"{counted(more, 'further request')} will do; until then `acceptance_rates` shows how each "
        "way of asking fared"
    )


GAP_COLUMNS = (
    Column("", _against),
    Column("effect", points, "estimate"),
    Column("interval", points_interval, "low", "high"),
)
E_VALUES_SAY = (
    "E-value: how many times likelier something not recorded would have to make both this way of "
    "asking and a yes to explain the effect away"
)
E_VALUE = Column("E-value", number, "e_value")


def _unestimated(rows: pd.DataFrame) -> list[str]:
    """Why some rows have no figure."""
    lost = rows[rows["estimate"].isna()].to_dict("records")
    return [f"{term_and_level(row)} is not estimated: {row['why']}" for row in lost]


def _interactions(table: pd.DataFrame, effects: pd.DataFrame) -> list[str]:
    """By how much the odds ratio of one term changes with the other."""
    joined = table[~table["term"].isin([INTERCEPT, *effects["term"]]) & table["estimate"].notna()]
    return [
        f"{term_and_level(row)}: odds ratio times {odds(row['estimate'])} "
        f"({odds_interval(row['low'], row['high'])}), "
        f"{p_equals(row['p_value'])}"
        for row in joined.to_dict("records")
    ]


COVARIANCES = ("CR3", "CR1S", "model")
COLUMNS = ("term", "level", *FIGURES, "why")
EFFECT_COLUMNS = ("term", "level", "baseline", *FIGURES, *E_VALUES, "why")


def adjusted_effects(
    log: Log,
    *,
    terms: Sequence[str] | None = None,
    baselines: Mapping[str, str] | None = None,
    interactions: Sequence[tuple[str, str]] = (),
    cluster: str | None = None,
    fixed_effects: str | None = None,
    covariance: Covariance = "CR3",
    adjustment: Adjustment = "holm",
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> AdjustedEffects:
    """
    What each way of asking does to acceptance, all terms of the model held equal.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    terms : sequence of str, optional
        Exactly these columns of the request; unless given, the usual ones that the log can carry.
    baselines : mapping of str to str, optional
        The level of a term that all others are held against.
    interactions : sequence of pairs of str
        Terms whose effects may depend on each other.
    cluster : str, optional
        `seeker`, `chain`, a column, or `none`; unless given, seekers from eight on, else chains
        from twenty on.
    fixed_effects : str, optional
        A column, as `seeker`, within whose values alone requests are compared (conditional logit).
    covariance : {"CR3", "CR1S", "model"}
        How errors allow for clusters: the cluster jackknife, R's `sandwich::vcovCL(type = "HC1")`,
        or not at all.
    adjustment : {"holm", "benjamini-hochberg"}
        How p-values allow for how many effects are looked at.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    AdjustedEffects
        `.table` has the coefficients (log odds), `.average_effects` the mean differences of
        probability (shares), `.dropped` the terms that did not enter.

    Raises
    ------
    UnknownColumnError
        The log has no such column.
    UnknownLevelError
        A baseline is no level of its term.
    UsageError
        A term is known only after the answer, or an option makes no sense.
    NothingToComputeError
        No counted request, one outcome only, or fewer requests than coefficients.

    Notes
    -----
    Clusters give CR3 errors, those of leaving each cluster out in turn, with Student's limits on
    one degree less than there are clusters. Firth's likelihood, with
    profile limits and without clusters, takes over where yeses or noes are fewer than five per
    coefficient or the terms tell them apart. Tactics were chosen, not drawn by lot: E-values say
    how strong a hidden cause would have to be.

    References
    ----------
    MacKinnon, Nielsen & Webb (2023), Journal of Applied Econometrics 38:671-694 (CR3).
    Zeileis, Koell & Graham (2020), Journal of Statistical Software 95(1) (CR1S).
    Heinze & Schemper (2002), Statistics in Medicine 21:2409-2419.
    Konis (2007), Linear programming algorithms for detecting separated data, Oxford.
    VanderWeele & Ding (2017), Annals of Internal Medicine 167:268-274.
    Holm (1979), Scandinavian Journal of Statistics 6:65-70; Benjamini & Hochberg (1995), Journal of
    the Royal Statistical Society B 57:289-300.
    """
    normal_quantile(confidence)  # refuses a confidence that is none, before anything is counted
    adjusted([], adjustment)  # and an adjustment
    refuse_both(cluster, fixed_effects, covariance)
    cluster = NO_CLUSTERS if covariance == "model" and not fixed_effects else cluster
    terms = None if terms is None else texts(terms, "terms")
    view = view_of(log, as_of, window_days)
    names_of(view.header, terms, cluster, fixed_effects)  # refuses before a part is read
    given = mapping(baselines, "baselines"), pairs(interactions, "interactions")
    frame, rows = framed(view, terms, *given, cluster, fixed_effects)
    facts, notes = view.facts(), (*view.notes, *about_rows(frame))
    if fixed_effects:
        return effects_within(frame, rows.strata, adjustment, confidence, facts, notes)
    return effects_across(frame, rows, adjustment, confidence, facts, notes, covariance)


def refuse_both(cluster: str | None, fixed_effects: str | None, covariance: Covariance) -> None:
    """Raise UsageError for clusters beside what takes none, and for errors of no known kind."""
    if covariance not in COVARIANCES:
        raise UsageError(f"no covariance {covariance!r}; choose {listed(COVARIANCES, 'or')}")
    if covariance == "model" and cluster not in (None, NO_CLUSTERS):
        raise UsageError("errors of the model take no clusters; leave the clusters out")
    if fixed_effects and cluster not in (None, NO_CLUSTERS):
        raise UsageError("fixed effects already compare within one column; leave the clusters out")


def effects_across(
    frame: ModelFrame,
    rows: Rows,
    adjustment: Adjustment,
    confidence: float,
    ground: dict[str, Any],
    notes: tuple[str, ...],
    covariance: Covariance = "CR3",
) -> AdjustedEffects:
    """The answer from rows that are here or elsewhere."""
    clustered: Clustered = "CR1S" if covariance == "CR1S" else "CR3"
    found = estimate(rows, frame.kept, confidence, clustered)
    effects = effects_of(rows, found, [one.term() for one in frame.chosen])
    firth = found.model == "firth"
    shown = effect_rows(
        effects, found, frame.columns, frame.chosen, frame.why, adjustment, confidence
    )
    table = coefficient_rows(found, frame.columns, frame.chosen, frame.why, adjustment)
    return AdjustedEffects(
        table=_table(table, COLUMNS),
        average_effects=_table(shown, EFFECT_COLUMNS),
        dropped=frame.dropped,
        model=found.model,
        cluster=NO_CLUSTERS if firth else frame.cluster,
        clusters=None if firth else frame.clusters,
        covariance=found.covariance,
        requests=frame.rows,
        left_out=frame.left_out,
        confidence=confidence,
        ground=ground,
        notes=notes if not shown else (*notes, *_about(frame, found)),
        adjustment=adjustment,
    )


def _about(frame: ModelFrame, found: Estimation) -> tuple[str, ...]:
    return (*about_clusters(frame, found), *about_firth(frame, found))


def effects_within(
    frame: ModelFrame,
    strata: Strata,
    adjustment: Adjustment,
    confidence: float,
    ground: dict[str, Any],
    notes: tuple[str, ...],
) -> AdjustedEffects:
    """The answer within strata that are here or elsewhere."""
    found, rows, count = estimate_within(strata, len(frame.columns), confidence)
    flat = f"it does not change within one {frame.cluster} with both outcomes"
    why = dict.fromkeys(np.flatnonzero(~found.kept).tolist(), flat) | frame.why
    told = f"only those of one {frame.cluster} are compared: {count:,} of them had both outcomes"
    return AdjustedEffects(
        table=_table(
            coefficient_rows(found, frame.columns, frame.chosen, why, adjustment), COLUMNS
        ),
        average_effects=_table([], EFFECT_COLUMNS),
        dropped=frame.dropped,
        model=found.model,
        cluster=frame.cluster,
        clusters=count,
        covariance=found.covariance,
        requests=rows,
        left_out=frame.left_out + frame.rows - rows,
        confidence=confidence,
        ground=ground,
        notes=(
            *notes,
            *about_baselines(frame),
            told,
            "without a common baseline there are no average effects",
        ),
        adjustment=adjustment,
    )


def _table(rows: Sequence[Row], columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: pd.Series(
                [row[name] for row in rows], dtype=float if name in _NUMBERS else object
            )
            for name in columns
        }
    )


_NUMBERS = (*FIGURES, *E_VALUES)
