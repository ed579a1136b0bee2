"""Tallies, attacked: every cell, every difference of publications, what stays and what goes."""

import json
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from outreachlab.errors import NothingToComputeError, UnreadableFileError, UsageError
from outreachlab.intake.read import read_log
from outreachlab.log.outcomes import decide
from outreachlab.sharing import sums
from outreachlab.sharing.batch import NOT_TOLD, patterns_of, told_of
from outreachlab.sharing.pool import pool
from outreachlab.sharing.rules import FEWEST_REQUESTS, K
from outreachlab.sharing.tally import tally
from outreachlab.stats.withheld import ranges
from tests.sharing.worlds import MARK, frame_of, log_of, marked


def cells_in(batch):
    for rows in batch["rates"].values():
        yield from rows
    yield from batch["waits"]
    yield from batch["patterns"]["cells"]


def safe(batch):
    """Does a batch, or what is left of two publications, pass every rule alone?"""
    assert batch["counted"] >= FEWEST_REQUESTS
    assert all(row[-2] >= K and 0 <= row[-1] <= row[-2] for row in cells_in(batch))
    for rows in batch["rates"].values():
        assert sum(row[1] for row in rows) == batch["counted"]
        assert sum(row[2] for row in rows) == batch["accepted"]
    assert batch["growth"] is None or batch["growth"]["meetings"] >= K
    return True


@pytest.mark.parametrize(("requests", "seekers", "seed"), [(40, 1, 1), (120, 1, 2), (900, 9, 3)])
def test_every_cell_stands_for_k(requests, seekers, seed):
    found = tally(log_of(requests, seekers, seed))
    assert all(map(safe, found.sums["batches"]))


@pytest.mark.parametrize("seed", range(6))
def test_withheld_patterns_keep_k_values_whatever_the_rates_tell(seed):
    log = log_of(250, 2, seed)
    outcomes = decide(log)
    rows = np.flatnonzero(outcomes.counted & ~outcomes.too_young)
    found = patterns_of(told_of(log, outcomes, rows))
    hidden = ~found.shown & (found.counts > 0)
    if hidden.any():
        low, high = ranges(found.counts, found.shown, found.links)[hidden].T
        assert (high - low).min() >= K - 1e-6


def test_nothing_but_sums_leaves_the_house():
    frame = marked(400)
    frame.loc[::2, "seeker"] = f"{MARK} Other"
    found = tally(read_log(frame))
    text = json.dumps(found.sums).lower()
    assert MARK.lower() not in text
    frame = frame_of(400)
    names = {*frame["contact"], *frame["company"], *frame["industry"]} - {""}
    assert not [name for name in names if f'"{name.lower()}"' in text]
    assert "20" + "26-" not in text


def weekly(frame, weeks):
    """A log's publications, week by week: what each published, and when nothing was."""
    start = pd.to_datetime(frame["asked_on"]).min().date()
    state, published = None, []
    for week in range(4, weeks + 4):
        day = start + timedelta(days=7 * week)
        known = frame[pd.to_datetime(frame["asked_on"]).dt.date <= day]
        try:
            found = tally(read_log(known), before=state, as_of=day)
        except NothingToComputeError:
            continue  # too few, and they wait
        state = found.state
        published.append(found.sums)
    return published


def test_every_difference_of_a_years_publications_is_a_sum_of_batches_that_pass_alone():
    published = weekly(frame_of(600, 3, 5), 52)
    assert len(published) > 10
    last = published[-1]["batches"]
    for one in published:
        size = len(one["batches"])
        assert one["batches"] == last[:size]  # what was published stays as it was
    assert all(map(safe, last))
    ages = [batch["growth"]["meetings"] for batch in last if batch["growth"]]
    assert min(ages) >= K


def test_batches_add_up_to_the_whole():
    frame = frame_of(600, 3, 5)
    batches = weekly(frame, 90)[-1]["batches"]
    day = pd.to_datetime(frame["asked_on"]).min().date() + timedelta(days=7 * 93)
    whole = tally(read_log(frame), as_of=day).sums["batches"][0]
    waiting = whole["counted"] - sum(one["counted"] for one in batches)
    assert 0 <= waiting < FEWEST_REQUESTS
    meetings = sum(one["growth"]["meetings"] for one in batches if one["growth"])
    assert 0 < meetings <= whole["growth"]["meetings"]  # the last ones wait for a batch


