"""Only empty cells are filled, each with its words; what says otherwise is asked about."""

import pandas as pd
import pytest

from outreachlab.errors import UnknownColumnError
from outreachlab.intake.imported import import_log
from outreachlab.intake.messages.read import (
    fill_from_column,
    fill_from_messages,
    log_from_messages,
)
from tests.intake.messages.mailbox import ASKS, mail, mailbox, reply

MINE = ["me@example.org"]


@pytest.fixture
def box(tmp_path):
    mails = (mail(), reply("Sure, ring me on Tuesday."), mail(to="Zed <zed@example.com>"))
    return mailbox(tmp_path / "sent.mbox", *mails)


def said(found, **cells):
    rows = found.proposals
    for name, value in cells.items():
        rows = rows[rows[name] == value]
    return rows.to_dict("records")


def test_a_log_is_begun_and_can_be_imported(box):
    found = log_from_messages(box, me=MINE)
    row = found.table.iloc[0].to_dict()
    assert row["contact"] == "Ines Moreau"
    assert (row["minutes_asked"], row["meeting_format"], row["venue"]) == (
        "20",
        "coffee",
        "near_them",
    )
    assert row["outcome"] == "pending"
    assert len(import_log(found.table).log.frame) == 2


def test_answers_are_offered_and_taken_only_when_told(box):
    offered = log_from_messages(box, me=MINE)
    (outcome,) = said(offered, column="outcome")
    assert (outcome["read"], outcome["what"]) == ("accepted", "offered")
    assert outcome["words"]
    taken = log_from_messages(box, me=MINE, take_replies=True)
    assert taken.table.loc[0, ["outcome", "agreed_format"]].tolist() == ["accepted", "phone_call"]


def test_everything_read_shows_its_words(box):
    (minutes, _) = said(log_from_messages(box, me=MINE), column="minutes_asked")
    assert (minutes["read"], minutes["words"]) == ("20", "20 minutes")


def log(**cells):
    row = {"contact": "ines moreau", "asked_on": "2026-03-02", "outcome": "pending", **cells}
    return pd.DataFrame([row])


def test_only_empty_cells_are_filled_and_a_contradiction_is_a_question(box):
    found = fill_from_messages(log(minutes_asked="30", meeting_format=""), box, me=MINE)
    assert found.table.loc[0, ["minutes_asked", "meeting_format"]].tolist() == ["30", "coffee"]
    (question,) = said(found, what="question")
    assert (question["in_log"], question["read"], question["words"]) == ("30", "20", "20 minutes")
    assert "30" in repr(found)


def test_a_decided_outcome_is_never_overwritten(box):
    found = fill_from_messages(log(outcome="declined"), box, me=MINE, take_replies=True)
    assert found.table.loc[0, "outcome"] == "declined"
    assert said(found, column="outcome", what="question")


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-03"])
def test_a_day_apart_is_the_same_request(box, day):
    assert fill_from_messages(log(asked_on=day), box, me=MINE).table.loc[0, "venue"] == "near_them"


def test_another_day_is_asked_about_and_another_person_is_offered(box):
    found = fill_from_messages(log(asked_on="2026-01-05"), box, me=MINE)
    assert "venue" not in found.table
    first, second = said(found, column="asked_on")
    assert (first["what"], first["in_log"]) == ("question", "2026-01-05")
    assert (second["contact"], second["what"]) == ("Zed", "offered")


def test_a_person_is_known_by_an_address_in_the_log(box):
    found = fill_from_messages(log(contact="Ines", email="ines@example.com"), box, me=MINE)
    assert found.table.loc[0, "venue"] == "near_them"


def test_two_people_of_one_name_stay_two(tmp_path):
    mails = (mail(to=f"Ana <{who}@example.com>") for who in ("a", "b"))
    found = log_from_messages(mailbox(tmp_path / "x.mbox", *mails), me=MINE)
    assert found.table["contact"].tolist() == ["Ana (a@example.com)", "Ana (b@example.com)"]


def test_a_column_of_texts_is_read_and_left_out():
    table = log(message=ASKS)
    found = fill_from_column(table, "message")
    assert "message" not in found.table
    assert found.table.loc[0, "minutes_asked"] == "20"
    with pytest.raises(UnknownColumnError):
        fill_from_column(table, "massage")


def test_no_text_but_the_quoted_words_is_in_what_is_written(tmp_path):
    secret = "Between us, my kiln burned down on Sunday."
    texts = (mail(f"{ASKS}\n\n{secret}"), reply(f"Sure, happy to help. {secret}"))
    found = log_from_messages(mailbox(tmp_path / "x.mbox", *texts), me=MINE, take_replies=True)
    written = found.table.to_csv() + found.proposals.to_csv() + str(found.to_json()) + repr(found)
    assert "kiln" not in written


def test_a_name_that_a_spreadsheet_would_run_is_written_as_text(tmp_path):
    mails = [mail(to='"=HYPERLINK(1)" <x@example.com>')]
    found = log_from_messages(mailbox(tmp_path / "x.mbox", *mails), me=MINE)
    assert "'=HYPERLINK" in found.csv
    assert "'=HYPERLINK" in found.proposals_csv
