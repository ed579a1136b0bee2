"""The checks that a log fails, each as a sentence with its remedy."""

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.intake.checked import TacticKind
from outreachlab.intake.facts import Links, circle_of, first_use
from outreachlab.intake.problems import Cells, cells_at, quoted
from outreachlab.intake.schema import (
    CIRCLE,
    EMPTY,
    NAMES,
    ORDER,
    RANGE,
    REPEATS,
    SELF,
    WORD,
    failures,
)
from outreachlab.intake.values import range_of
from outreachlab.vocabulary import COLUMN, YES_NO, Column
from outreachlab.wording import label, listed

Places = NDArray[np.int64]


def faults_of(
    frame: pd.DataFrame, tactics: Mapping[str, TacticKind], rows: NDArray[np.int64], links: Links
) -> Iterator[Cells]:
    """Every failed check of a typed log, whose links these are; `rows` are spreadsheet rows."""
    for (column, check), places in failures(frame, tactics, links).items():
        if check == REPEATS:
            yield _repeated(frame, places, rows)
        elif check == CIRCLE:
            yield _on_a_circle(frame, places, links)
        elif check == SELF:
            yield _to_themselves(frame, places)
        elif check == ORDER:
            yield _out_of_order(frame, column, places)
        else:
            known = COLUMN.get(column, Column(column, "yes_no", "", words=YES_NO))
            yield _BAD_CELLS[check](frame, known, places)


def _repeated(frame: pd.DataFrame, places: Places, rows: NDArray[np.int64]) -> Cells:
    first = rows[first_use(frame)[places]]
    ids = _texts(frame, "request_id", places)
    said = [
        f"{quoted(name)} already stands in row {row}" for name, row in zip(ids, first, strict=True)
    ]
    fix = "give each request of a seeker an id of its own, or leave the column out"
    return cells_at(places, "request_id", ids, said, fix)


def _on_a_circle(frame: pd.DataFrame, places: Places, links: Links) -> Cells:
    circles = circle_of(frame, links)
    said = [f"{circles[place]} is a circle" for place in places.tolist()]
    fix = "one of these referrals must be wrong; correct it, or its date"
    return cells_at(places, "referrer", _texts(frame, "referrer", places), said, fix)


def _to_themselves(frame: pd.DataFrame, places: Places) -> Cells:
    names = _texts(frame, "referrer", places)
    said = [f"{quoted(name)} is named as the referrer to themselves" for name in names]
    fix = "write who suggested this contact, or leave it empty"
    return cells_at(places, "referrer", names, said, fix)


def _out_of_order(frame: pd.DataFrame, check: str, places: Places) -> Cells:
    later, earlier = check.split(" after ")
    days, before = (frame[name].iloc[places].dt.strftime("%Y-%m-%d") for name in (later, earlier))
    said = [f"{day} is before {earlier} {first}" for day, first in zip(days, before, strict=True)]
    return cells_at(places, later, days, said, "correct one of the two dates")


def _blank(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    said = [f"the {label(column.name)} is empty"] * len(places)
    return cells_at(places, column.name, [""] * len(places), said, _fill(column))


def _no_word(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    noun = "neither yes nor no" if column.kind == "yes_no" else f"no {label(column.name)}"
    texts = _texts(frame, column.name, places)
    said = {text: f"{quoted(text)} is {noun}" for text in set(texts)}
    empty = "" if column.required else ", or leave it empty"
    fix = f"write {listed(column.words, 'or')}{empty}"
    return cells_at(places, column.name, texts, map(said.__getitem__, texts), fix)


def _out_of_range(frame: pd.DataFrame, column: Column, places: Places) -> Cells:
    texts = _texts(frame, column.name, places)
    said = [f"{text} is outside the range" for text in texts]
    return cells_at(
        places, column.name, texts, said, f"write {range_of(column)}, or leave it empty"
    )


_BAD_CELLS: dict[str, Callable[[pd.DataFrame, Column, Places], Cells]] = {
    EMPTY: _blank,
    WORD: _no_word,
    RANGE: _out_of_range,
}


def _texts(frame: pd.DataFrame, column: str, places: Places) -> list[str]:
    return [str(value) for value in frame[column].iloc[places]]


def _fill(column: Column) -> str:
    if column.name == "contact":
        return "write who was asked: a name, or any id of your own"
    if column.name in NAMES:
        return f"fill it in every row, or leave the column {column.name} out"
    if column.kind == "date":
        return "write the day of the request, as 2026-02-03"
    return f"write {listed(column.words, 'or')}"
