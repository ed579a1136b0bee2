"""Several files are one pool: whose rows are whose, what is left out, and how that is said."""

import io
import json
from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.errors import LogFaultsError, UnreadableFileError, UsageError
from tests.cli.test_import import run

HEADER = "contact,asked_on,outcome,channel\n"
ANA = HEADER + "P1,2026-01-05,accepted,email\nP2,2026-01-06,declined,phone\n"
BO = "Name;Date sent;Result\nQ1;13/01/2026;yes\nQ2;14/01/2026;no\nQ3;15/01/2026;no reply\n"
ASKS = "Name,Result,Channel\nAna Diaz,accepted,email\nBo Lind,declined,email\n"


@pytest.fixture
def clients(tmp_path: Path) -> Path:
    folder = tmp_path / "clients"
    folder.mkdir()
    (folder / "ana.csv").write_text(ANA)
    (folder / "bo.csv").write_text(BO)
    return folder


def test_a_folder_is_a_pool_in_which_each_file_is_a_seekers(clients):
    log = ol.read_log(clients)
    assert log.seekers == ("ana", "bo")
    assert len(log) == 5
    assert [one["rows"] for one in log.read] == [2, 3]
    assert log.table["request_id"].astype(str).tolist() == ["r1", "r2", "r1", "r2", "r3"]
    alone = ol.read_log(clients / "bo.csv")
    for column in ("contact", "asked_on", "outcome"):
        together = log.of_seeker("bo").table[column].astype(str).tolist()
        assert together == alone.table[column].astype(str).tolist()


def test_files_named_one_by_one_are_one_seekers_unless_each_is_asked_for(clients):
    files = [clients / "ana.csv", clients / "bo.csv"]
    together = ol.read_log(files)
    assert together.seekers == ("me",)
    assert together.table["request_id"].astype(str).tolist() == ["r1", "r2", "r3", "r4", "r5"]
    assert ol.read_log(files, each_file=True).seekers == ("ana", "bo")


def test_a_column_of_seekers_goes_before_the_files_name(clients):
    (clients / "cy.csv").write_text("seeker," + HEADER + "Dora,P1,2026-01-05,accepted,email\n")
    assert ol.read_log(clients).seekers == ("Dora", "ana", "bo")


def test_what_is_no_log_of_its_own_is_not_read(clients):
    for name in ("ana.faults.csv", "~$ana.csv", ".hidden.csv", "notes.txt"):
        (clients / name).write_text(ASKS)
    (clients / "inner").mkdir()
    (clients / "inner" / "deep.csv").write_text(ANA)
    (clients / "made.csv").write_text(ANA)
    (clients / "made.map.toml").write_text('[reading]\nmade = "made.csv"\n')
    assert ol.read_log(clients).seekers == ("ana", "bo")


def test_two_files_of_one_stem_are_a_fault(clients):
    (clients / "Ana.tsv").write_text(ANA.replace(",", "\t"))
    with pytest.raises(UnreadableFileError, match="would be one seeker's by their names"):
        ol.read_log(clients)


def test_a_file_named_twice_is_refused(clients):
    with pytest.raises(UsageError, match="named twice"):
        ol.read_log([clients / "ana.csv", clients / "ana.csv"])


def test_a_map_and_decisions_beside_a_file_are_used_and_said(clients):
    (clients / "cy.csv").write_text("wer,wann,was\nP1,2026-01-05,ja\nP9,2026-01-06,nein\n")
    (clients / "cy.map.toml").write_text(
        '[columns]\ncontact = "wer"\nasked_on = "wann"\noutcome = "was"\n'
        '[values.outcome]\nja = "accepted"\nnein = "declined"\n'
    )
    log = ol.read_log(clients)
    assert log.seekers == ("ana", "bo", "cy")
    assert any("read as cy.map.toml beside it says" in note for note in log.notes)


def test_a_file_with_an_open_question_is_left_out_and_said(clients):
    (clients / "dev.csv").write_text(ASKS)
    log = ol.read_log(clients)
    assert log.seekers == ("ana", "bo")
    left = next(one for one in log.files if one.source == "dev.csv")
    assert left.asked == 1
    assert "asked_on" in left.why
    assert "dev.csv was left out" in repr(ol.funnel(log))
    mine = log.of_seeker("bo")
    assert "dev.csv" not in repr(ol.funnel(mine))
    assert "ana" not in json.dumps(mine.read)
    table = ol.check_log(clients).table
    assert set(table["file"]) == {"dev.csv"}


def test_a_file_that_is_no_table_is_left_out_too(clients):
    (clients / "empty.csv").write_text("")
    assert "the file is empty" in ol.read_log(clients).files[-1].why


