"""What the log says: the first screen of its report, the report behind, this week's calendar."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.progress import progress
from outreachlab.app.words import on_page
from outreachlab.log.checked import CheckedLog
from outreachlab.report import build_report
from outreachlab.report.calendar import as_calendar
from outreachlab.report.model import FirstScreen
from outreachlab.report.render import as_page

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Results:
    """
    What is shown of a log; `table` is the log as texts.

    `first` is the report's first screen, `page` all of it; `now` says how the last weeks went
    against those before, `calendar` holds this week's list.
    """

    table: "pd.DataFrame"
    first: FirstScreen
    page: str
    now: str
    calendar: str


def results_of(log: CheckedLog, table: "pd.DataFrame") -> Results:
    """
    All that is shown of a log.

    Raises
    ------
    NothingToComputeError
        No request had been asked.
    """
    view = log.as_of()
    report = on_page(build_report(view))
    assert report.first is not None
    due = next_steps(view)
    now = on_page(progress(view).now_against_before.sentence())
    return Results(table, report.first, as_page(report), now, as_calendar(due.due, due.as_of))
