"""Text files of any delimiter and encoding, with what people put around the table."""

import pytest

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.read import check_log, read_log

from .write import HEADER, checked, column, faults, log_of, written

ROWS = ["José Müller,2026-01-02,accepted,Bo Li", "Ana,2026-01-03,pending,"]


def plain_rows(path) -> list[tuple]:
    log = read_log(path)
    names = ("contact", "asked_on", "outcome", "referrer")
    return list(zip(*(column(log, name) for name in names), strict=True))


EXPECTED = [
    ("José Müller", "2026-01-02", "accepted", "Bo Li"),
    ("Ana", "2026-01-03", "pending", None),
]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end_reads_alike(tmp_path, delimiter, end):
    lines = [HEADER + ",referrer", *ROWS]
    path = tmp_path / "log.csv"
    path.write_bytes(end.join(line.replace(",", delimiter) for line in lines).encode())
    assert plain_rows(path) == EXPECTED


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "utf-32"]
)
def test_every_encoding_reads_alike(tmp_path, encoding):
    path = written(tmp_path, HEADER + ",referrer", *ROWS, encoding=encoding)
    assert plain_rows(path) == EXPECTED


def test_one_letter_of_another_encoding_in_a_large_file_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr("outreachlab.intake.delimited.LARGE", 0)
    path = written(tmp_path, HEADER + ",referrer", *ROWS, *["Bo,2026-01-04,pending,"] * 500)
    path.write_bytes(path.read_bytes() + "Zoë,2026-01-05,pending,\n".encode("cp1252"))
    log = read_log(path)
    assert column(log, "contact")[-1] == "Zoë"
    assert any("not in UTF-8" in note for note in log.notes)


def test_semicolons_win_over_commas_inside_texts(tmp_path):
    path = written(
        tmp_path, "contact;asked_on;outcome;notes", "Ana;2026-01-02;pending;a, b, c, d, e"
    )
    assert column(read_log(path), "notes") == ["a, b, c, d, e"]


def test_excels_own_first_line_says_the_delimiter_and_is_not_counted(tmp_path):
    check = checked(tmp_path, "sep=;", "contact;asked_on;outcome", "Ana;2026-01-02;nope?!x")
    assert faults(check)[0][:2] == (2, "outcome")


def test_titles_and_notes_above_the_header_are_passed_over_and_said(tmp_path):
    lines = ["My informational interviews", "Status: as of Friday,,", ",,", HEADER]
    check = checked(tmp_path, *lines, "Ana,2026-01-02,bad")
    assert faults(check) == [(5, "outcome", "'bad' is no outcome")]
    assert check.notes[0].startswith("the header was found in row 4")


def test_blank_rows_and_columns_are_passed_over(tmp_path):
    lines = [",contact,,asked_on,outcome,,", ",,,,,,", ",Ana,,2026-01-02,pending,,", ",,,,,,"]
    log = log_of(tmp_path, *lines)
    assert column(log, "contact") == ["Ana"]
    assert set(log.columns) == {"request_id", "seeker", "contact", "asked_on", "outcome"}


def test_a_column_without_a_header_is_kept_under_its_letter(tmp_path):
    log = log_of(tmp_path, "contact,,asked_on,outcome", "Ana,hello,2026-01-02,pending")
    assert column(log, "column B") == ["hello"]


def test_a_row_of_totals_is_left_out_and_said(tmp_path):
    lines = [HEADER + ",minutes_asked", "Ana,2026-01-02,pending,30", "Total,1,,30"]
    check = checked(tmp_path, *lines)
    assert (check.rows, len(check.table)) == (1, 0)
    assert "row 3 was left out: it is a row of totals, no request" in check.notes


def test_a_row_of_totals_alone_is_left_out_too(tmp_path):
    check = checked(tmp_path, HEADER + ",minutes_asked", "Total,1,,30")
    assert (check.rows, len(check.table)) == (0, 0)
    assert "row 2 was left out: it is a row of totals, no request" in check.notes


def test_a_row_of_totals_with_cells_beyond_the_header_is_no_such_row(tmp_path):
    check = checked(tmp_path, HEADER, "Ana,2026-01-02,pending", "Total,1,,30,beyond")
    assert check.rows == 2
    assert {row for row, _, _ in faults(check)} == {3}
    assert not any("row of totals" in note for note in check.notes)


def test_a_person_called_total_is_a_person(tmp_path):
    log = log_of(tmp_path, HEADER, "Ana,2026-01-02,pending", "Total,2026-01-03,pending")
    assert column(log, "contact") == ["Ana", "Total"]


def test_a_longer_row_is_a_fault_and_a_shorter_one_a_note(tmp_path):
    check = checked(
        tmp_path, HEADER + ",notes", "Ana,2026-01-02,pending,a,b", "Bo,2026-01-02,pending"
    )
    assert faults(check) == [(2, "column 5", "the row has 5 cells, the header 4")]
    assert "1 row shorter than the header: the rest is empty" in check.notes


def test_a_quote_that_is_never_closed_is_said_with_its_row(tmp_path):
    path = written(tmp_path, HEADER, "Ana,2026-01-02,pending", '"Bo,2026-01-02,pending', "Cy,x,y")
    with pytest.raises(UnreadableFileError, match="a double quote opened in row 3 is never closed"):
        read_log(path)


def test_quotes_inside_a_text_are_read_as_spreadsheets_do(tmp_path):
    log = log_of(tmp_path, HEADER + ",notes", 'Ana "Bee" Cee,2026-01-02,pending,"a ""b"" c, d"')
    assert column(log, "contact") == ['Ana "Bee" Cee']
    assert column(log, "notes") == ['a "b" c, d']


def large(rows: int, notes: str = "x", end: str = "\n") -> list[str]:
    return [f"Person {at},2026-01-{at % 28 + 1:02d},pending,{notes} {at}" for at in range(rows)]


@pytest.mark.parametrize(
    ("notes", "blank_at"),
    [("plain", None), ('"quoted, and ""so"" on"', None), ('"two\nlines"', None), ("plain", 4000)],
)
def test_the_quick_reader_and_the_careful_one_agree(tmp_path, monkeypatch, notes, blank_at):
    lines = [HEADER + ",notes", *large(9000, "x")]
    lines[5] = f"Ana,2026-01-02,nonsense,{notes}"
    lines[7000] = "Bo,2026-01-02,rubbish,"
    if blank_at:
        lines.insert(blank_at, "")
    path = written(tmp_path, *lines)
    quick = check_log(path)
    monkeypatch.setattr("outreachlab.intake.delimited.LARGE", 10**12)
    careful = check_log(path)
    assert faults(quick) == faults(careful)
    assert faults(quick)[1][0] == (7002 if blank_at else 7001)
    assert quick.rows == careful.rows == 9000


def test_the_quick_reader_takes_a_plain_file(tmp_path):
    from outreachlab.intake.delimited import _head, read_plain
    from outreachlab.intake.source import Content

    text = "\n".join([HEADER + ",notes", *large(100)]) + "\n"
    table = read_plain(Content("log", text.encode()), ",", _head(text, ","), 0)
    assert table is not None
    assert table.rows[[0, -1]].tolist() == [2, 101]
    blank = text.replace("x 50\n", "x 50\n\n") + "\n\n"
    spaced = read_plain(Content("log", blank.encode()), ",", _head(text, ","), 0)
    assert spaced is not None
    assert spaced.rows[[0, 50, 51, -1]].tolist() == [2, 52, 54, 102]
    broken = text.replace("x 50", '"x\n50"')
    assert read_plain(Content("log", broken.encode()), ",", _head(text, ","), 0) is None
