"""While a command runs: what a terminal sees of long work, and no garbage collection at first."""

import gc
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any, TypeVar

from outreachlab.wording import harmless

LEFT_OUT = "outreachlab.left_out"  # a file of several was, so that the run ends with 1
PATIENCE, TICK = 1.0, 0.2  # seconds before the first word, and between two
Item = TypeVar("Item")


class Working:
    """A line on standard error with what is being done and for how long; silent elsewhere."""

    def __init__(self) -> None:
        self.doing = "starting"
        self._stop: Any = None

    def __enter__(self) -> "Working":
        if sys.stderr.isatty():
            from threading import Event, Thread

            self._stop, stream = Event(), sys.stderr
            self._thread = Thread(target=self._tick, args=(self._stop, stream), daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.hush()

    def hush(self) -> None:
        """Say no more, and wipe what was said."""
        if self._stop is not None:
            self._stop.set()
            self._thread.join()
            self._stop = None

    def _tick(self, stop: Any, stream: Any) -> None:
        from time import monotonic

        begun, said = monotonic(), False
        while not stop.wait(TICK):
            if (seconds := monotonic() - begun) > PATIENCE:
                said = True
                stream.write(f"\r\x1b[K{harmless(self.doing)}, {seconds:.0f} s")
                stream.flush()
        if said:
            stream.write("\r\x1b[K")
            stream.flush()


_now = Working()


def working() -> Working:
    """Begin to watch; one command at a time."""
    global _now
    _now = Working()
    return _now


def doing(what: str) -> None:
    """Name the work that follows."""
    _now.doing = what


def hush() -> None:
    """Leave the terminal to what is printed next."""
    _now.hush()


def each(items: Iterable[Item], what: str, length: int | None = None) -> Iterable[Item]:
    """The items one by one, with a bar on standard error if that is a terminal."""
    import click

    hush()
    with click.progressbar(
        items, length, label=what, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        yield from bar


# A short run spends a fifth of its time in the garbage collector, looking at what was imported.
_settled = False


def hold() -> None:
    """Let nothing be collected while a command imports what it needs."""
    if not _settled:
        gc.disable()


def settle() -> None:
    """Collect again, but never look at what has been imported: it stays to the end."""
    global _settled
    if not _settled:
        gc.freeze()
        _settled = True
    gc.enable()


@contextmanager
def heeding() -> Iterator[None]:
    """Let a request to end (SIGTERM) clear up as Ctrl-C does; a second one changes nothing."""

    def interrupt(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = {}
    if current_thread() is main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as a background job has it
                before[number] = signal.signal(number, interrupt)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
