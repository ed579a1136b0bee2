"""Workbooks as people keep them: months on sheets, merged cells, hidden rows, the answers kept."""

import datetime as dt
import tomllib
import zipfile

import openpyxl
import pytest

from outreachlab.errors import UsageError
from outreachlab.intake.examine import examine
from outreachlab.intake.imported import guessed_map, import_log
from outreachlab.intake.read import check_log, read_log

from .write import column, faults, written

HEADER = ("Name", "Date sent", "Status")


def day(number: int, month: int = 1) -> dt.date:
    return dt.date(2026, month, number)


def book(path, sheets: dict[str, list[tuple]]):
    whole = openpyxl.Workbook()
    whole.remove(whole.active)
    for name, rows in sheets.items():
        sheet = whole.create_sheet(name)
        for row in rows:
            sheet.append(row)
    return whole


MONTHS = {
    "January": [HEADER, ("Mo Ames", day(5), "met"), ("Lu Finn", day(6), "no reply")],
    "February": [HEADER, ("Vi Gray", day(3, 2), "declined"), ("Al Fox", day(4, 2), "hm")],
    "Jobs": [("Company", "Role", "Applied"), ("Oak", "Buyer", day(1))],
}


def test_sheets_of_one_shape_are_joined_and_the_others_said(tmp_path):
    path = tmp_path / "log.xlsx"
    book(path, MONTHS).save(path)
    log = read_log(path, skip_all_faulty=True)
    assert column(log, "contact") == ["Mo Ames", "Lu Finn", "Vi Gray"]
    assert "2 sheets of one shape were joined: 'January' (2) and 'February' (2)" in log.notes
    assert log.read == {
        "source": "log.xlsx", "rows": 4, "faulty": 1, "unread": 0, "sheets_left": ["Jobs"],
    }  # fmt: skip


def test_a_fault_of_a_joined_sheet_names_the_sheet_and_its_row(tmp_path):
    path = tmp_path / "log.xlsx"
    book(path, MONTHS).save(path)
    (problem,) = check_log(path).to_json()["problems"]
    assert (problem["sheet"], problem["row"], problem["value"]) == ("February", 3, "hm")


def test_merged_cells_are_filled_downwards_and_said(tmp_path):
    path = tmp_path / "log.xlsx"
    rows = [
        ("My log", None, None, None),
        (*HEADER, "Referred by"),
        ("Mo Ames", day(5), "met", None),
        ("Lu Finn", day(9), "met", "Mo Ames"),
        ("Vi Gray", day(9), "met", None),
    ]
    whole = book(path, {"Log": rows})
    whole["Log"].merge_cells("A1:D1")
    whole["Log"].merge_cells("D4:D5")
    whole.save(path)
    log = read_log(path)
    assert column(log, "referrer") == [None, "Mo Ames", "Mo Ames"]
    assert any(note.startswith("1 cell of merged ranges filled") for note in log.notes)


def test_hidden_rows_are_read_and_said(tmp_path):
    path = tmp_path / "log.xlsx"
    whole = book(path, {"Log": MONTHS["January"]})
    whole["Log"].row_dimensions[3].hidden = True
    whole.save(path)
    log = read_log(path)
    assert len(log) == 2
    assert "1 hidden row of the sheet 'Log' read with the others" in log.notes


def test_the_map_keeps_which_sheets_and_which_header_row(tmp_path):
    path = tmp_path / "log.xlsx"
    book(path, MONTHS).save(path)
    told = tomllib.loads(guessed_map(examine(path, None, None, None)))
    assert told["reading"] == {"sheets": ["January", "February"]}
    assert len(import_log(path, map=told).table) == 3
    titled = {"Log": [("Networking",), (), *MONTHS["January"]], "Other": [("x",)]}
    book(path, titled).save(path)
    told = tomllib.loads(import_log(path).map)
    assert told["reading"] == {"sheets": ["Log"], "header_row": 3}


