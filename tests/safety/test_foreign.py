"""What another's code raises over a file, a map or a manifest is one sentence of ours."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from click.testing import CliRunner
from pyarrow import parquet

from outreachlab.cli import main
from outreachlab.errors import OutreachlabError, UnreadableFileError, UsageError
from outreachlab.intake.maps import read_map
from outreachlab.intake.read import check_log
from outreachlab.parts.folder import Manifest

SEEDS = Path(__file__).parent / "seeds"
SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"
PROGRAM = [sys.executable, "-c", "from outreachlab.cli import main; main()"]
ROW = {"contact": ["Ana"], "asked_on": ["2026-01-02"], "outcome": ["pending"]}
NO_TEXT = pa.Array.from_buffers(
    pa.string(), 1, [None, pa.py_buffer(np.array([0, 2], np.int32)), pa.py_buffer(b"\xff\xfe")]
)
NO_CODE = pa.DictionaryArray.from_arrays(pa.array([7], pa.int8()), ["Ana"], safe=False)


def written(folder: Path, column: str, values: pa.Array, **how: object) -> Path:
    path = folder / "log.parquet"
    parquet.write_table(pa.table(ROW | {column: values}), path, **how)
    return path


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("contact", NO_TEXT),
        ("asked_on", pa.array([17_600_000], pa.date32())),
        ("asked_on", pa.array([1_515_694_896_000], pa.timestamp("s"))),
        ("asked_on", pa.array([0], pa.timestamp("us", tz="Mars/Base"))),
    ],
)
@pytest.mark.parametrize("coded", [True, False])
def test_what_parquet_cannot_say_is_one_sentence(tmp_path, column, values, coded):
    with pytest.raises(UnreadableFileError, match=r"^log\.parquet: [^\n]*$"):
        check_log(written(tmp_path, column, values, use_dictionary=coded))


def test_a_parquet_file_without_rows_is_an_empty_log(tmp_path):
    kinds = {"contact": pa.string(), "asked_on": pa.date32(), "outcome": pa.string()}
    path = tmp_path / "log.parquet"
    parquet.write_table(pa.table({name: pa.array([], kind) for name, kind in kinds.items()}), path)
    assert check_log(path).rows == 0


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 5_000 + "]" * 5_000,
        "a = " + "9" * 5_000,
        ".".join("a" * 20_000) + " = 1",
        "a = \0",
        "a = 2026-99-99",
        "\ufeff\ufeff",
        "[columns]\ncontact = 1979-05-27T07:32:00Z",
    ],
)
def test_a_map_that_is_none_is_one_sentence(tmp_path, text):
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"^[^\n]*map[^\n]*$"):
        read_map(path)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(ROW | {"contact": pd.Series(["\ud800x"], dtype=object)}),
        pd.DataFrame(ROW | {"asked_on": np.array(["50000-01-01"], "datetime64[s]")}),
        pd.DataFrame(ROW | {"contact": [{"a": [1]}]}),
        pd.DataFrame(ROW | {"contact": [b"\xff"]}),
        pd.DataFrame(ROW | {"contact": [complex(1, 2)]}),
    ],
)
def test_a_data_frame_of_anything_is_read_or_refused(frame):
    try:
        said = str(check_log(frame).rows)
    except OutreachlabError as error:
        said = str(error)
    assert len(said.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="these places are Linux's")
@pytest.mark.parametrize("place", ["/proc/1", "/dev/zero", "/proc/self/mem", "x" * 5_000, "/"])
def test_a_place_that_is_no_file_is_one_sentence(place):
    with pytest.raises(OutreachlabError, match=r"^[^\n]*$"):
        check_log(place)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere names are Unicode")
def test_a_file_whose_name_is_no_text_is_read(tmp_path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.csv"
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(b"contact,asked_on,outcome\nAna,2026-01-02,pending\n")
    assert check_log(os.fsdecode(path)).rows == 1
    for arguments in (["check"], ["report", "-o", str(tmp_path / "r.html")]):
        result = CliRunner().invoke(main, [arguments[0], os.fsdecode(path), *arguments[1:]])
        assert result.exit_code == 0, result.output


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_beyond_any_log_is_refused(tmp_path, day):
    arguments = ["next", str(SAMPLE), "--as-of", day, "-o", str(tmp_path / "x.ics")]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2, result.output
    assert list(tmp_path.iterdir()) == []


EDITS = {
    "layout": ["2", None, 2.0, True],
    "source": [None, 3, ["x"]],
    "rows": [-1, 3.5, "12", None, True, 10**30],
    "faulty": [-1, "0", None],
    "columns": [
        {},
        [],
        None,
        {"contact": "text"},
        {"outcome": "text"},
        {"contact": "blob"},
        {"x": []},
    ],
    "tactics": [[], {"x": "category"}, {"contact": "blob"}, None],
    "parts": [[], {}, None, [{}], [None], ["x"]],
    "plan": [None, [], "x"],
    "more": [1],
}
PART_EDITS = {
    "name": ["../../x", "/etc/passwd", None, 3, "part-00000.arrow\n", ""],
    "rows": [-1, None, "x", 10**30],
    "size": [-1, None, 1.5],
    "hash": ["", None, "z" * 32, 7],
    "more": [1],
}


def edited() -> list[str]:
    """The manifest with one thing changed, in every way above; and what is no manifest at all."""
    whole = json.loads((SEEDS / "manifest.json").read_text(encoding="utf-8"))
    texts = [
        "",
        "null",
        "[]",
        "3",
        '"x"',
        "{",
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 5_000,
        "nan",
    ]
    for name, values in EDITS.items():
        texts += [json.dumps(whole | {name: value}) for value in values]
        texts.append(json.dumps({key: value for key, value in whole.items() if key != name}))
        if name in ("columns", "tactics"):
            changed = dict.fromkeys(whole[name], "date") | {"contact": "date"}
            texts.append(json.dumps(whole | {name: changed}))
    (part,) = whole["parts"]
    for name, values in PART_EDITS.items():
        texts += [json.dumps(whole | {"parts": [part | {name: value}]}) for value in values]
    texts.append(json.dumps(whole | {"parts": [part, part]}))
    return [text for text in texts if text != json.dumps(whole)]


@pytest.mark.parametrize("text", edited(), ids=range(len(edited())))
def test_an_edited_manifest_is_damaged(tmp_path, text):
    with pytest.raises(UnreadableFileError, match=r"^[^\n]*manifest[^\n]*$|another version"):
        Manifest.of_text(text, "parts")
    folder = tmp_path / "parts"
    folder.mkdir()
    (folder / "manifest.json").write_text(text, encoding="utf-8")


def test_the_manifest_itself_is_sound():
    text = (SEEDS / "manifest.json").read_text(encoding="utf-8")
    assert json.loads(Manifest.of_text(text, "parts").to_text()) == json.loads(text)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
@pytest.mark.parametrize("how", [["check"], ["rates", "--by", "contact"], ["next"]])
def test_a_console_that_lacks_a_letter_shows_the_rest(tmp_path, encoding, how):
    path = tmp_path / "log.csv"
    path.write_text(
        "contact,asked_on,outcome\nزينب 🎈,2026-01-02,accepted\nBo,2026-01-03,declined\n",
        encoding="utf-8",
    )
    for more in ([], ["--json"]):
        done = subprocess.run(
            [*PROGRAM, how[0], str(path), *how[1:], *more],
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        )
        assert done.returncode == 0, done.stderr
        text = io.TextIOWrapper(io.BytesIO(done.stdout), encoding=encoding).read()
        if more and how[0] == "rates":
            assert "زينب 🎈" in json.dumps(json.loads(text), ensure_ascii=False)
