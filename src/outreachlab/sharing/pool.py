"""The tallies of several houses together: what none of them could tell alone."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from outreachlab.answers.judging.choices import Choices, more_yeses
from outreachlab.display import Answer, Column, plain
from outreachlab.sharing.beforehand import Beforehand, beforehand_of, choices_of
from outreachlab.sharing.pooled_effects import (
    Effect,
    PatternModel,
    differences,
    estimates,
    pattern_model,
    trial_differences,
)
from outreachlab.sharing.pooled_tables import growth_of, rate_table, totals, wait_table
from outreachlab.sharing.tallies import tallies_in
from outreachlab.stats.among import among, limits_among
from outreachlab.stats.intervals import require_confidence
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import (
    UNKNOWN,
    counted,
    in_ten,
    interval,
    number,
    number_interval,
    p_value,
    percent,
    points,
    points_interval,
)

UNSEEN = (
    "one log under two names, and requests that two sites both logged, cannot be seen here: "
    "agree beforehand who tallies what"
)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class PooledSums(Answer):
    """
    What several sites say together.

    `.table` has a row per tactic: `advice`, `sites`, `difference`, `low`, `high`,
    `prediction_low`, `prediction_high` (shares), `i2`, `p_value`, `p_adjusted`. `rates` and
    `waits` are sums of the cells shown; `model` is one fit to the patterns of all, `summary` the
    mean of the sites' own estimates (log-odds), `trials` that of trials that have ended. `growth`
    counts meetings and what came of them, `reproduction` is their R. Each of `advice`, `summary`
    and `trials` has a forest plot under `.plot`.
    """

    sites: int
    requests: int
    accepted: int
    rate: Estimate
    rates: pd.DataFrame
    advice: tuple[Effect, ...]
    adjusted: tuple[float, ...]
    summary: tuple[Effect, ...]
    trials: tuple[Effect, ...]
    model: PatternModel
    waits: pd.DataFrame
    growth: dict[str, int]
    reproduction: Estimate
    choices: Choices
    beforehand: Beforehand
    window_days: int
    confidence: float
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per tactic, of the differences of shares."""
        names = ["mean", "low", "high", "prediction_low", "prediction_high", "i2"]
        rows = [
            {"advice": one.advice.advice, "tactic": one.advice.tactic}
            | {"sites": 0 if one.plot is None else one.plot.all.k}
            | {name: None if one.plot is None else getattr(one.plot.all, name) for name in names}
            | {"p_value": one.p_value, "p_adjusted": adjusted}
            for one, adjusted in zip(self.advice, self.adjusted, strict=True)
        ]
        return pd.DataFrame(rows).rename(columns={"mean": "difference"})

    def to_json(self) -> dict[str, Any]:
        """The JSON of the `pool` command."""
        advice = [
            {**one.to_json(), "p_adjusted": None if adjusted != adjusted else adjusted}
            for one, adjusted in zip(self.advice, self.adjusted, strict=True)
        ]
        return {
            "sites": self.sites,
            "window_days": self.window_days,
            "confidence": self.confidence,
            "totals": {"counted": self.requests, "accepted": self.accepted},
            "rate": self.rate.to_json(),
            "rates": plain(self.rates),
            "advice": advice,
            "summary": [one.to_json() for one in self.summary],
            "trials": [one.to_json() | {"evidence": "randomised"} for one in self.trials],
            "model": self.model.to_json() | ({"why": self.model.why} if self.model.why else {}),
            "waiting": plain(self.waits),
            "growth": {**self.growth, "R": self.reproduction.to_json()},
            "choices": plain(self.choices.choices),
            "notes": list(self.notes),
        }

    def _headline(self) -> str:
        return (
            f"{counted(self.sites, 'site')} together: {counted(self.requests, 'request')}, "
            f"{percent(self.rate.estimate)} accepted ({interval(self.rate.low, self.rate.high)})"
        )

    def _records(self) -> Iterable[Any]:
        return zip(self.advice, self.adjusted, strict=True)

    _columns = (
        Column("", lambda row: row[0].advice.advice),
        Column("sites", lambda row: UNKNOWN if row[0].plot is None else str(row[0].plot.all.k)),
        Column("difference", lambda row: _told(row[0], points, "mean")),
        Column("interval", lambda row: _told(row[0], points_interval, "low", "high")),
        Column(
            "one more site",
            lambda row: _told(row[0], points_interval, "prediction_low", "prediction_high"),
        ),
        Column("I²", lambda row: _told(row[0], percent, "i2")),
        Column("p (Holm)", lambda row: p_value(row[1])),
    )

    def _remarks(self) -> Iterable[str]:
        if self.reproduction.estimate is not None:
            low, high = self.reproduction.low, self.reproduction.high
            yield (
                f"a closed meeting led to {number(self.reproduction.estimate)} further ones "
                f"({number_interval(low, high)}), of {self.growth['meetings']:,}"
            )
        for one in self.trials:
            assert one.plot is not None
            yield (
                f"trials at {counted(one.plot.all.k, 'site')}: {one.advice.advice}, by lot "
                f"{points(one.plot.all.mean)} "
                f"({points_interval(one.plot.all.low, one.plot.all.high)})"
            )
        for choice in self.choices.choices[:1]:
            yield (
                f"of requests asked as theirs were most would be gained by this: {choice.doing}; "
                f"{more_yeses(choice.gain_per_100)}, {in_ten(choice.chance)} that it is better (a "
                "difference counts by how many requests have the choice)"
            )
        yield from self.notes


