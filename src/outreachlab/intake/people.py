"""Who is who: people are the same when their names agree after folding."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray


def folded(name: str) -> str:
    """A name trimmed, its case folded and its spaces collapsed."""
    return " ".join(name.split()).casefold()


def same_people(*columns: pd.Series) -> list[NDArray[np.int32]]:
    """
    Codes of several columns of names in one book: the same code means the same person.

    Each column is categorical; -1 marks a blank.
    """
    names = [[folded(name) for name in column.cat.categories] for column in columns]
    book = {name: code for code, name in enumerate(dict.fromkeys(_chained(names)))}
    return [
        _through(column, [book[name] for name in own])
        for column, own in zip(columns, names, strict=True)
    ]


def one_spelling(column: pd.Series) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Codes of one column of names, and the first spelling of each person, sorted as text."""
    (codes,) = same_people(column)
    spelling: dict[str, str] = {}
    for name in column.cat.categories:
        spelling.setdefault(folded(name), name)
    spelled = list(spelling.values())
    order = sorted(range(len(spelled)), key=lambda place: spelled[place])
    rank = np.empty(len(spelled), np.int32)
    rank[order] = np.arange(len(spelled), dtype=np.int32)
    known = codes >= 0
    codes[known] = rank[codes[known]]
    return codes, tuple(spelled[place] for place in order)


def _through(column: pd.Series, new: list[int]) -> NDArray[np.int32]:
    codes = column.cat.codes.to_numpy().astype(np.int32)
    if not new:
        return codes
    return np.where(codes < 0, np.int32(-1), np.array(new, np.int32)[codes])


def _chained(lists: Iterable[list[str]]) -> Iterable[str]:
    for names in lists:
        yield from names
