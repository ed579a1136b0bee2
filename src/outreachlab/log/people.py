"""Who is who: people are the same when their names agree after folding."""

import re
from typing import Any
from unicodedata import normalize

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

# What plain lower case would not fold: spaces beside others, marks that force text, a backtick.
_UNTIDY = r"^[\s='`]|\s$|\s\s|[\t\n\v\f\r\x1c-\x1f`]"
_FORCED = re.compile(r"=\s*\"(.*)\"|'(.*)")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_ALIKE = {
    **dict.fromkeys(map(ord, "`´‘’‛ʹʻʼ′＇"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-"),
    **dict.fromkeys(map(ord, _UNSEEN), ""),
}
_ODD = re.compile(f"[{re.escape(''.join(map(chr, _ALIKE)))}]")


def folded(name: str) -> str:
    """
    A name as it is compared: equal for two spellings of which nobody would say that they differ.

    Letters composed (NFC), case folded, spaces trimmed and collapsed, apostrophes and hyphens of
    one kind, without marks of no width and without those that force text (`="Ana"`, `'Ana`).
    """
    if not name.isascii():
        name = normalize("NFC", name)
    if _ODD.search(name):  # a search is several times quicker than a translation
        name = name.translate(_ALIKE)
    name = " ".join(name.split())
    if name[:1] in "='" and (forced := _FORCED.fullmatch(name)):
        name = (forced[1] or forced[2] or "").strip()
    return name.casefold()


def same_people(*columns: pd.Series) -> list[NDArray[np.int32]]:
    """
    Codes of several columns of names in one book: the same code means the same person.

    Each column is categorical; -1 marks a blank.
    """
    books = [_folded_book(column) for column in columns]
    codes = pa.concat_arrays(books).dictionary_encode().indices.to_numpy().astype(np.int32)
    ends = np.cumsum([len(book) for book in books])
    own = np.split(codes, ends[:-1])
    return [_through(column, new) for column, new in zip(columns, own, strict=True)]


def one_spelling(column: pd.Series) -> tuple[NDArray[Any], tuple[str, ...]]:
    """Codes of one column of names, and the first spelling of each person, sorted as text."""
    names = column.cat.categories
    if names.is_monotonic_increasing and len(_folded_book(column).unique()) == len(names):
        return column.cat.codes.to_numpy(), tuple(names.tolist())  # nobody is spelled two ways
    (codes,) = same_people(column)
    spelling: dict[str, str] = {}
    for name in names.tolist():
        spelling.setdefault(folded(name), name)
    spelled = list(spelling.values())
    order = sorted(range(len(spelled)), key=lambda place: spelled[place])
    rank = np.empty(len(spelled), np.int32)
    rank[order] = np.arange(len(spelled), dtype=np.int32)
    known = codes >= 0
    codes[known] = rank[codes[known]]
    return codes, tuple(spelled[place] for place in order)


def _folded_book(column: pd.Series) -> pa.Array:
    """The names of a column folded."""
    names = pa.array(column.cat.categories, pa.large_string())
    return folded_texts(names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names)


def folded_texts(names: pa.Array) -> pa.Array:
    """Names folded, as `folded` does; in Python only where a name is not plain ASCII."""
    lowered = pc.ascii_lower(names)
    odd = pc.or_(pc.invert(pc.string_is_ascii(names)), pc.match_substring_regex(names, _UNTIDY))
    places = pc.indices_nonzero(odd).to_pylist()
    if not places:
        return lowered
    by_hand = [folded(names[place].as_py()) for place in places]
    return pc.replace_with_mask(lowered, odd, pa.array(by_hand, pa.large_string()))


def _through(column: pd.Series, new: NDArray[np.int32]) -> NDArray[np.int32]:
    return np.append(new, np.int32(-1)).take(column.cat.codes.to_numpy())
