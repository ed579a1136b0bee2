"""The charts of a trial: every look, every step and every seeker is in them."""

import re

import pytest

import outreachlab as ol
from outreachlab.charts.style import svg_of
from tests.trials.worlds import drawn_plan, played


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trials") / "trial"
    plan = drawn_plan("offered_phone", "meeting_format", size=160, seekers=["Ana", "<b>Bo</b>"])
    log = played(folder, plan, ol.TrialTruth(gains={"meeting_format": 0.4}), rng=2)
    return ol.read_trial(log, folder)


def texts(figure):
    return re.findall(r"<text[^>]*>([^<]*)</text>", svg_of(figure, "here"))


def test_looks_have_a_panel_each_with_what_to_do(read):
    drawn = texts(read.plot())
    for one in read.contrasts:
        assert f"{one.advice.advice}: {one.judged.decision}" in drawn
    assert "better: coffee" in drawn
    assert "better: with it" in drawn


def test_the_flow_has_every_step_of_both_sides(read):
    flow = read.contrasts[1].flow
    drawn = texts(flow.plot())
    assert [text for text in drawn if text.startswith("asked,")] == [
        "asked, coffee",
        "asked, lunch",
    ]
    assert f"{flow.yes[0]} of {flow.handed_out[0]}" in drawn


def test_the_pool_has_a_row_per_seeker_and_names_are_text(read):
    drawn = texts(read.contrasts[0].pool.plot())
    assert "on average" in drawn
    assert "&lt;b&gt;Bo&lt;/b&gt;" in drawn
