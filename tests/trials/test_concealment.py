"""What can be foreseen of a trial's lots by who knows all that was handed out, and no more."""

import csv

import numpy as np
import pytest

import outreachlab as ol
from outreachlab.trials.lots import BLOCKS, sequence
from outreachlab.trials.protocol import FORESEEN
from tests.trials.worlds import drawn_plan, lots_by_hand, put

SEQUENCES, LENGTH = 200, 100
NEAR = 0.01  # three standard errors, and half of the last digit that the documentation gives
State = dict[tuple[int, int, int], float]  # block size, sides drawn so far: how likely
START: State = {(size, 0, 0): 1 / len(BLOCKS) for size in BLOCKS}


def step(state: State, first: bool) -> State:
    """Where in a block one may be after one more lot, each with its chance, all ways counted."""
    found: State = {}
    for (size, a, b), chance in state.items():
        here = chance * (size // 2 - (a if first else b)) / (size - a - b)
        inside = (size, a + first, b + (not first))
        for place, share in START.items() if sum(inside[1:]) == size else [(inside, 1.0)]:
            if here:
                found[place] = found.get(place, 0) + here * share
    return found


def of_one(state: State) -> State:
    total = sum(state.values())
    return {place: chance / total for place, chance in state.items()}


def chance_of_first(state: State) -> float:
    return sum(step(state, True).values())


def chance_of_first_after_next(state: State) -> float:
    return sum(chance_of_first(step(state, side)) for side in (True, False))


def foreseen(blocks_seen: bool) -> tuple[float, float, float]:
    """Of all lots, how many are certain, one before and two before; how many are guessed right."""
    rng = np.random.default_rng(1)
    told = np.zeros(3)
    for _ in range(SEQUENCES):
        state = START
        for block in sequence(LENGTH, rng):
            for place, letter in enumerate(block, start=1):
                one, two = chance_of_first(state), chance_of_first_after_next(state)
                told += (sure(one), sure(two), one if letter == "A" else 1 - one)
                state = step(state, letter == "A")
                if blocks_seen:
                    state = {at: own for at, own in state.items() if sum(at[1:]) in (place, 0)}
                state = of_one(state)
    return tuple((told / (SEQUENCES * LENGTH)).round(3))


def sure(chance: float) -> bool:
    return min(chance, 1 - chance) < 1e-9


def test_what_can_be_foreseen_is_what_the_protocol_says():
    """By Bayes' rule over all ways in which blocks may lie: no observer of the arms does better."""
    one, two, _ = foreseen(blocks_seen=False)
    assert one == pytest.approx(0.055, abs=NEAR)
    assert two == pytest.approx(0.032, abs=NEAR)
    assert "one lot in 20" in FORESEEN


def test_who_sees_where_blocks_begin_is_sure_three_times_as_often():
    one, two, _ = foreseen(blocks_seen=True)
    assert one == pytest.approx(0.15, abs=NEAR)
    assert two == pytest.approx(0.05, abs=NEAR)


def test_guessing_the_side_that_is_behind_is_right_in_seven_cases_of_ten():
    rng, right, count = np.random.default_rng(2), 0, 0
    for _ in range(SEQUENCES):
        ahead = 0
        for letter in "".join(sequence(LENGTH, rng)):
            first = letter == "A"
            right += 0.5 if not ahead else (ahead < 0) == first
            ahead += 1 if first else -1
            count += 1
    assert right / count == pytest.approx(0.69, abs=NEAR)
    assert "7 cases of 10" in FORESEEN


def test_no_file_tells_where_a_block_begins_before_all_contacts_are_handed_out(tmp_path):
    folder = tmp_path / "trial"
    plan = ol.plan_trial(folder, "offered_phone", size=12, rng=1, today="2026-01-05")
    for place in range(1, 13):
        given = ol.next_assignment(folder, f"c{place}", today="2026-01-05")
        assert given.lots[0].block is None
        with (folder / "assigned.csv").open(newline="") as file:
            written = [row["block"] for row in csv.DictReader(file)]
        assert not any(written) or place == 12
    assert written == [str(lot.block) for lot in lots_by_hand(plan, 12)]


def test_a_trial_is_read_by_the_plans_blocks_whether_they_are_written_or_not(tmp_path):
    from tests.trials.test_reading import END
    from tests.trials.worlds import log_by_hand

    plan = drawn_plan(size=24, looks=1)
    lots = lots_by_hand(plan, 24)
    bare = [lot._replace(block=None) for lot in lots]
    log = log_by_hand(lots, (1, 3, 8, 11, 20))
    with_blocks, without = (
        ol.read_trial(log, put(tmp_path / name / "trial", plan, each), as_of=END)
        for name, each in (("a", lots), ("b", bare))
    )
    assert with_blocks.to_json() == without.to_json()
