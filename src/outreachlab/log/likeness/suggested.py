"""Names that may be one person's: suggested with a reason, never joined unasked."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from outreachlab.log.likeness.letters import letters
from outreachlab.log.likeness.name_words import name_words
from outreachlab.log.likeness.sounds import loosened, said, whole_bones
from outreachlab.log.likeness.spelled import Reading, readings
from outreachlab.log.likeness.two_names import (
    Likeness,
    Rank,
    likeness,
    short_forms,
    turned,
    whole_forms,
)
from outreachlab.log.likeness.two_words import SLIP
from outreachlab.log.likeness.worded import EASTERN
from outreachlab.log.people import folded

MOST = 50  # names that share a key; what more of them share tells nobody apart


class Suggestion(NamedTuple):
    """Two spellings that may be one person's, the contact's first, and why."""

    a: str
    b: str
    why: str


class Entry(NamedTuple):
    """A name and its readings; of a cell that names several, one of them, counted from 1."""

    name: int
    part: int
    readings: tuple[Reading, ...]


Edge = tuple[int, int, str]  # two names by number, and why


def suggestions(
    contacts: Mapping[str, str],
    referrers: Iterable[str] = (),
    different: Iterable[tuple[str, str]] = (),
) -> list[Suggestion]:
    """
    Names of one log that may be one person's.

    Parameters
    ----------
    contacts : mapping
        Each contact's name to the company, empty where it is not known.
    referrers : iterable of str
        The names of referrers.
    different : iterable of (str, str)
        Pairs that are known to be two people.

    Returns
    -------
    list of Suggestion
        Each spelling beside the one it may be, sure ones first. Names that are equal after
        folding are one already and never suggested. A likeness that leads to several people
        leads to none. The work grows with the names, not with their pairs: only names that
        share a key are compared.
    """
    names = _distinct((*contacts, *referrers))
    company = {folded(name): letters(told) for name, told in contacts.items() if told}
    apart = {frozenset((folded(one), folded(other))) for one, other in different}
    edges: dict[Rank, list[Edge]] = {rank: [] for rank in Rank}
    of_parts: dict[int, list[tuple[int, Rank, int, str]]] = {}
    for one, other in _sharing_a_key(_entries(names)):
        here, there = names[one.name], names[other.name]
        if apart and frozenset((folded(here), folded(there))) in apart:
            continue
        known = likeness(one.readings, other.readings)
        if known is None or _elsewhere(known, one, other, names, company):
            continue
        if one.part or other.part:
            cell, person = (one, other) if one.part else (other, one)
            of_parts.setdefault(cell.name, []).append(
                (cell.part, *known[:1], person.name, known.why)
            )
        else:
            edges[known.rank].append((one.name, other.name, known.why))
    together = list(range(len(names)))
    found = [edge for rank in Rank for edge in _unambiguous(sorted(edges[rank]), together)]
    found += _of_cells(of_parts, together)
    return [Suggestion(names[one], names[other], why) for one, other, why in found]


def _distinct(names: Iterable[str]) -> list[str]:
    """One spelling of each person, the first."""
    spelled: dict[str, str] = {}
    for name in names:
        spelled.setdefault(folded(name), name)
    return list(spelled.values())


def _entries(names: list[str]) -> Iterator[Entry]:
    for place, name in enumerate(names):
        ways = readings(name)
        for part in sorted({way.part for way in ways}):
            yield Entry(place, part, tuple(way for way in ways if way.part == part))


def _sharing_a_key(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Every two entries of different names that have a key in common."""
    entries = list(entries)
    ways = [way for entry in entries for way in entry.readings]
    scant = {key for way in ways for key in _scant_keys(way)}
    scripts = {way.script for way in ways}
    blocks: dict[str, list[Entry]] = {}
    for entry in entries:
        for key in {key for way in entry.readings for key in _keys(way, scant, scripts)}:
            blocks.setdefault(key, []).append(entry)
    seen: set[tuple[int, int, int, int]] = set()
    for block in blocks.values():
        if 1 < len(block) <= MOST:
            for one, other in combinations(block, 2):
                pair = (one.name, one.part, other.name, other.part)
                if one.name != other.name and not (one.part and other.part) and pair not in seen:
                    seen.add(pair)
                    yield one, other


