"""
The notebooks executed on a person's log, in a kernel of this very Python.

Starting a kernel and importing what answers takes longer than most notebooks do, so one kernel
runs them all, emptied before each.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.files import room_in
from outreachlab.notebooks.shipped import OF_A_LOG, OF_A_POOL, notebook_files


def page_of(notebook: Any) -> str:
    """The page; code, texts and results as they stand in the notebook."""
    body, _ = _exporter().from_notebook_node(notebook)
    system = files("outreachlab.report").joinpath("templates", "system.css")
    own = files("outreachlab.notebooks").joinpath("page.css")
    style = "".join(part.read_text(encoding="utf-8") for part in (system, own))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(_title(notebook))}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


@cache
def _exporter() -> Any:
    """The body of a page; its templates are compiled once for all notebooks."""
    from nbconvert import HTMLExporter

    exporter = HTMLExporter(template_name="basic", exclude_input_prompt=True)
    exporter.exclude_output_prompt = True
    exporter.exclude_anchor_links = True
    return exporter


def _title(notebook: Any) -> str:
    """The first heading."""
    for cell in notebook.cells:
        for line in cell.source.splitlines() if cell.cell_type == "markdown" else ():
            if line.startswith("# "):
                return str(line.removeprefix("# "))
    return "outreachlab"


# The spec goes with all the other names, and who starts a process from a cell asks for it.
EMPTIED = (
    "get_ipython().reset()\n__spec__ = None\n"
    "__import__('outreachlab.notebooks.shipped', fromlist=['']).say_left_out(get_ipython())"
)
LOG_FREE = "log-free"  # the tag of a cell that looks at no log
PARAMETERS = "parameters"  # and of the one that says which log to read
# The kernel's own log says nothing that concerns whoever waits for the notebooks.
COMMAND = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=50"]
MISSING = "notebooks need further packages: pip install 'outreachlab[notebooks]'"


def run_notebooks(
    log_path: str | Path,
    folder: str | Path,
    *,
    only: Sequence[str] = (),
    every: bool = True,
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
    every : bool
        Run all cells, rather than those alone that say something of this log.
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
        No notebook is named so, the packages that run them are not installed, or there is no
        place for the folder.
    NothingToComputeError
        A notebook could not be run to its end.
    """
    files = notebook_files(only)
    _require_packages()
    target = Path(folder).resolve()
    if not target.parent.is_dir():
        raise UsageError(f"{folder}: there is no folder {target.parent} to put it in")
    given = {
        "log_path": _seen_from(target, log_path),
        "map_path": None if map is None else _seen_from(target, map),
        "options": dict(options or {}),
    }
    # Beside the folder, so that paths lead from here where they will lead from there.
    with room_in(target.parent) as beside, _kernel() as kernel:
        for file in files:
            notebook = _whole(file) if every else _of_this_log(file)
            yield from _executed(file, notebook, given, str(beside), kernel)


def _whole(file: Path) -> Any:
    import nbformat

    return nbformat.read(file, as_version=4)


def _of_this_log(file: Path) -> Any:
    """Without what looks at no log, but for a notebook that is about none in particular."""
    notebook = _whole(file)
    if file.name.startswith((*OF_A_LOG, *OF_A_POOL)):
        kept = (one for one in notebook.cells if LOG_FREE not in one.metadata.get("tags", ()))
        notebook.cells = list(kept)
    return notebook


def _executed(
    file: Path, notebook: Any, given: dict[str, Any], beside: str, kernel: Any
) -> list[tuple[str, bytes]]:
    """One notebook with its outputs, and its page."""
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    _give(notebook, given)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(EMPTIED))
    where = {"metadata": {"path": beside}}
    client = NotebookClient(notebook, km=kernel, timeout=None, record_timing=False, resources=where)
    try:
        with suppress(CellExecutionError):  # what a cell raised stands in the notebook
            client.execute()
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
    del notebook.cells[0]
    if fault := _fault_of(notebook):
        raise NothingToComputeError(f"{file.name} could not be run to its end: {fault}")
    _number(notebook)
    return [
        (file.name, nbformat.writes(notebook).encode()),
        (f"{file.stem}.html", page_of(notebook).encode()),
    ]


def _give(notebook: Any, given: dict[str, Any]) -> None:
    """Which log to read and how, in place of the sample's."""
    for cell in notebook.cells:
        if PARAMETERS in cell.metadata.get("tags", ()):
            cell.source = "\n".join(f"{name} = {value!r}" for name, value in given.items())


def _fault_of(notebook: Any) -> str | None:
    """What a cell raised that is no word of ours on what the log cannot answer."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if output.output_type == "error":
                return f"{output.ename}: {output.evalue}"
    return None


def _number(notebook: Any) -> None:
    """Number the cells from 1, whatever the kernel ran before."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        for numbered in (cell, *cell.outputs):
            if "execution_count" in numbered:
                numbered.execution_count = number


@contextmanager
def _kernel() -> Iterator[Any]:
    """A kernel of this Python, whatever the name `python3` stands for on this machine."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_core.utils import run_sync

    class OwnKernel(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return KernelSpec(argv=COMMAND, language="python", display_name="Python 3")

    kernel = OwnKernel()
    try:
        yield kernel
    finally:
        if kernel.has_kernel:
            run_sync(kernel.shutdown_kernel)(now=True)


def _require_packages() -> None:
    from importlib.util import find_spec

    if not all(map(find_spec, ("nbclient", "nbconvert", "ipykernel"))):
        raise UsageError(MISSING)


def _seen_from(folder: Path, path: str | Path) -> str:
    """The path as it is named from a folder; whole where the two lie on different drives."""
    whole = Path(path).resolve()
    try:
        return Path(os.path.relpath(whole, folder)).as_posix()
    except ValueError:
        return whole.as_posix()
