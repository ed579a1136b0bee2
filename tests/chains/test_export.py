"""Files that other programs open: read back, and sound where names are not."""

import json
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner

from outreachlab.chains.export import to_gexf, to_graphml, to_json
from outreachlab.chains.graph import referral_graph
from outreachlab.cli import main
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


def test_graphml_writes_booleans_as_the_format_has_them(tmp_path: Path) -> None:
    rows = [
        {"contact": "True", "outcome": "accepted"},
        {"contact": "Ana"},
    ]  # Ana: a column of people
    graph = referral_graph(log_of(rows))
    to_graphml(graph, tmp_path / "g.graphml")
    root = ElementTree.parse(tmp_path / "g.graphml").getroot()
    texts = [str(one.text) for one in root.iter() if one.tag.endswith("}data")]
    assert texts.count("true") == 1
    assert texts.count("false") == 5
    assert "False" not in texts
    assert texts.count("True") == 2  # the contact's name, and the label


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
    content = json.loads((tmp_path / "g.json").read_text(encoding="utf-8"))
    assert content["data"] == {"as_of": graph.graph["as_of"]}
    elements = content["elements"]
    nodes = {node["data"]["id"]: node["data"] for node in elements["nodes"]}
    assert nodes["me/r1"]["name"] == HOSTILE
    links = {(edge["data"]["source"], edge["data"]["target"]) for edge in elements["edges"]}
    assert links == {("me/r1", "me/r2"), ("me/r2", "me/r3"), ("me/r2", "me/r4")}


def test_gexf_types_every_attribute_and_leaves_blanks_out(graph: nx.MultiDiGraph, tmp_path: Path):
    to_gexf(graph, tmp_path / "g.gexf")
    root = ElementTree.parse(tmp_path / "g.gexf").getroot()
    space = root.tag.removesuffix("gexf")
    types = {
        kind.get("class"): {
            one.get("id"): (one.get("title"), one.get("type"))
            for one in kind.iter(f"{space}attribute")
        }
        for kind in root.iter(f"{space}attributes")
    }
    assert set(types["node"].values()) >= {
        ("asked_on", "string"), ("generation", "long"), ("accepted", "boolean"),
        ("minutes_asked", "long"), ("root", "string"),
    }  # fmt: skip
    assert list(types["edge"].values()) == [("days", "long")]
    values = [(one.get("for"), one.get("value")) for one in root.iter(f"{space}attvalue")]
    assert values
    for attribute, value in values:
        kind = (types["node"] | types["edge"])[attribute][1]
        assert value not in (None, "", "None", "nan", "NaT")
        assert kind != "boolean" or value in ("true", "false")
        assert kind != "long" or str(value).lstrip("-").isdigit()


@pytest.mark.parametrize("ending", ["graphml", "gexf", "json"])
def test_the_command_writes_the_graph_beside_its_answer(ending: str, tmp_path: Path) -> None:
    log = tmp_path / "log.csv"
    log.write_text(
        "contact,asked_on,outcome,referrer\nAna,2026-01-05,accepted,\nBo,2026-01-06,pending,Ana\n"
    )
    target = tmp_path / f"chains.{ending}"
    done = CliRunner().invoke(main, ["chains", str(log), "--graph", str(target), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["edges"] == 1
    assert "Bo" in target.read_text(encoding="utf-8")


def test_a_graph_of_another_ending_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["chains", "nowhere.csv", "--graph", "g.docx"])
    assert done.exit_code == 2
    assert "end the name in .graphml, .gexf or .json" in done.stderr


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
