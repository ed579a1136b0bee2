"""Several answers from the same passes over the parts."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from contextvars import copy_context
from ctypes import CDLL
from dataclasses import dataclass, field
from functools import partial
from operator import add
from threading import Semaphore, Thread
from typing import Any

from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.view import Sums, Task, View
from outreachlab.parts.view import PartsView


def together(view: View, questions: Sequence[Callable[[View], Any]]) -> list[Any]:
    """
    What each of some questions makes of a view; what they ask of parts is asked in common passes.

    Each goes on until it asks for sums over the parts; once all have, or are done, one pass finds
    the sums of all. One is at work at a time, so that no two keep rows beside each other.
    """
    if not isinstance(view, PartsView) or len(questions) < 2:
        return [one(view) for one in questions]
    asking = [_Asking(one, view) for one in questions]
    try:
        for one in asking:
            one.go_on(())
        while waiting := [one for one in asking if one.asked is not None]:
            tasks, columns = zip(*(one.asked for one in waiting if one.asked), strict=True)
            every = {name for some in columns for name in some}
            for one, sums in zip(waiting, view.total(partial(_all, tasks), every), strict=True):
                one.go_on(sums.each)
            _give_back()
    finally:
        for one in asking:
            one.give_up()
    return [one.answer for one in asking]


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The sums of one task."""

    each: Sums

    def __add__(self, other: "_Bundle") -> "_Bundle":
        return _Bundle(tuple(map(add, self.each, other.each)))


def _all(tasks: Sequence[Task], log: CheckedLog, outcomes: Outcomes) -> tuple[_Bundle, ...]:
    return tuple(_Bundle(task(log, outcomes)) for task in tasks)


def _give_back() -> None:
    """Hand back what is free: glibc keeps it for each thread apart, a fifth of a report's."""
    with suppress(AttributeError, OSError, TypeError):  # another C library has no such function
        CDLL(None).malloc_trim(0)


class _GivenUp(BaseException):
    """Another question failed, so this one has no answer to wait for."""


class _Asking:
    """A question in a thread of its own, which waits wherever it asks for sums."""

    def __init__(self, question: Callable[[View], Any], view: PartsView) -> None:
        self.asked: tuple[Task, tuple[str, ...]] | None = None
        self.answer: Any = None
        self._error: BaseException | None = None
        self._sums: Sums | None = None
        self._mine, self._theirs = Semaphore(0), Semaphore(0)
        shared = _SharedView(view.log, view.judged, view.window_days, view.counted, self._wait)
        work = partial(copy_context().run, self._work, question, shared)
        self._thread = Thread(target=work, daemon=True)

    def go_on(self, sums: Sums) -> None:
        """Hand over the sums and wait until it asks again or is done; raises what it raised."""
        self._sums, self.asked = sums, None
        if self._thread.ident is None:
            self._thread.start()
        self._mine.release()
        self._theirs.acquire()
        if self._error is not None:
            raise self._error

    def give_up(self) -> None:
        """End the thread, also where it still waits."""
        if self.asked is not None:
            self._sums, self.asked = None, None
            self._mine.release()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self, question: Callable[[View], Any], view: PartsView) -> None:
        self._mine.acquire()
        try:
            self.answer = question(view)
        except BaseException as error:
            self._error = error
        finally:
            self._theirs.release()

    def _wait(self, task: Task, columns: Iterable[str]) -> Sums:
        self.asked = task, tuple(columns)
        self._theirs.release()
        self._mine.acquire()
        if self._sums is None:
            raise _GivenUp
        return self._sums


def _none(task: Task, columns: Iterable[str]) -> Sums:
    raise AssertionError("a view that nobody goes through")


@dataclass(frozen=True, slots=True, eq=False)
class _SharedView(PartsView):
    """A view whose sums come from a pass that others ask something of too."""

    wait: Callable[[Task, Iterable[str]], Sums] = field(default=_none)

    def total(self, task: Task, columns: Iterable[str] = ()) -> Sums:
        """The sums over all parts."""
        return self.wait(task, columns)
