"""Pseudonyms: nobody's name is left anywhere, and no number changes."""

import re

import pandas as pd
import pytest

from outreachlab.answers.advice import advice
from outreachlab.chains.forest import referral_forest
from outreachlab.chains.growth import chain_growth
from outreachlab.errors import UsageError
from outreachlab.intake import anonymous
from outreachlab.intake.anonymous import RARE, anonymized, pseudonyms
from outreachlab.intake.read import read_log
from outreachlab.report import build_report, picture_files, rendered
from outreachlab.simulate import simulate_log
from tests.logs import log_of
from tests.report.test_report import HOSTILE

KEY = b"a key that nobody guesses"
FREE = ("seeker", "contact", "referrer", "company", "industry", "role", "seniority", "notes")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    frame = simulate_log(400, seekers=3, rng=2)
    frame["notes"] = "met at Ana's birthday"
    frame["therapist"] = ["Dr Vex", "Dr Wolf"] * 200
    return frame


@pytest.fixture(scope="module")
def log(frame):
    return read_log(frame)


def everything_in(log) -> str:
    """All that a report on the log writes, in every format."""
    report = build_report(log)
    files = [rendered(report, name) for name in ("x.html", "x.md", "x.json")]
    return b"\n".join([*files, *picture_files(report).values()]).decode()


def test_no_free_text_of_the_log_is_left_in_any_report(frame, log):
    nobody = dict.fromkeys(FREE) | {"seeker": [f"S{place % 3}" for place in range(len(frame))]}
    nobody |= {
        "contact": [f"P{place}" for place in range(len(frame))],
        "therapist": None,
        "request_id": None,
    }
    nameless = frame.assign(**nobody)
    text, ours = everything_in(anonymized(log)), everything_in(read_log(nameless))
    secrets = {str(name) for column in (*FREE, "therapist") for name in frame[column].dropna()}
    words = {word for name in secrets for word in [name, *re.findall(r"[A-Z][\w-]{4,}", name)]}
    found = {word for word in words if re.search(rf"\b{re.escape(word)}\b", text)}
    assert {word for word in found if word not in ours} == set()
    assert len(words) > 300


def test_every_free_text_is_a_pseudonym(log):
    hidden = anonymized(log).frame
    for name in FREE[:-1]:
        texts = hidden[name].dropna().astype(str)
        assert len(texts)
        assert texts.str.fullmatch(r"[A-Z][a-z]+ [A-Z2-7]{8}").all(), name


def test_no_number_changes(log):
    hidden = anonymized(log)
    assert advice(hidden).to_json() == advice(log).to_json()
    assert chain_growth(hidden).to_json() == chain_growth(log).to_json()
    counts = referral_forest(hidden).counts()
    assert counts == referral_forest(log).counts()
    assert hidden.frame["asked_on"].equals(log.frame["asked_on"])


def test_ties_between_requests_are_broken_as_before():
    rows = [
        {"request_id": name, "contact": "Ana", "asked_on": "2026-01-05"}
        for name in ("r10", "r2", "r1")
    ] + [{"request_id": "r9", "contact": "Bo", "referrer": "ana", "asked_on": "2026-01-05"}]
    log = log_of(rows)
    assert (
        referral_forest(anonymized(log)).lines.parent == referral_forest(log).lines.parent
    ).all()


def test_a_key_gives_the_same_pseudonyms_and_no_key_gives_others(log):
    first, second = (anonymized(log, KEY).frame["contact"] for _ in range(2))
    assert first.equals(second)
    assert not first.equals(anonymized(log).frame["contact"])
    assert not first.equals(anonymized(log, KEY[::-1]).frame["contact"])


def test_one_person_has_one_pseudonym_in_every_column_and_spelling():
    log = log_of(
        [
            {"contact": "Ana  Ruiz", "asked_on": "2026-01-05"},
            {"contact": "Bo", "referrer": "ana ruiz", "asked_on": "2026-01-06"},
        ]
    )
    hidden = anonymized(log, KEY).frame
    assert hidden["contact"].iloc[0] == hidden["referrer"].iloc[1]
    assert pd.isna(hidden["referrer"].iloc[0])
    assert list(hidden["seeker"]) == ["me", "me"]


def test_two_people_never_share_a_pseudonym(monkeypatch):
    monkeypatch.setattr(anonymous, "LETTERS", 1)
    names = [f"P{place}" for place in range(200)]
    assert len(set(pseudonyms(names, "Person", KEY))) == len(names)


def test_hostile_names_are_hidden_too():
    rows = [{"contact": name, "company": name} for name in HOSTILE]
    hidden = anonymized(log_of(rows)).frame
    assert hidden["contact"].nunique() == len(HOSTILE)
    assert all(re.fullmatch(r"Person [A-Z2-7]{8}", name) for name in hidden["contact"])


def test_notes_and_columns_of_ones_own_are_gone_and_that_is_said(log):
    hidden = anonymized(log)
    assert not {"notes", "therapist"} & set(hidden.frame)
    method = {one.key: one for one in build_report(hidden).sections}["method"]
    assert "Not hidden are days" in " ".join(method.sentences)
    assert hidden.source == anonymous.SOURCE


def test_rare_values_of_a_mapped_category_are_taken_together():
    rows = [{"group": "common"} for _ in range(6)] + [{"group": "only Ana"}]
    hidden = anonymized(log_of(rows, map={"tactics": {"group": "category"}}))
    assert sorted(hidden.frame["group"].unique()) == [RARE, "common"]


def test_a_key_that_can_be_guessed_is_refused(log):
    with pytest.raises(UsageError, match="16 or more"):
        anonymized(log, b"secret")
