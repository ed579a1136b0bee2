"""What in a log looks like a slip of whoever kept it: said, never acted on."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from outreachlab.log.links import Links
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.wording import Cost, counted, shortened

YEAR = 365
ONLY_YESES = Cost(
    "the log holds only yeses: requests that were refused or never answered are missing "
    "from it, so no rate of it says how often people agree"
)
NEAR = 60  # days; how near its neighbours a day lies once its year is mended


def slips(frame: pd.DataFrame, links: Links) -> Iterator[str]:
    """A reminder that may count as a request, a year that was not turned over, a log of yeses."""
    yield from _asked_again(frame, links)
    yield from _last_years(frame, links)
    yield from _only_yeses(frame)


def _asked_again(frame: pd.DataFrame, links: Links) -> Iterator[str]:
    """Requests to somebody whom the same seeker had asked within the window before."""
    if "followed_up_on" in frame and frame["followed_up_on"].notna().any():
        return  # who notes reminders there does not give them rows of their own
    order = np.lexsort((links.asked, links.contact, links.seeker))
    seeker, contact, asked = links.seeker[order], links.contact[order], links.asked[order]
    again = (
        (seeker[1:] == seeker[:-1])
        & (contact[1:] == contact[:-1])
        & (contact[1:] >= 0)
        & (asked[1:] - asked[:-1] < WINDOW_DAYS)
    )
    if again.any():
        people = len(np.unique(np.stack([seeker[1:][again], contact[1:][again]]), axis=1).T)
        were = "person was" if people == 1 else "people were"
        yield (
            f"{people:,} {were} asked again within {WINDOW_DAYS} days "
            f"({counted(int(again.sum()), 'row')}): if these rows are reminders of one request, "
            "give it one row, with the day of the reminder under “followed up on”"
        )


def _last_years(frame: pd.DataFrame, links: Links) -> Iterator[str]:
    """Days of asking a year before those around them, as people write in January."""
    if len(frame) < 3 or frame["asked_on"].hasnans:
        return
    asked = links.asked
    before, day, after = asked[:-2], asked[1:-1], asked[2:]
    near = (np.abs(before - day - YEAR) < NEAR) & (np.abs(after - day - YEAR) < NEAR)
    odd = np.flatnonzero(near & (np.abs(after - before) < NEAR)) + 1
    if len(odd):
        days = frame["asked_on"].iloc[odd].dt.strftime("%Y-%m-%d").unique()
        shown = shortened(", ".join(days[:3]))
        yield (
            f"{counted(len(odd), 'day')} of asking ({shown}) a year before those of the rows "
            "around: a slip of the new year?"
        )


def _only_yeses(frame: pd.DataFrame) -> Iterator[str]:
    outcome = frame["outcome"]
    if len(frame) > 1 and (outcome == "accepted").all():
        yield ONLY_YESES
