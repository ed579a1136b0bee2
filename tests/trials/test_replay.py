"""Adaptive lots drawn again: by the same chances, and a test that keeps its level."""

import numpy as np
import pytest

import outreachlab as ol
from outreachlab.stats.weighted_lots import replayed_p
from outreachlab.trials.entering import gap_of
from outreachlab.trials.following import followed
from outreachlab.trials.replay import replayed_arms
from tests.trials.worlds import drawn_plan, played

REPLAYS = 199


@pytest.fixture
def plan():
    return drawn_plan("offered_phone", "referral", size=60, adaptive=True)


def replayed(plan, rng, replays=REPLAYS, **truth):
    drawn = ol.simulate_trial(plan, ol.TrialTruth(**truth), rng=rng)
    contacts = followed(plan, drawn.lots, ol.read_log(drawn.log), drawn.last_day)
    return drawn, contacts, replayed_arms(plan, drawn.lots, contacts, replays)


def test_the_first_lots_are_replayed_with_the_chance_they_had(plan):
    """Nothing is known when they are drawn, so all replays have the prior's chance."""
    drawn, _, arms = replayed(plan, 3, replays=4000)
    first = next(lot for lot in drawn.lots if lot.tactic == "offered_phone" and not lot.opted_out)
    chance = first.probability if first.arm == "yes" else 1 - first.probability
    assert arms["offered_phone"][:, 0].mean() == pytest.approx(chance, abs=0.03)


def test_each_contact_with_a_lot_has_one_in_every_replay(plan):
    drawn, _, arms = replayed(plan, 4)
    for tactic, again in arms.items():
        lots = [lot for lot in drawn.lots if lot.tactic == tactic and not lot.opted_out]
        assert again.shape == (REPLAYS, len(lots))


def test_replays_are_the_same_each_time(plan):
    one, two = (replayed(plan, 5)[2]["offered_phone"] for _ in range(2))
    assert (one == two).all()


def test_an_idle_tactic_is_called_clear_in_a_twentieth(plan):
    ps = []
    for rng in range(60):
        drawn, contacts, arms = replayed(plan, rng, replays=99, late=0.0)
        yes = {one.number: one.yes for one in contacts}
        lots = [lot for lot in drawn.lots if lot.tactic == "offered_phone" and not lot.opted_out]
        said = np.array([yes[lot.number] for lot in lots])
        seen = gap_of(np.array([[lot.arm == "yes" for lot in lots]]), said)
        ps.append(replayed_p(float(seen[0]), gap_of(arms["offered_phone"], said)))
    assert np.mean(np.array(ps) <= 0.05) <= 0.05 + 3 * (0.05 * 0.95 / 60) ** 0.5


def test_an_adaptive_trial_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("outreachlab.trials.replay.REPLAYS", REPLAYS)
    plan = drawn_plan(size=60, adaptive=True)
    log = played(tmp_path / "trial", plan, ol.TrialTruth(gains={"offered_phone": 0.5}), rng=2)
    read = ol.read_trial(log, tmp_path / "trial")
    (one,) = read.contrasts
    assert one.effects.method == "weighted"
    assert "weighted by their chances and no part of the verdict" in repr(read)
    assert one.looks
