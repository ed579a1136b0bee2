"""Where the sums of parts are computed: here, in threads, in processes, or wherever one likes."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, TypeVar

from outreachlab.errors import OutreachlabError

Result = TypeVar("Result")
Item = TypeVar("Item")
ATTEMPTS = 4  # times a part is tried whose worker died
PATIENCE = 60.0  # seconds that a cluster may be without any worker
GLANCE = 2.0  # seconds between two looks at it


class ClusterError(OutreachlabError, ConnectionError):
    """The cluster is not there, or went away."""

    exit_code = 3


@dataclass(slots=True)
class Workers(AbstractContextManager["Workers"]):
    """
    An executor of `concurrent.futures`, begun anew where it breaks; None works here.

    `start` makes the executor, `close` is called in the end, `alive` says whether somebody is at
    work, and `gone` whether somebody left to whom parts are held.
    """

    start: Callable[[], Executor] | None = None
    close: Callable[[], object] = lambda: None
    alive: Callable[[], bool] = lambda: True
    gone: Callable[[], bool] = lambda: False
    executor: Executor | None = field(default=None, init=False)

    def results(
        self, task: Callable[[Item], Result], items: Sequence[Item], named: str = ""
    ) -> Iterator[Result]:
        """
        What `task` makes of each item, in the order of the items, whoever is done first.

        An error names the item, or what they are all `named`.

        Raises
        ------
        ClusterError
            A part failed `ATTEMPTS` times because its worker died, or no worker is left.
        """
        if self.start is None:
            yield from map(task, items)
            return
        futures = self._submitted(task, items)
        tries = 1
        for place in range(len(items)):
            while True:
                try:
                    result = self._result(futures[place])
                    break
                except Exception as error:
                    if not isinstance(error, BrokenExecutor | CancelledError) and not _killed(
                        error
                    ):
                        raise
                    tries += 1
                    if tries > ATTEMPTS:
                        raise ClusterError(
                            f"workers died {ATTEMPTS} times over, the last at "
                            f"{named or items[place]}; "
                            "give them more memory or make smaller parts"
                        ) from error
                    self._drop(wait=False)
                    futures[place:] = self._submitted(task, items[place:])
            futures[place] = None  # so that what is added up already is let go
            yield result

    def _submitted(
        self, task: Callable[[Item], Result], items: Sequence[Item]
    ) -> list["Future[Result] | None"]:
        if self.executor is None and self.start is not None:
            self.executor = self.start()
        assert self.executor is not None
        with deaf(), one_thread_each():
            return [self.executor.submit(task, item) for item in items]

    def _result(self, future: "Future[Result] | None") -> Result:
        assert future is not None
        waited = 0.0
        while True:
            try:
                return future.result(GLANCE)
            except TimeoutError:
                if future.done():
                    raise
                if self.gone():
                    raise BrokenExecutor("its worker has gone") from None
                waited = 0.0 if self.alive() else waited + GLANCE
                if waited >= PATIENCE:
                    raise ClusterError(
                        f"the cluster has had no worker for {PATIENCE:.0f} seconds; start one "
                        "and run the same command again"
                    ) from None

    def _drop(self, wait: bool) -> None:
        if self.executor is not None:
            self.executor.shutdown(wait=wait)
        self.executor = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._drop(wait=error is None)  # else Python may trip over it when it ends
        self.close()


def here() -> Workers:
    """One part after the other, in this process."""
    return Workers()


def threads_here(number: int) -> Workers:
    """Threads of this process."""
    from concurrent.futures import ThreadPoolExecutor

    return Workers(lambda: ThreadPoolExecutor(number))


def processes(number: int) -> Workers:
    """Processes of this machine; one that dies is replaced."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    def one() -> Executor:
        return ProcessPoolExecutor(
            1, mp_context=get_context("spawn"), initializer=_leave_with_parent
        )

    return Workers(lambda: Each([one() for _ in range(number)]))


class Each(Executor):
    """Several executors of one worker each: a part goes always to the one that keeps its rows."""

    def __init__(self, executors: Sequence[Executor]) -> None:
        self.executors, self.turn = executors, count()

    def submit(self, task: Callable[..., Any], /, *items: Any, **how: Any) -> "Future[Any]":
        """The work on a part by the number of the part, all else in turn."""
        place = getattr(items[0], "number", None) if items else None
        place = next(self.turn) if place is None else place
        return self.executors[place % len(self.executors)].submit(task, *items, **how)

    def shutdown(self, wait: bool = True, **how: Any) -> None:
        """End them all."""
        for one in self.executors:
            one.shutdown(wait, **how)


def _leave_with_parent() -> None:
    """End when the process that began this one does, be it killed; Ctrl-C is its affair."""
    import signal
    from multiprocessing import connection, parent_process
    from threading import Thread

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


@contextmanager
def one_thread_each() -> Iterator[None]:
    """Start processes that multiply with one thread: several would wait for each other's."""
    name = "OPENBLAS_NUM_THREADS"
    if name in os.environ:
        yield
        return
    os.environ[name] = "1"
    try:
        yield
    finally:
        del os.environ[name]


@contextmanager
def deaf() -> Iterator[None]:
    """Start processes to which Ctrl-C says nothing; what is said meanwhile is heard after."""
    import signal
    from threading import current_thread, main_thread

    if not hasattr(signal, "pthread_sigmask") or current_thread() is not main_thread():
        yield
        return
    told: list[int] = []
    heard = signal.signal(signal.SIGTERM, lambda number, _: told.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, heard or signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in told[:1]:
            signal.raise_signal(number)


def _killed(error: Exception) -> bool:
    """Is this Dask's word for a task whose workers died one after the other?"""
    return type(error).__name__ == "KilledWorker"
