"""Pictures of growth, mixing and paths: what they mark, and what they say of an empty log."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from outreachlab.chains.connectors import connectors
from outreachlab.chains.convergence import convergence
from outreachlab.chains.delays import referral_delays
from outreachlab.chains.growth import chain_growth
from outreachlab.chains.mixing import mixing
from outreachlab.chains.naming import naming_effects
from outreachlab.chains.path import path_to
from outreachlab.charts.dots import round_ticks
from outreachlab.charts.grids import lumped
from outreachlab.charts.style import WIDTH, looks
from tests.chains.worlds import asked, closed, met
from tests.logs import log_of

HOSTILE = ["<script>alert(1)</script>", "$x^2$ & y", "مريم العلي", "👩‍🚀 Ada", "N" * 300]


def words_of(figure: Figure) -> list[str]:
    texts = [*figure.texts, *(text for axes in figure.axes for text in axes.texts)]
    return [text.get_text() for text in texts]


def markers_of(figure: Figure) -> list[object]:
    return [artist.get_marker() for axes in figure.axes for artist in axes.artists] + [
        line.get_marker() for axes in figure.axes for line in axes.lines
    ]


@pytest.fixture(scope="module")
def pool():
    """Ten seekers of ten meetings; three of them ask all names, the others every second."""
    rows = []
    for seeker in range(10):
        for n in range(10):
            rows.append(met(f"p{n}", n, referrals_given="1", seeker=f"s{seeker}"))
            if seeker < 3 or n < 5:
                rows.append(met(f"q{n}", n + 1, f"p{n}", referrals_given="0", seeker=f"s{seeker}"))
    return closed(rows)


def test_the_weakest_step_is_marked_and_the_best_quarter_shown(pool):
    figure = chain_growth(pool).plot()
    assert markers_of(figure).count("D") == 1
    assert any("diamond: weakest step; green: best quarter" in words for words in words_of(figure))
    alone = chain_growth(closed([met("Ana", 0), met("Bo", 1, "Ana")])).plot()
    assert "D" not in markers_of(alone)
    assert "not known" in words_of(alone)


def test_the_dots_of_the_fit_have_as_many_meetings_as_the_bars(pool):
    part = chain_growth(pool).offspring[0]
    figure = part.plot()
    (dots,) = [
        line.get_ydata()
        for line in [*figure.axes[0].artists, *figure.axes[0].lines]
        if len(np.atleast_1d(line.get_ydata())) > 1
    ]
    assert 0.9 * part.meetings < np.sum(dots) <= part.meetings
    assert f"{part.meetings} closed meetings" in words_of(figure)


def test_many_further_meetings_share_the_last_bar():
    rows = [met("Hub", 0)] + [met(f"P{n}", 1, "Hub") for n in range(40)]
    part = chain_growth(closed(rows)).offspring[0]
    words = words_of(part.plot())
    assert "10+" in words
    assert sum(int(word) for word in words if word.isdigit()) - sum(range(10)) == part.meetings


def test_beyond_eight_levels_the_rest_are_one_and_no_link_is_lost():
    matrix = np.arange(144).reshape(12, 12)
    small, names = lumped(matrix, [f"level_{n}" for n in range(12)])
    assert small.shape == (8, 8)
    assert names == [*(f"level {n}" for n in range(5, 12)), "5 others"]
    assert small.sum() == matrix.sum()
    assert small[0, 0] == matrix[5, 5]
    same, names = lumped(matrix[:8, :8], [str(n) for n in range(8)])
    assert same.shape == (8, 8)


def test_a_long_path_shows_its_two_ends_and_many_paths_the_first_few():
    long = closed([met(f"P{n}", n, f"P{n - 1}" if n else "") for n in range(30)])
    words = words_of(path_to(long, "P29").plot())
    assert "22 requests between" in words
    assert {"P0", "P29"} <= set(words)
    again = closed([asked("Ana", n) for n in range(9)])
    assert "and 4 paths more" in words_of(path_to(again, "Ana").plot())


@pytest.mark.parametrize("rows", [[{}], [{"outcome": "undelivered"}], [{"outcome": "accepted"}]])
def test_a_log_without_chains_has_pictures_that_say_so(rows):
    log = log_of(rows)
    growth = chain_growth(log)
    figures = [growth.plot(), *(part.plot() for part in growth.offspring), mixing(log).plot()]
    figures += [
        one(log).plot() for one in (connectors, referral_delays, convergence, naming_effects)
    ]
    for figure in figures:
        assert all(word and "nan" not in word.lower().split() for word in words_of(figure))
        assert words_of(figure)


def test_hostile_names_keep_within_the_picture():
    rows = [
        met(f"{HOSTILE[n % 5]}{n}", n, f"{HOSTILE[(n - 1) % 5]}{n - 1}" if n % 7 else "",
            industry=HOSTILE[n % 5], role=f"Role number {n % 23} of many")
        for n in range(40)
    ]  # fmt: skip
    log = closed(rows)
    figures = [mixing(log).plot(), connectors(log).plot(), path_to(log, f"{HOSTILE[3]}38").plot()]
    for figure in figures:
        renderer = FigureCanvasAgg(figure).get_renderer()
        for text in (text for axes in figure.axes for text in axes.texts):
            with looks():
                box = text.get_window_extent(renderer)
            assert box.x0 > -2
            assert box.x1 < WIDTH * figure.dpi + 2


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (1, ["0", "0.25", "0.5", "0.75", "1"]),
        (2.1, ["0", "0.5", "1", "1.5", "2", "2.5"]),
        (40, None),
    ],
)
def test_a_scale_ends_at_or_above_its_top_on_round_numbers(top, ticks):
    found = round_ticks(top)
    assert found[-1][0] >= top
    assert 3 <= len(found) <= 6
    if ticks:
        assert [word for _, word in found] == ticks
