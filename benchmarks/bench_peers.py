"""
Libraries made for one of the steps: igraph and rustworkx for the forest, pyfixest for the logit,
RDSTools for the bootstrap of chains (`rds_tools.py`).

Those that are not installed are left out: `pip install igraph rustworkx pyfixest rdstools`.
"""

import warnings
from collections.abc import Callable

import numpy as np
from bars import keep_lines
from bench_answers import Table, ours, table_of
from cost import installed, machine
from rds_tools import bootstraps
from timing import interleaved

from outreachlab.log.lineage import generations_and_roots
from outreachlab.log.links import links_of
from outreachlab.simulate import draw_log, typed_frame

ROWS, SEEKERS = 1_000_000, 15_000
COLUMNS = ["request_id", "seeker", "contact", "referrer", "asked_on", "met_on", "outcome"]


def by_igraph(parent: np.ndarray) -> np.ndarray:
    """Generations by a breadth-first search from a root above all roots."""
    import igraph

    size = len(parent)
    edges = np.stack([np.where(parent < 0, size, parent), np.arange(size)], axis=1)
    graph = igraph.Graph(n=size + 1, edges=edges, directed=True)
    order, ends, _ = graph.bfs(size)
    generation = np.empty(size + 1, int)
    generation[order] = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    return generation[:-1] - 1


def by_rustworkx(parent: np.ndarray) -> np.ndarray:
    """Generations as those of a topological order."""
    import rustworkx

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(range(len(parent)))
    child = np.flatnonzero(parent >= 0)
    graph.add_edges_from_no_data(list(zip(parent[child].tolist(), child.tolist(), strict=True)))
    generation = np.empty(len(parent), int)
    for depth, nodes in enumerate(rustworkx.topological_generations(graph)):
        generation[list(nodes)] = depth
    return generation


def by_pyfixest(table: Table) -> np.ndarray:
    """Coefficients with errors by seeker."""
    import pyfixest

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted = pyfixest.feglm(table.formula, table.texts, family="logit", vcov={"CRV1": "seeker"})
    return fitted.coef().to_numpy()


def line(work: str, peer: str, mine: float, theirs: float) -> str:
    """Whoever is faster is said to be."""
    ratio = theirs / mine
    who, times = ("ours", ratio) if ratio > 1 else (peer, 1 / ratio)
    told = f"{who} {times:,.{0 if times > 100 else 1}f} × faster"
    return f"| {work} | {mine:.3f} s | {peer} | {theirs:,.3f} s | {told} |"


def main() -> None:
    frame = typed_frame(draw_log(ROWS, seekers=SEEKERS, rng=1))[COLUMNS]
    parent = links_of(frame).parent
    lines = ["| work | ours | peer | theirs | |", "|---|---|---|---|---|"]
    peers: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "igraph": by_igraph,
        "rustworkx": by_rustworkx,
    }
    for name in installed(*peers):
        generations = peers[name]
        assert (generations(parent) == generations_and_roots(parent)[0]).all()
        both = interleaved(
            lambda: generations_and_roots(parent), lambda g=generations: g(parent), runs=3
        )
        lines.append(line("generations of 1e6 requests, parents known", name, *both))
    if installed("pyfixest"):
        table = table_of()
        both = interleaved(lambda: ours(table), lambda: by_pyfixest(table), runs=1)
        lines.append(line("logit of 1e6 rows, 12 predictors, clusters", "pyfixest", *both))
    if installed("RDSTools"):
        lines += [line(work, "RDSTools", *both) for work, *both in bootstraps()]
    keep_lines("peers", [*lines, "", machine("igraph", "rustworkx", "pyfixest", "rdstools")])


if __name__ == "__main__":
    main()
