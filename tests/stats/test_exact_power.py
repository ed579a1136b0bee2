"""The power of a trial's own test: R by enumeration, a slow count of our own, simulated trials."""

import json
from math import comb

import numpy as np
import pytest
from scipy.stats import fisher_exact

from outreachlab.stats import exact_power as exact_power_module
from outreachlab.stats.blocks import randomisation_p
from outreachlab.stats.exact_power import (
    HALVES,
    exact_power,
    exact_size,
    looked_at,
)
from outreachlab.stats.looks import nominal
from outreachlab.stats.power import power_of_test

ENUMERATED = 1e-10
FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)


def test_agrees_with_r_by_enumeration(reference):
    """With sides of one size Fisher's order by chance and that by difference are the same."""
    cases = json.loads((reference / "power" / "reference.json").read_text())["power"]
    known = [case for case in cases if "exact_fisher" in case]
    assert len(known) == 33
    for case in known:
        n = case["n_per_group"]
        found = exact_power(case["p1"], case["p2"], n, n)
        assert found == pytest.approx(case["exact_fisher"], abs=ENUMERATED)


@pytest.mark.parametrize(("n", "m"), [(5, 5), (4, 9), (12, 7)])
def test_every_table_counted_one_by_one(n, m):
    """Tables of one total ordered by the distance of their shares."""
    p, q, found = 0.15, 0.8, 0.0
    for a in range(n + 1):
        for b in range(m + 1):
            ways = {
                x: comb(n, x) * comb(m, a + b - x)
                for x in range(max(0, a + b - m), min(n, a + b) + 1)
            }
            gap = {x: abs(x / n - (a + b - x) / m) for x in ways}
            tail = sum(ways[x] for x in ways if gap[x] >= gap[a] - 1e-12) / comb(n + m, a + b)
            chance = comb(n, a) * p**a * (1 - p) ** (n - a) * comb(m, b) * q**b * (1 - q) ** (m - b)
            found += chance * (tail <= 0.05)
            if n == m:
                assert tail == pytest.approx(fisher_exact([[a, n - a], [b, m - b]])[1])
    assert exact_power(p, q, n, m) == pytest.approx(found, abs=ENUMERATED)


def test_what_the_design_promises():
    assert exact_size(0.3, 0.5) == exact_size(0.5, 0.3) == 102
    assert exact_power(0.3, 0.5, 93, 93) == pytest.approx(0.751, abs=5e-4)
    assert exact_power(0.3, 0.5, 101, 101) < 0.8 <= exact_power(0.3, 0.5, 102, 102)
    assert power_of_test(0.3, 0.5, 93, 93) == pytest.approx(0.8, abs=1e-4)


def test_many_trials_at_once_are_tested_as_one_by_one():
    """The same draws, each trial by the test that reads one: 200 trials, five looks."""
    trials, size, p, q = 200, 60, 0.6, 0.25
    found, mean = looked_at(p, q, size, FIFTHS, trials=trials)
    rng = np.random.default_rng(20260102)
    half = rng.choice(HALVES, (trials, 15))
    a, b = rng.binomial(half, p), rng.binomial(half, q)
    levels, rejected, sizes = nominal(FIFTHS), 0, []
    for trial in range(trials):
        ends = np.cumsum(2 * half[trial])
        for share, level in zip(FIFTHS, levels, strict=True):
            upto = int(np.argmax(ends >= share * size)) + 1
            n = half[trial, :upto]
            if randomisation_p(a[trial, :upto], n, b[trial, :upto], n) <= level:
                rejected += 1
                break
        sizes.append(ends[upto - 1])
    assert found == pytest.approx(rejected / trials)
    assert mean == pytest.approx(np.mean(sizes))


def test_looks_cost_little_and_stop_early():
    """At 93 a side: about .75 with five looks, mean stop near 75 pairs (two standard errors)."""
    power, size = looked_at(0.5, 0.3, 186, FIFTHS)
    once, _ = looked_at(0.5, 0.3, 186, (1.0,))
    assert power == pytest.approx(0.75, abs=0.02)
    assert once - power < 0.03
    assert 145 < size < 165


@pytest.mark.parametrize("size", [60, 186])
def test_idle_trials_are_rarely_taken_for_working(size):
    assert looked_at(0.3, 0.3, size, FIFTHS, trials=10_000)[0] <= 0.05


@pytest.mark.parametrize(("p", "q"), [(0.3, 0.43), (0.3, 0.3), (0.2, 0.1)])
def test_drawn_sums_are_near_the_exact_test_where_they_take_over(p, q):
    size = exact_power_module.SIMULATED
    exact, normal = looked_at(p, q, size, FIFTHS), looked_at(p, q, size + 1, FIFTHS)
    assert normal[0] == pytest.approx(exact[0], abs=0.03)
    assert normal[1] == pytest.approx(exact[1], rel=0.03)
