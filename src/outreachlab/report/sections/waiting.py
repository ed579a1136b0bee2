"""How long an answer takes, and when to give up."""

from dataclasses import replace

import numpy as np

from outreachlab.answers.waiting import WaitingTimes
from outreachlab.charts.style import svg_of
from outreachlab.charts.waiting import draw_waiting
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.wording import counted, percent, sentence

DAYS = (7, 14, 21)
LEAST_ANSWERS = 5


def waiting_section(waiting: WaitingTimes) -> Section | None:
    """The curves over all requests; nothing where hardly anybody has answered on a known day."""
    (curve,) = waiting.curves
    columns = curve.columns()
    answers = int((columns["accepted"] + columns["declined"]).sum()) if curve.requests else 0
    if answers < LEAST_ANSWERS:
        return None
    sentences = [
        f"{answers:,} of {counted(curve.requests, 'request')} have an answer with a date. "
        + _by_day(columns["day"], columns["cumulative_answered"])
    ]
    if curve.median_days_to_answer is not None:
        sentences.append(
            f"Half of the requests have an answer after "
            f"{counted(curve.median_days_to_answer, 'day')}."
        )
    else:
        sentences.append("Fewer than half of the requests ever get an answer in this log.")
    sentences.append(_when_to_give_up(curve.practically_dead_after))
    return Section(
        "waiting",
        "How long an answer takes",
        tuple(sentences),
        (Picture("waiting", svg_of(draw_waiting(waiting), "waiting"), sentences[0]),),
        _table(waiting._shown()),
        (
            "Any answer: Kaplan-Meier; accepted: Aalen-Johansen with a refusal as the other end. "
            "A request without an answer is still waiting and is censored on the day of judgement.",
        ),
    )


def _table(shown: Shown) -> Shown:
    """The answer's one row stood on end, which a phone can show."""
    (row,) = shown.rows
    pairs = tuple(zip(shown.columns[1:], row[1:], strict=True))
    return replace(shown, columns=("", "all requests"), rows=pairs)


def _by_day(day: np.ndarray, share: np.ndarray) -> str:
    place = np.searchsorted(day, DAYS, side="right") - 1
    parts = [
        f"{percent(float(share[at]) if at >= 0 else 0.0, 0)} after {counted(days, 'day')}"
        for at, days in zip(place.tolist(), DAYS, strict=True)
        if day[-1] >= days
    ]
    return sentence(f"share answered: {', '.join(parts)}") if parts else ""


def _when_to_give_up(dead: int | None) -> str:
    if dead is None:
        return "The log does not yet show after how many days a silent request is dead."
    return (
        f"After {counted(dead, 'day')} of silence a request is practically dead: fewer than 1 in "
        "20 of those still open then were accepted within the next 60 days."
    )
