"""File names from hostile names: safe on every disk, and no two the same."""

import unicodedata

import pytest

from outreachlab.report.render import file_names
from tests.report.test_report import HOSTILE

NAMES = [
    *HOSTILE, "../../etc/passwd", "..", ".", "/", "", "CON", "con", "Ana", "ANA", "ana ", "Ána",
    "a" * 300, "a" * 301, "N\x00l", "x\ny", "-rf", "é" * 200, "\u202eevil", "Ana-2", "~root",
]  # fmt: skip


def test_no_two_names_give_the_same_file_even_where_case_and_accents_do_not_count():
    files = file_names(NAMES, ".html")
    seen = {unicodedata.normalize("NFKD", name).casefold() for name in files}
    assert len(seen) == len(NAMES)


@pytest.mark.parametrize("name", file_names(NAMES, ".html"))
def test_each_is_a_plain_file_of_its_folder(name, tmp_path):
    (tmp_path / name).write_text("x")
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert name.endswith(".html")
    assert len(name.encode()) <= 100
    assert not name.startswith((".", "-"))
    assert not set(name) & set('/\\:*?"<>|\x00\n\u202e ')
    assert name.lower() not in ("con.html", "nul.html")


def test_ordinary_names_stay_readable():
    assert file_names(["Ana Ruiz", "مريم العلي", "S01"], ".html") == [
        "Ana-Ruiz.html", "مريم-العلي.html", "S01.html",
    ]  # fmt: skip
