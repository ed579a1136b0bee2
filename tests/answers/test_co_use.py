"""Which tactics go together: counts by hand, associations by numpy and scipy."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats.contingency import association

import outreachlab as ol
from outreachlab.answers.co_use import ONE_VALUE
from outreachlab.log.outcomes import decide
from outreachlab.stats.association import cramers_v, phi, tells
from tests.logs import log_of

POOL = Path(__file__).parents[2] / "data" / "coaching_pool.csv"
CLOSED_FORM = 1e-12  # the same sums in another order

# Bertrand & Mullainathan (2004), Table 1: callbacks by race of the name, 157 of 2,435 against 235.
AUDIT = np.array([[235, 2200], [157, 2278]])


def answers(pairs: list[tuple[str, str]]):
    rows = [{"said_informational": a, "explained_why": b} for a, b in pairs]
    return ol.co_use(log_of(rows))


def test_phi_is_the_correlation_of_two_columns_of_ones_and_zeros():
    ones = np.repeat([[1, 1], [1, 0], [0, 1], [0, 0]], AUDIT.ravel(), axis=0)
    assert phi(AUDIT) == pytest.approx(np.corrcoef(ones.T)[0, 1], abs=CLOSED_FORM)


def test_v_agrees_with_scipy_and_is_phi_without_its_sign():
    cells = np.array([[12, 3, 9], [4, 8, 2], [7, 7, 7], [1, 0, 5]])
    assert cramers_v(cells) == pytest.approx(association(cells, "cramer"), abs=CLOSED_FORM)
    assert cramers_v(AUDIT[::-1]) == pytest.approx(phi(AUDIT), abs=CLOSED_FORM)


def test_counts_of_the_pool_are_those_of_a_cross_table():
    log = ol.read_log(POOL)
    outcomes = decide(log)
    frame = log.frame.iloc[outcomes.rows[outcomes.counted]]
    table = pd.crosstab(frame["said_informational"].astype(str), frame["explained_why"].astype(str))
    (row,) = (
        ol.co_use(log)
        .table.query("tactic_a == 'said_informational' and tactic_b == 'explained_why'")
        .to_dict("records")
    )
    assert (row["both"], row["first_only"]) == (table.loc["yes", "yes"], table.loc["yes", "no"])
    assert (row["second_only"], row["neither"]) == (table.loc["no", "yes"], table.loc["no", "no"])


def test_tactics_never_tried_apart_are_named():
    found = answers([("yes", "yes")] * 5 + [("no", "no")] * 5)
    (pair,) = found.pairs
    assert (pair.association, pair.apart) == (pytest.approx(1), False)
    assert "never tried apart: said informational and explained why" in repr(found)
    assert found.to_json()["pairs"][0]["tried_apart"] is False


def test_combinations_never_tried_are_named():
    found = answers([("yes", "yes")] * 3 + [("no", "no")] * 3 + [("no", "yes")] * 3)
    assert found.pairs[0].never == (("yes", "no"),)
    assert found.pairs[0].apart
    assert "never tried: said informational yes with explained why no" in repr(found)


def test_a_tactic_that_never_changes_has_no_association():
    (pair,) = answers([("yes", "yes"), ("yes", "no"), ("", "no")]).pairs
    assert (pair.association, pair.why, pair.requests) == (None, ONE_VALUE, 2)
    assert "two tactics that both change" in answers([("yes", "yes")]).plot().texts[0].get_text()


@pytest.mark.parametrize("rows", [[("", "")], [("yes", "")]])
def test_a_log_that_records_nothing_has_nothing_to_show(rows):
    found = answers(rows)
    assert "nan" not in repr(found)
    json.dumps(found.to_json(), allow_nan=False)


def test_tactics_read_from_the_same_column_are_no_pair():
    log = ol.read_log(POOL)
    pairs = [set(pair.tactics) for pair in ol.co_use(log).pairs]
    assert {"referral", "was_referred"} not in pairs
    assert {"meeting_format", "convenient_venue"} in pairs
    assert len(ol.co_use(log).plot().axes[0].texts) > 40


def test_one_column_tells_the_other_only_if_each_level_comes_with_one():
    assert tells(np.array([[3, 0], [0, 4], [0, 2]]))
    assert not tells(np.array([[3, 1], [0, 4]]))
