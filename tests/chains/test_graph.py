"""The forest as a NetworkX graph."""

import networkx as nx

import outreachlab as ol
from outreachlab.chains.graph import referral_graph
from tests.logs import log_of

ROWS = [
    {"request_id": "r1", "contact": "Ana", "outcome": "accepted", "notes": "private"},
    {"request_id": "r2", "contact": "Bo", "asked_on": "2026-01-09", "referrer": "Ana"},
    {"request_id": "r3", "contact": "Cy", "asked_on": "2026-01-12", "referrer": "bo"},
]


def test_requests_are_nodes_and_links_carry_the_days_between():
    graph = referral_graph(log_of(ROWS))
    assert isinstance(graph, nx.MultiDiGraph)
    assert list(graph.edges(data="days")) == [("r1", "r2", 4), ("r2", "r3", 3)]
    assert nx.descendants(graph, "r1") == {"r2", "r3"}
    assert graph.nodes["r3"]["generation"] == 2
    assert graph.nodes["r1"]["asked_on"] == "2026-01-05"


def test_notes_stay_out_of_the_graph():
    assert "private" not in str(dict(referral_graph(log_of(ROWS)).nodes(data=True)))


def test_ids_shared_by_two_seekers_get_the_seekers_name():
    rows = [{"request_id": "r1", "seeker": "Zoe"}, {"request_id": "r1", "seeker": "Max"}]
    assert set(ol.referral_graph(log_of(rows))) == {"Zoe/r1", "Max/r1"}
