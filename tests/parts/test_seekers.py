"""Answers that rest on single seekers and chains are those of the whole: each lies in one part."""

from dataclasses import replace

import pytest

from outreachlab.answers.advice import advice
from outreachlab.answers.against_pool import against_pool
from outreachlab.answers.choose import choose
from outreachlab.answers.follow_up import follow_up_effect
from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.pools import pooled_rates
from outreachlab.answers.sensitivity import sensitivity
from outreachlab.chains.naming import naming_effects
from outreachlab.errors import UnknownLevelError
from outreachlab.fitting import asked as module_asked
from outreachlab.intake.read import read_log
from outreachlab.parts import view as module
from outreachlab.parts.view import PartsView
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


@pytest.mark.parametrize("here", [module_asked.MOST_GATHERED, 0], ids=["here", "in the parts"])
def test_of_many_seekers_some_tell_how_much_they_differ_and_all_the_rest(
    table, parted, monkeypatch, here
):
    every = choose(table)
    monkeypatch.setattr(module_asked, "MOST_SEEKERS", 40)
    monkeypatch.setattr(module_asked, "MOST_GATHERED", here)
    some = choose(table)
    for log in (parted[3], backwards(parted[11])):
        assert_same_answer(some, choose(log))
    assert some.table["asked_do"].tolist() == every.table["asked_do"].tolist()
    gains = [found.table["gain_per_100"] for found in (every, some)]
    assert gains[1].tolist() == pytest.approx(gains[0].tolist(), abs=0.2)


def test_choices_go_through_the_parts_a_few_times(parted, monkeypatch):
    passes = []
    kept = PartsView.total

    def total(self, task, columns=()):
        passes.append(task)
        return kept(self, task, columns)

    monkeypatch.setattr(PartsView, "total", total)
    view = parted[3].as_of()
    tested = advice(view)
    passes.clear()
    choose(view, tested=tested)
    assert len(passes) <= 4
    monkeypatch.setattr(module_asked, "MOST_SEEKERS", 40)
    passes.clear()
    choose(view, tested=tested)
    assert len(passes) <= 9


def test_another_pool_in_parts_stands_behind_a_log_as_one_in_a_table(pool, table, parted):
    log = read_log(pool, seeker="s07")
    assert_same_answer(choose(log, pool=table), choose(log, pool=parted[11]))


def test_a_seeker_whom_no_part_has_is_refused(parted):
    with pytest.raises(UnknownLevelError):
        against_pool(parted[3], "nobody")
