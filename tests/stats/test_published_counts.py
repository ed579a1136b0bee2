"""Published counts with what R makes of them: `r/callbacks.R` wrote the two tables beside it."""

import csv
from math import erfc, sqrt
from pathlib import Path

import pytest

from outreachlab.stats.intervals import interval_of
from outreachlab.stats.two_rates import TwoRates, fisher_p, n_minus_1_p, odds_ratio, risk_ratio

FOLDER = Path(__file__).parent / "r"
QUANTILE = 1e-9  # R finds its beta quantiles by another routine
RELATIVE = 1e-9  # p-values run over many orders of magnitude


def rows_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


RATES, CONTRASTS = rows_of("rates.csv"), rows_of("contrasts.csv")


@pytest.mark.parametrize("row", RATES, ids=lambda row: f"{row['who']} {row['interval']}")
def test_limits_of_published_counts_agree_with_r(row):
    found = interval_of(int(row["accepted"]), int(row["counted"]), 0.95, row["interval"])
    assert [float(limit) for limit in found] == pytest.approx(
        [float(row["low"]), float(row["high"])], abs=QUANTILE
    )


@pytest.mark.parametrize("row", CONTRASTS, ids=lambda row: row["who"])
def test_contrasts_of_published_counts_agree_with_r(row):
    two = TwoRates(*(int(row[name]) for name in "anbm"))
    for found, kind in ((risk_ratio(two), "risk"), (odds_ratio(two), "odds")):
        expected = [float(row[f"{kind}_{name}"]) for name in ("ratio", "low", "high")]
        assert [found.estimate, found.low, found.high] == pytest.approx(expected, rel=RELATIVE)
    assert fisher_p(two) == pytest.approx(float(row["fisher_p"]), rel=RELATIVE)
    total = two.n + two.m
    statistic = float(row["chi_squared"]) * (total - 1) / total  # Campbell's N-1 of Pearson's
    assert n_minus_1_p(two) == pytest.approx(erfc(sqrt(statistic / 2)), rel=RELATIVE)
