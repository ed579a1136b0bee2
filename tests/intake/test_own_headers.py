"""Faults and fixes speak of a column as the person's own file does."""

import io
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import outreachlab as ol
from outreachlab.errors import LogFaultsError
from outreachlab.log.vocabulary import COLUMN
from outreachlab.report.check import check_report
from outreachlab.report.render import as_page
from tests.cli.test_import import run

HEADER = "Person,Date sent,Status,Response date,Meeting date,Referred by,Coffee or lunch?"
ROWS = """
Ana,2026-03-01,accepted,2026-02-03,2026-03-09,,coffee
Bo,,declined,2026-03-03,,Ana,coffee
,2026-03-04,no reply,,,,lunch
Cy,2026-03-xx,accepted,2026-03-09,2026-03-05,Cy,lunch
Di,2026-03-14,purple,,,Di,tea
Ed,2026-03-14,,,,,
Fy,2026-03-14,postponed,,2026-03-15,,
"""
OURS = "contact,asked_on,outcome,responded_on,met_on,referrer,meeting_format"
DATES = {"asked_on": "Date sent", "outcome": "Status"}
MAP = {"columns": dict(zip(OURS.split(","), HEADER.split(","), strict=True))}
WORDED = (
    "2026-02-03 is before 'Date sent' 2026-03-01",
    "row 5, 'Date sent': '2026-03-xx' is no date",
    "row 4, 'Person': the contact is empty",
    "row 6, 'Referred by': 'Di' is named as the referrer to themselves",
)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + ROWS)
    return path


def named(text: str) -> list[str]:
    """The names of our columns, with an underscore in them, that a text holds."""
    return [name for name in COLUMN if "_" in name and name in text]


@pytest.mark.parametrize("how", [None, MAP], ids=["synonyms", "map"])
def test_a_refused_log_speaks_of_the_persons_own_columns(bad, how):
    with pytest.raises(LogFaultsError) as caught:
        ol.read_log(bad, map=how)
    said = str(caught.value)
    assert all(words in said for words in WORDED)
    assert not named(said)
    assert set(caught.value.table["header"]) <= set(HEADER.split(","))


def test_check_speaks_of_them_in_lines_and_on_its_page(bad):
    lines = run("check", bad).stdout
    faults = lines[: lines.index("column  ")]
    assert all(words in faults for words in WORDED)
    assert not named(faults)
    assert "row 6, 'Coffee or lunch?': 'tea' -> 'coffee'" in lines
    page = as_page(check_report(ol.check_log(bad)))
    assert ">Response date<" in page
    assert ">responded_on</td><td>2026" not in page


def test_the_keys_of_the_json_stay_ours(bad):
    found = ol.check_log(bad).to_json()
    assert {"asked_on", "contact", "referrer"} <= {one["column"] for one in found["problems"]}
    assert set(found["problems"][0]) == {"row", "column", "value", "problem", "fix"}
    assert set(found["fixes"][0]) == {"row", "column", "from", "to", "why"}


def test_our_own_names_stand_as_they_are(tmp_path):
    path = tmp_path / "ours.csv"
    path.write_text(OURS + ROWS)
    said = run("check", path).stdout
    assert "row 2, responded_on: 2026-02-03 is before asked_on 2026-03-01" in said


def test_the_files_of_an_import_speak_of_them(bad, tmp_path):
    run("import", bad, "-o", tmp_path / "log.csv")
    why = "\n".join(pd.read_csv(tmp_path / "log.faults.csv")["why"])
    assert "'Response date': 2026-02-03 is before 'Date sent' 2026-03-01" in why
    assert not named(why.replace("no_reply", ""))
    book = load_workbook(io.BytesIO((tmp_path / "log.faults.xlsx").read_bytes()))
    comments = [cell.comment.text for row in book.active for cell in row if cell.comment]
    assert comments
    assert not named("\n".join(comments))


def test_each_file_of_a_folder_keeps_its_own_words(bad, tmp_path):
    (tmp_path / "ours.csv").write_text(OURS + ROWS)
    with pytest.raises(LogFaultsError) as caught:
        ol.read_log(tmp_path)
    table = caught.value.table
    dates = table[table["column"] == "responded_on"]
    assert dict(zip(dates["file"], dates["header"], strict=True)) == {
        "bad.csv": "Response date",
        "ours.csv": "responded_on",
    }


def test_columns_read_as_one_are_named_together(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("First name,Last name,Date sent,Status\n,,2026-03-01,accepted\n")
    with pytest.raises(LogFaultsError, match="'First name and Last name': the contact is empty"):
        ol.read_log(path, map={"columns": {"contact": ["First name", "Last name"]} | DATES})


def test_a_long_or_steering_header_stays_on_its_line(tmp_path):
    path = tmp_path / "odd.csv"
    path.write_text('Person,"Status\x1b[2J of ' + "it " * 60 + '",Date sent\nAna,purple,\n')
    told = {"columns": {"outcome": ol.check_log(path).headers["header"][1]}}
    said = ol.check_log(path, map=told | {"constants": {"contact": "x", "asked_on": "2026-01-01"}})
    assert "\x1b" not in repr(said)
    assert max(map(len, repr(said).splitlines())) < 500


def test_a_log_split_in_parts_is_refused_in_the_same_words(tmp_path):
    path = tmp_path / "log.parquet"
    frame = pd.read_csv(io.StringIO(HEADER + ROWS), dtype=str)
    frame.assign(seeker=["S1", "S2"] * 3 + ["S1"]).to_parquet(path)
    said = run("partition", path, "-o", tmp_path / "parts").stderr
    assert "'Response date': 2026-02-03 is before 'Date sent' 2026-03-01" in said
    assert not named(said)


def test_a_text_read_otherwise_stands_once_with_its_rows(tmp_path):
    path = tmp_path / "many.csv"
    rows = "".join(f"P{n},{n + 1:02d}/03/2026,Said yes\n" for n in range(20))
    path.write_text("Person,Date sent,Status\n" + rows)
    lines = run("check", path).stdout
    assert "row 2 and 19 further rows, 'Status': 'Said yes' -> 'accepted'" in lines
    assert "15 further cells under 'Date sent', read as a date" in lines


def test_a_guess_says_how_it_is_taken(bad):
    (told,) = [line for line in run("check", bad).stdout.splitlines() if "our guesses" in line]
    assert told.startswith("`outreachlab import FILE -o log.csv` writes our guesses")
    assert told in run("funnel", bad).stderr


def test_a_column_asked_for_by_the_persons_own_header_is_named_as_it_is_read(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("Person,Date sent,Status,Medium\nAna,2026-03-01,accepted,email\n")
    said = run("rates", path, "--by", "medium").stderr
    assert "the file's column of that name is read as channel, so name that" in said
    assert "is read as" not in run("rates", path, "--by", "shoe size").stderr
