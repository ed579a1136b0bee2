"""What is planted in a simulated log is found in it again."""

from dataclasses import replace

import numpy as np
import pytest

from outreachlab.errors import UnknownColumnError, UnknownLevelError
from outreachlab.log.vocabulary import ADVICE, levels_of
from outreachlab.simulate import Truth, draw_log, true_average_effect, true_rate, typed_frame

# Monte-Carlo error: a right estimate strays beyond 4.5 of its standard errors once in 150,000.
STRAYS = 4.5
# No reminders and no seekers of their own: acceptance is then logistic in the tactics alone.
PLAIN = Truth(seeker_sd=0, follow_up=0, blanks={})
SETTLED = {"quiet_days": 400}  # long enough for every answer to be in


@pytest.fixture(scope="module")
def plain():
    return draw_log(60_000, seekers=600, truth=PLAIN, rng=11, **SETTLED)


def delivered(drawn):
    """Rows that were delivered, and their acceptance as 0 or 1."""
    outcome = typed_frame(drawn)["outcome"].to_numpy()
    return outcome != "undelivered", (outcome == "accepted").astype(float)


def close(found: float, planted: float, error: float) -> bool:
    return abs(found - planted) < STRAYS * error


def test_a_logit_finds_the_planted_log_odds(plain):
    from statsmodels.api import Logit, add_constant

    rows, accepted = delivered(plain)
    rows &= np.arange(len(rows)) < 25_000  # enough for the errors to be small beside the effects
    columns, planted = [], [PLAIN.intercept]
    for tactic, effects in PLAIN.effects.items():
        levels = levels_of(tactic)
        baseline = "no" if "yes" in levels else next(x for x in levels if x not in effects)
        for level in levels:
            used = plain.used[tactic] == levels.index(level)
            # not_applicable is a call, which meeting_format says already
            if level not in (baseline, "not_applicable") and used.any():
                columns.append(used)
                planted.append(effects.get(level, 0.0))
    design = add_constant(np.column_stack(columns).astype(float))
    fit = Logit(accepted[rows], design[rows]).fit(disp=0)
    assert np.all(np.abs(fit.params - planted) < STRAYS * fit.bse)


@pytest.mark.parametrize("advice", [a for a in ADVICE if a.contrast], ids=lambda a: a.tactic)
def test_shares_agree_with_the_planted_rates(plain, advice):
    """The share of successes is that of the mean probabilities, level by level."""
    frame = typed_frame(plain)
    rows, success = delivered(plain)
    if advice.among == "accepted requests":
        rows, success = success == 1, frame["met_on"].notna().to_numpy()
    if advice.among == "meetings held":
        rows = frame["met_on"].notna().to_numpy()
        success = (frame["referrals_given"].fillna(0) > 0).to_numpy()
    for level in advice.contrast:
        here = rows & (plain.used[advice.tactic] == levels_of(advice.tactic).index(level))
        rate = true_rate(plain, advice.tactic, level)
        assert close(success[here].mean(), rate, np.sqrt(rate * (1 - rate) / here.sum())), level


def test_without_confounding_the_average_effect_is_the_raw_difference():
    truth = replace(PLAIN, care_sd=0, habit_sd=0)
    drawn = draw_log(200_000, seekers=2000, truth=truth, rng=12)
    for tactic in ("said_informational", "explained_why", "short_time", "offered_phone"):
        raw = true_rate(drawn, tactic, "yes") - true_rate(drawn, tactic, "no")
        error = 2 * drawn.probability.std() / np.sqrt(len(drawn))
        assert close(true_average_effect(drawn, tactic, ("yes", "no")), raw, error), tactic


def test_the_average_effect_of_a_single_tactic_is_the_difference_of_two_probabilities():
    truth = replace(PLAIN, intercept=-1.0, effects={"short_time": {"yes": 0.6}})
    drawn = draw_log(200, truth=truth)
    planted = 1 / (1 + np.exp(0.4)) - 1 / (1 + np.exp(1.0))
    assert true_average_effect(drawn, "short_time", ("yes", "no")) == pytest.approx(planted)
    assert true_average_effect(drawn, "short_time", ("no", "yes")) == pytest.approx(-planted)
    assert true_average_effect(drawn, "explained_why", ("yes", "no")) == 0


