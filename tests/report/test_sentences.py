"""What the report may say: never more than its numbers, on the edges too."""

from pathlib import Path

import pytest

from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.judging.sides import sides_of
from outreachlab.log.vocabulary import YES_NO, Advice
from outreachlab.report import build_report, rendered
from outreachlab.report.sections.chains import _carries
from outreachlab.report.sections.tactics import told
from outreachlab.report.summary import standing_out, unknown
from outreachlab.stats.two_rates import Estimate, TwoRates
from tests.logs import log_of
from tests.report.test_report import part

SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"


def line(verdict: str | None = None, **more) -> JudgedAdvice:
    counts = TwoRates(*more.pop("counts", (30, 50, 20, 50)))
    words, tactic = more.pop("advice", "offer a phone call"), more.pop("tactic", "offered_phone")
    advice = Advice(words, tactic, YES_NO)
    sides = sides_of(YES_NO, counts, 0.95, "one side has none")
    return JudgedAdvice(advice=advice, sides=sides, verdict=verdict, **more)


def test_both_sides_are_told_as_k_of_n():
    assert told(line())[0].startswith(
        "Said yes: 30 of 50 (60%) of the requests that did, 20 of 50 (40%) of those that did not."
    )


def test_a_side_without_anybody_has_no_percentage_and_no_difference():
    empty = line("hardly tried", counts=(0, 0, 0, 12))
    assert told(empty) == (
        "Said yes: 0 of 0 of the requests that did, 0 of 12 (0%) of those that did not.",
        "Hardly tried: one side has fewer than five requests.",
    )


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("supported", "clear of chance"),
        ("contradicted", "clear of chance"),
        (
            "leaning for",
            "A hint in its favour, no more. If it is as large as it looks, 12 more requests on "
            "each side would",
        ),
        ("leaning against", "A hint against it, no more."),
        ("too early to tell", "Too early to tell."),
    ],
)
def test_each_verdict_has_its_sentence_and_none_speaks_of_an_effect(verdict, words):
    sentences = " ".join(told(line(verdict, requests_to_tell=12)))
    assert words in sentences
    assert "effect" not in sentences


def test_what_is_no_advice_gets_no_verdict():
    assert line().short == ""
    assert len(told(line())) == 1


def test_the_adjusted_difference_stands_beside_the_raw_one():
    (first, _) = told(line("supported", adjusted=Estimate(0.1, 0.02, 0.18)))
    assert "+20.0 points" in first
    assert "held equal it is +10.0 points (+2.0 to +18.0 points)" in first


def test_the_top_names_three_at_most_and_counts_the_rest():
    lines = [line("too early to tell", advice=f"advice {place}") for place in range(9)]
    assert unknown(lines) == (
        "Not known yet: whether “advice 0”, “advice 1”, “advice 2” or 6 more makes a difference."
    )


def test_hints_are_called_hints_on_top():
    said = standing_out([line("leaning for"), line("too early to tell")])
    assert said.startswith("Nothing stands clear of chance, allowing for the 2 pieces of advice")
    assert "Hints, no more: “offer a phone call” goes with a yes more often" in said


def test_where_nothing_was_tried_the_top_says_so():
    assert "enough requests on both sides" in standing_out([line("hardly tried")])


def test_a_contradicted_advice_goes_with_a_yes_less_often():
    against = line("contradicted", counts=(20, 50, 30, 50))
    assert "goes with a yes less often (yes 20 of 50 against no 30 of 50)" in standing_out(
        [against]
    )


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (None, None, "Too few"),
        (1.1, 2.0, "carry on by themselves"),
        (0.2, 0.9, "run out"),
        (0.5, 1.5, "cannot be told yet"),
    ],
)
def test_chains_are_said_to_carry_on_only_where_the_interval_says_so(low, high, words):
    assert words in _carries(low, high)


