import json
import warnings
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.answers.follow_up import follow_up_effect
from outreachlab.errors import UnknownColumnError
from outreachlab.stats.exposure import NEVER, exposure_of, influences, landmarks_of
from tests.logs import log_of
from tests.stats.exposures import hazard_ratio, silences

# statsmodels stops its Newton steps at a looser gradient than ours
NEWTON = 1e-5

waits = st.lists(
    st.tuples(st.integers(0, 40), st.booleans(), st.integers(1, 40)), min_size=2, max_size=50
)


def simulated(seed, effect, n=600):
    """Waits whose daily chance of an answer is multiplied by `effect` after a follow-up."""
    rng = np.random.default_rng(seed)
    followed = np.where(rng.random(n) < 0.5, rng.integers(5, 15, n), NEVER)
    days, answered = np.full(n, 60), np.zeros(n, bool)
    for day in range(60):
        chance = 0.04 * np.where(followed <= day, effect, 1.0)
        now = ~answered & (rng.random(n) < chance)
        days[now], answered[now] = day, True
    followed = np.where(followed <= days, followed, NEVER)
    return days, answered, followed


@pytest.mark.parametrize("seed", [1, 2])
def test_the_hazard_ratio_agrees_with_the_cox_model_of_statsmodels(seed):
    from statsmodels.duration.hazard_regression import PHReg

    days, answered, followed = simulated(seed, 2.0)
    ratio, _ = hazard_ratio(days, answered, followed, 0.95)
    # a follow-up and an answer on one day: the follow-up came first, half a day before, say
    split = followed <= days
    entry = np.concatenate([np.full(len(days), -1.0), followed[split] - 0.5])
    leave = np.concatenate([np.where(split, followed - 0.5, days), days[split]])
    event = np.concatenate([answered & ~split, answered[split]])
    exposed = np.concatenate([np.zeros(len(days)), np.ones(split.sum())])
    # it takes no time before 0, so all is moved by a day
    entry, leave = entry + 1, leave + 1
    judge = PHReg(leave, exposed[:, None], status=event, entry=entry, ties="breslow").fit()
    assert np.log(ratio.estimate) == pytest.approx(judge.params[0], abs=NEWTON)
    width = np.log(ratio.high / ratio.low) / (2 * 1.959963984540054)
    assert width == pytest.approx(judge.bse[0], rel=NEWTON)


def test_a_true_effect_is_found_and_none_is_not_invented():
    ratios = [hazard_ratio(*simulated(seed, 1.0), 0.95)[0] for seed in range(60)]
    covered = [ratio.low <= 1 <= ratio.high for ratio in ratios]
    assert np.mean(covered) > 0.85
    doubled = [hazard_ratio(*simulated(seed, 2.0), 0.95)[0].estimate for seed in range(20)]
    assert np.exp(np.mean(np.log(doubled))) == pytest.approx(2.0, rel=0.1)


def test_comparing_the_followed_up_with_all_others_would_mislead():
    # nothing works, yet the followed up answer less: whoever answers early is never followed up
    days, answered, followed = simulated(3, 1.0, n=4000)
    naive = answered[followed < NEVER].mean() - answered[followed == NEVER].mean()
    all_of_them = silences(days, answered, followed, 60)
    found = landmarks_of(all_of_them, 14)
    error = np.sqrt((influences(all_of_them, found) ** 2).sum())
    assert naive < -0.02
    assert abs(found.difference) < 3 * error


@settings(max_examples=40)
@given(waits)
def test_the_two_sides_are_everyone_at_risk(rows):
    days, answered, followed = (np.array(column) for column in zip(*rows, strict=True))
    followed = np.where(followed <= days, followed, NEVER)
    found = exposure_of(silences(days, answered, followed))
    events, at_risk = found.events, found.at_risk
    for place, day in enumerate(np.unique(days[answered])):
        silent = days >= day
        exposed = silent & (followed <= day)
        assert at_risk[1, place] == exposed.sum()
        assert at_risk[0, place] == (silent & ~exposed).sum()
        assert events[:, place].sum() == (answered & (days == day)).sum()


@settings(max_examples=40)
@given(waits)
def test_the_landmark_counts_are_those_of_a_plain_loop(rows):
    days, answered, followed = (np.array(column) for column in zip(*rows, strict=True))
    followed = np.where(followed <= days, followed, NEVER)
    found = landmarks_of(silences(days, answered, followed, 40), 14)
    for place, day in enumerate(found.day.tolist()):
        sides = {"now": [0, 0], "later": [0, 0]}
        for wait, hit, reminded in zip(days, answered, followed, strict=True):
            if wait >= day and reminded >= day:
                side = sides["now" if reminded == day else "later"]
                side[0] += 1
                side[1] += int(hit and wait <= day + 14)
        assert sides["now"] == [found.followed[place], found.followed_answered[place]]
        assert sides["later"] == [found.waiting[place], found.waiting_answered[place]]


def request(start, outcome="no_reply", wait=None, reminded=None):
    first = date(2026, 1, 1) + timedelta(start)
    row = {"asked_on": str(first), "outcome": outcome}
    if wait is not None:
        row["responded_on"] = str(first + timedelta(wait))
    if reminded is not None:
        row["followed_up_on"] = str(first + timedelta(reminded))
    return row


def test_a_log_gives_the_counts_of_its_follow_up_days():
    rows = [request(0, "accepted", 10, reminded=7)] * 6 + [request(0, reminded=7)] * 4
    rows += [request(0, "accepted", 9)] * 3 + [request(0)] * 17 + [request(0, "declined", 2)] * 5
    answer = follow_up_effect(log_of(rows), as_of=date(2026, 3, 1))
    (row,) = answer.table.to_dict("records")
    assert row == {
        "day": 7,
        "followed": 10,
        "followed_answered": 6,
        "waiting": 20,
        "waiting_answered": 3,
    }
    assert answer.difference.estimate == pytest.approx(0.6 - 0.15)
    # one day only: the pooled error is that of two independent shares
    error = np.sqrt(0.6 * 0.4 / 10 + 0.15 * 0.85 / 20)
    width = (answer.difference.high - answer.difference.low) / 2
    assert width == pytest.approx(1.959963984540054 * error)


def test_a_follow_up_whose_days_are_not_over_is_not_judged_yet():
    rows = [request(0, reminded=7), request(0)]
    assert not len(follow_up_effect(log_of(rows), as_of=date(2026, 1, 15)).table)


DEGENERATE = {
    "nobody reminded": [request(0), request(0, "accepted", 3)],
    "nobody answered": [request(0, reminded=7)] * 6 + [request(0)] * 6,
    "all reminded": [request(0, "accepted", 9, reminded=7)] * 6,
    "one row": [request(0, reminded=3)],
    "only pending": [request(0, "pending", reminded=1)],
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
def test_poor_logs_give_no_warning_no_nan_and_a_reason(rows):
    log = log_of([{"followed_up_on": ""} | row for row in rows])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = follow_up_effect(log, as_of=date(2026, 3, 1))
        shown = repr(answer) + answer._repr_html_()
        text = json.dumps(answer.to_json(), allow_nan=False)
    assert "nan" not in shown.lower()
    for name in ("difference", "hazard_ratio"):
        part = json.loads(text)[name]
        assert "why" in part or None not in part.values()


def test_without_the_column_there_is_nothing_to_say():
    with pytest.raises(UnknownColumnError):
        follow_up_effect(log_of([{"outcome": "accepted"}]))
