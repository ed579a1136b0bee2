"""What to do next: against a posterior found another way, and on logs that say little."""

import json
import warnings
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize
from scipy.special import expit, logit
from scipy.stats import norm

import outreachlab as ol
from outreachlab.answers.advice import advice
from outreachlab.answers.choose import choose
from outreachlab.answers.judging.choices import in_ten, more_yeses
from outreachlab.errors import NothingToComputeError, UnknownLevelError, UsageError
from tests.answers.test_advice import rows_of
from tests.logs import log_of
from tests.parts.conftest import split
from tests.parts.same import assert_same, assert_same_answer

LAPLACE = 1e-4  # the judge's own steps and its numerical second derivatives


@cache
def simulated(count: int, **options):
    return ol.read_log(ol.simulate_log(count, **options))


def found(log, tactic, **asked):
    return next(one for one in choose(log, **asked).choices if one.advice.tactic == tactic)


def test_the_chance_is_that_of_a_posterior_found_by_another_way():
    rows = rows_of("offered_phone", {"yes": (14, 30), "no": (8, 30)})
    x = np.repeat([0.5, -0.5], 30)
    y = np.array([row["outcome"] == "accepted" for row in rows], float)

    def against(b):
        index = b[0] + b[1] * x
        fit = (y * index - np.logaddexp(0, index)).sum()
        return -fit + (b[0] + 0.5) ** 2 / 8 + (b[1] - 0.2) ** 2 / 0.5

    mode = minimize(against, [0.0, 0.0], tol=1e-12).x
    step, unit = 1e-3, np.eye(2)
    bend = [
        [
            sum(s * t * against(mode + step * (s * a + t * b)) for s in (1, -1) for t in (1, -1))
            / (4 * step**2)
            for b in unit
        ]
        for a in unit
    ]
    error = np.sqrt(np.linalg.inv(bend)[1, 1])
    one = found(log_of(rows), "offered_phone")
    assert (one.do, one.asked, one.accepted) == ("yes", (30, 30), (14, 8))
    assert one.chance == pytest.approx(norm.cdf(mode[1] / error), abs=LAPLACE)
    draws = np.random.default_rng(1).multivariate_normal(mode, np.linalg.inv(bend), 200_000)
    do, instead = (1 / (1 + np.exp(-draws[:, 0] - side * draws[:, 1])) for side in (0.5, -0.5))
    # 400 mirrored draws against 200,000: three times the spread of their means
    assert one.gain_per_100 == pytest.approx(50 * (do - instead).mean(), abs=0.5)
    assert one.loss_per_100 == pytest.approx(100 * np.maximum(instead - do, 0).mean(), abs=0.3)


def test_the_json_has_the_keys_of_the_command():
    plain = json.loads(json.dumps(choose(simulated(300)).to_json(), allow_nan=False))
    assert plain["prior"] == {"mean": 0.2, "sd": 0.5}
    assert plain["together"].keys() == {"gain_per_100", "low", "high"}
    assert [*plain["choices"][0]] == [
        *("tactic", "do", "instead_of", "chance", "chance_neutral", "gain_per_100"),
        *("loss_per_100", "information", "asked", "accepted", "from"),
    ]
    gains = [one["gain_per_100"] for one in plain["choices"]]
    assert gains == sorted(gains, reverse=True)
    assert len(gains) == 7


def test_a_log_that_says_nothing_leaves_the_prior():
    rows = rows_of("offered_phone", {"yes": (2, 4), "no": (2, 4)})
    one = found(log_of(rows), "offered_phone")
    assert one.source == "prior"
    assert one.chance == pytest.approx(norm.cdf(0.4), abs=0.02)
    assert one.chance_neutral == pytest.approx(0.5, abs=1e-9)
    neutral = found(log_of(rows), "offered_phone", prior=(0, 0.5))
    assert neutral.chance == one.chance_neutral


def test_a_clear_verdict_has_the_last_word():
    log = simulated(300)
    tested = advice(log)
    clear = next(line for line in tested.lines if line.clear and line.tactic == "referral")
    against = tuple(
        replace(line, verdict="contradicted") if line is clear else line for line in tested.lines
    )
    turned = type(tested)(against, tested.confidence, tested.ground)
    one = next(c for c in choose(log, tested=turned).choices if c.advice.tactic == "referral")
    assert (one.do, one.instead_of) == ("not_named", "named")
    assert one.chance < 0.5
    assert one.information < one.loss_per_100


def test_a_client_stands_before_the_pool_without_their_own_rows():
    pool = simulated(900, seekers=12)
    mine = pool.frame["seeker"].astype(str) == "S03"
    client = ol.read_log(pool.frame[mine.to_numpy()].astype(object))
    day = pool.as_of().facts()["as_of"]
    inside = choose(pool, seeker="s03", as_of=day)
    beside = choose(client, pool=pool, as_of=day)
    assert_same(inside.to_json()["choices"], beside.to_json()["choices"])
    assert "11 other seekers" in str(inside)
    alone = {one.advice.tactic: one for one in choose(client, as_of=day).choices}
    assert inside.choices[0].asked == alone[inside.choices[0].advice.tactic].asked
    assert inside.choices[0].chance != alone[inside.choices[0].advice.tactic].chance


def test_a_client_who_hardly_tried_goes_by_the_pool():
    rows = [row | {"seeker": f"s{place % 9}"} for place, row in enumerate(
        rows_of("offered_phone", {"yes": (70, 100), "no": (30, 100)})
    )]  # fmt: skip
    few = [
        {"seeker": "new", "outcome": outcome, "offered_phone": side}
        for outcome, side in (("declined", "yes"), ("accepted", "no"))
    ]
    one = found(log_of(rows + few), "offered_phone", seeker="new")
    assert (one.source, one.do) == ("pool", "yes")
    assert one.chance > 0.9


