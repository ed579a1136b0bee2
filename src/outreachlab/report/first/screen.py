"""The first screen of the report, from the answers."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from outreachlab.display import Shown
from outreachlab.intake.headers import KEPT
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import COLUMN
from outreachlab.report.answered import Answers
from outreachlab.report.calendar import as_calendar
from outreachlab.report.first.choosing import after_choices, choosing_of, heeding_lots, shown
from outreachlab.report.first.figures import figures_of, uncounted
from outreachlab.report.first.headline import ground_of, headline_of
from outreachlab.report.first.people import people_of
from outreachlab.report.first.todo import (
    ADDING,
    FILLING,
    after_week,
    days_lacking,
    lacking_of,
    typed_for,
    week_heading,
    week_of,
)
from outreachlab.report.model import FirstScreen, Section
from outreachlab.wording import counted, day_words, isolated, label, listed, sentence, shortened

MUCH_UNREAD = 0.5  # cells that could not be read, for every row
MUCH_FAULTY = 0.1  # of the rows
MOST_WORDS = 12
MOST_COLUMNS = 4
MEANT = {"whole": "a number", "date": "a day, as 2026-02-03"}


def first_screen(answers: Answers) -> FirstScreen:
    """What is seen first; where much was not understood, how it was read instead of numbers."""
    view, steps, facts = answers.view, answers.due, answers.facts
    header, totals, window = view.header, answers.ground["totals"], view.window_days
    week, others = week_of(steps, facts.seekers > 1), answers.others
    reading = reading_of(header, answers.ground)
    lots = [line for line in answers.tested.lines if line.randomised is not None]
    choosable = heeding_lots(answers.choices, lots, others)
    headline = headline_of(totals, choosable, others, week)
    if reading is not None:
        headline = (
            "Much of this file was not understood. Look at how it was read before you go by it."
        )
    choices = [] if reading is not None else shown(choosable, others)
    # who has columns that were not understood needs them read before any further one
    columns = () if reading is not None else lacking_of(header)
    days = () if reading is not None else days_lacking(header, facts.undated)
    return FirstScreen(
        headline=headline,
        ground=ground_of(
            facts,
            view.judged.as_of,
            totals,
            day_words(steps.as_of),
            answers.pool_size,
            answers.ground["read"],
        ),
        figures=() if reading is not None else figures_of(header, facts, totals, answers.steps),
        after_figures=() if reading is not None else uncounted(facts, totals, window),
        reading=reading,
        people=None if answers.clients is None else people_of(answers.clients),
        week_heading=week_heading(steps),
        week=week,
        after_week=after_week(steps),
        choices_heading=_heading(facts.seekers, answers.pool_size),
        choices=tuple(choosing_of(one, others) for one in choices),
        after_choices=() if reading is not None else after_choices(choosable, others, totals, lots),
        lacking=(*columns, *days),
        adding=ADDING if columns else FILLING if days else "",
        calendar=as_calendar(steps.due, steps.as_of) if steps.due else "",
        typed=tuple(typed_for(steps, bool(columns))),
    )


def _heading(seekers: int, others: int) -> str:
    if others:
        return f"What goes with a yes among {counted(others, 'other')} in the pool"
    return f"What goes with a yes in {'your log' if seekers == 1 else 'this pool'}"


def reading_of(log: CheckedLog, ground: dict[str, Any]) -> Section | None:
    """What was not understood, where it is much of the file; else None."""
    read = ground["read"] if isinstance(ground["read"], list) else [ground["read"]]
    rows = sum(one["rows"] for one in read)
    if log.unread < MUCH_UNREAD * rows and log.faulty <= MUCH_FAULTY * rows:
        return None
    words = log.unread_words
    told = [f"{counted(log.unread, 'cell')} could not be read and count as not recorded."]
    if log.faulty:
        told.append(f"{counted(log.faulty, 'row')} of {rows:,} were left out, having faults.")
    told += [sentence(note) for note in log.notes if note.startswith(KEPT)][:MOST_COLUMNS]
    told += _words_to_write(words)
    table = None
    if len(words):
        most = words.sort_values("count", ascending=False, kind="stable").head(MOST_WORDS)
        cells = most[["header", "value", "count"]].itertuples(index=False, name=None)
        left = len(words) - len(most)
        table = Shown(
            "Words that were not understood",
            ("your column", "written", "times"),
            tuple((shortened(header), shortened(value), f"{n:,}") for header, value, n in cells),
            (f"{counted(left, 'further word')} not shown",) if left else (),
        )
    return Section(
        key="reading",
        heading="How it was read",
        sentences=tuple(told),
        table=table,
        typed=("“`check_log`” shows each column as it was read; a map says what your words mean.",),
    )


def _words_to_write(unread: pd.DataFrame) -> Iterator[str]:
    """For the columns most of whose cells could not be read: what can be."""
    if len(unread):
        cells = unread.groupby(["header", "column"], sort=False)["count"].sum()
        for header, name in cells.sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS]:
            one = COLUMN[name]
            if what := listed(map(label, one.words), "or") or MEANT.get(one.kind):
                yield f"Under “{isolated(shortened(header))}” write {what}."
