"""Logs that say little, or one thing only: every answer has a number or a sentence, never nan."""

import json
import warnings

import pytest

import outreachlab as ol
from benchmarks.coverage.worlds import as_log
from outreachlab.errors import OutreachlabError
from outreachlab.simulate import draw_log, typed_frame
from tests.answers.test_among_seekers import assert_not_narrower
from tests.answers.test_choose import POOR
from tests.logs import frame_of, log_of
from tests.parts.conftest import split
from tests.parts.same import assert_same_answer

BY_FORCE = "effects by seeker"  # of two: an error that is nothing but rounding
ANSWERS = {
    "rates": lambda log: ol.acceptance_rates(log, "offered_phone"),
    "compare": lambda log: ol.compare(log, "offered_phone"),
    "all pairs": lambda log: ol.compare_all(log, "offered_phone"),
    "funnel": ol.funnel,
    "meetings": ol.meeting_effects,
    "waiting": ol.waiting_times,
    "waiting by": lambda log: ol.waiting_times(log, by="offered_phone"),
    "effects": ol.adjusted_effects,
    "effects, one term": lambda log: ol.adjusted_effects(log, terms=["offered_phone"]),
    BY_FORCE: lambda log: ol.adjusted_effects(log, terms=["offered_phone"], cluster="seeker"),
    "effects by chain": lambda log: ol.adjusted_effects(
        log, terms=["offered_phone"], cluster="chain", covariance="CR1S"
    ),
    "advice": ol.advice,
    "ladder": ol.effect_ladder,
    "choose": ol.choose,
    "growth": ol.chain_growth,
    "mixing": ol.mixing,
}
WHOLE = {"follow up": ol.follow_up_effect, "next": ol.next_steps, "sensitivity": (
    lambda log: ol.sensitivity(log, "offered_phone")
)}  # fmt: skip


def of_seekers(counts, seekers):
    """Each seeker's requests: with and without a phone call offered, so many yeses of so many."""
    return [
        {
            "seeker": seeker,
            "offered_phone": side,
            "outcome": "accepted" if place < yes else "declined",
            "responded_on": f"2026-01-{6 + place % 20:02d}",
        }
        for seeker in seekers
        for side, (yes, total) in counts.items()
        for place in range(total)
    ]


SEEKERS = [f"S{place}" for place in range(12)]
LOGS = POOR | {
    "three seekers whose rates agree by chance": of_seekers(
        {"yes": (4, 10), "no": (2, 10)}, SEEKERS[:3]
    ),
    "a level that one seeker alone used": [
        *of_seekers({"no": (4, 10)}, SEEKERS[1:]),
        *of_seekers({"yes": (6, 10), "no": (3, 10)}, SEEKERS[:1]),
    ],
    "one seeker": of_seekers({"yes": (8, 20), "no": (6, 20)}, ["me"]),
    "half of all requests are one seeker's": [
        *of_seekers({"yes": (50, 100), "no": (40, 100)}, SEEKERS[:1]),
        *of_seekers({"yes": (4, 10), "no": (3, 10)}, SEEKERS[1:11]),
    ],
    "all yes, of many seekers": of_seekers({"yes": (10, 10), "no": (10, 10)}, SEEKERS),
    "two seekers, one of one request": [
        *of_seekers({"yes": (10, 20), "no": (6, 20)}, ["a"]),
        *of_seekers({"yes": (1, 1)}, ["b"]),
    ],
}


def told(ask, log) -> str:
    """What an answer shows and its JSON, or the sentence of its refusal."""
    try:
        answer = ask(log)
    except OutreachlabError as refused:
        return str(refused)
    return str(answer) + answer._repr_html_() + json.dumps(answer.to_json(), allow_nan=False)


@pytest.mark.parametrize("ask", (ANSWERS | WHOLE).values(), ids=ANSWERS | WHOLE)
@pytest.mark.parametrize("rows", LOGS.values(), ids=LOGS)
def test_a_table_has_a_number_or_a_sentence(rows, ask):
    log = log_of(rows)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        said = told(ask, log)
    assert said.strip()
    assert "nan" not in said.lower()
    assert "--" not in said


@pytest.mark.parametrize("name", [name for name in LOGS if "seekers" in name])
def test_parts_have_the_same(name, tmp_path):
    frame = frame_of(
        [{"contact": f"P{place}", "asked_on": "2026-01-05"} | row
         for place, row in enumerate(LOGS[name])]
    )  # fmt: skip
    table, parts = split(frame.fillna(""), tmp_path / "log", 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ask in (ANSWERS[one] for one in ANSWERS if one != BY_FORCE):
            try:
                wanted = ask(table)
            except OutreachlabError as refused:
                with pytest.raises(type(refused)):
                    ask(parts)
                continue
            assert_same_answer(wanted, ask(parts))


@pytest.mark.parametrize("name", [name for name in LOGS if "seekers" in name])
def test_limits_among_seekers_are_never_within_the_plain_ones(name):
    log = log_of(LOGS[name])
    for ask, more in (
        (ol.acceptance_rates, {"by": "offered_phone"}),
        (ol.compare_all, {"tactic": "offered_phone"}),
        (ol.funnel, {}),
        (ol.waiting_times, {}),
    ):
        try:
            wide, plain = (ask(log, **more, cluster=how).to_json() for how in ("auto", "none"))
        except OutreachlabError:
            continue
        assert_not_narrower(wide, plain)


def test_a_level_of_one_seeker_has_errors_by_another_name_and_a_note():
    log = log_of(LOGS["a level that one seeker alone used"])
    found = ol.adjusted_effects(log, terms=["offered_phone"])
    assert found.covariance == "CR1S"
    for answer in (found, ol.advice(log)):
        assert "without one seeker nothing would be known of" in repr(answer)


def test_a_prior_without_width_is_refused():
    with pytest.raises(ol.errors.UsageError, match=r"between 0\.001 and 1000"):
        ol.choose(log_of(LOGS["one seeker"]), prior=(0.2, 0.0))


def test_a_million_requests_of_one_seeker_have_numbers():
    log = as_log(typed_frame(draw_log(1_000_000, rng=1)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "nan" not in told(ol.choose, log).lower()  # verdicts and effects are made for it
        assert "nan" not in told(ol.waiting_times, log).lower()
