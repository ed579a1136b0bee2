"""A template that is filled in reads back without a fault, whatever program saved it."""

import datetime as dt
import io
import shutil
import subprocess

import openpyxl
import pandas as pd
import pytest

from outreachlab.intake.continued import continued_xlsx
from outreachlab.intake.read import check_log, read_log
from outreachlab.intake.table import BANDS
from outreachlab.intake.template import PLAIN, template_xlsx
from outreachlab.log.vocabulary import COLUMNS, Column

DAYS = {"asked_on": 2, "responded_on": 5, "followed_up_on": 4, "met_on": 9, "thanked_on": 10}


def value_of(column: Column, row: int) -> object:
    if column.name == "request_id":
        return f"r{row}"
    if column.name == "referrer":
        return None if row == 1 else f"contact {row - 1}"
    if column.kind == "date":
        return dt.date(2026, row, DAYS[column.name])
    if column.words:
        return column.words[row % len(column.words)]
    if column.kind == "whole":
        return (column.low or 0) + row % 4
    return f"{column.name} {row}"


def filled(path, rows: int = 6):
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(rows=20, every=True)))
    for row in range(1, rows + 1):
        for place, column in enumerate(COLUMNS, start=1):
            book["Log"].cell(row + 1, place).value = value_of(column, row)
    outcome, met = ([one.name for one in COLUMNS].index(name) + 1 for name in ("outcome", "met_on"))
    for row in range(2, rows + 2):
        if book["Log"].cell(row, outcome).value == "undelivered":  # and so nobody was met
            book["Log"].cell(row, met).value = None
    book.save(path)
    return path


def test_a_filled_template_reads_back_without_a_fault_or_a_fix(tmp_path):
    check = check_log(filled(tmp_path / "log.xlsx"))
    assert (check.rows, len(check.table), len(check.fixes)) == (6, 0, 0)
    log = read_log(tmp_path / "log.xlsx")
    assert list(log.columns) == [column.name for column in COLUMNS]
    assert log.frame["usefulness"].tolist() == [2, 3, 4, 1, 2, 3]


def test_the_template_has_drop_downs_help_and_a_codebook():
    book = openpyxl.load_workbook(io.BytesIO(template_xlsx(every=True)))
    log, codebook = book["Log"], book["Codebook"]
    assert [cell.value for cell in log[1]] == [column.name for column in COLUMNS]
    assert all(cell.comment is not None for cell in log[1])
    rules = {rule.promptTitle: rule for rule in log.data_validations.dataValidation}
    assert set(rules) == {column.name for column in COLUMNS}
    assert rules["outcome"].formula1 == '"accepted,declined,no_reply,pending,undelivered"'
    assert all(len(rule.prompt) <= 255 for rule in rules.values())
    assert log.cell(2, 5).number_format == "yyyy-mm-dd"
    assert codebook.max_row == len(COLUMNS) + 1


@pytest.mark.parametrize("every", [False, True])
def test_an_empty_template_has_no_rows_and_no_faults(tmp_path, every):
    path = tmp_path / "log.xlsx"
    path.write_bytes(template_xlsx(every=every))
    assert (check_log(path).rows, len(check_log(path).table)) == (0, 0)


def test_ten_columns_in_bands_with_an_example_that_is_no_request(tmp_path):
    path = tmp_path / "log.xlsx"
    path.write_bytes(template_xlsx(rows=20))
    book = openpyxl.load_workbook(path)
    sheet = book["Log"]
    assert [cell.value for cell in sheet[1] if cell.value] == list(BANDS)
    assert len([cell.value for cell in sheet[2] if cell.value]) == 10
    assert sheet.freeze_panes == "B3"
    row = ("Dee Ray", "Ana Diaz", dt.date(2026, 3, 1), "linkedin", "phone_call", 30, "accepted")
    row += (dt.date(2026, 3, 4), dt.date(2026, 3, 9), "Eli Fox; Flo Gray")
    for place, value in enumerate(row, start=1):
        sheet.cell(4, place, value)
    book.save(path)
    log = read_log(path)
    assert log.rows.tolist() == [4]
    found = log.table.iloc[0]
    names = [name for band in PLAIN for name, *_ in band]
    assert [str(found[name])[:10] for name in names] == [str(value)[:10] for value in row]
    assert found["referrals_given"] == 2
    assert not log.notes or not any("not read" in note for note in log.notes)


def test_a_sheet_of_ones_own_is_continued_and_keeps_what_is_in_it(tmp_path):
    book, path = openpyxl.Workbook(), tmp_path / "mine.xlsx"
    book.active.append(("Person", "Date sent", "Status"))
    book.active.append(("Ana Diaz", dt.date(2026, 1, 5), "said yes"))
    book.active["A2"].font = openpyxl.styles.Font(bold=True)
    book.save(path)
    content, added = continued_xlsx(path)
    assert added == ["said_informational", "explained_why", "meeting_format"]
    continued = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [cell.value for cell in continued[1]] == ["Person", "Date sent", "Status", *added]
    assert continued["A2"].font.bold
    rules = {str(rule.sqref): rule.formula1 for rule in continued.data_validations.dataValidation}
    assert rules["D2:D1001"] == '"yes,no"'
    assert len(read_log(("mine.xlsx", content))) == 1


def test_a_text_is_continued_as_a_workbook(tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("Person,Date sent,Status\nAna Diaz,2026-01-05,said yes\n=1+1,2026-01-06,no\n")
    content, _ = continued_xlsx(path)
    assert read_log(("a.xlsx", content)).table["contact"].tolist() == ["Ana Diaz", "=1+1"]


@pytest.mark.apps
@pytest.mark.parametrize("ending", ["xlsx", "ods", "csv"])
def test_libreoffice_opens_and_saves_it_without_a_loss(tmp_path, ending):
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    assert soffice, "install libreoffice-calc"
    path = filled(tmp_path / "log.xlsx")
    out = tmp_path / "saved"
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [soffice, home, "--headless", "--convert-to", ending, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    saved = out / f"log.{ending}"
    assert not len(check_log(saved).table)
    pd.testing.assert_frame_equal(read_log(saved).frame, read_log(path).frame)