def test_over_parts_the_choices_are_those_of_the_whole(tmp_path):
    log = ol.simulate_log(600, seekers=9, rng=4)
    table, parts = split(log, tmp_path / "split", 4)
    assert len(parts.parts) > 2
    assert_same_answer(choose(table), choose(parts))
    who = str(table.frame["seeker"].iloc[0])
    assert_same_answer(choose(table, seeker=who), choose(parts, seeker=who))


def test_no_sentence_names_a_side_to_try():
    answer = choose(simulated(60))
    assert answer.trial is not None
    said = answer.trial.sentence()
    assert "by lots" in said
    assert "as a coin falls" in said
    assert answer.trial.cost_per_100 <= 1
    assert answer.to_json()["try"].keys() == {"tactic", "between", "information", "cost_per_100"}


PHONE = {"yes": (6, 20), "no": (9, 20)}
POOR = {
    "one request": [{"outcome": "accepted", "offered_phone": "yes"}],
    "no tactic": [{"outcome": "accepted"}, {"outcome": "declined"}],
    "a tactic with one side": rows_of("offered_phone", {"yes": (5, 20)}),
    "all yes": rows_of("offered_phone", {"yes": (20, 20), "no": (20, 20)}),
    "none": rows_of("offered_phone", {"yes": (0, 20), "no": (0, 20)}),
    "separated": rows_of("offered_phone", {"yes": (20, 20), "no": (0, 20)}),
    "two seekers": [
        row | {"seeker": "ab"[place % 2]}
        for place, row in enumerate(rows_of("offered_phone", PHONE))
    ],
    "a seeker with half of all": [
        row | {"seeker": f"s{place}" if place % 2 else "s"}
        for place, row in enumerate(rows_of("offered_phone", PHONE))
    ],
    "three seekers who agree": [
        row | {"seeker": who} for who in "abc" for row in rows_of("offered_phone", PHONE)
    ],
    "one chain": [
        {
            "contact": f"P{place}",
            "referrer": f"P{place - 1}" if place else "",
            "asked_on": f"2026-01-{place + 1:02d}",
            "outcome": ("accepted", "declined")[place % 3 == 0],
            "offered_phone": ("yes", "no")[place % 2],
        }
        for place in range(30)
    ],
}


@pytest.mark.parametrize("rows", POOR.values(), ids=POOR)
def test_poor_logs_have_a_number_or_a_sentence(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = choose(log_of(rows))
        text = str(answer) + answer._repr_html_() + "".join(c.sentence() for c in answer.choices)
        json.dumps(answer.to_json(), allow_nan=False)
        json.dumps(advice(log_of(rows)).to_json(), allow_nan=False)
        answer.plot()
    assert "nan" not in text.lower()


@pytest.mark.parametrize(
    ("asked", "error", "says"),
    [
        ({"prior": (0.2, 0.0)}, UsageError, "between 0.001 and 1000"),
        ({"prior": (0.2, float("inf"))}, UsageError, "a mean in log-odds"),
        ({"prior": (float("nan"), 0.5)}, UsageError, "a mean in log-odds"),
        ({"prior": (1e9, 0.5)}, UsageError, "a mean in log-odds"),
        ({"prior": 0.2}, UsageError, "a mean in log-odds"),
        ({"prior": "0.2"}, UsageError, "a mean in log-odds"),
        ({"prior": (1, 2, 3)}, UsageError, "a mean in log-odds"),
        ({"seeker": "nobody"}, UnknownLevelError, "nobody"),
        ({"seeker": 3}, UsageError, "seeker"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(asked, error, says):
    with pytest.raises(error, match=says):
        choose(simulated(60), **asked)


def test_nothing_counted_has_nothing_to_choose():
    with pytest.raises(NothingToComputeError, match="no request counts yet"):
        choose(log_of([{"outcome": "undelivered"}]))


def test_a_seeker_alone_in_their_log_has_no_pool_behind():
    log = simulated(60)
    who = str(log.frame["seeker"].iloc[0])
    assert choose(log, seeker=who).to_json()["choices"] == choose(log).to_json()["choices"]


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        *((0.5, "5 in 10"), (0.3, "3 in 10"), (0.91, "9 in 10"), (0.96, "19 in 20")),
        *((0.985, "98 in 100"), (0.994, "99 in 100"), (0.999, "more than 99 in 100")),
    ],
)
def test_chances_are_told_in_small_whole_numbers(chance, words):
    assert in_ten(chance) == words


def test_gains_are_told_in_whole_yeses():
    assert more_yeses(4.2) == "about 4 more yeses in 100"
    assert more_yeses(1.0) == "about 1 more yes in 100"
    assert more_yeses(0.3) == "less than one yes in 100 either way"
    assert more_yeses(-2.0) == "about 2 fewer yeses in 100"


def test_the_table_has_a_row_per_tactic():
    table = choose(simulated(300)).table
    assert isinstance(table, pd.DataFrame)
    assert table["gain_per_100"].is_monotonic_decreasing
    assert {"asked_do", "accepted_instead", "source"} <= {*table.columns}


def test_what_was_believed_beforehand_is_told_in_yeses():
    # odds of 40 in 100 are 2/3; times e to the effect, and back: scipy.special.expit
    low, into, high, published = (
        round(100 * expit(logit(0.4) + effect)) for effect in (-0.3, 0.2, 0.7, 0.37)
    )
    told = " ".join(choose(simulated(120, rng=1))._remarks())
    assert f"turns 40 yeses in 100 into {into}, two times in three into {low} to {high}" in told
    assert f"the median published effect of wording, 0.37, makes it {published}" in told
    assert "may cost: yeses in 100 lost should the other way be the better one" in told
