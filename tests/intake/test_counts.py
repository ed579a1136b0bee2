"""Counts become a log that answers as they do."""

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from outreachlab.answers.rates import acceptance_rates
from outreachlab.errors import UsageError
from outreachlab.intake.counts import log_from_counts

pairs = st.tuples(st.integers(0, 20), st.integers(1, 20)).map(lambda p: (min(p), max(p)))


def rates_of(log, by):
    table = acceptance_rates(log, by).table
    return {row.level: (row.accepted, row.counted) for row in table.itertuples()}


@given(st.dictionaries(st.sampled_from(["coffee", "lunch", "Ä, ß", "1"]), pairs, min_size=1))
def test_what_goes_in_comes_out(counts):
    assert rates_of(log_from_counts(counts), "group") == counts


def test_groups_may_have_several_columns_some_of_them_ours():
    table = pd.DataFrame(
        {
            "meeting_format": ["coffee", "coffee", "lunch"],
            "town": ["x", "y", "x"],
            "accepted": [3, 1, 0],
            "counted": [4, 2, 5],
        }
    )
    log = log_from_counts(table)
    assert rates_of(log, "meeting_format") == {"coffee": (4, 6), "lunch": (0, 5)}
    assert rates_of(log, "town") == {"x": (3, 9), "y": (1, 2)}


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"a": (3, 2)}, "more were accepted"),
        ({"a": (-1, 2)}, "accepted must be whole numbers"),
        ({"a": (1, 2.5)}, "counted must be whole numbers"),
        ({"a": (0, 0)}, "nobody was counted"),
        ({}, "nobody was counted"),
        (pd.DataFrame({"accepted": [1], "counted": [2]}), "names groups"),
        (pd.DataFrame({"group": ["a"], "counted": [2]}), "columns accepted and counted"),
    ],
)
def test_counts_that_make_no_sense_are_refused(counts, said):
    with pytest.raises(UsageError, match=said):
        log_from_counts(counts)
