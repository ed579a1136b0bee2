"""Adjusted effects of whole logs: against R, against statsmodels, and by their own rules."""

import json
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

import outreachlab as ol
from outreachlab.answers.effects import adjusted_effects
from outreachlab.errors import (
    NothingToComputeError,
    UnknownColumnError,
    UnknownLevelError,
    UsageError,
)
from tests.logs import log_of

POOL = Path(__file__).parents[2] / "data" / "coaching_pool.csv"
COEFFICIENT = 1e-9  # as the reference states it
STD_ERROR = 1e-8
PROFILE = 1e-6
JUDGE = 1e-8  # statsmodels stops its own steps there
FIGURES = {"estimate", "std_error", "low", "high", "p_value", "p_adjusted"}
AUDIT = {
    "columns": {"outcome": "received_callback"},
    "values": {"outcome": {"1": "accepted", "0": "no_reply"}},
    "constants": {"contact": "someone", "asked_on": date(2004, 1, 1)},
    "tactics": {
        "race": "category",
        "gender": "category",
        "years_experience": "number",
        "honors": "yes_no",
        "job_city": "category",
    },
}
TERMS = ["race", "gender", "years_experience", "honors", "job_city"]


def people(count: int, seed: int = 1, **columns: list[str]) -> list[dict[str, str | None]]:
    """Requests whose columns and outcomes are drawn at random."""
    rng = np.random.default_rng(seed)
    return [
        {
            "outcome": str(rng.choice(["accepted", "declined"])),
            **{name: str(rng.choice(levels)) for name, levels in columns.items()},
        }
        for _ in range(count)
    ]


@cache
def simulated(count: int, **options):
    return ol.read_log(ol.simulate_log(count, **options))


def frame_of(log, *names: str) -> pd.DataFrame:
    """The counted requests of a log that record all of these columns, for statsmodels."""
    from outreachlab.log.outcomes import decide

    found = decide(log)
    frame = log.frame.iloc[found.rows[found.counted]][list(names)].astype("object")
    frame["yes"] = found.accepted[found.counted].astype(float)
    return frame.dropna().reset_index(drop=True)


def level(answer, term: str, name: str | None = None, of: str = "coefficients") -> dict:
    rows = answer.to_json()[of]
    return next(row for row in rows if (row["term"], row["level"]) == (term, name))


@pytest.fixture(scope="module")
def audit(reference):
    log = ol.read_log(reference / "resume_audit" / "data.csv", map=AUDIT)
    results = json.loads((reference / "resume_audit" / "reference.json").read_text())["logit"]
    answer = adjusted_effects(
        log,
        terms=TERMS,
        cluster="job_ad_id",
        covariance="CR1S",
        baselines={"race": "black", "gender": "f", "honors": "no", "job_city": "Boston"},
    )
    return answer, results


def test_audit_has_the_coefficients_and_errors_of_r(audit):
    answer, results = audit
    assert (answer.requests, answer.left_out, answer.clusters) == (4870, 0, 1323)
    np.testing.assert_allclose(
        answer.table["estimate"], list(results["coef"].values()), atol=COEFFICIENT
    )
    wanted = pd.DataFrame(results["CR1S_G_over_Gm1_times_nm1_over_nmk"])
    np.testing.assert_allclose(answer.table["std_error"], wanted["se"], atol=STD_ERROR)
    np.testing.assert_allclose(answer.table["low"], wanted["lower"], atol=STD_ERROR)
    np.testing.assert_allclose(answer.table["high"], wanted["upper"], atol=STD_ERROR)
    np.testing.assert_allclose(answer.table["p_value"], wanted["p"], rtol=1e-5)


def test_audit_has_the_average_effects_of_r(audit):
    answer, results = audit
    wanted = results["average_marginal_effects"]
    widen = np.sqrt(4869 / 4864)  # the stored error is CR1, ours CR1S
    for term, name, key in [
        ("race", "white", "race=white"),
        ("gender", "m", "gender=m"),
        ("years_experience", None, "years_experience"),
        ("honors", "yes", "honors=1"),
        ("job_city", "Chicago", "job_city=Chicago"),
    ]:
        found = level(answer, term, name, "average_effects")
        assert found["estimate"] == pytest.approx(wanted[key]["ame"], abs=COEFFICIENT)
        error = wanted[key]["se_delta_CR1"] * widen
        assert found["std_error"] == pytest.approx(error, abs=STD_ERROR)


