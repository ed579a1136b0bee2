"""Estimates beside the truth: the scale is as wide as they are, and the truth is on every row."""

import pytest
from matplotlib.colors import to_hex

from outreachlab.charts.contrasts import draw_about_truth, near_ticks
from outreachlab.charts.dots import Row
from outreachlab.charts.style import GREEN

ROWS = [
    Row("1 of 2 parts", "", 0.03, -0.01, 0.07),
    Row("2 of 2 parts", "", 0.02, 0.01, 0.03),
    Row("held equal", "", None),
]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((0.0, 0.012, 0.037), ["0", "+1", "+2", "+3", "+4"]),
        ((-0.013, 0.0, 0.049), ["−2", "0", "+2", "+4", "+6"]),
        ((-0.9, 0.0, 0.8), ["−100", "−50", "0", "+50", "+100"]),
        ((0.0, 0.0), ["0", "+1"]),
    ],
)
def test_the_scale_runs_over_round_points_and_holds_every_value(values, words):
    ticks = near_ticks(values)
    assert [word for _, word in ticks] == words
    assert ticks[0][0] <= min(values) + 1e-12
    assert ticks[-1][0] >= max(values) - 1e-12


@pytest.mark.parametrize(
    ("truth", "key"), [(0.0, "the truth, no difference"), (-0.04, "the truth, -4 points")]
)
def test_the_truth_is_marked_on_every_row_and_named(truth, key):
    figure = draw_about_truth(ROWS, truth, "yes minus no, points")
    (axes,) = figure.axes
    green = [one for one in axes.collections if to_hex(one.get_colors()[0]) == GREEN]
    marks = [line for one in green for line in one.get_segments()]
    assert [float(line[0][0]) for line in marks] == [truth] * len(ROWS)
    assert [text.get_text() for text in figure.texts] == [f"green: {key}"]
    low, high = axes.get_xlim()
    assert low <= min(truth, -0.01)
    assert high >= 0.07


def test_without_an_estimate_a_sentence_stands_in_its_place():
    figure = draw_about_truth([], 0.0, "")
    assert figure.texts[0].get_text() == "There is no difference to draw."
