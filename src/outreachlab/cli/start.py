"""
How a run begins.

A short one spends a fifth of its time in the garbage collector, looking at what was imported.
"""

import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from typing import Any

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
