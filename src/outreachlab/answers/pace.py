"""How many first requests this week keep the wished number of meetings a week."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from outreachlab.answers.habits import ROUNDING, Habits, Rate
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import YES, codes_of, has
from outreachlab.log.outcomes import Outcomes
from outreachlab.wording import counted, listed, number, plural

WEEK = 7
MOST_A_WEEK = 20  # first requests; nobody writes more good ones


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """
    What one seeker has to ask this week for `meetings` a week.

    `first` requests to people nobody named, and `named` to people who were; `asked` were asked
    within the last seven days already. `keeps` is how many meetings a week that keeps.
    """

    meetings: float
    first: int
    named: int
    asked: int
    keeps: float
    worth: float
    habits: Habits

    @property
    def why(self) -> str:
        """What is to be asked, what it keeps and where that is known from."""
        return f"{counted(self.first, 'new person')} {self.aim}"

    @property
    def aim(self) -> str:
        """What so many requests are for, beside what, and where that is known from."""
        named = f"{counted(self.named, 'person')} named" if self.named else ""
        asked = f"{self.asked:,} asked in the last {WEEK} days" if self.asked else ""
        beside = listed(filter(None, (named, asked)))
        return f"for {self.goal}{f', beside {beside}' if beside else ''}: {self._known()}"

    @property
    def goal(self) -> str:
        """`about 1 meeting a week`."""
        keep = number(self.keeps, 1).removesuffix(".0")
        return f"about {keep} {plural('meeting', 1 if keep == '1' else 2)} a week"

    def _known(self) -> str:
        kinds = (
            (self.habits.first_met, "new people"),
            (self.habits.named_met, "whom somebody named"),
        )
        known = [f"{rate.successes:,} of {rate.total:,} {who}" for rate, who in kinds if rate.known]
        if not known:
            return "until the log tells, 3 requests in 10 are taken to lead to one"
        return f"so far {listed(known)} led to one"


def paces_of(
    log: CheckedLog,
    now: Outcomes,
    seeker: NDArray[np.int64],
    habits: Sequence[Habits],
    named: NDArray[np.int64],
    meetings: float,
) -> list[Pace]:
    """
    The pace of each seeker code (n,); `named` (seekers,) people were named and not asked yet.

    m - a p - b q meetings are wanting, a and b the first requests and those on a name of the last
    seven days, p and q the shares that end in a meeting. People named are asked first.
    """
    week = ~now.undelivered & (now.asked > now.as_of_day - WEEK)
    referred = np.zeros(len(seeker), bool)
    if has(log, "was_referred"):
        referred = codes_of(log, "was_referred", now.rows).codes == YES
    size = len(habits)
    first, on_name = (
        np.bincount(seeker[week & which], minlength=size).tolist()
        for which in (~referred, referred)
    )
    return [
        _pace(one, first[code], on_name[code], int(named[code]), meetings)
        for code, one in enumerate(habits)
    ]


def _pace(habits: Habits, first: int, on_name: int, open_names: int, meetings: float) -> Pace:
    p, q = habits.first_met.value, habits.named_met.value
    wanting = meetings - first * p - on_name * q
    named = min(open_names, _requests_for(wanting, habits.named_met))
    more = min(_requests_for(wanting - named * q, habits.first_met), MOST_A_WEEK)
    expected = meetings - wanting + named * q + more * p
    return Pace(
        meetings=meetings,
        first=more,
        named=named,
        asked=first + on_name,
        keeps=min(meetings, expected),
        worth=more * habits.first.value,
        habits=habits,
    )


def _requests_for(meetings: float, rate: Rate) -> int:
    """How many requests bring so many meetings at a rate, rounded up."""
    return max(ceil(meetings / rate.value - ROUNDING), 0)
