"""The cells of a notebook, run in this process: quicker than a kernel for each log."""

import ast
import json
from pathlib import Path
from typing import Any

from outreachlab.errors import OutreachlabError
from outreachlab.notebooks.shipped import say_error

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
FILES = sorted(NOTEBOOKS.glob("*.ipynb"))
LOG_FREE = "log-free"  # tag of cells that take long and do not look at the log
MAY_FAIL = "raises-exception"  # tag after which Jupyter goes on with the next cell


def code_cells(file: Path) -> list[dict[str, Any]]:
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def tags(cell: dict[str, Any]) -> list[str]:
    return cell["metadata"].get("tags", [])


def run_on(file: Path, **parameters: Any) -> str:
    """Everything a notebook shows of a log, but for the cells that do not look at it."""
    shown: list[str] = []

    def display(*answers: object) -> None:
        for answer in answers:
            shown.append(repr(answer))
            for form in ("_repr_html_", "_repr_png_"):
                getattr(answer, form, lambda: None)()

    def say(*words: object) -> None:
        shown.append(" ".join(map(str, words)))

    names: dict[str, Any] = {"display": display, "print": say}
    for cell in code_cells(file):
        if LOG_FREE not in tags(cell):
            tree = ast.parse("".join(cell["source"]))
            try:
                exec(compile(shows_last(tree), file.name, "exec"), names)
            except OutreachlabError as error:
                assert MAY_FAIL in tags(cell)
                say_error(error)
        if "parameters" in tags(cell):
            names.update(parameters)
    return "\n".join(shown)


def shows_last(tree: ast.Module) -> ast.Module:
    """A cell whose last expression is displayed, as Jupyter does."""
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        call = ast.Call(ast.Name("display", ast.Load()), [last.value], [])
        tree.body[-1] = ast.fix_missing_locations(ast.copy_location(ast.Expr(call), last))
    return tree
