"""Mixing against pairs of links counted one by one, and a simulation whose truth is known."""

from itertools import product

import numpy as np
import pytest
from scipy.stats import t as student

from outreachlab.stats.cross_unit import mixed

CLOSED_FORM = 1e-12


def draw(rng, units=30, levels=4, kin=0.6, same=0.5):
    """Chains whose links start mostly in one industry; each stops there with some probability."""
    unit = np.repeat(np.arange(units), rng.integers(1, 8, units))
    home = rng.integers(0, levels, units)[unit]
    start = np.where(rng.random(len(unit)) < kin, home, rng.integers(0, levels, len(unit)))
    anywhere = rng.integers(0, levels, len(unit))
    stop = np.where(rng.random(len(unit)) < same, start, anywhere)
    return unit, start, stop


def margins_of(unit, start, stop, levels=4):
    table = np.zeros((unit.max() + 1, 2 * levels + 1), int)
    np.add.at(table, (unit, 0), start == stop)
    np.add.at(table, (unit, 1 + start), 1)
    np.add.at(table, (unit, 1 + levels + stop), 1)
    return table


def by_hand(unit, start, stop):
    pairs = [(i, j) for i, j in product(range(len(unit)), repeat=2) if unit[i] != unit[j]]
    expected = np.mean([start[i] == stop[j] for i, j in pairs])
    same = np.mean(start == stop)
    return same, expected, (same - expected) / (1 - expected), same / expected


def test_chance_is_that_of_ends_of_different_units():
    links = draw(np.random.default_rng(1), units=12)
    found = mixed(margins_of(*links), np.ones(12, int))
    assert (found.same, found.expected, found.assortativity, found.homophily) == pytest.approx(
        by_hand(*links), abs=CLOSED_FORM
    )


def test_limits_are_those_of_leaving_each_unit_out():
    unit, start, stop = draw(np.random.default_rng(2), units=12)
    found = mixed(margins_of(unit, start, stop), np.ones(12, int))
    left = [by_hand(unit[unit != u], start[unit != u], stop[unit != u]) for u in range(12)]
    width = student.ppf(0.975, 11)
    for limits, values, estimate in (
        (found.assortativity_limits, [one[2] for one in left], found.assortativity),
        (np.log(found.homophily_limits), np.log([one[3] for one in left]), np.log(found.homophily)),
    ):
        error = np.sqrt(11 / 12 * ((values - np.mean(values)) ** 2).sum())
        assert limits[0] == pytest.approx(estimate - width * error)
        assert limits[1] == pytest.approx(estimate + width * error)


def test_units_alike_may_be_counted_once():
    table = margins_of(*draw(np.random.default_rng(3), units=8))
    once = mixed(table, np.full(8, 3))
    thrice = mixed(np.concatenate([table] * 3), np.ones(24, int))
    assert once.assortativity_limits == pytest.approx(thrice.assortativity_limits)
    assert once.homophily_limits == pytest.approx(thrice.homophily_limits)


def test_few_units_have_no_limits_and_one_has_no_chance():
    table = margins_of(*draw(np.random.default_rng(4), units=9))
    found = mixed(table, np.ones(9, int))
    assert found.assortativity is not None
    assert found.assortativity_limits is found.homophily_limits is None
    alone = mixed(table[:1], np.ones(1, int))
    assert alone.expected is alone.assortativity is alone.homophily is None
    assert mixed(np.zeros((0, 9), int), np.zeros(0, int)) is None


def test_one_level_has_no_assortativity_and_no_agreement_no_log():
    one = mixed(np.tile([2, 2, 2], (12, 1)), np.ones(12, int))
    assert one.assortativity is one.assortativity_limits is None
    assert one.homophily_limits == pytest.approx((1, 1))
    never = mixed(np.tile([0, 1, 0, 0, 1], (12, 1)), np.ones(12, int))
    assert never.homophily_limits is None


@pytest.mark.parametrize("units", [12, 40])
def test_coverage_among_chains(units):
    rng = np.random.default_rng(5)
    # four levels alike: same = .5 + .5/4, chance 1/4
    truth, ratio, hits = (0.625 - 0.25) / 0.75, 0.625 / 0.25, np.zeros(2)
    for _ in range(600):
        links = draw(rng, units=units)
        found = mixed(margins_of(*links), np.ones(units, int))
        low, high = found.assortativity_limits
        hits[0] += low <= truth <= high
        low, high = found.homophily_limits
        hits[1] += low <= ratio <= high
    # the design asks for 93 of 100 from ten chains on; three Monte-Carlo errors below that
    assert (hits / 600 > 0.93 - 3 * np.sqrt(0.93 * 0.07 / 600)).all()
