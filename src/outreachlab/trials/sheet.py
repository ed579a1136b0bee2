"""The sheet of a trial: a log to fill in, with the number of each contact's lot."""

import io

from outreachlab.log.vocabulary import COLUMN, Column, sources_of
from outreachlab.trials.plan import Plan

NUMBER = "trial"
ROWS = 1000
ABOUT = Column(NUMBER, "whole", "The number that came with the lot.", low=1)


def sheet_columns(plan: Plan) -> tuple[Column, ...]:
    """The columns that a log of this trial needs, the number of the lot first."""
    tactics = [source for one in plan.tactics for source in sources_of(one.tactic)]
    whose = ["seeker"] if len(plan.seekers) > 1 else []
    names = [*whose, "contact", "referrer", "asked_on", *tactics, "outcome", "responded_on"]
    return (ABOUT, *(COLUMN[name] for name in dict.fromkeys(names)))


def sheet_xlsx(plan: Plan) -> bytes:
    """An empty log as a workbook, with drop-downs and date formats."""
    from openpyxl import Workbook

    from outreachlab.intake.template import SHEET, add_column

    book = Workbook()
    book.active.title = SHEET
    for place, column in enumerate(sheet_columns(plan), start=1):
        add_column(book.active, place, column, ROWS)
    book.active.freeze_panes = "A2"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
