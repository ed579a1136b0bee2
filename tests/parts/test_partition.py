"""A log is split whole, by seeker, by the rules of the intake; what goes wrong is said."""

import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.funnel import funnel
from outreachlab.answers.rates import acceptance_rates
from outreachlab.errors import LogFaultsError, UnreadableFileError, UsageError
from outreachlab.intake.read import read_log
from outreachlab.log.people import folded
from outreachlab.parts import partition as module, stored, writing
from outreachlab.parts.folder import PartFile, footer_hash
from outreachlab.parts.partition import partition
from outreachlab.parts.view import open_parts
from outreachlab.simulate import simulate_log
from tests.parts.conftest import LEAST, split
from tests.parts.same import assert_same_answer


def rows_of(frame: pd.DataFrame) -> pd.DataFrame:
    texts = frame.astype("str")
    return texts.sort_values(["seeker", "request_id"], ignore_index=True)


def whole_of(folder) -> pd.DataFrame:
    log = open_parts(str(folder))
    frames = [part.read(log.manifest.columns).frame.astype("str") for part in log.parts]
    return rows_of(pd.concat(frames, ignore_index=True))


def as_csv(pool, folder):
    return pool


def as_parquet(pool, folder):
    path = folder / "pool.parquet"
    pd.read_csv(pool, dtype=str).to_parquet(path)
    return path


def as_folder(pool, folder):
    frame = pd.read_csv(pool, dtype=str)
    for number in range(3):
        frame[number * 2000 : (number + 1) * 2000].to_parquet(folder / f"{number}.parquet")
    return folder


@pytest.mark.parametrize("kind", [as_csv, as_parquet, as_folder])
@pytest.mark.usefixtures("small_parts")
def test_parts_hold_the_rows_that_the_whole_has(pool, table, tmp_path, kind):
    (tmp_path / "source").mkdir()
    done = partition(kind(pool, tmp_path / "source"), tmp_path / "parts", memory=LEAST)
    assert len(done.manifest.parts) > 5
    pd.testing.assert_frame_equal(whole_of(tmp_path / "parts"), rows_of(table.frame))


def test_no_seeker_is_split(parted):
    seen = {}
    for part in parted[11].parts:
        for name in part.read(()).frame["seeker"].cat.categories:
            assert seen.setdefault(folded(name), part.number) == part.number


def test_a_part_that_no_seeker_falls_into_is_left_out(tmp_path):
    table, log = split(simulate_log(120, seekers=3, rng=4), tmp_path / "split", 9)
    assert 1 < len(log.parts) < 4
    assert sum(part.file.rows for part in log.parts) == len(table)
    assert log.manifest.columns["minutes_asked"] == "whole"
    assert log.manifest.columns["channel"] == "word"


@pytest.mark.usefixtures("small_parts")
def test_what_only_the_whole_file_tells_holds_in_every_part(tmp_path):
    """The order of day and month, told by one date of one seeker; a column named by a synonym."""
    rows = [(f"S{n % 9}", f"P{n}", f"0{1 + n % 9}/02/2026", "accepted") for n in range(900)]
    frame = pd.DataFrame(rows, columns=["seeker", "person", "asked_on", "outcome"])
    frame.loc[5, "asked_on"] = "25/02/2026"
    frame.to_csv(tmp_path / "log.csv", index=False)
    partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST)
    whole = read_log(tmp_path / "log.csv").frame
    pd.testing.assert_frame_equal(whole_of(tmp_path / "parts"), rows_of(whole))
    frame.loc[5, "asked_on"] = "05/02/2026"
    frame.to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(LogFaultsError, match="no date of the column tells"):
        partition(tmp_path / "log.csv", tmp_path / "again", memory=LEAST)
    assert not (tmp_path / "again").exists()


