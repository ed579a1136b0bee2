"""What tests share: the folder of reference results, and a count of the tests left out."""

import os
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    deadline=None,  # two test processes on a busy machine are no sign of slow code
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")

REFERENCE = "OUTREACHLAB_REFERENCE"
LEFT_OUT = pytest.StashKey[int]()


@pytest.fixture(scope="session")
def reference() -> Path:
    """Real data with results from R, kept outside the project for their licences."""
    folder = os.environ.get(REFERENCE)
    if not folder:
        pytest.skip(f"{REFERENCE} names no folder of reference results")
    return Path(folder)


@pytest.fixture(autouse=True)
def no_window(monkeypatch):
    """A figure drawn in a test opens no window; notebooks keep their own backend."""
    monkeypatch.setenv("MPLBACKEND", "Agg")


@pytest.fixture(autouse=True)
def one_day(monkeypatch):
    """What is due is due today: in the tests, on the last day of the sample log."""
    monkeypatch.setattr("outreachlab.answers.sums.week.today", lambda: date(2026, 9, 5))


def pytest_collection_modifyitems(config, items):
    """Leave out what needs a browser or an office program, unless `-m` speaks of it."""
    if "apps" in config.option.markexpr:
        return
    left_out = [item for item in items if item.get_closest_marker("apps")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if not item.get_closest_marker("apps")]
    config.stash[LEFT_OUT] = len(left_out)


def pytest_sessionfinish(session):
    """A worker of xdist tells its count to the process that prints."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Every worker collects all tests, so the counts agree and the last one stands."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", 0)


def pytest_terminal_summary(terminalreporter, config):
    """Say what was not run, and how to run it."""
    if apps := config.stash.get(LEFT_OUT, 0):
        verb = "test needs" if apps == 1 else "tests need"
        terminalreporter.write_line(f"{apps} {verb} a browser or LibreOffice: make test-apps")
    skipped = terminalreporter.stats.get("skipped", [])
    if unread := sum(REFERENCE in str(report.longrepr) for report in skipped):
        verb = "test reads" if unread == 1 else "tests read"
        terminalreporter.write_line(
            f"{unread} {verb} reference results: set {REFERENCE} to their folder"
        )
