"""Mixing against R on a published sample, NetworkX on random links, and small cases by hand."""

import json
import math
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, strategies as st

from outreachlab.chains.growth_sums import Units
from outreachlab.chains.mixing import mixing, unit_margins
from outreachlab.errors import UnknownColumnError
from outreachlab.intake.read import read_log
from outreachlab.stats.homophily import assortativity, homophily, margins
from tests.chains.test_forest import FAUX
from tests.chains.worlds import closed, met
from tests.logs import log_of

EXACT = 1e-12  # the same sums in another order


@pytest.mark.parametrize("column", ["X", "Y", "Z"])
def test_a_published_sample_mixes_as_r_finds_by_edge_margins(reference: Path, column: str) -> None:
    log = read_log(reference / "faux" / "data.csv", map=FAUX)
    found = {one.column: one for one in mixing(log).columns}[column]
    r = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    judge = r["homophily"][column]
    rows = judge["mixing_matrix_referrer_rows"]
    assert found.matrix.tolist() == [[rows[a][b] for b in found.book] for a in found.book]
    assert found.links == judge["n_edges_used"]
    assert found.same_share == pytest.approx(judge["same_group_fraction"], rel=EXACT)
    assert found.expected_share_own == pytest.approx(judge["expected_edge_marginals"], rel=EXACT)
    ratio = judge["ratio_observed_expected_edge_marginals_RDS"]
    assert found.homophily_own == pytest.approx(ratio, rel=EXACT)
    assert found.assortativity_own == pytest.approx(judge["assortativity_newman"], rel=1e-10)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_assortativity_is_the_one_networkx_finds(links: list) -> None:
    start, stop = np.array(links).T
    graph = nx.MultiDiGraph()
    for place, (a, b) in enumerate(links):
        graph.add_node(2 * place, level=a)
        graph.add_node(2 * place + 1, level=b)
        graph.add_edge(2 * place, 2 * place + 1)
    one = Units("chain", np.zeros(len(links), np.int64), 1)
    totals = unit_margins(start, stop, 4, one).astype(float)
    matrix = np.bincount(start * 4 + stop, minlength=16).reshape(4, 4)
    assert totals[0].tolist() == margins(matrix).tolist()
    ours = float(assortativity(totals)[0])
    if len({*start.tolist(), *stop.tolist()}) == 1:
        assert math.isnan(ours)
    else:
        judge = nx.attribute_assortativity_coefficient(graph, "level")
        assert ours == pytest.approx(judge, abs=EXACT)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_assortativity_is_the_one_igraph_finds(links: list) -> None:
    igraph = pytest.importorskip("igraph")
    levels = [level for link in links for level in link]
    size = len(links)
    graph = igraph.Graph(2 * size, [(2 * n, 2 * n + 1) for n in range(size)], directed=True)
    matrix = np.zeros((4, 4), np.int64)
    np.add.at(matrix, tuple(np.array(links).T), 1)
    ours = float(assortativity(margins(matrix)[None])[0])
    judge = graph.assortativity_nominal(levels, directed=True)
    assert ours == pytest.approx(judge, abs=EXACT, nan_ok=True)


def test_homophily_by_hand() -> None:
    # Links a-a, a-a, a-b, b-b: same 3/4; expected (3/4)(2/4) + (1/4)(2/4) = 1/2.
    matrix = np.array([[2, 1], [0, 1]])
    assert float(homophily(margins(matrix)[None])[0]) == 1.5
    assert float(assortativity(margins(matrix)[None])[0]) == 0.5


def test_blanks_at_either_end_do_not_enter_and_nothing_to_compare_says_why() -> None:
    rows = [
        met("Ana", 0, industry="law", role=""),
        met("Bo", 1, "Ana", industry="arts", role="lead"),
        met("Cy", 2, "Bo", industry="", role="lead"),
    ]
    one = mixing(closed(rows)).columns[0].to_json()
    assert one["homophily"] is one["expected_share"] is None
    assert one["assortativity_own"] == 0
    assert "all links are of one chain" in one["why"]
    names = ("contact", "referrer")
    again = [row | {name: row[name] and f"{row[name]} 2" for name in names} for row in rows]
    industry, role = mixing(closed([*rows, *again])).columns
    assert (industry.links, role.links) == (2, 2)
    assert industry.same_share == 0
    assert industry.homophily.estimate is None
    assert "giving and a receiving end" in industry.to_json()["why"]
    assert role.homophily.estimate == 1
    assert role.assortativity.estimate is None
    alone = mixing(closed([met("Ana", 0, seniority="senior")])).columns[0]
    assert alone.to_json()["why"] == "no link has a value at both ends"
    assert alone.same_share is None


def test_limits_hold_the_estimate_and_are_labelled_where_units_are_few() -> None:
    rng = np.random.default_rng(4)
    rows = []
    for chain in range(30):
        for n in range(4):
            above = f"c{chain}.{n - 1}" if n else ""
            level = "law" if rng.random() < 0.5 else "arts"
            rows.append(met(f"c{chain}.{n}", n, above, industry=level))
    answer = mixing(closed(rows))
    found = answer.columns[0]
    assert found.homophily.low < found.homophily.estimate < found.homophily.high
    assert found.assortativity.low < found.assortativity.estimate < found.assortativity.high
    few = mixing(closed(rows[: 4 * 9]))
    assert few.columns[0].homophily.low is None
    assert "only 9 units; it takes 10" in few.columns[0].to_json()["why"]
    assert "no intervals from 9 chains only" in " ".join(few.notes)
    assert answer.table["links"].tolist() == [90]
    json.dumps(answer.to_json(), allow_nan=False)
    assert "homophily" in repr(answer)


def test_a_column_of_ones_own_mixes_when_asked_for_by_name() -> None:
    log = closed([met("Ana", 0, town="Oslo"), met("Bo", 1, "Ana", town="Oslo")])
    assert mixing(log).columns == ()
    assert mixing(log, by=["town"]).columns[0].links == 1
    with pytest.raises(UnknownColumnError):
        mixing(log, by=["twon"])


def test_the_columns_looked_at_are_the_usual_ones_and_every_category_of_the_map() -> None:
    rows = [{"contact": name, "asked_on": "2026-01-05", "outcome": "accepted"} for name in "AB"]
    cells = {"industry": "steel", "letter": "long", "warm": "yes", "pages": "3"}
    kinds = {"letter": "category", "warm": "yes_no", "pages": "number"}
    tactics = {name: {"column": name, "kind": kind} for name, kind in kinds.items()}
    same = {name: name for name in ("contact", "asked_on", "outcome", "industry")}
    log = log_of([row | cells for row in rows], map={"columns": same, "tactics": tactics})
    assert [one.column for one in mixing(log).columns] == ["industry", "letter"]
