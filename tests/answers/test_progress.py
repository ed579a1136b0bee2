"""Progress over time: the counts by pandas' own calendar, the test that of `compare`, the edges."""

import json
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.answers.progress import progress
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.stats.intervals import interval_of
from tests.logs import log_of

DATA = Path(__file__).parents[2] / "data"
RULES = {"week": "W-MON", "month": "MS"}  # how pandas names them, each by its first day


@pytest.fixture(scope="module")
def mine():
    return ol.read_log(DATA / "outreach_log.csv")


@pytest.fixture(scope="module")
def pool():
    return ol.read_log(DATA / "coaching_pool.csv")


def counted_by_pandas(log: ol.CheckedLog, by: str) -> pd.DataFrame:
    """The same counts from the frame alone, for a log some of whose requests are open."""
    frame = log.table
    days = frame[["asked_on", "responded_on", "followed_up_on"]]
    as_of = days.max().max()
    delivered = frame["outcome"] != "undelivered"
    sent = delivered & (as_of - frame["asked_on"] >= pd.Timedelta(days=21))
    held = (frame["outcome"] == "accepted") & (frame["met_on"] <= as_of)
    answered = sent & frame["outcome"].isin(["accepted", "declined"])
    accepted = sent & (frame["outcome"] == "accepted")
    told = {"requests": frame["outcome"].notna(), "counted": sent, "answered": answered}
    told["accepted"] = accepted
    grouper = {"freq": RULES[by], "closed": "left", "label": "left"}
    wide = pd.DataFrame(told).assign(day=frame["asked_on"])
    sums = wide.groupby(pd.Grouper(key="day", **grouper)).sum()
    met = frame.loc[held].groupby(pd.Grouper(key="met_on", **grouper)).size().rename("met")
    return sums.join(met, how="outer").fillna(0).astype(int)


@pytest.mark.parametrize("by", ["week", "month"])
@pytest.mark.parametrize("name", ["mine", "pool"])
def test_counts_are_those_of_pandas_calendar(request, name, by):
    log = request.getfixturevalue(name)
    table = progress(log, by=by).table.set_index("start")
    expected = counted_by_pandas(log, by)
    last = table.index[-1]
    assert expected.index[-1] <= last  # the day of judgement may lie in a period of its own
    expected = expected.reindex(table.index, fill_value=0)
    for column in expected:
        assert table[column].tolist() == expected[column].tolist(), column


def test_the_sums_of_all_periods_are_the_totals_and_the_funnel(mine):
    answer = progress(mine)
    sums = answer.table[["requests", "undelivered", "too_young", "counted", "accepted"]].sum()
    totals = answer.ground["totals"]
    assert sums.to_dict() == {name: totals[name] for name in sums.index}
    steps = {step.step: step.count for step in ol.funnel(mine).steps}
    assert answer.table["answered"].sum() == steps["answered"]
    held = ol.funnel(mine, as_of=date(2027, 1, 1)).steps[4].count
    assert progress(mine, as_of=date(2027, 1, 1)).table["met"].sum() == held


