"""import, template and codebook as a person runs them."""

import json

from click.testing import CliRunner, Result

from outreachlab.cli import main

MESSY = """\
Person,Date sent,Status
Ana,2026-01-05,said yes
Bo,2026-01-06,perhaps
Cy,2026-01-07,ghosted
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


def test_import_writes_the_log_the_refused_rows_and_a_map(tmp_path):
    source, target = tmp_path / "mine.csv", tmp_path / "log.csv"
    source.write_text(MESSY)
    result = run("import", source, "-o", target, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["rows"], told["imported"], len(told["refused"])) == (3, 2, 1)
    assert run("check", target).exit_code == 0
    refused = (tmp_path / "log.faults.csv").read_text()
    assert "Bo" in refused
    assert "perhaps" in refused
    again = run("import", source, "-o", tmp_path / "again.csv", "--map", tmp_path / "log.map.toml")
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again.csv").read_text() == target.read_text()


def test_a_map_somebody_edited_is_not_overwritten(tmp_path):
    source, edited = tmp_path / "mine.csv", tmp_path / "log.map.toml"
    source.write_text(MESSY)
    edited.write_text("# mine\n")
    result = run("import", source, "-o", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert edited.read_text() == "# mine\n"
    assert not (tmp_path / "log.csv").exists()


def test_the_clean_log_never_replaces_its_source(tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text(MESSY)
    assert run("import", source, "-o", source).exit_code == 2
    assert source.read_text() == MESSY


def test_a_template_is_a_workbook_that_reads_as_an_empty_log(tmp_path):
    target = tmp_path / "log.xlsx"
    assert run("template", "-o", target).exit_code == 0
    result = run("check", target, "--json")
    assert json.loads(result.stdout)["problems"] == []
    assert run("template", "-o", tmp_path / "log.csv").exit_code == 2


def test_the_codebook_in_its_three_forms():
    assert run("codebook").stdout.startswith("# The outreach log")
    assert json.loads(run("codebook", "--json").stdout)["columns"][0]["name"] == "request_id"
    package = json.loads(run("codebook", "--format", "datapackage").stdout)
    assert package["resources"][0]["schema"]["fields"]
