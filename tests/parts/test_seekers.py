"""Answers that rest on single seekers and chains are those of the whole: each lies in one part."""

from dataclasses import replace

import pytest

from outreachlab.answers.against_pool import against_pool
from outreachlab.answers.choose import choose
from outreachlab.answers.follow_up import follow_up_effect
from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.pools import pooled_rates
from outreachlab.answers.sensitivity import sensitivity
from outreachlab.chains.naming import naming_effects
from outreachlab.errors import UnknownLevelError
from outreachlab.intake.read import read_log
from outreachlab.parts import view as module
from tests.parts.conftest import backwards
from tests.parts.same import assert_same_answer

ANSWERS = {
    "follow up": follow_up_effect,
    "follow up, requests apart": lambda log: follow_up_effect(log, cluster="none"),
    "pooled by seeker": pooled_rates,
    "pooled": lambda log: pooled_rates(log, "channel"),
    "sensitivity": lambda log: sensitivity(log, "meeting_format"),
    "sensitivity, requests apart": lambda log: sensitivity(
        log, "short_time", cluster="none", window_days=28
    ),
    "naming": naming_effects,
    "choices": choose,
    "choices of one seeker": lambda log: choose(log, seeker="S07"),
    "against the pool": lambda log: against_pool(log, "S07"),
}


@pytest.fixture
def never_joined(monkeypatch):
    """Nothing may join the parts."""
    monkeypatch.setattr(module, "MOST_ROWS", 0)


@pytest.mark.usefixtures("never_joined")
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS.keys())
def test_the_answer_is_that_of_the_whole_whatever_the_parts(table, parted, answer):
    whole = answer(table)
    for log in (parted[3], parted[11], backwards(parted[11])):
        assert_same_answer(whole, answer(log))


@pytest.mark.usefixtures("never_joined")
def test_of_one_seeker_chains_are_left_out_and_one_part_tells_what_is_due(pool, parted):
    table, log = read_log(pool, seeker="s07"), replace(parted[11], seeker="s07")
    found = sensitivity(log, "meeting_format")
    assert_same_answer(sensitivity(table, "meeting_format"), found)
    assert any(case.kind == "without one chain" for case in found.cases)
    assert_same_answer(naming_effects(table), naming_effects(log))
    assert_same_answer(next_steps(table), next_steps(log))


def test_another_pool_in_parts_stands_behind_a_log_as_one_in_a_table(pool, table, parted):
    log = read_log(pool, seeker="s07")
    assert_same_answer(choose(log, pool=table), choose(log, pool=parted[11]))


def test_a_seeker_whom_no_part_has_is_refused(parted):
    with pytest.raises(UnknownLevelError):
        against_pool(parted[3], "nobody")