@pytest.mark.usefixtures("small_parts")
def test_a_foreign_file_is_split_by_its_map(pool, tmp_path):
    frame = pd.read_csv(pool, dtype=str).drop(columns="request_id")
    frame = frame.rename(columns={"seeker": "who", "outcome": "got"})
    frame["got"] = frame["got"].replace({"accepted": "1", "declined": "0"})
    frame["age"] = [str(20 + n % 40) for n in range(len(frame))]
    frame["paid"] = ["1" if n % 3 else "" for n in range(len(frame))]
    frame.to_csv(tmp_path / "log.csv", index=False)
    told = {
        "columns": {"seeker": "who", "outcome": "got"},
        "values": {"outcome": {"1": "accepted", "0": "declined"}, "seeker": {"S01": "S02"}},
        "tactics": {
            "age": "number",
            "paid": "yes_no",
            "firm": {"column": "company", "kind": "category"},
        },
    }
    partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST, map=told)
    table = read_log(tmp_path / "log.csv", map=told)
    pd.testing.assert_frame_equal(whole_of(tmp_path / "parts"), rows_of(table.frame))
    log = open_parts(str(tmp_path / "parts"))
    for by, bins in (("age", [30, 40]), ("paid", None), ("firm", None)):
        parts = acceptance_rates(log, by, bins=bins)
        assert_same_answer(acceptance_rates(table, by, bins=bins), parts)
    terms = {"terms": ["age", "channel"], "cluster": "firm"}
    assert_same_answer(adjusted_effects(table, **terms), adjusted_effects(log, **terms))


def as_layout_3_had_it(folder):
    """The parts of a folder as layout 3 wrote them: packed, days of four bytes, a byte a flag."""
    log = open_parts(str(folder))
    files = []
    for part in log.parts:
        stored_in = stored.columns_in(str(folder), part.file, part.columns, part.columns)
        lists = {}
        for name, told in stored_in.items():
            numbers, book = told if isinstance(told, tuple) else (told, None)
            lists[name] = pa.array(numbers)
            lists |= {} if book is None else {name + stored.BOOK: book}
        fields = [
            pa.field(name, pa.large_list(one.type), metadata={"crc32": stored._checksum(one)})
            for name, one in lists.items()
        ]
        whole = [
            pa.LargeListArray.from_arrays(pa.array([0, len(one)], pa.int64()), one)
            for one in lists.values()
        ]
        sink, schema = pa.BufferOutputStream(), pa.schema(fields)
        options = pa.ipc.IpcWriteOptions(compression="lz4")
        with pa.ipc.new_file(sink, schema, options=options) as out:
            out.write_batch(pa.record_batch(whole, schema=schema))
        data = sink.getvalue()
        (folder / part.file.name).write_bytes(data)
        files.append(replace(part.file, size=data.size, hash=footer_hash(pa.BufferReader(data))))
    text = replace(log.manifest, parts=tuple(files)).to_text()
    (folder / "manifest.json").write_text(text.replace('"layout": 4', '"layout": 3'))


def test_parts_of_the_layout_before_are_refused_and_made_anew_by_one_command(pool, tmp_path):
    frame = pd.read_csv(pool, dtype=str)
    frame.loc[7, "outcome"] = "acepted"
    frame["age"] = [str(20 + n % 40) for n in range(len(frame))]
    frame.to_csv(tmp_path / "log.csv", index=False)
    how = {"map": {"tactics": {"age": "number"}}, "skip_faulty": True}
    partition(tmp_path / "log.csv", tmp_path / "old", **how)
    before, rows = funnel(open_parts(str(tmp_path / "old"))), whole_of(tmp_path / "old")
    as_layout_3_had_it(tmp_path / "old")
    with pytest.raises(UnreadableFileError, match="run partition on this folder into a new one"):
        open_parts(str(tmp_path / "old"))
    done = partition(tmp_path / "old", tmp_path / "new")
    pd.testing.assert_frame_equal(whole_of(tmp_path / "new"), rows)
    after = funnel(open_parts(str(tmp_path / "new")))
    assert after.ground["totals"] == before.ground["totals"]
    assert after.table.equals(before.table)
    assert done.manifest.tactics == {"age": "number"}


@pytest.mark.usefixtures("small_parts")
def test_faults_are_those_of_the_whole_by_row(pool, tmp_path):
    frame = pd.read_csv(pool, dtype=str)
    frame.loc[[7, 4001], "outcome"] = ["acepted", "acceptd"]
    frame.loc[2500, "asked_on"] = "soon"
    frame.to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(LogFaultsError) as told:
        partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST)
    with pytest.raises(LogFaultsError) as whole:
        read_log(tmp_path / "log.csv")
    pd.testing.assert_frame_equal(told.value.table, whole.value.table)
    assert not (tmp_path / "parts").exists()
    done = partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST, skip_faulty=True)
    assert (done.manifest.rows, done.manifest.faulty) == (4997, 3)
    assert funnel(open_parts(done.folder)).ground["totals"]["faulty"] == 3


