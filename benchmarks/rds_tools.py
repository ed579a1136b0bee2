"""
The bootstrap of chains by RDSTools, on a simulated pool read as a respondent-driven sample.

A cold request is a seed, a referral a coupon. Both sides estimate the share of requests that were
accepted and how far it varies between resamples. Its `chain` draws as many seeds as there are,
each with its whole chain: our design, so the two spreads have to agree. Its `tree_uni` also draws
who was recruited, wave by wave, which ours does not do. One process: with more (`n_cores`) its
workers begin with the same random numbers, and resamples of `tree_uni` repeat each other.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from timing import interleaved

from outreachlab.log.lineage import generations_and_roots
from outreachlab.log.links import links_of
from outreachlab.simulate import draw_log, typed_frame
from outreachlab.stats.bootstrap import bootstrap_interval
from outreachlab.stats.resampling import RESAMPLES, Floats, patterns_of, resampled_totals

# Design, requests, and how many resamples it draws; its time is scaled to as many as ours.
SIZES = (("chain", 2_000, 20), ("chain", 20_000, 3), ("tree_uni", 2_000, 10))
REQUESTS_PER_DAY = 1.5


class Sample(NamedTuple):
    """A referral sample: as RDSTools takes it, and the seed and acceptance of each request."""

    frame: pd.DataFrame
    seed: np.ndarray
    accepted: np.ndarray


def sample_of(requests: int) -> Sample:
    """One seeker's requests over a long time."""
    days = int(requests / REQUESTS_PER_DAY)
    log = typed_frame(draw_log(requests, seekers=1, days=days, rng=1))
    parent = links_of(log).parent
    seed = generations_and_roots(parent)[1]
    accepted = (log["outcome"] == "accepted").to_numpy().astype(int)
    frame = pd.DataFrame(
        {
            "ID": np.arange(requests),
            "S_ID": seed,
            "SEED": (parent < 0) * 1,
            "R_ID": np.where(parent < 0, np.nan, parent),
            "accepted": accepted,
        }
    )
    return Sample(frame, seed, accepted)


def share(totals: Floats) -> Floats:
    """Accepted of all."""
    return totals[..., 0] / totals[..., 1]


def counted(sample: Sample) -> np.ndarray:
    """Accepted and all requests of each chain."""
    chain = np.unique(sample.seed, return_inverse=True)[1]
    return np.stack([np.bincount(chain, sample.accepted), np.bincount(chain)], axis=1).astype(int)


def ours(sample: Sample) -> object:
    """The share with BCa limits."""
    return bootstrap_interval(patterns_of(counted(sample)), share)


def theirs(sample: Sample, design: str, resamples: int) -> np.ndarray:
    """The share in each of its resamples."""
    from RDSTools import RDSmean

    options = {"var_est": design, "resample_n": resamples, "return_bootstrap_means": True}
    return np.array(RDSmean("accepted", sample.frame, **options)[1])


def check(sample: Sample) -> None:
    """The same design has the same spread; fifty resamples tell it well within twofold."""
    mine = share(resampled_totals(patterns_of(counted(sample))))
    judge = theirs(sample, "chain", 50)
    assert abs(judge.mean() - mine.mean()) < 5 * mine.std() / np.sqrt(len(judge))
    assert 1 / 2 < judge.std() / mine.std() < 2


def bootstraps() -> Iterator[tuple[str, float, float]]:
    """What was done, our seconds and theirs, both for as many resamples."""
    check(sample_of(2_000))
    for design, requests, resamples in SIZES:
        sample = sample_of(requests)
        mine, their = interleaved(
            lambda one=sample: ours(one),
            lambda one=sample, how=design, times=resamples: theirs(one, how, times),
            runs=3,
        )
        work = f"share accepted of {requests:,} requests, {RESAMPLES:,} resamples of chains"
        told = work if design == "chain" else f"{work}; theirs `{design}`"
        yield told, mine, their * RESAMPLES / resamples
