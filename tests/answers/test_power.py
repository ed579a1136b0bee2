"""How many requests it takes: R's figures, words, and what a log's pace can show."""

import json

import pytest
from click.testing import CliRunner

import outreachlab as ol
from outreachlab.cli import main
from outreachlab.errors import NothingToComputeError, UsageError
from tests.logs import log_of


def run(*arguments):
    return CliRunner().invoke(main, ["power", *map(str, arguments)])


def test_the_figures_of_the_design():
    """R 4.2.2: power.prop.test(p1 = .3, p2 = .5, power = .8) 92.999; .2 and .3: 293.15."""
    found = ol.power((0.3, 0.5))
    assert found.needed == pytest.approx(92.999, abs=5e-4)
    assert found.sizes == (93, 93)
    assert found.exact[0] == 102
    assert ol.power((0.2, 0.3)).needed == pytest.approx(293.15, abs=5e-3)
    given = ol.power((0.3, 0.5), per_side=93)
    assert given.above == pytest.approx(0.5, abs=5e-5)
    assert given.exact[1] == pytest.approx(0.751, abs=5e-4)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "a power of 0.8 takes 93 a side"),
        ({"per_side": 50}, "a power of 0.8 takes 93 a side"),
        ({"ratio": 2, "per_side": 50}, "a power of 0.8 takes 71 against 142"),
        ({"rates": (0.2, 0.3)}, "a power of 0.8 takes 294 a side"),
        ({"rates": (0.2, 0.3, 0.4), "per_side": 100}, "a power of 0.8 takes 392 a side"),
    ],
)
def test_what_a_power_takes_is_said_in_whole_requests(given, said):
    """R gives 92.999, 293.15; nobody asks a part of one."""
    found = ol.power(**{"rates": (0.3, 0.5), **given})
    assert f"note: {said}\n" in repr(found) + "\n"
    assert found.to_json()["needed"] != round(found.needed)


def test_in_words():
    assert ol.power().sentence() == (
        "93 a side to tell 30% from 50%; with several tactics at once, each by lots of its own, "
        "the same 186 requests serve all."
    )
    assert "71 against 142 to tell" in ol.power(ratio=2).sentence()


def test_units_and_levels():
    alone = ol.power().needed
    within = ol.power(unit="request", rho=0.05, per_seeker=10)
    whole = ol.power(unit="seeker", rho=0.05, per_seeker=10)
    assert within.needed == pytest.approx(0.95 * alone)
    assert whole.needed == pytest.approx(1.45 * alone)
    assert ol.power(tests=1).alpha == pytest.approx(2 * 0.045 * 0.8)
    assert ol.power(tests=7).needed > ol.power(tests=1).needed


def test_arms():
    found = ol.power((0.3, 0.5, 0.3), per_side=93)
    assert found.arms.all_pairs <= found.arms.named <= found.arms.any_pair
    assert json.loads(run("--rates", "0.3,0.5,0.3", "--json").stdout)["arms"]["named_pair"] > 0.7


def test_one_pair_of_several_is_at_its_share_of_the_level():
    """R 4.2.2: power.prop.test(p1 = .2, p2 = .3, power = .8, sig.level = .05 / 3): 391.22682."""
    found = ol.power((0.2, 0.3, 0.4))
    assert found.level == pytest.approx(0.05 / 3)
    assert found.needed == pytest.approx(391.22682, abs=5e-5)
    assert found.chance == pytest.approx(0.8, abs=2e-3)
    assert found.above == pytest.approx(0.3, abs=1e-3)
    assert found.arms.named >= found.chance
    curve = found.table.query("second == 0.3 and per_side == 392")
    assert curve["power"].item() == pytest.approx(found.chance)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"unit": None, "rho": 0.1}, "say with `unit`"),
        ({"unit": "request", "rho": 0.1, "cv": 0.5}, "`cv` matters only"),
        ({"rates": (0.3, 0.3)}, "equal rates"),
        ({"rates": (0.3,)}, "two to ten"),
        ({"rates": (0.3, 1.2)}, "shares between 0 and 1"),
        ({"rates": "0.3"}, "`rates`"),
        ({"rates": (float("nan"), 0.2)}, "shares between"),
        ({"power": 1}, "`power`"),
        ({"power": float("nan")}, "`power`"),
        ({"ratio": 0}, "`ratio`"),
        ({"per_side": 0}, "`per_side`"),
        ({"tests": 0}, "`tests`"),
        ({"unit": "seeker", "rho": 1}, "`rho`"),
        ({"unit": "seeker", "rho": 0.1, "per_seeker": float("inf")}, "`rho`"),
        ({"unit": "week"}, "a request or a seeker"),
        ({"rates": (0.5, 0.5011), "tests": 10**6}, "so near"),
        ({"rates": (0.3, 0.4, 0.5), "ratio": 2}, "several arms"),
    ],
)
def test_what_makes_no_sense_is_said(given, said):
    with pytest.raises(UsageError, match=said):
        ol.power(**given)


@pytest.mark.parametrize("given", [{}, {"per_side": 2}, {"rates": (0.98, 0.99)}, {"tests": 16}])
def test_power_grows_with_size_and_shows(given):
    found = ol.power(**given)
    for _, curve in found.table.groupby("second"):
        assert curve["power"].is_monotonic_increasing
    assert found.plot().axes
    assert "a side" in repr(found)
    json.dumps(found.to_json(), allow_nan=False)


def a_log(count, share=3, seekers=1):
    return log_of(
        [
            {
                "contact": f"c{place}",
                "seeker": f"s{place % seekers}",
                "asked_on": f"2026-{1 + place // 28 % 12:02d}-{1 + place % 28:02d}",
                "outcome": "declined" if place % share else "accepted",
            }
            for place in range(count)
        ]
    )


def test_a_log_says_what_its_pace_can_show():
    found = ol.power_by_when(a_log(300, seekers=3))
    assert found.rate == pytest.approx(1 / 3)
    sizes = [one.requests for one in found.spans]
    assert sizes == sorted(sizes)
    last = found.spans[-1]
    told = ol.power((found.rate, last.above), per_side=round(last.requests / 2 / found.effect))
    assert told.chance == pytest.approx(0.8, abs=0.01)
    weeks = found.weeks_to_tell
    needed = 2 * found.effect * ol.power((found.rate, found.rate + 0.2)).needed
    assert (weeks - 3) * found.a_week >= needed > (weeks - 4) * found.a_week
    assert found.plot().axes
    json.dumps(found.to_json(), allow_nan=False)


def test_a_small_or_one_sided_log_is_answered_too():
    assert "note" in repr(ol.power_by_when(a_log(12)))
    assert ol.power_by_when(a_log(12)).plot()
    with pytest.raises(NothingToComputeError):
        ol.power_by_when(a_log(20, share=1))


def test_the_command(tmp_path):
    assert "93 a side" in run().output
    assert run("--rates", "0.3").exit_code == 2
    log = tmp_path / "log.csv"
    ol.simulate_log(200, rng=1).to_csv(log, index=False)
    assert "requests a week" in run(log).output
    assert json.loads(run(log, "--json").stdout)["by_when"][0]["weeks"] == 4