@pytest.mark.usefixtures("small_parts")
def test_a_rerun_goes_on_from_the_parts_already_done(pool, tmp_path, monkeypatch):
    write = writing._part
    written = []

    def full_disk(path, log, identity):
        if len(written) == 3:
            raise OSError(28, "No space left on device")
        written.append(path.name)
        return write(path, log, identity)

    monkeypatch.setattr(writing, "_part", full_disk)
    with pytest.raises(UsageError, match="no space is left on the disk"):
        partition(pool, tmp_path / "parts", memory=LEAST)
    assert not (tmp_path / "parts" / "manifest.json").exists()
    monkeypatch.setattr(writing, "_part", write)
    done = partition(pool, tmp_path / "parts", memory=LEAST)
    assert done.done_before == 3
    assert done.manifest.rows == 5000
    assert not list((tmp_path / "parts").glob(".*"))
    assert partition(pool, tmp_path / "parts", memory=LEAST).done_before == len(done.manifest.parts)
    with pytest.raises(UsageError, match="another log"):
        partition(pool, tmp_path / "parts", memory=LEAST, skip_faulty=True)


def test_a_log_of_one_seeker_cannot_be_split(tmp_path):
    (tmp_path / "log.csv").write_text("contact,asked_on,outcome\nAna,2026-01-05,accepted\n")
    with pytest.raises(UsageError, match="one seeker's log cannot be split"):
        partition(tmp_path / "log.csv", tmp_path / "parts")


@pytest.mark.usefixtures("small_parts")
def test_text_too_untidy_for_pieces_is_refused_with_the_way_on(pool, tmp_path):
    text = pool.read_text(encoding="utf-8").splitlines()
    text[3000] += ",more,cells"
    (tmp_path / "log.csv").write_text("\n".join(text), encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="save it as UTF-8 with as many cells"):
        partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST)
    assert not (tmp_path / "parts").exists()


@pytest.fixture
def broken(parted, tmp_path):
    """A copy of the parts to break."""
    shutil.copytree(parted[3].folder, tmp_path / "broken")
    return tmp_path / "broken"


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda path: path.unlink(), "part-00001.arrow is not there any more"),
        (lambda path: path.write_bytes(path.read_bytes()[:999]), "part-00001.arrow is cut off"),
        (
            lambda path: pd.DataFrame({"a": range(99_999)}).to_parquet(path, compression=None),
            "part-00001.arrow is not the file that partition wrote",
        ),
    ],
    ids=["lost", "truncated", "another schema"],
)
def test_a_part_that_is_lost_or_harmed_is_named(broken, harm, told):
    log = open_parts(str(broken))
    harm(broken / "part-00001.arrow")
    with pytest.raises(UnreadableFileError, match=told):
        funnel(log)


