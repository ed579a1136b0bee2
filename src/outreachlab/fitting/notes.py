"""What a reader of an adjusted model is told beside its figures."""

from collections.abc import Mapping

import numpy as np

from outreachlab.fitting.figures import name_of
from outreachlab.fitting.frame import ModelFrame
from outreachlab.fitting.terms import NO_COLUMN
from outreachlab.stats.estimation import MANY_CLUSTERS, Estimation
from outreachlab.wording import counted, label, listed


def about_rows(frame: ModelFrame) -> tuple[str, ...]:
    """How many counted requests are not used, which blanks are filled, what stands together."""
    notes = []
    if frame.left_out:
        notes.append(f"{counted(frame.left_out, 'counted request')} left out: blank in a term")
    blank = [
        f"{label(one.name)} ({one.blank:,})" for one in frame.chosen if one.filled and one.blank
    ]
    if blank:
        notes.append(
            f"held at the mean where a request says nothing or what is too rare: {', '.join(blank)}"
        )
    notes += [
        f"{label(one.name)}: {listed(map(label, one.merged))} are rare and stand together"
        for one in frame.chosen
        if one.merged
    ]
    return tuple(notes)


TOO_SURE = "errors by CR1S, which are likely too small, instead of CR3"


def about_baselines(frame: ModelFrame) -> tuple[str, ...]:
    """What the levels of each term are held against, where the rows do not say it."""
    held = [
        f"{label(one.name)} {label(one.baseline)}"
        for one in frame.chosen
        if one.baseline is not None
    ]
    return (f"held against: {', '.join(held)}",) if held else ()


def about_clusters(frame: ModelFrame, found: Estimation) -> tuple[str, ...]:
    """That clusters are few, or not taken account of."""
    if frame.clusters is None:
        return ()
    if found.model == "firth":
        return (f"Firth's likelihood takes no account of clusters by {frame.cluster}",)
    notes: tuple[str, ...] = ()
    if found.alone.any():
        notes = (
            f"without one {frame.cluster} nothing would be known of {_named(frame, found.alone)}: "
            f"{TOO_SURE}",
        )
    if frame.clusters < MANY_CLUSTERS:
        notes += (f"{frame.clusters} clusters: limits by Student's t with {found.freedom} degrees",)
    if frame.clusters <= 2 * frame.kept.sum():
        notes += (
            f"{frame.clusters} clusters are few for {int(frame.kept.sum())} coefficients: "
            "their errors are likely too small",
        )
    return notes


def about_firth(frame: ModelFrame, found: Estimation) -> tuple[str, ...]:
    """Why Firth's likelihood took over."""
    if found.model != "firth":
        return ()
    if not found.separated.any():
        return ("few yeses or noes for so many coefficients: Firth's likelihood, profile limits",)
    return (
        f"{_named(frame, found.separated)} would tell yeses and noes apart for certain: "
        "Firth's likelihood, profile limits",
    )


def _named(frame: ModelFrame, marked: np.ndarray) -> str:
    """The terms and levels of some coefficients (k,) but the intercept."""
    names = dict.fromkeys(
        ": ".join(map(label, filter(None, name_of(frame.columns[place], frame.chosen))))
        for place in np.flatnonzero(marked)
        if frame.columns[place]
    )
    return listed(names or ["the overall rate"])


def told_dropped(dropped: Mapping[str, str]) -> list[str]:
    """Why terms did not enter, each reason once; those the log has no column for in one line."""
    missing = [term for term, why in dropped.items() if why.startswith(NO_COLUMN)]
    whys: dict[str, list[str]] = {}
    for term, why in dropped.items():
        if term not in missing:
            whys.setdefault(why, []).append(label(term))
    told = [f"{listed(terms)} did not enter: {why}" for why, terms in whys.items()]
    return [*told, f"not recorded in this log: {listed(map(label, missing))}"] if missing else told


def reasons_of(dropped: Mapping[str, str]) -> list[dict[str, str]]:
    """Why terms did not enter, as plain data."""
    return [{"term": term, "why": why} for term, why in dropped.items()]