@pytest.mark.parametrize(
    ("outcomes", "headline", "heading"),
    [
        (["accepted"], "This log holds only yeses. Write down who refused or never answered, too: "
         "else nothing can be compared.", "No piece of advice has been tried often enough"),
        (["declined"] * 4, "Nobody has said yes yet, of 4 people asked.", "No piece of advice"),
        (["undelivered"], "Too early for a finding: no answer can be counted yet.", "0 of 1"),
        (["accepted", *["declined"] * 7], "1 of 8 people said yes: too few to tell what works.",
         "No piece of advice"),
    ],
    ids=["one row, accepted", "none accepted", "nothing counted", "few"],
)  # fmt: skip
def test_the_top_of_a_small_log_claims_nothing(outcomes, headline, heading):
    report = build_report(
        log_of([{"outcome": one, "offered_phone": "yes"} for one in outcomes]), as_of="2026-06-01"
    )
    assert report.first.headline.startswith(headline)
    assert report.sections[0].heading.startswith(heading)
    assert report.first.choices == ()


def test_two_sides_that_tie_are_told_as_a_difference_of_none():
    rows = [
        {"offered_phone": phone, "outcome": outcome}
        for phone in ("yes", "no")
        for outcome in ("accepted", "declined")
        for _ in range(20)
    ]
    report = build_report(log_of(rows))
    section = part(report, "by-offered_phone")
    assert "20 of 40 (50%) of the requests that did, 20 of 40 (50%)" in section.sentences[0]
    assert "+0.0 points" in section.sentences[0]
    assert section.sentences[1] == "Too early to tell. It will not be settled in your search."


def test_tactics_of_the_map_are_judged_like_the_advice():
    rows = [
        {"letter": letter, "outcome": "accepted" if place < accepted else "declined"}
        for letter, accepted in (("long", 5), ("short", 35))
        for place in range(50 if letter == "long" else 60)
    ]
    log = log_of(rows, map={"tactics": {"letter": "category"}})
    report = build_report(log)
    section = part(report, "by-letter")
    assert section.heading == "Letter: long rather than short"
    assert "contradicted" in " ".join(section.sentences)
    (line,) = [one for one in report.content["advice"]["advice"] if one["tactic"] == "letter"]
    assert (line["contrast"], line["verdict"]) == (["long", "short"], "contradicted")


def test_a_number_of_the_map_is_shown_in_three_parts():
    rows = [{"age": str(20 + place), "outcome": "declined"} for place in range(30)]
    report = build_report(log_of(rows, map={"tactics": {"age": "number"}}))
    section = part(report, "by-age")
    assert [row[0] for row in section.table.rows] == [
        "up to 29", "over 29, up to 39", "over 39",
    ]  # fmt: skip


def test_further_columns_are_offered_by_name_and_their_values_never_printed():
    rows = [{"outcome": "declined", "mood": ("sunny", "grim")[place % 2]} for place in range(8)]
    report = build_report(log_of(rows))
    section = part(report, "quality")
    assert "mood" in " ".join(section.sentences)
    assert "sunny" not in rendered(report, "x.html").decode()


def test_a_pool_that_cannot_be_told_apart_is_not_ranked():
    rows = [
        {"seeker": seeker, "outcome": "accepted" if place < accepted else "declined"}
        for seeker, accepted in (("Ana", 5), ("Bo", 6), ("Cy", 4))
        for place in range(12)
    ]
    report = build_report(log_of(rows))
    section = part(report, "pool")
    assert "They are not ranked: no two of them can be told apart." in section.sentences
    assert [row[0] for row in section.table.rows] == ["Ana", "Bo", "Cy"]


@pytest.mark.parametrize(
    ("tactics", "said"),
    [
        (["race"], "the one tactic tested"),
        (["race", "gender"], "the 2 tactics tested"),
        (["race", "offered_phone"], "the 1 piece of advice and 1 further tactic tested"),
        (["offered_phone"], "the one piece of advice tested"),
    ],
)
def test_a_tactic_of_the_map_is_not_called_advice(tactics, said):
    lines = [line("too early to tell", tactic=tactic) for tactic in tactics]
    assert standing_out(lines) == f"Nothing stands clear of chance, allowing for {said}."


def test_nobody_on_either_side_is_too_few_to_tell():
    nobody = line(counts=(0, 0, 0, 0))
    assert told(nobody)[1] == "Too few to tell: no counted request is on either side."
