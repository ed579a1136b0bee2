"""Separation: known sets, firthmodels as the judge, and rows brought in as they are needed."""

import json

import numpy as np
import pandas as pd
import pytest

from outreachlab.stats import logit, separation
from outreachlab.stats.logit import fit, parts_of
from outreachlab.stats.predictors import Factor, Number
from outreachlab.stats.rows import Here
from outreachlab.stats.separation import separating, suspicious
from tests.stats import designs

ALL = np.ones(9, dtype=bool)


def test_endometrial_is_separated_by_nv_alone(reference):
    data = pd.read_csv(reference / "endometrial" / "data.csv")
    known = json.loads((reference / "endometrial" / "reference.json").read_text())["separation"]
    terms = [
        Factor(data["NV"].to_numpy(), 2),
        Number(data["PI"].to_numpy(float)),
        Number(data["EH"].to_numpy()),
    ]
    parts = parts_of(data["HG"].to_numpy(), terms)
    assert known["infinite_coefficient"] == "NV (+Inf)"
    assert suspicious(fit(parts))
    assert separating(Here(parts), np.ones(4, dtype=bool)).tolist() == [False, True, False, False]
    without = parts_of(data["HG"].to_numpy(), terms[1:])
    assert not suspicious(fit(without))
    assert not separating(Here(without), np.ones(3, dtype=bool)).any()


@pytest.mark.parametrize("seed", range(30))
def test_firthmodels_agrees_on_small_logs(seed):
    from firthmodels import detect_separation

    rows = 25 + 5 * (seed % 6)
    terms = designs.predictors(rows, seed)
    success = designs.outcomes(terms, rows, seed)
    matrix = designs.by_hand(terms, [], rows)
    judge = detect_separation(matrix[:, 1:], success)
    found = separating(Here(parts_of(success, terms)), ALL)
    assert found.any() == judge.separation


def test_separation_comes_and_goes_among_the_small_logs():
    found = []
    for seed in range(30):
        rows = 25 + 5 * (seed % 6)
        terms = designs.predictors(rows, seed)
        parts = parts_of(designs.outcomes(terms, rows, seed), terms)
        found.append(separating(Here(parts), ALL).any())
    assert 3 < sum(found) < 27  # so that the judge above has something to judge


@pytest.mark.parametrize("first", [20, 4000, 8500])
def test_one_telling_row_among_many_is_found(monkeypatch, first):
    monkeypatch.setattr(separation, "ROWS_AT_ONCE", 50)
    monkeypatch.setattr(logit, "PART_ROWS", 3000)
    rng = np.random.default_rng(2)
    rare = np.zeros(9000, dtype=int)
    rare[first : first + 3] = 1
    success = rng.integers(0, 2, 9000)
    success[first : first + 3] = 1
    terms = [Factor(rng.integers(0, 4, 9000), 4), Factor(rare, 2), Number(rng.normal(0, 1e6, 9000))]
    parts = parts_of(success, terms)
    found = separating(Here(parts), np.ones(6, dtype=bool))
    assert found.tolist() == [False, False, False, False, True, False]
    success[first + 1] = 0
    assert not separating(Here(parts_of(success, terms)), np.ones(6, dtype=bool)).any()


def test_success_of_everyone_is_separated_by_the_intercept():
    parts = parts_of(np.ones(30), [Factor(np.arange(30) % 2, 2)])
    assert separating(Here(parts), np.ones(2, dtype=bool))[0]
