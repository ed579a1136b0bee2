"""An executed notebook as one page of HTML that needs no network, light and dark."""

from functools import cache
from html import escape
from importlib.resources import files
from typing import Any


def page_of(notebook: Any) -> str:
    """The page; code, texts and results as they stand in the notebook."""
    body, _ = _exporter().from_notebook_node(notebook)
    report = files("outreachlab.report").joinpath("templates", "report.css")
    own = files("outreachlab.notebooks").joinpath("page.css")
    style = "".join(part.read_text(encoding="utf-8") for part in (report, own))
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
