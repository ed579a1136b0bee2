"""Map files: what they may say, and what wins."""

import datetime as dt

import pytest

from outreachlab.errors import MissingFileError, UsageError
from outreachlab.intake.maps import map_of, read_map
from outreachlab.intake.read import check_log, read_log

from .write import column, faults, unread, written

MAP = {
    "columns": {"contact": "who", "outcome": "called_back", "request_id": "who"},
    "values": {"outcome": {"1": "accepted", "0": "no_reply", "?": ""}, "keen": {"ja": "yes"}},
    "constants": {"asked_on": dt.date(2004, 1, 1)},
    "tactics": {
        "race": "category",
        "years": "number",
        "keen": {"column": "is_keen", "kind": "yes_no"},
        "mode": {"column": "contact", "kind": "category"},
    },
}
LINES = [
    "who,called_back,race,years,is_keen,contact,Status",
    "a,1,w,1.5,ja,mail,x",
    "b,0,b,,0,phone,y",
]


def test_a_foreign_file_reads_through_its_map(tmp_path):
    log = read_log(written(tmp_path, *LINES), map=MAP)
    assert column(log, "contact") == column(log, "request_id") == ["a", "b"]
    assert column(log, "outcome") == ["accepted", "no_reply"]
    assert column(log, "asked_on") == ["2004-01-01"] * 2
    assert (column(log, "years"), column(log, "keen")) == ([1.5, None], ["yes", "no"])
    assert column(log, "mode") == ["mail", "phone"]
    assert dict(log.tactics) == {
        "race": "category", "years": "number", "keen": "yes_no", "mode": "category",
    }  # fmt: skip


def test_synonyms_are_off_under_a_map(tmp_path):
    log = read_log(written(tmp_path, *LINES), map=MAP)
    assert column(log, "Status (own)") == ["x", "y"]


def test_a_column_of_ours_that_gives_way_is_said(tmp_path):
    lines = ["who,outcome,called_back", "a,fine,1"]
    log = read_log(
        written(tmp_path, *lines),
        map={k: v for k, v in MAP.items() if k != "tactics"}
        | {"values": {"outcome": {"1": "accepted"}}},
    )
    assert column(log, "outcome") == ["accepted"]
    assert any("'outcome' gave way" in note for note in log.notes)


def test_bad_values_of_tactics_are_unread_or_faults_if_one_is_strict(tmp_path):
    lines = [*LINES, "c,2,w,many,perhaps,mail,z"]
    bad = [
        (4, "keen", "'perhaps' is neither yes nor no"),
        (4, "outcome", "'2' is no outcome"),
        (4, "years", "'many' is no number"),
    ]
    found = check_log(written(tmp_path, *lines), map=MAP)
    assert faults(found) == bad[1:2]
    assert sorted(unread(found)) == [("is_keen", "perhaps", 1), ("years", "many", 1)]
    assert sorted(faults(check_log(written(tmp_path, *lines), map=MAP, strict=True))) == bad


def test_several_headers_join(tmp_path):
    told = {"columns": {"contact": ["a", "b"]}, "constants": {"asked_on": "2026-01-02"}}
    log = read_log(written(tmp_path, "a,b,outcome", "Ana,Diaz,pending"), map=told)
    assert column(log, "contact") == ["Ana Diaz"]


def test_the_map_says_how_to_read_and_an_option_wins(tmp_path):
    path = written(tmp_path, "contact,asked_on,outcome", "Ana,03/04/2026,pending")
    told = {"reading": {"dates": "dmy"}}
    assert column(read_log(path, map=told), "asked_on") == ["2026-04-03"]
    assert column(read_log(path, map=told, dates="mdy"), "asked_on") == ["2026-03-04"]


WRONG = {
    "an unknown section": ({"colums": {}}, "no section"),
    "a section that is no table": ({"columns": 3}, "must be a table"),
    "an unknown column": ({"columns": {"outcom": "x"}}, "did you mean outcome"),
    "a header that is no text": ({"columns": {"outcome": 3}}, "in quotes"),
    "a column told twice": (
        {"columns": {"contact": "x"}, "constants": {"contact": "y"}},
        "in \\[columns\\] and in \\[constants\\]",
    ),
    "a tactic of our name": ({"tactics": {"contact": "category"}}, "a name of the log's own"),
    "a derived tactic's name": ({"tactics": {"referral": "yes_no"}}, "a name of the log's own"),
    "an unknown kind": ({"tactics": {"x": "text"}}, "write category, yes_no or number"),
    "values of nothing": ({"values": {"x": {"a": "b"}}}, "no column 'x'"),
    "values that are no table": ({"values": {"outcome": "b"}}, "must be a table"),
    "a list for a constant": ({"constants": {"contact": [1]}}, "a text, a number or a date"),
    "an unknown way of reading": (
        {"reading": {"date": "dmy"}},
        "write sheet, sheets, dates, swapped",
    ),
    "a year that is none": ({"reading": {"year": "soon"}}, "year must be a whole number"),
    "an outcome of no kind": ({"outcome_from": {"Met?": "yes"}}, "write accepted, declined"),
    "a wrong order of dates": ({"reading": {"dates": "ymd"}}, "dmy or mdy"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_map_that_makes_no_sense_is_wrong_usage(name):
    told, message = WRONG[name]
    with pytest.raises(UsageError, match=message):
        map_of(told)


def test_a_header_the_file_does_not_have_names_the_nearest(tmp_path):
    with pytest.raises(UsageError, match="did you mean called_back"):
        read_log(written(tmp_path, *LINES), map={"columns": {"outcome": "calledback"}})


def test_map_files_that_cannot_be_read_are_said(tmp_path):
    with pytest.raises(MissingFileError, match="no such map file"):
        read_map(tmp_path / "none.toml")
    for content in (b"[columns", b"\xff\xfe\x00", b"columns = 3"):
        path = tmp_path / "bad.toml"
        path.write_bytes(content)
        with pytest.raises(UsageError, match=r"bad\.toml"):
            read_map(path)
