"""Every fault at once, by the row a spreadsheet shows, with a remedy; sound logs read whole."""

from datetime import date

import pandas as pd
import pytest

from outreachlab.errors import (
    LogFaultsError,
    MissingFileError,
    NothingToComputeError,
    UnknownLevelError,
    UnreadableFileError,
    UsageError,
)
from outreachlab.intake.read import check_log, read_log

from .write import HEADER, checked, column, faults, log_of, unread, written

WIDE = "seeker,request_id,contact,referrer,asked_on,responded_on,outcome"


def test_no_such_file_is_said(tmp_path):
    with pytest.raises(MissingFileError, match=r"none\.csv: there is no such file; check the path"):
        read_log(tmp_path / "none.csv")


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \t\n", b"\0\0\0"])
def test_an_empty_file_is_said(tmp_path, content):
    path = tmp_path / "empty.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFileError, match=r"empty\.csv: the file"):
        read_log(path)


def test_each_missing_required_column_is_a_fault_with_a_suggestion(tmp_path):
    check = checked(tmp_path, "Persn,begun", "Ana,2026-01-02")
    assert [(row, name) for row, name, _ in faults(check)] == [
        (1, "contact"),
        (1, "asked_on"),
        (1, "outcome"),
    ]
    assert "is it 'Persn'?" in check.table["problem"][0]
    assert "`map`" in check.table["fix"][0]


BAD_ROWS = {
    "a wrong outcome": (
        "me,r1,Ana,,2026-01-02,,acepted",
        (2, "outcome", "'acepted' is no outcome"),
        "write accepted, declined, no_reply, pending or undelivered",
    ),
    "a date that is none": (
        "me,r1,Ana,,2026-02-30,,pending",
        (2, "asked_on", "'2026-02-30' is no day of the calendar"),
        "write it as 2026-02-03",
    ),
    "words for a date": (
        "me,r1,Ana,,soon,,pending",
        (2, "asked_on", "'soon' is no date"),
        "write it as 2026-02-03",
    ),
    "an answer before the request": (
        "me,r1,Ana,,2026-02-01,2026-01-03,declined",
        (2, "responded_on", "2026-01-03 is before asked_on 2026-02-01"),
        "correct one of the two dates",
    ),
    "a self-referral": (
        "me,r1,Ana,ana ,2026-02-01,,pending",
        (2, "referrer", "'ana' is named as the referrer to themselves"),
        "write who suggested this contact, or leave it empty",
    ),
    "no contact": (
        "me,r1,,Bo,2026-02-01,,pending",
        (2, "contact", "the contact is empty"),
        "write who was asked: a name, or any id of your own",
    ),
    "no outcome": (
        "me,r1,Ana,Bo,2026-02-01,,",
        (2, "outcome", "the outcome is empty"),
        "write accepted, declined, no_reply, pending or undelivered; pending is our guess",
    ),
    "no seeker in one row": (
        ",r1,Ana,Bo,2026-02-01,,pending\nme,r2,Cy,,2026-02-01,,pending",
        (2, "seeker", "the seeker is empty"),
        "fill it in every row, or leave the column seeker out",
    ),
}


@pytest.mark.parametrize("name", BAD_ROWS)
def test_a_bad_row_is_one_fault_with_its_remedy(tmp_path, name):
    line, expected, remedy = BAD_ROWS[name]
    check = checked(tmp_path, WIDE, line)
    assert faults(check) == [expected]
    assert check.table["fix"][0] == remedy


def test_a_duplicate_id_names_the_first_row(tmp_path):
    rows = ["me,r1,Ana,,2026-01-02,,pending", "Me ,r1,Bo,,2026-01-02,,pending"]
    check = checked(tmp_path, WIDE, *rows, "you,r1,Bo,,2026-01-02,,pending")
    assert faults(check) == [(3, "request_id", "'r1' already stands in row 2")]


def test_a_circle_names_its_people_in_every_row_of_it(tmp_path):
    rows = [
        "me,r1,Ana,Cy,2026-01-02,,pending",
        "me,r2,Bo,Ana,2026-01-02,,pending",
        "me,r3,Cy,Bo,2026-01-02,,pending",
        "me,r4,Di,Ana,2026-01-02,,pending",
    ]
    check = checked(tmp_path, WIDE, *rows)
    assert [row for row, _, _ in faults(check)] == [2, 3, 4]
    assert {problem for _, _, problem in faults(check)} == {"Ana -> Bo -> Cy -> Ana is a circle"}


def test_a_cell_has_one_fault_and_a_row_as_many_as_it_has_bad_cells(tmp_path):
    check = checked(tmp_path, WIDE, "me,r1,,,2026-13-01,2026-02-31,maybe")
    assert [name for _, name, _ in faults(check)] == [
        "asked_on",
        "outcome",
        "contact",
    ]
    assert unread(check) == [("responded_on", "2026-02-31", 1)]
    assert check.faulty_rows == 1


def test_a_row_with_an_unreadable_date_takes_no_part_in_circles(tmp_path):
    rows = ["me,r1,Ana,Bo,2026-99-02,,pending", "me,r2,Bo,Ana,2026-98-02,,pending"]
    assert [name for _, name, _ in faults(checked(tmp_path, WIDE, *rows))] == ["asked_on"] * 2