def _told(one: Effect, form: Any, *names: str) -> str:
    if one.plot is None:
        return UNKNOWN
    return str(form(*(getattr(one.plot.all, name) for name in names)))


def pool(
    sums: Sequence[str | os.PathLike[str] | Mapping[str, Any]], *, confidence: float = 0.95
) -> PooledSums:
    """
    What the tallies of three sites or more say together.

    Parameters
    ----------
    sums : sequence of path or mapping
        Files that `tally` made, folders of them, or their content.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.

    Returns
    -------
    PooledSums
        `.table` has a row per tactic; `.rates`, `.waits`, `.growth` are the sums of all.

    Raises
    ------
    UsageError
        Fewer than three sites, one site twice, or sites with windows or words that differ.
    MissingFileError, UnreadableFileError
        A file is missing, is no tally, or was changed.

    Notes
    -----
    Sums are exact where nothing was withheld. Differences of sites are put together by restricted
    maximum likelihood with the limits of Hartung and Knapp. Tactics were chosen, not drawn by lot.

    References
    ----------
    Viechtbauer (2005), Journal of Educational and Behavioral Statistics 30:261-293; Hartung &
    Knapp (2001), Statistics in Medicine 20:3875-3889; Higgins & Thompson (2002), Statistics in
    Medicine 21:1539-1558.
    """
    require_confidence(confidence)
    tallies, left = tallies_in(sums)
    sites = [one["batches"] for one in tallies]
    counts = totals(sites)
    low, high = limits_among(among(counts[:, :1], counts[:, 1:]), confidence)
    rates = rate_table(sites, confidence)
    waits, (growth, ratio) = wait_table(sites), growth_of(sites, confidence)
    advice, summary = differences(sites, confidence), estimates(sites, confidence)
    known = beforehand_of(summary)
    requests, accepted = counts.sum(axis=0).tolist()
    return PooledSums(
        sites=len(sites),
        requests=requests,
        accepted=accepted,
        rate=Estimate(accepted / requests, float(low[0]), float(high[0])),
        rates=rates,
        advice=advice,
        adjusted=tuple(
            holm([float("nan") if one.p_value is None else one.p_value for one in advice]).tolist()
        ),
        summary=summary,
        trials=trial_differences([one["trials"] for one in tallies], confidence),
        model=pattern_model(sites, confidence),
        waits=waits,
        growth=growth,
        reproduction=ratio,
        choices=choices_of(known, rates, (requests, accepted)),
        beforehand=known,
        window_days=tallies[0]["window_days"],
        confidence=confidence,
        notes=(*left, UNSEEN),
    )