def test_having_a_referral_is_worth_a_mixture_of_naming_and_not_naming():
    drawn = draw_log(3000, seekers=10, rng=5)
    referral = drawn.used["referral"]
    named = (referral == 0).sum() / (referral < 2).sum()
    parts = [
        true_average_effect(drawn, "referral", (level, "none")) for level in ("named", "not_named")
    ]
    mixture = named * parts[0] + (1 - named) * parts[1]
    found = true_average_effect(drawn, "was_referred", ("yes", "no"))
    assert found == pytest.approx(mixture)


def test_nothing_works_in_a_log_of_the_null_truth():
    drawn = draw_log(60_000, seekers=600, truth=PLAIN.null(0.3), rng=13, **SETTLED)
    rows, accepted = delivered(drawn)
    for tactic in Truth().effects:
        used = drawn.used[tactic]
        for code in np.unique(used[rows]):
            here = accepted[rows & (used == code)]
            assert close(here.mean(), 0.3, np.sqrt(0.21 / len(here))), tactic


@pytest.mark.parametrize("truth", [Truth(), Truth(seeker_sd=1.0, chain_sd=1.0)])
def test_the_null_truth_has_no_effect_however_much_seekers_and_chains_differ(truth):
    drawn = draw_log(5000, seekers=300, truth=truth.null(), rng=21)
    for advice in ADVICE:
        if advice.contrast:
            effect = true_average_effect(drawn, advice.tactic, advice.contrast)
            assert effect == pytest.approx(0, abs=1e-12), advice.tactic


def test_who_gets_more_yeses_has_more_referrals_too():
    """Where seekers or chains differ, a raw comparison by referral misleads though none works."""
    drawn = draw_log(60_000, seekers=600, truth=Truth(seeker_sd=1.0, chain_sd=1.0).null(), rng=22)
    gap = true_rate(drawn, "was_referred", "yes") - true_rate(drawn, "was_referred", "no")
    assert gap > 0.1
    alone = draw_log(60_000, truth=Truth().null(), days=40_000, rng=22)
    gap = true_rate(alone, "was_referred", "yes") - true_rate(alone, "was_referred", "no")
    assert gap == pytest.approx(0)


def test_names_given_follow_the_planted_negative_binomial():
    truth = replace(PLAIN, names_effects={}, names_mean=1.2, names_size=0.5)
    drawn = draw_log(40_000, seekers=200, truth=truth, rng=14, **SETTLED)
    names = drawn.numbers["referrals_given"]
    names = names[names >= 0]
    variance = 1.2 + 1.2**2 / 0.5
    assert close(names.mean(), 1.2, np.sqrt(variance / len(names)))
    none = (1 + 1.2 / 0.5) ** -0.5
    assert close((names == 0).mean(), none, np.sqrt(none * (1 - none) / len(names)))


def test_a_name_given_is_asked_as_often_as_planted():
    truth = replace(PLAIN, asked_again=0, passed_on=0, name_asked=0.6)
    drawn = draw_log(60_000, seekers=600, truth=truth, rng=15)
    early = drawn.days["met_on"] < drawn.end - 120  # leaves time to ask
    names = drawn.numbers["referrals_given"][early].clip(0).sum()
    children = np.bincount(drawn.parent[drawn.parent >= 0], minlength=len(drawn))[early].sum()
    assert close(children / names, 0.6, np.sqrt(0.24 / names) + 0.002)  # some are asked later


def test_a_person_is_seldom_asked_before_the_meeting_that_named_them():
    drawn = draw_log(60_000, seekers=600, truth=replace(PLAIN, asked_early=0.1), rng=23)
    child = np.flatnonzero(drawn.parent >= 0)
    met = drawn.days["met_on"][drawn.parent[child]]
    child, met = child[met <= drawn.end - 120], met[met <= drawn.end - 120]  # time enough to ask
    early = drawn.days["asked_on"][child] < met
    assert close(early.mean(), 0.1, 0.3 / np.sqrt(len(child)) + 0.002)


