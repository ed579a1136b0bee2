"""The commands `share`, `tally` and `pool`: what they write, and that they refuse whole."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from outreachlab.cli import main
from outreachlab.escapes import csv_text
from tests.sharing.worlds import frame_of


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


@pytest.fixture
def log(tmp_path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(csv_text(frame_of(300)))
    return path


@pytest.fixture
def shared(tmp_path) -> Path:
    folder = tmp_path / "shared"
    folder.mkdir()
    for at in range(3):
        path = tmp_path / f"site{at}.csv"
        path.write_text(csv_text(frame_of(200, 2, at)))
        assert run("tally", path, "-o", folder / f"{at}.json").exit_code == 0
    return folder


def files_in(folder):
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.*")}


def test_share_writes_a_bundle_and_a_report_that_stays(log, tmp_path):
    done = run("share", log, "-o", tmp_path / "bundle")
    assert done.exit_code == 0
    assert {one.name for one in (tmp_path / "bundle").iterdir()} == {
        "requests.csv",
        "people.csv",
        "meetings.csv",
        "chains.csv",
        "codebook.md",
        "datapackage.json",
        "report.md",
        "SHA256SUMS",
    }
    assert "the log |" in (tmp_path / "bundle.report.md").read_text()


def test_a_dry_run_writes_the_report_alone(log, tmp_path):
    done = run("share", log, "--dry-run", "-o", tmp_path / "bundle")
    assert done.exit_code == 0
    assert not (tmp_path / "bundle").exists()
    assert (tmp_path / "bundle.report.md").exists()
    assert "requests accepted" in run("share", log, "--dry-run").stdout


def test_share_says_what_it_found_as_json(log):
    found = json.loads(run("share", log, "--dry-run", "--json").stdout)
    assert found["requests"] > 200
    assert found["headlines"][0]["what"] == "requests accepted"


@pytest.mark.parametrize(
    "arguments",
    [
        ["share"],
        ["share", "-o", "-"],
        ["share", "-o", "full"],
        ["share", "-o", "log.csv"],
        ["share", "-o", "bundle", "--keep", "contact"],
        ["share", "-o", "bundle", "--keep", "nothing of the kind"],
        ["tally", "-o", "sums.csv"],
        ["tally", "-o", "sums.json", "--window", "0"],
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(log, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("kept")
    before = files_in(tmp_path)
    done = run(arguments[0], log, *arguments[1:])
    assert done.exit_code == 2
    assert done.stdout == ""
    assert files_in(tmp_path) == before


def test_a_tally_goes_on_where_the_last_ended(log, tmp_path):
    place = tmp_path / "sums.json"
    half = tmp_path / "half.csv"
    half.write_text("".join(log.read_text().splitlines(keepends=True)[:160]))
    assert run("tally", half, "-o", place).exit_code == 0
    first = json.loads(place.read_text())
    assert run("tally", log, "-o", place).exit_code == 0
    both = json.loads(place.read_text())
    assert both["batches"][:1] == first["batches"]
    assert both["site"] == first["site"]
    assert len(both["batches"]) == 2


def test_a_batch_too_small_waits_and_what_was_published_stays(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    before = files_in(tmp_path)
    done = run("tally", log, "-o", place)
    assert done.exit_code == 3
    assert "they wait" in done.stderr
    assert files_in(tmp_path) == before


def test_a_lost_state_is_a_clear_error_and_what_was_published_stays(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    (tmp_path / "sums.state.json").unlink()
    before = files_in(tmp_path)
    done = run("tally", log, "-o", place)
    assert done.exit_code == 2
    assert "is lost" in done.stderr
    assert files_in(tmp_path) == before


def test_sums_that_are_lost_are_written_again_from_the_state(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    before = place.read_bytes()
    place.unlink()
    assert run("tally", log, "-o", place).exit_code == 3
    assert place.read_bytes() == before


def test_a_changed_state_is_refused(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    state = tmp_path / "sums.state.json"
    state.write_text(state.read_text().replace('"through": "2', '"through": "1'))
    assert run("tally", log, "-o", place).exit_code == 1


def test_a_pool_of_a_folder_and_its_report(shared, tmp_path):
    done = run("pool", shared, "-o", tmp_path / "pool.html")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("3 sites together")
    page = (tmp_path / "pool.html").read_text()
    assert "where one more would lie" in page
    assert json.loads(run("pool", shared, "--json").stdout)["sites"] == 3


def test_two_sites_are_refused_and_nothing_is_written(shared, tmp_path):
    done = run("pool", shared / "0.json", shared / "1.json", "-o", tmp_path / "pool.html")
    assert done.exit_code == 2
    assert not (tmp_path / "pool.html").exists()
    assert "ask one more" in done.stderr


def test_a_pool_stands_behind_choices(shared, log):
    done = run("choose", log, "--pool", shared)
    assert done.exit_code == 0
    assert "what 3 sites found" in done.stdout
