"""The page as a person starts it: a process of its own, with a temporary folder of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.report.conftest import browser  # noqa: F401
from tests.report.test_browser import axe  # noqa: F401

pytest.importorskip("tornado")
COMMAND = [sys.executable, "-c", "from outreachlab.cli import main; main()", "app", "--no-open"]


@contextmanager
def started(temporary: Path, *given: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running page and its address with the token."""
    environ = {**os.environ, "TMPDIR": str(temporary), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        [*COMMAND, *given], stdout=subprocess.PIPE, text=True, env=environ
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip()
        finally:
            process.terminate()
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture
def address(tmp_path) -> Iterator[str]:
    with started(tmp_path) as (_, where):
        yield where
