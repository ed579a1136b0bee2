"""Every public function says what it takes, returns and raises, and where its formulas are from."""

import inspect
import re

import pytest

import outreachlab as ol

FUNCTIONS = [name for name in ol.__all__ if inspect.isfunction(getattr(ol, name))]
CLASSES = [name for name in ol.__all__ if inspect.isclass(getattr(ol, name))]
# These compute a figure by a formula, so they name its source.
WITH_FORMULAS = {
    "acceptance_rates", "compare", "adjusted_effects", "advice", "meeting_effects",
    "waiting_times", "chain_growth", "mixing",
}  # fmt: skip


def sections(name: str) -> list[str]:
    """The underlined headings of a numpydoc docstring."""
    return re.findall(r"^ *(\w+)\n *-{3,}$", inspect.getdoc(getattr(ol, name)) or "", re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_functions_document_parameters_returns_and_raises(name):
    assert {"Parameters", "Returns", "Raises"} <= set(sections(name))


@pytest.mark.parametrize("name", sorted(WITH_FORMULAS & set(FUNCTIONS)))
def test_functions_with_formulas_cite_them(name):
    assert "References" in sections(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_documented_with_its_type(name):
    function = getattr(ol, name)
    text = inspect.getdoc(function) or ""
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"^(\w+, )*{parameter}(, \w+)* : \S", text, re.MULTILINE), parameter


@pytest.mark.parametrize("name", CLASSES)
def test_public_classes_say_what_they_hold(name):
    assert inspect.getdoc(getattr(ol, name))


def test_every_public_name_is_there_and_listed():
    assert set(ol.__all__) <= set(dir(ol))
    with pytest.raises(AttributeError, match="no attribute"):
        ol.nothing_of_the_kind  # noqa: B018
