"""What is said of meetings over parts is what is said of the whole, to the last digit."""

from datetime import date

import pytest

from outreachlab.answers.meetings import meeting_effects
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.intake.read import read_log
from outreachlab.parts.view import open_parts
from outreachlab.simulate import simulate_log
from tests.parts.conftest import backwards, split
from tests.parts.same import assert_same_answer, found


@pytest.mark.parametrize("parts", [3, 11])
def test_meetings_are_those_of_the_whole(table, parted, parts):
    whole = meeting_effects(table)
    assert whole.held > 1000
    assert None not in (whole.names.low, whole.useful.low)
    assert all(ran.of for ran in whole.ran_over_by_wrap_up.values())
    for log in (parted[parts], backwards(parted[parts])):
        same = meeting_effects(log)
        assert_same_answer(whole, same)
        assert found(same) == found(whole)  # whole numbers alone, so nothing is rounded


def test_one_seekers_meetings_on_a_day_are_those_of_the_whole(pool, parted):
    look, when = {"seeker": "s07", "since": date(2026, 2, 1)}, {"as_of": date(2026, 5, 1)}
    whole = meeting_effects(read_log(pool, **look), confidence=0.9, **when)
    assert whole.held > 3
    log = open_parts(parted[11].folder, **look)
    assert_same_answer(whole, meeting_effects(log, confidence=0.9, **when))


@pytest.mark.parametrize("missing", ["met_on", "referrals_given", "usefulness", "arrived_on_time"])
def test_what_the_log_does_not_record_is_said_alike(tmp_path, missing):
    log = simulate_log(300, seekers=12, rng=4).drop(columns=missing)
    table, parts = split(log, tmp_path / "split", 4)
    assert_same_answer(meeting_effects(table), meeting_effects(parts))


def test_what_cannot_be_asked_is_refused(parted):
    with pytest.raises(UsageError):
        meeting_effects(parted[3], confidence=95)
    with pytest.raises(NothingToComputeError):
        meeting_effects(parted[3], as_of=date(2001, 1, 1))
