"""The `chains` object as a whole: what it holds, that its parts agree, that it is plain."""

import json
from pathlib import Path

import numpy as np

from outreachlab.chains.growth import chain_growth
from outreachlab.chains.mixing import mixing
from outreachlab.chains.summary import chain_summary
from outreachlab.intake.read import read_log
from tests.chains.test_forest import FAUX
from tests.chains.worlds import branching, closed, met

KEYS = {
    "requests", "people", "roots", "outside_referrers", "edges", "max_generation", "generations",
    "chains", "offspring", "mean_offspring", "reproduction", "mixing", "top_referrers",
    "as_of", "window_days", "totals", "read", "notes",
}  # fmt: skip


def test_the_object_has_every_key_of_the_design_and_no_nan() -> None:
    plain = chain_summary(closed(branching(np.random.default_rng(1), 25, 2, 0.8, 0.5))).to_json()
    assert set(plain) == KEYS
    json.dumps(plain, allow_nan=False)
    assert {"R", "low", "high", "k", "extinction_probability", "closed_meetings", "steps"} <= set(
        plain["reproduction"]
    )
    assert plain["edges"] == plain["requests"] - plain["roots"]


def test_the_parts_are_those_that_answer_alone() -> None:
    log = closed([met("Ana", 0, industry="law"), met("Bo", 1, "Ana", industry="law")])
    whole = chain_summary(log)
    assert whole.to_json()["reproduction"] == chain_growth(log).to_json()
    assert whole.to_json()["mixing"] == mixing(log).to_json()
    assert repr(whole).count("\n\n") == 2
    assert whole._repr_html_().count("<table") == 3


def test_a_published_sample_gives_nulls_with_reasons_and_three_mixings(reference: Path) -> None:
    plain = chain_summary(read_log(reference / "faux" / "data.csv", map=FAUX)).to_json()
    assert plain["reproduction"]["R"] is None
    assert "met_on" in plain["reproduction"]["why"]
    assert [one["column"] for one in plain["mixing"]] == ["X", "Y", "Z"]
    assert all("all links are of one chain" in one["why"] for one in plain["mixing"])
