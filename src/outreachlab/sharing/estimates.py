"""A site's own model: Firth's estimates of every tactic whose two sides are told."""

from typing import Any

import numpy as np

from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.choices import predictors_of
from outreachlab.log.vocabulary import levels_of
from outreachlab.sharing.batch import Told, sides_told
from outreachlab.stats.firth import fit_firth
from outreachlab.stats.logit import gram_of, independent, parts_of
from outreachlab.stats.predictors import Floats, Number
from outreachlab.stats.rows import Here

DECIMALS = 3  # more would tell of single requests
WIDEST = 5.0  # log-odds; an error above it says nothing


def own_estimates(told: Told) -> list[dict[str, Any]]:
    """
    The log-odds of each tactic's first side against its second, all else told held equal.

    Only what may be told enters, so that no error tells what may not. Empty where the model does
    not settle.
    """
    predictors = predictors_of(sides_told(told.levels()))

    def column(name: str, level: str) -> Floats:
        return (told.places[name] == levels_of(name).index(level)).astype(float)

    columns = []
    for one in predictors:
        if one.sides:
            first, second = (column(one.term, side) for side in one.sides)
            columns.append(Number((first - second) / 2))
        else:
            columns.append(Number(column(one.term, str(one.level))))
    rows = Here(parts_of(told.yes, columns))
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