def test_endometrial_goes_to_firth_because_it_is_separated(reference):
    log = ol.read_log(
        reference / "endometrial" / "data.csv",
        map={
            "columns": {"outcome": "HG"},
            "values": {"outcome": {"1": "accepted", "0": "declined"}},
            "constants": {"contact": "someone", "asked_on": "2000-01-01"},
            "tactics": {"NV": "yes_no", "PI": "number", "EH": "number"},
        },
    )
    answer = adjusted_effects(log, terms=["NV", "PI", "EH"])
    path = reference / "endometrial" / "reference.json"
    wanted = pd.DataFrame(json.loads(path.read_text())["firth"]["terms"])
    assert (answer.model, answer.covariance) == ("firth", "firth")
    assert any("NV: yes would tell" in note for note in answer.notes)
    found = answer.table
    np.testing.assert_allclose(found["estimate"], wanted["coef"], atol=COEFFICIENT)
    np.testing.assert_allclose(found["low"], wanted["profile_lower"], atol=PROFILE)
    np.testing.assert_allclose(found["high"], wanted["profile_upper"], atol=PROFILE)
    np.testing.assert_allclose(found["p_value"], wanted["plr_p"], rtol=PROFILE)


def test_interaction_agrees_with_statsmodels():
    import statsmodels.formula.api as smf

    log = simulated(900, seekers=25)
    terms = ["offered_phone", "relationship", "minutes_asked"]
    answer = adjusted_effects(
        log,
        terms=terms,
        interactions=[("offered_phone", "relationship"), ("minutes_asked", "offered_phone")],
        baselines={"relationship": "stranger"},
        cluster="seeker",
        covariance="CR1S",
    )
    frame = frame_of(log, *terms, "seeker")
    frame["minutes_asked"] = frame["minutes_asked"].astype(float)
    kinds = "C(relationship, Treatment('stranger'))"
    judge = smf.logit(
        f"yes ~ offered_phone + {kinds} + minutes_asked"
        f" + offered_phone:{kinds} + minutes_asked:offered_phone",
        frame,
    ).fit(disp=False, cov_type="cluster", cov_kwds={"groups": frame["seeker"].factorize()[0]})
    assert len(judge.params) == len(answer.table)
    ours = answer.table.sort_values("estimate")
    theirs = judge.params.sort_values()
    np.testing.assert_allclose(ours["estimate"], theirs, atol=JUDGE)
    np.testing.assert_allclose(ours["std_error"], judge.bse[theirs.index], atol=JUDGE)
    assert level(answer, "offered_phone:relationship", "yes:weak_tie")


@pytest.mark.filterwarnings("ignore:Dropped")  # statsmodels tells of seekers with one outcome
def test_fixed_effects_agree_with_the_conditional_logit_of_statsmodels():
    from statsmodels.discrete.conditional_models import ConditionalLogit

    log = simulated(400, seekers=20)
    answer = adjusted_effects(log, terms=["explained_why", "short_time"], fixed_effects="seeker")
    frame = frame_of(log, "explained_why", "seeker")
    minutes = log.frame["minutes_asked"].astype("float").to_numpy()
    from outreachlab.log.outcomes import decide

    found = decide(log)
    rows = found.rows[found.counted]
    known = log.frame["explained_why"].notna().to_numpy()[rows]
    short = (minutes[rows] <= 30)[known].astype(float)
    matrix = np.column_stack([frame["explained_why"] == "yes", short]).astype(float)
    groups = frame["seeker"].factorize()[0]
    judge = ConditionalLogit(frame["yes"].to_numpy(), matrix, groups=groups).fit(
        disp=False, method="newton", tol=1e-12
    )
    assert answer.model == "conditional logit"
    assert answer.average_effects.empty
    np.testing.assert_allclose(answer.table["estimate"], judge.params, atol=JUDGE)
    np.testing.assert_allclose(answer.table["std_error"], judge.bse, rtol=1e-5)


