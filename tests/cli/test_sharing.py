"""The commands `share`, `tally` and `pool`: what they write, and that they refuse whole."""

import json
from pathlib import Path

import pandas as pd
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
        "growth.csv",
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


def test_a_dry_run_without_a_place_prints_the_whole_report(log, tmp_path):
    done = run("share", log, "--dry-run")
    assert done.exit_code == 0
    assert "## What is left at risk" in done.stdout
    assert "| requests accepted | requests.csv |" in done.stdout
    assert {one.name for one in tmp_path.iterdir()} == {"log.csv"}


@pytest.mark.parametrize("rows", [5, 19])
def test_where_nothing_may_be_handed_on_only_the_report_is_written(log, tmp_path, rows):
    log.write_text("".join(log.read_text().splitlines(keepends=True)[: rows + 1]))
    done = run("share", log, "-o", tmp_path / "bundle")
    assert done.exit_code == 3
    assert "nothing of this may be handed on" in done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"log.csv", "bundle.report.md"}
    assert "What is left at risk" in (tmp_path / "bundle.report.md").read_text()
    assert run("share", log, "--dry-run").exit_code == 3


def test_what_must_survive_and_cannot_leaves_only_the_report(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(csv_text(frame_of(120)))
    done = run("share", path, "-o", tmp_path / "bundle", "--keep", "role")
    assert done.exit_code == 3
    assert "fewer columns" in done.stderr
    assert "--keep" in done.stderr
    assert {one.name for one in tmp_path.iterdir()} == {"log.csv", "bundle.report.md"}


def test_a_column_that_is_not_there_is_refused_with_those_that_are(log):
    done = run("share", log, "--dry-run", "--keep", "rol")
    assert done.exit_code == 2
    assert "did you mean role?" in done.stderr
    assert "industry, role, seniority" in done.stderr


def test_a_folder_that_cannot_be_made_is_named(log, tmp_path):
    done = run("share", log, "-o", tmp_path / "no" / "bundle")
    assert done.exit_code == 2
    assert f"there is no folder {tmp_path / 'no'}" in done.stderr
    done = run("tally", log, "-o", tmp_path / "no" / "sums.json")
    assert done.exit_code == 2
    assert f"there is no folder {tmp_path / 'no'}" in done.stderr


def test_a_bundle_is_no_log(log, tmp_path):
    assert run("share", log, "-o", tmp_path / "bundle").exit_code == 0
    done = run("check", tmp_path / "bundle")
    assert done.exit_code == 1
    assert "open_bundle" in done.stderr
    assert len(done.stderr.splitlines()) == 1


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
    (tmp_path / "log.state.json").unlink()
    before = files_in(tmp_path)
    done = run("tally", log, "-o", place)
    assert done.exit_code == 2
    assert "counted twice" in done.stderr
    assert files_in(tmp_path) == before


def test_sums_that_are_lost_are_written_again_from_the_state(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    before = place.read_bytes()
    place.unlink()
    assert run("tally", log, "-o", place).exit_code == 3
    assert place.read_bytes() == before


def lines_of(log, kept, where):
    path = log.parent / where
    path.parent.mkdir(exist_ok=True)
    lines = log.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:1] + [line for at, line in enumerate(lines[1:]) if kept(at)]))
    return path


def of_one_day_and_another(log, tmp_path):
    return [(log, "--as-of", "2026-06-01"), (log, "--as-of", "2026-06-02"), (log,)]


def of_a_copy_without_one_person(log, tmp_path):
    return [(log,), (lines_of(log, lambda at: at != 150, "copy.csv"),)]


def of_a_copy_in_a_folder_below(log, tmp_path):
    return [(log,), (lines_of(log, lambda at: at != 150, "below/log.csv"),)]


def of_half_and_all(log, tmp_path):
    return [(lines_of(log, lambda at: at < 150, "half.csv"),), (log,)]


def of_all_and_half(log, tmp_path):
    return [(log,), (lines_of(log, lambda at: at < 150, "half.csv"),)]


def of_a_link(log, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "link.csv").symlink_to(log)
    return [(log,), (tmp_path / "elsewhere" / "link.csv",)]


def of_two_files_and_one(log, tmp_path):
    parts = [lines_of(log, lambda at, n=n: at % 2 == n, f"part{n}.csv") for n in range(2)]
    return [(*parts,), (parts[0],), (log,)]


def of_a_folder_and_its_file(log, tmp_path):
    frame = frame_of(300, 2)
    folder = tmp_path / "clients"
    folder.mkdir()
    for name, rows in frame.groupby("seeker"):
        (folder / f"{name}.csv").write_text(csv_text(rows))
    first = sorted(folder.iterdir())[0]
    first.write_text(csv_text(pd.read_csv(first, dtype=str).drop(columns="seeker")))
    return [(folder,), (first,)]


def of_the_rows_since(log, tmp_path):
    return [(log, "--since", "2026-02-01"), (log, "--since", "2026-02-02"), (log,)]


@pytest.mark.parametrize(
    "kind",
    [
        of_one_day_and_another,
        of_a_copy_without_one_person,
        of_a_copy_in_a_folder_below,
        of_half_and_all,
        of_all_and_half,
        of_a_link,
        of_two_files_and_one,
        of_a_folder_and_its_file,
        of_the_rows_since,
    ],
)
def test_two_tallies_of_one_log_are_sums_of_the_same_batches_whatever_they_are_called(
    log, tmp_path, kind
):
    published = []
    for at, arguments in enumerate(kind(log, tmp_path)):
        place = tmp_path / f"sums{at}.json"
        done = run("tally", *arguments, "-o", place)
        assert done.exit_code in (0, 3), done.stderr
        published.append(json.loads(place.read_text()))
    longest = max(published, key=lambda one: len(one["batches"]))
    for one in published:
        assert one["site"] == longest["site"]
        assert one["batches"] == longest["batches"][: len(one["batches"])]


