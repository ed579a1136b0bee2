"""What the log says: this week's list, the choices, how it goes, and the report behind."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreachlab.answers.choose import choose
from outreachlab.answers.judging.choices import Choices
from outreachlab.answers.next_steps import NextSteps, next_steps
from outreachlab.app.words import on_page
from outreachlab.errors import NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.report import build_report
from outreachlab.report.calendar import as_calendar
from outreachlab.report.render import as_page

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Results:
    """
    What is shown of a log; `table` is the log as texts.

    `choices` is None where no request counts yet, and `why` says so. `page` is the whole report.
    """

    log: CheckedLog
    table: "pd.DataFrame"
    due: NextSteps
    calendar: str
    choices: Choices | None
    why: str
    summary: tuple[str, ...]
    page: str


def results_of(log: CheckedLog, table: "pd.DataFrame") -> Results:
    """
    All that is shown of a log.

    Raises
    ------
    NothingToComputeError
        No request had been asked.
    """
    view = log.as_of()
    due = next_steps(view)
    choices, why = None, ""
    try:
        choices = choose(view)
    except NothingToComputeError as error:
        why = str(error)
    report = on_page(build_report(view))
    return Results(
        log,
        table,
        on_page(due),
        as_calendar(due.due, due.as_of),
        choices,
        on_page(why),
        report.summary,
        as_page(report),
    )
