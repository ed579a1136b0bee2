"""Chains over parts are those of the whole: counts, growth, mixing, and their limits."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from outreachlab.chains.summary import chain_summary
from outreachlab.intake.read import read_log
from outreachlab.parts.view import open_parts
from outreachlab.stats.resampling import patterns_of
from tests.parts.same import assert_same_answer


@pytest.mark.parametrize("parts", [3, 11])
def test_chains_are_those_of_the_whole(table, parted, parts):
    """Seekers are resampled; a part of few of them does not know yet that they will be."""
    assert_same_answer(chain_summary(table), chain_summary(parted[parts]))


def test_the_order_of_the_parts_changes_nothing(table, parted):
    log = parted[11]
    backwards = replace(log, manifest=replace(log.manifest, parts=log.manifest.parts[::-1]))
    assert_same_answer(chain_summary(table), chain_summary(backwards))


def test_chains_of_one_seeker_on_an_earlier_day_are_those_of_the_whole(pool, parted):
    """Chains are resampled, as there are too few seekers."""
    when = {"as_of": date(2026, 7, 1), "window_days": 10}
    whole = chain_summary(read_log(pool, seeker="S07"), **when)
    assert whole.growth.unit == "chain"
    log = open_parts(parted[3].folder, seeker="S07")
    assert_same_answer(whole, chain_summary(log, **when))


def test_patterns_of_parts_are_those_of_the_whole_even_if_no_key_is_wide_enough():
    rng = np.random.default_rng(4)
    vectors = rng.integers(0, 2, (300, 70)) * rng.integers(0, 9, (300, 70))
    vectors[::3] = vectors[0]
    whole = patterns_of(vectors)
    parts = patterns_of(vectors[200:]) + patterns_of(vectors[:200])
    assert (whole.vectors == parts.vectors).all()
    assert (whole.times == parts.times).all()
