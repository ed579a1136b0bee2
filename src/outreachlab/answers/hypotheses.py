"""The hypotheses a log can test: the common advice, and the tactics that its map names."""

import numpy as np

from outreachlab.codes import codes_of, has
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import ADVICE, ADVICE_OF, YES_NO, Advice, stage_of
from outreachlab.wording import label, shortened


def hypotheses_of(log: CheckedLog, outcomes: Outcomes) -> tuple[Advice, ...]:
    """
    All advice, then the map's tactics of the request, in the map's order.

    A yes/no tactic is tested as yes against no; a category with two values among the counted
    requests as the rarer against the more frequent one (ties by text order), the baseline of the
    adjusted model; a category with more values is only described. Numbers have no contrast.
    """
    own = (
        _tactic(log, outcomes, name)
        for name, kind in log.tactics.items()
        if kind != "number" and has(log, name) and stage_of(name) == "request"
        and name not in ADVICE_OF
    )  # fmt: skip
    return (*ADVICE, *own)


def _tactic(log: CheckedLog, outcomes: Outcomes, name: str) -> Advice:
    if log.tactics[name] == "yes_no":
        return Advice(label(name), name, YES_NO)
    codes = codes_of(log, name, outcomes.rows[outcomes.counted])
    counts = np.bincount(codes.codes[codes.codes >= 0], minlength=len(codes.book))
    if np.count_nonzero(counts) != 2:
        return Advice(label(name), name, None)
    common = int(counts.argmax())  # the first of two equals: books are sorted
    (rare,) = (int(place) for place in np.flatnonzero(counts) if place != common)
    a, b = codes.book[rare], codes.book[common]
    heading = f"{label(name)}: {shortened(label(a), 24)} rather than {shortened(label(b), 24)}"
    return Advice(heading, name, (a, b))
