"""One table of strings feeds text and HTML."""

from dataclasses import dataclass
from typing import get_args

import pandas as pd

from outreachlab.answers.judging.verdicts import VERDICTS, Verdict
from outreachlab.display import (
    Column,
    Grounded,
    Record,
    Shown,
    as_html,
    as_text,
    records,
    table_of,
)

HOSTILE = "<script>alert('x')</script>"


def test_text_lines_up_and_ends_with_its_notes():
    shown = Shown("Rates", ("", "n"), (("coffee", "31"), ("tea", "2")), ("few: fewer than 10",))
    assert as_text(shown) == "Rates\n         n\ncoffee  31\ntea      2\nnote: few: fewer than 10"


def test_html_escapes_every_text():
    page = as_html(Shown(HOSTILE, (HOSTILE, "b"), ((HOSTILE, HOSTILE),), (HOSTILE,)))
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == 5


def test_names_neither_break_a_line_nor_steer_the_terminal():
    name = "Ana\nLi \x1b[31m\u202eevil\x9b2J"
    shown = Shown(name, (name,), ((name,),), (name,))
    for text in (as_text(shown), as_html(shown)):
        assert "Ana Li \ufffd[31m\ufffdevil\ufffd2J" in text
        assert not set("\x1b\u202e\x9b") & set(text)
    assert len(as_text(shown).splitlines()) == 4


def test_letters_of_any_script_stay_as_they_are():
    name = "Zoë 李小龍 می‌خواهم \U0001f469‍\U0001f680"
    assert as_text(Shown(name)) == name


@dataclass(frozen=True, slots=True)
class Side(Record):
    level: str
    counts: tuple[int, int]
    why: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Two(Grounded):
    sides: tuple[Side, ...]
    ground: dict[str, str]
    notes: tuple[str, ...] = ()

    _json = "levels=sides first=sides.0.level"
    _each = "sides"
    _columns = (
        Column("", str.title, "level"),
        Column("of", "{} of {}".format, "counts.0", "counts.1"),
    )

    def _headline(self) -> str:
        return "Two sides"


def test_what_an_answer_declares_is_its_text_its_json_and_its_table():
    sides = (Side("coffee", (9, 31)), Side("tea", (0, 0), "nobody"))
    two = Two(sides, {"as_of": "2026-01-05"}, ("few",))
    lines = ("Two sides", "             of", "Coffee  9 of 31", "Tea      0 of 0", "note: few")
    assert repr(two) == "\n".join(lines)
    assert two.to_json() == {
        "as_of": "2026-01-05",
        "levels": [
            {"level": "coffee", "counts": [9, 31]},
            {"level": "tea", "counts": [0, 0], "why": "nobody"},
        ],
        "first": "coffee",
        "notes": ["few"],
    }
    table = table_of(sides, "level n=counts.1 share=counts.0:float64")
    assert table.to_dict("list") == {"level": ["coffee", "tea"], "n": [31, 0], "share": [9.0, 0.0]}
    assert table["share"].dtype == "float64"


def test_every_verdict_has_its_words():
    assert set(VERDICTS) == set(get_args(Verdict))


def test_rows_as_mappings_are_those_of_pandas():
    table = pd.DataFrame({"level": ["a", "b"], "counted": [3, 0], "rate": [0.5, 0.25]})
    assert records(table) == table.to_dict("records")
    assert [type(one) for one in records(table)[0].values()] == [str, int, float]
    assert records(table[:0]) == []
