"""The parts joined again: the log that the file is, with what the intake noted of it."""

from dataclasses import replace

import pandas as pd
import pytest

from outreachlab.answers.next_steps import next_steps
from outreachlab.chains.forest import referral_forest
from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log
from outreachlab.parts import view as module
from outreachlab.parts.partition import partition
from outreachlab.parts.view import open_parts
from tests.parts.conftest import LEAST
from tests.parts.test_partition import rows_of


@pytest.mark.parametrize("parts", [3, 11])
def test_the_parts_joined_are_the_table(table, parted, parts):
    joined = parted[parts].joined()
    pd.testing.assert_frame_equal(rows_of(joined.frame), rows_of(table.frame))
    assert (joined.frame.dtypes.astype(str) == table.frame.dtypes.astype(str)).all()


def test_of_one_seeker_one_part_is_read_and_the_day_is_that_of_all(pool, parted):
    alone = read_log(pool, seeker="s07").as_of()
    log, outcomes = replace(parted[11], seeker="s07").as_of().whole("next_steps")
    assert len(log.frame) < 2000 < len(alone.log.frame)
    assert (outcomes.as_of, outcomes.totals) == (alone.outcomes.as_of, alone.outcomes.totals)
    assert len(next_steps(replace(parted[11], seeker="s07")).table)


def test_too_many_requests_for_one_table_are_refused(parted, monkeypatch):
    monkeypatch.setattr(module, "MOST_ROWS", 4000)
    with pytest.raises(UsageError, match=r"5,000 requests are too many.*look at one `seeker`"):
        referral_forest(parted[3])


@pytest.mark.usefixtures("small_parts")
def test_cells_that_could_not_be_read_are_remembered(pool, tmp_path):
    frame = pd.read_csv(pool, dtype=str)
    frame.loc[::50, "channel"] = "by owl"
    frame.loc[7, "offered_phone"] = "perhaps so"
    frame.to_csv(tmp_path / "log.csv", index=False)
    partition(tmp_path / "log.csv", tmp_path / "parts", memory=LEAST)
    whole, parts = read_log(tmp_path / "log.csv").as_of(), open_parts(str(tmp_path / "parts"))
    told = parts.as_of().facts()
    assert told["read"] == whole.facts()["read"]
    assert told["read"]["unread"] == 101
    said = [note for note in whole.facts()["notes"] if "could not be read" in note]
    assert said == [note for note in told["notes"] if "could not be read" in note]
