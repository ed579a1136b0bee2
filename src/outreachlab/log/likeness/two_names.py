"""May two written names be one person's? Judged reading by reading, with the reason in words."""

from collections.abc import Iterable
from enum import IntEnum
from itertools import permutations, product
from typing import NamedTuple

from outreachlab.log.likeness.name_words import name_words
from outreachlab.log.likeness.sounds import bones, loosened, whole_bones
from outreachlab.log.likeness.spelled import Reading
from outreachlab.log.likeness.two_words import VOWELLESS, alike
from outreachlab.log.likeness.worded import EASTERN
from outreachlab.wording import listed

GLUED = 5  # letters of an address that are enough to tell a name
MOST_APART = 3  # words of an eastern name that are tried in every order
BONES = 4  # consonants of a whole name that tell it where no vowels are written


class Rank(IntEnum):
    """How sure it is that two names are one person's, the surest first."""

    SAME = 0
    SPELLED = 1
    NICKNAME = 2
    LONGER = 3
    INITIAL = 4
    ALONE = 5


class Likeness(NamedTuple):
    """How alike two names are, and why."""

    rank: Rank
    why: str


def likeness(ones: Iterable[Reading], others: Iterable[Reading]) -> Likeness | None:
    """The surest way in which two names may be one person's; None where they are not."""
    found = [known for one, other in product(ones, others) if (known := _of_readings(one, other))]
    return min(found, default=None)


def _of_readings(one: Reading, other: Reading) -> Likeness | None:
    if _contradict(one, other):
        return None
    found = _by_words(one, other)
    if found is None or (found[0] > Rank.SAME and not (one.person and other.person)):
        return None
    aside = set(one.aside | other.aside)
    if bool(one.generation) != bool(other.generation):
        aside.add("Jr. or Sr.")
    if one.script != other.script:
        aside.add("the script")
    rank, why, more = found
    if "Jr. or Sr." in aside:
        rank = max(rank, Rank.LONGER)
    aside |= more
    if rank == Rank.SAME and not aside:
        aside = {"accents" if one.written != other.written else "spaces and marks"}
    return Likeness(rank, f"{why}, {listed(sorted(aside))} aside" if aside else why)


def _contradict(one: Reading, other: Reading) -> bool:
    """Does something beside the two names tell them apart?"""
    if not (one.generation or one.manner or one.place):
        return False
    return any(
        mine and yours and mine != yours
        for mine, yours in (
            (one.generation, other.generation),
            (one.manner, other.manner),
            (one.place, other.place),
        )
    )


Found = tuple[Rank, str, set[str]]


def _by_words(one: Reading, other: Reading) -> Found | None:
    if one.script == other.script and one.script in EASTERN:
        return _as_written(one, other)
    if one.glued or other.glued:
        return _in_one_piece(one, other)
    short, long = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if len(short.words) == 1 < len(long.words):
        return _alone(short, long)
    orders = [(long.words, False)]
    if sorted(word[0] for word in short.words) == sorted(word[0] for word in long.words):
        orders += [(words, True) for words in turned(long.words)]
    found = [
        judged
        for words, other_order in orders
        if (judged := _judged(_aligned(short, long, words), other_order))
    ]
    if _run_together(short, long):
        found.append((Rank.SAME, "the same name", {"spaces and marks"}))
    return min(found, key=lambda each: each[0], default=None)


def _as_written(one: Reading, other: Reading) -> Found | None:
    """Characters tell people apart whom the same Latin letters do not."""
    if one.written == other.written:
        return Rank.SAME, "the same name", set() if one.aside | other.aside else {"the order"}
    if max(len(one.written), len(other.written)) > MOST_APART:
        return None
    joined = {"".join(order) for order in permutations(one.written)}
    if joined & {"".join(order) for order in permutations(other.written)}:
        return Rank.SAME, "the same name", {"spaces and marks"}
    return None


def _in_one_piece(one: Reading, other: Reading) -> Found | None:
    """`adiaz` or `anadiaz` of an address beside Ana Diaz; `ana` alone."""
    piece, whole = (one, other) if one.glued else (other, one)
    if len(whole.words) == 1 or piece.words[0] in (whole.words[0], whole.words[-1]):
        return _alone(piece, whole) if len(whole.words) > 1 else None
    token = piece.words[0]
    if len(token) >= GLUED and token in whole_forms(whole.words):
        return Rank.SAME, "the address spells the name", set()
    if len(token) >= GLUED and token in short_forms(whole.words):
        return Rank.INITIAL, "the address has the initial and the name", set()
    return _alone(piece, whole)


