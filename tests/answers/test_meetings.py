import json
import warnings
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from outreachlab.answers.compare import compare
from outreachlab.answers.meetings import MEETING_TACTICS, meeting_effects
from tests.logs import log_of

LATER = date(2026, 2, 1)
CLOSED_FORM = 1e-12  # the same sums in another order


def held(names="", **more):
    return {
        "outcome": "accepted",
        "responded_on": "2026-01-06",
        "met_on": "2026-01-08",
        "referrals_given": names,
    } | more


ROWS = [
    *[held("1", prepared_questions="yes", minutes_asked="30", minutes_met="45", usefulness="4")]
    * 9,
    *[held("0", prepared_questions="yes", minutes_asked="30", minutes_met="30", usefulness="2")]
    * 3,
    *[held("3", prepared_questions="no", offered_to_wrap_up="yes")] * 2,
    *[held("0", prepared_questions="no", minutes_met="90")] * 6,
    held("0"),
    held("", prepared_questions="yes"),
    held("5", prepared_questions="no", met_on=""),
    {"outcome": "declined", "responded_on": "2026-01-06"},
    {"outcome": "no_reply", "asked_on": "2026-02-20"},
]


def test_only_meetings_held_that_say_how_many_names_enter():
    answer = meeting_effects(log_of(ROWS)).to_json()
    assert answer["held"] == 22
    (prepared, *_) = answer["tactics"]
    assert [(side["level"], side["held"], side["named"]) for side in prepared["levels"]] == [
        ("yes", 12, 9),
        ("no", 8, 2),
    ]


def test_the_contrast_is_that_of_the_same_counts_of_requests():
    # the same four counts as requests go through compare, which R and published tables judge
    counts = [("yes", 9, 12), ("no", 2, 8)]
    rows = [
        {"offered_phone": level, "outcome": "accepted" if place < hits else "declined"}
        for level, hits, total in counts
        for place in range(total)
    ]
    wanted = compare(log_of(rows), "offered_phone").to_json()
    (prepared, *_) = meeting_effects(log_of(ROWS)).to_json()["tactics"]
    assert prepared["difference"] == wanted["difference"]
    assert prepared["p_value"] == wanted["p_value"]
    assert prepared["test"] == wanted["test"]
    for side, level in zip(prepared["levels"], wanted["levels"], strict=True):
        assert [side[name] for name in ("rate", "low", "high")] == [
            level[name] for name in ("rate", "low", "high")
        ]


def test_names_time_and_usefulness_are_over_those_that_say():
    answer = meeting_effects(log_of(ROWS)).to_json()
    assert answer["names_per_meeting"] == pytest.approx((9 + 6) / 21)
    low, high = proportion_confint(9, 12, method="wilson")
    over = answer["ran_over"]
    assert (over["count"], over["of"]) == (9, 12)
    assert (over["low"], over["high"]) == pytest.approx((low, high), abs=CLOSED_FORM)
    ratings = DescrStatsW([4] * 9 + [2] * 3)
    useful = answer["usefulness"]
    assert (useful["mean"], useful["of"]) == (pytest.approx(ratings.mean), 12)
    expected = pytest.approx(ratings.tconfint_mean(), abs=CLOSED_FORM)
    assert (useful["low"], useful["high"]) == expected


def test_who_offered_to_wrap_up_splits_the_meetings_that_ran_over():
    rows = [
        held(minutes_asked="30", minutes_met="40", offered_to_wrap_up="no"),
        held(minutes_asked="30", minutes_met="20", offered_to_wrap_up="yes"),
        held(minutes_asked="30", minutes_met="50", offered_to_wrap_up="yes"),
        held(minutes_asked="30", minutes_met="50", offered_to_wrap_up=""),
    ]
    answer = meeting_effects(log_of(rows), as_of=LATER)
    split = {level: (ran.count, ran.of) for level, ran in answer.ran_over_by_wrap_up.items()}
    assert split == {"yes": (1, 2), "no": (1, 1)}
    assert (answer.ran_over.count, answer.ran_over.of) == (3, 4)
    told = answer.to_json()["ran_over"]
    assert (told["count"], told["of"]) == (3, 4)
    by_side = told["offered_to_wrap_up"]
    assert {level: (one["count"], one["of"]) for level, one in by_side.items()} == split


def test_limits_of_a_mean_stay_on_its_scale_and_one_meeting_has_none():
    rows = [held(usefulness=rating) for rating in ("5", "5", "4")]
    assert meeting_effects(log_of(rows), as_of=LATER).useful.high == 5
    alone = meeting_effects(log_of(rows[:1]), as_of=LATER).useful
    assert (alone.mean, alone.low, alone.of) == (5, None, 1)
    assert "one meeting" in alone.to_json()["why"]


def test_tactics_without_a_column_are_left_out_and_named():
    answer = meeting_effects(log_of([held("1", arrived_on_time="yes")]), as_of=LATER)
    assert [tactic.tactic for tactic in answer.tactics] == ["arrived_on_time"]
    assert "not recorded: prepared questions, researched field" in repr(answer)


def test_all_six_pieces_of_advice_about_meetings_are_looked_at():
    row = held("1", **dict.fromkeys(MEETING_TACTICS, "yes"))
    answer = meeting_effects(log_of([row]), as_of=LATER)
    assert [tactic.tactic for tactic in answer.tactics] == list(MEETING_TACTICS)
    assert len(MEETING_TACTICS) == 6


DEGENERATE = {
    "no meeting": [{"outcome": "no_reply"}],
    "only pending": [{"outcome": "pending", "prepared_questions": ""}],
    "no names": [held(prepared_questions="yes")],
    "one side": [held("1", prepared_questions="yes")],
    "no column met_on": [{"outcome": "accepted", "prepared_questions": "yes"}],
    "no success": [held("0", prepared_questions=level) for level in ("yes", "no")],
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
def test_poor_logs_give_no_warning_no_nan_and_a_reason(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = meeting_effects(log_of(rows), as_of=LATER)
        shown = repr(answer) + answer._repr_html_()
        plain = json.loads(json.dumps(answer.to_json(), allow_nan=False))
        assert len(answer.table) == 2 * len(answer.tactics)
    assert "nan" not in shown.lower()
    assert "why" in plain or plain["names_per_meeting"] is not None
    assert "why" in plain["usefulness"] or plain["usefulness"]["mean"] is not None
    for tactic in plain["tactics"]:
        assert "why" in tactic or tactic["p_value"] is not None
        for side in tactic["levels"]:
            assert "why" in side or side["rate"] is not None


@settings(max_examples=6)
@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_nothing(rows):
    assert meeting_effects(log_of(rows)).to_json() == meeting_effects(log_of(ROWS)).to_json()
