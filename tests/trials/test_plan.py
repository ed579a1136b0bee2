"""A plan is read as it was written, and says so where it is not."""

import hashlib
import json

import pytest

from outreachlab.errors import MissingFileError, UsageError
from outreachlab.trials.assigned import read_assigned
from outreachlab.trials.plan import read_plan
from outreachlab.trials.planning import plan_trial

TWO = ("offered_phone", "referral")


@pytest.fixture
def trial(tmp_path):
    return tmp_path / "trial"


def planned(folder, **given):
    return plan_trial(folder, given.pop("tactics", TWO), **{"today": "2026-01-05", **given})


@pytest.mark.parametrize("given", [{}, {"adaptive": True}, {"seekers": ['A "b"\n', "x"]}])
def test_a_plan_is_read_as_it_was_made(trial, given):
    made = planned(trial, **given)
    assert read_plan(trial) == made


def test_the_hash_is_that_of_the_canonical_json(trial):
    """By hand: the file as TOML, without its hash, as JSON with sorted keys and no spaces."""
    import tomllib

    made = planned(trial)
    content = tomllib.loads((trial / "plan.toml").read_text())
    content.pop("hash")
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), default=str)
    assert made.hash == hashlib.sha256(text.encode()).hexdigest()
    assert made.short_hash == made.hash[:12]


@pytest.mark.parametrize(
    ("old", "new"),
    [("window_days = 21", "window_days = 14"), ("blocks = ", "note = 1\nblocks = ")],
)
def test_an_edited_plan_is_known_as_one(trial, old, new):
    planned(trial)
    file = trial / "plan.toml"
    text = file.read_text()
    file.write_text(text.replace(old, new, 1))
    assert read_plan(trial).edited
    file.write_bytes(("# a remark\n" + text).replace("\n", "\r\n").encode())
    assert not read_plan(trial).edited


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("window_days = 21", 'window_days = "21"'),
        ("window_days = 21", "window_days = true"),
        ("window_days = 21", "window_days = 99999999999"),
        ("starts_on = 2026", "starts_on = 9999"),
        ("smallest_effect = 0.1", "smallest_effect = nan"),
        ("seekers = ", "sekers = "),
        ('sides = ["yes", "no"]', 'sides = ["yes"]'),
        ('sides = ["yes", "no"]', 'sides = ["yes", "yes"]'),
        ('stratum = "all"', 'stratum = "some"'),
        ("0.8, 1.0]", "0.8]"),
        ("[[sequences]]", "[sequences]"),
        ("[[tactics]]", "[[tactic]]"),
        ('blocks = "', 'blocks = "AC '),
    ],
)
def test_what_is_no_plan_is_refused_in_a_sentence(trial, old, new):
    planned(trial)
    file = trial / "plan.toml"
    file.write_text(file.read_text().replace(old, new, 1))
    with pytest.raises(UsageError, match=r"plan\.toml"):
        read_plan(trial)


def test_a_folder_without_a_plan_is_named(trial):
    with pytest.raises(MissingFileError, match="there is no plan here"):
        read_plan(trial)


def test_nothing_is_handed_out_before_the_first(trial):
    planned(trial)
    assert read_assigned(trial).empty
