"""The likeliest slips of a Python user get a sentence, never an error from below."""

from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol

LOG = ol.read_log("data/outreach_log.csv")
POOL = ol.read_log("data/coaching_pool.csv")
# What each function needs beside a log.
NEEDED = {
    "acceptance_rates": ("channel",),
    "compare": ("channel", ("email", "linkedin")),
    "compare_all": ("channel",),
    "sensitivity": ("said_informational",),
    "path_to": ("P62",),
    "against_pool": (POOL.seekers[0],),
}
QUESTIONS = (
    *NEEDED, "adjusted_effects", "advice", "build_report", "chain_growth", "chain_summary",
    "co_use", "connectors", "convergence", "effect_ladder", "follow_up_effect", "funnel",
    "meeting_effects", "mixed_effects", "mixing", "naming_effects", "next_steps", "pooled_rates",
    "referral_delays", "referral_forest", "referral_graph", "waiting_times",
)  # fmt: skip
NO_LOGS = {
    "a DataFrame": pd.DataFrame({"contact": ["Ana"]}),
    "a path": Path("data/outreach_log.csv"),
    "a text": "data/outreach_log.csv",
    "bytes": b"contact,asked_on",
    "nothing": None,
}
# A function, an argument, and what it cannot be.
SLIPS = [
    ("acceptance_rates", "by", 3),
    ("acceptance_rates", "by", ["channel", 3]),
    ("acceptance_rates", "cross", ["channel"]),
    ("compare", "tactic", ["channel"]),
    ("compare", "versus", "email"),
    ("compare", "versus", ("email",)),
    ("compare", "versus", ("email", "linkedin", "phone")),
    ("compare", "versus", {"email", "linkedin"}),
    ("sensitivity", "versus", 3),
    ("waiting_times", "by", ["channel"]),
    ("waiting_times", "bins", 3),
    ("pooled_rates", "by", ["channel"]),
    ("adjusted_effects", "terms", 3),
    ("adjusted_effects", "terms", {"channel": 1}),
    ("adjusted_effects", "baselines", [("channel", "email")]),
    ("adjusted_effects", "interactions", ("channel", "venue")),
    ("mixed_effects", "terms", 3),
    ("mixing", "by", True),
    ("mixing", "rng", "a seed"),
    ("chain_growth", "rng", -1),
    ("follow_up_effect", "horizon_days", "7"),
    ("choose", "tested", LOG),
    ("choose", "seeker", 3),
    ("effect_ladder", "tested", "advice"),
    ("path_to", "contact", None),
    ("path_to", "seeker", 3),
    ("against_pool", "seeker", 3),
]
EVERYWHERE = [("as_of", pd.NaT), ("as_of", "yesterday"), ("as_of", 3), ("window_days", "21")]
CONFIDENCE = ["0.95", 95, None, [0.9], float("nan")]


def ask(name: str, log: object, **given: object) -> str:
    """What a question that goes wrong says."""
    needed = NEEDED.get(name, ())
    places = ("by",) if name == "acceptance_rates" else ("tactic", "versus")
    places = {"path_to": ("contact",), "against_pool": ("seeker",)}.get(name, places)
    asked = dict(zip(places, needed, strict=False)) | given
    with pytest.raises(ol.OutreachlabError) as refused:
        getattr(ol, name)(log, **asked)
    return str(refused.value)


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize("kind", NO_LOGS)
def test_what_is_no_log_is_told_apart_and_how_to_make_one(name, kind):
    said = ask(name, NO_LOGS[kind])
    assert f"not a {type(NO_LOGS[kind]).__name__}" in said
    assert "read_log" in said
    assert "check_log" in said


@pytest.mark.parametrize(("name", "argument", "given"), SLIPS)
def test_an_argument_of_another_kind_is_named(name, argument, given):
    said = ask(name, POOL if name in ("pooled_rates", "against_pool") else LOG, **{argument: given})
    assert (
        f"`{argument}` must be" in said
        or f"{argument} must be" in said
        or "a column is named by a text" in said
    )


@pytest.mark.parametrize("name", QUESTIONS)
@pytest.mark.parametrize(("argument", "given"), EVERYWHERE)
def test_a_day_or_a_window_that_is_none_is_said(name, argument, given):
    said = ask(name, LOG, **{argument: given})
    assert "is no day" in said or "the window must be" in said


@pytest.mark.parametrize("given", CONFIDENCE)
@pytest.mark.parametrize("name", ["acceptance_rates", "pooled_rates", "advice", "chain_growth"])
def test_a_confidence_that_is_none_is_said(name, given):
    assert "confidence must lie between 0 and 1" in ask(name, POOL, confidence=given)
