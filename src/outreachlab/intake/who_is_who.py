"""People joined as the person decided, and cells that name several people read as one of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from outreachlab.intake.columns import categorical
from outreachlab.intake.people_file import PeopleDecisions, spellings
from outreachlab.intake.problems import Cells, quoted
from outreachlab.intake.table import BLANK, text_array
from outreachlab.log.likeness.name_words import name_words
from outreachlab.log.likeness.spelled import parts_of
from outreachlab.log.people import folded, same_people
from outreachlab.wording import counted, listed

SHOWN = 3
LONGEST = 500  # characters of a cell that is looked at for several people
PEOPLE = ("contact", "referrer")
_MAY_BE_SEVERAL = r"[/&+;\n\r,،、，]|\S\s+\S+\s+\S"  # a mark between two, or a word


@dataclass(slots=True)
class Settled:
    """The columns of a log's people, the cells changed on the way, and what is said of it."""

    columns: dict[str, pd.Series]
    fixes: list[Cells] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def settle_people(columns: Mapping[str, pd.Series], decisions: PeopleDecisions | None) -> Settled:
    """Typed columns with each person under one spelling, as far as it is decided or plain."""
    settled, several = Settled(dict(columns)), dict[str, list[str]]()
    if {"seeker", *PEOPLE} <= columns.keys():
        several = dict(_several(columns["referrer"], columns["contact"]))
    joined = _join(settled, decisions, several) if "contact" in columns and decisions else {}
    if several:
        _take_one_of_several(settled, several, joined)
    return settled


def _join(
    settled: Settled, decisions: PeopleDecisions, several: Mapping[str, list[str]]
) -> dict[str, str]:
    """Every person whom `same` names under one spelling; these, by the folded names."""
    present = [name for name in PEOPLE if name in settled.columns]
    names = {name: settled.columns[name].cat.categories.tolist() for name in present}
    named = (*names.get("referrer", ()), *(part for parts in several.values() for part in parts))
    joined, absent = spellings(decisions, names["contact"], named)
    changed = 0
    for name in present:
        new = {old: joined.get(folded(old), old) for old in names[name]}
        changed += _respell(settled, name, new, f"joined by {decisions.name}")
    if changed:
        settled.notes.append(f"{counted(changed, 'cell')} respelled as {decisions.name} says")
    if absent:
        shown = [quoted(name) for name in absent[:SHOWN]]
        more = [f"{len(absent) - SHOWN:,} more"] if len(absent) > SHOWN else []
        settled.notes.append(
            f"{decisions.name} decides on names that the log does not have: "
            f"{listed([*shown, *more])}"
        )
    return joined


def _respell(settled: Settled, name: str, new: Mapping[str, str], why: str) -> int:
    """A column with its names replaced, and how many cells that changed."""
    column = settled.columns[name]
    old = column.cat.categories.tolist()
    codes = column.cat.codes.to_numpy()
    other = np.array([*(new[text] != text for text in old), False])
    places = np.flatnonzero(other[codes])
    if len(places):
        settled.columns[name] = _column([*map(new.__getitem__, old)], codes)
        before = [old[code] for code in codes[places].tolist()]
        settled.fixes.append(_fixes(places, name, before, [new[text] for text in before], why))
    return len(places)


def _column(texts: list[str], codes: NDArray[np.int32]) -> pd.Series:
    """Codes into texts that may repeat, as a categorical sorted as text."""
    book = sorted(set(texts))
    place = {text: code for code, text in enumerate(book)}
    table = np.array([*(place[text] for text in texts), BLANK], np.int32)
    return categorical(table[codes], text_array(book))


def _fixes(
    places: NDArray[np.int64], name: str, before: list[str], after: list[str], why: str
) -> Cells:
    first, second = (np.array(texts, object) for texts in (before, after))
    return Cells(places, name, first, second, np.full(len(places), why, object))


def _take_one_of_several(
    settled: Settled, several: Mapping[str, list[str]], joined: Mapping[str, str]
) -> None:
    """Where a cell names several referrers, the first of them whom its seeker asked."""
    referrer, contact = settled.columns["referrer"], settled.columns["contact"]
    (seeker,) = same_people(settled.columns["seeker"])
    names, codes = referrer.cat.categories.tolist(), referrer.cat.codes.to_numpy()
    named = np.array([*(name in several for name in names), False])[codes]
    rows = np.flatnonzero(named & (seeker >= 0))
    asked = _asked_by(seeker, contact, set(seeker[rows].tolist()))
    found: dict[int, str] = {}
    for row in rows.tolist():
        parts = [folded(joined.get(folded(part), part)) for part in several[names[codes[row]]]]
        whom = asked[seeker[row]]
        if first := next((whom[part] for part in parts if part in whom), ""):
            found[row] = first
    if found:
        _take(settled, found)


def _take(settled: Settled, found: Mapping[int, str]) -> None:
    """The referrer found for some rows in place of a cell that names several, and say so."""
    referrer = settled.columns["referrer"]
    names, codes = referrer.cat.categories.tolist(), referrer.cat.codes.to_numpy()
    places, after = np.array([*found], np.int64), [*found.values()]
    taken = {name: len(names) + place for place, name in enumerate(dict.fromkeys(after))}
    new = codes.astype(np.int32)
    new[places] = [taken[name] for name in after]
    settled.columns["referrer"] = _column([*names, *taken], new)
    before = [names[code] for code in codes[places].tolist()]
    why = "names several people; the first of them who was asked is taken"
    settled.fixes.append(_fixes(places, "referrer", before, after, why))
    settled.notes.append(
        f"{counted(len(places), 'referrer cell')} naming several people (as "
        f"{quoted(before[0])}): the first of them who was asked is taken ({after[0]})"
    )


def _several(referrer: pd.Series, contact: pd.Series) -> Iterator[tuple[str, list[str]]]:
    """The texts that name several people and are nobody's whole name, and whom they name."""
    names = pa.array(referrer.cat.categories, pa.large_string())
    if isinstance(names, pa.ChunkedArray):
        names = names.combine_chunks()
    if not pc.any(pc.match_substring_regex(names, _MAY_BE_SEVERAL)).as_py():
        return
    words = "|".join(sorted(name_words().joins))
    between = rf"[/&+;\n\r,،、，]|\s(?:{words})\s"
    likely = names.filter(pc.match_substring_regex(names, between)).to_pylist()
    whole = set(map(folded, contact.cat.categories)) if likely else set()
    for text in likely:
        if len(text) > LONGEST or folded(text) in whole:
            continue
        if len(parts := people_in(text)) > 1:
            yield text, parts


def _asked_by(
    seeker: NDArray[np.int32], contact: pd.Series, wanted: Iterable[int]
) -> dict[int, dict[str, str]]:
    """Whom each of some seekers asked: the folded name to the spelling."""
    codes, names = contact.cat.codes.to_numpy(), contact.cat.categories
    found: dict[int, dict[str, str]] = {}
    for who in wanted:
        asked = np.unique(codes[(seeker == who) & (codes >= 0)])
        spelled = (str(names[code]) for code in asked.tolist())
        found[who] = {folded(name): name for name in spelled}
    return found


def people_in(text: str) -> list[str]:
    """The names in a cell: `Ana / Bo`, `Ana and Bo`, `Ana Diaz, Bo Li`; one of `Diaz, Ana`."""
    parts = parts_of(text)
    if len(parts) == 1:
        between = [part.strip() for part in text.replace("،", ",").split(",") if part.strip()]
        if len(between) > 2 or all(len(part.split()) > 1 for part in between):
            return between
    return parts
