"""Logs that people keep are read right or asked about; never wrongly without a word."""

import statistics
import tomllib

import pytest

from outreachlab.intake.examine import examine
from outreachlab.intake.imported import clean_table, guessed_map, import_log
from outreachlab.intake.read import check_log

from .kept import KINDS, TEMPLATES, Kept
from .kept_elsewhere import ELSEWHERE, LACKING
from .write import written

CASES = {**TEMPLATES, **KINDS, **ELSEWHERE}


def read(tmp_path, case: Kept):
    examined = examine(written(tmp_path, *case.lines), None, None, None)
    table = clean_table(examined.log)
    return examined, {name: [cell or None for cell in table[name]] for name in table}


@pytest.mark.parametrize("name", CASES | LACKING)
def test_what_people_keep_is_read_right_or_asked_about(tmp_path, name):
    case = {**CASES, **LACKING}[name]
    examined, columns = read(tmp_path, case)
    asked = tuple(dict.fromkeys(examined.faults["column"]))
    assert asked == case.asked, examined.faults.to_string()
    assert {ours: columns.get(ours) for ours in case.read} == case.read
    notes = " ".join(examined.log.notes)
    assert all(words in notes for words in case.said), notes


@pytest.mark.parametrize("name", CASES)
def test_a_second_import_with_the_map_that_was_written_asks_nothing(tmp_path, name):
    path = written(tmp_path, *CASES[name].lines)
    examined = examine(path, None, None, None)
    told = tomllib.loads(guessed_map(examined))
    done = import_log(path, map=told)
    assert import_log(path, map=tomllib.loads(done.map)).csv == done.csv
    if not len(examined.faults):
        assert import_log(path).csv == done.csv


def test_there_is_no_flight_into_questions(tmp_path):
    asked = [len(read(tmp_path, case)[0].faults) for case in CASES.values()]
    assert statistics.median(asked) <= 1
    assert max(asked) <= 4


def test_check_says_how_each_column_was_read(tmp_path):
    found = check_log(written(tmp_path, *TEMPLATES["a sheet of coffee chats"].lines))
    how = {one["header"]: (one["column"], one["how"]) for one in found.to_json()["headers"]}
    assert how["Via"] == ("channel", "synonym")
    assert how["Who"] == ("contact", "synonym")
