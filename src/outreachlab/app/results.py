"""What the log says: the first screen of its report, the report behind, this week's calendar."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.progress import progress
from outreachlab.app.words import on_page
from outreachlab.errors import MissingFileError, NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.report import build_report
from outreachlab.report.calendar import as_calendar
from outreachlab.report.model import FirstScreen
from outreachlab.report.render import as_page
from outreachlab.trials.reading import read_trial
from outreachlab.trials.result import TrialRead
from outreachlab.wording import sentence

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Results:
    """
    What is shown of a log; `table` is the log as texts.

    `first` is the report's first screen, `page` all of it; `now` says how the last weeks went
    against those before, `calendar` holds this week's list, `trial` what a trial shows so far.
    """

    table: "pd.DataFrame"
    first: FirstScreen
    page: str
    now: str
    calendar: str
    trial: tuple[str, ...] = ()


def results_of(log: CheckedLog, table: "pd.DataFrame", folder: Path | None = None) -> Results:
    """
    All that is shown of a log, and of a trial in a folder.

    Raises
    ------
    NothingToComputeError
        No request had been asked.
    """
    view = log.as_of()
    trial = None if folder is None else _read(log, folder)
    report = on_page(build_report(view, trial=trial))
    assert report.first is not None
    due = next_steps(view)
    now = on_page(progress(view).now_against_before.sentence())
    calendar = as_calendar(due.due, due.as_of)
    shown = () if trial is None else tuple(map(on_page, _sentences(trial)))
    return Results(table, report.first, as_page(report), now, calendar, shown)


def _read(log: CheckedLog, folder: Path) -> TrialRead | None:
    """The trial as the log tells it; None before its first lot."""
    with suppress(NothingToComputeError, MissingFileError):
        return read_trial(log, folder)
    return None


def _sentences(trial: TrialRead) -> Iterator[str]:
    for read in trial.contrasts:
        yield sentence(f"{read.advice.advice}: {read.judged.sentence}")
    yield from map(sentence, trial.notes)
