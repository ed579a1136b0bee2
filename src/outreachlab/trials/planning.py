"""Planning a trial: what to try, how many contacts that takes, and the lots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import ceil
from os import PathLike
from pathlib import Path

import numpy as np

from outreachlab.answers.choose import choose
from outreachlab.answers.judging.pace import days_of
from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.files import write
from outreachlab.intake.maps import MOST_BYTES
from outreachlab.log.arguments import numbers, texts, whole
from outreachlab.log.days import day_of, today as this_day
from outreachlab.log.people import folded
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import DEFAULT_SEEKER, WINDOW_DAYS
from outreachlab.stats.exact_power import exact_size, looked_at
from outreachlab.stats.power import ALPHA
from outreachlab.trials.assigned import lots_in
from outreachlab.trials.lots import BLOCKS, sequence
from outreachlab.trials.plan import (
    ASSIGNED,
    LONGEST_WINDOW,
    ONE_STRATUM,
    PLAN,
    PROTOCOL,
    SHEET,
    Adaptive,
    Contrast,
    Key,
    Plan,
    content_of,
    hash_of,
    plan_text,
    read_plan,
)
from outreachlab.trials.protocol import protocol_text
from outreachlab.trials.sheet import sheet_xlsx
from outreachlab.trials.words import CONTRASTS
from outreachlab.wording import listed

BASE_RATE = 0.3  # where no log tells one
DIFFERENCE = 0.2  # the least that a seeker's number of requests can show
SMALLEST_EFFECT = 0.1
LOOKS, MOST_LOOKS = 5, 20
PRIOR = (0.2, 0.5)
FLOOR = 0.1
MOST_SEQUENCES = 4_000  # what the reader of a plan takes
SPARE = 12  # lots beyond the planned, so that a stratum does not run out early
SMALLEST, LARGEST = 8, 5_000
NEAREST_RATES = 0.02
BLANK = {
    "tactics": "`tactics` has a blank among them; write a,b",
    "seekers": "`seekers` has a blank among them; name each",
    "strata": "`strata` has a blank among them; name each",
}


def plan_trial(
    folder: str | PathLike[str],
    tactics: str | Sequence[str] | None = None,
    *,
    log: Log | None = None,
    rates: tuple[float, float] | None = None,
    smallest_effect: float = SMALLEST_EFFECT,
    size: int | None = None,
    seekers: str | Sequence[str] | None = None,
    strata: str | Sequence[str] = ONE_STRATUM,
    looks: int = LOOKS,
    window_days: int = WINDOW_DAYS,
    adaptive: bool = False,
    today: date | str | None = None,
    rng: int | None = None,
) -> Plan:
    """
    Plan a trial: write what is tried, how it will be read, and the lots, into a folder.

    Parameters
    ----------
    folder : path
        Where `plan.toml`, `protocol.md` and `sheet.xlsx` go; nothing there is replaced.
    tactics : str or list of str, optional
        What to try, each by lots of its own; what `choose` would try on the log unless given.
    log : Log, optional
        The log so far: it tells the rate, the pace, the seekers and what is worth trying.
    rates : (float, float), optional
        Rates of the two sides that are to be told apart; the log's own rate, or 30 %, and
        20 points more unless given.
    smallest_effect : float
        A difference below which the trial may be given up, a fraction.
    size : int, optional
        Contacts in all; enough for a power of 0.8 at the plan's own test unless given.
    seekers : str or list of str, optional
        Whose contacts; one plan serves all clients, with sequences for each.
    strata : str or list of str
        Kinds of contacts within which lots are balanced.
    looks : int
        How often the trial is read, the last time at the end.
    window_days : int
        Days within which a yes counts.
    adaptive : bool
        Let lots follow what was learnt, in place of sequences; for one seeker.
    today : date, optional
        The day of the plan.
    rng : int, optional
        A seed, for a plan that is only an example: lots made from one can be foretold.

    Returns
    -------
    Plan
        As `read_plan` reads it again.

    Raises
    ------
    UsageError
        An argument makes no sense, or a trial of the same seeker is under way beside it.
    InTheWayError
        The folder has a plan.

    Notes
    -----
    The size is the least at which Fisher's test, enumerated, has the power at the level of 0.05
    over the number of tactics (30 to 50 %: 102 a side); `power` is then that of the plan's own
    test in blocks over its looks, by 4,000 simulated trials.

    References
    ----------
    Rosenberger & Lachin (2016), Randomization in Clinical Trials, 2nd ed.; Lan & DeMets (1983),
    Biometrika 70:659-663.
    """
    plan = draw_plan(
        tactics,
        log=log,
        rates=rates,
        smallest_effect=smallest_effect,
        size=size,
        seekers=seekers,
        strata=strata,
        looks=looks,
        window_days=window_days,
        adaptive=adaptive,
        today=today,
        rng=rng,
    )
    _require_alone(Path(folder), plan.seekers)
    _write(Path(folder), plan)
    return plan


def draw_plan(
    tactics: str | Sequence[str] | None = None,
    *,
    log: Log | None = None,
    rates: tuple[float, float] | None = None,
    smallest_effect: float = SMALLEST_EFFECT,
    size: int | None = None,
    seekers: str | Sequence[str] | None = None,
    strata: str | Sequence[str] = ONE_STRATUM,
    looks: int = LOOKS,
    window_days: int = WINDOW_DAYS,
    adaptive: bool = False,
    today: date | str | None = None,
    rng: int | None = None,
) -> Plan:
    """The plan that `plan_trial` writes, by the same arguments."""
    day = day_of(today) or this_day()
    view = None if log is None else view_of(log)
    contrasts = _contrasts(tactics, view)
    who, layers = _whose(seekers, view), _named(strata, "strata")
    rates = _rates(rates, view)
    if not 0 < smallest_effect < 1:
        raise UsageError("`smallest_effect` is a difference of shares, as 0.1")
    if adaptive and (len(who) > 1 or len(layers) > 1):
        raise UsageError("an adaptive plan is for one seeker and without strata; leave them out")
    if not 1 <= whole(window_days, "window_days") <= LONGEST_WINDOW:
        raise UsageError(f"`window_days` is a number of days from 1 to {LONGEST_WINDOW}")
    level = ALPHA / len(contrasts)
    total = _size(size, rates, level, len(who) * len(layers))
    shares = _looks(looks)
    draw = np.random.default_rng(rng)
    each = min(total, 2 * ceil(total / len(who))) + SPARE
    keys = [] if adaptive else [Key(a, b, c.tactic) for a in who for b in layers for c in contrasts]
    plan = Plan(
        made_on=day,
        starts_on=day,
        ends_on=_end(day, total, window_days, view),
        window_days=window_days,
        unit="request",
        seekers=who,
        strata=layers,
        tactics=contrasts,
        size=total,
        rates=rates,
        smallest_effect=float(smallest_effect),
        alpha=ALPHA,
        power=_power(rates, total, shares, level),
        looks=shares,
        sequences={key: sequence(each, draw) for key in keys},
        adaptive=Adaptive(*PRIOR, FLOOR, int(draw.integers(2**53))) if adaptive else None,
    )
    return replace(plan, hash=hash_of(content_of(plan)))


def _looks(count: int) -> tuple[float, ...]:
    """Evenly spaced shares of the size, the last of them 1."""
    if not 1 <= whole(count, "looks") <= MOST_LOOKS:
        raise UsageError(f"`looks` is a number from 1 to {MOST_LOOKS}")
    return tuple(round((place + 1) / count, 6) for place in range(count))


def _write(folder: Path, plan: Plan) -> None:
    """All files of a plan, or none; lots of a plan that is gone are nobody's."""
    text = plan_text(plan).encode()
    if len(text) > MOST_BYTES or len(plan.sequences) > MOST_SEQUENCES:
        raise UsageError("so many seekers, strata and tactics make no plan; plan for fewer")
    if (folder / ASSIGNED).exists() and not (folder / PLAN).exists():
        raise UsageError(f"{folder}: here are lots of an earlier plan; name another folder")
    files = {
        PLAN: text,
        PROTOCOL: protocol_text(plan).encode(),
        SHEET: sheet_xlsx(plan),
    }
    write(((folder / name, content) for name, content in files.items()), folder=folder)


