"""Logs for sharing: simulated ones, and a marker in every place a name can stand."""

from functools import cache

import pandas as pd

from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.simulate import simulate_log

MARK = "Zyxwvut"


@cache
def log_of(requests: int = 300, seekers: int = 1, seed: int = 1) -> CheckedLog:
    return read_log(simulate_log(requests, seekers=seekers, rng=seed))


def frame_of(requests: int = 300, seekers: int = 1, seed: int = 1) -> pd.DataFrame:
    return simulate_log(requests, seekers=seekers, rng=seed)


def marked(requests: int = 300) -> pd.DataFrame:
    """A log in which every free text, note, own column and some headers hold a marker."""
    frame = frame_of(requests)
    for name in ("contact", "company", "role", "seniority", "industry"):
        frame[name] = frame[name].where(frame.index % 7 > 0, f"{MARK} " + frame["contact"])
    frame["notes"] = f"saw {MARK} again"
    frame["names_given"] = f"{MARK} One; {MARK} Two"
    frame["mood"] = [f"told {MARK}" if place % 3 else "good" for place in range(len(frame))]
    frame[f"what {MARK} said"] = "yes"
    frame["seeker"] = f"{MARK} Seeker"
    return frame
