"""Where the rows went: every request is counted somewhere."""

import numpy as np

from outreachlab.charts.flow import draw_flow
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.outcomes import ACCEPTED, DECLINED, Outcomes
from outreachlab.report.model import Picture, Section
from outreachlab.wording import counted, listed, of, plural


def rows_section(outcomes: Outcomes) -> Section:
    """`requests = undelivered + too young + counted`, drawn and as a table."""
    totals = outcomes.totals
    became = outcomes.outcome[outcomes.counted]
    ends = [
        ("accepted", int(np.sum(became == ACCEPTED))),
        ("declined", int(np.sum(became == DECLINED))),
        ("no reply", int(np.sum((became != ACCEPTED) & (became != DECLINED)))),
    ]
    steps = (
        ("requests", totals["requests"], "asked by that day"),
        ("undelivered", totals["undelivered"], "never reached anybody; in no rate"),
        ("too young", totals["too_young"], "the answer window is not over; in no rate yet"),
        ("counted", totals["counted"], "in every rate"),
        *((name, count, "of the counted") for name, count in ends),
    )
    rows = tuple((name, f"{count:,}", meaning) for name, count, meaning in steps)
    alt = (
        f"Of {counted(totals['requests'], 'request')}, {totals['undelivered']:,} undelivered and "
        f"{totals['too_young']:,} too young to judge are left out. Of the {totals['counted']:,} "
        f"counted: {listed(f'{count:,} {name}' for name, count in ends)}."
    )
    return Section(
        "rows",
        "Where the rows went",
        _sentences(outcomes),
        (Picture("rows", svg_of(draw_flow(totals, ends), "rows"), alt),),
        Shown(
            f"From requests to answers, as of {outcomes.as_of}", ("", "requests", "meaning"), rows
        ),
    )


def _sentences(outcomes: Outcomes) -> tuple[str, ...]:
    totals, window = outcomes.totals, counted(outcomes.window_days, "day")
    verb = "counts" if totals["counted"] == 1 else "count"
    sentences = [
        f"As of {outcomes.as_of}, {of(totals['counted'], totals['requests'])} "
        f"{plural('request', totals['requests'])} {verb}. "
        f"Silence for {window} or longer is taken as no reply."
    ]
    if totals["too_young"]:
        sentences.append(
            "Some requests are still open. Quick yeses come in first and would flatter the rates, "
            f"so every request asked less than {window} before that day waits."
        )
    if totals["faulty"]:
        were = "was" if totals["faulty"] == 1 else "were"
        sentences.append(f"{counted(totals['faulty'], 'faulty row')} {were} left out.")
    return tuple(sentences)
