"""Who may be one person, on the command line: suggested, decided in a file, obeyed."""

import json

import pytest
from click.testing import CliRunner, Result

from outreachlab.cli import main

LOG = """\
contact,asked_on,outcome,referrer
"Diaz, Ana",2026-01-02,accepted,
Bo Li,2026-01-10,accepted,Ana Diaz
"""
SAME = 'same = [["Ana Diaz", "Diaz, Ana"]]'


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    return path


def run(*args) -> Result:
    return CliRunner().invoke(main, [str(arg) for arg in args])


def edges(*args) -> int:
    return json.loads(run("chains", *args, "--json").stdout)["edges"]


def test_check_says_who_may_be_one_person_and_why(log):
    (one,) = json.loads(run("check", log, "--json").stdout)["people"]
    assert one == {"a": "Diaz, Ana", "b": "Ana Diaz", "why": "the same name, the order aside"}
    text = run("check", log).stdout
    assert "'Diaz, Ana' and 'Ana Diaz' (the same name, the order aside)" in text
    assert "1 pair of names that may be one person's\n  'Diaz, Ana' and 'Ana Diaz': " in text
    assert "(--people)" in text


def test_a_file_of_decisions_makes_the_link(log, tmp_path):
    decided = tmp_path / "who.toml"
    decided.write_text(SAME, encoding="utf-8")
    assert edges(log) == 0
    assert edges(log, "--people", decided) == 1


def test_the_decisions_are_remembered_beside_the_log(log):
    log.with_suffix(".people.toml").write_text(SAME, encoding="utf-8")
    assert edges(log) == 1


def test_check_writes_the_decisions_to_fill_in(log, tmp_path):
    written = tmp_path / "log.people.toml"
    assert run("check", log, "-o", written).exit_code == 0
    assert edges(log) == 0
    written.write_text(written.read_text(encoding="utf-8").replace("# [", "[", 1))
    assert edges(log) == 1


def test_import_leaves_the_decisions_beside_the_log_and_never_over_them(log, tmp_path):
    clean = tmp_path / "clean.csv"
    assert "clean.people.toml" in run("import", log, "-o", clean).stderr
    decided = clean.with_suffix(".people.toml")
    decided.write_text(SAME, encoding="utf-8")
    run("import", log, "-o", clean)
    assert decided.read_text(encoding="utf-8") == SAME


def test_a_contradiction_is_one_line_and_exit_code_2(log, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(SAME + '\ndifferent = [["Ana Diaz", "Diaz, Ana"]]', encoding="utf-8")
    refused = run("rates", log, "--by", "outcome", "--people", bad)
    assert refused.exit_code == 2
    assert "take one of the two out" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_partition_joins_the_same_people(log, tmp_path):
    pool = tmp_path / "pool.csv"
    rows = ["seeker," + LOG.splitlines()[0]]
    rows += [f"{who},{line}" for who in ("me", "you") for line in LOG.splitlines()[1:]]
    pool.write_text("\n".join(rows), encoding="utf-8")
    decided = tmp_path / "who.toml"
    decided.write_text(SAME, encoding="utf-8")
    for number, (options, links) in enumerate([((), 0), (("--people", decided), 2)]):
        parts = tmp_path / f"parts{number}"
        assert run("partition", pool, "-o", parts, *options).exit_code == 0
        assert edges(parts) == links