def test_a_pool_of_open_questions_alone_is_refused(tmp_path):
    for name in ("a.csv", "b.csv"):
        (tmp_path / name).write_text(ASKS)
    with pytest.raises(LogFaultsError, match=r"of a\.csv"):
        ol.read_log(tmp_path)


def test_faults_name_their_file_and_over_a_tenth_are_not_skipped_unasked(clients):
    with (clients / "bo.csv").open("a") as file:
        file.write("Q4;16/01/2026;perhaps?!\n")
    with pytest.raises(LogFaultsError, match=r"row 5 of bo\.csv"):
        ol.read_log(clients)
    with pytest.raises(LogFaultsError, match="skip_all_faulty=True"):
        ol.read_log(clients, skip_faulty=True)
    log = ol.read_log(clients, skip_all_faulty=True)
    assert (len(log), log.faulty) == (5, 1)


def test_one_id_in_two_files_of_one_seeker_is_found(tmp_path):
    row = "r1,Ana,2026-01-05,accepted\n"
    for name in ("jan.csv", "feb.csv"):
        (tmp_path / name).write_text("request_id,contact,asked_on,outcome\n" + row)
    files = [tmp_path / "jan.csv", tmp_path / "feb.csv"]
    with pytest.raises(LogFaultsError, match="already stands"):
        ol.read_log(files)
    assert len(ol.read_log(files, each_file=True)) == 2


def test_the_command_tells_file_by_file_and_ends_with_one_where_a_file_was_left_out(clients):
    (clients / "dev.csv").write_text(ASKS)
    done = run("funnel", clients, "--json")
    assert done.exit_code == 1
    assert [one["asked"] for one in json.loads(done.stdout)["read"]] == [0, 0, 1]
    assert "dev.csv" in done.stderr
    assert "left out" in done.stderr
    skipped = run("funnel", clients, "--skip-faulty")
    assert skipped.exit_code == 0
    assert "--skip-faulty" in skipped.stderr
    named = run("funnel", clients / "ana.csv", clients / "bo.csv", "--each-file", "--json")
    assert named.exit_code == 0
    assert json.loads(named.stdout)["totals"]["requests"] == 5


def test_a_page_for_every_client_of_a_folder(clients, tmp_path):
    done = run("report", clients, "-o", tmp_path / "pages", "--each-seeker")
    assert done.exit_code == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "pages").iterdir()) == [
        "ana.html",
        "bo.html",
        "index.html",
    ]


def test_bytes_and_open_files_are_read_by_their_names(clients):
    data = (clients / "ana.csv").read_bytes()
    assert ol.read_log(("ana.csv", data)).source == "ana.csv"
    assert ol.read_log(data).source == "the bytes"
    assert len(ol.read_log(io.BytesIO(data))) == 2
    assert len(ol.read_log(io.StringIO(data.decode()))) == 2
    with (clients / "ana.csv").open("rb") as file:
        assert ol.read_log(file).source == "ana.csv"
    several = ol.read_log([("ana.csv", data), ("cy.csv", data)], each_file=True)
    assert several.seekers == ("ana", "cy")
    with pytest.raises(UnreadableFileError, match="empty"):
        ol.read_log(("ana.csv", b""))


def test_a_frame_keeps_its_row_numbers(clients):
    frame = pd.read_csv(clients / "ana.csv")
    assert ol.read_log(frame[frame["channel"] == "phone"]).rows.tolist() == [3]
    assert ol.read_log(frame.set_axis(["x", "x"])).rows.tolist() == [2, 3]


def test_the_command_says_what_is_asked_how_to_answer_and_why_it_ends_with_one(clients):
    (clients / "dev.csv").write_text("Name,Date sent,Replied?\nP,03/02/2026,yes\nQ,04/02/2026,no\n")
    said = run("funnel", clients).stderr
    assert "dev.csv is left out, 2 questions being open, the first: 'Date sent': '03/0" in said
    assert "add --dates dmy if the day comes first" in said
    assert "ends with exit code 1" in said
    assert "in a map beside it (as dev.map.toml)" in said
    assert "--skip-faulty" in said
    done = run("funnel", clients, "--skip-faulty")
    assert (done.exit_code, "exit code" in done.stderr) == (0, False)
    (clients / "dev.map.toml").write_text(
        '[reading]\ndates = "dmy"\n[columns]\ncontact = "Name"\nasked_on = "Date sent"\n'
        'outcome = "Replied?"\n[values.outcome]\n"yes" = "accepted"\n"no" = "declined"\n'
    )
    assert run("funnel", clients).exit_code == 0


def test_a_report_without_names_tells_none_of_the_file_that_was_left_out(clients, tmp_path):
    (clients / "devon.csv").write_text(ASKS)
    said = run("report", clients, "--anonymize", "-o", tmp_path / "r.html").stderr
    assert "ends with exit code 1" in said
    assert "devon" not in said
