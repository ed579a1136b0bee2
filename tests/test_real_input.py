"""Real files that nobody of this project made, read through maps kept here."""

import json
from pathlib import Path

import numpy as np
import pytest

import outreachlab as ol
from outreachlab.answers.co_use import cells_of
from outreachlab.log.codes import Codes, codes_of
from outreachlab.log.outcomes import decide
from outreachlab.stats.association import cramers_v

MAPS = Path(__file__).parent / "maps"
CLOSED_FORM = 1e-12  # the same formulas in double precision


@pytest.fixture(scope="module")
def audit(reference):
    return ol.read_log(reference / "resume_audit" / "data.csv", map=MAPS / "resume_audit.toml")


@pytest.fixture(scope="module")
def audit_results(reference):
    return json.loads((reference / "resume_audit" / "reference.json").read_text())


@pytest.fixture(scope="module")
def sample(reference):
    return ol.read_log(reference / "faux" / "data.csv", map=MAPS / "faux.toml")


def test_the_audit_has_its_published_counts(audit):
    # Bertrand & Mullainathan (2004), American Economic Review 94:991-1013, Table 1
    table = ol.acceptance_rates(audit, "race").table.set_index("level")
    assert table.loc["white", ["accepted", "counted"]].tolist() == [235, 2435]
    assert table.loc["black", ["accepted", "counted"]].tolist() == [157, 2435]


@pytest.mark.parametrize(
    ("by", "stored"),
    [("race", "rates_by_race"), ("gender", "rates_by_gender"), ("firstname", "rates_by_firstname")],
)
def test_wilson_limits_of_the_audit_equal_r(audit, audit_results, by, stored):
    table = ol.acceptance_rates(audit, by).table.set_index("level")
    for level, cell in audit_results[stored].items():
        found = table.loc[level, ["low", "high"]].to_numpy(float)
        assert np.allclose(found, cell["wilson"], atol=CLOSED_FORM, rtol=0)


def test_the_difference_of_the_audit_equals_r(audit, audit_results):
    cell = audit_results["white_vs_black"]
    found = ol.compare(audit, "race", ("white", "black"))
    limits = found.difference.low, found.difference.high
    assert np.allclose(limits, cell["newcombe_hybrid_score"], atol=CLOSED_FORM, rtol=0)
    assert found.difference.estimate == pytest.approx(cell["difference"], abs=CLOSED_FORM)
    # N-1: Pearson's statistic times (N-1)/N
    from scipy.stats import chi2

    statistic = cell["chisq_uncorrected"] * 4869 / 4870
    assert found.p_value == pytest.approx(chi2.sf(statistic, 1), rel=1e-9)


def test_the_referral_sample_has_the_forest_of_its_reference(sample, reference):
    stored = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    counts = ol.referral_forest(sample).counts()
    assert (counts["requests"], counts["edges"], counts["roots"]) == (389, 388, 1)
    assert counts["max_generation"] == stored["max_generation"] == 10
    assert counts["offspring"] == stored["offspring_distribution"]
    generations = {str(g["generation"]): g["requests"] for g in counts["generations"]}
    assert generations == stored["nodes_by_generation"]
    assert counts["mean_offspring"] == pytest.approx(stored["mean_offspring_all_nodes"], abs=1e-15)


def test_the_graph_of_the_referral_sample_agrees_with_its_forest(sample):
    import networkx as nx

    graph = ol.referral_graph(sample)
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (389, 388)
    assert nx.is_arborescence(nx.DiGraph(graph))


@pytest.mark.parametrize(
    ("by", "cross", "stored"),
    [("race", "gender", "rates_by_race_gender"), ("job_city", "race", "rates_by_city_race")],
)
def test_crossed_rates_of_the_audit_equal_r(audit, audit_results, by, cross, stored):
    table = ol.acceptance_rates(audit, by, cross=cross).table
    assert len(table) == len(audit_results[stored])
    for row in table.to_dict("records"):
        cell = audit_results[stored][f"{row['level']}/{row['cross_level']}"]
        assert (row["accepted"], row["counted"]) == (cell["successes"], cell["n"])
        assert (row["low"], row["high"]) == pytest.approx(cell["wilson"], abs=CLOSED_FORM)


def test_the_strength_of_a_relation_equals_r(audit, audit_results):
    outcome = decide(audit)
    answered = Codes(outcome.accepted.astype("int32"), ("no", "yes"))
    cells = cells_of(codes_of(audit, "firstname"), answered)
    assert cramers_v(cells) == pytest.approx(
        audit_results["firstname_36x2"]["cramers_v"], abs=CLOSED_FORM
    )
