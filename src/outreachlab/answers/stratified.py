"""The difference of two shares within strata, pooled: of arrays of counts, and by referral."""

import numpy as np
from numpy.typing import ArrayLike

from outreachlab.answers.intervals import normal_quantile
from outreachlab.answers.tried import Counts, ground_of, lacking
from outreachlab.answers.two_rates import Estimate
from outreachlab.codes import codes_of, has
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import DERIVED, YES_NO, Advice, sources_of

STRATA = "was_referred"
ITSELF = "it is itself about the referral"
NO_REFERRER = "the log has no column referrer"
NO_STRATUM = "no stratum has both sides"
NO_SPREAD = "in every stratum all or none succeeded on a side, so there is no error to go by"


def pooled_difference(
    a: ArrayLike, n: ArrayLike, b: ArrayLike, m: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """
    Mantel-Haenszel difference of shares, a of n minus b of m, over strata (strata,).

    Strata with one side only say nothing. The variance holds for few large strata and for many
    small ones: Greenland & Robins (1985), Biometrics 41:55-68, and Sato (1989), Biometrics
    45:1323-1324; limits are normal and end at -1 and 1.
    """
    a, n, b, m = (np.asarray(counts, dtype=float) for counts in (a, n, b, m))
    both = (n > 0) & (m > 0)
    if not both.any():
        return Estimate(None, None, None, NO_STRATUM)
    a, n, b, m = a[both], n[both], b[both], m[both]
    total = n + m
    weight = float((n * m / total).sum())
    gap = float(((a * m - b * n) / total).sum()) / weight
    p = ((n**2 * b - m**2 * a + n * m * (m - n) / 2) / total**2).sum()
    q = ((a * (m - b) + b * (n - a)) / (2 * total)).sum()
    variance = float(gap * p + q) / weight**2
    if variance <= 1e-15:  # rounding of 0
        return Estimate(gap, None, None, NO_SPREAD)
    width = normal_quantile(confidence) * float(np.sqrt(variance))
    return Estimate(gap, max(gap - width, -1.0), min(gap + width, 1.0))


def not_stratified(log: CheckedLog, advice: Advice) -> str | None:
    """Why a contrast cannot be compared by referral; None if it can."""
    if (why := lacking(log, advice)) is not None:
        return why
    if not has(log, STRATA):
        return NO_REFERRER
    if set(sources_of(advice.tactic)) & set(DERIVED[STRATA].sources):
        return ITSELF
    return None


def by_referral(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> Counts:
    """
    Successes and requests of the first side, then of the second, by referral, (4, 2).

    All are 0 where it cannot be told. The counts of two parts of a log add up.
    """
    counts = np.zeros((4, len(YES_NO)), np.int64)
    if not_stratified(log, advice) is None:
        ground, strata = ground_of(log, outcomes, advice), codes_of(log, STRATA, outcomes.rows)
        codes = codes_of(log, advice.tactic, outcomes.rows)
        for place, level in enumerate(advice.contrast or ()):
            code = codes.book.index(level) if level in codes.book else len(codes.book)
            here = ground.among & (codes.codes == code)
            for row, rows in enumerate((here & ground.success, here)):
                counts[2 * place + row] = np.bincount(strata.codes[rows], minlength=len(YES_NO))
    return counts
