"""Does having a referral matter, and does it matter to name the referrer?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.answers.sums.levels import Tally, few, rate_table, tally_of_codes
from outreachlab.answers.sums.seekers import SeekerCounts, counts_by_seeker
from outreachlab.display import Charted, Column, Grounded, Record, Strings, worded
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import BLANK, Codes, codes_of, has
from outreachlab.log.forest import Lines, lines_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import FOREST, Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.either import difference, p_value_of
from outreachlab.stats.strata import strata_sums, within
from outreachlab.stats.two_rates import Estimate
from outreachlab.wording import interval, label, number, p_value, percent, points, points_interval

GENERATIONS = ("0", "1", "2", "3+")
# What is contrasted: a tactic, its two sides, and within what.
PLANS = (
    ("was_referred", ("yes", "no"), ("within seeker",)),
    ("referral", ("named", "not_named"), ("within seeker", "within referrer")),
)
READ = ("seeker", *FOREST, "relationship", "mentioned_referrer")


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
    found = view.total(_counted, READ)
    tallies: list[Tally] = [one for one in found if isinstance(one, Tally)]
    parts = []
    for tally in tallies:
        part = rate_table(tally.books[0], tally.counts, confidence, seekers=tally.among, used=True)
        part.insert(0, "by", tally.by)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    return NamingEffects(
        table=table,
        contrasts=tuple(_contrasts(view.header, found[len(tallies) :], confidence)),
        confidence=confidence,
        ground=view.facts(),
        notes=(*_missing(view.header), *view.notes),
    )


def _counted(log: CheckedLog, outcomes: Outcomes) -> tuple[Any, ...]:
    """A `Tally` for each grouping, then what each contrast is made of."""
    lines = lines_of(log, outcomes.rows)
    tallies = (
        tally_of_codes(log, outcomes, name, codes, True)
        for name, codes in _groupings(log, outcomes, lines).items()
    )
    contrasts = (
        one
        for tactic, versus, strata in PLANS
        if has(log, tactic)
        for one in _sides(log, outcomes, lines, tactic, versus, strata)
    )
    return *tallies, *contrasts


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


def _sides(
    log: CheckedLog,
    outcomes: Outcomes,
    lines: Lines,
    tactic: str,
    versus: tuple[str, str],
    strata: tuple[str, ...],
) -> Iterator[Any]:
    """The counts of each seeker on both sides of a contrast, then its sums within strata."""
    codes = codes_of(log, tactic, outcomes.rows)
    first, second = (codes.codes == codes.book.index(level) for level in versus)
    level = np.where(first, 0, np.where(second, 1, BLANK))
    yield counts_by_seeker(log, outcomes, level, 2, together=True)
    rows = np.flatnonzero((level != BLANK) & outcomes.counted)
    for how in strata:
        stratum = (lines.seeker if how == "within seeker" else lines.referrer)[rows]
        keep = rows[stratum >= 0]
        yield strata_sums(stratum[stratum >= 0], first[keep], outcomes.accepted[keep])


def _contrasts(header: CheckedLog, found: Iterable[Any], confidence: float) -> Iterator[Contrast]:
    sums = iter(found)
    for tactic, versus, strata in PLANS:
        if not has(header, tactic):
            continue
        yield _crude(tactic, versus, next(sums), confidence)
        for how in strata:
            pooled = within(next(sums), confidence)
            yield Contrast(
                tactic=tactic,
                versus=versus,
                how=how,
                strata=pooled.strata,
                requests=pooled.rows,
                difference=pooled.difference,
                p_value=pooled.p_value,
            )


def _crude(
    tactic: str, versus: tuple[str, str], seekers: SeekerCounts, confidence: float
) -> Contrast:
    counts, found = seekers.two, seekers.between(0, 1)
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
