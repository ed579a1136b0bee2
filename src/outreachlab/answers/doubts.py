"""
What a clear verdict must also stand up to.

The p-value of one test, in the far tail where Holm's method reads it, is too small too often:
where few requests stand on a side, where requests of one seeker are alike, and where the tactic
follows from earlier yeses. Simulated logs in which nothing works show how often; see benchmarks/.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers import wald
from outreachlab.answers.effect_rows import name_of
from outreachlab.answers.effects_answer import AdjustedEffects
from outreachlab.answers.estimation import effects_of, estimate
from outreachlab.answers.logit import independent, parts_of
from outreachlab.answers.model_frame import group_codes, model_frame, usual_groups
from outreachlab.answers.multiplicity import holm
from outreachlab.answers.predictors import Factor, Floats, dense
from outreachlab.answers.rows import Here, products_of
from outreachlab.answers.sides import two_rates_of
from outreachlab.answers.tested import Tested, p_values
from outreachlab.answers.two_rates import difference, fisher_p
from outreachlab.answers.verdicts import CLEAR, Flags, ground_of
from outreachlab.answers.within import within_ps
from outreachlab.codes import codes_of
from outreachlab.errors import NothingToComputeError
from outreachlab.forest import lines_of
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import Advice

SEEKER = "seeker"
# Errors by cluster alone keep their level only with many clusters; with fewer seekers than this
# the two sides are compared within seekers too.
MANY_SEEKERS = 200
REFERRED = "was_referred"
UNSURE = "held back: a stricter test does not bear it out"
OWN_DOING = (
    "held back: more yeses bring more referrals by themselves, and the requests that nobody in "
    "this log led to do not bear it out"
)


def doubts_of(
    log: CheckedLog,
    outcomes: Outcomes,
    tests: Sequence[Tested],
    after: Floats,
    found: AdjustedEffects | None,
) -> list[str | None]:
    """
    Why a contrast whose Holm p (n,) makes its verdict clear is held back; None for all others.

    Only the p-values of clear contrasts are made stricter: one that falls behind another that is
    not clear cannot be clear either.
    """
    doubts: list[str | None] = [None] * len(tests)
    strict = p_values(tests)
    clear = np.flatnonzero(after < CLEAR).tolist()
    for place in clear:
        test = tests[place]
        if (test.difference or 0) > 0 and brought_about(log, outcomes, test.advice):
            doubts[place], strict[place] = OWN_DOING, 1.0
            continue
        model = None if test.adjusted.estimate is None else found
        strict[place] = max(strict[place], stricter_p(log, outcomes, test.advice, model))
    together = holm(strict)
    for place in clear:
        if together[place] >= CLEAR:
            doubts[place] = doubts[place] or UNSURE
    return doubts


def stricter_p(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, found: AdjustedEffects | None
) -> float:
    """
    The largest p of all tests that a clear verdict must pass, at least that of the verdict.

    `found` is the adjusted model if it has the tactic: then its coefficient's p counts too. Two
    rates are tested by Fisher, and by a model of theirs alone with errors by the usual clusters.
    In a pool, unless it is very large, both are tested within seekers as well. 1 where such a test
    cannot be made.
    """
    if found is None:
        ground = ground_of(log, outcomes, advice)
        return _two_sides_p(log, outcomes, advice, ground.among, ground.success)
    ps = _model_ps(found, advice)
    if _compares_within(log, outcomes, outcomes.counted):
        ps.append(_within_model_p(log, outcomes, advice, found))
    return _largest(ps)


def brought_about(log: CheckedLog, outcomes: Outcomes, advice: Advice) -> bool:
    """
    May a higher rate only be the doing of the yeses themselves?

    Whoever gets more yeses is named more people, so requests with a referral come from seekers
    and chains that do well anyhow, whatever a referral does. A referrer outside the log comes by
    no yes in it: unless such requests, against those without any referrer, are clear by themselves
    (p below 0.05), the rest shows nothing.
    """
    if advice.tactic != REFERRED or advice.contrast is None:
        return False
    ground = ground_of(log, outcomes, advice)
    among = ground.among & (lines_of(log, outcomes.rows).parent < 0)
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(level) for level in advice.contrast)
    gap = difference(two_rates_of(codes.codes, (a, b), among, ground.success))
    p = _two_sides_p(log, outcomes, advice, among, ground.success)
    return gap.estimate is None or gap.estimate <= 0 or p >= CLEAR


def _two_sides_p(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, among: Flags, success: Flags
) -> float:
    """The largest p of two rates: Fisher's, by the usual clusters, within a few seekers."""
    assert advice.contrast is not None
    codes = codes_of(log, advice.tactic, outcomes.rows)
    a, b = (codes.book.index(level) for level in advice.contrast)
    used = np.flatnonzero(among & ((codes.codes == a) | (codes.codes == b)))
    hit, side = success[used], Factor((codes.codes[used] == a).astype(np.intp), 2)
    if hit.all() or not hit.any():
        return 1.0
    counts = two_rates_of(codes.codes, (a, b), among, success)
    _, groups = usual_groups(log, outcomes, used)
    ps = [fisher_p(counts), *_term_ps(hit, side, groups)]
    if _compares_within(log, outcomes, among):
        yes = side.codes[:, None].astype(float)
        ps += within_ps(yes, hit.astype(float), _seekers(log, outcomes)[used]).tolist()
    return _largest(ps)


def _compares_within(log: CheckedLog, outcomes: Outcomes, among: Flags) -> bool:
    return 1 < len(np.unique(_seekers(log, outcomes)[among])) < MANY_SEEKERS


def _within_model_p(
    log: CheckedLog, outcomes: Outcomes, advice: Advice, found: AdjustedEffects
) -> float:
    """The p of a tactic within seekers, the other terms of the model held equal; 1 if none."""
    assert advice.contrast is not None
    terms = [*dict.fromkeys(found.average_effects["term"])]
    frame = model_frame(log, outcomes, terms, {}, (), None, SEEKER)
    assert frame.groups is not None
    matrix = np.vstack([dense(part.design, np.arange(part.design.rows)) for part in frame.parts])
    success = np.concatenate([part.success for part in frame.parts])
    ps = within_ps(matrix[:, 1:], success, frame.groups)
    for column, p in zip(frame.parts[0].design.columns[1:], ps.tolist(), strict=True):
        if name_of(column, frame.chosen) == (advice.tactic, advice.contrast[0]):
            return float(p)
    return 1.0


def _term_ps(hit: Flags, side: Factor, groups: NDArray[np.intp] | None) -> tuple[float, float]:
    """The p of the average effect and of the coefficient of one two-valued term alone."""
    parts = parts_of(hit, [side], (), groups)
    clusters = None if groups is None else int(groups.max()) + 1
    rows = Here(parts, clusters)
    try:
        fitted = estimate(rows, independent(products_of(rows)), 0.95)
    except NothingToComputeError:
        return 1.0, 1.0
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


def _seekers(log: CheckedLog, outcomes: Outcomes) -> NDArray[np.intp]:
    return group_codes(log, outcomes, SEEKER)


def _largest(ps: Sequence[float]) -> float:
    return max(1.0 if np.isnan(p) else p for p in ps)