def test_json_has_the_keys_of_the_design():
    found = adjusted_effects(simulated(300)).to_json()
    assert {
        *("as_of", "window_days", "totals", "model", "cluster", "clusters", "covariance"),
        *("requests", "left_out", "coefficients", "average_effects", "adjustment", "dropped"),
    } <= set(found)
    assert found["coefficients"][0]["term"] == "intercept"
    assert found["coefficients"][0]["level"] is None
    for row in found["coefficients"]:
        assert set(row) - {"why"} == {"term", "level"} | FIGURES
    for row in found["average_effects"]:
        keys = {"term", "level", "baseline", "e_value", "e_value_limit"} | FIGURES
        assert set(row) - {"why"} == keys
    assert found["totals"]["counted"] == found["requests"] + found["left_out"]
    assert found["adjustment"] == "holm"
    assert all(set(row) == {"term", "why"} for row in found["dropped"])
    json.dumps(found, allow_nan=False)


def test_what_is_missing_in_json_says_why():
    answer = adjusted_effects(simulated(4000, seekers=40))
    for rows in ("coefficients", "average_effects"):
        for row in answer.to_json()[rows]:
            missing = [key for key, value in row.items() if value is None]
            if set(missing) - {"level", "baseline"}:
                assert row["why"]
            else:
                assert "why" not in row


def test_adjusted_p_values_are_holms_over_all_but_the_intercept():
    from outreachlab.stats.multiplicity import holm

    answer = adjusted_effects(simulated(300))
    for table in (answer.table.iloc[1:], answer.average_effects):
        np.testing.assert_allclose(table["p_adjusted"], holm(table["p_value"]))
    assert np.isnan(answer.table["p_adjusted"].iloc[0])


def test_p_values_can_hold_the_false_discovery_rate_instead():
    log = ol.read_log(POOL)
    found = adjusted_effects(log, terms=["referral", "channel"], adjustment="benjamini-hochberg")
    for table in (found.table.iloc[1:], found.average_effects):
        expected = multipletests(table["p_value"], method="fdr_bh")[1]
        np.testing.assert_allclose(table["p_adjusted"], expected, rtol=1e-12)
    assert found.to_json()["adjustment"] == "benjamini-hochberg"
    with pytest.raises(UsageError, match="choose holm"):
        adjusted_effects(log, adjustment="hochberg")


def test_shuffling_the_rows_changes_nothing():
    rows = people(200, offered_phone=["yes", "no"], channel=["email", "phone", "text"])
    first, second = (
        adjusted_effects(log_of(order), terms=["offered_phone", "channel"], cluster="none")
        for order in (rows, np.random.default_rng(0).permutation(rows).tolist())
    )
    pd.testing.assert_frame_equal(first.table, second.table, atol=1e-10)
    pd.testing.assert_frame_equal(first.average_effects, second.average_effects, atol=1e-10)


def test_swapping_the_baseline_flips_the_effect():
    log = log_of(people(200, offered_phone=["yes", "no"], channel=["email", "phone"]))
    terms = ["offered_phone", "channel"]
    one = adjusted_effects(log, terms=terms)
    two = adjusted_effects(log, terms=terms, baselines={"offered_phone": "yes"})
    first = level(one, "offered_phone", "yes", "average_effects")
    second = level(two, "offered_phone", "no", "average_effects")
    assert first["estimate"] == pytest.approx(-second["estimate"], abs=1e-10)
    assert first["e_value"] == pytest.approx(second["e_value"], abs=1e-8)


def test_an_undelivered_request_changes_no_effect():
    rows = people(150, offered_phone=["yes", "no"])
    more = [*rows, {"outcome": "undelivered", "offered_phone": "yes"}]
    first, second = (adjusted_effects(log_of(r), terms=["offered_phone"]) for r in (rows, more))
    pd.testing.assert_frame_equal(first.table, second.table)


def test_one_yes_no_term_is_the_difference_of_the_two_rates():
    log = log_of(people(180, offered_phone=["yes", "no"]))
    found = level(adjusted_effects(log, terms=["offered_phone"]), "offered_phone", "yes",
                  "average_effects")  # fmt: skip
    rates = ol.compare(log, "offered_phone")
    assert found["estimate"] == pytest.approx(rates.difference.estimate, abs=1e-9)


