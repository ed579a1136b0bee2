"""Files that other programs open: read back, and sound where names are not."""

import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest

from outreachlab.chains.export import to_gexf, to_graphml, to_json
from outreachlab.chains.graph import referral_graph
from outreachlab.errors import UsageError
from tests.chains.worlds import asked, closed, met
from tests.logs import log_of

HOSTILE = "Ana <b>&\"' \u0007 زينب 🎈"


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    rows = [
        met(HOSTILE, 0, weight="7", label="x", minutes_asked="30", referrals_given="2"),
        met("Bo", 3, HOSTILE),
        asked("Cy", 9, "Bo"),
        asked("Di", 9, "Bo"),
    ]
    return referral_graph(closed(rows))


def test_graphml_reads_back_with_every_link_and_cell(graph: nx.MultiDiGraph, tmp_path: Path):
    to_graphml(graph, tmp_path / "g.graphml")
    back = nx.read_graphml(tmp_path / "g.graphml")
    assert sorted(back.edges(data="days")) == sorted(graph.edges(data="days"))
    assert back.nodes["me/r1"]["minutes_asked"] == 30
    assert back.nodes["me/r1"]["log_weight"] == "7"
    assert back.nodes["me/r2"]["label"] == "Bo"
    assert back.nodes["me/r1"]["contact"] == HOSTILE.replace("\u0007", "\ufffd")


def test_gexf_has_a_date_of_the_log_and_an_id_per_edge(graph: nx.MultiDiGraph, tmp_path: Path):
    to_gexf(graph, tmp_path / "g.gexf")
    text = (tmp_path / "g.gexf").read_text(encoding="utf-8")
    assert f'lastmodifieddate="{graph.graph["as_of"]}"' in text
    edges = [node for node in ElementTree.fromstring(text).iter() if node.tag.endswith("}edge")]
    assert len({edge.get("id") for edge in edges}) == len(edges) == 3
    assert set(nx.read_gexf(tmp_path / "g.gexf").nodes) == set(graph.nodes)


def test_cytoscape_json_names_nodes_by_contact_and_links_by_key(
    graph: nx.MultiDiGraph, tmp_path: Path
) -> None:
    to_json(graph, tmp_path / "g.json")
    elements = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))["elements"]
    nodes = {node["data"]["id"]: node["data"] for node in elements["nodes"]}
    assert nodes["me/r1"]["name"] == HOSTILE
    links = {(edge["data"]["source"], edge["data"]["target"]) for edge in elements["edges"]}
    assert links == {("me/r1", "me/r2"), ("me/r2", "me/r3"), ("me/r2", "me/r4")}


def test_a_place_that_cannot_be_written_is_said_and_leaves_nothing(
    graph: nx.MultiDiGraph, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        to_graphml(graph, tmp_path / "nowhere" / "g.graphml")
    (tmp_path / "taken").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        to_json(graph, tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_keys_stay_apart_where_slashes_would_join_them() -> None:
    rows = [
        {"seeker": "a/b", "request_id": "c", "contact": "Ana"},
        {"seeker": "a", "request_id": "b/c", "contact": "Bo"},
        {"seeker": "a", "request_id": "c", "contact": "Cy"},
    ]
    assert len(referral_graph(log_of(rows))) == 3
