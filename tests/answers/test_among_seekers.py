"""Limits among seekers through whole logs: by hand, beside the plain ones, and where they end."""

import json
import warnings
from math import sqrt

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings, strategies as st
from scipy.stats import t as student
from statsmodels.stats.proportion import proportion_confint

import outreachlab as ol
from outreachlab.cli import main
from outreachlab.errors import UsageError
from outreachlab.stats.among import among, limits_among, limits_by_level
from tests.logs import log_of

CLOSED_FORM = 1e-12
Counts = dict[tuple[str, str], tuple[int, int]]


def log_from(counts: Counts):
    """A log of seekers with so many yeses of so many requests to each format."""
    return log_of(rows_from(counts))


def rows_from(counts: Counts) -> list[dict[str, str | None]]:
    return [
        {
            "seeker": seeker,
            "meeting_format": level,
            "outcome": "accepted" if place < yes else "declined",
            "responded_on": f"2026-01-{6 + place % 20:02d}",
            "met_on": "2026-02-01" if place < yes else "",
            "referrals_given": str(place % 3) if place < yes else "",
            "asked_for_referrals": ("yes", "no")[place % 2],
        }
        for (seeker, level), (yes, total) in counts.items()
        for place in range(total)
    ]


UNLIKE: Counts = {
    ("Ana", "coffee"): (2, 10),
    ("Bo", "coffee"): (10, 20),
    ("Cy", "coffee"): (24, 30),
    ("Ana", "lunch"): (1, 8),
    ("Bo", "lunch"): (3, 9),
    ("Cy", "lunch"): (11, 20),
}


def limits_by_hand(n: list[int], y: list[int]) -> tuple[float, float]:
    """Section 9: Wilson's formula with n_eff for n, t for z."""
    total, p = sum(n), sum(y) / sum(n)
    pairs = [*zip(n, y, strict=True)]
    v = sum((b - p * a) ** 2 / max(1 - a / total, 0.05) for a, b in pairs) / total**2
    size = min(total, p * (1 - p) / v)
    t = student.ppf(0.975, max(total**2 / sum(a * a for a in n) - 1, 2))
    centre = p + t * t / (2 * size)
    spread = t * sqrt(p * (1 - p) / size + t * t / (4 * size * size))
    return (centre - spread) / (1 + t * t / size), (centre + spread) / (1 + t * t / size)


def test_limits_of_a_rate_are_those_by_hand():
    coffee, lunch = ol.acceptance_rates(log_from(UNLIKE), "meeting_format").levels
    for row, n, y in ((coffee, [10, 20, 30], [2, 10, 24]), (lunch, [8, 9, 20], [1, 3, 11])):
        assert (row["low"], row["high"]) == pytest.approx(limits_by_hand(n, y), rel=CLOSED_FORM)


def test_a_difference_and_its_test_are_those_by_hand():
    found = ol.compare(log_from(UNLIKE), "meeting_format")
    n, m = np.array([10, 20, 30]), np.array([8, 9, 20])
    y, x = np.array([2, 10, 24]), np.array([1, 3, 11])
    p, q = y.sum() / n.sum(), x.sum() / m.sum()
    one = (y - p * n) / (n.sum() * np.sqrt(1 - n / n.sum()))
    two = (x - q * m) / (m.sum() * np.sqrt(1 - m / m.sum()))
    r = max(one @ two / sqrt((one @ one) * (two @ two)), 0)
    assert r > 0
    a, b = limits_by_hand(n.tolist(), y.tolist()), limits_by_hand(m.tolist(), x.tolist())
    below, above = p - a[0], b[1] - q
    low = p - q - sqrt(below**2 + above**2 - 2 * r * below * above)
    plain = ol.compare(log_from(UNLIKE), "meeting_format", cluster="none")
    assert found.difference.low == pytest.approx(min(low, plain.difference.low), rel=CLOSED_FORM)
    v = max(((one - two) ** 2).sum(), p * (1 - p) / n.sum() + q * (1 - q) / m.sum())
    freedom = min(n.sum() ** 2 / (n @ n), m.sum() ** 2 / (m @ m)) - 1
    p_value = 2 * student.sf(abs(p - q) / sqrt(v), max(freedom, 2))
    assert found.p_value == pytest.approx(max(p_value, plain.p_value), rel=1e-10)
    assert found.test == "clustered t"
    assert plain.test == "n-1 chi-squared"
    assert found.newcombe["method"] == "mover"


@pytest.mark.parametrize("cluster", ["auto", "none"])
def test_one_seeker_and_cluster_none_have_the_plain_limits(cluster):
    alone = {("me", level): counts for (_, level), counts in UNLIKE.items()}
    log = log_from(alone if cluster == "auto" else UNLIKE)
    found = ol.acceptance_rates(log, "meeting_format", cluster=cluster)
    for row in found.levels:
        wilson = proportion_confint(row["accepted"], row["counted"], method="wilson")
        assert (row["low"], row["high"]) == pytest.approx(wilson, rel=CLOSED_FORM)
    assert found.cluster == "none"
    assert not found.notes
    steps = {step.step: step for step in ol.funnel(log, cluster=cluster).steps}
    wilson = proportion_confint(steps["accepted"].count, steps["accepted"].of, method="wilson")
    assert (steps["accepted"].low, steps["accepted"].high) == pytest.approx(wilson, rel=CLOSED_FORM)
    assert ol.compare(log, "meeting_format", cluster=cluster).test == "n-1 chi-squared"