def test_answers_come_as_they_were_planted():
    frame = typed_frame(draw_log(60_000, seekers=600, truth=PLAIN, rng=16, **SETTLED))
    outcome, days = frame["outcome"], (frame["responded_on"] - frame["asked_on"]).dt.days
    assert close((outcome == "undelivered").mean(), PLAIN.undelivered, np.sqrt(0.04 / 60_000))
    refused = outcome.isin(["declined", "no_reply", "pending"])
    share = (outcome[refused] == "declined").mean()
    assert close(share, PLAIN.declines, 0.5 / np.sqrt(refused.sum()))
    for word, (median, _) in (("accepted", PLAIN.accept_days), ("declined", PLAIN.decline_days)):
        waited = days[outcome == word]
        assert close((waited < median).mean(), 0.5, 0.5 / np.sqrt(len(waited)))


def test_only_the_silent_are_reminded_and_a_reminder_brings_yeses():
    truth = replace(PLAIN, follow_up=1.0)
    drawn = draw_log(60_000, seekers=600, truth=truth, rng=17, **SETTLED)
    frame = typed_frame(drawn)
    reminded, answered = frame["followed_up_on"], frame["responded_on"]
    assert not (reminded > answered).any()
    wait = (reminded - frame["asked_on"]).dt.days.dropna()
    assert (wait.min(), wait.max()) == truth.follow_up_days
    rows, accepted = delivered(drawn)
    silent = rows & ~(answered - frame["asked_on"] < np.timedelta64(8, "D")).to_numpy()
    yes = [accepted[silent & (reminded.notna().to_numpy() == asked)].mean() for asked in (1, 0)]
    assert yes[0] > 2 * yes[1]
    assert close(accepted[rows].mean(), drawn.probability[rows].mean(), 0.5 / np.sqrt(rows.sum()))


def test_seekers_and_chains_differ_as_much_as_planted():
    truth = Truth().null(0.5)
    wide = draw_log(40_000, seekers=2000, truth=replace(truth, seeker_sd=0.8), rng=18)
    own = wide.log_odds[np.unique(wide.seeker, return_index=True)[1]]
    assert close(own.std(), 0.8, 0.8 / np.sqrt(2 * len(own)))
    chained = draw_log(40_000, seekers=400, truth=replace(truth, seeker_sd=0, chain_sd=0.7), rng=19)
    child = np.flatnonzero(chained.parent >= 0)
    np.testing.assert_array_equal(chained.log_odds[child], chained.log_odds[chained.parent[child]])
    roots = chained.log_odds[chained.parent < 0]
    assert roots.std() == pytest.approx(0.7, rel=0.05)  # second requests count twice
    assert np.ptp(draw_log(500, truth=replace(truth, seeker_sd=5.0)).log_odds) == 0


def test_people_named_work_in_the_same_industry_as_often_as_planted():
    drawn = draw_log(60_000, seekers=600, truth=replace(PLAIN, same_industry=0.4), rng=20)
    child = np.flatnonzero(drawn.parent >= 0)
    industry = drawn.codes["industry"]
    share = (industry[child] == industry[drawn.parent[child]]).mean()
    assert close(share, 0.4 + 0.6 / 9, 0.5 / np.sqrt(len(child)))


def test_the_tactic_of_a_planted_rate_must_be_known():
    drawn = draw_log(20, rng=1)
    with pytest.raises(UnknownColumnError):
        true_rate(drawn, "shoe_size", "yes")
    with pytest.raises(UnknownLevelError):
        true_average_effect(drawn, "short_time", ("yes", "perhaps"))


def test_effects_differ_between_seekers_by_what_is_planted():
    truth = replace(Truth().null(), seeker_sd=0.0, effect_sd=0.5)
    drawn = draw_log(200_000, seekers=2000, truth=truth, rng=23)
    said = drawn.used["explained_why"]
    sums = [
        np.bincount(drawn.seeker[said == code], drawn.log_odds[said == code], 2000)
        / np.maximum(np.bincount(drawn.seeker[said == code], minlength=2000), 1)
        for code in (0, 1)
    ]
    both = np.bincount(drawn.seeker, minlength=2000) >= 60
    assert np.std((sums[0] - sums[1])[both]) == pytest.approx(0.5, abs=0.05)
    assert np.mean((sums[0] - sums[1])[both]) == pytest.approx(0.0, abs=0.05)
    alone = draw_log(500, truth=truth, rng=23)
    assert np.ptp(alone.log_odds) == 0
