"""Parquet files, folders of them, and what their types become."""

import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet

from outreachlab.errors import UnreadableFileError
from outreachlab.intake.read import read_log

from .write import column

TABLE = pa.table(
    {
        "contact": ["Ana", "Bo", None],
        "asked_on": [dt.date(2026, 1, 2), dt.date(2026, 1, 3), dt.date(2026, 1, 4)],
        "responded_on": pa.array([dt.datetime(2026, 1, 5), None, None], pa.timestamp("us")),
        "outcome": pa.array(["accepted", "pending", "no_reply"]).dictionary_encode(),
        "minutes_asked": pa.array([30, None, 45], pa.int64()),
        "usefulness": pa.array([4.0, float("nan"), 5.0]),
        "offered_phone": [True, False, None],
        "tags": [["a"], [], None],
    }
).set_column(0, "contact", pa.array(["Ana", "Bo", "Cy"]))


def test_types_become_those_of_the_log(tmp_path):
    parquet.write_table(TABLE, tmp_path / "log.parquet")
    log = read_log(tmp_path / "log.parquet")
    assert column(log, "asked_on") == ["2026-01-02", "2026-01-03", "2026-01-04"]
    assert column(log, "responded_on") == ["2026-01-05", None, None]
    assert column(log, "minutes_asked") == [30, None, 45]
    assert column(log, "usefulness") == [4, None, 5]
    assert column(log, "offered_phone") == ["yes", "no", None]
    assert "column tags was left out: it holds neither texts nor numbers" in log.notes


def test_a_folder_reads_as_its_parts_in_order_of_their_names(tmp_path):
    for name, part in {"b": TABLE.slice(2), "a": TABLE.slice(0, 2)}.items():
        parquet.write_table(part, tmp_path / f"part-{name}.parquet")
    (tmp_path / "_SUCCESS").write_text("")
    assert column(read_log(tmp_path), "contact") == ["Ana", "Bo", "Cy"]


def test_what_a_folders_name_says_is_a_column(tmp_path):
    for seeker in ("Ana Diaz", "Bo"):
        folder = tmp_path / f"seeker={seeker.replace(' ', '%20')}"
        folder.mkdir()
        parquet.write_table(TABLE, folder / "0.parquet")
    log = read_log(tmp_path)
    assert column(log, "seeker") == ["Ana Diaz"] * 3 + ["Bo"] * 3
    assert column(log, "request_id") == ["r1", "r2", "r3"] * 2


@pytest.mark.parametrize("cut", [10, 200])
def test_a_cut_off_file_is_said(tmp_path, cut):
    parquet.write_table(TABLE, tmp_path / "log.parquet")
    path = tmp_path / "cut.parquet"
    path.write_bytes((tmp_path / "log.parquet").read_bytes()[:-cut])
    with pytest.raises(UnreadableFileError, match="damaged"):
        read_log(path)


def test_parts_that_do_not_fit_are_said(tmp_path):
    parquet.write_table(TABLE, tmp_path / "a.parquet")
    parquet.write_table(
        TABLE.drop(["contact"]).append_column("contact", pa.array([[1]] * 3)),
        tmp_path / "b.parquet",
    )
    with pytest.raises(UnreadableFileError, match="do not fit together"):
        read_log(tmp_path)


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(UnreadableFileError, match="no Parquet file"):
        read_log(tmp_path)


def test_parquet_and_csv_of_one_log_are_equal(tmp_path):
    frame = pd.DataFrame({"contact": ["Ana"], "asked_on": ["2026-01-02"], "outcome": ["pending"]})
    frame.to_parquet(tmp_path / "log.parquet")
    frame.to_csv(tmp_path / "log.csv", index=False)
    logs = [read_log(tmp_path / f"log.{end}").frame for end in ("parquet", "csv")]
    pd.testing.assert_frame_equal(*logs)
