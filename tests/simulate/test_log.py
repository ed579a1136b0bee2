"""Every simulated log keeps the rules of an outreach log, whatever the seed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.errors import UnknownLevelError, UsageError
from outreachlab.intake.read import check_log, read_log
from outreachlab.log.lineage import NEVER, parents_of
from outreachlab.log.people import same_people
from outreachlab.log.vocabulary import COLUMN, COLUMNS, REQUIRED, WINDOW_DAYS, stage_of
from outreachlab.simulate import Truth, draw_log, simulate_log, text_frame, typed_frame
from outreachlab.simulate.people import PAIRS, STRIDE, name_of

DATES = tuple(column.name for column in COLUMNS if column.kind == "date")
MEETING = tuple(column.name for column in COLUMNS if column.stage == "meeting")
NO_BLANKS = Truth(blanks={})
EXAMPLES = settings(max_examples=30)


@st.composite
def drawn_logs(draw, truth=None):
    """Logs small and large, short and long, of one seeker and of several."""
    seekers = draw(st.sampled_from([1, 1, 2, 7]))
    return draw_log(
        draw(st.integers(seekers, 150)),
        seekers=seekers,
        truth=truth,
        rng=draw(st.integers(0, 10_000)),
        days=draw(st.sampled_from([1, 20, 90, 240, 900])),
        quiet_days=draw(st.sampled_from([0, 0, 30, 400])),
    )


def dated(log: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({name: pd.to_datetime(log[name], format="%Y-%m-%d") for name in DATES})


# What a simulated log tells by a day or a number instead.
NOT_DRAWN = {"met", "thanked", "names_given"}


@given(drawn_logs())
@EXAMPLES
def test_a_log_holds_nothing_but_the_words_of_the_vocabulary(drawn):
    log = text_frame(drawn)
    absent = [*NOT_DRAWN, *([] if drawn.seekers > 1 else ["seeker"])]
    assert list(log) == [c.name for c in COLUMNS if c.name not in absent]
    for name in log:
        column, texts = COLUMN[name], set(log[name]) - {""}
        if column.words:
            assert texts <= set(column.words)
        if column.kind == "whole":
            numbers = [int(text) for text in texts]
            assert all(column.low <= number <= (column.high or 10**6) for number in numbers)
    assert (log[list(REQUIRED)] != "").all(axis=None)
    assert (log["request_id"] != "").all()


@given(drawn_logs() | drawn_logs(NO_BLANKS))
@EXAMPLES
def test_dates_come_in_order_and_none_lies_after_the_last_day(drawn):
    log = dated(text_frame(drawn))
    for later, earlier in (
        ("responded_on", "asked_on"),
        ("followed_up_on", "asked_on"),
        ("responded_on", "followed_up_on"),
        ("met_on", "responded_on"),
        ("thanked_on", "met_on"),
    ):
        gap = (log[later] - log[earlier]).dropna()
        assert (gap >= pd.Timedelta(0)).all(), (later, earlier)
    assert log["thanked_on"].notna().sum() <= log["met_on"].notna().sum()
    last = pd.Timestamp(drawn.start) + pd.Timedelta(days=drawn.end)
    assert log.max(axis=None) <= last
    if not drawn.truth.blanks:  # the day of judgement is that of the last request or answer
        assert log[["asked_on", "responded_on", "followed_up_on"]].max(axis=None) == last


@given(drawn_logs(NO_BLANKS))
@EXAMPLES
def test_the_outcome_agrees_with_the_dates(drawn):
    log = text_frame(drawn)
    dates, outcome = dated(log), log["outcome"]
    answered = outcome.isin(["accepted", "declined"])
    assert (dates["responded_on"].notna() == answered).all()
    assert (outcome[dates["met_on"].notna()] == "accepted").all()
    assert (outcome[log["agreed_format"] != ""] == "accepted").all()
    assert dates.loc[outcome == "undelivered", "followed_up_on"].isna().all()
    age = (pd.Timestamp(drawn.start) + pd.Timedelta(days=drawn.end) - dates["asked_on"]).dt.days
    assert (age[outcome == "no_reply"] >= WINDOW_DAYS).all()


@given(drawn_logs(NO_BLANKS))
@EXAMPLES
def test_meeting_columns_are_filled_where_a_meeting_was_held_and_nowhere_else(drawn):
    log = text_frame(drawn)
    held = log["met_on"] != ""
    for name in {*MEETING, "led_to"} - NOT_DRAWN:
        assert ((log[name] != "") == held).all(), name


@given(drawn_logs(NO_BLANKS))
@EXAMPLES
def test_what_a_request_says_hangs_together(drawn):
    log = text_frame(drawn)
    assert (log.loc[log["referrer"] == "", "mentioned_referrer"] == "no").all()
    remote = log["meeting_format"].isin(["phone_call", "video_call"])
    assert ((log["venue"] == "remote") == remote).all()
    minutes = pd.to_numeric(log["minutes_asked"], errors="coerce")
    assert ((drawn.used["short_time"] == 0) == (minutes <= 30)).all()


@given(drawn_logs())
@EXAMPLES
def test_parents_follow_the_rule_and_precede_their_children(drawn):
    frame = typed_frame(drawn)
    contact, referrer = same_people(frame["contact"], frame["referrer"])
    day = {name: drawn.days[name].astype(np.int64) for name in ("asked_on", "met_on")}
    held = np.where(frame["met_on"].isna(), NEVER, day["met_on"])
    number = frame["request_id"].str[1:].astype(int).to_numpy()
    parents = parents_of(
        drawn.seeker, contact, referrer, day["asked_on"], held, lambda rows: number[rows]
    )
    np.testing.assert_array_equal(parents, drawn.parent)
    child = np.flatnonzero(parents >= 0)
    assert (parents[child] < child).all()
    assert (day["asked_on"][parents[child]] <= day["asked_on"][child]).all()
    assert (drawn.generation[child] == drawn.generation[parents[child]] + 1).all()
    assert (contact != referrer).all()
    outside = drawn.outside >= 0
    assert not set(referrer[outside & (drawn.seekers == 1)]) & set(contact)


@given(drawn_logs())
@settings(max_examples=8)
def test_a_log_is_read_without_a_fault_and_as_it_was_typed(drawn):
    log = text_frame(drawn)
    assert check_log(log).table.empty
    frame, typed = read_log(log).frame, typed_frame(drawn)
    assert list(typed) == [name for name in COLUMN if name in frame]
    for name in typed:
        texts = typed[name].astype("str").fillna(""), frame[name].astype("str").fillna("")
        assert (texts[0].to_numpy() == texts[1].to_numpy()).all(), name


def test_the_log_has_as_many_rows_and_seekers_as_asked_for():
    for n, seekers in ((1, 1), (60, 1), (60, 60), (1000, 37)):
        drawn = draw_log(n, seekers=seekers, rng=n)
        assert len(drawn) == n
        assert len(np.unique(drawn.seeker)) == seekers
    assert simulate_log(9, seekers=3)["seeker"].unique().tolist() == ["S01", "S02", "S03"]


def test_the_same_seed_gives_the_same_log_and_a_generator_goes_on():
    pd.testing.assert_frame_equal(simulate_log(80, rng=4), simulate_log(80, rng=4))
    generator = np.random.default_rng(4)
    first = simulate_log(80, rng=generator)
    pd.testing.assert_frame_equal(first, simulate_log(80, rng=4))
    assert not first.equals(simulate_log(80, rng=generator))


def test_a_few_people_are_asked_twice_but_nobody_who_answered():
    drawn = draw_log(20_000, seekers=100, rng=2, truth=NO_BLANKS)
    again = np.flatnonzero(drawn.person != np.arange(len(drawn)))
    assert 0.01 < len(again) / len(drawn) < 0.08
    assert not np.isin(drawn.person[again], again).any()  # nobody is asked three times
    log = text_frame(drawn)
    assert (log["responded_on"].to_numpy()[drawn.person[again]] == "").all()
    assert (
        log["contact"].to_numpy()[again] == log["contact"].to_numpy()[drawn.person[again]]
    ).all()
    people = log.groupby("seeker")["contact"].nunique().sum()
    assert people == len(drawn) - len(again)


def test_names_stay_apart_when_the_pairs_run_out():
    assert np.gcd(PAIRS, STRIDE) == 1
    codes = [0, 1, PAIRS, PAIRS * 2, PAIRS * 27, PAIRS * 28]
    names = [name_of(code) for code in codes]
    assert names[2].replace(" A. ", " ") == names[0]
    assert len(set(names)) == len(codes)
    log = simulate_log(PAIRS + 3000, truth=Truth(asked_again=0), rng=1)
    assert log["contact"].is_unique


def test_blanks_are_as_frequent_as_planted():
    drawn = draw_log(40_000, seekers=400, rng=6)
    log = text_frame(drawn)
    held = log["met_on"] != ""
    for name, share in drawn.truth.blanks.items():
        if name in ("responded_on", "agreed_format"):
            continue  # blank where nothing came back, too
        cells = log.loc[held, name] if stage_of(name) in ("meeting", "after") else log[name]
        error = np.sqrt(share * (1 - share) / len(cells))
        assert abs((cells == "").mean() - share) < 5 * error, name


@pytest.mark.parametrize(
    "wrong",
    [{"n": 0}, {"seekers": 0}, {"n": 3, "seekers": 4}, {"days": 0}, {"quiet_days": -1}],
)
def test_a_log_that_cannot_be_is_refused(wrong):
    with pytest.raises(UsageError):
        simulate_log(**wrong)


def test_a_truth_that_names_no_level_or_no_probability_is_refused():
    with pytest.raises(UnknownLevelError, match="brunch"):
        Truth(effects={"meeting_format": {"brunch": 1.0}})
    with pytest.raises(UnknownLevelError, match="pigeon"):
        Truth(mix={"channel": {"pigeon": 1.0}})
    with pytest.raises(UsageError, match="undelivered"):
        Truth(undelivered=1.5)
