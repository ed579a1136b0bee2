"""Who works behind the page: a thread that reads, one that draws, and every browser's workspace."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex, token_urlsafe
from shutil import copyfile
from typing import Any

from outreachlab.app.workspace import Workspace, clear

MOST_SPACES = 32
MOST_SENT_AT_ONCE = 4


def _one_thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, "outreachlab")


@dataclass(slots=True)
class Desk:
    """
    A private folder, the workspaces in it by key, and two threads.

    All changes of a workspace happen in the thread that reads, so that none meets another.
    """

    room: Path
    begin: list[tuple[str, Path]] = field(default_factory=list)
    spaces: dict[str, Workspace] = field(default_factory=dict)
    sending: int = 0
    warm: bool = False
    reads: ThreadPoolExecutor = field(default_factory=_one_thread)
    draws: ThreadPoolExecutor = field(default_factory=_one_thread)

    def space(self, key: str) -> Workspace:
        """The workspace of a key, a new one if it has none; the first begins with a file given."""
        if key not in self.spaces:
            while len(self.spaces) >= MOST_SPACES:
                clear(self.spaces.pop(next(iter(self.spaces))))
            self.spaces[key] = Workspace(self.room, begin=self.begin)
            self.begin = []
        return self.spaces[key]

    def enter(self) -> str:
        """A key for one more browser."""
        key = token_urlsafe(32)
        self.space(key)
        return key

    def place(self) -> Path:
        """Where a file that is sent goes."""
        return self.room / token_hex(8)

    def begin_with(self, path: Path) -> None:
        """Have the first browser begin with a copy of a file; the file itself is never touched."""
        copy = self.place()
        copyfile(path, copy)
        self.begin.append((path.name, copy))

    def warm_up(self) -> None:
        """Load what reads and counts, once the first page is out."""
        if not self.warm:
            self.warm = True
            self.reads.submit(_load)

    def close(self) -> None:
        """End both threads; what they do is finished, what waits is not begun."""
        for pool in (self.reads, self.draws):
            pool.shutdown(wait=False, cancel_futures=True)


def _load() -> None:
    import outreachlab.app.acts
    import outreachlab.app.results
    import outreachlab.app.take  # noqa: F401


async def read(desk: Desk, function: Callable[..., Any], *given: Any) -> Any:
    """What a function gives that reads or changes a workspace."""
    return await asyncio.get_running_loop().run_in_executor(desk.reads, function, *given)


def act(space: Workspace, name: str, form: Mapping[str, list[str]], base: str) -> str:
    """Do one thing, and the page as it is then; for the thread that reads."""
    from outreachlab.app import acts, shown

    acts.act(space, name, form)
    return shown.work(space, base)


def received(space: Workspace, name: str, path: Path, base: str) -> str:
    """Take in a file that was sent, and the page as it is then; for the thread that reads."""
    from outreachlab.app import reading, shown
    from outreachlab.app.words import on_page
    from outreachlab.errors import OutreachlabError

    space.said = space.fault = ""
    try:
        reading.receive(space, name, path)
    except OutreachlabError as error:
        space.fault = on_page(str(error))
        with suppress(OSError):
            path.unlink(missing_ok=True)
    space.results = None
    return shown.work(space, base)


def results(desk: Desk, space: Workspace) -> "asyncio.Future[Any]":
    """What the log of a workspace says, worked out once for as long as nothing changes."""
    if space.results is None:
        space.results = asyncio.ensure_future(_results(desk, space))
    return asyncio.shield(space.results)


async def _results(desk: Desk, space: Workspace) -> Any:
    loop = asyncio.get_running_loop()
    log, table = await read(desk, _joined, space)
    return await loop.run_in_executor(desk.draws, _drawn, log, table, space.trial)


def _joined(space: Workspace) -> Any:
    from outreachlab.app.log import joined

    return joined(space)


def _drawn(log: Any, table: Any, trial: Path | None) -> Any:
    from outreachlab.app.results import results_of

    return results_of(log, table, trial)
