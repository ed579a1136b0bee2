"""What the package imports is what it asks for: the core at any time, an extra only when used."""

import re
import sys
import tomllib
from pathlib import Path

from tests.test_layers import MODULES, imports_of

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))[
    "project"
]
EXTRAS = PROJECT["optional-dependencies"]


def importable(requirements: list[str]) -> set[str]:
    """The modules of requirements, those of their extras (`dask[distributed]`) too."""
    names = {name for line in requirements for name in re.findall(r"[\w-]+", line.split(">")[0])}
    return {name.replace("-", "_") for name in names}


CORE = importable(PROJECT["dependencies"])
FURTHER = {name: importable(EXTRAS[name]) for name in EXTRAS if name not in ("dev", "docs")}
IMPORTED = [
    (module, name.split(".")[0], inside)
    for module, path in MODULES.items()
    for name, inside in imports_of(path.read_text("utf-8"), module)
    if name.split(".")[0] not in {*sys.stdlib_module_names, "outreachlab"}
]


# A door that is loaded when it is opened, and not before; `tests/app/test_run.py` holds that.
DOOR = "outreachlab.app"


def test_every_core_dependency_is_imported_and_every_import_at_the_top_is_one():
    assert {name for _, name, _ in IMPORTED} >= CORE
    early = {
        f"{module} imports {name}"
        for module, name, inside in IMPORTED
        if not inside and not module.startswith(DOOR)
    }
    assert {line for line in early if line.split()[-1] not in CORE} == set()


def test_every_other_import_is_an_extra_and_waits_for_its_use():
    late = {name for _, name, inside in IMPORTED if inside}
    assert late <= CORE.union(*FURTHER.values())


def test_what_only_judges_our_numbers_is_for_development():
    judges = {"statsmodels", "firthmodels"}
    assert judges <= importable(EXTRAS["dev"])
    assert not judges & CORE.union(*FURTHER.values())