def test_no_damage_to_what_is_read_goes_unseen(parted, broken):
    """One bit turned over, at forty places of a part: told, or nothing is read otherwise for it."""
    path = broken / "part-00001.arrow"
    sound = path.read_bytes()
    log = open_parts(str(broken))
    wanted = tuple(log.manifest.columns)
    told, whole = 0, log.parts[1].read(wanted).frame
    for place in range(4, len(sound), len(sound) // 40):
        path.write_bytes(sound[:place] + bytes([sound[place] ^ 8]) + sound[place + 1 :])
        try:
            pd.testing.assert_frame_equal(log.parts[1].read(wanted).frame, whole)
        except UnreadableFileError as error:
            told += "part-00001.arrow" in str(error)
    assert told > 30


def test_only_the_columns_that_are_asked_for_are_read(parted, broken):
    log = open_parts(str(broken))
    path = broken / "part-00001.arrow"
    data = bytearray(path.read_bytes())
    note = next(text for text in log.parts[1].read(["notes"]).frame["notes"].cat.categories)
    at = data.index(note.encode()[:8])  # a harm that nobody sees who does not read the notes
    data[at] ^= 8
    path.write_bytes(data)
    assert_same_answer(funnel(log), funnel(parted[3]))
    with pytest.raises(UnreadableFileError, match=r"part-00001\.arrow is damaged"):
        log.parts[1].read(("notes",))


def test_a_code_beyond_its_book_is_damage_though_every_checksum_holds(table, tmp_path, monkeypatch):
    monkeypatch.setattr(stored, "small", lambda codes, _: np.full(len(codes), 99, np.int8))
    log = replace(table, frame=table.frame[["outcome"]])
    record = writing._part(tmp_path / "part-00000.arrow", log, "odd")
    file = PartFile(**record["file"])
    with pytest.raises(UnreadableFileError, match=r"part-00000\.arrow is damaged"):
        stored.columns_in(str(tmp_path), file, {"outcome": "word"}, ["outcome"])


def test_a_seeker_split_over_two_parts_is_refused(parted, broken):
    """Somebody puts the parts of two partitions of one pool into one folder."""
    ours, theirs = open_parts(str(broken)), parted[11]
    more = replace(theirs.manifest.parts[4], name="part-00099.arrow")
    shutil.copy(f"{theirs.folder}/part-00004.arrow", broken / more.name)
    both = replace(ours.manifest, parts=(*ours.manifest.parts, more))
    with pytest.raises(UnreadableFileError, match=r"99\.arrow have a seeker in common"):
        funnel(replace(ours, manifest=both))


def test_a_part_without_a_column_that_the_others_have_is_named(broken):
    log = open_parts(str(broken))
    path = broken / "part-00001.arrow"
    part = log.parts[1].read(log.manifest.columns)
    without = replace(part, frame=part.frame.drop(columns="channel"))
    data = stored.bytes_of(without, "").to_pybytes()
    path.write_bytes(data)
    file = replace(log.manifest.parts[1], size=len(data), hash=footer_hash(pa.BufferReader(data)))
    parts = (log.manifest.parts[0], file, log.manifest.parts[2])
    with pytest.raises(UnreadableFileError, match=r"01\.arrow has no column channel"):
        acceptance_rates(replace(log, manifest=replace(log.manifest, parts=parts)), "channel")


def test_parts_are_read_from_any_storage_of_fsspec(parted):
    fsspec = pytest.importorskip("fsspec")
    there = fsspec.filesystem("memory")
    there.put(parted[3].folder, "/pool", recursive=True)
    log = open_parts("memory://pool")
    assert repr(funnel(log)) == repr(funnel(parted[3]))
    there.rm("/pool/part-00002.arrow")
    with pytest.raises(UnreadableFileError, match=r"02\.arrow is not there"):
        funnel(log)


@pytest.mark.usefixtures("small_parts")
def test_two_processes_write_the_same_parts_and_go_on_where_one_stopped(pool, tmp_path):
    one = partition(pool, tmp_path / "one", memory=LEAST)
    two = partition(pool, tmp_path / "two", memory=2 * LEAST, workers=2)
    assert two.manifest.parts == one.manifest.parts
    assert partition(pool, tmp_path / "two", memory=LEAST).done_before == len(one.manifest.parts)


@pytest.mark.usefixtures("small_parts")
@pytest.mark.parametrize("team", [1, 2])
def test_of_many_faults_the_first_are_listed_and_all_counted(pool, tmp_path, monkeypatch, team):
    frame = pd.read_csv(pool, dtype=str)
    frame.loc[::2, "outcome"] = "acepted"
    frame.to_csv(tmp_path / "log.csv", index=False)
    if team == 1:
        monkeypatch.setattr(writing, "MOST_LISTED", 7)
    with pytest.raises(LogFaultsError) as told:
        partition(tmp_path / "log.csv", tmp_path / "parts", memory=team * LEAST, workers=team)
    assert str(told.value).startswith("log.csv: 2,500 faults in 2,500 rows")
    assert "and 2,490 more" in str(told.value)
    assert told.value.table["row"].tolist()[:7] == [2, 4, 6, 8, 10, 12, 14]
    assert len(told.value.table) == (7 if team == 1 else 2500)
    assert not (tmp_path / "parts").exists()


def test_a_rerun_names_a_part_that_was_lost_since(pool, tmp_path):
    partition(pool, tmp_path / "parts", memory=LEAST)
    (tmp_path / "parts" / "part-00000.arrow").unlink()
    with pytest.raises(UnreadableFileError, match=r"00000\.arrow is not there.* new folder"):
        partition(pool, tmp_path / "parts", memory=LEAST)


def test_half_a_split_does_not_stay_on_a_full_disk(pool, tmp_path, monkeypatch):
    def full_disk(pieces, known, buckets, folder):
        (folder / "00000.arrow").write_bytes(b"half a piece")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module, "split", full_disk)
        with pytest.raises(UsageError, match=r"no space is left on the disk.* it begins anew"):
            partition(pool, tmp_path / "parts", memory=LEAST)
    assert not (tmp_path / "parts").exists()
    assert partition(pool, tmp_path / "parts", memory=LEAST).manifest.rows == 5000