def test_logs_of_others_in_one_folder_are_tallied_apart(shared, tmp_path):
    sites = {json.loads(one.read_text())["site"] for one in shared.glob("*.json")}
    assert len(sites) == 3
    assert {one.name for one in tmp_path.glob("*.state.json")} == {
        f"site{at}.state.json" for at in range(3)
    }


def test_the_state_stays_beside_the_log_and_not_beside_the_sums(shared):
    assert not [*shared.glob("*.state.json")]


def test_sums_of_another_log_are_not_written_over(shared, tmp_path):
    before = files_in(tmp_path)
    done = run("tally", tmp_path / "site0.csv", "-o", shared / "1.json")
    assert done.exit_code == 2
    assert "of another log" in done.stderr
    assert files_in(tmp_path) == before


def test_an_older_state_is_refused(log, tmp_path):
    place, state = tmp_path / "sums.json", tmp_path / "log.state.json"
    half = "".join(log.read_text().splitlines(keepends=True)[:160])
    whole = log.read_text()
    log.write_text(half)
    assert run("tally", log, "-o", place).exit_code == 0
    older = state.read_bytes()
    log.write_text(whole)
    assert run("tally", log, "-o", place).exit_code == 0
    state.write_bytes(older)
    before = files_in(tmp_path)
    done = run("tally", log, "-o", place)
    assert done.exit_code == 2
    assert "newer than" in done.stderr
    assert files_in(tmp_path) == before


def test_sums_that_a_killed_run_left_behind_the_state_are_written_again(log, tmp_path):
    place = tmp_path / "sums.json"
    whole = log.read_text()
    log.write_text("".join(whole.splitlines(keepends=True)[:160]))
    assert run("tally", log, "-o", place).exit_code == 0
    older = place.read_bytes()
    log.write_text(whole)
    assert run("tally", log, "-o", place).exit_code == 0
    newer = place.read_bytes()
    place.write_bytes(older)
    assert run("tally", log, "-o", place).exit_code == 3
    assert place.read_bytes() == newer


def test_another_log_of_the_same_name_is_refused(log, tmp_path):
    assert run("tally", log, "-o", tmp_path / "sums.json").exit_code == 0
    log.write_text(csv_text(frame_of(300, 1, 9)))
    before = files_in(tmp_path)
    done = run("tally", log, "-o", tmp_path / "others.json")
    assert done.exit_code == 2
    assert "other requests" in done.stderr
    assert files_in(tmp_path) == before


def test_a_log_that_is_piped_in_has_no_place_for_its_state(log):
    done = CliRunner().invoke(main, ["tally", "-", "-o", "x.json"], input=log.read_text())
    assert done.exit_code == 2
    assert "name a file" in done.stderr


def test_a_strange_file_of_that_ending_is_no_state(log, tmp_path):
    (tmp_path / "theirs.state.json").write_text('{"state": 3}')
    assert run("tally", log, "-o", tmp_path / "sums.json").exit_code == 0
    (tmp_path / "theirs.state.json").write_text("{")
    assert run("tally", log, "-o", tmp_path / "sums.json").exit_code == 1


def test_a_changed_state_is_refused(log, tmp_path):
    place = tmp_path / "sums.json"
    assert run("tally", log, "-o", place).exit_code == 0
    state = tmp_path / "log.state.json"
    state.write_text(state.read_text().replace('"through": "2', '"through": "1'))
    assert run("tally", log, "-o", place).exit_code == 1


def test_a_pool_of_a_folder_and_its_report(shared, tmp_path):
    done = run("pool", shared, "-o", tmp_path / "pool.html")
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("3 sites together")
    page = (tmp_path / "pool.html").read_text()
    assert "where one more would lie" in page
    assert json.loads(run("pool", shared, "--json").stdout)["sites"] == 3


def test_a_pool_in_the_folder_of_tallies_is_none_of_them(shared):
    assert run("pool", shared, "-o", shared / "pool.json").exit_code == 0
    done = run("pool", shared)
    assert done.exit_code == 0, done.stderr
    assert "pool.json is no tally and was left out" in done.stdout
    assert done.stdout.startswith("3 sites together")


def test_a_pool_is_not_written_over_a_tally(shared):
    before = files_in(shared)
    done = run("pool", shared, "-o", shared / "1.json")
    assert done.exit_code == 2
    assert "give the report another name" in done.stderr
    assert files_in(shared) == before


def test_a_folder_without_tallies_is_said(tmp_path):
    (tmp_path / "other.json").write_text("{}")
    done = run("pool", tmp_path)
    assert done.exit_code == 2
    assert "there is no tally here" in done.stderr


def test_a_pool_speaks_of_sites_and_not_of_the_reader(shared, tmp_path):
    done = run("pool", shared, "-o", tmp_path / "pool.md")
    page = (tmp_path / "pool.md").read_text()
    for text in (done.stdout, page):
        assert " for you" not in text.lower()
        assert "theirs" in text or text is page


def test_two_sites_are_refused_and_nothing_is_written(shared, tmp_path):
    done = run("pool", shared / "0.json", shared / "1.json", "-o", tmp_path / "pool.html")
    assert done.exit_code == 2
    assert not (tmp_path / "pool.html").exists()
    assert "ask one more" in done.stderr


def test_a_pool_stands_behind_choices(shared, log):
    done = run("choose", log, "--pool", shared)
    assert done.exit_code == 0
    assert "what 3 sites found" in done.stdout
