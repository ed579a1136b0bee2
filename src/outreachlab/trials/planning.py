"""Planning a trial: what to try, how many contacts that takes, and the lots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from math import ceil
from os import PathLike
from pathlib import Path

import numpy as np

from outreachlab.errors import UsageError
from outreachlab.files import write
from outreachlab.fitting.choices import CHOSEN
from outreachlab.log.arguments import texts
from outreachlab.log.days import day_of, today as this_day
from outreachlab.log.vocabulary import DEFAULT_SEEKER, WINDOW_DAYS
from outreachlab.stats.power import ALPHA, POWER, requests_per_side
from outreachlab.trials.lots import sequence
from outreachlab.trials.plan import (
    ONE_STRATUM,
    PLAN,
    Adaptive,
    Contrast,
    Key,
    Plan,
    content_of,
    hash_of,
    plan_text,
)
from outreachlab.wording import listed

CONTRASTS = {one.tactic: one.contrast for one in CHOSEN if one.contrast}
RATES = (0.5, 0.3)
SMALLEST_EFFECT = 0.1
LOOKS = (0.2, 0.4, 0.6, 0.8, 1.0)
SPARE = 12


def plan_trial(
    folder: str | PathLike[str],
    tactics: str | Sequence[str],
    *,
    rates: tuple[float, float] = RATES,
    smallest_effect: float = SMALLEST_EFFECT,
    size: int | None = None,
    seekers: str | Sequence[str] = DEFAULT_SEEKER,
    strata: str | Sequence[str] = ONE_STRATUM,
    looks: Sequence[float] = LOOKS,
    window_days: int = WINDOW_DAYS,
    adaptive: bool = False,
    today: date | str | None = None,
    rng: int | None = None,
) -> Plan:
    """
    Plan a trial and write it into a folder.

    Raises
    ------
    UsageError
        A tactic that is none.
    """
    day = day_of(today) or this_day()
    contrasts = tuple(contrast_of(one) for one in texts(tactics, "tactics"))
    who, layers = texts(seekers, "seekers"), texts(strata, "strata")
    per_side = ceil(requests_per_side(*rates, alpha=ALPHA / len(contrasts)))
    total = 2 * per_side if size is None else size
    draw = np.random.default_rng(rng)
    each = min(total, 2 * ceil(total / len(who))) + SPARE
    plan = Plan(
        made_on=day,
        starts_on=day,
        ends_on=None,
        window_days=window_days,
        unit="request",
        seekers=who,
        strata=layers,
        tactics=contrasts,
        size=total,
        rates=rates,
        smallest_effect=smallest_effect,
        alpha=ALPHA,
        power=POWER,
        looks=tuple(looks),
        sequences={}
        if adaptive
        else {
            Key(a, b, one.tactic): sequence(each, draw)
            for a in who
            for b in layers
            for one in contrasts
        },
        adaptive=Adaptive(0.2, 0.5, 0.1, int(draw.integers(2**31))) if adaptive else None,
    )
    plan = replace(plan, hash=hash_of(content_of(plan)))
    write([(Path(folder) / PLAN, plan_text(plan).encode())], folder=folder)
    return plan


def contrast_of(tactic: str) -> Contrast:
    """The two sides of a tactic that can be tried; UsageError for any other."""
    if tactic not in CONTRASTS:
        raise UsageError(f"{tactic!r} cannot be tried; choose {listed(CONTRASTS, 'or')}")
    return Contrast(tactic, *CONTRASTS[tactic])
