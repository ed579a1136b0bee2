"""Logs of referral chains whose truth is known, for the tests of chains."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np

from outreachlab.log.checked import CheckedLog
from tests.logs import log_of

DAY = date(2025, 1, 6)
LAST = "2026-12-31"  # a lone undelivered request keeps every window closed


def day(number: int) -> str:
    """A day as a file has it, counted from the first."""
    return (DAY + timedelta(days=int(number))).isoformat()


def met(contact: str, at: int, referrer: str = "", **cells: str) -> dict[str, str]:
    """A request accepted and met on the day it was asked."""
    own = {"contact": contact, "referrer": referrer, "asked_on": day(at), "met_on": day(at)}
    return own | {"outcome": "accepted"} | cells


def asked(contact: str, at: int, referrer: str = "", **cells: str) -> dict[str, str]:
    """A request without an answer."""
    own = {"contact": contact, "referrer": referrer, "asked_on": day(at), "outcome": "no_reply"}
    return own | cells


def closed(rows: Sequence[dict[str, str]]) -> CheckedLog:
    """The log of these rows, judged so late that every meeting of theirs is closed."""
    last = {"contact": "Nobody", "asked_on": LAST, "outcome": "undelivered", "seeker": "watch"}
    whole = [{"seeker": "me"} | row for row in rows]
    return log_of([*whole, last])


def branching(
    rng: np.random.Generator, seekers: int, chains: int, mean: float, k: float
) -> list[dict[str, str]]:
    """Seekers whose every meeting leads to a negative binomial number of further meetings."""
    rows = []
    for seeker in range(seekers):
        for chain in range(chains):
            alive = [(f"c{chain}", "", 0)]
            while alive:
                name, above, at = alive.pop()
                rows.append(met(name, at, above, seeker=f"s{seeker}"))
                children = rng.negative_binomial(k, k / (k + mean))
                alive += [(f"{name}.{n}", name, at + 1) for n in range(children)]
    return rows
