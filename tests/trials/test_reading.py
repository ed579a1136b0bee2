"""A trial is read as it was drawn: figures by hand, looks that wait, verdicts that hold."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.text import Text

import outreachlab as ol
from outreachlab.answers.judging.by_lot import level_in_words
from outreachlab.errors import MissingFileError, NothingToComputeError, UnknownColumnError
from outreachlab.stats.looked import Look
from outreachlab.stats.looks import nominal
from outreachlab.trials.judging import levels_of
from outreachlab.trials.protocol import protocol_text
from outreachlab.wording import of
from tests.stats.test_blocks import by_enumeration
from tests.trials.worlds import START, drawn_plan, log_by_hand, lots_by_hand, played, put

END = START + timedelta(200)
TWENTY = {"offered_phone": 0.2}
PERFECT = {
    "complies": 1.0, "not_asked": 0.0, "late": 0.0, "undelivered": 0.0, "opted_out": 0.0,
}  # fmt: skip


@pytest.fixture
def small(tmp_path):
    """Twelve contacts, one look at the end, everybody handed out."""
    plan = drawn_plan(size=12, looks=1)
    lots = lots_by_hand(plan, 12)
    return put(tmp_path / "trial", plan, lots), plan, lots


def blocks_of(lots, yes):
    """The counts per block by hand: yeses and total with the first side, then with the second."""
    tables = []
    for block in sorted({lot.block for lot in lots}):
        inside = [lot for lot in lots if lot.block == block]
        sides = [[lot.number in yes for lot in inside if lot.arm == arm] for arm in ("yes", "no")]
        tables.append([sum(sides[0]), len(sides[0]), sum(sides[1]), len(sides[1])])
    return np.array(tables).T


@pytest.mark.parametrize("yes", [(1, 2, 5), (2, 3, 7, 8, 12), (), tuple(range(1, 13))])
def test_the_test_is_that_of_all_ways_to_draw_the_lots(small, yes):
    folder, _, lots = small
    (one,) = ol.read_trial(log_by_hand(lots, yes), folder, as_of=END).contrasts
    assert one.looks[0].p_value == pytest.approx(by_enumeration(*blocks_of(lots, yes)))
    a, n, b, m = blocks_of(lots, yes)
    weight = (n * m / (n + m)).sum()
    assert one.effect.estimate == pytest.approx(((a * m - b * n) / (n + m)).sum() / weight)
    assert one.flow.yes == (a.sum(), b.sum())
    assert one.judged.decision == "over"


def test_everybody_counts_by_what_was_drawn(small):
    """Not asked, asked late, undelivered and asked otherwise than drawn all stay in their arm."""
    folder, _, lots = small
    late = {"asked_on": (START + timedelta(20)).isoformat(), "outcome": "accepted"}
    changes = {
        "c1": None,
        "c2": {"outcome": "undelivered", "responded_on": ""},
        "c3": late | {"responded_on": ""},
        "c4": {"offered_phone": "no" if lots[3].arm == "yes" else "yes"},
    }
    read = ol.read_trial(log_by_hand(lots, (5, 6), **changes), folder, as_of=END)
    (one,) = read.contrasts
    a, _, b, _ = blocks_of(lots, (5, 6))
    assert one.effect.estimate == pytest.approx((a.sum() - b.sum()) / 6)
    assert sum(one.flow.asked) == 10
    assert sum(one.flow.delivered) == 9
    assert sum(row.first + row.second for row in one.done) == 10
    rows = read.table.set_index("contact")
    assert not rows["yes"]["c3"]
    assert rows["done"]["c4"] != rows["drawn"]["c4"]
    assert any("asked more than 14 days after the lot" in note for note in read.notes)


def test_a_yes_after_the_window_is_none(small):
    folder, _, lots = small
    day = (START + timedelta(22)).isoformat()
    log = log_by_hand(lots, (1, 2), c2={"responded_on": day})
    read = ol.read_trial(log, folder, as_of=END)
    assert read.table.set_index("contact")["yes"][["c1", "c2"]].tolist() == [True, False]


def test_a_look_counts_only_whole_blocks_whose_windows_are_over(small):
    folder, plan, lots = small
    log = log_by_hand(lots, (1, 2), c1=None)
    asked = START + timedelta(21)  # the window of whoever was asked; c1 is waited for
    (one,) = ol.read_trial(log, folder, as_of=asked).contrasts
    (blocks,) = plan.sequences.values()
    inside = [sum(lot.block == place for lot in lots) for place in range(1, len(blocks) + 1)]
    full = [count for count, block in zip(inside, blocks, strict=True) if count == len(block)]
    assert one.closed == sum(full[1:])
    assert one.looks == ()
    assert one.judged.decision == "go on"
    (one,) = ol.read_trial(log, folder, as_of=START + timedelta(35)).contrasts
    assert one.closed == 12
    assert one.looks[0].fraction == 1


def test_all_pending_says_that_no_block_is_closed(small):
    folder, _, lots = small
    (one,) = ol.read_trial(log_by_hand(lots), folder, as_of=START).contrasts
    assert one.judged.sentence.startswith("Go on: no contact counts yet")
    assert one.effect.estimate is None


def test_earlier_looks_are_the_same_whenever_one_reads(tmp_path):
    plan = drawn_plan(size=120)
    log = played(tmp_path / "trial", plan, ol.TrialTruth(gains=TWENTY), rng=2)
    days = [timedelta(day) for day in range(30, 180, 15)]
    seen = [
        ol.read_trial(log, tmp_path / "trial", as_of=START + day).contrasts[0].looks for day in days
    ]
    for before, after in pairwise(seen):
        assert [look.p_value for look in before] == [look.p_value for look in after[: len(before)]]
    assert len(seen[-1]) == 5


def test_bounds_are_those_of_the_true_fractions(tmp_path):
    plan = drawn_plan("offered_phone", "short_time", size=120)
    log = played(tmp_path / "trial", plan, ol.TrialTruth(gains=TWENTY), rng=4)
    for one in ol.read_trial(log, tmp_path / "trial").contrasts:
        shares = [look.fraction for look in one.looks]
        assert [look.p_needed for look in one.looks] == pytest.approx(nominal(shares, one.level))
        assert one.level in (0.05, 0.025)


def test_a_clear_effect_is_supported_and_its_opposite_contradicted(tmp_path):
    plan = drawn_plan(size=200)
    for gain, verdict, decision in ((0.4, "supported", "stop"), (-0.28, "contradicted", "stop")):
        truth = ol.TrialTruth(rate=0.3, gains={"offered_phone": gain}, **PERFECT)
        log = played(tmp_path / verdict / "trial", plan, truth, rng=5)
        (one,) = ol.read_trial(log, tmp_path / verdict / "trial").contrasts
        assert (one.judged.verdict, one.judged.decision) == (verdict, decision)
        assert one.judged.evidence == "randomised"
        assert one.p_adjusted <= 0.05


def test_little_hope_is_given_up(tmp_path):
    plan = drawn_plan(size=200)
    log = played(tmp_path / "trial", plan, ol.TrialTruth(rate=0.3, **PERFECT), rng=1, contacts=170)
    (one,) = ol.read_trial(log, tmp_path / "trial").contrasts
    assert one.judged.decision == "give up"
    assert one.conditional_power is not None


def test_a_verdict_of_lots_stands_in_advice_and_report(tmp_path):
    plan = drawn_plan(size=200)
    truth = ol.TrialTruth(gains={"offered_phone": 0.4}, **PERFECT)
    log = played(tmp_path / "trial", plan, truth, rng=5)
    trial = ol.read_trial(log, tmp_path / "trial")
    lines = {line["tactic"]: line for line in ol.advice(log, trial=trial).to_json()["advice"]}
    phone = lines["offered_phone"]
    assert (phone["evidence"], phone["verdict"]) == ("randomised", "supported")
    assert phone["trial"]["effect"]["estimate"] == trial.contrasts[0].effect.estimate
    assert phone["p_value"] == trial.contrasts[0].p_value
    assert lines["was_referred"]["evidence"] == "observed"
    assert "trial" not in lines["was_referred"]
    report = ol.build_report(log, trial=trial).to_json()
    assert "Lots were drawn for" in str(report)
    assert "Lots were drawn for" not in str(ol.build_report(log).to_json())


def test_seekers_are_read_together(tmp_path):
    plan = drawn_plan(size=240, seekers=[f"s{place}" for place in range(8)])
    log = played(tmp_path / "trial", plan, ol.TrialTruth(gains=TWENTY, unlike=0.1), rng=5)
    (one,) = ol.read_trial(log, tmp_path / "trial").contrasts
    assert one.pool is not None
    rows = ol.read_trial(log, tmp_path / "trial").table
    by_hand = rows.groupby(["seeker", "drawn"])["yes"].agg(["sum", "size"])
    for seeker in one.pool.seekers:
        assert seeker.first == tuple(by_hand.loc[(seeker.seeker, "yes")])
        (y, n), (x, m) = seeker.first, seeker.second
        p, q = (y + 0.5) / (n + 1), (x + 0.5) / (m + 1)
        assert seeker.variance == pytest.approx(p * (1 - p) / n + q * (1 - q) / m)
    assert one.pool.pooled.low < one.pool.pooled.mean < one.pool.pooled.high


def test_a_covariate_must_be_known_before_the_lots(small):
    folder, _, lots = small
    with pytest.raises(UnknownColumnError):
        ol.read_trial(log_by_hand(lots), folder, covariate="shoe_size", as_of=END)
    with pytest.raises(ValueError, match="known only after the answer"):
        ol.read_trial(log_by_hand(lots), folder, covariate="outcome", as_of=END)


def test_passed_over_lots_raise_an_alarm(tmp_path):
    plan = drawn_plan(size=60, looks=1)
    lots = lots_by_hand(plan, 60)
    folder = put(tmp_path / "trial", plan, lots)
    gone = {lot.contact: None for lot in lots if lot.arm == "no" and lot.number > 10}
    read = ol.read_trial(log_by_hand(lots, (1, 2), **gone), folder, as_of=END)
    assert read.contrasts[0].flow.alarm
    assert "lots may have been passed over" in repr(read)


def test_the_flow_names_its_sides_and_an_early_look_says_why_it_is_wide(tmp_path):
    plan = drawn_plan(size=40, looks=2)
    lots = lots_by_hand(plan, 26)
    with_it = sum(lot.arm == "yes" for lot in lots)
    yes = [lot.number for lot in lots if lot.arm == "yes"][:5]
    read = ol.read_trial(log_by_hand(lots, yes), put(tmp_path / "early", plan, lots), as_of=END)
    said = repr(read)
    assert len(read.contrasts[0].looks) == 1
    assert f"drawn for “offer a phone call”: handed out {with_it}, asked {with_it}, " in said
    assert f"drawn for its opposite: handed out {26 - with_it}, asked {26 - with_it}, " in said
    assert f"Go on: {read.contrasts[0].closed} contacts of 40 count (a contact counts once" in said
    assert "look 2 comes when 40 of 40 count" in said
    assert "an early look must be near certain, so its limits are wide" in said
    lots = lots_by_hand(plan, 40)
    read = ol.read_trial(log_by_hand(lots), put(tmp_path / "late", plan, lots), as_of=END)
    assert read.contrasts[0].looks[-1].fraction == 1
    assert "must be near certain" not in repr(read)


def test_what_was_never_done_is_said_and_gives_no_complier_effect(small):
    folder, _, lots = small
    same = {lot.contact: {"offered_phone": "no"} for lot in lots}
    read = ol.read_trial(log_by_hand(lots, (1, 2, 3), **same), folder, as_of=END)
    (one,) = read.contrasts
    assert one.effects.compliers.estimate is None
    assert "lots were drawn for “offer a phone call”, and nobody was asked that way" in repr(read)


def test_a_changed_plan_gets_figures_and_no_verdict(small):
    folder, _, lots = small
    (folder / "plan.toml").write_text(
        (folder / "plan.toml").read_text().replace("window_days = 21", "window_days = 22")
    )
    read = ol.read_trial(log_by_hand(lots, (1, 2, 3)), folder, as_of=END)
    (one,) = read.contrasts
    assert one.judged.decision == "no verdict"
    assert "the plan was changed" in one.judged.sentence
    assert one.judged.evidence == "observed"
    assert one.effect.estimate is not None
    assert not read.randomised


def test_lots_that_are_not_the_plans_get_no_verdict(tmp_path):
    plan = drawn_plan(size=12, looks=1)
    lots = lots_by_hand(plan, 12)
    other = {"yes": "no", "no": "yes"}
    swapped = [replace_arm(lot, other[lot.arm]) if lot.number == 3 else lot for lot in lots]
    folder = put(tmp_path / "trial", plan, swapped)
    (one,) = ol.read_trial(log_by_hand(swapped), folder, as_of=END).contrasts
    assert one.judged.decision == "no verdict"
    assert "is not the next one of the plan" in one.judged.sentence


def replace_arm(lot, arm):
    return lot._replace(arm=arm)


def test_who_was_asked_before_the_lot_is_left_out(small):
    folder, _, lots = small
    early = (START - timedelta(5)).isoformat()
    read = ol.read_trial(log_by_hand(lots, (1, 2), c2={"asked_on": early}), folder, as_of=END)
    assert "1 contact had been asked before their lot was drawn and is left out: c2" in read.notes
    assert sum(read.contrasts[0].flow.handed_out) == 11


def test_who_was_asked_outside_the_plan_is_counted(small):
    folder, _, lots = small
    strangers = [
        lots[0]._replace(number=20, contact="x"),
        lots[0]._replace(number=21, contact="y", day=START - timedelta(9)),
    ]
    read = ol.read_trial(log_by_hand([*lots, *strangers]), folder, as_of=END)
    assert any("1 contact asked since the plan without a lot has no part" in n for n in read.notes)
    assert "1 contact asked before the plan has no part in it" in read.notes


def test_another_window_than_the_plans_is_said_and_not_used(small):
    folder, _, lots = small
    log = log_by_hand(lots, (1, 2)).as_of(END, 7)
    read = ol.read_trial(log, folder)
    assert "the plan's window of 21 days holds, not another one" in read.notes
    assert read.ground["window_days"] == 21


def test_two_trials_of_the_same_contacts_are_said(small):
    folder, plan, lots = small
    put(folder.parent / "other", plan, lots[:4])
    read = ol.read_trial(log_by_hand(lots), folder, as_of=END)
    assert any("4 contacts have a lot of another trial too, in other" in n for n in read.notes)


def test_a_clock_that_went_back_is_said(tmp_path):
    plan = drawn_plan(size=12, looks=1)
    lots = lots_by_hand(plan, 12, day=5)
    lots[6] = lots[6]._replace(day=START + timedelta(1))
    folder = put(tmp_path / "trial", plan, lots)
    read = ol.read_trial(log_by_hand(lots), folder, as_of=END)
    assert any("a clock was wrong" in note for note in read.notes)


def test_a_tactic_nobody_was_eligible_for_goes_on(tmp_path):
    plan = drawn_plan("offered_phone", "referral", size=20)
    truth = ol.TrialTruth(gains=TWENTY, referred=0.0)
    log = played(tmp_path / "trial", plan, truth, rng=3)
    read = ol.read_trial(log, tmp_path / "trial")
    (one,) = [one for one in read.contrasts if one.tactic == "referral"]
    assert "nobody was eligible" in one.judged.sentence
    assert one.p_value == 1
    assert repr(read)
    assert read.to_json()


def test_a_log_of_somebody_else_is_said(small):
    folder, _, lots = small
    log = log_by_hand([lot._replace(seeker="Ana") for lot in lots])
    read = ol.read_trial(log, folder, as_of=END)
    assert any("the log has no request of me" in note for note in read.notes)
    assert read.contrasts[0].flow.asked == (0, 0)


def test_lots_of_a_later_day_are_not_read(small):
    folder, plan, lots = small
    lots = [lot._replace(day=START + timedelta(lot.number)) for lot in lots]
    put(folder, plan, lots)
    read = ol.read_trial(log_by_hand(lots), folder, as_of=START + timedelta(5))
    assert read.handed_out == 5
    assert any("7 lots drawn after" in note for note in read.notes)
    early = log_by_hand([lots[0]._replace(day=START)])
    with pytest.raises(NothingToComputeError, match="no lot had been handed out"):
        ol.read_trial(early, folder, as_of=START)


def test_a_folder_without_a_plan_is_refused(small):
    _, _, lots = small
    with pytest.raises(MissingFileError, match="there is no plan"):
        ol.read_trial(log_by_hand(lots), "nowhere", as_of=END)


def test_opting_out_is_counted_and_draws_nothing(tmp_path):
    plan = drawn_plan(size=60)
    log = played(tmp_path / "trial", plan, ol.TrialTruth(opted_out=0.3), rng=3)
    (one,) = ol.read_trial(log, tmp_path / "trial").contrasts
    assert one.flow.opted_out + sum(one.flow.handed_out) == 60
    assert one.flow.opted_out > 5


def test_the_plan_in_the_json_does_not_foretell_lots(small):
    folder, _, lots = small
    content = ol.read_trial(log_by_hand(lots), folder, as_of=END).to_json()
    assert "sequences" not in str(content)
    assert content["plan"]["size"] == 12


def test_the_effect_of_doing_is_larger_than_that_of_drawing(tmp_path):
    plan = drawn_plan(size=2000)
    truth = replace(ol.TrialTruth(gains=TWENTY), complies=0.8)
    log = played(tmp_path / "trial", plan, truth, rng=7)
    (one,) = ol.read_trial(log, tmp_path / "trial").contrasts
    assert one.effects.compliers.low <= 0.2 <= one.effects.compliers.high
    assert one.effects.compliers.estimate > one.effect.estimate


def test_a_contact_is_found_by_the_number_of_its_lot(small):
    """Under another name, or a pseudonym, the column `trial` tells who it is."""
    folder, _, lots = small
    numbered = {lot.contact: {"trial": str(lot.number)} for lot in lots}
    numbered["c1"] |= {"contact": "somebody"}
    read = ol.read_trial(log_by_hand(lots, (1,), **numbered), folder, as_of=END)
    assert read.table.set_index("number")["yes"][1]
    assert sum(read.contrasts[0].flow.asked) == 12
    numbered["c2"] = {"trial": "7"}
    read = ol.read_trial(log_by_hand(lots, (1,), **numbered), folder, as_of=END)
    assert any("1 request has the number of another contact's lot" in n for n in read.notes)


def test_one_seeker_of_a_pool_is_read_alone(tmp_path):
    plan = drawn_plan(size=80, seekers=["Ana", "Bo"])
    log = played(tmp_path / "trial", plan, rng=1)
    both = ol.read_trial(log, tmp_path / "trial")
    one = ol.read_trial(log.log.of_seeker("Ana").as_of(END), tmp_path / "trial")
    assert set(one.table["seeker"]) == {"Ana"}
    assert one.handed_out < both.handed_out
    assert any("of seekers who were left out" in note for note in one.notes)


def test_an_adaptive_lot_that_the_seed_does_not_give_takes_the_verdict(tmp_path, monkeypatch):
    monkeypatch.setattr("outreachlab.trials.replay.REPLAYS", 49)
    plan = drawn_plan(size=20, adaptive=True)
    drawn = ol.simulate_trial(plan, rng=2)
    last = next(lot for lot in reversed(drawn.lots) if not lot.opted_out)
    swapped = last._replace(
        arm="no" if last.arm == "yes" else "yes", probability=1 - last.probability
    )
    changed = [swapped if lot is last else lot for lot in drawn.lots]
    for lots, decision in ((drawn.lots, "over"), (changed, "no verdict")):
        folder = put(tmp_path / decision / "trial", plan, lots)
        (one,) = ol.read_trial(ol.read_log(drawn.log), folder, as_of=drawn.last_day).contrasts
        assert one.judged.decision == decision


def test_a_block_that_is_not_handed_out_does_not_count_however_old(tmp_path):
    plan = drawn_plan(size=40, looks=1)
    (blocks,) = plan.sequences.values()
    first = len(blocks[0])
    lots = lots_by_hand(plan, first + 2)
    folder = put(tmp_path / "trial", plan, lots)
    (one,) = ol.read_trial(log_by_hand(lots, (1,)), folder, as_of=END).contrasts
    assert one.closed == first


def test_a_rejection_passes_its_share_of_the_level_on():
    """By hand: p .001 and .04 at one look; .04 is beyond .025 and within .05."""
    plan = drawn_plan("offered_phone", "short_time", size=40, looks=1)
    found = levels_of(plan, [at_the_end(0.001), at_the_end(0.04)])
    assert found.p_adjusted == pytest.approx((0.002, 0.04), rel=1e-4)
    assert found.level == (0.05, 0.05)
    found = levels_of(plan, [at_the_end(0.03), at_the_end(0.04)])
    assert found.level == (0.025, 0.025)


def at_the_end(p):
    """A contrast with one look, of which only its p is asked."""
    return SimpleNamespace(looks=(Look(40, 1.0, p, ()),))


def test_a_block_never_filled_changes_no_look_that_was_taken(tmp_path):
    """Two of the first block near, long over when the look was taken, enter at the very end."""
    plan = drawn_plan(size=24, looks=2, strata=("near", "far"))
    lots = [*lots_by_hand(plan, 2, "near"), *lots_by_hand(plan, 16, "far", day=1, start=3)]
    later = lots_by_hand(plan, 22, "far", day=90, start=3)[16:]
    folder = put(tmp_path / "trial", plan, [*lots, *later])
    log = log_by_hand([*lots, *later], (1, 3, 4, 9))
    before, after = (
        ol.read_trial(log, folder, as_of=START + timedelta(day)).contrasts[0].looks
        for day in (60, 199)
    )
    assert (len(before), len(after)) == (1, 2)
    assert before[0].requests == after[0].requests
    assert before[0].p_value == after[0].p_value


def test_advice_shows_the_trials_own_counts_and_level(tmp_path):
    """By hand from the trial: what the last look counts, at the level that this look needs."""
    plan = drawn_plan(size=200)
    truth = ol.TrialTruth(gains={"offered_phone": 0.4}, **PERFECT)
    log = played(tmp_path / "trial", plan, truth, rng=5, contacts=90)
    trial = ol.read_trial(log, tmp_path / "trial")
    (one,) = trial.contrasts
    look = one.looks[-1]
    rows = trial.table.head(look.requests)
    assert one.judged.decision == "stop"
    told = ol.advice(log, trial=trial)
    found = next(x for x in told.to_json()["advice"] if x["tactic"] == "offered_phone")["trial"]
    by_hand = rows.groupby("drawn")["yes"].agg(["size", "sum"])
    assert [(side["counted"], side["succeeded"]) for side in found["levels"]] == [
        tuple(by_hand.loc[arm]) for arm in ("yes", "no")
    ]
    assert found["confidence"] == pytest.approx(1 - look.p_needed)
    assert found["confidence"] > 0.95
    row = told.table.set_index("tactic").loc["offered_phone"]
    assert row["evidence"] == "randomised"
    assert row["confidence"] == found["confidence"]
    assert [row["counted_a"], row["succeeded_a"]] == list(by_hand.loc["yes"])
    assert row["low"] == one.effect.low
    assert np.isnan(row["adjusted"])
    assert (told.table.query("evidence == 'observed'")["confidence"] == 0.95).all()
    level = level_in_words(found["confidence"])
    assert f"the trial's: offer a phone call ({level} limits)" in repr(told)
    assert f"all tactics of the trial, {level} for offer a phone call" in repr(trial)
    drawn = {text.get_text() for text in told.plot().findobj(Text)}
    assert f"offer a phone call, by lot: {level}" in drawn
    assert of(by_hand.loc["yes", "sum"], by_hand.loc["yes", "size"]) in repr(told)
    page = str(ol.build_report(log, trial=trial).to_json())
    assert f"({level} interval" in page
    assert "Of all requests, however chosen, it was" in page
    assert "of the contacts drawn for it" in page


@pytest.mark.parametrize(
    ("confidence", "said"),
    [(0.95, "95%"), (0.98288, "98.3%"), (0.99941, "99.94%"), (1 - 1e-6, "over 99.99%")],
)
def test_no_level_is_all(confidence, said):
    assert level_in_words(confidence) == said


def test_advice_says_why_a_trial_tells_nothing(small):
    folder, _, lots = small
    log = log_by_hand(lots, (1, 2, 3))
    early = ol.read_trial(log, folder, as_of=START)
    told = ol.advice(log.as_of(START), trial=early)
    assert "observed, since the trial tells nothing of it yet: no look has been" in repr(told)
    (folder / "plan.toml").write_text(
        (folder / "plan.toml").read_text().replace("window_days = 21", "window_days = 22")
    )
    broken = ol.read_trial(log, folder, as_of=END)
    assert "no verdict: the plan was changed" in repr(ol.advice(log.as_of(END), trial=broken))


def test_what_is_drawn_for_is_said_in_the_words_of_the_protocol(small):
    folder, plan, lots = small
    said = repr(ol.read_trial(log_by_hand(lots, (1, 2)), folder, as_of=END))
    assert "offer a phone call / don't mention a phone call" in said
    assert "yes / no" not in said
    told = protocol_text(plan)
    assert "“offer a phone call” (offer a phone call or don't mention a phone call)" in told
    assert "yes against no" not in told


def test_the_p_of_all_looks_and_that_of_one_are_each_called_what_they_are(tmp_path):
    plan = drawn_plan(size=40, looks=2)
    lots = lots_by_hand(plan, 40)
    folder = put(tmp_path / "two", plan, lots)
    read = ol.read_trial(log_by_hand(lots, (1, 2, 3)), folder, as_of=END)
    (one,) = read.contrasts
    said = repr(read)
    assert "p, all looks" in said.splitlines()[1]
    assert f"p = {one.looks[-1].p_value:.3f} at look 2 alone" in one.judged.sentence
    assert "a p in a sentence is that of the one look named" in said
