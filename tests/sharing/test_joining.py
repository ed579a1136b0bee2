"""Joining the parts of a bundle by outcome and by counts, against guessing without any joining."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from outreachlab.sharing.bundle import share
from outreachlab.sharing.people import OTHER
from outreachlab.sharing.requests import WAIT, settled
from tests.sharing.worlds import log_of

LOGS = [(300, 1, 1), (300, 1, 2), (600, 5, 3), (900, 12, 2), (2000, 20, 4)]
MOST_GAINED = 0.01  # of rows; measured 0
WORLDS = pytest.mark.parametrize("world", LOGS, ids=lambda one: f"{one[0]} of {one[1]}")


def parts_of(world):
    """The two tables of a bundle, and of which combination of people.csv each request truly is."""
    log = log_of(*world)
    bundle = share(log)
    people = bundle.people.table
    view = log.as_of()
    frame = log.frame.iloc[view.outcomes.rows[settled(view.outcomes)]]
    columns = [name for name in people if name != "outcome"]
    truth = {}
    for name in columns:
        texts = frame[name].astype("str").where(frame[name].notna(), "").to_numpy(object)
        known = {*people[name]} - {OTHER}
        truth[name] = [one if one in known else OTHER for one in texts]
    combos = [" / ".join(one) for one in zip(*truth.values(), strict=True)]
    return bundle.requests, people, columns, combos


def combinations_of(people, columns):
    return [" / ".join(one) for one in people[columns].to_numpy().tolist()]


def guessed_alone(people, columns, requests):
    """The commonest combination for everybody."""
    commonest = pd.Series(combinations_of(people, columns)).mode()[0]
    return [commonest] * len(requests)


def guessed_by_outcome(people, columns, requests):
    """The commonest combination among those of the same outcome, which both tables have."""
    found = pd.DataFrame({"of": combinations_of(people, columns), "outcome": people["outcome"]})
    best = found.groupby("outcome")["of"].agg(lambda of: of.mode()[0]).to_dict()
    any_of = guessed_alone(people, columns, requests)[0]
    return [best.get(one, any_of) for one in requests["outcome"]]


def guessed_by_counts(people, columns, requests, asked):
    """For all rows that were asked alike the combination whose counts of outcomes are nearest."""
    words = sorted({*requests["outcome"]})
    of = pd.Series(combinations_of(people, columns), index=people.index)
    counts = pd.crosstab(of, people["outcome"]).reindex(columns=words, fill_value=0)
    group = requests.groupby(asked, sort=False).ngroup()
    found = pd.crosstab(group, requests["outcome"]).reindex(columns=words, fill_value=0)
    away = np.abs(found.to_numpy()[:, None] - counts.to_numpy()).sum(axis=2)
    return [counts.index[at] for at in away.argmin(axis=1)[group]]


def right(guesses, truth):
    return np.mean([one == other for one, other in zip(guesses, truth, strict=True)])


@WORLDS
def test_joining_by_outcome_finds_hardly_more_than_guessing(world):
    requests, people, columns, truth = parts_of(world)
    alone = right(guessed_alone(people, columns, requests), truth)
    joined = right(guessed_by_outcome(people, columns, requests), truth)
    assert joined <= alone + MOST_GAINED


@WORLDS
def test_joining_by_counts_finds_no_more_than_guessing(world):
    requests, people, columns, truth = parts_of(world)
    alone = right(guessed_alone(people, columns, requests), truth)
    ways = [name for name in requests if name not in ("outcome", WAIT)]
    for size in (1, 2, 3):
        joined = [
            right(guessed_by_counts(people, columns, requests, [*asked]), truth)
            for asked in combinations(ways, size)
        ]
        assert np.mean(joined) <= alone
        assert max(joined) <= alone + MOST_GAINED


def test_the_attack_finds_parts_that_do_hang_together():
    # were the way of asking told by the relationship, counts alone would join the parts
    requests, people, columns, truth = parts_of((2000, 20, 4))
    requests = requests.assign(secret=truth)
    joined = right(guessed_by_counts(people, columns, requests, ["secret"]), truth)
    assert joined > 0.9