def _scant_keys(way: Reading) -> Iterator[str]:
    """The keys of names that tell little: one word, or an initial for the first or the last."""
    words = way.words
    if len(words) == 1:
        yield from _names(words[0])
    elif len(words[0]) == 1 or len(words[-1]) == 1:
        initials = {word for word in words if len(word) == 1}
        full = [name for word in words if len(word) > 1 for name in _names(word)]
        yield from (f"{name} {initial}" for name in full for initial in initials)


def _names(word: str) -> set[str]:
    return {word, loosened(word), *name_words().roots(word)}


def _keys(way: Reading, scant: set[str], scripts: set[str]) -> Iterator[str]:
    """What two names have in common at least if they may be one person's."""
    words = way.words
    yield from _scant_keys(way)
    if way.script in EASTERN:
        yield "as written " + "".join(sorted("".join(way.written)))
    if len(words) == 1:
        return
    given, *others = words
    family = loosened(words[-1])
    yield "letters " + "".join(sorted("".join(map(loosened, words))))
    for root in name_words().roots(given):
        yield from [f"{root} with {said(word)}" for word in others]
        yield from [f"{root} with part {part}" for part in _halves(family)]
    yield from [f"{family} with part {part}" for part in (said(given), *_halves(loosened(given)))]
    if len(scripts) > 1:
        orders = {words} if way.script == "latin" else {words} | turned(words)
        yield from ["consonants " + whole_bones(order) for order in orders]
    if scant:
        yield from scant.intersection(_told_scantly(words))


def _halves(word: str) -> tuple[str, ...]:
    """The beginning and the end of a word, of which a slip leaves one as it is."""
    return (word[:3] + "-", "-" + word[-2:]) if len(word) >= SLIP - 1 else ()


def _told_scantly(words: tuple[str, ...]) -> Iterator[str]:
    """The keys under which a name would be found that tells only a part of this one."""
    yield from whole_forms(words)
    yield from short_forms(words)
    for place, word in enumerate(words):
        names = _names(word)
        if place in (0, len(words) - 1):
            yield from names
        for other in (*words[:place], *words[place + 1 :]):
            yield from [f"{name} {other[0]}" for name in names]


def _elsewhere(
    known: Likeness, one: Entry, other: Entry, names: list[str], company: Mapping[str, str]
) -> bool:
    """Is one a name alone, of a company at which the other is not?"""
    if known.rank != Rank.ALONE or not company:
        return False
    for short, long in ((one, other), (other, one)):
        place = short.readings[0].place
        works_at = company.get(folded(names[long.name]), "")
        if place and works_at and len(short.readings[0].words) == 1 and works_at not in place:
            return any(at in place for at in company.values())
    return False


def _unambiguous(edges: list[Edge], together: list[int]) -> Iterator[Edge]:
    """
    The edges among people who are all alike, and `together` with these people joined.

    Where A is like B and C, but these are not like each other, A may be only one of them, and
    nobody can say which.
    """
    between: dict[tuple[int, int], Edge] = {}
    near: dict[int, set[int]] = {}
    for edge in edges:
        one, other = sorted((_person(edge[0], together), _person(edge[1], together)))
        if one != other:
            between.setdefault((one, other), edge)
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    for (one, other), edge in between.items():
        alike = near[one] | {one}
        first, second = _person(one, together), _person(other, together)
        if first != second and all(near[person] | {person} == alike for person in alike):
            together[second] = first
            yield edge


def _person(name: int, together: list[int]) -> int:
    """The first of the names that are joined with this one."""
    while together[name] != name:
        together[name] = together[together[name]]
        name = together[name]
    return name


def _of_cells(
    of_parts: Mapping[int, list[tuple[int, Rank, int, str]]], together: list[int]
) -> Iterator[Edge]:
    """For each cell that names several people, the first of them who is like one person only."""
    for cell, likenesses in of_parts.items():
        who: dict[int, set[int]] = {}
        for part, rank, person, _ in likenesses:
            best = min(other[1] for other in likenesses if other[0] == part)
            if rank == best:
                who.setdefault(part, set()).add(_person(person, together))
        sure = [part for part, people in sorted(who.items()) if len(people) == 1]
        people = [next(iter(who[part])) for part in sure]
        if sure and people.count(people[0]) == 1:
            part, rank, person, why = min(one for one in likenesses if one[0] == sure[0])
            yield person, cell, why
