"""Acceptance rates of whole logs: who counts, in which order, what is left open."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

import outreachlab as ol
from outreachlab.errors import UsageError
from outreachlab.log.vocabulary import COUNTS, OUTCOMES
from tests.logs import log_of

FORMATS = ("", "coffee", "lunch", "phone_call")
rows = st.lists(
    st.tuples(st.sampled_from(FORMATS), st.sampled_from(OUTCOMES), st.integers(1, 28)).map(
        lambda t: {"meeting_format": t[0], "outcome": t[1], "asked_on": f"2026-01-{t[2]:02d}"}
    ),
    min_size=1,
    max_size=40,
)
POOL = Path(__file__).parents[2] / "data" / "coaching_pool.csv"
ANCHOR = {"meeting_format": "other", "outcome": "declined", "asked_on": "2026-01-10"}


@pytest.fixture(scope="module")
def pool():
    return ol.read_log(POOL)


@given(rows)
def test_levels_and_blanks_add_up_to_the_totals(some):
    answer = ol.acceptance_rates(log_of([*some, ANCHOR]), "meeting_format")
    for name in COUNTS:
        total = answer.table[name].sum() + answer.not_recorded[name]
        assert total == answer.ground["totals"][name]


@given(rows, st.randoms(use_true_random=False))
def test_shuffling_the_rows_changes_nothing(some, random):
    some = [*some, ANCHOR]
    shuffled = random.sample(some, len(some))
    first, second = (ol.acceptance_rates(log_of(r), "meeting_format") for r in (some, shuffled))
    assert first.table.equals(second.table)
    assert first.not_recorded == second.not_recorded


def test_levels_come_in_vocabulary_order():
    log = log_of([{"meeting_format": word} for word in ("lunch", "other", "coffee")])
    levels = ol.acceptance_rates(log, "meeting_format").table["level"].tolist()
    assert levels == ["coffee", "lunch", "other"]


def test_a_level_without_a_counted_request_has_no_rate_and_says_why():
    log = log_of([{"venue": "near_me", "outcome": "undelivered"}, {"venue": "remote"}])
    near_me, _ = ol.acceptance_rates(log, "venue").to_json()["levels"]
    assert near_me["rate"] is near_me["low"] is None
    assert near_me["why"] == "no counted request"
    assert "nan" not in repr(ol.acceptance_rates(log, "venue"))


def test_few_counted_requests_are_marked():
    log = log_of([{"venue": "near_me"}] * 9 + [{"venue": "remote"}] * 10)
    shown = repr(ol.acceptance_rates(log, "venue"))
    assert "near me (few)" in shown
    assert "remote (few)" not in shown


def test_text_and_html_hold_the_same_figures():
    rows = [{"venue": "near_me", "outcome": "accepted"}, {"venue": "remote"}]
    answer = ol.acceptance_rates(log_of(rows), "venue")
    text, page = repr(answer), answer._repr_html_()
    for figure in ("100.0%", "20.7% to 100.0%", "2 counted of 2 requests"):
        assert figure in text
        assert figure in page


@pytest.mark.parametrize("name", ["outcome", "responded_on", "agreed_format", "usefulness"])
def test_what_is_known_only_after_the_answer_is_refused(name):
    with pytest.raises(UsageError, match="only after the answer"):
        ol.acceptance_rates(log_of([{name: "declined" if name == "outcome" else ""}]), name)


def test_a_meeting_tactic_is_sent_to_the_meetings():
    log = log_of([{"prepared_questions": "yes", "outcome": "accepted"}])
    with pytest.raises(UsageError, match="`meeting_effects`"):
        ol.acceptance_rates(log, "prepared_questions")


def test_a_number_is_cut_where_one_says():
    log = log_of([{"minutes_asked": str(minutes)} for minutes in (15, 30, 31, 60)])
    table = ol.acceptance_rates(log, "minutes_asked", bins=(30,)).table
    assert table[["level", "counted"]].values.tolist() == [["up to 30", 2], ["over 30", 2]]


def test_several_columns_are_the_rates_by_each(pool):
    several = ol.acceptance_rates(pool, ["channel", "referral"])
    for part, by in zip(several.parts, ("channel", "referral"), strict=True):
        assert part.to_json() == ol.acceptance_rates(pool, by).to_json()
    assert several.table["by"].unique().tolist() == ["channel", "referral"]
    found = several.to_json()
    assert [one["by"] for one in found["rates"]] == ["channel", "referral"]
    assert "as_of" not in found["rates"][0]
    assert several.plot().axes


def test_crossed_rates_are_those_of_one_column_within_a_level_of_the_other(pool):
    crossed = ol.acceptance_rates(pool, "referral", cross="explained_why")
    placed = crossed.table["requests"].sum() + crossed.not_recorded["requests"]
    assert placed == len(pool.frame)
    explained = pool.frame[(pool.frame["explained_why"] == "yes").to_numpy(bool)]
    as_of = date.fromisoformat(crossed.ground["as_of"])
    alone = ol.acceptance_rates(ol.read_log(explained.astype(object)), "referral", as_of=as_of)
    mine = crossed.table[crossed.table["cross_level"] == "yes"]
    for name in ("level", "counted", "accepted", "low", "high"):
        assert mine[name].tolist() == alone.table[name].tolist()
    row = crossed.to_json()["levels"][0]
    assert (row["level"], row["cross_level"]) == ("named", "yes")


def test_crossing_counts_a_pair_of_numbers_and_words_and_nothing_that_does_not_occur():
    rows = [
        {"minutes_asked": "20", "channel": "email", "outcome": "accepted"},
        {"minutes_asked": "60", "channel": "phone"},
        {"minutes_asked": "", "channel": "phone"},
    ]
    crossed = ol.acceptance_rates(log_of(rows), "minutes_asked", cross="channel", bins=[30])
    pairs = crossed.table[["level", "cross_level"]].to_numpy().tolist()
    assert pairs == [["up to 30", "email"], ["over 30", "phone"]]
    assert crossed.not_recorded["counted"] == 1
    with pytest.raises(UsageError, match="nothing to cut"):
        ol.acceptance_rates(log_of(rows), "channel", bins=[30])
    with pytest.raises(UsageError, match="with itself"):
        ol.acceptance_rates(log_of(rows), "channel", cross="channel")
    with pytest.raises(UsageError, match="at least one column"):
        ol.acceptance_rates(log_of(rows), [])
