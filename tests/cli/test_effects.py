"""`effects` and `advice` as a person runs them: keys, words, and whatever a log may lack."""

import json
import warnings
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outreachlab.cli import main

LOG = Path(__file__).parents[2] / "data" / "outreach_log.csv"
GROUND = {"outreachlab", "as_of", "window_days", "totals", "confidence"}
EFFECT = {"term", "level", "estimate", "std_error", "low", "high", "p_value", "p_adjusted"}
HEADER = "contact,asked_on,outcome,channel,explained_why,office,twin,team\n"
OUTCOMES = ("accepted", "declined", "no_reply")


def run(*arguments: object) -> Result:
    """The command with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return CliRunner().invoke(main, [str(a) for a in arguments])


def plain_json(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=lambda name: pytest.fail(name))


def line(place: int, outcome: str | None = None, channel: str | None = None) -> str:
    answer = outcome or OUTCOMES[(place * place + place // 7) % 3]
    way = channel or ("email", "linkedin")[place // 2 % 2]
    office = "a" if place % 3 else "b"
    team = f"t{min(place, 2)}"
    why = "yes" if place % 5 < 2 else "no"
    return f"P{place},2026-01-05,{answer},{way},{why},{office},{office * 2},{team}\n"


@pytest.fixture
def odd(tmp_path):
    """Logs that lack something."""
    places = range(80)
    logs = {
        "sound": [line(place) for place in places],
        "one way": [line(place, channel="email") for place in places],
        "no yes": [line(place, "no_reply") for place in places],
        "all yes": [line(place, "accepted") for place in places],
        "pending": [line(place, "pending") for place in places],
        "undelivered": [line(place, "undelivered") for place in places],
        "one row": [line(0)],
        "two rows": [line(0, "accepted"), line(1, "declined")],
        "told apart": [line(p, "accepted" if p % 5 < 2 else "declined") for p in places],
    }
    for name, rows in logs.items():
        (tmp_path / f"{name}.csv").write_text(HEADER + "".join(rows))
    return tmp_path


def test_effects_have_the_promised_keys():
    found = plain_json(run("effects", LOG, "--json"))
    assert GROUND | {
        "model", "cluster", "clusters", "covariance", "requests", "left_out", "coefficients",
        "average_effects", "adjustment", "dropped",
    } <= set(found)  # fmt: skip
    assert found["coefficients"][0]["term"] == "intercept"
    assert found["coefficients"][0]["level"] is None
    assert all(set(row) - {"why"} == EFFECT for row in found["coefficients"])
    more = {"baseline", "e_value", "e_value_limit"}
    assert all(set(row) - {"why"} == EFFECT | more for row in found["average_effects"])
    assert {"term", "why"} == set(found["dropped"][0])
    for row in (*found["coefficients"], *found["average_effects"]):
        assert (None in {v for k, v in row.items() if k not in ("level", "baseline")}) == (
            "why" in row
        )


def test_advice_has_the_promised_keys():
    found = plain_json(run("advice", LOG, "--json"))
    assert set(found) >= GROUND
    for one in found["advice"]:
        assert set(one) - {"why"} == {
            "tactic", "contrast", "among", "levels", "difference", "adjusted", "p_value",
            "p_adjusted", "verdict", "evidence", "requests_to_tell",
        }  # fmt: skip
        for level in one["levels"]:
            assert set(level) == {"level", "counted", "succeeded", "rate", "low", "high"}


def test_the_options_of_effects_reach_the_model(odd):
    sound = odd / "sound.csv"
    asked = ("effects", sound, "--terms", "channel, office", "--json")
    found = plain_json(run(*asked, "--baseline", "channel=linkedin", "--cluster", "team"))
    assert [row["term"] for row in found["average_effects"]] == ["channel", "office"]
    assert found["average_effects"][0]["baseline"] == "linkedin"
    assert (found["cluster"], found["clusters"], found["covariance"]) == ("team", 3, "CR1S")
    found = plain_json(run(*asked, "--cluster", "none", "--interaction", "channel*office"))
    assert (found["cluster"], found["clusters"], found["covariance"]) == ("none", None, "model")
    assert found["coefficients"][-1]["term"] == "channel:office"
    found = plain_json(run(*asked, "--within", "office"))
    assert found["model"] == "conditional logit"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("--terms chanel", "did you mean channel?"),
        ("--terms channel --cluster tem", "did you mean team?"),
        ("--terms channel --within ofice", "did you mean office?"),
        ("--terms channel,", "--terms 'channel,'"),
        ("--terms outcome", "only after the answer"),
        ("--terms channel --confidence 1", "between 0 and 1"),
        ("--terms channel --confidence nan", "between 0 and 1"),
        ("--terms channel --baseline channel=fax", "email, linkedin"),
        ("--terms channel --baseline office=a", "office has a baseline but is no term"),
        ("--terms channel --baseline office", "write it as A=B"),
        ("--terms channel --baseline channel=email --baseline channel=email", "one --baseline"),
        ("--terms channel --interaction channel*office", "not among the terms"),
        ("--terms channel --within office --cluster team", "leave the clusters out"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused_in_plain_lines(odd, asked, words):
    result = run("effects", odd / "sound.csv", *asked.split())
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("log", "code", "words"),
    [
        ("one way", 0, "channel did not enter: it is email in every request used"),
        ("no yes", 3, "accepted: 0 of 80 requests used"),
        ("all yes", 3, "accepted: 80 of 80 requests used"),
        ("pending", 3, "no counted request"),
        ("undelivered", 3, "no counted request"),
        ("one row", 3, "request used"),
        ("told apart", 0, "Firth's likelihood"),
    ],
)
def test_effects_of_a_log_that_lacks_something_say_what(odd, log, code, words):
    result = run("effects", odd / f"{log}.csv", "--terms", "explained_why,channel")
    assert result.exit_code == code, result.output
    assert words in result.output
    assert "nan" not in result.output


def test_a_term_that_another_tells_is_dropped_with_why(odd):
    found = plain_json(run("effects", odd / "sound.csv", "--terms", "office,twin", "--json"))
    assert found["dropped"] == [{"term": "twin", "why": "office tells it already"}]


def test_clusters_of_one_row_are_few_and_that_is_said(odd):
    result = run("effects", odd / "sound.csv", "--terms", "channel", "--cluster", "team")
    assert "Student's t with 2 degrees" in result.stdout


@pytest.mark.parametrize(
    "command",
    ["advice", "rates --by channel", "compare --tactic explained_why", "waiting --by channel"],
)
def test_no_log_brings_a_nan_a_warning_or_a_fault_of_the_program(odd, command):
    for log in sorted(odd.glob("*.csv")):
        name, *options = command.split()
        for more in ((), ("--json",)):
            result = run(name, log, *options, *more)
            assert result.exit_code == 0, (log.name, result.output)
            assert "nan" not in result.stdout.split(), log.name


def test_advice_shows_no_number_of_requests_where_the_verdict_is_clear(odd):
    shown = run("advice", odd / "told apart.csv").stdout
    (row,) = [line for line in shown.splitlines() if line.startswith("explain")]
    assert row.split()[-2:] == ["supported", "–"]


def test_compare_without_two_values_takes_every_pair():
    found = plain_json(run("compare", LOG, "--tactic", "referral", "--json"))
    assert [pair["versus"] for pair in found["pairs"]] == [
        ["named", "not_named"], ["named", "none"], ["not_named", "none"],
    ]  # fmt: skip
    assert found["adjustment"] == "holm"
    two = plain_json(run("compare", LOG, "--tactic", "explained_why", "--json"))
    assert (two["versus"], "pairs" in two) == (["yes", "no"], False)


def test_rates_by_several_columns_and_crossed():
    found = plain_json(run("rates", LOG, "--by", "channel", "--by", "referral", "--json"))
    assert [one["by"] for one in found["rates"]] == ["channel", "referral"]
    found = plain_json(run("rates", LOG, "--by", "channel", "--cross", "referral", "--json"))
    assert (found["by"], found["cross"]) == ("channel", "referral")
    assert {"level", "cross_level", "counted", "rate"} <= set(found["levels"][0])
    shown = run("rates", LOG, "--by", "channel", "--cross", "referral").stdout
    assert "email, not named" in shown


def test_the_ladder_of_the_advice_on_the_command_line(odd):
    found = plain_json(run("advice", LOG, "--ladder", "--json"))
    assert {"raw", "stratified", "adjusted", "shrunken"} <= set(found["ladder"][0])
    together = plain_json(run("advice", LOG, "--co-use", "--json"))
    assert {"tactics", "requests", "cells", "association"} <= set(together["pairs"][0])
    assert run("advice", LOG, "--co-use", "--ladder").exit_code == 2
    for log in sorted(odd.glob("*.csv")):
        shown = run("advice", log, "--ladder")
        assert shown.exit_code == 0, (log.name, shown.output)
        assert "nan" not in shown.stdout.split(), log.name


def test_follow_ups_and_sensitivity_on_the_command_line(odd):
    found = plain_json(run("waiting", LOG, "--follow-up", "--json"))
    assert {"difference", "hazard_ratio", "days"} <= set(found)
    found = plain_json(run("compare", LOG, "--tactic", "referral", "--sensitivity", "--json"))
    assert found["versus"] == ["named", "not_named"]
    assert {"cases", "turns"} <= set(found)
    assert run("waiting", LOG, "--follow-up", "--by", "channel").exit_code == 2
    for log in sorted(odd.glob("*.csv")):
        refused = run("waiting", log, "--follow-up")
        assert refused.exit_code == 2
        assert "followed_up_on" in refused.stderr
        shown = run("compare", log, "--tactic", "explained_why", "--sensitivity")
        assert shown.exit_code == 0, shown.output
        assert "nan" not in shown.stdout.split()
