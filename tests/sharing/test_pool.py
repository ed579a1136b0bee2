"""Pools: the same as the joined log where nothing is withheld, and what two of three learn."""

import json

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.choose import choose
from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.rates import acceptance_rates
from outreachlab.chains.growth import chain_growth
from outreachlab.errors import MissingFileError, UsageError
from outreachlab.intake.read import read_log
from outreachlab.report.pooled import pooled_report
from outreachlab.report.render import rendered
from outreachlab.sharing import sums
from outreachlab.sharing.pool import pool
from outreachlab.sharing.pooled_tables import answered_within
from outreachlab.sharing.tally import tally
from tests.sharing.worlds import frame_of, log_of

EXACT = 1e-9  # the same rows, summed in another order


def sites(count, requests=1200, seekers=6):
    """Logs in which all that a tally tells is recorded in full, so that nothing is folded."""
    frames = []
    for at in range(count):
        frame = frame_of(requests, seekers, 100 + at)
        frame["seeker"] = f"site {at} " + frame["seeker"].astype(str)
        for name in ("said_informational", "explained_why", "offered_phone"):
            frame[name] = frame[name].replace("", "no")
        frames.append(frame)
    return frames


@pytest.fixture(scope="module")
def frames():
    return sites(3)


@pytest.fixture(scope="module")
def day(frames):
    return max(pd.to_datetime(one["asked_on"]).max() for one in frames).date()


@pytest.fixture(scope="module")
def tallies(frames, day):
    return [tally(read_log(one), as_of=day).sums for one in frames]


@pytest.fixture(scope="module")
def found(tallies):
    return pool(tallies)


@pytest.fixture(scope="module")
def joined(frames, day):
    return read_log(pd.concat(frames, ignore_index=True)).as_of(day)


def test_rates_are_those_of_the_joined_log(found, joined):
    assert joined.facts()["totals"]["counted"] == found.requests
    for tactic in ("meeting_format", "short_time", "referral", "convenient_venue", "channel"):
        rates = acceptance_rates(joined, tactic).table.set_index("level")
        mine = found.rates[found.rates["tactic"] == tactic].set_index("level")
        for level in rates.index[rates["counted"] > 0]:
            told = mine.loc[level, ["counted", "accepted"]].tolist()
            assert told == rates.loc[level, ["counted", "accepted"]].tolist(), (tactic, level)


def test_growth_is_that_of_the_joined_log(found, joined):
    whole = chain_growth(joined)
    assert found.growth == whole.counts
    assert found.reproduction.estimate == pytest.approx(whole.reproduction.estimate, abs=EXACT)


def test_waiting_is_that_of_the_joined_log(found, joined):
    outcomes = joined.outcomes
    counted = outcomes.counted
    answered = np.isin(outcomes.outcome, (0, 1)) & counted
    days = (outcomes.responded - outcomes.asked)[answered]
    for within in (3, 7, 21):
        share = (days <= within).sum() / counted.sum()
        assert answered_within(found.waits, within) == pytest.approx(share, abs=EXACT)


def test_the_pattern_model_is_the_fit_to_the_joined_log(found, joined):
    assert found.model.terms
    assert found.model.rows == found.requests
    fit = adjusted_effects(joined, terms=found.model.terms, covariance="model")
    table = fit.table
    yes = table[table["term"] != "intercept"]
    for one in found.model.coefficients[1:]:
        mine = yes[yes["term"] == one["term"]].iloc[0]
        sign = 1 if mine["level"] == "yes" else -1
        assert one["estimate"] == pytest.approx(sign * mine["estimate"], rel=1e-6)


def test_two_of_three_learn_the_tally_of_the_third_and_nothing_else(tallies, found):
    # what is left of the pool without two of its tallies is the third, cell by cell
    mine = {(name, row[0]): row[1] for name, rows in rates_of(tallies[2]) for row in rows}
    left = found.rates.set_index(["tactic", "level"])["counted"].to_dict()
    for one in tallies[:2]:
        for name, rows in rates_of(one):
            for row in rows:
                left[name, row[0]] -= row[1]
    assert {key: count for key, count in left.items() if count} == mine
    assert min(mine.values()) >= 5


