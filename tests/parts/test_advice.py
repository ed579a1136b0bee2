"""Verdicts over parts are those of the whole."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.co_use import co_use
from outreachlab.answers.ladder import effect_ladder
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.fitting import rows_in_parts as rows
from outreachlab.intake.read import read_log
from outreachlab.parts.view import open_parts
from outreachlab.simulate import simulate_log
from tests.parts.conftest import backwards, split
from tests.parts.same import assert_same_answer

CLEAR = ("supported", "contradicted")


def assert_same_advice(table, parts, **asked) -> AdviceTested:
    """The answer, which is the same over the parts in any order."""
    whole = advice(table, **asked)
    assert len(parts.parts) > 2
    for log in (parts, backwards(parts)):
        assert_same_answer(whole, advice(log, **asked))
    return whole


def line_of(found: AdviceTested, tactic: str):
    (line,) = [one for one in found.lines if one.advice.tactic == tactic]
    return line


def requests(who, yes, total, /, start=0, **more):
    """Requests of one seeker, so many of them accepted."""
    return [
        {
            "seeker": who,
            "contact": f"Contact {start + place}",
            "asked_on": "2026-01-05",
            "outcome": "accepted" if place < yes else "declined",
        }
        | more
        for place in range(total)
    ]


def frame(*blocks) -> pd.DataFrame:
    return pd.DataFrame([row for block in blocks for row in block], dtype=object)


@pytest.mark.parametrize("parts", [3, 11])
def test_verdicts_of_a_pool_are_those_of_the_whole(table, parted, parts):
    found = assert_same_advice(table, parted[parts])
    clear = [line.advice.among for line in found.lines if line.verdict in CLEAR]
    assert {"counted requests", "meetings held"} <= {*clear}


def test_verdicts_on_a_day_by_a_window_are_those_of_the_whole(table, parted):
    asked = {"as_of": date(2026, 6, 1), "window_days": 14, "confidence": 0.9}
    found = assert_same_advice(table, parted[11], **asked)
    assert found.ground["totals"]["too_young"] > 50


def test_verdicts_of_many_seekers_are_those_of_the_whole(tmp_path):
    log = simulate_log(3000, seekers=260, rng=3, days=400)
    found = assert_same_advice(*split(log, tmp_path / "split", 7))
    assert line_of(found, "was_referred").verdict == "supported"


def test_one_seeker_on_a_day_is_judged_as_of_the_whole(pool, parted):
    look, when = {"seeker": "s07"}, {"as_of": date(2026, 8, 1), "window_days": 30}
    whole = advice(read_log(pool, **look), **when)
    found = advice(open_parts(parted[11].folder, **look), **when)
    assert_same_answer(whole, found)


def test_a_difference_between_seekers_alone_is_none(tmp_path):
    blocks = []
    for place in range(12):
        lucky = place % 2
        for level, total in (("yes", 30 if lucky else 8), ("no", 8 if lucky else 30)):
            yes = round(total * (0.8 if lucky else 0.2))
            blocks.append(requests(f"s{place:02d}", yes, total, offered_phone=level))
    found = assert_same_advice(*split(frame(*blocks), tmp_path / "split", 5))
    assert line_of(found, "offered_phone").verdict not in CLEAR


@pytest.mark.parametrize("seekers", [8, 24])
@pytest.mark.parametrize(
    ("referrer", "verdict"), [("Contact 0", "hardly tried"), ("Uncle Jo", "supported")]
)
def test_referrals_are_held_against_what_nobody_in_the_log_led_to(
    tmp_path, seekers, referrer, verdict
):
    # as in tests/answers/test_advice.py, of several seekers
    blocks = []
    for place in range(seekers):
        who = f"s{place:02d}"
        blocks.append(requests(who, 3, 15))
        later = {"referrer": referrer, "asked_on": "2026-01-20"}
        blocks.append(requests(who, 10, 15, start=15, **later))
    found = assert_same_advice(*split(frame(*blocks), tmp_path / "split", 5))
    assert line_of(found, "was_referred").verdict == verdict


@pytest.fixture
def dropped(tmp_path):
    """A log whose one tactic is too often blank for the model, told apart in three sides."""
    blocks = [
        requests(f"s{place:02d}", yes, 12, start=20 * number, offered_phone=level)
        for place in range(9)
        for number, (level, yes) in enumerate((("yes", 11), ("no", 2), (None, 5)))
    ]
    return split(frame(*blocks), tmp_path / "split", 5)


@pytest.mark.parametrize("most", [0, 10**6])
def test_two_sides_alone_are_tested_in_parts_as_in_one_place(dropped, monkeypatch, most):
    monkeypatch.setattr(rows, "MOST_GATHERED", most)
    line = line_of(assert_same_advice(*dropped), "offered_phone")
    assert line.adjusted.estimate is None
    assert line.verdict == "supported"


@pytest.mark.parametrize("most", [0, 10**6])
def test_separated_sides_are_tested_in_parts_as_in_one_place(tmp_path, monkeypatch, most):
    monkeypatch.setattr(rows, "MOST_GATHERED", most)
    blocks = [
        requests(f"s{place:02d}", yes, 12, start=20 * number, offered_phone=level)
        for place in range(9)
        for number, (level, yes) in enumerate((("yes", 12), ("no", 0), (None, 5)))
    ]
    found = assert_same_advice(*split(frame(*blocks), tmp_path / "split", 5))
    assert line_of(found, "offered_phone").verdict == "supported"


MAP = {
    "tactics": {
        "letter": "category",
        "opening": "category",
        "smiled": "yes_no",
        "years": "number",
    }
}


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """A log whose map names tactics: of two values, of four, yes or no, and a number."""
    rng = np.random.default_rng(5)
    log = simulate_log(1500, seekers=40, rng=5, days=400)
    long = rng.random(len(log)) < 0.3 + 0.6 * (log["seeker"] < "S12")
    log["letter"] = np.where(long, "long letter", "a short one")
    log["opening"] = rng.choice(["question", "praise", "weather", "none"], len(log))
    log["smiled"] = rng.choice(["yes", "no", ""], len(log), p=[0.6, 0.38, 0.02])
    log["years"] = rng.integers(0, 40, len(log)).astype(str)
    hit = (
        (log["letter"] == "long letter")
        & (log["outcome"] == "no_reply")
        & (rng.random(len(log)) < 0.5)
    )
    log.loc[hit, ["outcome", "responded_on"]] = ["declined", ""]
    gone = (
        (log["letter"] == "a short one")
        & (log["outcome"] == "accepted")
        & (rng.random(len(log)) < 0.6)
    )
    late = ["responded_on", "met_on", "thanked_on", "agreed_format", "referrals_given"]
    log.loc[gone, late] = ""
    log.loc[gone, "outcome"] = "no_reply"
    return split(log, tmp_path_factory.mktemp("mapped") / "split", 6, MAP)


def test_the_maps_own_tactics_are_put_to_the_test_alike(mapped):
    found = assert_same_advice(*mapped)
    contrasts = {line.advice.tactic: line.advice.contrast for line in found.lines[16:]}
    assert contrasts == {
        "letter": ("long letter", "a short one"),
        "opening": None,
        "smiled": ("yes", "no"),
    }
    assert line_of(found, "letter").verdict == "supported"
    # what is rarer in the whole log is the more frequent in some part, so that it is settled first
    shares = [
        (part.read(("letter",)).frame["letter"] == "long letter").mean() for part in mapped[1].parts
    ]
    assert min(shares) < 0.5 < max(shares)


@pytest.mark.parametrize("parts", [3, 11])
def test_the_ladder_and_what_goes_together_are_those_of_the_whole(table, parted, parts):
    for log in (parted[parts], backwards(parted[parts])):
        assert_same_answer(effect_ladder(table), effect_ladder(log))
        assert_same_answer(co_use(table), co_use(log))


def test_the_ladder_and_what_goes_together_take_in_the_maps_own_tactics(mapped):
    table, parts = mapped
    ladder, pairs = effect_ladder(table), co_use(table)
    assert {"letter", "smiled"} <= {line.advice.tactic for line in ladder.lines}
    assert ("letter", "smiled") in [pair.tactics for pair in pairs.pairs]
    assert_same_answer(ladder, effect_ladder(parts, tested=advice(parts)))
    assert_same_answer(pairs, co_use(parts))


def test_a_ladder_without_referrers_is_that_of_the_whole(tmp_path):
    log = simulate_log(400, seekers=12, rng=4).drop(columns=["referrer", "mentioned_referrer"])
    table, parts = split(log, tmp_path / "split", 4)
    assert_same_answer(effect_ladder(table), effect_ladder(parts))
    assert_same_answer(co_use(table), co_use(parts))


def test_what_nobody_accepted_is_told_alike(tmp_path):
    blocks = [
        requests(f"s{place}", 0, 10, offered_phone=level)
        for place in range(5)
        for level in ("yes", "no")
    ]
    found = assert_same_advice(*split(frame(*blocks), tmp_path / "split", 4))
    assert any("nothing could be adjusted" in note for note in found.notes)


def test_what_cannot_be_asked_is_refused(parted):
    with pytest.raises(UsageError):
        advice(parted[3], confidence=95)
    with pytest.raises(NothingToComputeError):
        advice(parted[3], as_of=date(2001, 1, 1))