def test_blank_rows_are_left_out_and_counted():
    rows = people(120, offered_phone=["yes", "no", ""])
    blank = sum(row["offered_phone"] == "" for row in rows)
    answer = adjusted_effects(log_of(rows), terms=["offered_phone"])
    assert (answer.requests, answer.left_out) == (120 - blank, blank)
    assert any(f"{blank} counted requests left out" in note for note in answer.notes)


# clusters


# The pool as first shipped; b_g by a dense solve for each seeker in a script of its own.
CR3_TERMS = ["said_informational", "explained_why", "offered_phone"]
CR3_COEFFICIENTS = [-0.837058711099, 0.412569444529, 0.741449173900, -0.252863548114]
CR3_ERRORS = [0.1015738380566, 0.0919167997378, 0.0779322777117, 0.0758064759645]


def test_a_pool_has_the_cr3_errors_of_the_reference(reference):
    log = ol.read_log(reference / "coaching_pool" / "data.csv")
    answer = adjusted_effects(log, terms=CR3_TERMS)
    assert (answer.requests, answer.clusters, answer.covariance) == (3310, 60, "CR3")
    order = ["intercept", *CR3_TERMS]
    table = answer.table.set_index("term").loc[order]
    np.testing.assert_allclose(table["estimate"], CR3_COEFFICIENTS, atol=COEFFICIENT)
    np.testing.assert_allclose(table["std_error"], CR3_ERRORS, atol=1e-12)
    width = stats.t.ppf(0.975, 59) * table["std_error"]
    np.testing.assert_allclose(table["high"], table["estimate"] + width, atol=STD_ERROR)


def test_a_level_that_one_seeker_alone_used_falls_back_and_is_named():
    rows = people(240, explained_why=["yes", "no"])
    for place, row in enumerate(rows):
        row["seeker"] = f"s{place % 12}"
        row["channel"] = "phone" if place % 12 == 0 else ("email", "text")[place % 2]
    answer = adjusted_effects(log_of(rows), terms=["explained_why", "channel"])
    assert answer.covariance == "CR1S"
    assert any("without one seeker" in note and "channel: phone" in note for note in answer.notes)


def test_errors_of_the_model_take_no_clusters():
    log = simulated(900, seekers=25)
    answer = adjusted_effects(log, terms=["explained_why"], covariance="model")
    assert (answer.cluster, answer.clusters, answer.covariance) == ("none", None, "model")
    with pytest.raises(UsageError, match="take no clusters"):
        adjusted_effects(log, covariance="model", cluster="seeker")
    with pytest.raises(UsageError, match="no covariance 'HC1'"):
        adjusted_effects(log, covariance="HC1")


@pytest.mark.parametrize("seekers", [8, 25])
def test_seekers_are_clusters_from_eight_on(seekers):
    log = simulated(900, seekers=seekers)
    answer = adjusted_effects(log, terms=["explained_why"])
    assert (answer.cluster, answer.clusters, answer.covariance) == ("seeker", seekers, "CR3")


def test_few_seekers_leave_the_clusters_to_chains():
    answer = adjusted_effects(simulated(300), terms=["explained_why"])
    assert (answer.cluster, answer.covariance) == ("chain", "CR3")
    assert answer.clusters >= 20


def test_few_seekers_and_chains_leave_no_clusters():
    rows = people(60, offered_phone=["yes", "no"])
    for place, row in enumerate(rows):  # one long chain
        row |= {"contact": f"P{place}", "asked_on": f"2026-0{1 + place // 28}-{1 + place % 28:02d}"}
        row["referrer"] = f"P{place - 1}" if place else ""
    answer = adjusted_effects(log_of(rows), terms=["offered_phone"])
    assert (answer.cluster, answer.clusters, answer.covariance) == ("none", None, "model")


