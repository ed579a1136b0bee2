"""Imports go one way, those inside functions and for type checkers too."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "outreachlab"
# From the bottom up; a module may import from its own layer and from those below.
LAYERS = (
    ("errors", "wording", "display", "files", "escapes"),
    ("stats",),
    ("log",),
    ("intake",),
    ("parts",),
    ("fitting",),
    ("answers",),
    ("chains", "simulate", "trials"),
    ("sharing",),
    ("charts",),
    ("report",),
    ("notebooks",),
    ("app",),
    ("cli",),
)
HEIGHT = {member: height for height, members in enumerate(LAYERS) for member in members}
# Each costs a small report more than it gives, so it is imported where it is used.
SLOW = ("matplotlib", "networkx", "scipy.optimize", "scipy.stats", "rapidfuzz", "anyascii")

Import = tuple[str, bool]  # what is imported, inside a function?
# The one import upwards: an answer asks for its chart when it is plotted.
UPWARD = ("outreachlab.display", "outreachlab.charts.draw.draw")


def module_of(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


MODULES = {module_of(path): path for path in sorted(SOURCE.rglob("*.py"))}
# The public names load from every layer and are above all of them.
MEMBERS = [name for name in MODULES if name != "outreachlab"]


def imports_of(source: str, module: str = "outreachlab.here") -> list[Import]:
    """Every import of a source, whole names, relative ones resolved."""
    package = module if MODULES.get(module, Path()).name == "__init__.py" else parent(module)

    def visit(node: ast.AST, inside: bool) -> Iterator[Import]:
        for name in imported_by(node, package):
            yield name, inside
        inside = inside or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            yield from visit(child, inside or is_type_checking(node))

    return list(visit(ast.parse(source), False))


def imported_by(node: ast.AST, package: str) -> list[str]:
    """What one statement imports: `from a import b` is `a.b`, be it a module or a name of `a`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    for _ in range(node.level - 1):
        package = parent(package)
    base = ".".join(filter(None, (package if node.level else "", node.module)))
    return [f"{base}.{alias.name}" for alias in node.names]


def loaded_by(module: str) -> set[str]:
    """The project's modules that a module loads, early or late; what only types need is none."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    for node in [node for node in ast.walk(tree) if is_type_checking(node)]:
        node.body = [ast.Pass()]
    found = imports_of(ast.unparse(tree), module)
    return {name if name in MODULES else parent(name) for name, _ in found} & set(MEMBERS)


def is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def parent(module: str) -> str:
    return module.rpartition(".")[0]


def own_imports(module: str) -> list[str]:
    """The project's modules a module imports, but for the one import upwards."""
    found = []
    for name, _ in imports_of(MODULES[module].read_text(encoding="utf-8"), module):
        if name.split(".")[0] == "outreachlab" and (module, name) != UPWARD:
            found.append(name if name in MODULES else parent(name))
    return found


def height_of(module: str) -> int:
    return HEIGHT[module.split(".")[1]]


def test_every_module_has_a_place_among_the_layers():
    homeless = {name for name in MEMBERS if name.split(".")[1] not in HEIGHT}
    assert not homeless, f"give them a place in LAYERS: {', '.join(sorted(homeless))}"


def test_no_module_imports_from_a_layer_above():
    upward = [
        f"{module} imports {name}, which lies above it"
        for module in MEMBERS
        for name in own_imports(module)
        if name != "outreachlab" and height_of(name) > height_of(module)
    ]
    assert not upward, "\n".join(upward)


def test_statistics_know_nothing_of_the_log():
    foreign = [
        f"{module} imports {name}"
        for module in MEMBERS
        if module.startswith("outreachlab.stats")
        for name in own_imports(module)
        if not name.startswith(("outreachlab.stats", "outreachlab.errors"))
    ]
    assert not foreign, "\n".join(foreign)


def test_only_the_version_is_taken_from_the_public_names():
    taken = [
        f"{module} imports {name}: name its own module"
        for module in MEMBERS
        for name, _ in imports_of(MODULES[module].read_text(encoding="utf-8"), module)
        if parent(name) == "outreachlab"
        and name not in MODULES
        and name != "outreachlab.__version__"
    ]
    assert not taken, "\n".join(taken)


def test_no_modules_import_each_other_in_a_circle():
    graph = {module: loaded_by(module) & set(own_imports(module)) for module in MEMBERS}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail("a circle: " + " <- ".join(error.args[1]))


def test_slow_libraries_are_imported_where_they_are_used():
    early = [
        f"{module} imports {name} at its top; import it inside the function that needs it"
        for module in MEMBERS
        for name, inside in imports_of(MODULES[module].read_text(encoding="utf-8"), module)
        if not inside
        and any(f"{name}.".startswith(f"{slow}.") for slow in SLOW)
        and not (module.startswith("outreachlab.charts") and name.startswith("matplotlib"))
    ]
    assert not early, "\n".join(early)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("def f():\n    from outreachlab.cli import main\n", "outreachlab.cli.main"),
        ("def f():\n    import outreachlab.cli\n", "outreachlab.cli"),
        ("if TYPE_CHECKING:\n    from outreachlab import cli\n", "outreachlab.cli"),
        ("from . import cli\n", "outreachlab.cli"),
        ("try:\n    from .cli import main\nexcept ImportError: ...\n", "outreachlab.cli.main"),
    ],
)
def test_no_way_of_importing_is_overlooked(source, name):
    assert [found for found, _ in imports_of(source)] == [name]