def whole_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """`anadiaz`, `diazana`: a name of at least two words as one."""
    return "".join(words), words[0] + words[-1], words[-1] + words[0]


def short_forms(words: tuple[str, ...]) -> tuple[str, ...]:
    """`adiaz`, `diaza`, `anad`: a name as one word with an initial."""
    given, family = words[0], words[-1]
    return given[0] + family, family + given[0], given + family[0]


def _alone(short: Reading, long: Reading) -> Found | None:
    """One name of somebody who has two."""
    word = short.words[0]
    if len(word) < 2:
        return None
    kinds = {alike(word, long.words[-1], short, long, given=False)}
    if not short.manner:
        kinds.add(alike(word, long.words[0], short, long, given=True))
    if kinds & {"", "accents", "script"}:
        return Rank.ALONE, "nobody else in the log has this name", set()
    if "nickname" in kinds:
        return Rank.ALONE, f"{_called(word, long.words[0])}, and nobody else may be", set()
    return None


def turned(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The words of a name with the family name taken from the other end."""
    return {(*words[1:], words[0]), (words[-1], *words[:-1])}


class Aligned(NamedTuple):
    """The kinds of likeness of two names' words, and what one of them has more."""

    kinds: tuple[str, ...]
    extra: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def _aligned(short: Reading, long: Reading, words: tuple[str, ...]) -> Aligned | None:
    """The shorter name's words, each beside one of `words`, the longer's, in the same order."""
    kinds, extra, pairs, at = [], [], [], 0
    for place, word in enumerate(words):
        left = len(words) - place - (len(short.words) - at)
        mine = short.words[at] if at < len(short.words) else ""
        kind = alike(mine, word, short, long, given=at == 0) if mine else None
        if kind is None:
            if left <= 0 or at == 0 or place < long.hyphened:
                return None
            extra.append(word)
            continue
        kinds.append(kind)
        pairs.append((mine, word))
        at += 1
    return Aligned(tuple(kinds), tuple(extra), tuple(pairs)) if at == len(short.words) else None


def _judged(aligned: Aligned | None, other_order: bool) -> Found | None:
    """What the likeness of its words says of the whole name."""
    if aligned is None:
        return None
    kinds, extra, pairs = aligned
    full = [pair for kind, pair in zip(kinds, pairs, strict=True) if kind in _FULL]
    if not any(len(mine) > 1 for mine, _ in full):
        return None
    weak = sorted(kind for kind in kinds if kind not in _FULL)
    more = {kind for kind in kinds if kind == "accents"} | ({"the order"} if other_order else set())
    by_script = [pair for kind, pair in zip(kinds, pairs, strict=True) if kind == "script"]
    if by_script and sum(len(bones(mine)) for mine, _ in pairs) < BONES:
        return None
    if not weak and not extra:
        return Rank.SAME, "the same name", more
    if set(weak) == {"initial"}:
        return Rank.INITIAL, "initials aside, the same name", more
    if other_order:
        return None
    if set(weak) == {"sound"} and not extra:
        return Rank.SPELLED, "said alike", more
    if weak == ["slip"] and not extra:
        mine, yours = pairs[kinds.index("slip")]
        return Rank.SPELLED, f"one letter apart in {mine.title()} and {yours.title()}", more
    if weak == ["nickname"] and all(len(word) == 1 for word in extra):
        return Rank.NICKNAME, _called(*pairs[kinds.index("nickname")]), more
    if not weak:
        return Rank.LONGER, "one has a middle or family name more", more
    return None


_FULL = ("", "accents", "script")


def _called(one: str, other: str) -> str:
    short, long = (one, other) if other in name_words().roots(one) else (other, one)
    return f"{short.title()} may be {long.title()}"


def _run_together(one: Reading, other: Reading) -> bool:
    """Are they the same letters with the spaces elsewhere?"""
    mine = "".join(map(loosened, one.words))
    if len(mine) >= GLUED and mine[0] in {word[0] for word in other.words}:
        orders = {other.words} | turned(other.words)
        if any(mine == "".join(map(loosened, words)) for words in orders):
            return True
    if one.script == other.script or {one.script, other.script}.isdisjoint(VOWELLESS):
        return False
    skeleton = whole_bones(one.words)
    return len(skeleton) >= BONES and skeleton == whole_bones(other.words)