# "Işıl Kaya" as an old Turkish program wrote it, and a name from a Macintosh.
@pytest.mark.parametrize(("name", "encoding"), [("Işıl Ağa", "cp1254"), ("Zoë Núñez", "mac-roman")])
def test_a_file_that_is_not_utf8_says_so_and_is_read_as_told(tmp_path, name, encoding):
    lines = ("Name;Date sent;Status", f"{name};2026-01-05;met")
    path = written(tmp_path, *lines, encoding=encoding)
    assert any("not in UTF-8" in note for note in read_log(path).notes)
    told = read_log(path, encoding=encoding)
    assert column(told, "contact") == [name]
    assert not any("UTF-8" in note for note in told.notes)
    done = import_log(path, encoding=encoding)
    assert import_log(path, map=tomllib.loads(done.map)).csv == done.csv
    with pytest.raises(UsageError, match="no encoding 'cp9'"):
        read_log(path, encoding="cp9")


def test_the_answers_in_a_map_are_obeyed(tmp_path):
    path = written(tmp_path, "Name,Sent,Met?", "Mo Ames,Dec 30,x", "Lu Finn,Jan 3,")
    told = {
        "reading": {"year": 2025},
        "columns": {"contact": "Name", "asked_on": "Sent", "met": "Met?"},
        "outcome_from": {"Met?": "accepted", "": "no_reply"},
    }
    log = read_log(path, map=told)
    assert column(log, "asked_on") == ["2025-12-30", "2026-01-03"]
    assert column(log, "outcome") == ["accepted", "no_reply"]


def test_a_blank_outcome_is_what_the_map_says_it_is(tmp_path):
    path = written(tmp_path, "contact,asked_on,outcome", "Mo,2026-01-05,", "Lu,2026-01-06,accepted")
    log = read_log(path, map={"values": {"outcome": {"": "no_reply"}}})
    assert column(log, "outcome") == ["no_reply", "accepted"]


@pytest.mark.parametrize(("swapped", "first"), [(True, "2026-01-05"), (False, "2026-05-01")])
def test_turned_days_are_read_as_told(tmp_path, swapped, first):
    lines = ("2026-05-01", "2026-06-02", "17/01/2026", "18/02/2026")
    rows = [f"P{at} Ames,{day},accepted" for at, day in enumerate(lines)]
    path = written(tmp_path, "contact,asked_on,outcome", *rows)
    assert [row for row, _, _ in faults(check_log(path))] == [2]
    log = read_log(path, map={"reading": {"swapped": swapped}})
    assert column(log, "asked_on")[::3] == [first, "2026-02-18"]


SPACES_OF_ODS = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{what}:1.0"'
    for name, what in (("office", "office"), ("table", "table"), ("text", "text"))
)


def ods(path, *rows: str):
    """An ODS file of rows that are written as `a|b`; `a^2` spans two rows, `~` is covered."""

    def cell(text: str) -> str:
        said, _, tall = text.partition("^")
        if said == "~":
            return "<table:covered-table-cell/>"
        if not said:
            return "<table:table-cell/>"
        spans = f' table:number-rows-spanned="{tall}"' if tall else ""
        return (
            f'<table:table-cell office:value-type="string"{spans}><text:p>{said}</text:p>'
            "</table:table-cell>"
        )

    def line(row: str) -> str:
        hidden = ' table:visibility="collapse"' if row.startswith("!") else ""
        cells = "".join(map(cell, row.removeprefix("!").split("|")))
        return f"<table:table-row{hidden}>{cells}</table:table-row>"

    content = (
        f"<office:document-content {SPACES_OF_ODS}><office:body><office:spreadsheet>"
        f'<table:table table:name="Log">{"".join(map(line, rows))}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        whole.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        whole.writestr("content.xml", content)
    return path


def test_merged_cells_and_hidden_rows_of_ods_are_read_and_said(tmp_path):
    path = ods(
        tmp_path / "log.ods",
        "Name|Sent|Result|Referred by",
        "Mo Ames|2026-01-05|met|Bo Li^2",
        "Lu Finn|2026-01-16|declined|~",
        "!Vi Gray|2026-01-17|no reply|",
    )
    log = read_log(path)
    assert column(log, "contact") == ["Mo Ames", "Lu Finn", "Vi Gray"]
    assert column(log, "referrer") == ["Bo Li", "Bo Li", None]
    assert log.notes[:2] == (
        "1 cell of merged ranges filled from the first of them",
        "1 hidden row of the sheet 'Log' read with the others",
    )
