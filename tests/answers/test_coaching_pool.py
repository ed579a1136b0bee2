"""The sample pool against R: `r/coaching_pool.R` made `r/coaching_pool.csv`."""

from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol

HERE = Path(__file__).parent
POOL = HERE.parents[1] / "data" / "coaching_pool.csv"
TERMS = ["meeting_format", "said_informational", "offered_phone", "relationship"]
BASELINES = {"meeting_format": "lunch", "relationship": "stranger"}
CLOSED = 1e-9  # relative; a curve is a product of some hundred factors in another order
FITTED = 1e-7  # relative; both sides stop Newton's steps by rules of their own


@pytest.fixture(scope="module")
def log():
    return ol.read_log(POOL)


@pytest.fixture(scope="module")
def from_r():
    found = pd.read_csv(HERE / "r" / "coaching_pool.csv", dtype={"name": str})
    return {what: rows.set_index("name") for what, rows in found.groupby("what", sort=False)}


def held(ours: pd.DataFrame, theirs: pd.DataFrame, tolerance: float) -> None:
    """Every row of R's table is one of ours, named by term and level."""
    names = [
        "(Intercept)" if term == "intercept" else f"{term}{level}"
        for term, level in zip(ours["term"], ours["level"], strict=True)
    ]
    ours = ours.assign(name=names).set_index("name").loc[theirs.index]
    for mine, its in (("estimate", "estimate"), ("std_error", "error")):
        assert ours[mine].tolist() == pytest.approx(theirs[its].tolist(), rel=tolerance)


def test_a_logit_with_errors_by_seeker_agrees_with_sandwich(log, from_r):
    asked = {"cluster": "seeker", "covariance": "CR1S"}
    found = ol.adjusted_effects(log, terms=TERMS, baselines=BASELINES, **asked)
    held(found.table, from_r["logit"], FITTED)
    held(found.average_effects, from_r["average effect"], FITTED)


def test_effects_within_seekers_agree_with_clogit(log, from_r):
    found = ol.adjusted_effects(log, terms=TERMS, baselines=BASELINES, fixed_effects="seeker")
    held(found.table, from_r["within seekers"], FITTED)


@pytest.mark.parametrize("share", ["answered", "accepted"])
def test_waiting_curves_agree_with_survfit(log, from_r, share):
    (curve,) = ol.waiting_times(log, cluster="none").to_json()["curves"]
    points = {point["day"]: point for point in curve["points"]}
    for day, theirs in from_r[f"{share} by day"].iterrows():
        ours = points[max(at for at in points if at <= int(day))]
        limits = [ours[f"{share}_low"], ours[f"{share}_high"]]
        assert ours[f"cumulative_{share}"] == pytest.approx(theirs["estimate"], rel=CLOSED)
        assert limits == pytest.approx([theirs["low"], theirs["high"]], rel=CLOSED)


def test_the_log_rank_test_agrees_with_survdiff(log, from_r):
    test = ol.waiting_times(log, by="offered_phone").to_json()["test"]
    assert test["statistic"] == pytest.approx(
        from_r["log-rank"].loc["offered_phone", "estimate"], rel=CLOSED
    )
