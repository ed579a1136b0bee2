"""Each rule reads its examples and passes over its decoys, in a time that grows with the text."""

import time
import tomllib
from importlib.resources import files

import pytest

from outreachlab.intake.messages.pattern import regex_of
from outreachlab.intake.messages.reading import read
from outreachlab.intake.messages.rules import LANGUAGES, _compiled as compiled, kept, language

RULES = [
    pytest.param(code, rule, id=f"{code}-{rule['reads']}-{rule['value']}-{number}")
    for code in LANGUAGES
    for number, rule in enumerate(kept(code)["rule"])
]
# What makes a reading unsure, or tells where a sentence belongs; it never makes a yes.
WEAK = {"hint", "plain", "wish", "phone_hint", "visit_hint", "coffee_hint"}


def found(text, rule, code):
    purpose = "reply" if rule["reads"] == "outcome" else "request"
    reading = read(text, purpose=purpose)
    assert reading.language.code == code, text
    if rule["reads"] == "asks":
        return ["yes"] if all(line.asks for line in reading.lines) else []
    return [each.value for each in reading.of(rule["reads"])]


@pytest.mark.parametrize(("code", "rule"), RULES)
def test_every_rule_reads_its_examples_and_passes_over_its_decoys(code, rule):
    assert rule["examples"]
    for text in rule["examples"]:
        if rule["value"] == "decoy":
            assert set(found(text, rule, code)) <= WEAK, text
        else:
            assert rule["value"] in found(text, rule, code), text
    for text in rule.get("decoys", ()):
        assert rule["value"] not in found(text, rule, code), text


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_pattern_can_be_written_twice_or_reach_without_bound(code):
    sources = [
        pattern.source
        for index in language(code).by_key.values()
        for each in index.values()
        for pattern in each
    ]
    assert sources
    for source in set(sources):
        assert "*" not in source.replace(r"\*", "").replace("[-*", "")
        assert "+" not in source


def adversaries(words):
    """Long lines of what patterns look for, and of what they step over."""
    yield "a" * 20_000
    yield "a " * 10_000
    yield "A " * 10_000
    yield "Ab Cd " * 4_000
    yield "- , ( " * 4_000
    yield ("not " * 10_000) + "?"
    yield " ".join(words[:50] * 40)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_pattern_takes_a_time_that_grows_with_the_line(code):
    table = kept(code)
    words = {**table["words"], "number": "|".join(table["numbers"]), "title": "mr|dr"}
    lines = list(adversaries(" ".join(table["words"].values()).replace("|", " ").split()))
    for rule in table["rule"]:
        for says in rule["says"]:
            pattern = compiled(regex_of(says, words))
            start = time.process_time()
            for line in lines:
                pattern.match(line)
                pattern.match(line, len(line) // 2)
            assert time.process_time() - start < 0.5, says


@pytest.mark.parametrize(
    "text", ["Could I ring you? " * 600_000, "x" * 10_000_000, "you " * 2_500_000]
)
def test_a_text_of_ten_megabytes_is_read_in_seconds(text):
    start = time.process_time()
    read(text)
    assert time.process_time() - start < 15


def test_a_language_is_one_file():
    kept_files = {each.name for each in files("outreachlab.intake.messages").iterdir()}
    assert {f"{code}.toml" for code in LANGUAGES} == {
        name for name in kept_files if name.endswith(".toml")
    }
    assert tomllib  # the format is the standard library's
