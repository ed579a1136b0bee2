import json
import warnings
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.waiting import waiting_times
from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log
from outreachlab.stats.curves import value_at
from tests.logs import log_of

CLOSED_FORM = 1e-12
STANDARD_ERROR = 1e-8
LAST_DAY = date(2020, 1, 1)


def asked(day: int, outcome: str, wait: int | None = None, **more):
    """A request asked `day` days after new year, answered `wait` days later."""
    row = {"asked_on": str(date(2026, 1, 1) + timedelta(day)), "outcome": outcome, **more}
    if wait is not None:
        row["responded_on"] = str(date(2026, 1, 1) + timedelta(day + wait))
    return row


def log_of_durations(days, outcomes, by=None):
    """A log whose waits are these: the unanswered were asked so many days before the last."""
    rows = []
    for place, (wait, outcome) in enumerate(zip(days, outcomes, strict=True)):
        start = LAST_DAY - timedelta(int(wait))
        answered = outcome in ("accepted", "declined")
        row = {"contact": f"c{place}", "asked_on": str(start), "outcome": outcome}
        row["responded_on"] = str(LAST_DAY) if answered else ""
        if by is not None:
            row["group"] = by[place]
        rows.append(row)
    return read_log(pd.DataFrame(rows, dtype=object))


def points_at(level, day):
    points = [point for point in level["points"] if point["day"] <= day]
    return points[-1]


def test_the_curves_of_lung_agree_with_survfit_through_a_whole_log(reference):
    data = pd.read_csv(reference / "lung" / "data.csv")
    expected = json.loads((reference / "lung" / "reference.json").read_text())["km"]
    outcomes = np.where(data["status"] == 2, "accepted", "no_reply")
    sexes = np.where(data["sex"] == 1, "male", "female")
    log = log_of_durations(data["time"], outcomes, sexes)

    answer = waiting_times(log, "group", as_of=LAST_DAY).to_json()
    for level in answer["curves"]:
        wanted = expected["by_group"][level["level"]]
        assert level["requests"] == wanted["n"]
        assert level["median_days_to_answer"] == wanted["quantiles_25_50_75_log"]["estimate"][1]
        for at in wanted["at"]:
            point = points_at(level, at["time"])
            answered = 1 - at["survival"]
            assert point["cumulative_answered"] == pytest.approx(answered, abs=CLOSED_FORM)
            assert point["answered_low"] == pytest.approx(1 - at["upper_log"], abs=STANDARD_ERROR)
            assert point["answered_high"] == pytest.approx(1 - at["lower_log"], abs=STANDARD_ERROR)
    assert answer["test"]["statistic"] == pytest.approx(expected["logrank"]["chi2"], rel=1e-12)
    assert answer["test"]["df"] == 1
    assert answer["test"]["p_value"] == pytest.approx(expected["logrank"]["p"], rel=1e-8)


def test_the_curves_of_transplant_agree_with_survfit_through_a_whole_log(reference):
    data = pd.read_csv(reference / "transplant" / "data.csv").dropna(subset=["futime"])
    expected = json.loads((reference / "transplant" / "reference.json").read_text())["cif"]
    words = {"ltx": "accepted", "death": "declined", "withdraw": "declined", "censored": "pending"}
    log = log_of_durations(data["futime"].astype(int), data["event"].map(words))
    (level,) = waiting_times(log, as_of=LAST_DAY, window_days=3000).to_json()["curves"]
    assert level["requests"] == expected["overall"]["n"]
    for yes, death, left in zip(
        *(expected["overall"][cause] for cause in ("ltx", "death", "withdraw")), strict=True
    ):
        point = points_at(level, yes["time"])
        declined = death["cif"] + left["cif"]
        assert point["cumulative_accepted"] == pytest.approx(yes["cif"], abs=CLOSED_FORM)
        assert point["accepted_low"] == pytest.approx(yes["lower"], abs=STANDARD_ERROR)
        assert point["accepted_high"] == pytest.approx(yes["upper"], abs=STANDARD_ERROR)
        assert point["cumulative_declined"] == pytest.approx(declined, abs=CLOSED_FORM)


def test_the_json_has_the_fields_of_the_design():
    log = log_of([asked(0, "accepted", 3), asked(1, "declined", 5), asked(2, "no_reply")])
    answer = waiting_times(log).to_json()
    assert {"as_of", "window_days", "totals", "curves", "test"} <= set(answer)
    (level,) = answer["curves"]
    assert level["level"] is None
    assert list(level["points"][0])[:12] == [
        "day",
        "at_risk",
        "accepted",
        "declined",
        "censored",
        "cumulative_answered",
        "answered_low",
        "answered_high",
        "cumulative_accepted",
        "accepted_low",
        "accepted_high",
        "cumulative_declined",
    ]
    assert answer["test"]["p_value"] is None
    assert "why" in answer["test"]
    json.dumps(answer, allow_nan=False)


def test_silence_is_no_event_however_long_it_lasts():
    log = log_of([asked(0, "no_reply"), asked(0, "pending"), asked(100, "accepted", 1)])
    (level,) = waiting_times(log).to_json()["curves"]
    assert [(p["day"], p["accepted"], p["censored"]) for p in level["points"]] == [
        (1, 1, 0),
        (101, 0, 2),
    ]