def test_limits_are_wilson_s_of_one_seeker_and_wider_among_many(mine, pool):
    table = progress(mine).table
    low, high = interval_of(table["accepted"], table["counted"], 0.95)
    np.testing.assert_allclose(table[["low", "high"]], np.stack([low, high], axis=1))
    among, alone = (progress(pool, by="month", cluster=one) for one in ("auto", "none"))
    by_month = ol.acceptance_rates(pool, "month").table  # the pool is of one year
    known = among.table[among.table["requests"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(known[["low", "high"]], by_month[["low", "high"]])
    widths = [(one.table["high"] - one.table["low"]).mean() for one in (among, alone)]
    assert widths[0] > widths[1]


@pytest.mark.parametrize("name", ["mine", "pool"])
def test_now_against_before_is_what_compare_says_of_the_two(request, name):
    log = request.getfixturevalue(name)
    found = progress(log).to_json()["now_against_before"]
    start, end = (pd.Timestamp(found["now"][side]) for side in ("start", "end"))
    assert (end - start).days == 27
    assert pd.Timestamp(progress(log).ground["as_of"]) - end == pd.Timedelta(days=21)
    frame = log.table.copy()
    side = np.where(frame["asked_on"] > end, "", np.where(frame["asked_on"] < start, "b", "n"))
    judged = ol.read_log(frame.assign(lately=side).astype(object))
    other = ol.compare(judged, "lately", ("n", "b")).to_json()
    assert [one["counted"] for one in found["levels"]] == [
        one["counted"] for one in other["levels"]
    ]
    assert found["p_value"] == pytest.approx(other["p_value"], rel=1e-12)
    for key in ("estimate", "low", "high"):
        assert found["difference"][key] == pytest.approx(other["difference"][key], rel=1e-12)
    assert (
        found["test"] == other["test"] == ("clustered t" if name == "pool" else "n-1 chi-squared")
    )


def asked(day: str, outcome: str = "no_reply", **more: str) -> dict[str, str]:
    return {"asked_on": day, "outcome": outcome} | more


def test_a_week_without_requests_is_a_row_of_zeros():
    rows = [asked("2026-01-05"), asked("2026-01-07", "accepted"), asked("2026-01-20")]
    table = progress(log_of(rows)).table
    assert [f"{day:%Y-%m-%d}" for day in table["start"]] == [
        "2026-01-05",
        "2026-01-12",
        "2026-01-19",
    ]
    assert table["requests"].tolist() == [2, 0, 1]
    assert table["rate"].isna().tolist() == [False, True, False]


def test_years_of_gap_are_one_line_and_all_rows_of_the_table():
    answer = progress(log_of([asked("2019-01-02"), asked("2026-01-02", "accepted")]))
    assert len(answer.table) == 366
    assert "2019-01-07 to 2025-12-22" in repr(answer)
    assert len(repr(answer).splitlines()) < 12
    answer.plot()


def test_one_day_and_one_request_say_what_is_missing():
    for rows in ([asked("2026-01-05", "pending")], [asked("2026-01-05", "pending")] * 3):
        answer = progress(log_of(rows))
        assert len(answer.table) == 1
        plain = json.dumps(answer.to_json(), allow_nan=False)
        assert "no counted request" in plain
        assert "no window is over yet" in repr(answer)
        assert "nan" not in repr(answer)


def test_fewer_than_five_a_side_are_not_held_against_each_other():
    early = [asked(f"2026-01-{day:02d}", ("accepted", "declined")[day % 2]) for day in range(1, 29)]
    late = [asked(f"2026-03-0{day}", "declined") for day in range(1, 5)]
    last = [asked("2026-04-15", "pending")]
    found = progress(log_of([*early, *late, *last])).to_json()["now_against_before"]
    assert [one["counted"] for one in found["levels"]] == [4, 28]
    assert (found["difference"]["estimate"], found["p_value"]) == (None, None)
    assert "fewer than five" in found["why"]
    fifth = [asked("2026-03-05", "declined")]
    found = progress(log_of([*early, *late, *fifth, *last])).to_json()["now_against_before"]
    assert found["difference"]["estimate"] == pytest.approx(-0.5)


@pytest.mark.parametrize("outcome", ["accepted", "no_reply"])
def test_a_log_of_yeses_alone_or_none_has_no_rate(outcome):
    rows = [asked(f"2026-0{month}-1{day}", outcome) for month in range(1, 6) for day in range(6)]
    answer = progress(log_of(rows))
    assert answer.table["rate"].isna().all()
    found = answer.to_json()
    assert found["now_against_before"]["difference"]["why"] in found["periods"][0]["why"]


def test_meetings_without_a_day_stand_in_no_period_and_are_counted_beside():
    rows = [
        asked("2026-01-05", "accepted", met="yes", met_on=""),
        asked("2026-01-05", "accepted", met="yes", met_on="2026-01-14"),
        asked("2026-01-20"),
    ]
    answer = progress(log_of(rows))
    assert (answer.table["met"].tolist(), answer.undated) == ([0, 1, 0], 1)
    assert "1 meeting without a day stands in no week" in repr(answer)
    without = progress(log_of([{k: v for k, v in row.items() if k != "met_on"} for row in rows]))
    assert without.undated == 2
    assert without.to_json()["periods"][0]["met"] is None
    assert "no column met_on" in without.to_json()["periods"][0]["why"]


def test_a_meeting_stands_in_the_period_in_which_it_was_held():
    rows = [asked("2026-01-30", "accepted", met_on="2026-02-03"), asked("2026-02-25", "pending")]
    table = progress(log_of(rows), by="month").table
    assert (table["accepted"].tolist(), table["met"].tolist()) == ([1, 0], [0, 1])


def test_a_span_of_days_ends_where_it_was_cut_and_a_seeker_s_pause_does_not(pool):
    until = ol.read_log(DATA / "coaching_pool.csv", until=date(2026, 6, 14))
    assert progress(until).table["start"].iloc[-1] <= pd.Timestamp("2026-07-27")
    gone = pool.table.groupby("seeker", observed=True)["asked_on"].max().idxmin()
    quiet = progress(pool.of_seeker(gone)).table
    assert quiet["requests"].iloc[-3:].sum() == 0
    assert quiet["start"].iloc[-1] == progress(pool).table["start"].iloc[-1]


def test_what_makes_no_sense_is_said(mine):
    with pytest.raises(UsageError, match="`by` must be 'week' or 'month', not 'year'"):
        progress(mine, by="year")
    with pytest.raises(NothingToComputeError):
        progress(mine, as_of=date(2001, 1, 1))


def test_the_order_of_the_rows_changes_nothing(pool):
    shuffled = ol.read_log(pool.frame.sample(frac=1, random_state=4).astype(object))
    one, two = progress(pool).to_json(), progress(shuffled).to_json()
    for key in ("periods", "now_against_before"):
        assert one[key] == two[key]
