"""The forest for a page: every request an element of its own, whatever people are called."""

import xml.etree.ElementTree as ET

import pytest

from outreachlab.chains.forest import referral_forest
from outreachlab.charts.forest_svg import forest_svg
from outreachlab.charts.style import NAMES, themed
from tests.logs import log_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ["<script>alert(1)</script>", "]]>&amp;\x07", "a\nb\tc", "مريم", "👩‍🚀", "N" * 300, 'q"q']


def svg_of_rows(rows: list[dict[str, str]]) -> str:
    found = forest_svg(referral_forest(log_of(rows)), "chains")
    assert found is not None
    return found


def marks_of(svg: str) -> list[tuple[str | None, str]]:
    """The parent and the words of every mark."""
    groups = [g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "mark"]
    return [(g.get("data-up"), str(g.findtext(f"{SVG}title"))) for g in groups]


def test_each_request_has_its_words_and_points_to_its_parent():
    rows = [
        {"contact": "Ana", "outcome": "accepted"},
        {"contact": "Bo", "referrer": "Ana", "asked_on": "2026-01-07"},
        {"contact": "Cy", "referrer": "Bo", "asked_on": "2026-01-09", "outcome": "declined"},
        {"contact": "Alone"},
    ]
    svg = svg_of_rows(rows)
    assert marks_of(svg) == [
        (None, "Ana\nasked 2026-01-05, accepted; 2 requests came from it"),
        ("0", "Bo\nasked 2026-01-07, no reply; 1 request came from it"),
        ("1", "Cy\nasked 2026-01-09, declined"),
    ]
    assert "Not drawn: 1 lone request." in svg
    links = next(g for g in ET.fromstring(svg).iter(f"{SVG}g") if g.get("class") == "links")
    assert len(links) == 2


def test_of_several_seekers_each_request_names_its_own():
    pair = [{"contact": "Ana"}, {"contact": "Bo", "referrer": "Ana"}]
    rows = [{"seeker": seeker} | row for seeker in ("Zoe", "Max") for row in pair]
    assert sum("by Max" in words for _, words in marks_of(svg_of_rows(rows))) == 2


def test_hostile_names_stay_words_and_keep_to_the_first_line():
    rows = [
        {"contact": name, "referrer": HOSTILE[place - 1] if place else ""}
        for place, name in enumerate(HOSTILE)
    ]
    svg = svg_of_rows(rows)
    assert "<script" not in svg
    names = [words.split("\n")[0] for _, words in marks_of(svg)]
    assert names[:5] == ["<script>alert(1)</script>", "]]>&amp;\ufffd", "a b c", "مريم", "👩‍🚀"]
    assert len(names[5]) == 80
    assert all(words.count("\n") == 1 for _, words in marks_of(svg))


def test_ids_are_its_own_and_colours_follow_the_page():
    rows = [{"contact": "Ana", "outcome": "accepted"}, {"contact": "Bo", "referrer": "Ana"}]
    svg = svg_of_rows(rows)
    ids = [e.get("id") for e in ET.fromstring(svg).iter() if e.get("id")]
    assert ids == ["chains-accepted", "chains-no_reply"]
    assert not [colour for colour in NAMES if colour in themed(svg)]


@pytest.mark.parametrize("rows", [[{"contact": "Ana"}], [{}, {}]])
def test_without_a_tree_there_is_no_picture(rows):
    assert forest_svg(referral_forest(log_of(rows)), "chains") is None
