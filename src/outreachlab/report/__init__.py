"""The report: answers in, pure data between, a page out."""

from outreachlab.report.build import build_report
from outreachlab.report.model import Report
from outreachlab.report.render import rendered

__all__ = ["Report", "build_report", "rendered"]
