"""The people of a log who may be one, among the contacts and referrers of each seeker."""

from collections.abc import Iterable, Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.log.likeness.suggested import Suggestion, suggestions
from outreachlab.log.people import folded, same_people


def people_alike(
    frame: pd.DataFrame, different: Iterable[tuple[str, str]] = (), most: int | None = None
) -> tuple[Suggestion, ...]:
    """
    Spellings of a typed log that may be one person's.

    Chains never cross seekers, so the names of two seekers are not compared. `different` are
    pairs known to be two people. Where the log has over `most` people nothing is looked for.
    """
    if most is not None and len(frame["contact"].cat.categories) > most:
        return ()
    (seeker,) = same_people(frame["seeker"])
    contacts = _of_seekers(seeker, frame["contact"])
    referrers = _of_seekers(seeker, frame["referrer"]) if "referrer" in frame else {}
    seekers = sorted(contacts.keys() | referrers.keys())
    people = (len({*contacts.get(who, ()), *referrers.get(who, ())}) for who in seekers)
    if most is not None and sum(people) > most:
        return ()
    company, different = _companies(frame), tuple(different)
    found: dict[frozenset[str], Suggestion] = {}
    for who in seekers:
        known = {name: company.get(name, "") for name in contacts.get(who, ())}
        for one in suggestions(known, referrers.get(who, ()), different):
            found.setdefault(frozenset((folded(one.a), folded(one.b))), one)
    return tuple(found.values())


def _of_seekers(seeker: NDArray[np.int32], column: pd.Series) -> dict[int, list[str]]:
    """The names of a column that each seeker has, in the order of the file."""
    name, book = column.cat.codes.to_numpy().astype(np.int64), column.cat.categories.tolist()
    known = np.flatnonzero((seeker >= 0) & (name >= 0))
    pair = seeker[known] * np.int64(len(book)) + name[known]
    first = np.sort(np.unique(pair, return_index=True)[1])
    found: dict[int, list[str]] = {}
    for row in known[first].tolist():
        found.setdefault(int(seeker[row]), []).append(book[name[row]])
    return found


def _companies(frame: pd.DataFrame) -> dict[str, str]:
    """A company of each contact, where the log has one."""
    if "company" not in frame:
        return {}
    contact, company = frame["contact"].cat, frame["company"].cat
    codes, places = contact.codes.to_numpy(), company.codes.to_numpy()
    known = np.flatnonzero((codes >= 0) & (places >= 0))
    names, first = np.unique(codes[known], return_index=True)
    where = company.categories[places[known[first]]]
    return dict(zip(contact.categories[names], where, strict=True))


def those_among(people: Iterable[Suggestion], frame: pd.DataFrame) -> Iterator[Suggestion]:
    """The suggestions about people of these rows alone."""
    names = set[str]()
    for column in ("contact", "referrer"):
        if column in frame:
            names.update(map(folded, frame[column].dropna().astype(str).unique()))
    return (one for one in people if {folded(one.a), folded(one.b)} <= names)
