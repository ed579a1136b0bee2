"""What every answer says of how its log was read: all in JSON, what cost rows in words."""

from pathlib import Path

import openpyxl
import pytest

import outreachlab as ol

ANSWERS = (
    lambda log: ol.acceptance_rates(log, "channel"),
    lambda log: ol.acceptance_rates(log, ["channel", "venue"]),
    ol.advice,
    ol.funnel,
    ol.waiting_times,
    ol.next_steps,
    ol.meeting_effects,
)
HEADER = ("contact", "asked_on", "outcome", "channel", "venue", "meeting_format", "referrer")


def workbook(path: Path, outcomes: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Asked"
    sheet.append(HEADER)
    for day, outcome in enumerate(outcomes, start=1):
        sheet.append((f"P{day}", f"2026-01-{day:02}", outcome, "email", "Mars", "coffee", ""))
    other = book.create_sheet("Wishes")
    other.append(("firm", "why"))
    other.append(("Acme", "good people"))
    book.save(path)
    return path


@pytest.mark.parametrize("ask", ANSWERS)
def test_every_answer_says_what_was_left_and_what_was_not_read(ask, tmp_path):
    outcomes = ("accepted", "declined", "no_reply", "acepted")
    log = ol.read_log(workbook(tmp_path / "log.xlsx", outcomes), skip_all_faulty=True)
    answer = ask(log)
    plain = answer.to_json()
    assert plain["read"] == {
        "source": "log.xlsx",
        "rows": 4,
        "faulty": 1,
        "unread": 4,
        "sheets_left": ["Wishes"],
    }
    assert set(log.notes) <= set(plain["notes"])
    assert "sheet 'Asked' was read, not Wishes" in repr(answer)
    assert "on how the log was read: `check_log` lists all" in repr(answer)
    assert "Wishes" in answer._repr_html_()


@pytest.mark.parametrize("ask", ANSWERS)
def test_a_log_of_yeses_alone_says_what_is_missing(ask, tmp_path):
    log = ol.read_log(workbook(tmp_path / "log.xlsx", ("accepted",) * 3))
    assert "the log holds only yeses" in repr(ask(log))


def test_one_seeker_of_several_is_told_of_the_file_but_not_of_others_people(tmp_path):
    path = workbook(tmp_path / "log.xlsx", ("accepted", "declined"))
    book = openpyxl.load_workbook(path)
    book["Asked"].cell(1, 8, "seeker")
    for row, seeker in ((2, "Ana"), (3, "Bo")):
        book["Asked"].cell(row, 8, seeker)
    book.save(path)
    mine = ol.funnel(ol.read_log(path, seeker="Ana"))
    assert "not Wishes" in repr(mine)


def test_the_chains_say_it_once(tmp_path):
    from outreachlab.chains.summary import chain_summary

    log = ol.read_log(workbook(tmp_path / "log.xlsx", ("accepted", "declined", "no_reply")))
    assert repr(chain_summary(log)).count("not Wishes") == 1
