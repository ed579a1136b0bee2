"""On which day to do what is due: the one that page, command and calendar name."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from outreachlab.answers.due import Due

MOST_A_DAY = 3
ONE = timedelta(days=1)


def planned(due: Sequence[Due], as_of: date) -> list[date]:
    """
    The day of each line: three a day from tomorrow on, what runs out first before the rest.

    A meeting is prepared on the day before it. What would come too late to make sense is for the
    day acted on itself.
    """
    taken: Counter[date] = Counter()
    days = [as_of] * len(due)
    free = as_of + ONE
    for place in sorted(range(len(due)), key=lambda at: due[at].last or date.max):
        one = due[place]
        while taken[free] >= MOST_A_DAY:
            free += ONE
        day = max(free, one.due_on) if one.action == "prepare" else free
        while taken[day] >= MOST_A_DAY:
            day += ONE
        if one.last is None or day <= one.last:
            taken[day] += 1
            days[place] = day
    return days