def test_rows_are_those_a_spreadsheet_shows(tmp_path):
    text = 'My requests\n\ncontact,asked_on,outcome,notes\nAna,2026-01-02,pending,"a\nb\nc"\n\n'
    path = tmp_path / "log.csv"
    path.write_text(text + "Bo,2026-01-02,nonsense,x\n")
    check = check_log(path)
    assert faults(check) == [(6, "outcome", "'nonsense' is no outcome")]


def test_thousands_of_faults_are_all_listed_and_ten_are_shown(tmp_path):
    lines = [f"Ana {at},{'x' if at % 2 else '2026-01-02'},bad{at}" for at in range(5000)]
    check = checked(tmp_path, HEADER, *lines)
    assert len(check.table) == 7500
    assert check.faulty_rows == 5000
    with pytest.raises(LogFaultsError) as refused:
        log_of(tmp_path, HEADER, *lines)
    message = str(refused.value)
    assert "7,500 faults in 5,000 rows" in message
    assert "and 7,490 more" in message
    assert len(message.splitlines()) == 13


def test_faulty_rows_are_left_out_and_counted(tmp_path):
    lines = ["Ana,2026-01-02,pending", "Bo,never,pending", "Cy,2026-01-04,accepted"]
    log = log_of(tmp_path, HEADER, *lines, skip_all_faulty=True)
    assert column(log, "contact") == ["Ana", "Cy"]
    assert (log.faulty, log.rows.tolist()) == (1, [2, 4])
    assert list(log.frame["contact"].cat.categories) == ["Ana", "Cy"]


def test_a_fault_of_the_whole_file_cannot_be_skipped(tmp_path):
    with pytest.raises(LogFaultsError):
        log_of(tmp_path, HEADER, "Ana,03/04/2026,pending", skip_all_faulty=True)


def test_a_seeker_is_found_whatever_the_case(tmp_path):
    rows = ["Ana Diaz,r1,X,,2026-01-02,,pending", "ana  diaz,r2,Y,,2026-01-02,,pending"]
    log = log_of(tmp_path, WIDE, *rows, "Bo,r1,Z,,2026-01-02,,pending", seeker="ANA DIAZ")
    assert len(log) == 2
    with pytest.raises(UnknownLevelError, match="Bo"):
        read_log(written(tmp_path, WIDE, *rows, "Bo,r1,Z,,2026-01-02,,pending"), seeker="Cy")


def test_ids_are_numbered_per_seeker_whatever_the_case(tmp_path):
    lines = ["Ana,X,2026-01-02,pending", "bo,Y,2026-01-02,pending", "ANA,Z,2026-01-02,pending"]
    log = log_of(tmp_path, "seeker,contact,asked_on,outcome", *lines)
    assert column(log, "request_id") == ["r1", "r1", "r2"]


def test_since_and_until_choose_rows_and_keep_the_file(tmp_path):
    lines = [f"Ana,2026-01-0{day},pending" for day in range(1, 8)]
    log = log_of(tmp_path, HEADER, *lines, since=date(2026, 1, 3), until=date(2026, 1, 5))
    assert (len(log), len(log.frame)) == (3, 7)
    with pytest.raises(NothingToComputeError):
        log_of(tmp_path, HEADER, *lines, since=date(2027, 1, 1))
    with pytest.raises(UsageError, match="swap"):
        log_of(tmp_path, HEADER, *lines, since=date(2026, 1, 5), until=date(2026, 1, 1))


def test_a_header_alone_is_no_log(tmp_path):
    with pytest.raises(NothingToComputeError):
        log_of(tmp_path, HEADER)
    assert checked(tmp_path, HEADER).rows == 0


def test_one_row_is_a_log(tmp_path):
    log = log_of(tmp_path, HEADER, "Ana,2026-01-02,pending")
    assert column(log, "seeker") == ["me"]
    assert column(log, "asked_on") == ["2026-01-02"]


def test_a_data_frame_reads_as_its_csv(tmp_path):
    frame = pd.DataFrame(
        {
            "contact": ["Ana", "Bo", "Cy"],
            "asked_on": pd.to_datetime(["2026-01-02", "2026-01-03", "2026-01-04"]),
            "minutes_asked": [30, None, 45],
            "offered_phone": [True, None, False],
            "outcome": ["accepted", "pending", "no_reply"],
        }
    )
    path = tmp_path / "log.csv"
    frame.to_csv(path, index=False)
    pd.testing.assert_frame_equal(read_log(frame).frame, read_log(path).frame)


def test_a_number_out_of_range_is_unread_and_a_fault_if_one_is_strict(tmp_path):
    lines = HEADER + ",minutes_asked,usefulness", "A,2026-01-02,pending,1000,9"
    assert unread(checked(tmp_path, *lines)) == [
        ("minutes_asked", "1000", 1),
        ("usefulness", "9", 1),
    ]
    assert list(checked(tmp_path, *lines, strict=True).table["fix"]) == [
        "write a whole number from 5 to 480, or leave it empty",
        "write a whole number from 1 to 5, or leave it empty",
    ]


def test_identical_rows_are_kept(tmp_path):
    log = log_of(tmp_path, HEADER, *["Ana,2026-01-02,pending"] * 3)
    assert column(log, "request_id") == ["r1", "r2", "r3"]
