"""Several answers at once: those of each alone, from fewer passes, and none is left waiting."""

import gc
import weakref
from functools import partial
from threading import enumerate as threads

import pytest

from outreachlab.answers.advice import advice
from outreachlab.answers.choose import choose
from outreachlab.answers.clients import clients
from outreachlab.answers.funnel import funnel
from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.rates import acceptance_rates
from outreachlab.answers.sensitivity import sensitivity
from outreachlab.answers.waiting import waiting_times
from outreachlab.chains.growth import chain_growth
from outreachlab.errors import UnknownColumnError, UsageError
from outreachlab.parts.part import Part
from outreachlab.parts.together import together
from outreachlab.parts.view import PartsView
from outreachlab.parts.workers import processes
from outreachlab.report.build import build_report
from tests.parts.conftest import counted_by
from tests.parts.same import assert_same_answer

ASKED = (
    partial(acceptance_rates, by="channel"),
    waiting_times,
    advice,
    funnel,
    chain_growth,
    partial(sensitivity, tactic="meeting_format"),
)


@pytest.fixture
def none_left():
    """No thread is alive after a test that was not before it."""
    before = set(threads())
    yield
    assert set(threads()) <= before


def test_the_answers_are_those_of_each_alone(table, parted, none_left):
    found = together(parted[11].as_of(), ASKED)
    for ask, answer in zip(ASKED, found, strict=True):
        assert_same_answer(ask(table), answer)


def test_processes_find_the_same(table, parted):
    with processes(2) as team:
        found = together(counted_by(parted[11], team).as_of(), ASKED[:4])
    for ask, answer in zip(ASKED, found, strict=False):
        assert_same_answer(ask(table), answer)


def test_there_are_as_many_passes_as_the_longest_question_asks_for(parted, monkeypatch):
    passes = []
    total = PartsView.total

    def counted(self, task, columns=()):
        passes.append(task)
        return total(self, task, columns)

    monkeypatch.setattr(PartsView, "total", counted)
    view = parted[3].as_of()
    for ask in ASKED[:4]:
        ask(view)
    alone = len(passes)
    passes.clear()
    together(view, ASKED[:4])
    assert len(passes) == 3 < alone


def test_a_table_is_asked_one_by_one(table):
    (found,) = together(table.as_of(), [funnel])
    assert_same_answer(funnel(table), found)


@pytest.mark.parametrize("late", [False, True])
def test_where_one_fails_all_end(parted, late, none_left):
    def failing(view):
        if late:
            funnel(view)
        return acceptance_rates(view, "shoe_size")

    with pytest.raises(UnknownColumnError):
        together(parted[3].as_of(), [waiting_times, failing, advice])


def test_what_a_question_catches_itself_harms_no_other(table, parted):
    def careful(view):
        try:
            return sensitivity(view, "channel")
        except UsageError:
            return None

    nothing, found = together(parted[3].as_of(), [careful, funnel])
    assert nothing is None
    assert_same_answer(funnel(table), found)


@pytest.mark.parametrize("ask", [build_report, clients, next_steps, choose])
def test_no_part_is_kept_once_its_sums_are_known(parted, monkeypatch, ask):
    """Of a large log parts that wait for the collector would fill the memory."""
    frames, most = [], []
    read = Part.read

    def watched(self, columns):
        most.append(sum(frame() is not None for frame in frames))
        log = read(self, columns)
        frames.append(weakref.ref(log.frame))
        return log

    monkeypatch.setattr(Part, "read", watched)
    gc.collect()
    gc.disable()
    try:
        ask(parted[11].as_of())
    finally:
        gc.enable()
    assert max(most) <= 2
