"""The forest against R on a published sample, against NetworkX, and on small logs by hand."""

import json
from datetime import date
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.chains.forest import ReferralForest, referral_forest
from outreachlab.intake.read import read_log
from tests.logs import log_of

FAUX = {
    "columns": {"contact": "id", "referrer": "recruiter.id"},
    "values": {"referrer": {"seed": ""}},
    "constants": {"asked_on": "2004-01-01", "outcome": "accepted"},
    "tactics": {"X": "category", "Y": "category", "Z": "category"},
}


def forest_of(*requests: tuple[str, ...]) -> ReferralForest:
    """Requests as (contact, referrer, asked_on, met_on), the last three optional."""
    names = ("contact", "referrer", "asked_on", "met_on")
    rows = [
        {key: cell for key, cell in zip(names, request, strict=False) if cell}
        for request in requests
    ]
    for row in rows:
        row.setdefault("referrer", "")
        row["outcome"] = "accepted" if "met_on" in row else "no_reply"
    return referral_forest(log_of(rows))


def parents(forest: ReferralForest) -> list[int]:
    return forest.lines.parent.tolist()


def test_a_published_referral_sample_has_the_counts_that_r_finds(reference: Path) -> None:
    counts = referral_forest(read_log(reference / "faux" / "data.csv", map=FAUX)).counts()
    found = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    assert counts["requests"] == counts["people"] == found["n_nodes"] == 389
    assert counts["edges"] == found["n_edges"] == 388
    assert counts["roots"] == found["n_seeds"] == 1
    assert counts["max_generation"] == found["max_generation"] == 10
    assert counts["offspring"] == found["offspring_distribution"] == {"0": 176, "1": 38, "2": 175}
    assert counts["mean_offspring"] == pytest.approx(found["mean_offspring_all_nodes"], rel=1e-15)
    by_generation = {str(g["generation"]): g["requests"] for g in counts["generations"]}
    assert by_generation == found["nodes_by_generation"]
    assert counts["chains"] == {"count": 1, "largest": 389, "sizes": {"389": 1}}


def test_the_top_of_a_published_sample_are_those_that_r_finds(reference: Path) -> None:
    forest = referral_forest(read_log(reference / "faux" / "data.csv", map=FAUX))
    found = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    top = [{"id": who["contact"], "n": who["descendants"]} for who in forest.top_referrers(5)]
    assert top == found["top_by_descendants"]


@st.composite
def trees(draw: st.DrawFn) -> list[int]:
    size = draw(st.integers(1, 30))
    return [draw(st.integers(-1, place - 1)) for place in range(size)]


@settings(max_examples=30)
@given(trees())
def test_random_forests_agree_with_networkx(above: list[int]) -> None:
    forest = forest_of(
        *((f"P{place}", f"P{up}" if up >= 0 else "") for place, up in enumerate(above))
    )
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(above)))
    graph.add_edges_from((up, place) for place, up in enumerate(above) if up >= 0)
    assert parents(forest) == above
    lines = forest.lines
    for node in graph:
        ancestors = nx.ancestors(graph, node)
        assert lines.descent.generation[node] == len(ancestors)
        assert lines.descent.descendants[node] == len(nx.descendants(graph, node))
        assert lines.offspring[node] == graph.out_degree(node)
        assert lines.chain_size[node] == len(
            nx.node_connected_component(graph.to_undirected(), node)
        )


@settings(max_examples=30)
@given(trees())
def test_random_forests_agree_with_igraph(above: list[int]) -> None:
    igraph = pytest.importorskip("igraph")
    forest = forest_of(
        *((f"P{place}", f"P{up}" if up >= 0 else "") for place, up in enumerate(above))
    )
    edges = [(up, place) for place, up in enumerate(above) if up >= 0]
    graph = igraph.Graph(len(above), edges, directed=True)
    lines = forest.lines
    chains = graph.connected_components("weak")
    assert lines.chain_size.tolist() == [len(chains[one]) for one in chains.membership]
    assert lines.offspring.tolist() == graph.outdegree()
    below = [size - 1 for size in graph.neighborhood_size(order=len(above), mode="out")]
    assert lines.descent.descendants.tolist() == below
    up = [size - 1 for size in graph.neighborhood_size(order=len(above), mode="in")]
    assert lines.descent.generation.tolist() == up


