"""The commands that read a trial, make one up, and take its verdict."""

import json

import pytest
from click.testing import CliRunner

from outreachlab.cli import main

CONTRAST = [
    "tactic", "contrast", "flow", "done", "looks", "counts", "closed", "planned", "p_value",
    "p_adjusted", "level", "effects", "at_any_time", "conditional_power", "pool", "decision",
    "sentence", "verdict", "evidence",
]  # fmt: skip


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """A simulated trial: where its log and its folder are, and the day to read it on."""
    place = tmp_path_factory.mktemp("played")
    made = run("simulate", "-n", 160, "--trial", place / "trial", "-o", place / "log.csv")
    return place / "log.csv", place / "trial", made.stderr.split()[-1]


def test_a_simulated_trial_can_be_read(played):
    log, folder, day = played
    shown = run("trial", "read", log, "--in", folder, "--as-of", day).stdout
    assert shown.startswith("Trial of 2 tactics: 160 of 160 contacts handed out")
    assert "coffee rather than lunch" in shown


def test_its_json_has_the_keys_of_the_design(played):
    log, folder, day = played
    found = json.loads(run("trial", "read", log, "--in", folder, "--as-of", day, "--json").stdout)
    assert {"as_of", "window_days", "totals", "plan", "contrasts", "rows", "notes"} <= set(found)
    for one in found["contrasts"]:
        assert [name for name in one if name != "why"] == CONTRAST
    assert list(found["contrasts"][0]["looks"][0]) == [
        "look", "requests", "fraction", "p_value", "p_needed", "z", "bound", "rejects",
    ]  # fmt: skip
    assert set(found["rows"][0]) >= {"number", "contact", "tactic", "drawn", "done", "yes"}


def test_advice_and_report_take_the_trials_verdict(played, tmp_path):
    log, folder, day = played
    asked = (log, "--trial", folder, "--as-of", day)
    found = json.loads(run("advice", *asked, "--json").stdout)["advice"]
    kinds = {line["tactic"]: line["evidence"] for line in found}
    assert kinds["meeting_format"] == kinds["offered_phone"] == "randomised"
    assert kinds["short_time"] == "observed"
    run("report", *asked, "-o", tmp_path / "report.html")
    assert "drawn by lot in a trial" in (tmp_path / "report.html").read_text()


def test_a_folder_without_a_plan_is_one_sentence(played):
    log, *_ = played
    for command in (("trial", "read", log, "--in"), ("advice", log, "--trial")):
        result = run(*command, "nowhere", code=2)
        assert "there is no plan here" in result.stderr
        assert "Traceback" not in result.stderr


def test_a_simulated_trial_replaces_nothing(played, tmp_path):
    _, folder, _ = played
    again = run("simulate", "--trial", folder, "-o", tmp_path / "log.csv", code=2)
    assert "there is such a file already" in again.stderr
    assert not (tmp_path / "log.csv").exists()
    assert "name the log too" in run("simulate", "--trial", tmp_path / "t", code=2).stderr


def test_a_trial_too_small_to_plan_is_one_sentence(tmp_path):
    asked = ("simulate", "-n", 3, "--trial", tmp_path / "trial", "-o", tmp_path / "log.csv")
    assert "such a trial takes 8 contacts or more; raise -n" in run(*asked, code=2).stderr


def test_pools_are_simulated_and_read_together(tmp_path):
    log, folder = tmp_path / "log.csv", tmp_path / "trial"
    made = run("simulate", "-n", 240, "--seekers", 8, "--trial", folder, "-o", log)
    shown = run("trial", "read", log, "--in", folder, "--as-of", made.stderr.split()[-1]).stdout
    assert "8 seekers" in shown
