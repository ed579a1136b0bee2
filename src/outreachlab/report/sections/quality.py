"""What the log lacks, what was read other than written, what looks odd."""

from collections.abc import Sequence

from outreachlab.display import Shown
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.report.model import Section
from outreachlab.vocabulary import COLUMN, Advice, sources_of
from outreachlab.wording import counted, listed, percent, sentence, shortened

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
            "“outreachlab check” lists them."
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
            f"Columns of your own that could be compared with “rates --by”: {names}{more}."
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
