"""Trials of several coaches: told once, when they have ended, and pooled as any difference."""

from datetime import timedelta

import pandas as pd
import pytest

from outreachlab.intake.read import read_log
from outreachlab.sharing.pool import pool
from outreachlab.sharing.rules import K
from outreachlab.sharing.sums import read_sums, sums_text
from outreachlab.sharing.tally import tally
from outreachlab.stats.meta import random_effects
from outreachlab.trials.reading import read_trial
from tests.sharing.worlds import frame_of
from tests.trials.worlds import drawn_plan, log_by_hand, lots_by_hand, put

YES = (1, 2, 5, 8, 9, 14, 20, 21, 22, 30, 33, 40)


def trial_of(folder, size=40, yes=YES, handed=None):
    """A trial by hand, its log, and the day on which it is read."""
    plan = drawn_plan(size=size, looks=1)
    lots = lots_by_hand(plan, handed or size)
    log = log_by_hand(lots, [one for one in yes if one <= len(lots)])
    return log, put(folder, plan, lots), lots[-1].day + timedelta(120)


def told(folder, **given):
    log, place, day = trial_of(folder, **given)
    view = log.as_of(day)
    return tally(view, trials=[read_trial(log, place, as_of=day)])


def test_a_trial_that_has_ended_is_told_by_what_was_drawn(tmp_path):
    log, place, day = trial_of(tmp_path / "t")
    (one,) = read_trial(log, place, as_of=day).contrasts
    (found,) = told(tmp_path / "t").sums["trials"]
    assert found["tactic"] == "offered_phone"
    totals, yeses = zip(*found["sides"].values(), strict=True)
    assert totals == one.counts.totals
    assert yeses == one.counts.successes


def test_a_trial_that_goes_on_is_not_told(tmp_path):
    found = told(tmp_path / "t", size=40, handed=30)
    assert found.sums["trials"] == []
    assert any("has not ended" in note for note in found.notes)


def test_a_trial_is_told_once(tmp_path):
    log, place, day = trial_of(tmp_path / "t")
    read = read_trial(log, place, as_of=day)
    first = tally(log.as_of(day), trials=[read])
    more = frame_of(60, 1, 3).assign(seeker="me")
    later = tally(read_log(more), before=first.state | {"through": "2020-01-01"}, trials=[read])
    assert later.sums["trials"] == first.sums["trials"]


def test_a_trial_that_leaves_a_few_requests_over_waits(tmp_path):
    log, place, day = trial_of(tmp_path / "t")
    frame = log.frame[["contact", "asked_on", "offered_phone", "outcome", "responded_on"]].copy()
    few = frame[frame["outcome"] == "no_reply"].head(3).assign(contact=["x", "y", "z"])
    both = read_log(pd.concat([frame.astype(object), few.astype(object)]))
    found = tally(both.as_of(day), trials=[read_trial(log, place, as_of=day)])
    assert found.sums["trials"] == []
    assert any(f"fewer than {K} requests" in note for note in found.notes)


def test_trials_of_three_sites_are_pooled_as_any_difference(tmp_path):
    yeses = (YES, YES[:8], (*YES, 11, 12, 13, 25))
    sums = [told(tmp_path / str(at), yes=yes).sums for at, yes in enumerate(yeses)]
    (found,) = pool(sums).trials
    gaps, variances = [], []
    for one in sums:
        (n, a), (m, b) = (one["trials"][0]["sides"][side] for side in ("yes", "no"))
        gaps.append(a / n - b / m)
        p, q = (a + 0.5) / (n + 1), (b + 0.5) / (m + 1)
        variances.append(p * (1 - p) / n + q * (1 - q) / m)
    assert found.plot.all == random_effects(gaps, variances)
    assert found.plot.plot().axes


def test_trials_of_two_sites_are_not(tmp_path):
    sums = [told(tmp_path / str(at), yes=YES[at:]).sums for at in range(2)]
    log, _, day = trial_of(tmp_path / "x", yes=YES[2:])
    assert pool([*sums, tally(log.as_of(day)).sums]).trials == ()


def test_a_tally_with_a_trial_is_read_back(tmp_path):
    sums = told(tmp_path / "t").sums
    (tmp_path / "a.json").write_bytes(sums_text(sums))
    assert read_sums(tmp_path / "a.json") == sums


def test_one_site_of_a_trial_is_no_pool(tmp_path):
    with pytest.raises(ValueError, match="cannot be pooled"):
        pool([told(tmp_path / "t").sums])
