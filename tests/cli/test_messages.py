"""messages, and import with messages, as a person runs them."""

import csv
import json

import pytest
from click.testing import CliRunner, Result

from outreachlab.cli import main
from tests.intake.messages.mailbox import ASKS, mail, mailbox, reply


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture
def box(tmp_path):
    return mailbox(tmp_path / "sent.mbox", mail(), reply("Sure, ring me on Tuesday."))


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_log_is_begun_and_answers_only_offered(tmp_path, box):
    target = tmp_path / "log.csv"
    result = run("messages", box, "--me", "me@example.org", "-o", target, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["requests"] == 1
    (row,) = rows(target)
    assert (row["contact"], row["minutes_asked"], row["outcome"]) == (
        "Ines Moreau",
        "20",
        "pending",
    )
    proposals = rows(tmp_path / "log.proposals.csv")
    assert {"outcome", "agreed_format"} == {
        each["column"] for each in proposals if each["what"] == "offered"
    }
    assert run("check", target).exit_code == 0


def test_take_replies_takes_them(tmp_path, box):
    target = tmp_path / "log.csv"
    assert (
        run("messages", box, "--me", "me@example.org", "-o", target, "--take-replies").exit_code
        == 0
    )
    assert rows(target)[0]["outcome"] == "accepted"


def test_an_own_log_is_filled(tmp_path, box):
    (tmp_path / "mine.csv").write_text(
        "contact,asked_on,outcome,minutes_asked\nInes Moreau,2026-03-02,no_reply,45\n"
    )
    target = tmp_path / "log.csv"
    result = run(
        "import", tmp_path / "mine.csv", "--messages", box, "--me", "me@example.org", "-o", target
    )
    assert result.exit_code == 0, result.output
    (row,) = rows(target)
    assert (row["minutes_asked"], row["venue"], row["outcome"]) == ("45", "near_them", "no_reply")
    assert "45" in result.stderr
    assert [each["what"] for each in rows(tmp_path / "log.proposals.csv")].count("question") == 1


def test_a_column_of_texts_fills_the_log_and_is_left_out(tmp_path):
    text = ASKS.replace("\n", " ")
    (tmp_path / "mine.csv").write_text(
        f'contact,asked_on,outcome,message\nInes,2026-03-02,no_reply,"{text}"\n'
    )
    target = tmp_path / "log.csv"
    result = run("import", tmp_path / "mine.csv", "--text", "message", "-o", target)
    assert result.exit_code == 0, result.output
    (row,) = rows(target)
    assert row["minutes_asked"] == "20"
    assert "buy you" not in target.read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--messages", "a.mbox", "--text", "b"), "give one"),
        (("--me", "me@example.org"), "--messages"),
        (("--text", "massage"), "massage"),
        (("--messages", "none.mbox"), "no such file"),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_written(tmp_path, arguments, said):
    (tmp_path / "mine.csv").write_text("contact,asked_on,outcome\nInes,2026-03-02,no_reply\n")
    result = run("import", tmp_path / "mine.csv", *arguments, "-o", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "log.csv").exists()


def test_whose_mailbox_it_is_is_asked_for(tmp_path, box):
    result = run("messages", box, "-o", tmp_path / "log.csv")
    assert result.exit_code == 2
    assert "--me" in result.stderr


def test_proposals_in_a_folder_of_logs_are_no_log(tmp_path, box):
    assert run("messages", box, "--me", "me@example.org", "-o", tmp_path / "log.csv").exit_code == 0
    box.unlink()
    assert (tmp_path / "log.proposals.csv").exists()
    assert run("check", tmp_path).exit_code == 0
