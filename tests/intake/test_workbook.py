"""Workbooks: which sheet, which cells, what dates and formulas hold."""

import datetime as dt
import io
import sys

import openpyxl
import pytest

from outreachlab.errors import UnreadableFileError, UsageError
from outreachlab.intake.read import check_log, read_log

from .write import column, faults

HEADER = ("contact", "asked_on", "outcome", "minutes_asked", "offered_phone")
ROWS = (
    ("Ana", dt.date(2026, 1, 2), "accepted", 30, True),
    ("Bo", dt.datetime(2026, 1, 3, 14, 5), "pending", dt.time(0, 45), False),
    ("Cy", 46026, "no_reply", None, None),
)


def book_of(path, sheets: dict[str, list[tuple]], hidden: tuple[str, ...] = ()):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    book.save(path)
    return path


def test_cells_read_as_what_they_show(tmp_path):
    log = read_log(book_of(tmp_path / "log.xlsx", {"Log": [HEADER, *ROWS]}))
    assert column(log, "asked_on") == ["2026-01-02", "2026-01-03", "2026-01-04"]
    assert column(log, "minutes_asked") == [30, 45, None]
    assert column(log, "offered_phone") == ["yes", "no", None]


def test_merged_titles_blank_rows_and_columns_keep_the_rows_of_the_sheet(tmp_path):
    path = tmp_path / "log.xlsx"
    title = [("My log",), (), (None, *HEADER), (), (None, "Ana", dt.date(2026, 1, 2), "bad")]
    book_of(path, {"Log": title})
    book = openpyxl.load_workbook(path)
    book["Log"].merge_cells("A1:E1")
    book.save(path)
    assert faults(check_log(path)) == [(5, "outcome", "'bad' is no outcome")]


def test_the_sheet_with_the_most_known_headers_is_read_and_said(tmp_path):
    sheets = {"Intro": [("Hello",)], "Contacts": [("Name", "Email")], "Mine": [HEADER, *ROWS]}
    log = read_log(book_of(tmp_path / "log.xlsx", sheets))
    assert len(log) == 3
    assert "sheet 'Mine' was read, not Intro and Contacts;" in " ".join(log.notes)


def test_a_sheet_is_chosen_by_name_case_or_number(tmp_path):
    other = [HEADER, ("Zoe", dt.date(2026, 1, 2), "pending")]
    path = book_of(tmp_path / "log.xlsx", {"Mine": [HEADER, *ROWS], "Other": other})
    for sheet in ("Other", "other", "2"):
        assert column(read_log(path, sheet=sheet), "contact") == ["Zoe"]
    with pytest.raises(UsageError, match="did you mean Other"):
        read_log(path, sheet="Othr")


def test_hidden_sheets_are_read_only_when_asked_for(tmp_path):
    sheets = {"Old": [HEADER, *ROWS], "New": [HEADER, ("Zoe", dt.date(2026, 1, 2), "pending")]}
    path = book_of(tmp_path / "log.xlsx", sheets, hidden=("Old",))
    assert column(read_log(path), "contact") == ["Zoe"]
    assert len(read_log(path, sheet="Old")) == 3


def test_a_sheet_of_a_text_file_is_wrong_usage(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("contact,asked_on,outcome\nAna,2026-01-02,pending\n")
    with pytest.raises(UsageError, match="no workbook"):
        read_log(path, sheet="Log")


def test_formulas_without_a_stored_result_are_refused(tmp_path):
    rows = [HEADER, ("Ana", "=DATE(2026,1,2)", "pending")]
    with pytest.raises(UnreadableFileError, match="1 of its formulas"):
        read_log(book_of(tmp_path / "log.xlsx", {"Log": rows}))


def test_a_blank_workbook_is_said(tmp_path):
    with pytest.raises(UnreadableFileError, match="blank"):
        read_log(book_of(tmp_path / "log.xlsx", {"Log": []}))


def test_a_workbook_comes_through_standard_input(tmp_path, monkeypatch):
    data = book_of(tmp_path / "log.xlsx", {"Log": [HEADER, *ROWS]}).read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    log = read_log("-")
    assert (log.source, len(log)) == ("standard input", 3)


def test_whatever_its_name_says_the_content_decides(tmp_path):
    path = book_of(tmp_path / "log.xlsx", {"Log": [HEADER, *ROWS]}).rename(tmp_path / "log.csv")
    assert len(read_log(path)) == 3
