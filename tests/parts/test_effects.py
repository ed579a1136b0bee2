"""Adjusted effects over parts are those of the whole to 1e-10, whatever the parts."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.effects import adjusted_effects
from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.fitting import reading as model, rows_in_parts as rows
from outreachlab.intake.read import read_log
from outreachlab.log.people import folded
from outreachlab.parts import partition as module
from outreachlab.parts.partition import partition
from outreachlab.parts.view import open_parts
from outreachlab.stats import alike, conditional, estimation, logit, separation
from tests.parts.conftest import LEAST, split
from tests.parts.same import assert_same_answer

ASKED = {
    "the usual terms": {},
    "terms, a number and an interaction": {
        "terms": ["meeting_format", "minutes_asked", "referral"],
        "interactions": [("meeting_format", "referral")],
        "baselines": {"meeting_format": "coffee"},
    },
    "clusters by chain": {"terms": ["referral", "channel"], "cluster": "chain"},
    "clusters that cross parts": {"terms": ["referral", "channel"], "cluster": "company"},
    "clusters by a number": {"terms": ["channel"], "cluster": "minutes_asked"},
    "no clusters": {"terms": ["channel", "short_time"], "cluster": "none"},
    "a term that another tells": {"terms": ["short_time", "time_limit"]},
    "terms by name": {
        "terms": ["industry", "offered_phone"],
        "confidence": 0.9,
        "adjustment": "benjamini-hochberg",
    },
}


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
@pytest.mark.parametrize("parts", [3, 11])
def test_effects_are_those_of_the_whole(table, parted, parts, asked):
    found = adjusted_effects(parted[parts], **asked)
    assert_same_answer(adjusted_effects(table, **asked), found)


def test_the_order_of_the_parts_changes_nothing(table, parted):
    log = parted[11]
    backwards = replace(log, manifest=replace(log.manifest, parts=log.manifest.parts[::-1]))
    asked = ASKED["clusters that cross parts"]
    assert_same_answer(adjusted_effects(table, **asked), adjusted_effects(backwards, **asked))


@pytest.mark.parametrize("name", ["terms by name", "clusters by chain"])
def test_rows_one_by_one_give_what_those_that_are_alike_give_together(
    table, parted, monkeypatch, name
):
    found = adjusted_effects(table, **ASKED[name])
    monkeypatch.setattr(alike, "MOST_CELLS", 0)
    for log in (table, parted[3]):
        assert_same_answer(found, adjusted_effects(log, **ASKED[name]))


def test_a_process_that_keeps_no_rows_finds_the_same(table, parted, monkeypatch):
    monkeypatch.setattr(model, "KEPT_BYTES", 0)
    model._kept.clear()
    asked = ASKED["clusters by chain"]
    found = adjusted_effects(parted[3], **asked)
    assert_same_answer(adjusted_effects(table, **asked), found)
    assert not model._kept


def test_rows_kept_of_other_days_are_not_taken(pool, parted):
    asked = {"terms": ["offered_phone"]}
    for look in ({}, {"since": date(2026, 4, 1)}, {"until": date(2026, 4, 1)}):
        log = open_parts(parted[3].folder, **look)
        whole = adjusted_effects(read_log(pool, **look), **asked)
        assert_same_answer(whole, adjusted_effects(log, **asked))


@pytest.fixture
def separated(pool, tmp_path, small_parts):
    """A pool in which one channel was never accepted, as a table and in parts."""
    frame = pd.read_csv(pool, dtype=str)
    hit = frame["channel"] == "text"
    frame.loc[hit & (frame["outcome"] != "undelivered"), "outcome"] = "no_reply"
    frame.loc[hit, ["responded_on", "met_on", "thanked_on", "agreed_format"]] = None
    frame.to_csv(tmp_path / "log.csv", index=False)
    partition(tmp_path / "log.csv", tmp_path / "parts", memory=64 << 20)
    return read_log(tmp_path / "log.csv"), open_parts(str(tmp_path / "parts"))


def test_firths_likelihood_takes_over_as_it_does_of_the_whole(separated, monkeypatch):
    table, log = separated
    assert len(log.parts) > 5
    asked = {"terms": ["channel", "short_time"]}
    whole = adjusted_effects(table, **asked)
    assert whole.model == "firth"
    assert_same_answer(whole, adjusted_effects(log, **asked))
    monkeypatch.setattr(rows, "MOST_GATHERED", 100)
    monkeypatch.setattr(separation, "ROWS_AT_ONCE", 20)  # so that the programme takes rounds
    monkeypatch.setattr(alike, "MOST_CELLS", 0)  # rows one by one, in passes
    assert_same_answer(whole, adjusted_effects(log, **asked))


@pytest.mark.parametrize("most", [100, 10**6])
def test_a_request_far_out_that_separates_nothing_keeps_its_clusters(
    pool, tmp_path, monkeypatch, most
):
    # |x'b| beyond 15 calls for the programme, which finds a finite estimate
    monkeypatch.setattr(rows, "MOST_GATHERED", most)
    log = pd.read_csv(pool, dtype=str, keep_default_na=False)
    years = np.random.default_rng(1).normal(20, 10, len(log)) + 4 * (log["outcome"] == "accepted")
    years[np.flatnonzero(log["outcome"] == "accepted")[7]] = 900
    log["years"] = years.round(1).astype(str)
    table, parts = split(log, tmp_path / "split", 8, {"tactics": {"years": "number"}})
    asked = {"terms": ["years", "offered_phone"], "cluster": "seeker"}
    whole = adjusted_effects(table, **asked)
    assert whole.model == "logit"
    assert_same_answer(whole, adjusted_effects(parts, **asked))


def test_few_yeses_are_fitted_in_passes_as_of_the_whole(parted, table, monkeypatch):
    monkeypatch.setattr(estimation, "EVENTS_PER_COEFFICIENT", 10_000)
    monkeypatch.setattr(rows, "MOST_GATHERED", 100)
    asked = {"terms": ["referral", "minutes_asked"]}
    whole = adjusted_effects(table, **asked)
    assert whole.model == "firth"
    assert_same_answer(whole, adjusted_effects(parted[11], **asked))


WITHIN = {
    "seekers": {"terms": ["channel", "offered_phone"], "fixed_effects": "seeker"},
    "seekers, the usual terms": {"fixed_effects": "seeker"},
    "a term that a seeker has one value of": {
        "terms": ["channel", "batch"],
        "fixed_effects": "seeker",
    },
    "chains": {"terms": ["channel", "short_time"], "fixed_effects": "chain"},
    "a column of groups of seekers": {"terms": ["channel"], "fixed_effects": "batch"},
}


@pytest.fixture(scope="module")
def batches(pool, tmp_path_factory):
    """The pool with a column that tells which part a seeker will be in, as a table and in parts."""
    folder = tmp_path_factory.mktemp("batches")
    frame = pd.read_csv(pool, dtype=str).assign(batch="b00")
    for name in ("one.csv", "two.csv"):
        frame.to_csv(folder / name, index=False)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(module, "BYTES_PER_ROW", LEAST // 500)
            partition(folder / name, folder / name[:3], memory=LEAST)
        parts = open_parts(str(folder / name[:3])).parts
        number = {
            folded(seeker): part.number
            for part in parts
            for seeker in part.read(()).frame["seeker"].cat.categories
        }
        frame["batch"] = [f"b{number[folded(seeker)]:02d}" for seeker in frame["seeker"]]
    return read_log(folder / "two.csv"), open_parts(str(folder / "two"))


@pytest.mark.parametrize("asked", WITHIN.values(), ids=WITHIN)
def test_comparisons_within_are_those_of_the_whole(batches, asked):
    table, log = batches
    assert len(log.parts) > 5
    whole = adjusted_effects(table, **asked)
    assert whole.model == "conditional logit"
    assert_same_answer(whole, adjusted_effects(log, **asked))
    backwards = replace(log, manifest=replace(log.manifest, parts=log.manifest.parts[::-1]))
    assert_same_answer(whole, adjusted_effects(backwards, **asked))


def test_strata_in_many_batches_are_those_of_the_whole(table, parted, monkeypatch):
    monkeypatch.setattr(conditional, "BATCH_SIZE", 900)
    asked = {"terms": ["offered_phone"], "fixed_effects": "seeker"}
    found = adjusted_effects(parted[3], **asked)
    assert_same_answer(adjusted_effects(table, **asked), found)


def test_a_seekers_own_comparison_is_that_of_the_whole(pool, parted):
    asked = {"terms": ["offered_phone"], "fixed_effects": "seeker", "as_of": date(2026, 9, 1)}
    found = adjusted_effects(replace(parted[3], seeker="S07"), **asked)
    assert_same_answer(adjusted_effects(read_log(pool, seeker="S07"), **asked), found)


def test_a_comparison_within_what_crosses_parts_is_refused(parted):
    with pytest.raises(UsageError, match="requests of one company are in several parts"):
        adjusted_effects(parted[3], terms=["channel"], fixed_effects="company")


@pytest.mark.parametrize("asked", [{"terms": ["shoe"]}, {"cluster": "shoe"}, {"terms": ["notes"]}])
def test_what_cannot_be_asked_is_refused_as_of_the_whole(table, parted, asked):
    with pytest.raises(OutreachlabError) as whole:
        adjusted_effects(table, **asked)
    with pytest.raises(type(whole.value)):
        adjusted_effects(parted[3], **asked)


def test_kinds_too_many_to_keep_are_made_anew_each_time(table, parted, monkeypatch):
    found = adjusted_effects(table, **ASKED["the usual terms"])
    monkeypatch.setattr(alike, "MOST_BUILT", 0)
    monkeypatch.setattr(alike, "PART_ROWS", 100)
    monkeypatch.setattr(logit, "PART_ROWS", 100)
    assert_same_answer(found, adjusted_effects(table, **ASKED["the usual terms"]))
    assert_same_answer(found, adjusted_effects(parted[3], **ASKED["the usual terms"]))