cells = st.tuples(st.integers(0, 6), st.integers(0, 6)).map(lambda c: (min(c), max(c)))
pools = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["coffee", "lunch"])), cells, min_size=2
).filter(lambda counts: sum(total for _, total in counts.values()))


def assert_not_narrower(wide, plain) -> None:
    """Whatever has limits in one answer has them in the other, and as far apart at least."""
    if isinstance(wide, dict):
        if isinstance(wide.get("low"), float) and isinstance(plain.get("low"), float):
            assert wide["low"] <= plain["low"] + CLOSED_FORM
            assert wide["high"] >= plain["high"] - CLOSED_FORM
        for name in ("answered", "accepted"):
            if isinstance(wide.get(f"{name}_low"), float):
                assert wide[f"{name}_low"] <= plain[f"{name}_low"] + CLOSED_FORM
                assert wide[f"{name}_high"] >= plain[f"{name}_high"] - CLOSED_FORM
        for key in set(wide) & set(plain) - {"notes"}:
            assert_not_narrower(wide[key], plain[key])
    elif isinstance(wide, list):
        for one, two in zip(wide, plain, strict=True):
            assert_not_narrower(one, two)


@settings(max_examples=25)
@given(pools)
def test_limits_are_never_narrower_than_the_plain_ones_and_never_nan(counts):
    log = log_of([*rows_from(counts), {"seeker": "F", "meeting_format": "other"}])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ask, more in (
            (ol.acceptance_rates, {"by": "meeting_format"}),
            (ol.compare_all, {"tactic": "meeting_format"}),
            (ol.funnel, {}),
            (ol.meeting_effects, {}),
            (ol.waiting_times, {}),
        ):
            try:
                wide, plain = (ask(log, **more, cluster=c).to_json() for c in ("auto", "none"))
            except ol.errors.NothingToComputeError:
                continue
            json.dumps(wide, allow_nan=False)
            assert_not_narrower(wide, plain)


def test_a_level_of_one_seeker_alone_has_the_plain_limits_and_a_note():
    log = log_from({**UNLIKE, ("Bo", "video_call"): (4, 12)})
    found = ol.acceptance_rates(log, "meeting_format")
    row = found.levels[-1]
    assert (row["low"], row["high"]) == pytest.approx(
        proportion_confint(4, 12, method="wilson"), rel=CLOSED_FORM
    )
    assert "one seeker alone used video call" in " ".join(found.notes)
    assert "video call" in repr(found)
    assert not ol.acceptance_rates(log, "seeker").notes
    pair = ol.compare(log, "meeting_format", ("coffee", "video_call"))
    assert "one seeker alone used video call" in " ".join(pair.notes)


def test_the_other_intervals_want_requests_taken_as_separate(tmp_path):
    log = log_from(UNLIKE)
    for method in ("jeffreys", "clopper-pearson", "agresti-coull"):
        with pytest.raises(UsageError, match="`cluster='none'`"):
            ol.acceptance_rates(log, "meeting_format", interval=method)
        assert ol.acceptance_rates(log, "meeting_format", interval=method, cluster="none")
    with pytest.raises(UsageError, match="no interval 'wald'"):
        ol.acceptance_rates(log, "meeting_format", interval="wald")
    with pytest.raises(UsageError, match="`cluster` must be"):
        ol.acceptance_rates(log, "meeting_format", cluster="seeker")
    log.frame.to_csv(tmp_path / "pool.csv", index=False)
    asked = ["rates", str(tmp_path / "pool.csv"), "--by", "meeting_format", "--interval"]
    refused = CliRunner().invoke(main, [*asked, "jeffreys"])
    assert refused.exit_code == 2
    assert "--cluster none" in refused.output
    assert CliRunner().invoke(main, [*asked, "jeffreys", "--cluster", "none"]).exit_code == 0


def test_a_seeker_with_nearly_all_requests_and_millions_of_them_have_limits():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for n, y in (
            ([[500_000], [500_000]], [[250_000], [250_000]]),
            ([[1_000_000], [1]], [[300_000], [0]]),
            ([[10], [12], [14]], [[10], [12], [14]]),
            ([[10], [20], [30]], [[3], [6], [9]]),
        ):
            low, high = limits_among(among(n, y))
            plain = proportion_confint(np.sum(y), np.sum(n), method="wilson")
            assert low[0] <= plain[0] + CLOSED_FORM
            assert high[0] >= plain[1] - CLOSED_FORM


def test_limits_by_level_are_those_of_each_level_alone():
    rng = np.random.default_rng(3)
    level, n = rng.integers(0, 5, 60), rng.integers(1, 9, 60)
    y, times = rng.binomial(n, 0.4), rng.integers(1, 4, 60)
    low, high = limits_by_level(level, (n.astype(float), y.astype(float)), times, 6)
    for at in range(5):
        mine = level == at
        alone = limits_among(among(n[mine][:, None], y[mine][:, None], times[mine]))
        assert (low[at], high[at]) == pytest.approx((alone[0][0], alone[1][0]), rel=CLOSED_FORM)
    assert np.isnan(low[5])
