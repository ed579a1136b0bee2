"""Trials made by hand and by simulation, for the tests that read them."""

from datetime import date, timedelta
from pathlib import Path

import pandas as pd

import outreachlab as ol
from outreachlab.trials.assigned import Lot, assigned_text
from outreachlab.trials.plan import ASSIGNED, PLAN
from outreachlab.trials.plan_text import plan_text
from outreachlab.trials.planning import draw_plan
from outreachlab.trials.receipt import HANDED_OUT, receipt_text

START = date(2026, 1, 5)


def drawn_plan(*tactics, **given):
    return draw_plan(tactics or ("offered_phone",), **{"today": START, "rng": 1, **given})


def put(folder: Path, plan, lots) -> Path:
    """A trial's folder with a plan and its lots."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PLAN).write_text(plan_text(plan))
    (folder / ASSIGNED).write_text(assigned_text(lots))
    (folder / HANDED_OUT).write_text(receipt_text(plan, lots))
    return folder


def lots_by_hand(plan, count, stratum="all", day=0, start=1):
    """The first lots of a stratum's sequence, all on one day, numbered from `start`."""
    (key,) = [key for key in plan.sequences if key.stratum == stratum]
    contrast = plan.tactics[0]
    rows = [
        (block, contrast.first if letter == "A" else contrast.second)
        for block, letters in enumerate(plan.sequences[key], start=1)
        for letter in letters
    ]
    return [
        Lot(number, START + timedelta(day), key.seeker, f"c{number}", stratum, block,
            key.tactic, arm, 0.5, False)
        for number, (block, arm) in enumerate(rows[:count], start)
    ]  # fmt: skip


def log_by_hand(lots, yes=(), **changes):
    """Everybody asked on the day of the lot and as drawn; `yes` said so; `changes` by contact."""
    rows = []
    for lot in lots:
        row = {
            "seeker": lot.seeker,
            "contact": lot.contact,
            "asked_on": lot.day.isoformat(),
            lot.tactic: lot.arm,
            "outcome": "accepted" if lot.number in yes else "no_reply",
            "responded_on": (lot.day + timedelta(3)).isoformat() if lot.number in yes else "",
        }
        change = changes.get(lot.contact, {})
        if change is not None:
            rows.append(row | change)
    return ol.read_log(pd.DataFrame(rows))


def played(folder, plan, truth=None, **given):
    """A simulated trial, in its folder: the log as of its last day."""
    drawn = ol.simulate_trial(plan, truth, **given)
    put(folder, plan, drawn.lots)
    return ol.read_log(drawn.log).as_of(drawn.last_day)
