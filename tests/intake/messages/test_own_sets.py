"""The rules judged on messages labelled before them: on English ones by the bars they must hold."""

from pathlib import Path

import pytest

from benchmarks.message_scores import labelled, request_scores, wrongly_decided

HERE = Path(__file__).parent
RIGHT, READ = 0.93, 0.70
BARS = {
    "explained_why": (RIGHT, 0.50),
    "minutes_asked": (RIGHT, 0.75),
    "meeting_format": (RIGHT, 0.75),
    "venue": (RIGHT, 0.75),
    "referrer": (0.90, 0.60),
}


@pytest.mark.parametrize("score", list(request_scores(labelled(HERE / "own_requests.jsonl"))))
def test_requests_are_read_right(score):
    right, read = BARS.get(score.field, (RIGHT, READ))
    assert score.right >= right
    assert score.read >= read


@pytest.mark.parametrize("score", list(request_scores(labelled(HERE / "german_requests.jsonl"))))
def test_german_requests_are_read_right(score):
    # Fourteen messages: one wrong is the most that may be.
    assert round((1 - score.right) * score.many) <= 1


@pytest.mark.parametrize("name", ["own", "german"])
def test_no_answer_is_wrongly_taken_for_a_yes_or_a_no(name):
    wrong, _ = wrongly_decided(labelled(HERE / f"{name}_replies.jsonl"))
    assert wrong == 0
