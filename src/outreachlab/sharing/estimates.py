"""A site's own model: Firth's estimates of every tactic whose two sides are shown."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.choices import CHOSEN, asked_in, predictors_of
from outreachlab.log.view import View
from outreachlab.stats.firth import fit_firth
from outreachlab.stats.logit import gram_of, independent, parts_of
from outreachlab.stats.predictors import Number
from outreachlab.stats.rows import Here

DECIMALS = 3  # more would tell of single requests
WIDEST = 5.0  # log-odds; an error above it says nothing


def own_estimates(view: View, levels: Mapping[str, Mapping[str, int]]) -> list[dict[str, Any]]:
    """
    The log-odds of each tactic's first side against its second, all else shown held equal.

    `levels` are the counts that are shown: nothing else enters, so that no error tells how many
    stand in a withheld cell. Empty where the model does not settle.
    """
    sides = {one.tactic: {*one.contrast} for one in CHOSEN if one.contrast}
    used = {name: found for name, found in levels.items() if sides.get(name, set()) <= {*found}}
    predictors = predictors_of(used)
    asked = asked_in(view, predictors, frozenset())
    rows = Here(parts_of(asked.y, [Number(one) for one in asked.x[:, 1:].T.astype(float)]))
    kept = independent(gram_of(rows.parts))
    try:
        best = fit_firth(rows, kept)
    except NothingToComputeError:
        return []
    errors = np.sqrt(best.covariance.diagonal().clip(0))
    return [
        {
            "tactic": one.term,
            "estimate": round(float(best.coefficients[place]), DECIMALS),
            "std_error": round(float(errors[place]), DECIMALS),
        }
        for place, one in enumerate(predictors, start=1)
        if one.sides and kept[place] and best.arrived and 0 < errors[place] < WIDEST
    ]
