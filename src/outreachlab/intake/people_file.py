"""A file of decisions on who is who: “same” joins spellings, `different` keeps people apart."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from os import PathLike
from pathlib import Path
from typing import Any, TypeAlias

from outreachlab.errors import MissingFileError, UsageError, nearest
from outreachlab.escapes import toml
from outreachlab.intake.problems import quoted
from outreachlab.log.likeness.suggested import Suggestion
from outreachlab.log.people import folded

People: TypeAlias = str | PathLike[str] | Mapping[str, Any]
LARGEST = 4_000_000  # bytes; more than a hundred thousand decisions
DECISIONS = ("same", "different")
HEAD = """\
# Who is who in this log. Nobody is joined until this file says so.
# One person: take the # away in front of the line under “same”; the contact's spelling is kept.
# Two people: take it away under “different”, and the two are not suggested again.
"""


@dataclass(frozen=True, slots=True)
class PeopleDecisions:
    """
    Spellings that are one person's, several to a group, and pairs that are two people's.

    `name` is the file's, for messages.
    """

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[tuple[str, str], ...] = ()
    name: str = "the people file"

    def __bool__(self) -> bool:
        return bool(self.same or self.different)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is decided on, once."""
        return tuple(dict.fromkeys(name for group in self.same + self.different for name in group))


def decisions_for(source: object, people: People | None) -> PeopleDecisions | None:
    """The decisions given, else those in `STEM.people.toml` beside the file."""
    if isinstance(people, Mapping):
        return people_of(people)
    if people is not None:
        return read_people(people)
    if not isinstance(source, str | PathLike) or str(source) == "-":
        return None
    beside = Path(source).with_suffix(".people.toml")
    return read_people(beside) if beside.name != ".people.toml" and beside.is_file() else None


def read_people(path: str | PathLike[str]) -> PeopleDecisions:
    """
    The decisions in a TOML file.

    Raises
    ------
    MissingFileError
        There is no such file.
    UsageError
        The file is no TOML, says something else, or contradicts itself.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"{path}: the people file is larger than {LARGEST:,} bytes; divide it")
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise MissingFileError(f"{path}: there is no such people file; check the path") from None
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: the people file cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: the people file is no TOML: {error}") from None
    except RecursionError:
        raise UsageError(
            f"{path}: the people file has lists in lists without end; write pairs of names"
        ) from None
    return people_of(written, str(path))


def people_of(written: Mapping[str, Any], name: str = "the people file") -> PeopleDecisions:
    """The decisions that a mapping (as TOML gives it) holds; `name` stands in its errors."""
    for key in written:
        if key not in DECISIONS:
            near = nearest(str(key), DECISIONS)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"{name}: no list {quoted(str(key))}; write same or different{hint}")
    same = tuple(_group(group, "same", name) for group in _listed(written, "same", name))
    groups = (_group(group, "different", name) for group in _listed(written, "different", name))
    different = tuple(pair for group in groups for pair in combinations(group, 2))
    decisions = PeopleDecisions(_merged(same), different, name)
    _refuse_contradictions(decisions)
    return decisions


def _listed(written: Mapping[str, Any], key: str, name: str) -> Iterable[Any]:
    groups = written.get(key, [])
    if not isinstance(groups, list | tuple):
        raise UsageError(f'{name}: {key} must be a list of lists, as [["Ana Diaz", "Diaz, Ana"]]')
    return groups


def _group(group: Any, key: str, name: str) -> tuple[str, ...]:
    texts = isinstance(group, list | tuple) and all(
        isinstance(one, str) and one.strip() for one in group
    )
    if not texts or len(group) < 2:
        shown = quoted(str(group))
        raise UsageError(f"{name}: {key}: {shown} must be a list of two names or more, in quotes")
    return tuple(group)


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The groups, those that share a name made one."""
    found: dict[str, list[str]] = {}  # each folded name to the group it is in
    for group in groups:
        one: list[str] = []
        for name in group:
            known = found.get(folded(name), [name])
            if known is not one:
                one += known
                found.update((folded(other), one) for other in known)
    return tuple({id(one): tuple(dict.fromkeys(one)) for one in found.values()}.values())


def _refuse_contradictions(decisions: PeopleDecisions) -> None:
    """Nobody is one person by “same”, perhaps by way of a third name, and two by “different”."""
    who = {folded(name): number for number, group in enumerate(decisions.same) for name in group}
    for one, other in decisions.different:
        if folded(one) == folded(other):
            raise UsageError(
                f"{decisions.name}: {quoted(one)} and {quoted(other)} cannot be kept apart, as "
                "they differ only in what is never told apart; write more of one name in the log"
            )
        if who.get(folded(one), -1) == who.get(folded(other), -2):
            through = [
                name
                for name in decisions.same[who[folded(one)]]
                if folded(name) not in (folded(one), folded(other))
            ]
            by_way = f" by way of {quoted(through[0])}" if through else ""
            raise UsageError(
                f"{decisions.name}: {quoted(one)} and {quoted(other)} are one person by "
                f"“same”{by_way} and two by “different”; take one of the two out"
            )


def people_text(people: Iterable[Suggestion], known: PeopleDecisions | None = None) -> str:
    """The TOML of a file of decisions: those made, and a line to fill in for each suggestion."""
    known, people = known or PeopleDecisions(), tuple(people)
    lines = [HEAD, "same = ["]
    lines += [f"  {_toml(group)}," for group in known.same]
    lines += [f"  # {_toml((one.a, one.b))},  # {one.why}" for one in people]
    lines += ["]", "", "different = ["]
    lines += [f"  {_toml(pair)}," for pair in known.different]
    lines += [f"  # {_toml((one.a, one.b))}," for one in people]
    return "\n".join([*lines, "]", ""])


def _toml(names: Iterable[str]) -> str:
    return f"[{', '.join(map(toml, names))}]"


def spellings(
    decisions: PeopleDecisions, contacts: Iterable[str], referrers: Iterable[str]
) -> tuple[dict[str, str], list[str]]:
    """
    For each name that is joined to one of the log, by its folded form, the spelling to take, and
    the names decided on that the log does not have.

    The log's contact gives the spelling, else its referrer; the first of the group among them.
    """
    spelled: dict[str, str] = {}
    for name in (*contacts, *referrers):
        spelled.setdefault(folded(name), name)
    asked = set(map(folded, contacts))
    joined: dict[str, str] = {}
    for group in decisions.same:
        present = [name for name in map(folded, group) if name in spelled]
        if present:
            first = next((name for name in present if name in asked), present[0])
            joined.update((folded(name), spelled[first]) for name in group)
    return joined, [name for name in decisions.names if folded(name) not in spelled]
