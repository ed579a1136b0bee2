"""Were both arms asked alike? An exact test of a count against its expected share."""

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

SAME = 1e-7  # relative; chances that near are equal, as R's binom.test has it


def binomial_p(count: int, of: int, share: float) -> float:
    """
    Two-sided exact p of `count` successes of `of` where each has the chance `share`.

    The sum of all chances no larger than that of the count; 1 of none. As R's `binom.test`:
    Clopper & Pearson (1934), Biometrika 26:404-413, for the test it inverts.
    """
    k = np.arange(of + 1)
    logs = gammaln(of + 1) - gammaln(k + 1) - gammaln(of - k + 1)
    chances = np.exp(logs + xlogy(k, share) + xlog1py(of - k, -share))
    return min(float(chances[chances <= chances[count] * (1 + SAME)].sum()), 1.0)
