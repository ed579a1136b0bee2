"""The report: answers in, pure data between, a page out."""

from outreachlab.report.build import build_report
from outreachlab.report.calendar import as_calendar
from outreachlab.report.model import Picture, Report, Section
from outreachlab.report.render import picture_files, rendered

__all__ = [
    "Picture",
    "Report",
    "Section",
    "as_calendar",
    "build_report",
    "picture_files",
    "rendered",
]
