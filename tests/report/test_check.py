"""The page on how a log was read."""

from outreachlab.intake.read import check_log
from outreachlab.report.check import check_report
from outreachlab.report.render import as_page
from tests.cli.test_import import run

LOG = """\
Person,Date sent,Status,How,Shoe size
Ana Diaz,2026-01-05,said yes,email,41
<b>Bo</b>,2026-01-06,perhaps,by owl,42
Cy Lund,2026-01-07,ghosted,email,43
"""


def test_the_page_has_the_faults_in_their_rows_the_columns_and_the_unread_words(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text(LOG)
    report = check_report(check_log(path))
    tables = {section.key: section.table for section in report.sections}
    (fault,) = tables["faults"].rows
    assert fault[0] == "3"
    assert fault[-1] == "<b>Bo</b> | 2026-01-06 | perhaps | by owl | 42"
    columns = {row[0]: row[1:3] for row in tables["columns"].rows}
    assert columns["Person"] == ("contact", "a word for it")
    assert columns["Shoe size"] == ("", "kept as your own")
    assert ("How", "by owl", "1", "3") in tables["unread"].rows
    page = as_page(report)
    assert "&lt;b&gt;Bo" in page
    assert "<b>Bo" not in page


def test_the_command_writes_the_page_and_says_the_same_in_text(tmp_path):
    path, page = tmp_path / "mine.csv", tmp_path / "faults.html"
    path.write_text(LOG)
    done = run("check", path, "-o", page)
    assert done.exit_code == 1
    assert "How mine.csv was read" in page.read_text()
    text = run("check", path).stdout
    assert "'Person'    contact" in " ".join(text.split()).replace("' contact", "'    contact")
    assert "kept as your own" in text
    assert run("check", path, "-o", tmp_path / "faults.pdf").exit_code == 2


def test_the_page_on_several_files_names_each(tmp_path):
    for name in ("ana.csv", "bo.csv"):
        (tmp_path / name).write_text(LOG)
    report = check_report(check_log(tmp_path))
    rows = next(one for one in report.sections if one.key == "faults").table.rows
    assert [row[0] for row in rows] == ["3 of ana.csv", "3 of bo.csv"]
    assert {"files", "columns"} <= {one.key for one in report.sections}