def test_names_agree_after_folding_case_and_spaces() -> None:
    assert parents(forest_of(("Ana Lima",), ("Bo", " ana  LIMA "))) == [-1, 0]


def test_a_referrer_never_asked_is_an_outside_referrer() -> None:
    forest = forest_of(("Bo", "Ana"), ("Cy", "Bo"))
    assert parents(forest) == [-1, 0]
    assert forest.counts()["outside_referrers"] == 1


def test_a_request_dated_before_the_referrers_has_no_parent() -> None:
    forest = forest_of(("Ana", "", "2026-02-02"), ("Bo", "Ana", "2026-02-01"))
    assert parents(forest) == [-1, -1]


def test_a_referral_from_a_meeting_not_yet_held_still_links() -> None:
    forest = forest_of(("Ana", "", "2026-02-01", "2026-02-20"), ("Bo", "Ana", "2026-02-10"))
    assert parents(forest) == [-1, 0]


def test_the_meeting_held_goes_before_a_later_request() -> None:
    forest = forest_of(
        ("Ana", "", "2026-01-01", "2026-01-09"),
        ("Ana", "", "2026-02-01"),
        ("Bo", "Ana", "2026-02-10"),
    )
    assert parents(forest)[2] == 0


def test_one_contact_referred_by_two_people_is_one_person_and_two_requests() -> None:
    forest = forest_of(("Ana",), ("Bo",), ("Cy", "Ana"), ("Cy", "Bo"))
    assert parents(forest) == [-1, -1, 0, 1]
    assert (forest.counts()["requests"], forest.counts()["people"]) == (4, 3)


def test_chains_never_cross_seekers() -> None:
    log = log_of(
        [
            {"seeker": "s", "contact": "Ana", "referrer": ""},
            {"seeker": "t", "contact": "Bo", "referrer": "Ana"},
        ]
    )
    assert parents(referral_forest(log)) == [-1, -1]


def test_looking_at_part_of_a_log_gives_no_request_another_parent() -> None:
    rows = [
        {"contact": "Ana", "asked_on": "2026-01-01", "met_on": "2026-01-02", "outcome": "accepted"},
        {"contact": "Bo", "asked_on": "2026-01-05", "referrer": "Ana"},
        {"contact": "Ana", "asked_on": "2026-01-05", "referrer": "Bo"},
    ]
    whole = referral_forest(log_of(rows))
    part = referral_forest(log_of(rows, since=date(2026, 1, 3)))
    assert parents(whole) == [-1, 0, 1]
    assert parents(part) == [-1, 0]
    assert part.counts()["outside_referrers"] == 1


def test_top_referrers_sum_over_a_persons_requests_and_go_by_name_at_last() -> None:
    forest = forest_of(
        ("Ana", "", "2026-01-01"),
        ("Bo", "Ana", "2026-01-02"),
        ("Ana", "", "2026-01-03"),
        ("Cy", "Ana", "2026-01-04"),
        ("Eve", "", "2026-01-05"),
        ("Fay", "Eve", "2026-01-06"),
        ("Dan", "", "2026-01-05"),
        ("Gus", "Dan", "2026-01-06"),
    )
    top = forest.top_referrers()
    assert [who["contact"] for who in top] == ["Ana", "Dan", "Eve"]
    assert top[0] == {"seeker": "me", "contact": "Ana", "referred": 2, "descendants": 2}
    assert [who["contact"] for who in forest.top_referrers(2)] == ["Ana", "Dan"]


def test_the_table_names_parents_and_roots_by_request_id() -> None:
    table = forest_of(("Ana",), ("Bo", "Ana"), ("Cy", "Bo")).table
    assert table["parent"].fillna("").tolist() == ["", "r1", "r2"]
    assert table["root"].tolist() == ["r1", "r1", "r1"]
    assert table["generation"].tolist() == [0, 1, 2]
    assert np.array_equal(table["descendants"], [2, 1, 0])


def test_yeses_of_all_requests_are_called_so():
    said = repr(forest_of(("Ana", "", "2026-01-01", "2026-01-05"), ("Bo", "Ana", "2026-01-06")))
    assert "yes so far" in said
    assert "of all requests, the open and the undelivered too" in said
