"""Does having a referral matter, and does it matter to name the referrer?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.answers.sums.levels import count_by, few, rate_table
from outreachlab.answers.sums.seekers import counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, Record, Strings, worded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes, codes_of, has
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.among import Among
from outreachlab.stats.either import difference, p_value_of
from outreachlab.stats.strata import within
from outreachlab.stats.two_rates import Estimate, TwoRates
from outreachlab.wording import interval, label, number, p_value, percent, points, points_interval

GENERATIONS = ("0", "1", "2", "3+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast(Record):
    """
    Level A against level B of a tactic, `how` compared: crude, within seeker, within referrer.

    `requests` and `strata` are those with both sides, on which the difference rests.
    """

    tactic: str
    versus: tuple[str, str]
    how: str
    strata: int
    requests: int
    difference: Estimate
    p_value: float | None


def how_told(how: str) -> str:
    """How two sides were compared, in words."""
    return {"crude": "over all"}.get(how, f"{how}s")


def _level(by: str, level: str, counted: int) -> str:
    return few(f"{label(by)}: {label(level)}", counted)


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class NamingEffects(Charted, Grounded):
    """
    Acceptance by what the contact knew of the referral.

    `.table` has a row per level: `by` (was_referred, referral, generation, referrer_tie),
    `level`, the five counts, `rate`, `low`, `high`. `.contrasts` compare two levels crudely and
    within seekers and referrers.
    """

    table: pd.DataFrame
    contrasts: tuple[Contrast, ...]
    confidence: float
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    _json = "confidence levels=table contrasts"

    def _headline(self) -> str:
        return f"Acceptance by referral, {percent(self.confidence, 0)} intervals"

    _columns = (
        Column("", _level, "by", "level", "counted"),
        Column("counted", number, "counted"),
        Column("accepted", number, "accepted"),
        Column("rate", percent, "rate"),
        Column("interval", interval, "low", "high"),
        Column("p", lambda _: ""),
    )

    def _rows(self) -> Strings:
        return worded(self._columns, self._records()) + worded(CONTRASTS, self.contrasts)


def _compared(tactic: str, versus: tuple[str, str], how: str) -> str:
    a, b = map(label, versus)
    return f"{label(tactic)}: {a} against {b}, {how_told(how)}"


CONTRASTS = (
    Column("", _compared, "tactic", "versus", "how"),
    Column("counted", number, "requests"),
    Column("accepted", lambda _: ""),
    Column("rate", points, "difference.estimate"),
    Column("interval", points_interval, "difference.low", "difference.high"),
    Column("p", p_value, "p_value"),
)


def naming_effects(
    log: Log,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
) -> NamingEffects:
    """
    Acceptance with and without a referral, with and without naming it, here and within strata.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    confidence : float in (0, 1)
        How often intervals made this way cover the truth.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.

    Returns
    -------
    NamingEffects
        `.table` has a row per level with counts (whole numbers) and rates (fractions);
        `.contrasts` hold differences (fractions).

    Raises
    ------
    UsageError
        The confidence or the window makes no sense.
    NothingToComputeError
        Nothing had been asked by `as_of`.

    Notes
    -----
    Within seekers a persuasive seeker, within referrers a respected referrer, is compared with
    himself only, so that neither is taken for the effect of naming. The tie of the referrer is
    the relationship noted on the request that led here.

    References
    ----------
    Newcombe (1998), Statistics in Medicine 17:873-890. Sato (1989), Biometrics 45:1323.
    Mantel & Haenszel (1959), JNCI 22:719-748.
    """
    view = view_of(log, as_of, window_days)
    log, outcomes = view.whole("naming_effects")
    lines = lines_of(log, outcomes.rows)
    parts = []
    for name, codes in _groupings(log, outcomes, lines).items():
        counts = count_by(codes, outcomes)
        seekers = counts_by_seeker(log, outcomes, codes.codes, len(codes.book))
        among = seekers if seekers.several else None
        part = rate_table(codes.book, counts, confidence, seekers=among)
        part.insert(0, "by", name)
        parts.append(part[part["requests"] > 0])
    table = pd.concat(parts, ignore_index=True)
    return NamingEffects(
        table=table,
        contrasts=tuple(_contrasts(log, outcomes, lines, confidence)),
        confidence=confidence,
        ground=outcomes.facts(),
        notes=(*_missing(log), *outcomes.notes),
    )


def _groupings(log: CheckedLog, outcomes: Outcomes, lines: Lines) -> dict[str, Codes]:
    """The codes by which acceptance is shown, those the log can tell."""
    found = {
        name: codes_of(log, name, outcomes.rows)
        for name in ("was_referred", "referral")
        if has(log, name)
    }
    generation = np.minimum(lines.descent.generation, len(GENERATIONS) - 1)
    found["generation"] = Codes(generation, GENERATIONS)
    if "relationship" in log.frame:
        tie = codes_of(log, "relationship", outcomes.rows)
        of_parent = np.append(tie.codes, tie.codes.dtype.type(BLANK))[lines.parent]
        found["referrer_tie"] = Codes(of_parent, tie.book)
    return found


def _contrasts(
    log: CheckedLog, outcomes: Outcomes, lines: Lines, confidence: float
) -> list[Contrast]:
    seeker, referrer = lines.seeker.astype(np.int64), lines.referrer
    plans: tuple[tuple[str, tuple[str, str], dict[str, NDArray[np.int64]]], ...] = (
        ("was_referred", ("yes", "no"), {"within seeker": seeker}),
        (
            "referral",
            ("named", "not_named"),
            {"within seeker": seeker, "within referrer": referrer},
        ),
    )
    found = []
    for tactic, versus, strata in plans:
        if not has(log, tactic):
            continue
        codes = codes_of(log, tactic, outcomes.rows)
        first, second = (codes.codes == codes.book.index(level) for level in versus)
        rows = np.flatnonzero((first | second) & outcomes.counted)
        side, success = first[rows], outcomes.accepted[rows]
        level = np.where(first, 0, np.where(second, 1, BLANK))
        seekers = counts_by_seeker(log, outcomes, level, 2, together=True)
        sides = (side & success, side, ~side & success, ~side)
        counts = TwoRates(*(int(part.sum()) for part in sides))
        found.append(_crude(tactic, versus, counts, seekers.between(0, 1), confidence))
        for how, stratum in strata.items():
            keep = stratum[rows] >= 0
            pooled = within(stratum[rows][keep], side[keep], success[keep], confidence)
            found.append(
                Contrast(
                    tactic=tactic,
                    versus=versus,
                    how=how,
                    strata=pooled.strata,
                    requests=pooled.rows,
                    difference=pooled.difference,
                    p_value=pooled.p_value,
                )
            )
    return found


def _crude(
    tactic: str,
    versus: tuple[str, str],
    counts: TwoRates,
    found: Among | None,
    confidence: float,
) -> Contrast:
    p, _, _ = p_value_of(counts, found)
    return Contrast(
        tactic=tactic,
        versus=versus,
        how="crude",
        strata=1,
        requests=sum(counts.totals),
        difference=difference(counts, found, confidence),
        p_value=p,
    )


def _missing(log: CheckedLog) -> list[str]:
    return [
        f"the log has no column {name}"
        for name in ("referrer", "mentioned_referrer", "relationship")
        if name not in log.frame
    ]
