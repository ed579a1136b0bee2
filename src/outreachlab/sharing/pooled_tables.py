"""The sums of all sites: rates of every level, waits, growth."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from outreachlab.log.vocabulary import levels_of
from outreachlab.sharing.batch import ANSWERS, RATES
from outreachlab.sharing.rules import WAITS
from outreachlab.sharing.sums import GROWN
from outreachlab.stats.among import among, limits_among, t_quantile
from outreachlab.stats.two_rates import Estimate

Site = Sequence[Mapping[str, Any]]
NO_GROWTH = "fewer than two sites have meetings old enough"


def totals(sites: Sequence[Site]) -> np.ndarray:
    """Counted requests and yeses of each site (g, 2)."""
    return np.array(
        [[sum(one[name] for one in site) for name in ("counted", "accepted")] for site in sites]
    )


def rate_table(sites: Sequence[Site], confidence: float) -> pd.DataFrame:
    """
    A row per tactic and level: `counted`, `accepted`, `rate`, `low`, `high`, `sites`.

    Limits allow for requests of one site being alike. A blank level is what was not recorded or
    is not told.
    """
    names = [
        (name, level)
        for name in RATES
        if any(name in batch["rates"] for site in sites for batch in site)
        for level in (*levels_of(name), "")
    ]
    place = {key: at for at, key in enumerate(names)}
    counts = np.zeros((2, len(sites), len(names)))
    for at, site in enumerate(sites):
        for batch in site:
            for name, rows in batch["rates"].items():
                for level, count, yes in rows:
                    counts[:, at, place[name, level]] += count, yes
    found = among(*counts)
    low, high = limits_among(found, confidence)
    counted, accepted = (one.astype(int) for one in found.totals)
    table = pd.DataFrame(names, columns=["tactic", "level"]).assign(
        counted=counted,
        accepted=accepted,
        rate=np.where(counted > 0, found.rate, np.nan),
        low=low,
        high=high,
        sites=found.seekers.astype(int),
    )
    return table[table["counted"] > 0].reset_index(drop=True)


def wait_table(sites: Sequence[Site]) -> pd.DataFrame:
    """A row per class of days to the answer: `days`, `counted`, `accepted`, `share` of all."""
    every = int(totals(sites)[:, 0].sum())
    counts = dict.fromkeys(ANSWERS, (0, 0))
    for site in sites:
        for batch in site:
            for name, count, yes in batch["waits"]:
                counts[name] = counts[name][0] + count, counts[name][1] + yes
    rows = [(name, *counts[name], counts[name][0] / every) for name in ANSWERS]
    return pd.DataFrame(rows, columns=["days", "counted", "accepted", "share"])


def answered_within(waits: pd.DataFrame, days: int) -> float:
    """The share of requests that were answered within 3, 7 or 21 days, as far as it is shown."""
    last = next(at for at, name in enumerate(WAITS) if name.endswith(f" {days}"))
    return float(waits["share"][waits["days"].isin(WAITS[: last + 1])].sum())


def growth_of(sites: Sequence[Site], confidence: float) -> tuple[dict[str, int], Estimate]:
    """
    N, T, A, C and M of all sites, and R = M/N with limits by how sites differ.

    R is a ratio of sums, with t of as many sites less one.

    References
    ----------
    Cochran (1977), Sampling Techniques, 6.3.
    """
    each = np.array(
        [
            [sum(one["growth"][name] for one in site if one["growth"]) for name in GROWN]
            for site in sites
        ]
    )
    told = dict(zip(GROWN, each.sum(axis=0).tolist(), strict=True))
    each = each[each[:, 0] > 0]
    count = len(each)
    if count < 2:
        return told, Estimate(None, None, None, NO_GROWTH)
    meetings, met = each[:, 0], each[:, -1]
    ratio = met.sum() / meetings.sum()
    squares = float(((met - ratio * meetings) ** 2).sum())
    error = (count / (count - 1) * squares) ** 0.5 / meetings.sum()
    half = float(t_quantile(confidence, count - 1)) * error
    return told, Estimate(float(ratio), max(float(ratio - half), 0.0), float(ratio + half))
