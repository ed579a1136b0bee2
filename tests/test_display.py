"""One table of strings feeds text and HTML."""

from outreachlab.display import Shown, as_html, as_text

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
