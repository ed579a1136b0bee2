"""What looks odd keeps its row and is said once."""

from tests.intake.write import HEADER, log_of


def notes_of(tmp_path, header: str, *lines: str) -> str:
    return "\n".join(log_of(tmp_path, header, *lines).notes)


def test_a_referrer_who_was_never_asked_is_named(tmp_path):
    lines = ["Ana,2026-01-02,pending,Zoe", "Bo,2026-01-02,pending,ana", "Cy,2026-01-03,pending,ZOE"]
    said = notes_of(tmp_path, HEADER + ",referrer", *lines)
    assert "2 requests came through people who were never asked themselves (" in said
    assert "Ana" not in said


def test_a_request_dated_before_its_referrers_is_said(tmp_path):
    lines = ["Ana,2026-01-05,pending,", "Bo,2026-01-04,pending,Ana", "Cy,2026-01-05,pending,Ana"]
    said = notes_of(tmp_path, HEADER + ",referrer", *lines)
    assert "1 request is dated before any request to the referrer named (Ana)" in said
    assert "never asked" not in said


def test_a_referral_from_a_meeting_not_yet_held_is_said(tmp_path):
    header = HEADER + ",referrer,met_on"
    lines = ["Ana,2026-01-05,accepted,,2026-01-20", "Bo,2026-01-07,pending,Ana,"]
    said = notes_of(tmp_path, header, *lines)
    assert "1 request came before the meeting with the referrer was held (Ana)" in said
    held = [lines[0], "Bo,2026-01-20,pending,Ana,"]
    assert notes_of(tmp_path, header, *held) == ""


def test_a_meeting_before_its_acceptance_is_said(tmp_path):
    header = HEADER + ",responded_on,met_on"
    said = notes_of(tmp_path, header, "Ana,2026-01-02,accepted,2026-01-09,2026-01-08")
    assert "1 meeting before the day of the answer" in said


def test_dates_without_their_outcome_are_said(tmp_path):
    header = HEADER + ",responded_on,met_on"
    said = notes_of(tmp_path, header, "Ana,2026-01-02,pending,2026-01-09,2026-01-08")
    assert "that meeting does not count as held" in said
    assert "that day is not used" in said


def test_one_name_spelled_two_ways_is_only_suggested(tmp_path):
    log = log_of(
        tmp_path, HEADER, "Jon Smith,2026-01-02,pending", "Jonathan Smith,2026-01-02,pending"
    )
    assert "perhaps one person spelled two ways: 'Jon Smith' and 'Jonathan Smith'" in log.notes[0]
    assert len(log) == 2