def test_few_clusters_have_the_limits_of_student():
    from scipy.stats import norm, t

    log = simulated(900, seekers=25)
    few = adjusted_effects(log, terms=["explained_why"])
    for table in (few.table, few.average_effects):
        width = (table["high"] - table["low"]) / 2 / table["std_error"]
        np.testing.assert_allclose(width, t.ppf(0.975, 24), rtol=1e-9)
    assert any("Student's t with 24 degrees" in note for note in few.notes)
    every = simulated(1500, seekers=60)
    many = adjusted_effects(every, terms=["explained_why"])
    width = (many.table["high"] - many.table["low"]) / 2 / many.table["std_error"]
    np.testing.assert_allclose(width, t.ppf(0.975, 59), rtol=1e-9)
    many = adjusted_effects(every, terms=["explained_why"], covariance="CR1S")
    width = (many.table["high"] - many.table["low"]) / 2 / many.table["std_error"]
    np.testing.assert_allclose(width, norm.ppf(0.975), rtol=1e-9)


def test_clusters_fewer_than_twice_the_coefficients_are_noted():
    answer = adjusted_effects(simulated(900, seekers=25), terms=["channel"], cluster="channel")
    assert any("few for" in note for note in answer.notes)


def test_any_column_clusters_and_its_blanks_are_left_out():
    rows = people(200, offered_phone=["yes", "no"], company=["a", "b", "c", ""])
    blank = sum(row["company"] == "" for row in rows)
    answer = adjusted_effects(log_of(rows), terms=["offered_phone"], cluster="company")
    assert (answer.cluster, answer.clusters, answer.left_out) == ("company", 3, blank)


def test_clusters_of_one_row_each_are_no_trouble():
    rows = people(80, offered_phone=["yes", "no"])
    answer = adjusted_effects(log_of(rows), terms=["offered_phone"], cluster="contact")
    assert answer.clusters == 80
    assert np.isfinite(answer.table["std_error"]).all()


def test_a_single_cluster_is_refused():
    log = log_of(people(60, offered_phone=["yes", "no"]))
    with pytest.raises(UsageError, match="same seeker"):
        adjusted_effects(log, terms=["offered_phone"], cluster="seeker")


# Firth


def test_few_events_go_to_firth_and_say_so():
    rows = people(60, offered_phone=["yes", "no"])
    for place, row in enumerate(rows):
        row["outcome"] = "accepted" if place < 7 else "declined"
    answer = adjusted_effects(log_of(rows), terms=["offered_phone"])
    assert answer.model == answer.covariance == "firth"
    assert answer.clusters is None
    notes = " ".join(answer.notes)
    assert "few yeses or noes" in notes
    assert "no account of clusters" in notes
    assert answer.table[list(FIGURES - {"p_adjusted"})].notna().all(axis=None)


def test_a_level_always_accepted_is_named_and_finite():
    rows = people(200, channel=["email", "phone", "text"])
    for row in rows:
        if row["channel"] == "text":
            row["outcome"] = "accepted"
    answer = adjusted_effects(log_of(rows), terms=["channel"])
    assert answer.model == "firth"
    assert any(note.startswith("channel: text would tell") for note in answer.notes)
    assert np.isfinite(answer.average_effects[["low", "high"]]).all(axis=None)


def test_shares_do_not_lie_further_apart_than_the_whole():
    rows = people(14, seed=3, offered_phone=["yes", "no"], channel=["email", "phone"])
    effects = adjusted_effects(log_of(rows), terms=["offered_phone", "channel"]).average_effects
    assert effects["low"].min() >= -1
    assert effects["high"].max() <= 1


# which terms enter


def test_terms_enter_in_the_order_of_the_vocabulary():
    answer = adjusted_effects(simulated(4000, seekers=40))
    terms = list(dict.fromkeys(answer.average_effects["term"]))
    order = ["said_informational", "explained_why", "meeting_format", "short_time"]
    assert terms[:4] == order
    assert terms[-3:] == ["relationship", "channel", "circumstance"]


def test_the_other_side_of_the_advice_is_the_baseline():
    effects = adjusted_effects(simulated(4000, seekers=40)).average_effects
    baselines = dict(zip(effects["term"], effects["baseline"], strict=True))
    assert baselines["meeting_format"] == "lunch"
    assert baselines["referral"] == "not_named"
    assert baselines["explained_why"] == "no"


def test_the_most_frequent_level_is_a_baseline_and_ties_go_by_text():
    rows = people(90, channel=["email"])
    for place, row in enumerate(rows):
        row["channel"] = ("text", "phone", "email")[place % 3]
    log = log_of(rows)
    assert adjusted_effects(log, terms=["channel"]).average_effects["baseline"].iloc[0] == "email"
    log = log_of([*rows, people(1, channel=["text"])[0]])
    assert adjusted_effects(log, terms=["channel"]).average_effects["baseline"].iloc[0] == "text"


