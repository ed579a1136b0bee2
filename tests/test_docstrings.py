"""Every public function says what it takes, returns and raises, and where its formulas are from."""

import inspect
import re

import pytest

import outreachlab as ol

FUNCTIONS = [name for name in ol.__all__ if inspect.isfunction(getattr(ol, name))]
CLASSES = [name for name in ol.__all__ if inspect.isclass(getattr(ol, name))]
# Answers and chains compute figures by formulas, and a formula has a source. These only arrange.
WITHOUT_FORMULAS = {
    "referral_forest", "referral_graph", "write_graph", "path_to", "connectors",
    "referral_delays", "chain_summary", "clients",
}  # fmt: skip
WITH_FORMULAS = [
    name
    for name in FUNCTIONS
    if getattr(ol, name).__module__.startswith(("outreachlab.answers.", "outreachlab.chains."))
    and name not in WITHOUT_FORMULAS
]


def sections(name: str) -> list[str]:
    """The underlined headings of a numpydoc docstring."""
    return re.findall(r"^ *(\w+)\n *-{3,}$", inspect.getdoc(getattr(ol, name)) or "", re.MULTILINE)


@pytest.mark.parametrize("name", FUNCTIONS + CLASSES)
def test_public_names_begin_with_one_sentence_on_a_line_of_its_own(name):
    first, *rest = (inspect.getdoc(getattr(ol, name)) or "").splitlines()
    assert first.endswith(".")
    assert not rest or rest[0] == ""


@pytest.mark.parametrize("name", FUNCTIONS)
def test_public_functions_document_parameters_returns_and_raises(name):
    assert {"Parameters", "Returns", "Raises"} <= set(sections(name))


@pytest.mark.parametrize("name", WITH_FORMULAS)
def test_functions_with_formulas_cite_them(name):
    assert "References" in sections(name)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_parameter_is_documented_with_its_type(name):
    function = getattr(ol, name)
    text = inspect.getdoc(function) or ""
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"^(\w+, )*{parameter}(, \w+)* : \S", text, re.MULTILINE), parameter


def test_every_public_name_is_there_and_listed():
    assert set(ol.__all__) <= set(dir(ol))
    with pytest.raises(AttributeError, match="no attribute"):
        ol.nothing_of_the_kind  # noqa: B018
