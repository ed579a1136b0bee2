"""No command writes over what somebody keeps, whatever it is told."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from outreachlab.cli import main

SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"
KEY = bytes(range(32))


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("log.csv", "log.md", "log.json", "log.html", "l.ics", "g.json", "g.gexf"):
        shutil.copy(SAMPLE, name)
    for name in ("log.xlsx", "old.csv", "new.map.toml", "log2.faults.csv", "map.toml"):
        Path(name).write_text("hours of work")
    Path("faults.csv").write_bytes(SAMPLE.read_bytes())
    Path("key.html").write_bytes(KEY)
    Path("key.html").chmod(0o600)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


@pytest.mark.parametrize(
    "arguments",
    [
        ("template",),
        ("template", "-o", "log.xlsx"),
        ("simulate", "-n", "9", "-o", "old.csv"),
        ("import", "log.md", "-o", "log.csv"),
        ("import", "log.csv", "-o", "log.csv"),
        ("import", "log.csv", "-o", "new.csv"),
        ("import", "log.csv", "-o", "log2.csv"),
        ("import", "log.csv", "-o", "map.toml"),
        ("import", "log2.faults.csv", "-o", "log2.csv"),
        ("import", "faults.csv", "-o", "log.faults.csv", "--map", "log.faults.csv"),
    ],
)
def test_what_people_edit_is_refused(folder, arguments):
    before = contents(folder)
    assert run(*arguments).exit_code in (1, 2)
    assert contents(folder) == before


def test_force_is_named_only_where_there_is_one(folder):
    plan = ("trial", "plan", "--tactics", "offered_phone", "--size", "40")
    assert run(*plan).exit_code == 0
    again = run(*plan)
    assert again.exit_code == 2
    assert "a plan is here already, and is never replaced" in again.stderr
    assert "--force" not in again.stderr
    assert "replace it with --force" in run("template").stderr  # the fixture wrote one


def test_force_replaces_what_is_no_input(folder):
    assert run("template", "--force").exit_code == 0
    assert run("import", "log.md", "-o", "old.csv", "--force").exit_code == 0
    assert contents(folder)["log.md"] == SAMPLE.read_bytes()
    assert b"hours of work" not in (contents(folder)["log.xlsx"], contents(folder)["old.csv"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("report", "log.md", "-o", "log.md"),
        ("report", "log.json", "-o", "log.json"),
        ("report", "log.html", "-o", "./log.html"),
        ("next", "l.ics", "-o", "l.ics"),
        ("chains", "g.json", "--graph", "g.json"),
        ("chains", "g.gexf", "--graph", "g.gexf"),
        ("report", "log.csv", "--anonymize", "--key", "key.html", "-o", "key.html"),
        ("import", "faults.csv", "-o", "faults.csv", "--force"),
    ],
)
def test_an_input_is_never_replaced(folder, arguments):
    before = contents(folder)
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert "read in the same run" in result.stderr
    assert contents(folder) == before


def test_where_one_page_cannot_be_written_none_is(folder):
    pages = folder / "pages"
    run("simulate", "-n", "60", "--seekers", "2", "-o", "pool.csv")
    assert run("report", "pool.csv", "--each-seeker", "-o", pages).exit_code == 0
    before = contents(pages)
    last = max(before)
    (pages / last).unlink()
    (pages / last).mkdir()
    first = min(before)
    (pages / first).write_bytes(b"as it was")
    assert run("report", "pool.csv", "--each-seeker", "-o", pages).exit_code == 2
    assert (pages / first).read_bytes() == b"as it was"


def test_pictures_are_written_only_with_their_page(folder):
    (folder / "page.md").mkdir()
    assert run("report", "log.csv", "-o", "page.md").exit_code == 2
    assert not (folder / "page_pictures").exists()


def test_a_planted_link_is_written_through_only_where_it_is_the_place_named(folder):
    (folder / "victim").write_text("mine")
    (folder / ".x.graphml.part").symlink_to(folder / "victim")
    assert run("chains", "log.csv", "--graph", "x.graphml").exit_code == 0
    assert (folder / "victim").read_text() == "mine"
    (folder / "y.graphml").symlink_to(folder / "real.graphml")
    assert run("chains", "log.csv", "--graph", "y.graphml").exit_code == 0
    assert (folder / "y.graphml").is_symlink()
    assert (folder / "real.graphml").read_bytes() == (folder / "x.graphml").read_bytes()