def test_terms_that_do_not_enter_say_why():
    rows = people(300, seed=2, offered_phone=["yes", "no"], relationship=["stranger"])
    for place, row in enumerate(rows):
        row["said_informational"] = "" if place % 10 == 0 else ("yes", "no")[place % 2]
        row["channel"] = "phone" if place < 4 else "email"
        row["explained_why"] = row["offered_phone"]
    why = adjusted_effects(log_of(rows)).dropped
    assert "10.0% of the counted requests do not record it" in why["said_informational"]
    assert why["channel"] == "fewer than two of its values have 5 requests"
    assert why["relationship"] == "it is stranger in every request used"
    assert why["offered_phone"] == "explained why tells it already"
    assert why["meeting_format"] == "the log has no column meeting_format"
    assert why["short_time"] == "the log has no column minutes_asked"


def test_terms_stop_entering_when_events_run_out():
    rows = people(60, seed=4, explained_why=["yes", "no"], channel=["email", "phone", "text"])
    for place, row in enumerate(rows):
        row["outcome"] = "accepted" if place % 4 == 0 else "declined"
    answer = adjusted_effects(log_of(rows))
    assert set(answer.average_effects["term"]) == {"explained_why"}
    assert answer.dropped["channel"].startswith("4 coefficients need 20 accepted requests")
    assert answer.model == "logit"


def test_blanks_are_held_at_the_mean_of_their_columns_and_cost_no_request():
    import statsmodels.api as sm

    rows = people(300, seed=5, explained_why=["yes", "no"], channel=["email", "phone", "text"])
    for place, row in enumerate(rows):
        row["explained_why"] = "" if place % 40 == 7 else row["explained_why"]
        row["channel"] = "" if place % 50 == 3 else row["channel"]
    answer = adjusted_effects(log_of(rows), covariance="model")
    assert (answer.requests, answer.left_out) == (300, 0)
    frame = pd.DataFrame(rows)
    columns = [np.ones(300)]
    for name, value in (
        ("explained_why", "yes"),
        ("channel", "email"),
        ("channel", "phone"),
        ("channel", "text"),
    ):
        own, known = (frame[name] == value).to_numpy(float), (frame[name] != "").to_numpy()
        columns.append(np.where(known, own, own[known].mean()))
    used = [row["level"] for row in answer.to_json()["coefficients"] if row["term"] == "channel"]
    kept = [0, 1, *(2 + ["email", "phone", "text"].index(one) for one in used)]
    judge = sm.Logit(
        (frame["outcome"] == "accepted").astype(float), np.column_stack(columns)[:, kept]
    )
    fitted = judge.fit(disp=False)
    np.testing.assert_allclose(answer.table["estimate"], fitted.params, atol=JUDGE)
    np.testing.assert_allclose(answer.table["std_error"], fitted.bse, atol=JUDGE)
    # the average effect is one of the requests that say it
    x, known = np.column_stack(columns)[:, kept], (frame["explained_why"] != "").to_numpy()
    chances = [
        fitted.predict(np.column_stack([x[:, 0], np.full(300, end), x[:, 2:]])) for end in (1, 0)
    ]
    found = level(answer, "explained_why", "yes", "average_effects")
    assert found["estimate"] == pytest.approx((chances[0] - chances[1])[known].mean(), abs=JUDGE)
    assert any("explained why (8), channel (6)" in note for note in answer.notes)


def test_rare_levels_stand_together_and_are_only_adjusted_for():
    rows = people(300, seed=6, explained_why=["yes", "no"])
    for place, row in enumerate(rows):
        row["meeting_format"] = {7: "other", 11: "office_visit"}.get(
            place % 100, ("coffee", "lunch")[place % 2]
        )
    answer = adjusted_effects(log_of(rows))
    assert answer.requests == 300
    term = answer.table[answer.table["term"] == "meeting_format"]
    assert term["level"].tolist() == ["coffee", "rarer values"]
    effects = answer.average_effects
    assert effects.loc[effects["term"] == "meeting_format", "level"].tolist() == ["coffee"]
    assert any("office visit and other are rare and stand together" in one for one in answer.notes)