def rates_of(one):
    return one["batches"][0]["rates"].items()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_fewer_than_three_sites_are_refused(tallies, count):
    with pytest.raises(UsageError, match="cannot be pooled" if count else "no tally here"):
        pool(tallies[:count])


def test_one_site_twice_is_refused(tallies, tmp_path):
    for at, one in enumerate([*tallies, tallies[1]]):
        (tmp_path / f"{at}.json").write_bytes(sums.sums_text(one))
    with pytest.raises(UsageError, match=r"1\.json and .*3\.json are of one site"):
        pool([tmp_path])


def test_one_log_under_two_names_is_refused(tallies):
    kept = {name: tallies[0][name] for name in ("batches", "trials", "window_days")}
    again = sums.sums_of({"site": "5" * len(tallies[0]["site"]), **kept})
    with pytest.raises(UsageError, match="hold the same sums"):
        pool([*tallies, again])


def test_windows_that_differ_are_refused(tallies):
    other = tally(log_of(300, 2), window_days=14).sums
    with pytest.raises(UsageError, match="windows of 14 and 21 days"):
        pool([*tallies, other])


@pytest.mark.parametrize("name", ["tally", "vocabulary"])
def test_other_versions_and_words_are_refused(tallies, name):
    bare = {key: value for key, value in tallies[0].items() if key != "sha256"}
    other = sums._sealed({**bare, name: 99 if name == "tally" else "another"})
    with pytest.raises(UsageError, match="another version"):
        pool([*tallies[1:], other])


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(MissingFileError, match="no such tally"):
        pool([tmp_path / "a.json"])


def test_what_stays_at_home_is_no_tally_of_a_folder(tallies, tmp_path):
    for at, one in enumerate(tallies):
        (tmp_path / f"{at}.json").write_bytes(sums.sums_text(one))
    state = tally(log_of(300, 2)).state
    (tmp_path / "0.state.json").write_bytes(sums.sums_text(state))
    assert pool(tmp_path).sites == 3


def test_the_answer_is_plain_json_and_a_report_in_every_format(found):
    text = json.dumps(found.to_json(), allow_nan=False)
    assert '"tactic": "meeting_format"' in text
    report = pooled_report(found)
    for name in ("x.html", "x.md", "x.json"):
        assert rendered(report, name)
    assert len(report.pictures) == 1 + sum(one.plot is not None for one in found.advice)


def test_every_effect_has_a_plot(found):
    for one in (*found.advice, *found.summary):
        if one.plot is not None:
            assert one.plot.plot().axes


def test_a_pool_stands_behind_the_choices_of_a_log(found):
    log = log_of(60, 1, 9)
    alone, behind = choose(log), choose(log, pool=found)
    assert "3 sites" in behind.behind
    coffee = [
        next(one for one in answer.choices if one.advice.tactic == "meeting_format")
        for answer in (alone, behind)
    ]
    assert coffee[1].chance > coffee[0].chance


def test_the_prior_is_squared_error_and_the_spread_of_sites(found):
    before, known = (0.2, 0.5), found.beforehand
    for name, (mean, error, spread) in known.found.items():
        weight = 0.5**-2, error**-2
        both = (0.2 * weight[0] + mean * weight[1]) / sum(weight)
        wide = (1 / sum(weight) + max(spread, 0.1) ** 2) ** 0.5
        assert known.of_one_more(before)[name] == pytest.approx((both, wide))


def test_a_pool_that_tells_nothing_leaves_the_published_prior():
    small = [tally(log_of(40, 1, seed)).sums for seed in range(3)]
    found = pool(small)
    log = log_of(60, 1, 9)
    if not found.beforehand.found:
        assert choose(log, pool=found).table.equals(choose(log).table)
    assert json.dumps(found.to_json(), allow_nan=False)