def _contrasts(tactics: str | Sequence[str] | None, view: View | None) -> tuple[Contrast, ...]:
    """What is tried; the choice that teaches most where a log may tell."""
    if tactics is not None:
        named = _named(tactics, "tactics")
        if wrong := [one for one in named if one not in CONTRASTS]:
            raise UsageError(f"{wrong[0]!r} cannot be tried; choose {listed(CONTRASTS, 'or')}")
    elif view is None:
        raise UsageError(f"say what to try with `tactics`: {listed(CONTRASTS, 'or')}")
    else:
        found = choose(view)
        if not found.choices:
            raise UsageError("the log tells of no way of asking; say what to try with `tactics`")
        most = max(found.choices, key=lambda one: one.information)
        named = (found.trial.advice.tactic if found.trial else most.advice.tactic,)
    return tuple(Contrast(one, *CONTRASTS[one]) for one in named)


def _named(given: str | Sequence[str], name: str) -> tuple[str, ...]:
    """Names, each once and none of them blank."""
    found = {folded(one): one.strip() for one in texts(given, name)}
    if not found or "" in found:
        raise UsageError(BLANK[name])
    return tuple(found.values())


def _whose(seekers: str | Sequence[str] | None, view: View | None) -> tuple[str, ...]:
    if seekers is not None:
        return _named(seekers, "seekers")
    header = None if view is None else view.header
    return (header.seekers if header else ()) or (DEFAULT_SEEKER,)