def test_on_the_sample_coffee_and_the_convenient_place_are_adjusted():
    answer = adjusted_effects(ol.read_log(POOL.with_name("outreach_log.csv")))
    found = set(zip(answer.average_effects["term"], answer.average_effects["level"], strict=True))
    assert {("meeting_format", "coffee"), ("convenient_venue", "yes")} <= found
    assert answer.left_out == 0


def test_meeting_tactics_never_enter_and_are_refused_by_name():
    rows = people(100, offered_phone=["yes", "no"])
    for row in rows:
        row["prepared_questions"] = "yes" if row["outcome"] == "accepted" else ""
    log = log_of(rows)
    assert "prepared_questions" not in adjusted_effects(log).dropped
    with pytest.raises(UsageError, match="about the meeting"):
        adjusted_effects(log, terms=["prepared_questions"])


def test_a_level_told_by_other_terms_has_no_figures_and_says_by_which():
    rows = people(400, venue=["their_office", "near_me"], meeting_format=["coffee", "lunch"])
    for place, row in enumerate(rows):
        if place % 3 == 0:
            row |= {"venue": "remote", "meeting_format": "phone_call"}
    log = log_of(rows)
    answer = adjusted_effects(log, terms=["meeting_format", "convenient_venue"])
    remote = level(answer, "convenient_venue", "not_applicable", "average_effects")
    assert remote["estimate"] is None
    assert remote["why"] == "meeting format tells it already"
    assert level(answer, "convenient_venue", "yes", "average_effects")["estimate"] is not None
    assert "nan" not in repr(answer)


def test_tactics_of_the_map_enter_with_their_kind():
    rng = np.random.default_rng(6)
    frame = pd.DataFrame(
        {
            "contact": [f"P{place}" for place in range(200)],
            "asked_on": "2026-01-01",
            "outcome": rng.choice(["accepted", "declined"], 200),
            "tone": rng.choice(["warm", "plain"], 200),
            "words": rng.integers(20, 200, 200).astype(str),
            "attached": rng.choice(["1", "0"], 200),
        }
    ).astype(object)
    log = ol.read_log(
        frame,
        map={"tactics": {"tone": "category", "words": "number", "attached": "yes_no"},
             "columns": {"contact": "contact", "asked_on": "asked_on", "outcome": "outcome"}},
    )  # fmt: skip
    answer = adjusted_effects(log)
    assert set(answer.average_effects["term"]) == {"tone", "words", "attached"}
    words = level(answer, "words", None, "average_effects")
    assert words["baseline"] is words["e_value"] is None
    assert "a number has none" in words["why"]


# bad input


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"terms": ["chanel"]}, UnknownColumnError, "did you mean channel"),
        ({"terms": ["channel", "channel"]}, UsageError, "named twice"),
        ({"baselines": {"channel": "fax"}}, UnknownLevelError, "no value 'fax'"),
        ({"baselines": {"venue": "remote"}}, UsageError, "is no term"),
        ({"cluster": "nobody"}, UnknownColumnError, "nobody"),
        ({"fixed_effects": "seeker", "cluster": "chain"}, UsageError, "leave the clusters out"),
        ({"interactions": [("channel", "venue")]}, UsageError, "not among the terms"),
        ({"interactions": [("channel", "channel")]}, UsageError, "with itself"),
        ({"confidence": 95}, UsageError, "between 0 and 1"),
        ({"terms": ["outcome"]}, UsageError, "only after the answer"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(options, error, says):
    log = log_of(people(100, channel=["email", "phone"], offered_phone=["yes", "no"]))
    with pytest.raises(error) as caught:
        adjusted_effects(log, **({"terms": ["channel", "offered_phone"]} | options))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("outcome", "says"),
    [
        ("accepted", "accepted: 30 of 30 requests used"),
        ("declined", "accepted: 0 of 30 requests used"),
        ("pending", "no counted request"),
    ],
)
def test_one_outcome_alone_has_no_effects(outcome, says):
    rows = [{"outcome": outcome, "offered_phone": ("yes", "no")[n % 2]} for n in range(30)]
    with pytest.raises(NothingToComputeError, match=says):
        adjusted_effects(log_of(rows), terms=["offered_phone"])


