"""The hypotheses a log can test: the common advice, and the tactics that its map names."""

from collections.abc import Mapping

import numpy as np

from outreachlab.answers.tried import Tried, tried_of
from outreachlab.codes import has
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import ADVICE, ADVICE_OF, YES_NO, Advice, stage_of
from outreachlab.wording import label, shortened


def own_of(log: CheckedLog) -> tuple[Advice, ...]:
    """The map's tactics of the request but numbers, in its order; categories without contrast."""
    return tuple(
        Advice(label(name), name, YES_NO if kind == "yes_no" else None)
        for name, kind in log.tactics.items()
        if kind != "number" and has(log, name) and stage_of(name) == "request"
        and name not in ADVICE_OF
    )  # fmt: skip


def hypotheses_of(log: CheckedLog, tried: Mapping[str, Tried]) -> tuple[Advice, ...]:
    """
    All advice, then the map's tactics of the request, whose values were tried so often.

    A yes/no tactic is tested as yes against no; a category with two values among the counted
    requests as the rarer against the more frequent one (ties by text order), the baseline of the
    adjusted model; a category with more values is only described. Numbers have no contrast.
    """
    own = (one if one.contrast else _contrasted(one, tried[one.tactic]) for one in own_of(log))
    return (*ADVICE, *own)


def every_tried(
    log: CheckedLog, outcomes: Outcomes, advice: tuple[Advice, ...]
) -> dict[str, Tried]:
    """How often the values of each tactic were tried, by its name."""
    return {one.tactic: tried_of(log, outcomes, one) for one in advice}


def _contrasted(one: Advice, tried: Tried) -> Advice:
    counts, name = tried.counts[:, 0], one.advice
    if np.count_nonzero(counts) != 2:
        return one
    common = int(counts.argmax())  # the first of two equals: books are sorted
    (rare,) = (int(place) for place in np.flatnonzero(counts) if place != common)
    a, b = tried.book[rare], tried.book[common]
    heading = f"{name}: {shortened(label(a), 24)} rather than {shortened(label(b), 24)}"
    return Advice(heading, one.tactic, (a, b))
