"""What others found: rows as the file promises, limits against statsmodels, words for each door."""

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import outreachlab as ol
from outreachlab.answers.evidence import NEARNESS, READ_IN, base_rate, beside, read_in
from outreachlab.cli import main
from outreachlab.log.vocabulary import ADVICE, BACKGROUND

FILE = Path(__file__).parents[2] / "data" / "evidence.csv"
SIDES = ["side_a", "yes_a", "n_a", "side_b", "yes_b", "n_b"]
COLUMNS = ["tactic", "study", "year", "design", "setting", *SIDES, "effect", "low", "high"]
COLUMNS += ["scale", "nearness", "checked", "source"]
ROWS = ol.evidence().rows
FOUND = ol.evidence().found
COUNTED = [row for row in ROWS if row["n_a"] is not None]
POINT = 0.001  # authors print differences in tenths of a point, some of rounded shares
SAME_FORMULA = 1e-9


def label(row: dict) -> str:
    return f"{row['tactic']}: {row['study']}"


def printed() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_the_file_has_the_promised_columns_and_as_many_rows():
    assert list(printed()[0]) == COLUMNS
    assert (len(FOUND), len(ROWS) - len(FOUND)) == (33, 9)
    assert list(ol.evidence().table.columns) == COLUMNS


@pytest.mark.parametrize("row", FOUND, ids=label)
def test_a_result_says_what_it_is_how_near_and_where_it_was_read(row):
    for name in ("study", "design", "setting", "side_a", "scale", "source"):
        assert row[name], name
    assert row["nearness"] in NEARNESS
    assert read_in(row) in (*READ_IN, "not confirmed")
    if read_in(row) == "not confirmed":
        assert row["effect"] is None
    if row["low"] is not None:
        assert row["low"] <= row["effect"] <= row["high"]
    if row["scale"] in ("difference", "rate"):
        assert -1 <= row["effect"] <= 1


@pytest.mark.parametrize("row", COUNTED, ids=label)
def test_counts_give_the_printed_effect(row):
    share = row["yes_a"] / row["n_a"]
    assert row["scale"] == ("difference" if row["n_b"] else "rate")
    other = row["yes_b"] / row["n_b"] if row["n_b"] else 0
    assert share - other == pytest.approx(row["effect"], abs=POINT)


@pytest.mark.parametrize("row", COUNTED, ids=label)
def test_limits_of_our_own_are_those_of_statsmodels(row):
    if row["n_b"]:
        cells = (row["yes_a"], row["n_a"], row["yes_b"], row["n_b"])
        theirs = confint_proportions_2indep(*cells, compare="diff", method="newcomb")
    else:
        theirs = proportion_confint(row["yes_a"], row["n_a"], method="wilson")
    assert (row["low"], row["high"]) == pytest.approx(theirs, abs=SAME_FORMULA)


def test_published_limits_are_kept_where_the_counts_are_not_known():
    for row, before in zip(ROWS, printed(), strict=True):
        if row["n_a"] is None:
            kept = [float(before[name]) if before[name] else None for name in ("low", "high")]
            assert [row["low"], row["high"]] == kept, label(row)


@pytest.mark.parametrize("tactic", [*(one.tactic for one in ADVICE), *BACKGROUND])
def test_every_tactic_has_results_or_says_that_none_was_found(tactic):
    answer = ol.evidence(tactic)
    said = repr(answer).splitlines()[0]
    assert said.startswith(f"What others found about {tactic}: ")
    assert ("nothing published" in said) == (answer.found == ())
    assert (beside(tactic) is None) == (answer.found == ())
    assert tactic in answer._repr_html_()


def test_what_is_not_confirmed_is_shown_as_such_and_never_stands_beside_a_number():
    shown = repr(ol.evidence("explained_why"))
    assert shown.count("no figure seen") == shown.count("not confirmed ") == 2
    assert "94% against 60%" in beside("explained_why")


def test_the_nearest_and_soundest_result_stands_beside_a_number():
    assert beside("referral") == beside("was_referred")
    assert "+39.8 points (+37.8 to +41.7 points), Facebook" in beside("referral")
    assert "odds ratio 1.58 (1.40 to 1.78)" in beside("short_time")
    assert "Hedges g 0.11 (-0.18 to 0.40)" in beside("said_informational")
    assert beside("shoe_size") is None
    assert base_rate().startswith("39.8% of 12,797 introductions")


@pytest.mark.parametrize("tactic", ["shoe_size", "", "<b>", ["referral"], 3])
def test_what_was_not_looked_up_is_one_sentence_with_what_there_is(tactic):
    with pytest.raises(ol.OutreachlabError, match=r"^nothing was looked up about .*referral"):
        ol.evidence(tactic)


def test_an_answer_cannot_be_spoilt_by_who_reads_it():
    ol.evidence().to_json()["evidence"][0]["effect"] = 7
    ol.evidence().rows[0]["effect"] = 7
    assert ol.evidence().rows[0]["effect"] == 0.398


def test_the_command_prints_text_and_json():
    def run(*arguments):
        return CliRunner().invoke(main, ["evidence", *arguments])

    assert run().stdout.startswith("What others found: 33 published results\n")
    rows = json.loads(run("--json", "--tactic", "referral").stdout)["evidence"]
    assert [list(row) for row in rows] == [COLUMNS]
    assert rows[0]["yes_a"] == 2079
    none = run("--tactic", "offered_phone").stdout
    assert none.endswith("about offered_phone: nothing published (searched 2026-11)\n")
    wrong = run("--tactic", "shoe_size")
    assert wrong.exit_code == 2
    assert "choose referral" in wrong.stderr
