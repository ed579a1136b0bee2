"""The same browser as for the report."""

from tests.report.conftest import browser

__all__ = ["browser"]
