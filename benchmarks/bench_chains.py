"""Chains at size: against NetworkX loops, against a pandas loop, and ten times as large."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import matplotlib as mpl
import networkx as nx
import numpy as np
import pandas as pd
from timing import interleaved, keep, row

from outreachlab.chains.forest import referral_forest
from outreachlab.chains.growth import chain_growth
from outreachlab.log.checked import CheckedLog
from outreachlab.log.forest import lines_of
from outreachlab.log.lineage import ORPHAN, Descent, circles, descent
from outreachlab.log.links import links_of
from outreachlab.log.outcomes import decide
from outreachlab.simulate import draw_log, typed_frame
from outreachlab.stats.resampling import patterns_of, resampled_totals

mpl.use("svg")

ROWS, SEEKERS, CIRCLES = 1_000_000, 15_000, 500
BOOTSTRAP_ROWS, REPLICATES, THEIR_REPLICATES = 100_000, 2000, 20
COLUMNS = [
    "request_id", "seeker", "contact", "referrer", "asked_on", "met_on", "outcome",
    "referrals_given",
]  # fmt: skip


def log_of(frame: pd.DataFrame) -> CheckedLog:
    """A simulated frame needs no checking."""
    return CheckedLog(frame, np.ones(len(frame), bool), "simulated", np.arange(len(frame)) + 2)


def with_circles(frame: pd.DataFrame) -> pd.DataFrame:
    """Pairs of cold requests of one seeker on one day, each made to refer the other."""
    cold = np.flatnonzero(frame["referrer"].isna().to_numpy())
    key = frame["seeker"].cat.codes.to_numpy()[cold] * np.int64(100_000)
    key += frame["asked_on"].to_numpy()[cold].astype("datetime64[D]").astype(np.int64)
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(np.diff(key[order]) == 0)
    twice = twice[np.append(True, np.diff(twice) > 1)][:CIRCLES]
    one, two = cold[order[twice]], cold[order[twice + 1]]
    book = frame["contact"].cat.categories
    names = frame["referrer"].cat.categories.union(book, sort=False)
    at = names.get_indexer(book)[frame["contact"].cat.codes.to_numpy()]
    codes = frame["referrer"].cat.set_categories(names).cat.codes.to_numpy().copy()
    codes[one], codes[two] = at[two], at[one]
    return frame.assign(referrer=pd.Categorical.from_codes(codes, names))


def ours(frame: pd.DataFrame) -> tuple[int, Descent]:
    """How many requests lie on circles, and the forest once these stand alone."""
    fresh = frame.copy(deep=False)  # links of a frame known are kept
    parent = links_of(fresh).parent.copy()
    lost = np.concatenate(circles(parent))
    parent[lost] = ORPHAN
    return len(lost), descent(parent)


def by_hand(frame: pd.DataFrame) -> tuple[int, dict[int, int], dict[int, int], dict[int, int]]:
    """The same with dictionaries and a NetworkX graph: circles, generation, root, descendants."""
    asked_before: dict[tuple[str, str], list[tuple]] = {}
    for place, (seeker, contact, asked, met) in enumerate(_rows(frame, "contact", "met_on")):
        name = " ".join(contact.split()).casefold()
        asked_before.setdefault((seeker, name), []).append((asked, met, place))
    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(frame)))
    for place, (seeker, referrer, asked, _) in enumerate(_rows(frame, "referrer", "met_on")):
        if isinstance(referrer, str):
            name = " ".join(referrer.split()).casefold()
            known = [
                (met is not pd.NaT and met <= asked, day, other)
                for day, met, other in asked_before.get((seeker, name), ())
                if day <= asked and other != place
            ]
            if known:
                graph.add_edge(max(known)[2], place)
    knots = [found for found in nx.strongly_connected_components(graph) if len(found) > 1]
    lost = set().union(*knots)
    graph.remove_edges_from([*graph.in_edges(lost)])
    generation, root = {}, {}
    for start in [node for node, degree in graph.in_degree() if degree == 0]:
        for node, depth in nx.single_source_shortest_path_length(graph, start).items():
            generation[node], root[node] = depth, start
    below = dict.fromkeys(graph, 0)
    for node in reversed(list(nx.topological_sort(graph))):
        for parent in graph.predecessors(node):
            below[parent] += below[node] + 1
    return len(lost), generation, root, below


def _rows(frame: pd.DataFrame, who: str, when: str) -> Iterator[tuple]:
    columns = (frame["seeker"], frame[who], frame["asked_on"], frame[when])
    return zip(*(column.astype(object) for column in columns), strict=True)


def forest() -> tuple[str, ...]:
    """Both must agree on circles, generations, chains and descendants before either is timed."""
    frame = with_circles(typed_frame(draw_log(ROWS, seekers=SEEKERS, rng=1))[COLUMNS])
    lost, found = ours(frame)
    their_lost, *theirs = by_hand(frame)
    assert lost == their_lost > 0
    mine = (found.generation, found.root, found.descendants)
    for values, judge in zip(mine, theirs, strict=True):
        assert values.tolist() == [judge[place] for place in range(len(frame))]
    seconds = interleaved(lambda: ours(frame), lambda: by_hand(frame), runs=3)
    return faster("forest of 1e6 requests, circles found", seconds, "NetworkX loops")


def bootstrap() -> tuple[str, ...]:
    """R over chains; the other side adds up each chain once and then draws chains."""
    log = log_of(typed_frame(draw_log(BOOTSTRAP_ROWS, seekers=1, days=100_000, rng=1)))
    outcomes = decide(log)
    lines = lines_of(log, outcomes.rows)
    chain = np.unique(lines.descent.root, return_inverse=True)[1]
    above = np.append(outcomes.held, False)[lines.parent]
    rows = pd.DataFrame(
        {"chain": chain, "held": outcomes.held * 1, "led": (outcomes.held & above) * 1}
    )

    def draw() -> np.ndarray:
        held, led = (np.bincount(chain, rows[name]) for name in ("held", "led"))
        vectors = np.stack([held, led], axis=1).astype(np.int64)
        totals = resampled_totals(patterns_of(vectors), REPLICATES)
        return totals[:, 1] / totals[:, 0]

    def loop() -> list[float]:
        chains = rows.groupby("chain").sum()
        found = []
        for seed in range(THEIR_REPLICATES):
            totals = chains.sample(frac=1, replace=True, random_state=seed).sum()
            found.append(totals["led"] / totals["held"])
        return found

    spread = np.std(draw()) / np.std(loop())
    assert 0.6 < spread < 1.7, spread  # twenty replicates tell a spread to about a sixth
    mine, theirs = interleaved(draw, loop)
    seconds = mine, theirs * REPLICATES / THEIR_REPLICATES
    return faster("chain bootstrap, 2,000 replicates, 1e5 rows", seconds, "a pandas loop, scaled")


def larger() -> tuple[str, ...]:
    """Forest and growth of one pool and of ten such pools side by side."""
    small = typed_frame(draw_log(ROWS, seekers=SEEKERS, rng=1))[COLUMNS]
    large = pd.concat([small] * 10, ignore_index=True)
    pool = np.repeat(np.arange(10, dtype=np.int64), len(small)) * SEEKERS
    names = [f"{pool} {name}" for pool in range(10) for name in small["seeker"].cat.categories]
    codes = large["seeker"].cat.codes.to_numpy() + pool
    large["seeker"] = pd.Categorical.from_codes(codes, pd.Index(names, dtype="str"))
    logs = [log_of(frame) for frame in (large, small)]

    def work(log: CheckedLog) -> None:
        anew = replace(log, frame=log.frame.copy(deep=False))  # links of a frame known are kept
        chain_growth(anew)

    seconds = interleaved(lambda: work(logs[0]), lambda: work(logs[1]), runs=3)
    return row("forest and growth, 1e7 requests", seconds[0], "1e6 requests", seconds[1], "≤ 12 ×")


def pictures() -> list[tuple[str, ...]]:
    """The forest drawn and written as SVG, against half a second; for the page, as the report."""
    from outreachlab.charts.forest_svg import forest_svg

    half = row("", 0.5, "", 0.5, "")[3]
    lines = []
    for rows, seekers in ((300, 1), (5000, 50)):
        found = referral_forest(log_of(typed_frame(draw_log(rows, seekers=seekers, rng=1))))
        for name, draw in (
            ("figure written as SVG", lambda f=found: f.plot().savefig(BytesIO(), format="svg")),
            ("picture of the page", lambda f=found: forest_svg(f, "bench")),
        ):
            seconds, _ = interleaved(draw, lambda: None, runs=5)
            line = row(f"forest of {rows:,} requests, {name}", seconds, "half a second", 0.5, "")
            lines.append((*line[:3], half, line[4], "≤ 1 ×" if rows == 300 else ""))
    return lines


def faster(work: str, seconds: tuple[float, float], against: str) -> tuple[str, ...]:
    """A line whose ratio says how many times faster ours is."""
    mine, theirs = seconds
    line = row(work, mine, against, theirs, "≥ 100 × faster")
    return (*line[:4], f"{theirs / mine:.0f} × faster", line[5])


def main() -> None:
    keep("chains", [forest(), bootstrap(), larger(), *pictures()])


if __name__ == "__main__":
    main()