def test_a_batch_too_small_waits():
    with pytest.raises(NothingToComputeError, match="a batch has 20 at least"):
        tally(log_of(15))


def test_rows_that_come_late_are_in_no_batch_and_it_is_said():
    frame = frame_of(400, 2, 7).sort_values("asked_on", ignore_index=True)
    late = frame.index % 5 == 0
    first = tally(read_log(frame[~late].iloc[:150]))
    found = tally(read_log(frame), before=first.state)
    assert any("came into the log after it" in note for note in found.notes)
    assert found.sums["batches"][0] == first.sums["batches"][0]


def test_one_seeker_is_told_what_it_means():
    assert any("about one seeker" in note for note in tally(log_of(120)).notes)
    assert not any("about one seeker" in note for note in tally(log_of(300, 3)).notes)


def test_a_batch_of_one_client_alone_waits_and_a_log_of_ones_own_does_not():
    frame = frame_of(300, 3)
    one = frame[frame["seeker"] == frame["seeker"].iloc[0]]
    with pytest.raises(NothingToComputeError, match="about one seeker"):
        tally(read_log(one))
    with pytest.raises(NothingToComputeError, match="about one seeker"):
        tally(read_log(frame, seeker=frame["seeker"].iloc[0]))
    assert tally(read_log(one.drop(columns="seeker"))).sums["batches"]


def test_another_window_than_that_of_the_batches_before_is_refused():
    before = tally(log_of(120)).state
    with pytest.raises(UsageError, match="window of 21 days"):
        tally(log_of(120), before=before, window_days=14)


def test_the_same_log_gives_the_same_batch():
    one, two = (tally(log_of(200)).sums["batches"] for _ in range(2))
    assert one == two


def test_values_not_told_are_blanks_small_cells_and_a_few_more():
    log = log_of(120, 1, 2)
    outcomes = decide(log)
    told = told_of(log, outcomes, np.flatnonzero(outcomes.counted))
    for name, levels in told.levels().items():
        assert min(levels.values()) >= K, name
        assert NOT_TOLD not in levels


def edited(change):
    content = tally(log_of(200)).sums
    batch = json.loads(json.dumps(content))
    change(batch)
    return sums._sealed({name: value for name, value in batch.items() if name != "sha256"})


def a_small_cell(one):
    one["batches"][0]["waits"][0][1] = 2


def more_yeses_than_requests(one):
    one["batches"][0]["rates"]["channel"][0][2] = 10**6


def an_unknown_tactic(one):
    one["batches"][0]["rates"]["=cmd()"] = [["yes", 9, 3]]


def an_unknown_level(one):
    one["batches"][0]["rates"]["channel"][0][0] = "<script>"


def no_batches(one):
    one["batches"] = []


def an_odd_error(one):
    one["batches"][0]["effects"] = [{"tactic": "channel", "estimate": 0.0, "std_error": 0.0}]


def a_text_for_a_number(one):
    one["batches"][0]["counted"] = "many"


def numbers_that_are_none(one):
    one["batches"][0]["effects"] = [
        {"tactic": "referral", "estimate": float("nan"), "std_error": 1}
    ]


def half_a_request(one):
    one["batches"][0]["growth"]["met"] = 2.5


@pytest.mark.parametrize(
    "change",
    [
        a_small_cell,
        more_yeses_than_requests,
        an_unknown_tactic,
        an_unknown_level,
        no_batches,
        an_odd_error,
        a_text_for_a_number,
        numbers_that_are_none,
        half_a_request,
    ],
)
def test_what_no_tally_says_is_refused_even_with_a_checksum(change):
    with pytest.raises(UnreadableFileError, match="broken"):
        sums.require_sums(edited(change), "x.json")


def test_a_changed_tally_is_refused(tmp_path):
    path = tmp_path / "x.json"
    content = tally(log_of(200)).sums
    path.write_bytes(sums.sums_text(content).replace(b'"counted": 1', b'"counted": 2', 1))
    with pytest.raises(UnreadableFileError, match="changed after"):
        pool([path])


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "{}", '{"tally": 1}', "[" * 100_000, '{"tally": 1, "sha256": 3}']
)
def test_what_is_no_tally_is_refused(tmp_path, text):
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(UnreadableFileError, match=r"no tally|changed after"):
        pool([path])