def test_the_undelivered_are_left_out_and_the_undated_counted_apart():
    log = log_of(
        [
            asked(0, "accepted", 2),
            asked(0, "accepted"),
            asked(0, "undelivered"),
            asked(9, "no_reply"),
        ]
    )
    answer = waiting_times(log)
    (level,) = answer.to_json()["curves"]
    assert (level["requests"], level["undated"]) == (2, 1)
    assert "1 answer without its day" in repr(answer)
    two = waiting_times(log_of([asked(0, "accepted"), asked(1, "declined"), asked(2, "no_reply")]))
    assert "2 answers without their day left out" in repr(two)


def test_an_answer_after_the_day_of_judgement_has_not_come_yet():
    log = log_of([asked(0, "accepted", 9), asked(0, "declined", 1)])
    (level,) = waiting_times(log, as_of=date(2026, 1, 6)).to_json()["curves"]
    assert [(p["day"], p["accepted"], p["declined"], p["censored"]) for p in level["points"]] == [
        (1, 0, 1, 0),
        (5, 0, 0, 1),
    ]


def test_a_no_ends_the_wait_for_a_yes_and_is_no_censoring():
    log = log_of([asked(0, "declined", 1)] * 3 + [asked(0, "accepted", 2), asked(0, "no_reply")])
    (level,) = waiting_times(log, as_of=date(2026, 3, 1)).to_json()["curves"]
    # the one yes comes when 2 of 5 are left: 1/5 of all, not the 1/2 of Kaplan-Meier
    assert points_at(level, 2)["cumulative_accepted"] == pytest.approx(0.2)


def test_a_blank_in_the_column_is_no_level():
    log = log_of(
        [
            asked(0, "accepted", 2, channel="email"),
            asked(0, "declined", 3, channel="phone"),
            asked(0, "accepted", 1),
        ]
    )
    answer = waiting_times(log, "channel")
    assert [level.level for level in answer.curves] == ["email", "phone"]
    assert "1 request with no value recorded" in repr(answer)


def test_a_column_known_only_after_the_answer_is_refused():
    log = log_of([asked(0, "accepted", 2, agreed_format="coffee")])
    with pytest.raises(UsageError, match="known only after the answer"):
        waiting_times(log, "agreed_format")


DEGENERATE = {
    "only pending": [asked(0, "pending"), asked(3, "pending")],
    "only silence": [asked(0, "no_reply"), asked(100, "no_reply")],
    "only undelivered": [asked(0, "undelivered")],
    "only undated": [asked(0, "accepted"), asked(0, "declined")],
    "one row": [asked(0, "accepted", 0)],
    "all on day 0": [asked(0, "accepted", 0), asked(0, "accepted", 0)],
    "no channel": [asked(0, "accepted", 1, channel="")],
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("by", [None, "channel"])
def test_poor_logs_give_no_warning_no_nan_and_a_reason(rows, by):
    log = log_of([{"channel": "email"} | row for row in rows])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = waiting_times(log, by)
        shown = repr(answer) + answer._repr_html_()
        text = json.dumps(answer.to_json(), allow_nan=False)
        assert answer.table.columns[0] == "level"
    assert "nan" not in shown.lower()
    for level in json.loads(text)["curves"]:
        numbers = ("median_days_to_answer", "median_days_to_accept", "practically_dead_after")
        assert "why" in level or None not in [level[name] for name in numbers]
        for point in level["points"]:
            assert "why" in point or None not in point.values()


def test_the_table_holds_the_same_numbers_as_the_json():
    log = log_of([asked(day, "accepted", day % 7) for day in range(30)] + [asked(9, "no_reply")])
    answer = waiting_times(log)
    (level,) = answer.to_json()["curves"]
    assert answer.table["cumulative_accepted"].tolist() == [
        point["cumulative_accepted"] for point in level["points"]
    ]
    curve = answer.curves[0].curve
    assert value_at(curve.counts.day, curve.survival, np.array([-1]), 1.0)[0] == 1.0


def test_no_share_is_shown_of_a_day_that_nobody_has_waited_for():
    silent = waiting_times(log_of_durations([10, 10], ["pending", "accepted"]))._shown().rows[0]
    assert silent[2] == "0.0%"
    assert silent[3:6] == ("–", "–", "–")
    answered = waiting_times(log_of_durations([3, 5], ["declined", "accepted"]))._shown().rows[0]
    assert answered[3:5] == ("100.0%", "50.0%")


def test_a_log_whose_yeses_have_no_day_does_not_tell_when_a_request_is_dead():
    rows = [asked(0, "accepted")] * 5 + [asked(0, "no_reply")] * 5 + [asked(90, "pending")]
    (curve,) = waiting_times(log_of(rows)).to_json()["curves"]
    assert curve["practically_dead_after"] is None
    assert "practically_dead_after: no acceptance has a day" in curve["why"]


def test_answers_without_any_day_tell_of_none():
    shown = repr(waiting_times(log_of([asked(0, "accepted"), asked(40, "no_reply")])))
    assert "0.0%" not in shown
    assert "write down the day of each answer" in shown
