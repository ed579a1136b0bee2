"""What a trial is planned for: arguments and a log made into the parts of a plan."""

from collections.abc import Sequence
from datetime import date, timedelta
from math import ceil

from outreachlab.answers.choose import choose
from outreachlab.answers.judging.pace import days_of
from outreachlab.errors import UsageError
from outreachlab.log.arguments import numbers, texts, whole
from outreachlab.log.people import folded
from outreachlab.log.view import View
from outreachlab.log.vocabulary import DEFAULT_SEEKER
from outreachlab.stats.exact_power import exact_size, looked_at
from outreachlab.stats.power import requests_per_side
from outreachlab.trials.lots import BLOCKS
from outreachlab.trials.plan import LARGEST, SMALLEST, Contrast
from outreachlab.trials.words import CONTRASTS
from outreachlab.wording import listed

BASE_RATE = 0.3  # where no log tells one
DIFFERENCE = 0.2  # the least that a seeker's number of requests can show
MOST_LOOKS = 20
NEAREST_RATES, ROUNDING = 0.02, 1e-9
FARTHEST_END = 3650  # days
BLANK = {
    "tactics": "`tactics` has a blank among them; write a,b",
    "seekers": "`seekers` has a blank among them; name each",
    "strata": "`strata` has a blank among them; name each",
}


def contrasts_of(tactics: str | Sequence[str] | None, view: View | None) -> tuple[Contrast, ...]:
    """What is tried; the choice that teaches most where a log may tell."""
    if tactics is not None:
        named = names_in(tactics, "tactics")
        if wrong := [one for one in named if one not in CONTRASTS]:
            raise UsageError(_not_tried(wrong[0]))
    elif view is None:
        raise UsageError(f"say what to try with `tactics`: {listed(CONTRASTS, 'or')}")
    else:
        found = choose(view)
        if not found.choices:
            raise UsageError("the log tells of no way of asking; say what to try with `tactics`")
        most = max(found.choices, key=lambda one: one.information)
        named = (found.trial.advice.tactic if found.trial else most.advice.tactic,)
    return tuple(Contrast(one, *CONTRASTS[one]) for one in named)


def _not_tried(named: str) -> str:
    """Why there is no such tactic; for a side of one, which."""
    if of := [one for one, sides in CONTRASTS.items() if named in sides]:
        return f"{named!r} is one side of what can be tried; write {listed(of, 'or')}"
    return f"{named!r} cannot be tried; choose {listed(CONTRASTS, 'or')}"


def names_in(given: str | Sequence[str], name: str) -> tuple[str, ...]:
    """Names, each once and none of them blank."""
    found = {folded(one): one.strip() for one in texts(given, name)}
    if not found or "" in found:
        raise UsageError(BLANK[name])
    return tuple(found.values())


def seekers_of(seekers: str | Sequence[str] | None, view: View | None) -> tuple[str, ...]:
    """Whose contacts: those named, else the log's."""
    if seekers is not None:
        return names_in(seekers, "seekers")
    header = None if view is None else view.header
    return (header.seekers if header else ()) or (DEFAULT_SEEKER,)


def rates_of(rates: tuple[float, float] | None, view: View | None) -> tuple[float, float]:
    """The rates to be told apart; that of the log and one 20 points above (or below) it."""
    if rates is not None:
        found = numbers(rates, "rates")
        if len(found) != 2 or not all(0 < one < 1 for one in found):
            raise UsageError("`rates` are two shares between 0 and 1, as 0.5,0.3")
        if abs(found[0] - found[1]) < NEAREST_RATES - ROUNDING:
            raise UsageError("rates nearer than two points cannot be told apart; name others")
        return float(found[0]), float(found[1])
    totals = {} if view is None else view.facts()["totals"]
    counted = totals.get("counted", 0)
    base = round(totals["accepted"] / counted, 2) if counted else BASE_RATE
    base = min(max(base, 0.02), 0.98)
    other = base + DIFFERENCE if base <= 0.5 else base - DIFFERENCE
    return round(max(base, other), 2), round(min(base, other), 2)


def size_of(size: int | None, rates: tuple[float, float], level: float, cells: int) -> int:
    """Contacts in all; each of the `cells`, a seeker's stratum, must get a block at least."""
    least = max(SMALLEST, min(BLOCKS) * cells)
    if size is None:
        return max(_enough(rates, level), least)
    if not least <= whole(size, "size") <= LARGEST:
        raise UsageError(
            f"a trial of {size:,} contacts makes no sense here; "
            f"plan for {least:,} to {LARGEST:,} with `size`"
        )
    return size


def _enough(rates: tuple[float, float], level: float) -> int:
    """What the exact test takes; UsageError where the formula, which says less, is beyond us."""
    about = 2 * ceil(requests_per_side(*rates, alpha=level))
    if about > LARGEST:
        raise UsageError(
            f"it takes about {about:,} contacts to tell such rates apart; name others with "
            f"`rates`, or plan for up to {LARGEST:,} with `size`"
        )
    return min(2 * exact_size(*rates, alpha=level), LARGEST)


def looks_at(count: int) -> tuple[float, ...]:
    """Evenly spaced shares of the size, the last of them 1."""
    if not 1 <= whole(count, "looks") <= MOST_LOOKS:
        raise UsageError(f"`looks` is a number from 1 to {MOST_LOOKS}")
    return tuple(round((place + 1) / count, 6) for place in range(count))


def power_of(
    rates: tuple[float, float], size: int, looks: tuple[float, ...], level: float
) -> float:
    """What the plan's own test promises, over its looks."""
    power = looked_at(*rates, size, looks, level)[0]
    return round(min(max(power, 0.001), 0.999), 3)


def end_of(day: date, size: int, window_days: int, view: View | None) -> date | None:
    """When the last window is over at the log's own pace; None where no log tells one."""
    if view is None:
        return None
    asked = view.facts()["totals"]["requests"]
    days = ceil(size * days_of(view) / asked) + window_days
    return day + timedelta(days) if days < FARTHEST_END else None
