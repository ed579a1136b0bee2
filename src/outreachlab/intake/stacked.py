"""The typed columns of several files one below the other."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from outreachlab.intake.problems import Cells
from outreachlab.intake.typed import numbered
from outreachlab.log.vocabulary import COLUMNS, words_of


def stacked(frames: Sequence[pd.DataFrame], have_ids: Sequence[bool]) -> pd.DataFrame:
    """
    One frame of all rows; blank where a file lacks a column.

    Requests of files that have no ids are numbered on, so that two files of one seeker go together.
    """
    ours = [column.name for column in COLUMNS]
    found = dict.fromkeys(str(name) for frame in frames for name in frame)
    names = [*(name for name in ours if name in found), *(one for one in found if one not in ours)]
    columns = {name: _column(name, frames) for name in names}
    if not all(have_ids):
        lacking = np.concatenate(
            [np.full(len(frame), not has) for frame, has in zip(frames, have_ids, strict=True)]
        )
        ids = columns["request_id"].astype("str")
        ids[lacking] = numbered(columns["seeker"][lacking].reset_index(drop=True)).astype("str")
        columns["request_id"] = _categorical("request_id", [ids.astype("category")])
    return pd.DataFrame(columns, copy=False)


def _column(name: str, frames: Sequence[pd.DataFrame]) -> pd.Series:
    like = next(frame[name] for frame in frames if name in frame)
    blank = like.iloc[:0]
    parts = [frame[name] if name in frame else blank.reindex(range(len(frame))) for frame in frames]
    if all(isinstance(part.dtype, pd.CategoricalDtype) for part in parts):
        return _categorical(name, parts)
    if len({part.dtype for part in parts}) > 1:  # a tactic that two maps read differently
        return _categorical(name, [part.astype("str").astype("category") for part in parts])
    return pd.concat(parts, ignore_index=True)


def _categorical(name: str, parts: Sequence[pd.Series]) -> pd.Series:
    """One categorical: words in the order of the vocabulary, all else sorted as text."""
    texts = {str(text) for part in parts for text in part.cat.categories}
    words = [word for word in words_of(name) if word in texts]
    book = pd.Index([*words, *sorted(texts.difference(words))], dtype="str")
    codes = []
    for part in parts:
        place = np.append(book.get_indexer(part.cat.categories.astype("str")), -1)
        codes.append(place[part.cat.codes.to_numpy()])
    return pd.Series(pd.Categorical.from_codes(np.concatenate(codes).astype(np.int32), book))


def shifted(cells: Cells, start: int) -> Cells:
    """Faults or fixes in the rows of a later file."""
    return cells._replace(places=cells.places + start)
