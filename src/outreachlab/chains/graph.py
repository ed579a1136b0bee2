"""The referral forest as a NetworkX graph, so that all of NetworkX applies."""

from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from outreachlab.chains.forest import referral_forest
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS

if TYPE_CHECKING:
    import networkx as nx

PLACE = (
    "generation",
    "chain_size",
    "offspring",
    "descendants",
    "outside_referrer",
    "accepted",
    "held",
)


def referral_graph(
    log: Log, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
) -> "nx.MultiDiGraph":
    """
    Requests as nodes, an edge from each parent to its child.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; requests asked later are left out.
    window_days : int
        Days after which silence is an answer; changes no link.

    Returns
    -------
    networkx.MultiDiGraph
        Keyed by request_id; where two seekers share an id, by "seeker/request_id". A node carries
        every recorded cell of its request but the notes, its place in the forest and the key of
        its `root`; an edge `days`, from one asking to the next.

    Raises
    ------
    NothingToComputeError
        Nothing had been asked by that day.
    """
    import networkx as nx

    forest = referral_forest(view_of(log, as_of, window_days))
    log = forest.log
    rows, lines = forest.outcomes.rows, forest.lines
    frame = log.frame.iloc[rows]
    keys = _keys(frame)
    graph = nx.MultiDiGraph(as_of=forest.outcomes.as_of.isoformat())
    columns = [name for name in frame.columns if name != "notes"]
    places = forest.table[list(PLACE)]
    for key, cells, place in zip(
        keys, frame[columns].to_dict("records"), places.to_dict("records"), strict=True
    ):
        graph.add_nodes_from([(key, _recorded(cells) | place)])
    nx.set_node_attributes(
        graph, {key: keys[at] for key, at in zip(keys, lines.descent.root, strict=True)}, "root"
    )
    asked = forest.outcomes.asked
    for child, parent in enumerate(lines.parent.tolist()):
        if parent >= 0:
            graph.add_edge(keys[parent], keys[child], days=int(asked[child] - asked[parent]))
    return graph


def _keys(frame: pd.DataFrame) -> list[str]:
    ids = frame["request_id"].astype(str)
    if ids.is_unique:
        return ids.tolist()
    keys = (frame["seeker"].astype(str) + "/" + ids).tolist()
    if len(set(keys)) == len(keys):
        return keys
    return [f"{key}/{place}" for place, key in enumerate(keys)]  # a slash within the names


def _recorded(cells: dict[str, Any]) -> dict[str, Any]:
    """The cells that hold something, as plain Python values; days as ISO texts."""
    plain: dict[str, Any] = {}
    for name, value in cells.items():
        if pd.isna(value):
            continue
        if isinstance(value, pd.Timestamp):
            value = f"{value:%Y-%m-%d}"
        plain[name] = value.item() if hasattr(value, "item") else value
    return plain
