"""A referral graph as a file that Gephi, Cytoscape and yEd open: GraphML, GEXF, JSON."""

import json
import re
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreachlab.errors import UsageError
from outreachlab.files import write
from outreachlab.wording import listed, sound

if TYPE_CHECKING:
    import networkx as nx

_TAKEN = ("id", "name", "value", "label", "source", "target", "weight")


def to_graphml(graph: "nx.MultiDiGraph", path: str | PathLike[str]) -> None:
    """
    Write a referral graph as GraphML, which Gephi, Cytoscape and yEd open.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `referral_graph` returns it.
    path : path
        The file to write, whole or not at all.

    Returns
    -------
    None

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    _write(path, graphml_text(graph))


def to_gexf(graph: "nx.MultiDiGraph", path: str | PathLike[str]) -> None:
    """
    Write a referral graph as GEXF 1.2, Gephi's own format.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `referral_graph` returns it.
    path : path
        The file to write, whole or not at all.

    Returns
    -------
    None

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    _write(path, gexf_text(graph))


def to_json(graph: "nx.MultiDiGraph", path: str | PathLike[str]) -> None:
    """
    Write a referral graph as Cytoscape JSON (`elements` of nodes and edges).

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `referral_graph` returns it.
    path : path
        The file to write, whole or not at all.

    Returns
    -------
    None

    Raises
    ------
    UsageError
        The place cannot be written to.
    """
    _write(path, json_text(graph))


def write_graph(graph: "nx.MultiDiGraph", path: str | PathLike[str]) -> None:
    """
    Write a referral graph in the format its path's ending names: .graphml, .gexf or .json.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        As `referral_graph` returns it.
    path : path
        The file to write, whole or not at all.

    Returns
    -------
    None

    Raises
    ------
    UsageError
        The ending is none of these, or the place cannot be written to.
    """
    _write(path, graph_file(path)(graph))


def graph_file(path: str | PathLike[str]) -> Callable[["nx.MultiDiGraph"], str]:
    """What makes the text of a graph file, by its ending; UsageError where it is none."""
    if Path(path).suffix.lower() not in TEXTS:
        raise UsageError(
            f"{path}: no graph can be written as that; end the name in {listed(TEXTS, 'or')}"
        )
    return TEXTS[Path(path).suffix.lower()]


def graphml_text(graph: "nx.MultiDiGraph") -> str:
    """The graph as GraphML."""
    import networkx as nx

    text = "\n".join(nx.generate_graphml(_plain(graph), prettyprint=True))
    flags = "|".join(re.findall(r'<key id="(\w+)"[^>]* attr\.type="boolean"', text))
    if flags:  # NetworkX writes Python's True, the format has true
        text = re.sub(
            f'(<data key="(?:{flags})">)(True|False)<', lambda at: f"{at[1]}{at[2].lower()}<", text
        )
    return '<?xml version="1.0" encoding="utf-8"?>\n' + text + "\n"


def gexf_text(graph: "nx.MultiDiGraph") -> str:
    """The graph as GEXF, dated by the log's day and not by today's."""
    import networkx as nx

    text = "\n".join(nx.generate_gexf(_plain(graph), prettyprint=True))
    text = re.sub(
        r'lastmodifieddate="[^"]*"', f'lastmodifieddate="{graph.graph["as_of"]}"', text, count=1
    )
    return '<?xml version="1.0" encoding="utf-8"?>\n' + text + "\n"


def json_text(graph: "nx.MultiDiGraph") -> str:
    """The graph as Cytoscape JSON."""
    import networkx as nx

    content = nx.cytoscape_data(_plain(graph, str), name="label")
    content["data"] = dict(graph.graph)  # NetworkX writes pairs, Cytoscape reads an object
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


TEXTS = {".graphml": graphml_text, ".gexf": gexf_text, ".json": json_text}


def _plain(graph: "nx.MultiDiGraph", clean: Callable[[str], str] = sound) -> "nx.DiGraph":
    """
    The same nodes and edges in a simple graph, each node labelled with its contact.

    No two requests are linked twice, and readers take a multigraph's edge keys for ids that must
    differ. Columns whose names the formats use themselves get `log_` before them.
    """
    import networkx as nx

    plain = nx.DiGraph(**_cleaned(graph.graph, clean))
    ids = {
        key: key if clean(key) == key else f"{clean(key)} ({place})"
        for place, key in enumerate(graph, start=1)
    }
    for key, cells in graph.nodes(data=True):
        told = {"label": cells["contact"], **_renamed(cells)}
        plain.add_nodes_from([(ids[key], _cleaned(told, clean))])
    for parent, child, cells in graph.edges(data=True):
        plain.add_edge(ids[parent], ids[child], **_cleaned(cells, clean))
    return plain


def _renamed(cells: dict[str, Any]) -> dict[str, Any]:
    return {f"log_{name}" if name in _TAKEN else name: cell for name, cell in cells.items()}


def _cleaned(cells: dict[str, Any], clean: Callable[[str], str]) -> dict[str, Any]:
    """The cells cleaned of what the format cannot hold, before anything is escaped."""
    return {
        clean(name): clean(cell) if isinstance(cell, str) else cell for name, cell in cells.items()
    }


def _write(path: str | PathLike[str], text: str) -> None:
    write([(path, text.encode())])
