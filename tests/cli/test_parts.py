"""The commands on a folder of parts, which `partition` writes."""

import json

import pytest
from click.testing import CliRunner

from outreachlab.cli import main
from outreachlab.simulate import simulate_log
from tests.parts.same import assert_same


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A log as CSV, and its parts, made by the command."""
    folder = tmp_path_factory.mktemp("cli")
    log = folder / "log.csv"
    simulate_log(400, seekers=25, rng=2, days=600).to_csv(log, index=False)
    made = CliRunner().invoke(main, ["partition", str(log), "-o", str(folder / "parts"), "--json"])
    assert made.exit_code == 0, made.output
    assert json.loads(made.stdout)["requests"] == 400
    return str(log), str(folder / "parts")


@pytest.mark.parametrize(
    "command",
    [
        ("rates", "--by", "channel"),
        ("rates", "--by", "minutes_asked", "--bins", "15,30"),
        ("compare", "--tactic", "short_time"),
        ("waiting", "--by", "channel", "--as-of", "2026-09-01"),
        ("funnel", "--window", "30"),
        ("progress", "--by", "month"),
        ("chains",),
        ("effects", "--terms", "channel,short_time"),
        ("effects", "--terms", "channel,short_time", "--within", "seeker"),
        ("effects", "--terms", "channel,short_time", "--within", "industry"),
        ("meetings",),
        ("meetings", "--seeker", "s03", "--json"),
        ("advice",),
        ("advice", "--confidence", "0.9", "--as-of", "2026-09-01"),
        ("advice", "--ladder"),
        ("advice", "--co-use"),
        ("chains", "--json"),
        ("choose",),
        ("next", "--as-of", "2026-09-01"),
        ("next", "--all", "--as-of", "2026-09-01", "--json"),
        ("next", "--seeker", "s03"),
    ],
    ids=" ".join,
)
def test_a_command_says_of_the_parts_what_it_says_of_the_file(places, command):
    name, *options = command
    said = [CliRunner().invoke(main, [name, place, *options]) for place in places]
    assert said[0].exit_code == 0, said[0].output
    assert found(said[0].stdout) == found(said[1].stdout)


def test_a_report_says_of_the_parts_what_it_says_of_the_file(places):
    said = [CliRunner().invoke(main, ["report", place, "--json"]) for place in places]
    table, parts = (json.loads(one.stdout) for one in said)
    for name in table.keys() - {"read", "notes", "sections"}:
        assert_same(table[name], parts[name], name)
    headings = [[one["heading"] for one in told["sections"]] for told in (table, parts)]
    assert headings[0] == headings[1]


def test_pages_of_parts_lead_to_each_other(places, tmp_path):
    pages = tmp_path / "pages"
    asked = ["report", places[1], "--each-seeker", "--seeker", "S03", "-o", str(pages)]
    said = CliRunner().invoke(main, asked)
    assert said.exit_code == 0, said.output
    assert {page.name for page in pages.iterdir()} == {"index.html", "S03.html"}
    assert "own stand beside" in (pages / "S03.html").read_text()
    assert 'href="S03.html"' in (pages / "index.html").read_text()


def found(printed):
    """What a command printed, without how the log was read, which parts forget."""
    if printed.startswith("{"):
        plain = json.loads(printed)
        return {name: plain[name] for name in plain if name not in ("read", "notes")}
    told = ("on how the log was read", "perhaps one person")
    return [line for line in printed.splitlines() if not any(one in line for one in told)]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--map", "some.toml"), "leave --map out"),
        (("--scheduler", "tcp://127.0.0.1:1", "--workers", "2"), "give one of them"),
    ],
)
def test_what_a_folder_of_parts_cannot_take_is_said(places, options, told):
    said = CliRunner().invoke(main, ["funnel", places[1], *options])
    assert (said.exit_code, told in said.stderr) == (2, True)


def test_workers_are_for_a_folder_of_parts(places):
    said = CliRunner().invoke(main, ["funnel", places[0], "--workers", "2"])
    assert said.exit_code == 2
    assert "make one with `outreachlab partition`" in said.stderr
