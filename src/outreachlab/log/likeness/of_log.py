"""The people of a log who may be one, among the contacts and referrers of each seeker."""

from collections.abc import Iterable, Iterator

import pandas as pd

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
    if most is not None and sum(map(len, (*contacts.values(), *referrers.values()))) > most:
        return ()
    company, different = _companies(frame), tuple(different)
    found: dict[frozenset[str], Suggestion] = {}
    for who in sorted(contacts.keys() | referrers.keys()):
        known = {name: company.get(name, "") for name in contacts.get(who, ())}
        for one in suggestions(known, referrers.get(who, ()), different):
            found.setdefault(frozenset((folded(one.a), folded(one.b))), one)
    return tuple(found.values())


def _of_seekers(seeker: Iterable[int], column: pd.Series) -> dict[int, list[str]]:
    """The names of a column that each seeker has, in the order of the file."""
    pairs = pd.DataFrame({"seeker": seeker, "name": column.cat.codes.to_numpy()})
    pairs = pairs[(pairs["seeker"] >= 0) & (pairs["name"] >= 0)].drop_duplicates()
    book = column.cat.categories
    found: dict[int, list[str]] = {}
    for who, name in pairs.itertuples(index=False, name=None):
        found.setdefault(who, []).append(str(book[name]))
    return found


def _companies(frame: pd.DataFrame) -> dict[str, str]:
    """A company of each contact, where the log has one."""
    if "company" not in frame:
        return {}
    known = frame[["contact", "company"]].dropna().drop_duplicates("contact")
    return dict(zip(known["contact"].astype(str), known["company"].astype(str), strict=True))


def said_of(people: Iterable[Suggestion], frame: pd.DataFrame) -> Iterator[Suggestion]:
    """The suggestions about people of these rows alone."""
    names = set[str]()
    for column in ("contact", "referrer"):
        if column in frame:
            names.update(map(folded, frame[column].dropna().astype(str).unique()))
    return (one for one in people if {folded(one.a), folded(one.b)} <= names)
