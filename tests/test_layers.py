"""Imports go one way, those inside functions too."""

import ast
from pathlib import Path

import pytest

import outreachlab

SOURCE = Path(outreachlab.__file__).parent
# From the bottom up; a module may import from its own layer and from those below.
LAYERS = (
    ("vocabulary", "errors", "wording", "display", "lineage"),
    ("intake", "codebook"),
    ("outcomes",),
    ("codes", "forest"),
    ("answers",),
    ("chains", "scale", "simulate"),
    ("charts",),
    ("report",),
    ("cli",),
)
HEIGHT = {name: height for height, names in enumerate(LAYERS) for name in names}
MODULES = sorted(path for path in SOURCE.rglob("*.py") if path != SOURCE / "__init__.py")


def place_of(path: Path) -> str:
    """The layer's member a file belongs to: its top folder, or its own name."""
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> list[tuple[str, bool]]:
    """Every outreachlab member imported, and whether inside a `plot` method."""
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, in_plot: bool) -> None:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            names = [str(node.module)]
            if node.module == "outreachlab":
                names = [f"outreachlab.{alias.name}" for alias in node.names]
        found.extend(
            (name.split(".")[1], in_plot) for name in names if name.startswith("outreachlab.")
        )
        inside = in_plot or (isinstance(node, ast.FunctionDef) and node.name.startswith("plot"))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree, False)
    return found


def test_every_module_has_a_place_among_the_layers():
    assert {place_of(path) for path in MODULES} <= set(HEIGHT)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_imports_from_a_layer_above(path):
    own = HEIGHT[place_of(path)]
    for name, in_plot in imported(ast.parse(path.read_text(encoding="utf-8"))):
        if name == "__version__" or (in_plot and name == "charts"):
            continue
        assert HEIGHT[name] <= own, f"{path.name} imports {name}, which lies above it"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_outgrows_300_lines(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_an_upward_import_inside_a_function_is_found():
    tree = ast.parse("def f():\n    from outreachlab.cli import main\n")
    assert imported(tree) == [("cli", False)]