def test_fewer_requests_than_coefficients_are_refused():
    rows = people(6, seed=7, company=list("abcdef"))
    for place, row in enumerate(rows):
        row |= {"company": "abcdef"[place], "outcome": ("accepted", "declined")[place % 2]}
    with pytest.raises(NothingToComputeError, match="6 requests cannot carry 6 coefficients"):
        adjusted_effects(log_of(rows), terms=["company"])


def test_a_term_with_one_level_is_dropped_and_the_rest_stays():
    rows = people(80, channel=["email"], offered_phone=["yes", "no"])
    answer = adjusted_effects(log_of(rows), terms=["channel", "offered_phone"])
    assert answer.dropped == {"channel": "it is email in every request used"}
    assert answer.average_effects["term"].tolist() == ["offered_phone"]


def test_a_log_with_nothing_but_outcomes_has_an_intercept():
    answer = adjusted_effects(log_of(people(40)))
    assert answer.table["term"].tolist() == ["intercept"]
    assert answer.average_effects.empty
    assert "not recorded in this log: said informational" in repr(answer)


def test_terms_that_tell_seekers_outcomes_apart_have_no_fixed_effects():
    rows = people(60, seeker=["A", "B", "C"])
    for row in rows:
        row["offered_phone"] = "yes" if row["outcome"] == "accepted" else "no"
    with pytest.raises(NothingToComputeError, match="no finite estimate"):
        adjusted_effects(log_of(rows), terms=["offered_phone"], fixed_effects="seeker")


def test_what_never_changes_within_a_seeker_has_no_fixed_effect():
    rows = people(90, seeker=["A", "B", "C"], offered_phone=["yes", "no"])
    for row in rows:
        row["industry"] = "law" if row["seeker"] == "A" else "art"
    log = log_of(rows)
    answer = adjusted_effects(log, terms=["industry", "offered_phone"], fixed_effects="seeker")
    law = level(answer, "industry", "law")
    assert law["estimate"] is None
    assert "does not change within one seeker" in law["why"]
    with pytest.raises(NothingToComputeError, match="nothing compares"):
        adjusted_effects(log, terms=["industry"], fixed_effects="seeker")


def test_text_and_html_hold_the_same_figures():
    answer = adjusted_effects(simulated(300))
    text, page = repr(answer), answer._repr_html_()
    assert "errors by chain" in text
    for row in answer._shown().rows:
        assert row[2] in text
        assert row[2] in page


def test_one_request_is_told_of_in_the_singular():
    with pytest.raises(NothingToComputeError, match="1 of 1 request used; effects need both"):
        adjusted_effects(log_of([{"outcome": "accepted"}]))


def test_a_small_log_says_first_that_nothing_can_be_estimated_why_and_what_would_do():
    rows = people(24, channel=["email", "phone"], offered_phone=["yes", "no"])
    for place, row in enumerate(rows):
        row["outcome"] = "accepted" if place < 6 else "declined"
    lines = repr(adjusted_effects(log_of(rows))).splitlines()
    assert lines[0] == "No effect on acceptance can be estimated: 24 counted of 24 requests"
    # by hand: 4 yeses more at 6 in 24 take 16 requests
    assert "10 yeses and 10 requests that got none; there are 6 and 18" in lines[1]
    assert "about 16 further requests will do" in lines[1]
    reasons = [line.partition("did not enter: ")[2] for line in lines if "did not enter" in line]
    assert len(reasons) == len(set(reasons)) > 0
    assert not any("clusters" in line for line in lines)


def test_a_log_of_yeses_waits_for_noes():
    rows = people(40, channel=["email", "phone"])
    for place, row in enumerate(rows):
        row["outcome"] = "declined" if place < 5 else "accepted"
    said = repr(adjusted_effects(log_of(rows)))
    assert "If requests that got none go on coming as they did, about 40 further requests" in said


def test_enough_answers_without_a_column_to_compare_say_so():
    said = repr(adjusted_effects(log_of(people(40))))
    assert "no column tells two ways of asking apart" in said.splitlines()[1]