def _rates(rates: tuple[float, float] | None, view: View | None) -> tuple[float, float]:
    """The rates to be told apart; that of the log and one 20 points above (or below) it."""
    if rates is not None:
        found = numbers(rates, "rates")
        if len(found) != 2 or not all(0 < one < 1 for one in found):
            raise UsageError("`rates` are two shares between 0 and 1, as 0.5,0.3")
        if abs(found[0] - found[1]) < NEAREST_RATES:
            raise UsageError("rates nearer than two points cannot be told apart; name others")
        return float(found[0]), float(found[1])
    totals = {} if view is None else view.facts()["totals"]
    counted = totals.get("counted", 0)
    base = round(totals["accepted"] / counted, 2) if counted else BASE_RATE
    base = min(max(base, 0.02), 0.98)
    other = base + DIFFERENCE if base <= 0.5 else base - DIFFERENCE
    return round(max(base, other), 2), round(min(base, other), 2)


def _size(size: int | None, rates: tuple[float, float], level: float, cells: int) -> int:
    """Contacts in all; each of the `cells`, a seeker's stratum, must get a block at least."""
    least = max(SMALLEST, min(BLOCKS) * cells)
    enough = max(2 * exact_size(*rates, alpha=level), least) if size is None else size
    total = whole(enough, "size")
    if not least <= total <= LARGEST:
        raise UsageError(
            f"a trial of {total:,} contacts makes no sense here; "
            f"plan for {least:,} to {LARGEST:,} with `size`"
        )
    return total


def _power(rates: tuple[float, float], size: int, looks: tuple[float, ...], level: float) -> float:
    power = looked_at(*rates, size, looks, level)[0]
    return round(min(max(power, 0.001), 0.999), 3)


def _end(day: date, size: int, window_days: int, view: View | None) -> date | None:
    """When the last window is over at the log's own pace; None where no log tells one."""
    if view is None:
        return None
    asked = view.facts()["totals"]["requests"]
    days = ceil(size * days_of(view) / asked) + window_days
    return day + timedelta(days) if days < 3650 else None


def _require_alone(folder: Path, seekers: tuple[str, ...]) -> None:
    """UsageError where a trial of one of these seekers is under way in a folder beside."""
    mine = set(map(folded, seekers))
    for path in sorted(folder.resolve().parent.glob(f"*/{PLAN}")):
        if path.parent == folder.resolve():
            continue
        try:
            plan, lots = read_plan(path.parent), lots_in(path.parent)
        except OutreachlabError:
            continue  # no plan of ours
        handed = len({lot.number for lot in lots})
        if mine & set(map(folded, plan.seekers)) and handed < plan.size:
            raise UsageError(
                f"{path.parent}: a trial of the same seeker is under way ({handed:,} of "
                f"{plan.size:,} contacts); bring it to its end, or move its folder away"
            )
