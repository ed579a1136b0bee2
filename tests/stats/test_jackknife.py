"""CR3 against refits by brute force, and against R on the coaching pool as first shipped."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from outreachlab.stats.average_effects import effects_from, means_of
from outreachlab.stats.clusters import cluster_information
from outreachlab.stats.jackknife import (
    jackknife_covariance,
    jackknife_in,
    jackknife_of,
)
from outreachlab.stats.logit import fit, gram_of, independent, parts_of
from outreachlab.stats.predictors import Factor, Number, dense

STANDARD_ERROR = 1e-8
SAME_SUMS = 1e-10  # two orders of adding the same numbers


def covariance_of(parts):
    fitted = fit(parts)
    clusters = cluster_information(parts, fitted.coefficients)
    return fitted, jackknife_of(clusters, fitted.sums.information, fitted.free)


@pytest.fixture(scope="module")
def log():
    rng = np.random.default_rng(3)
    clusters = rng.integers(0, 25, 400)
    terms = [Factor(rng.integers(0, 3, 400), 3), Number(rng.normal(size=400))]
    own = rng.normal(size=25)
    success = (rng.random(400) < expit(own[clusters] + 0.5 * terms[1].values)).astype(float)
    return success, terms, clusters


def test_the_pool_as_first_shipped_agrees_with_r(reference):
    frame = pd.read_csv(reference / "coaching_pool" / "data.csv", dtype=str)
    days = {c: pd.to_datetime(frame[c]) for c in ("asked_on", "responded_on", "followed_up_on")}
    old = (max(day.max() for day in days.values()) - days["asked_on"]).dt.days >= 21
    names = ["said_informational", "explained_why", "offered_phone"]
    used = frame[old & (frame["outcome"] != "undelivered")].dropna(subset=names)
    terms = [Factor((used[name] == "yes").to_numpy(np.intp), 2) for name in names]
    clusters = pd.factorize(used["seeker"])[0]
    parts = parts_of((used["outcome"] == "accepted").to_numpy(), terms, (), clusters)
    fitted, found = covariance_of(parts)
    # reference.json, R 4.2.2
    assert (len(used), found.clusters) == (3310, 60)
    assert fitted.coefficients == pytest.approx(
        [-0.837058711099, 0.412569444529, 0.741449173900, -0.252863548114], abs=1e-9
    )
    assert np.sqrt(jackknife_covariance(found).diagonal()) == pytest.approx(
        [0.1015738380566, 0.0919167997378, 0.0779322777117, 0.0758064759645], abs=STANDARD_ERROR
    )


@pytest.mark.parametrize("heavy", [0.1, 0.3, 0.0])  # some by a series, all of them, none
def test_it_is_one_newton_step_without_each_cluster(log, monkeypatch, heavy):
    monkeypatch.setattr("outreachlab.stats.jackknife.HEAVY", heavy)
    success, terms, clusters = log
    (part,) = parts_of(success, terms, (), clusters)
    fitted, found = covariance_of([part])
    x = dense(part.design, np.arange(len(success)))
    chance = expit(x @ fitted.coefficients)
    moved = []
    for cluster in np.unique(clusters):
        rest = clusters != cluster
        weight = (chance * (1 - chance))[rest]
        information = (x[rest] * weight[:, None]).T @ x[rest]
        moved.append(np.linalg.solve(information, x[rest].T @ (success - chance)[rest]))
    wanted = (25 - 1) / 25 * np.transpose(moved) @ np.array(moved)
    assert jackknife_covariance(found) == pytest.approx(wanted, rel=1e-9)
    assert not found.alone.any()


def test_parts_that_share_clusters_add_up(log, monkeypatch):
    success, terms, clusters = log
    _, whole = covariance_of(parts_of(success, terms, (), clusters))
    monkeypatch.setattr("outreachlab.stats.logit.PART_ROWS", 90)
    monkeypatch.setattr("outreachlab.stats.jackknife.BATCH", 7)
    parts = parts_of(success, terms, (), clusters)
    fitted, found = covariance_of(parts)
    assert found.product == pytest.approx(whole.product, rel=SAME_SUMS)
    beta, information = fitted.coefficients, fitted.sums.information
    pieces = cluster_information(parts[:2], beta) + cluster_information(parts[2:], beta)
    other = jackknife_of(pieces, information, fitted.free)
    assert other.product == pytest.approx(whole.product, rel=SAME_SUMS)
    one = clusters < 9
    halves = [
        jackknife_of(
            cluster_information(
                parts_of(success[rows], [_cut(t, rows) for t in terms], (), clusters[rows]), beta
            ),
            information,
            fitted.free,
        )
        for rows in (one, ~one)
    ]
    total = halves[0] + halves[1]
    assert total.clusters == 25
    assert total.product == pytest.approx(whole.product, rel=SAME_SUMS)


def _cut(term, rows):
    if isinstance(term, Number):
        return Number(term.values[rows])
    return Factor(term.codes[rows], term.levels, term.baseline)


def test_a_level_of_one_cluster_is_named(log):
    success, terms, clusters = log
    codes = np.where(clusters == 4, terms[0].codes, terms[0].codes % 2)
    assert (codes == 2).any()
    parts = parts_of(success, [Factor(codes, 3), terms[1]], (), clusters)
    _, found = covariance_of(parts)
    assert found.alone.tolist() == [False, False, True, False]


def test_a_coefficient_that_was_held_stays_out(log):
    success, terms, clusters = log
    twice = [*terms, terms[1]]
    parts = parts_of(success, twice, (), clusters)
    free = independent(gram_of(parts))
    fitted = fit(parts, free)
    clustered = cluster_information(parts, fitted.coefficients)
    found = jackknife_of(clustered, fitted.sums.information, free)
    _, single = covariance_of(parts_of(success, terms, (), clusters))
    assert found.product[:4, :4] == pytest.approx(single.product, rel=1e-7)
    assert not found.product[4].any()


def test_average_effects_by_the_delta_method_are_near_refits_without_each_cluster(log):
    success, terms, clusters = log
    parts = parts_of(success, terms, (), clusters)
    fitted, found = covariance_of(parts)
    sums = means_of(parts[0], fitted.coefficients).terms[0]
    effect = effects_from(sums, terms[0], jackknife_covariance(found))[1]
    refits = []
    for cluster in range(25):
        rest = clusters != cluster
        kept = parts_of(success[rest], [_cut(t, rest) for t in terms], ())
        other = means_of(parts[0], fit(kept).coefficients).terms[0]
        refits.append((other[1].total - other[0].total) / 400)
    jackknife = np.sqrt(24 / 25 * ((np.array(refits) - effect.estimate) ** 2).sum())
    assert effect.error == pytest.approx(jackknife, rel=0.03)


@pytest.mark.parametrize("rows_in_part", [1 << 16, 90])
@pytest.mark.parametrize("heavy", [0.1, 0.02, 0.8])
def test_many_small_clusters_are_those_inverted_one_by_one(log, monkeypatch, rows_in_part, heavy):
    success, terms, _ = log
    monkeypatch.setattr("outreachlab.stats.logit.PART_ROWS", rows_in_part)
    monkeypatch.setattr("outreachlab.stats.jackknife.HEAVY", heavy)
    monkeypatch.setattr("outreachlab.stats.jackknife.BATCH", 20)
    clusters = np.random.default_rng(4).integers(0, 160, 400)
    parts = parts_of(success, [*terms, terms[1]], ((0, 1),), clusters)
    free = independent(gram_of(parts))
    fitted = fit(parts, free)
    clustered = cluster_information(parts, fitted.coefficients)
    wanted = jackknife_of(clustered, fitted.sums.information, free)
    found = jackknife_in(parts, fitted)
    assert found.clusters == wanted.clusters
    assert found.product == pytest.approx(wanted.product, rel=SAME_SUMS)


def test_a_part_without_a_row_adds_nothing(log):
    success, terms, clusters = log
    parts = parts_of(success, terms, (), clusters)
    none = [Factor(terms[0].codes[:0], 3), Number(terms[1].values[:0])]
    empty = parts_of(success[:0], none, (), clusters[:0])
    fitted = fit(parts)
    one, two = (
        cluster_information(some, fitted.coefficients) for some in (parts, [*parts, *empty])
    )
    assert np.array_equal(one.informations, two.informations)
