"""Counts over parts are those of the whole, whatever the number and the order of the parts."""

from dataclasses import replace
from datetime import date

import pytest

from outreachlab.answers.compare import compare
from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.funnel import funnel
from outreachlab.answers.pairs import compare_all
from outreachlab.answers.progress import progress
from outreachlab.answers.rates import acceptance_rates
from outreachlab.answers.waiting import waiting_times
from outreachlab.errors import NothingToComputeError, UnknownColumnError, UnknownLevelError
from outreachlab.intake.read import read_log
from outreachlab.parts.view import open_parts
from outreachlab.simulate import simulate_log
from tests.parts.conftest import split
from tests.parts.same import assert_same_answer


@pytest.mark.parametrize("parts", [3, 11])
@pytest.mark.parametrize(
    "by",
    ["meeting_format", "referral", "short_time", "company", "seeker", "contact", "asked_on",
     "weekday", "month", "nth_request"],
)  # fmt: skip
def test_rates_are_those_of_the_whole(table, parted, parts, by):
    assert_same_answer(acceptance_rates(table, by), acceptance_rates(parted[parts], by))


@pytest.mark.parametrize("name", ["weekday", "month", "nth_request"])
def test_a_column_of_the_file_wins_over_one_of_the_calendar(tmp_path, name):
    log = simulate_log(600, seekers=30, rng=5, days=300)
    own = ["Friday", "Monday", "payday", "x", ""]
    log[name] = [own[place % len(own)] for place in range(len(log))]
    table, parts = split(log, tmp_path / "own", 3)
    answers = [acceptance_rates(one, name) for one in (table, parts)]
    assert_same_answer(*answers)
    assert set(answers[0].table["level"]) == set(filter(None, own))
    assert_same_answer(compare(table, name, ("payday", "x")), compare(parts, name, ("payday", "x")))
    assert_same_answer(waiting_times(table, name), waiting_times(parts, name))
    model = [adjusted_effects(one, terms=[name, "channel"]) for one in (table, parts)]
    assert_same_answer(*model)
    joined = parts.joined().frame[name].astype("str").value_counts()
    assert joined.sum() == (log[name] != "").sum()


def test_a_number_in_bins_is_counted_alike(table, parted):
    answers = (
        ask(log, "minutes_asked", bins=[15, 30])
        for ask, log in (
            (acceptance_rates, table),
            (acceptance_rates, parted[3]),
        )
    )
    assert_same_answer(*answers)


def test_rates_of_several_columns_and_crossed_ones_are_those_of_the_whole(table, parted):
    for by, cross, bins in (
        (["channel", "industry"], None, None),
        ("role", "channel", None),
        ("minutes_asked", "seeker", [15, 30]),
    ):
        whole = acceptance_rates(table, by, cross=cross, bins=bins)
        parts = acceptance_rates(parted[11], by, cross=cross, bins=bins)
        assert_same_answer(whole, parts)


def test_a_comparison_is_that_of_the_whole(table, parted):
    assert_same_answer(compare(table, "short_time"), compare(parted[11], "short_time"))


def test_all_pairs_are_those_of_the_whole(table, parted):
    assert_same_answer(compare_all(table, "channel"), compare_all(parted[11], "channel"))


@pytest.mark.parametrize("by", [None, "channel", "industry"])
def test_waiting_times_are_those_of_the_whole(table, parted, by):
    assert_same_answer(waiting_times(table, by), waiting_times(parted[11], by))


def test_the_funnel_is_that_of_the_whole(table, parted):
    assert_same_answer(funnel(table), funnel(parted[11]))


@pytest.mark.parametrize("by", ["week", "month"])
@pytest.mark.parametrize("cluster", ["auto", "none"])
def test_progress_is_that_of_the_whole(table, parted, by, cluster):
    whole, *parts = (progress(log, by=by, cluster=cluster) for log in (table, *parted.values()))
    for one in parts:
        assert_same_answer(whole, one)


def test_the_order_of_the_parts_changes_nothing(table, parted):
    log = parted[11]
    backwards = replace(log, manifest=replace(log.manifest, parts=log.manifest.parts[::-1]))
    assert_same_answer(acceptance_rates(table, "company"), acceptance_rates(backwards, "company"))
    assert_same_answer(waiting_times(table, "channel"), waiting_times(backwards, "channel"))
    assert_same_answer(progress(table), progress(backwards))


def test_a_day_of_judgement_and_a_span_of_days_are_those_of_the_whole(pool, parted):
    span = {"since": date(2026, 2, 1), "until": date(2026, 6, 1), "seeker": "s07"}
    when = {"as_of": date(2026, 5, 1), "window_days": 14}
    table = read_log(pool, **span)
    log = open_parts(parted[3].folder, **span)
    assert_same_answer(
        acceptance_rates(table, "channel", **when), acceptance_rates(log, "channel", **when)
    )
    assert_same_answer(funnel(table, **when), funnel(log, **when))
    assert_same_answer(progress(table, **when), progress(log, **when))


def test_what_cannot_be_asked_is_refused_before_a_part_is_read(parted):
    with pytest.raises(UnknownColumnError):
        acceptance_rates(parted[3], "shoe_size")
    with pytest.raises(UnknownLevelError):
        funnel(replace(parted[3], seeker="nobody"))
    with pytest.raises(NothingToComputeError):
        funnel(parted[3], as_of=date(2001, 1, 1))
