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
