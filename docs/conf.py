"""How Sphinx builds the documentation: `make docs`."""

import shutil
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx

import outreachlab

ROOT = Path(__file__).resolve().parents[1]

project = "outreachlab"
author = "outreachlab developers"
project_copyright = author
version = release = outreachlab.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
    "sphinx_copybutton",
]
exclude_patterns = ["notebooks/README.md"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the notebooks keep their outputs, and the tests hold them to these

autodoc_typehints = "none"  # the docstrings give shapes and units
autodoc_member_order = "bysource"
napoleon_google_docstring = False

html_theme = "furo"
html_title = "outreachlab"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False


def copy_sources(app: Sphinx) -> None:
    """Pages that live elsewhere in the project, under the names that the contents list has."""
    target = Path(app.srcdir)
    shutil.copytree(ROOT / "notebooks", target / "notebooks", dirs_exist_ok=True)
    for name in ("dictionary.md", "README.md"):
        (target / "data").mkdir(exist_ok=True)
        shutil.copy2(ROOT / "data" / name, target / "data" / name)


def mathml(display: str):
    """A visitor that writes a formula as MathML, which browsers draw without a script."""

    def visit(writer: nodes.NodeVisitor, node: nodes.Element) -> None:
        writer.body.append(convert(node.astext(), display=display))
        raise nodes.SkipNode

    return visit, None


def setup(app: Sphinx) -> None:
    app.connect("config-inited", lambda app, _: copy_sources(app))
    app.add_html_math_renderer("mathml", mathml("inline"), mathml("block"))
    app.config.html_math_renderer = "mathml"
