"""How Sphinx builds the documentation: `make docs`."""

from html import escape
from io import StringIO

from docutils import nodes
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import math_to_image
from sphinx.application import Sphinx

import outreachlab

project = "outreachlab"
author = "outreachlab developers"
project_copyright = author
version = release = outreachlab.__version__

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
]
exclude_patterns = ["notebooks/README.md"]
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the notebooks keep their outputs, and the tests hold them to these

autodoc_typehints = "none"  # the docstrings give shapes and units
autodoc_member_order = "bysource"
napoleon_google_docstring = False

html_theme = "furo"
html_static_path = ["static"]
html_title = "outreachlab"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False


def drawn(display: str):
    """A visitor that draws a formula as SVG: no script, and no font that a reader may lack."""

    def visit(writer: nodes.NodeVisitor, node: nodes.Element) -> None:
        formula = " ".join(node.astext().split())
        picture = StringIO()
        size = FontProperties(size=12 if display == "inline" else 15)
        depth = math_to_image(f"${formula}$", picture, prop=size, format="svg", color="#010101")
        svg = picture.getvalue().split("?>\n", 1)[1].split(">\n", 1)[1]
        svg = svg.replace("#010101", "currentColor").replace(
            "<svg ",
            f'<svg role="img" aria-label="{escape(formula, quote=True)}" '
            f'style="vertical-align: -{depth:.2f}pt" ',
            1,
        )
        tag = "span" if display == "inline" else "div"
        writer.body.append(f'<{tag} class="math-{display}">{svg}</{tag}>')
        raise nodes.SkipNode

    return visit, None


def setup(app: Sphinx) -> None:
    app.add_html_math_renderer("drawn", drawn("inline"), drawn("block"))
    app.config.html_math_renderer = "drawn"
    app.add_css_file("pages.css")
