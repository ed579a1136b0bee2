"""What tests share: the folder of reference results, where there is one."""

import os
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


@pytest.fixture(scope="session")
def reference() -> Path:
    """Real data with results from R, kept outside the project for their licences."""
    folder = os.environ.get(REFERENCE)
    if not folder:
        pytest.skip(f"{REFERENCE} names no folder of reference results")
    return Path(folder)
