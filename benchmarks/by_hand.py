"""What a good analyst writes by hand: read_csv, a Pandera model, groupby, loops, statsmodels."""

import sys
from importlib import import_module

RATES = (
    "meeting_format", "channel", "venue", "relationship", "circumstance", "said_informational",
    "explained_why", "offered_phone", "mentioned_referrer", "industry",
)  # fmt: skip
TERMS = (
    "said_informational", "explained_why", "meeting_format", "short_time", "convenient_venue",
    "offered_phone", "referral", "relationship", "channel", "circumstance",
)  # fmt: skip
DATES = ("asked_on", "responded_on", "met_on", "thanked_on", "followed_up_on")


def checked(path):
    """The file as a frame, checked by a Pandera model with lazy validation."""
    import pandas as pd
    import pandera.pandas as pa

    from outreachlab.log.vocabulary import COLUMNS

    frame = pd.read_csv(path, parse_dates=list(DATES), date_format="%Y-%m-%d", low_memory=False)
    rules = {}
    for column in COLUMNS:
        if column.name not in frame:
            continue
        if column.words:
            check = pa.Check.isin(column.words)
            rules[column.name] = pa.Column(str, check, nullable=not column.required)
        elif column.kind == "whole":
            check = pa.Check.in_range(column.low or 0, column.high or 10**6)
            rules[column.name] = pa.Column(float, check, nullable=True, coerce=True)
    order = [
        pa.Check(lambda frame, late=late: ~(frame[late] < frame["asked_on"]), error=f"{late} order")
        for late in DATES[1:]
    ]
    once = pa.Check(lambda frame: ~frame.duplicated(["seeker", "request_id"]), error="id twice")
    return pa.DataFrameSchema(rules, checks=[*order, once]).validate(frame, lazy=True)


def counted(frame):
    """Requests whose window is over, if any is open."""
    today = frame[["asked_on", "responded_on", "followed_up_on"]].max().max()
    frame = frame[frame["outcome"] != "undelivered"]
    old = (today - frame["asked_on"]).dt.days >= 21
    return frame[old].assign(yes=lambda one: (one["outcome"] == "accepted").astype(int))


def with_tactics(frame):
    """The tactics that are read from other columns."""
    import numpy as np

    venue = {"their_office": "yes", "near_them": "yes", "near_me": "no", "remote": "remote"}
    silent = (frame["mentioned_referrer"] == "no") & frame["referrer"].notna()
    cases = [frame["mentioned_referrer"] == "yes", silent, frame["referrer"].isna()]
    return frame.assign(
        short_time=np.where(frame["minutes_asked"] <= 30, "yes", "no"),
        convenient_venue=frame["venue"].map(venue),
        referral=np.select(cases, ["named", "not_named", "none"], None),
    )


def rates(frame):
    """Ten tables of rates with Wilson limits."""
    from statsmodels.stats.proportion import proportion_confint

    tables = []
    for column in RATES:
        table = frame.groupby(column)["yes"].agg(["sum", "count"])
        low, high = proportion_confint(table["sum"], table["count"], method="wilson")
        tables.append(table.assign(rate=table["sum"] / table["count"], low=low, high=high))
    return tables


def chains(frame):
    """A graph per seeker: parents by a loop, generations from the roots, circles looked for."""
    import networkx as nx

    graph, latest = nx.DiGraph(), {}
    frame = frame.sort_values(["seeker", "asked_on"], kind="stable")
    columns = zip(
        frame["seeker"], frame["request_id"], frame["contact"], frame["referrer"], strict=True
    )
    for seeker, request, contact, referrer in columns:
        graph.add_node((seeker, request))
        parent = latest.get((seeker, referrer))
        if parent is not None:
            graph.add_edge((seeker, parent), (seeker, request))
        latest[seeker, contact] = request
    assert nx.is_directed_acyclic_graph(graph)
    generation = {}
    for node in nx.topological_sort(graph):
        above = list(graph.predecessors(node))
        generation[node] = generation[above[0]] + 1 if above else 0
    sizes = [len(component) for component in nx.weakly_connected_components(graph)]
    return generation, sizes


def effects(frame):
    """A logit with errors by seeker, and average effects."""
    import statsmodels.formula.api as smf

    formula = "yes ~ " + " + ".join(f"C({term})" for term in TERMS)
    frame = frame.dropna(subset=list(TERMS))
    groups = frame["seeker"].factorize()[0]
    fitted = smf.logit(formula, frame).fit(
        disp=False, cov_type="cluster", cov_kwds={"groups": groups}
    )
    return fitted.summary2().tables[1], fitted.get_margeff(dummy=True).summary_frame()


def by_hand(path):
    """All of it."""
    frame = checked(path)
    asked = counted(frame)
    rates(asked)
    chains(frame)
    effects(with_tactics(asked))


def ours(path):
    """The same questions, put to outreachlab."""
    import outreachlab as ol

    log = ol.read_log(path)
    ol.acceptance_rates(log, RATES)
    ol.referral_forest(log).counts()
    ol.adjusted_effects(log, terms=TERMS)


def floor(path):
    """What cannot be saved: the imports of `ours`, and the file read by pyarrow, unchecked."""
    from pyarrow import csv

    import outreachlab as ol

    for name in ("read_log", "acceptance_rates", "referral_forest", "adjusted_effects"):
        getattr(ol, name)
    import_module("outreachlab.intake.schema")  # Pandera, which `read_log` loads while it reads
    csv.read_csv(path)


if __name__ == "__main__":
    {"by_hand": by_hand, "ours": ours}[sys.argv[1]](sys.argv[2])
