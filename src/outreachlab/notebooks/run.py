"""The notebooks executed on a person's log, each in a fresh kernel of this very Python."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.notebooks.shipped import notebook_files

AT_ONCE = 4  # kernels; each takes as much memory as a Python with pandas
# The kernel's own log says nothing that concerns whoever waits for the notebooks.
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=50"]
MISSING = "notebooks need further packages: pip install 'outreachlab[notebooks]'"


def run_notebooks(
    log_path: str | Path,
    folder: str | Path,
    *,
    only: Sequence[str] = (),
    map: str | Path | None = None,
    options: Mapping[str, Any] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """
    The notebooks executed on a log, each as a notebook and as a page, one by one as they end.

    Parameters
    ----------
    log_path : path
        The log as a person keeps it, which the notebooks read.
    folder : path
        Where they will lie; they name the log from there. Nothing is written to it.
    only : sequence of str
        The beginnings of their names, as `03`; all unless given.
    map : path, optional
        How a foreign file reads as an outreach log.
    options : mapping, optional
        Further arguments of `read_log`, as plain data.

    Returns
    -------
    iterator of (str, bytes)
        File names and what they hold, a notebook and its page in turn.

    Raises
    ------
    UsageError
        No notebook is named so, or the packages that run them are not installed.
    NothingToComputeError
        A notebook could not be run to its end.
    """
    files = notebook_files(only)
    _require_packages()
    target = Path(folder).resolve()
    given = {
        "log_path": _seen_from(target, log_path),
        "map_path": None if map is None else _seen_from(target, map),
        "options": dict(options or {}),
    }
    # Beside the folder, so that paths lead from here where they will lead from there.
    with (
        TemporaryDirectory(prefix=".running-", dir=target.parent) as beside,
        ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool,
    ):
        running = [pool.submit(_executed, file, given, beside) for file in files]
        try:
            for ended in as_completed(running):
                yield from ended.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _executed(file: Path, given: dict[str, Any], beside: str) -> list[tuple[str, bytes]]:
    """One notebook with its outputs, and its page."""
    import nbformat
    import papermill
    from papermill.exceptions import PapermillExecutionError

    from outreachlab.notebooks.page import page_of

    try:
        done = papermill.execute_notebook(
            nbformat.read(file, as_version=4),
            None,
            given,
            progress_bar=False,
            kernel_name="python3",
            language="python",
            kernel_manager_class=_own_kernel(),
            resources={"metadata": {"path": beside}},
        )
    except PapermillExecutionError as error:
        raise NothingToComputeError(
            f"{file.name} stopped at cell {error.cell_index}: {error.ename}: {error.evalue}"
        ) from None
    for part in (done, *done.cells):  # when it ran and where: nobody else's business
        part.metadata.pop("papermill", None)
    return [
        (file.name, nbformat.writes(done).encode()),
        (f"{file.stem}.html", page_of(done).encode()),
    ]


def _own_kernel() -> type:
    """A kernel of this Python, whatever the name `python3` stands for on this machine."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager

    class OwnKernel(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(argv=COMMAND, language="python", display_name="Python 3")

    return OwnKernel


def _require_packages() -> None:
    from importlib.util import find_spec

    if not all(map(find_spec, ("papermill", "nbconvert", "ipykernel"))):
        raise UsageError(MISSING)


def _seen_from(folder: Path, path: str | Path) -> str:
    """The path as it is named from a folder; whole where the two lie on different drives."""
    whole = Path(path).resolve()
    try:
        return Path(os.path.relpath(whole, folder)).as_posix()
    except ValueError:
        return whole.as_posix()
