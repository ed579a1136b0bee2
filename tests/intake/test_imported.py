"""An import accounts for every row, reads back as it is, and can be repeated by its map."""

import io

import pandas as pd
import pytest

from outreachlab.errors import LogFaultsError
from outreachlab.intake.imported import import_log
from outreachlab.intake.read import check_log, read_log

from .write import written

MESSY = [
    "Networking 2026,,,,,",
    "Person,Reached out,Status,Referred by,How long,row,Title,Memo",
    'Ana Diaz,3 Feb 2026,said yes,none,30 min,7,CTO,"a, ""b""\nc"',
    " Bo Li,2026-02-04,GHOSTED,Ana Diaz,half an hour,8,,=1+1",
    "Cy,soon,maybe,Bo Li,a while,9,,",
    "Di,2026-02-05,pending,di,1h,9,,,extra,cells",
    ",2026-02-06,declined,,,,,",
    "Total,4,,,,,,",
]


def imported(tmp_path, **how):
    return import_log(written(tmp_path, *MESSY), **how)


def test_rows_in_are_rows_out_and_rows_refused(tmp_path):
    done = imported(tmp_path)
    assert (done.rows, len(done.table), len(done.refused)) == (6, 2, 4)
    assert done.to_json()["imported"] == 2


def test_refused_rows_are_as_they_were_with_every_reason(tmp_path):
    refused = imported(tmp_path).refused
    assert list(refused["row"]) == [5, 6, 7, 8]
    assert list(refused["Status"]) == ["maybe", "pending", "declined", ""]
    assert list(refused["row (own)"]) == ["9", "9", "", ""]
    assert refused["beyond the header 1"][1] == "extra"
    assert refused["why"][0].count("\n") == 1
    assert refused["why"][3] == "a row of totals, no request"
    table = pd.read_csv(
        io.StringIO(imported(tmp_path).faults_csv), dtype=str, keep_default_na=False
    )
    assert list(table["Person"]) == ["Cy", "Di", "", "Total"]


def test_the_clean_log_reads_back_without_a_fix_or_a_fault_and_equal(tmp_path):
    done = imported(tmp_path)
    path = tmp_path / "clean.csv"
    path.write_text(done.csv, encoding="utf-8", newline="")
    check = check_log(path)
    assert (len(check.table), len(check.fixes)) == (0, 0)
    pd.testing.assert_frame_equal(read_log(path).frame, done.log.frame)
    assert import_log(path).csv == done.csv


def test_its_map_repeats_the_import(tmp_path):
    done = imported(tmp_path)
    path = tmp_path / "map.toml"
    path.write_text(done.map, encoding="utf-8")
    again = imported(tmp_path, map=path)
    assert (again.csv, again.faults_csv) == (done.csv, done.faults_csv)
    assert import_log(written(tmp_path, *MESSY), map=path).map == again.map


def test_what_was_not_understood_stands_in_the_map_to_be_filled_in(tmp_path):
    assert '# "maybe" = "pending"  # not understood' in imported(tmp_path).map


def test_the_map_keeps_the_order_of_dates_the_sheet_and_joined_names(tmp_path):
    path = written(tmp_path, "First name,Last name,Date,Status", 'Ana,"O""Hara",03/04/2026,met')
    done = import_log(path, dates="dmy")
    assert 'dates = "dmy"' in done.map
    assert 'contact = ["First name", "Last name"]' in done.map
    (tmp_path / "map.toml").write_text(done.map)
    assert import_log(path, map=tmp_path / "map.toml").csv == done.csv


def test_a_map_of_tactics_is_kept(tmp_path):
    told = {
        "columns": {"contact": "who"},
        "constants": {"asked_on": "2026-01-02"},
        "values": {"outcome": {"1": "accepted"}, "keen": {"ja": "yes"}},
        "tactics": {"keen": "yes_no", "of": {"column": "who", "kind": "category"}, "n": "number"},
    }
    path = written(tmp_path, "who,outcome,keen,n", "a,1,ja,0.1", "b,nope,,3")
    done = import_log(path, map=told)
    (tmp_path / "map.toml").write_text(done.map)
    again = import_log(path, map=tmp_path / "map.toml")
    assert again.csv == done.csv
    assert dict(again.log.tactics) == dict(done.log.tactics)
    assert "0.1" in done.csv


def test_an_own_column_is_not_taken_for_ours_when_read_back(tmp_path):
    told = {"columns": {"contact": "who"}, "constants": {"asked_on": "2026-01-02"}}
    done = import_log(written(tmp_path, "who,outcome,Title,referral", "a,met,x,y"), map=told)
    path = tmp_path / "clean.csv"
    path.write_text(done.csv)
    pd.testing.assert_frame_equal(read_log(path).frame, done.log.frame)
    assert not read_log(path).notes


def test_a_fault_of_the_whole_file_refuses_the_import(tmp_path):
    with pytest.raises(LogFaultsError, match="`dates='dmy'`"):
        import_log(written(tmp_path, "Name,Date,Status", "Ana,03/04/2026,met"))


def test_a_file_without_a_sound_row_is_refused_whole(tmp_path):
    done = import_log(written(tmp_path, "Name,Date,Status", "Ana,never,met", "Bo,soon,met"))
    assert (done.rows, len(done.table), len(done.refused)) == (2, 0, 2)
    assert done.csv.startswith("request_id,seeker,contact")


def test_a_carriage_return_within_a_cell_stays_within_quotes_on_every_python(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b'contact,asked_on,outcome\r\n"A\rB",2026-02-03,pending\r\nC,,pending\r\n')
    done = import_log(path)
    assert '"A\rB","2026-02-03"' in done.csv
    path.write_text(done.csv, encoding="utf-8", newline="")
    assert import_log(path).table.equals(done.table)
