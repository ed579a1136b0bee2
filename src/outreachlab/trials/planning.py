"""Planning a trial: what to try, how many contacts that takes, and the lots."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import ceil
from os import PathLike
from pathlib import Path

import numpy as np

from outreachlab.errors import InTheWayError, UsageError
from outreachlab.files import plainly, write
from outreachlab.intake.maps import MOST_BYTES
from outreachlab.log.arguments import whole
from outreachlab.log.days import day_of, today as this_day
from outreachlab.log.view import Log, view_of
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.stats.power import ALPHA
from outreachlab.trials.beside import require_alone
from outreachlab.trials.lots import sequence
from outreachlab.trials.plan import (
    ASSIGNED,
    LONGEST_WINDOW,
    ONE_STRATUM,
    PLAN,
    PROTOCOL,
    SHEET,
    Adaptive,
    Key,
    Plan,
    hash_of,
)
from outreachlab.trials.plan_text import content_of, plan_text
from outreachlab.trials.protocol import protocol_text
from outreachlab.trials.receipt import HANDED_OUT, receipt_text
from outreachlab.trials.sheet import sheet_xlsx
from outreachlab.trials.wanted import (
    contrasts_of,
    end_of,
    looks_at,
    names_in,
    power_of,
    rates_of,
    seekers_of,
    size_of,
)

SMALLEST_EFFECT = 0.1
LOOKS = 5
PRIOR = (0.2, 0.5)
FLOOR = 0.1
MOST_SEQUENCES = 4_000  # what the reader of a plan takes
OF_A_PLAN = (ASSIGNED, HANDED_OUT, PROTOCOL, SHEET)
SPARE = 12  # lots beyond the planned, so that a stratum does not run out early


def plan_trial(
    folder: str | PathLike[str] | None,
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
    folder : path or None
        Where `plan.toml`, `protocol.md`, `sheet.xlsx` and the count of what is handed out go;
        nothing there is replaced. None writes nothing.
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
        The folder has a plan, or files of its names.

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
    day = day_of(today) or this_day()
    view = None if log is None else view_of(log)
    contrasts = contrasts_of(tactics, view)
    who, layers = seekers_of(seekers, view), names_in(strata, "strata")
    rates = rates_of(rates, view)
    _require_sound(smallest_effect, window_days)
    if adaptive and (len(who) > 1 or len(layers) > 1):
        raise UsageError("an adaptive plan is for one seeker and without strata; leave them out")
    level, shares = ALPHA / len(contrasts), looks_at(looks)
    total = size_of(size, rates, level, len(who) * len(layers))
    draw = np.random.default_rng(rng)
    each = min(total, 2 * ceil(total / len(who))) + SPARE
    keys = [] if adaptive else [Key(a, b, c.tactic) for a in who for b in layers for c in contrasts]
    plan = Plan(
        made_on=day,
        starts_on=day,
        ends_on=end_of(day, total, window_days, view),
        window_days=window_days,
        unit="request",
        seekers=who,
        strata=layers,
        tactics=contrasts,
        size=total,
        rates=rates,
        smallest_effect=float(smallest_effect),
        alpha=ALPHA,
        power=power_of(rates, total, shares, level),
        looks=shares,
        sequences={key: sequence(each, draw) for key in keys},
        adaptive=Adaptive(*PRIOR, FLOOR, int(draw.integers(2**53))) if adaptive else None,
    )
    plan = replace(plan, hash=hash_of(content_of(plan)))
    if folder is not None:
        _require_new(Path(folder))
        require_alone(Path(folder), plan.seekers)
        _write(Path(folder), plan)
    return plan


draw_plan = partial(plan_trial, None)


def _require_sound(smallest_effect: float, window_days: int) -> None:
    if not 0 < smallest_effect < 1:
        raise UsageError("`smallest_effect` is a difference of shares, as 0.1")
    if not 1 <= whole(window_days, "window_days") <= LONGEST_WINDOW:
        raise UsageError(f"`window_days` is a number of days from 1 to {LONGEST_WINDOW}")


def _require_new(folder: Path) -> None:
    """InTheWayError where a folder has a plan, or what was one's: lots of it are nobody's."""
    with plainly(folder):
        there = [one for one in (PLAN, *OF_A_PLAN) if (folder / one).exists()]
    if PLAN in there:
        raise InTheWayError(
            folder,
            "a plan is here already, and is never replaced; hand out its lots with "
            "`next_assignment`, or name another folder for a new plan",
        )
    if there:
        raise InTheWayError(
            folder, f"{there[0]} is here already, maybe an earlier plan's; name another folder"
        )


def _write(folder: Path, plan: Plan) -> None:
    """All files of a plan, or none."""
    text = plan_text(plan).encode()
    if len(text) > MOST_BYTES or len(plan.sequences) > MOST_SEQUENCES:
        raise UsageError("so many seekers, strata and tactics make no plan; plan for fewer")
    files = {
        HANDED_OUT: receipt_text(plan, ()).encode(),
        PROTOCOL: protocol_text(plan).encode(),
        SHEET: sheet_xlsx(plan),
        PLAN: text,  # the last, so that a plan that is there is whole
    }
    write(((folder / name, content) for name, content in files.items()), folder=folder)
