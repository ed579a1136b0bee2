"""Charts: what they draw, that they are clean SVG, and the same each time."""

import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable
from importlib import import_module

import pytest
from matplotlib.figure import Figure

import outreachlab as ol
from outreachlab.chains.connectors import connectors
from outreachlab.chains.convergence import convergence
from outreachlab.chains.delays import referral_delays
from outreachlab.chains.forest import referral_forest
from outreachlab.chains.growth import chain_growth
from outreachlab.chains.mixing import mixing
from outreachlab.chains.naming import naming_effects
from outreachlab.chains.path import path_to
from outreachlab.charts.dots import fitted, wide
from outreachlab.charts.draw import DRAWN_BY
from outreachlab.charts.style import NAMES, chart, svg_of, themed
from outreachlab.display import Charted
from outreachlab.log.checked import CheckedLog
from tests.logs import log_of
from tests.test_layers import MODULES

ROWS = [
    {
        "contact": f"P{place}",
        "asked_on": f"2026-{1 + place // 28:02d}-{1 + place % 28:02d}",
        "referrer": f"P{(place - 1) // 3}" if place % 5 else "",
        "meeting_format": ("coffee", "lunch", "other")[place % 3],
        "outcome": ("accepted", "declined", "no_reply", "undelivered")[place % 4],
        "met_on": f"2026-{1 + place // 28:02d}-{1 + place % 28:02d}" if place % 4 == 0 else "",
        "industry": f"Trade {place % 11}",
    }
    for place in range(200)
]


@pytest.fixture(scope="module")
def log():
    return log_of(ROWS)


FIGURES: dict[str, Callable[[CheckedLog], Figure]] = {
    "rates": lambda log: ol.acceptance_rates(log, "meeting_format").plot(),
    "comparison": lambda log: ol.compare(log, "meeting_format").plot(),
    "forest": lambda log: referral_forest(log).plot(),
    "generations": lambda log: referral_forest(log).plot_generations(),
    "growth": lambda log: chain_growth(log).plot(),
    "offspring": lambda log: chain_growth(log).offspring[0].plot(),
    "mixing": lambda log: mixing(log).plot(),
    "path": lambda log: path_to(log, "P62").plot(),
    "connectors": lambda log: connectors(log).plot(),
    "delays": lambda log: referral_delays(log).plot(),
    "convergence": lambda log: convergence(log).plot(),
    "naming": lambda log: naming_effects(log).plot(),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_chart_is_a_figure_that_jupyter_shows_and_clean_svg_the_same_each_time(log, name):
    figure = FIGURES[name](log)
    assert isinstance(figure, Figure)
    png, shown = figure._repr_png_()  # type: ignore[attr-defined]
    assert png.startswith(b"\x89PNG")
    assert shown["width"] == 387
    svg = svg_of(figure, "a")
    ET.fromstring(svg)
    assert svg == svg_of(FIGURES[name](log), "a")
    ids = [e.get("id") for e in ET.fromstring(svg).iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(one).startswith("a-") for one in ids)
    assert "currentColor" in themed(svg)
    assert not set(NAMES) & set(re.findall("#[0-9a-f]{6}", themed(svg)))


def test_rates_of_many_levels_draw_the_twenty_counted_most():
    log = log_of([{"company": f"C{place // 2 if place < 300 else 7}"} for place in range(400)])
    axes = ol.acceptance_rates(log, "company").plot().axes[0]
    names = [text.get_text() for text in axes.texts if text.get_text().startswith("C")]
    assert len(names) == 20
    assert "C7" in names


@pytest.mark.parametrize("text", ["W" * 300, "i" * 300, "長" * 300, "a b " * 80, "👩" * 300, ""])
def test_a_label_is_cut_to_the_room_there_is(text):
    assert wide(fitted(text, 12)) <= 12
    assert fitted("coffee", 12) == "coffee"


def test_a_name_is_drawn_as_text_whatever_it_holds():
    hostile = ["<script>alert(1)</script>", "$x^2$ & y", "مريم", "👩‍🚀", "N" * 300]
    log = log_of([{"company": name} for name in hostile])
    svg = svg_of(ol.acceptance_rates(log, "company").plot(), "a")
    drawn = "".join(ET.fromstring(svg).itertext())
    assert "<script" not in svg
    assert all(name in drawn for name in hostile[1:4])
    assert "N" * 60 not in svg


def test_a_forest_without_a_tree_is_told_by_its_generations():
    for rows, words in (
        ([{"contact": "Ana"}, {"contact": "Bo"}], "2 requests stand alone"),
        ([{"contact": "Hub"}] + [{"referrer": "Hub"}] * 500, "501 requests is too large to draw"),
    ):
        texts = [t.get_text() for t in referral_forest(log_of(rows)).plot().axes[0].texts]
        assert words in " ".join(texts)
        assert f"0 of {1 if len(rows) > 2 else 2} accepted" in texts


def test_generations_beyond_the_twelfth_share_a_bar():
    rows = [
        {
            "contact": f"P{place}",
            "referrer": f"P{place - 1}",
            "asked_on": f"2026-01-{place + 1:02d}",
        }
        for place in range(20)
    ]
    texts = [t.get_text() for t in referral_forest(log_of(rows)).plot_generations().axes[0].texts]
    assert texts[-2:] == ["11 steps on or more", "0 of 9 accepted"]
    assert len(texts) == 24


def test_a_chart_saved_by_hand_does_not_warn_of_letters_the_font_lacks(tmp_path):
    figure = chart(1)
    figure.text(0, 0, "李小龍 \x1b")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure.savefig(tmp_path / "chart.png")
        figure.savefig(tmp_path / "chart.svg")
    assert (tmp_path / "chart.svg").stat().st_size


def test_every_class_with_a_chart_is_drawn_by_a_function_that_is_there():
    for module in MODULES:
        import_module(module)
    names = {f"{home.__module__}.{home.__name__}" for home in Charted.__subclasses__()}
    assert {name.rpartition(".")[2] for name in names} == set(DRAWN_BY)
    for module, function in (place.split(".") for place in DRAWN_BY.values()):
        assert callable(getattr(import_module(f"outreachlab.charts.{module}"), function))
