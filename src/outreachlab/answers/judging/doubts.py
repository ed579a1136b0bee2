"""
What a clear verdict must also stand up to.

The p-value of one test, in the far tail where Holm's method reads it, is too small too often:
where few requests stand on a side, where requests of one seeker are alike, and where the tactic
follows from earlier yeses. Simulated logs in which nothing works show how often; see benchmarks/.
"""

from collections.abc import Callable, Sequence
from functools import cache

import numpy as np

from outreachlab.answers.effects import AdjustedEffects
from outreachlab.answers.judging.evidence import Evidence, TwoSides
from outreachlab.answers.judging.record import JudgedAdvice, p_values
from outreachlab.answers.judging.verdicts import CLEAR
from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.figures import name_of
from outreachlab.log.vocabulary import Advice
from outreachlab.stats import intervals as wald
from outreachlab.stats.estimation import effects_of, estimate
from outreachlab.stats.logit import independent
from outreachlab.stats.multiplicity import holm
from outreachlab.stats.predictors import Factor, Floats
from outreachlab.stats.rows import Rows, products_of
from outreachlab.stats.two_rates import difference, fisher_p
from outreachlab.stats.within import within_ps

# Errors by cluster alone keep their level only with many clusters; with fewer seekers than this
# the two sides are compared within seekers too.
MANY_SEEKERS = 200
REFERRED = "was_referred"
UNSURE = "held back: a stricter test does not bear it out"
# By term and level; None in a pool so large that nothing is compared within seekers.
Within = dict[tuple[str, str | None], float] | None
OWN_DOING = (
    "held back: more yeses bring more referrals by themselves, and the requests that nobody in "
    "this log led to do not bear it out"
)


def doubts_of(
    evidence: Evidence, tests: Sequence[JudgedAdvice], after: Floats, found: AdjustedEffects | None
) -> list[str | None]:
    """
    Why a contrast whose Holm p (n,) makes its verdict clear is held back; None for all others.

    Only the p-values of clear contrasts are made stricter: one that falls behind another that is
    not clear cannot be clear either.
    """
    doubts: list[str | None] = [None] * len(tests)
    strict = p_values(tests)
    within = cache(lambda: _model_within(evidence, found))  # at most one model for all of them
    clear = np.flatnonzero(after < CLEAR).tolist()
    for place in clear:
        test = tests[place]
        if (test.gap.estimate or 0) > 0 and brought_about(evidence, test.advice):
            doubts[place], strict[place] = OWN_DOING, 1.0
            continue
        model = None if test.adjusted.estimate is None else found
        strict[place] = max(strict[place], stricter_p(evidence, test.advice, model, within))
    together = holm(strict)
    for place in clear:
        if together[place] >= CLEAR:
            doubts[place] = doubts[place] or UNSURE
    return doubts


def stricter_p(
    evidence: Evidence, advice: Advice, found: AdjustedEffects | None, within: Callable[[], Within]
) -> float:
    """
    The largest p of all tests that a clear verdict must pass, at least that of the verdict.

    `found` is the adjusted model if it has the tactic: then its coefficient's p counts too. Two
    rates are tested by Fisher, and by a model of theirs alone with errors by the usual clusters.
    In a pool, unless it is very large, both are tested within seekers as well. 1 where such a test
    cannot be made.
    """
    if found is None:
        return _two_sides_p(evidence, advice, False, evidence.two_sides(advice))
    assert advice.contrast is not None
    ps = _model_ps(found, advice)
    if (known := within()) is not None:
        ps.append(known.get((advice.tactic, advice.contrast[0]), 1.0))
    return _largest(ps)


def brought_about(evidence: Evidence, advice: Advice) -> bool:
    """
    May a higher rate only be the doing of the yeses themselves?

    Whoever gets more yeses is named more people, so requests with a referral come from seekers
    and chains that do well anyhow, whatever a referral does. A referrer outside the log comes by
    no yes in it: unless such requests, against those without any referrer, are clear by themselves
    (p below 0.05), the rest shows nothing.
    """
    if advice.tactic != REFERRED or advice.contrast is None:
        return False
    found = evidence.two_sides(advice, roots=True)
    gap = difference(found.counts)
    p = _two_sides_p(evidence, advice, True, found)
    return gap.estimate is None or gap.estimate <= 0 or p >= CLEAR


def _two_sides_p(evidence: Evidence, advice: Advice, roots: bool, found: TwoSides) -> float:
    """The largest p of two rates: Fisher's, by the usual clusters, within a few seekers."""
    counts = found.counts
    if counts.a + counts.b in (0, counts.n + counts.m):
        return 1.0
    ps = [fisher_p(counts), *_term_ps(evidence.side_rows(advice, roots))]
    if _compares_within(found.seekers):
        ps += within_ps(evidence.side_rows(advice, roots, within=True)).tolist()
    return _largest(ps)


def _compares_within(seekers: int) -> bool:
    return 1 < seekers < MANY_SEEKERS


def _model_within(evidence: Evidence, found: AdjustedEffects | None) -> Within:
    """The p of each term's levels within seekers, the other terms of the model held equal."""
    if found is None or not _compares_within(evidence.seekers()):
        return None
    model = evidence.within([*dict.fromkeys(found.average_effects["term"])])
    ps = within_ps(model.rows).tolist()
    return {
        name_of(column, model.chosen): p for column, p in zip(model.columns[1:], ps, strict=True)
    }


def _term_ps(rows: Rows) -> tuple[float, float]:
    """The p of the average effect and of the coefficient of one two-valued term alone."""
    try:
        fitted = estimate(rows, independent(products_of(rows)), 0.95)
    except NothingToComputeError:
        return 1.0, 1.0
    side = Factor(np.zeros(0, np.intp), 2)
    effect = effects_of(rows, fitted, [side])[0][1]
    p = float(wald.p_values(effect.estimate, effect.error, fitted.freedom))
    return p, float(fitted.p_values[-1])


def _model_ps(found: AdjustedEffects, advice: Advice) -> list[float]:
    """The p of a tactic's coefficient, 1 if there is none, and of its average effect if any."""
    assert advice.contrast is not None
    first, second = (
        table.loc[
            (table["term"] == advice.tactic) & (table["level"] == advice.contrast[0]), "p_value"
        ].tolist()
        for table in (found.table, found.average_effects)
    )
    return [*(first or [1.0]), *second]


def _largest(ps: Sequence[float]) -> float:
    return max(1.0 if np.isnan(p) else p for p in ps)
