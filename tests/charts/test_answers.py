"""The charts of answers: each draws what its answer says, and says so where there is nothing."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from matplotlib.lines import Line2D

import outreachlab as ol
from outreachlab.charts.dots import DOUBLINGS, Row, _doublings
from outreachlab.charts.style import NAMES, svg_of, themed
from tests.logs import log_of

DATA = Path(__file__).parents[2] / "data"
TERMS = ["meeting_format", "explained_why"]
PLOTS = {
    "effects": lambda log: ol.adjusted_effects(log),
    "effects within a seeker": lambda log: ol.adjusted_effects(
        log, terms=TERMS, fixed_effects="seeker"
    ),
    "mixed effects": lambda log: ol.mixed_effects(log, terms=TERMS),
    "advice": lambda log: ol.advice(log),
    "funnel": lambda log: ol.funnel(log),
    "progress": lambda log: ol.progress(log),
    "progress by month": lambda log: ol.progress(log, by="month"),
    "pool": lambda log: ol.pooled_rates(log),
    "beside the pool": lambda log: ol.against_pool(log, log.frame["seeker"].iloc[0]),
    "meetings": lambda log: ol.meeting_effects(log),
    "follow-up": lambda log: ol.follow_up_effect(log),
    "sensitivity": lambda log: ol.sensitivity(log, "meeting_format"),
    "waiting": lambda log: ol.waiting_times(log),
    "waiting by a column": lambda log: ol.waiting_times(log, "channel"),
}


@pytest.fixture(scope="module")
def pool():
    frame = ol.read_log(DATA / "coaching_pool.csv").frame
    return ol.read_log(frame.iloc[::4].astype(object))


def words(figure) -> str:
    texts = [text for axes in figure.axes for text in axes.texts] + figure.texts
    return " | ".join(text.get_text() for text in texts)


def marks_of(axes) -> list[Line2D]:
    lines = [part for part in axes.get_children() if isinstance(part, Line2D)]
    return [line for line in lines if line.get_marker() != "None"]


@pytest.mark.parametrize("name", PLOTS)
def test_an_answer_draws_itself_as_clean_svg(pool, name):
    answer = PLOTS[name](pool)
    figure = answer.plot()
    svg = svg_of(figure, "a")
    assert ET.fromstring(svg) is not None
    assert svg == svg_of(answer.plot(), "a")
    assert not set(NAMES) & set(re.findall("#[0-9a-f]{6}", themed(svg)))
    assert "nan" not in words(figure)
    assert "95% interval" in words(figure) or name == "waiting by a column"


@pytest.mark.parametrize("name", PLOTS)
def test_every_mark_of_a_chart_lies_inside_it(pool, name):
    for axes in PLOTS[name](pool).plot().axes:
        low, high = sorted(axes.get_xlim())
        marks = [
            m for m in axes.get_children() if isinstance(m, Line2D) and m.get_marker() != "None"
        ]
        for mark in marks:
            assert low <= mark.get_xdata()[0] <= high


NOTHING = [
    {"outcome": "pending", "seeker": f"S{place % 6}", "followed_up_on": ""} for place in range(12)
]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda log: ol.advice(log), "No piece of advice was tried"),
        (lambda log: ol.meeting_effects(log), "No meeting held"),
        (lambda log: ol.follow_up_effect(log), "comparable requests"),
        (lambda log: ol.waiting_times(log, "channel"), "No delivered request"),
    ],
)
def test_where_there_is_nothing_to_draw_the_chart_says_so(answer, said):
    log = log_of([row | {"channel": None} for row in NOTHING])
    assert said in words(answer(log).plot())


def test_effects_are_named_by_what_is_held_against_what(pool):
    said = words(ol.adjusted_effects(pool, terms=["referral", "explained_why"]).plot())
    assert "referral: named against not named" in said
    assert "| explained why |" in said


def test_only_a_clear_verdict_has_a_diamond(pool):
    tested = ol.advice(pool)
    clear = sum(line.verdict in ("supported", "contradicted") for line in tested.lines)
    marks = [
        mark.get_marker()
        for mark in tested.plot().axes[0].get_children()
        if isinstance(mark, Line2D)
    ]
    assert clear > 0
    assert marks.count("D") == clear


def test_ratios_halve_as_far_as_they_double_and_stop_at_the_edge():
    row = _doublings(Row("a", "2", 2.0, 0.5, 1e9))
    assert (row.estimate, row.low, row.high) == (1.0, -1.0, DOUBLINGS[-1][0])
    assert _doublings(Row("a", "0", 0.0)).estimate is None
    assert _doublings(Row("a", "99", 99.0, 1.0, 1e3)).estimate is None
    assert np.isclose(_doublings(Row("a", "8", 8.0)).estimate, DOUBLINGS[-1][0])


def test_curves_by_a_column_name_each_level_with_its_requests(pool):
    waiting = ol.waiting_times(pool, "referral")
    said = words(waiting.plot())
    for curve in waiting.curves:
        assert f", {curve.requests:,}" in said
    assert "largest" not in said
    assert "the 5 largest" in words(ol.waiting_times(pool, "channel").plot())
