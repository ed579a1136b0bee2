"""import, template and codebook as a person runs them."""

import json
import tomllib

import openpyxl
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


ASKS = "Name,Result,When,Remark\nAna Diaz,accepted,Jan 8,hi\nBo Lind,declined,Jan 9,\n"


def test_an_open_question_leaves_a_map_that_answers_it_and_the_faults(tmp_path):
    source, target = tmp_path / "mine 2026.csv", tmp_path / "log.csv"
    source.write_text(ASKS)
    asked = run("import", source, "-o", target)
    assert asked.exit_code == 1
    assert not target.exists()
    assert "import again with --map" in asked.stderr
    told = tomllib.loads((tmp_path / "log.map.toml").read_text())
    assert told["reading"] == {"made": "log.csv", "year": 2026}
    assert "Ana" not in (tmp_path / "log.map.toml").read_text()
    assert "asked_on" in (tmp_path / "log.faults.csv").read_text()
    done = run("import", source, "-o", target, "--map", tmp_path / "log.map.toml")
    assert done.exit_code == 0, done.stderr
    assert "2026-01-08" in target.read_text()
    assert run("check", target).exit_code == 0  # the map beside it is not about it


def test_a_missing_column_leaves_a_map_with_the_best_guess(tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text("Name,Result\nAna Diaz,accepted\nBo Lind,declined\n")
    assert run("import", source, "-o", tmp_path / "log.csv").exit_code == 1
    text = (tmp_path / "log.map.toml").read_text()
    assert tomllib.loads(text)["columns"] == {"contact": "Name", "outcome": "Result"}
    assert '# asked_on = ""  # not found' in text


def test_the_marked_sheet_is_the_persons_own_with_the_remedy_at_the_cell(tmp_path):
    source = tmp_path / "mine.csv"
    source.write_text(MESSY.replace("Ana,", "=cmd(),"))
    assert run("import", source, "-o", tmp_path / "log.csv").exit_code == 0
    (sheet,) = openpyxl.load_workbook(tmp_path / "log.faults.xlsx").worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Person", "Date sent", "Status"]
    assert rows[1][0] == "'=cmd()"
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment]
    assert [cell.coordinate for cell in marked] == ["C3"]
    assert "write accepted, declined" in marked[0].comment.text
    assert marked[0].fill.fgColor.rgb.endswith("FFC7CE")


def test_a_marked_sheet_that_may_have_been_mended_stays(tmp_path):
    source, sheet = tmp_path / "mine.csv", tmp_path / "log.faults.xlsx"
    source.write_text(MESSY)
    sheet.write_bytes(b"mended")
    done = run("import", source, "-o", tmp_path / "log.csv")
    assert done.exit_code == 0
    assert "kept" in done.stderr
    assert sheet.read_bytes() == b"mended"


def test_an_import_of_several_files_is_refused(tmp_path):
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "mine.csv").write_text(MESSY)
    done = run("import", folder, "-o", tmp_path / "log.csv")
    assert done.exit_code == 2
    assert "one file" in done.stderr
