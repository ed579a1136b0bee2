"""A follow-up as an exposure in time, against R's coxph: `r/exposure.R`."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from outreachlab.stats.exposure import NEVER, exposure_of, score_residuals
from outreachlab.stats.intervals import normal_quantile
from tests.stats.exposures import hazard_ratio, silences

R = Path(__file__).parent / "r"
FITTED = 1e-7  # both stop Newton's steps by rules of their own


@pytest.fixture(scope="module")
def waits():
    rows = pd.read_csv(R / "exposure.csv")
    followed = rows["followed"].fillna(NEVER).to_numpy(np.int64)
    return rows["days"].to_numpy(), rows["answered"].to_numpy() == 1, followed, rows["seeker"]


def test_the_ratio_and_its_error_by_seeker_are_those_of_coxph(waits):
    *of_waits, seeker = waits
    theirs = pd.read_csv(R / "exposure_r.csv").set_index("what")["value"]
    ratio, _ = hazard_ratio(*of_waits, 0.95)
    beta = theirs["log ratio"]
    assert np.log(ratio.estimate) == pytest.approx(beta, rel=FITTED)
    error = np.log(ratio.high / ratio.estimate) / normal_quantile(0.95)
    assert error == pytest.approx(theirs["error"], rel=FITTED)
    waits = silences(*of_waits)
    residuals = score_residuals(waits, exposure_of(waits), beta) * error**2
    robust = np.sqrt((np.bincount(seeker, residuals) ** 2).sum())
    assert robust == pytest.approx(theirs["robust error"], rel=FITTED)


def test_limits_among_seekers_are_never_narrower(waits):
    *of_waits, seeker = waits
    plain, p = hazard_ratio(*of_waits, 0.95)
    for who in (seeker.to_numpy(), np.arange(len(seeker)), np.zeros(len(seeker), int)):
        wide, wide_p = hazard_ratio(*of_waits, 0.95, who)
        assert wide.low <= plain.low < plain.high <= wide.high
        assert wide_p >= p
