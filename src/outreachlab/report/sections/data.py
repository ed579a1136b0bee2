"""What the log lacks, what was read other than written, what looks odd."""

from collections.abc import Sequence

import numpy as np

from outreachlab.charts.bars import draw_flow
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import ACCEPTED, DECLINED, Outcomes
from outreachlab.log.vocabulary import COLUMN, Advice, sources_of
from outreachlab.report.model import Picture, Section
from outreachlab.wording import counted, listed, of, percent, plural, sentence, shortened


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


FEWEST_VALUES, MOST_VALUES = 2, 8
MOST_NAMED = 12


def quality_section(log: CheckedLog, outcomes: Outcomes, lacking: Sequence[Advice]) -> Section:
    """Faults and fixes, columns that are not there, columns nobody asked for, empty cells."""
    faulty = outcomes.totals["faulty"]
    sentences = [
        sentence(f"{counted(faulty, 'faulty row')} left out")
        if faulty
        else "No row has a fault that stops it from being read."
    ]
    if len(log.fixes):
        was = "was" if len(log.fixes) == 1 else "were"
        sentences.append(
            f"{counted(len(log.fixes), 'cell')} {was} read other than written; "
            "“`check_log`” lists them."
        )
    if lacking:
        needs = listed(
            f"{advice.advice} (needs {listed(_missing(log, advice))})" for advice in lacking
        )
        sentences.append(f"Not looked at, for want of a column: {needs}.")
    if own := further_columns(log):
        more = f" and {len(own) - MOST_NAMED} more" if len(own) > MOST_NAMED else ""
        names = ", ".join(shortened(name) for name in own[:MOST_NAMED])
        sentences.append(
            f"Columns of your own that could be compared with “`acceptance_rates`”: {names}{more}."
        )
    sentences += [sentence(note) for note in (*log.notes, *outcomes.notes)]
    blanks = tuple(
        (column, f"{empty:,}", percent(empty / len(outcomes.rows)))
        for column in log.frame.columns
        if column in COLUMN and COLUMN[column].stage == "request"
        and (empty := int(log.frame[column].iloc[outcomes.rows].isna().sum()))
    )  # fmt: skip
    table = Shown("Empty cells, out of all requests", ("column", "empty", "share"), blanks)
    return Section("quality", "Data quality", tuple(sentences), (), table if blanks else None)


def further_columns(log: CheckedLog) -> list[str]:
    """Columns outside the vocabulary and the map that have two to eight values."""
    return [
        str(name)
        for name in log.frame.columns
        if name not in COLUMN
        and name not in log.tactics
        and FEWEST_VALUES <= log.frame[name].nunique() <= MOST_VALUES
    ]


def _missing(log: CheckedLog, advice: Advice) -> list[str]:
    return [source for source in sources_of(advice.tactic) if source not in log.frame]
