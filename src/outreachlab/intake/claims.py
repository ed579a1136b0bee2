"""Which of our columns a header may mean, before its cells are looked at."""

import re
from functools import cache
from typing import NamedTuple

from outreachlab.intake.layout import Known, bare
from outreachlab.log.synonyms import listed, name_parts, plain
from outreachlab.log.vocabulary import COLUMN, COLUMNS

_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_FILLERS = frozenset(listed("hints", "fillers"))
_DAYS = frozenset(("date", "day"))
_ORDERS = {
    **dict.fromkeys(("dmy", "ddmmyyyy", "ddmmyy", "dm", "ddmm", "jjmmaaaa", "ttmmjjjj"), "dmy"),
    **dict.fromkeys(("mdy", "mmddyyyy", "mmddyy", "md", "mmdd"), "mdy"),
}
# One thing told in two ways, between which the cells decide: how many or who, whether or when.
ALSO = {
    "names_given": "referrals_given",
    "referrals_given": "names_given",
    "met": "met_on",
    "thanked": "thanked_on",
}
OWN = " (own)"  # what a column of the person's is called whose name means something else here
STEPS = ("accepted", "declined", "undelivered", "no_reply", "replied")


class Claim(NamedTuple):
    """Our columns that a header may mean, the likeliest first, and how it says so."""

    ours: tuple[str, ...]
    named: bool = False


def _table() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for column in COLUMNS:
        for header in (column.name, *column.synonyms):
            found.setdefault(bare(header), {})[column.name] = None
    for column in COLUMNS:  # our own name comes before what others call so
        short = bare(column.name)
        found[short] = {column.name: None} | found[short]
    return {short: tuple(ours) for short, ours in found.items()}


SYNONYMS: dict[str, tuple[str, ...]] = _table()
FIRST, LAST = (frozenset(map(bare, name_parts(which))) for which in ("first", "last"))
LEFT = frozenset(map(bare, listed("left", "alone")))
EXPECTED: Known = frozenset(SYNONYMS) | FIRST | LAST


def claim_of(header: str) -> Claim:
    """What a header claims, and what else it may mean, should its cells be of the other kind."""
    claim = _claimed(header)
    if claim.named:
        return claim
    also = [ALSO[one] for one in claim.ours if one in ALSO]
    if "outcome" in claim.ours and step_of(header) == "replied":
        also.append("responded_on")
    return Claim((*dict.fromkeys((*claim.ours, *also)),))


def _claimed(header: str) -> Claim:
    """Our name, a synonym, one with a hint in brackets or turned round."""
    if header in COLUMN:
        return Claim((header,), named=True)
    short = bare(header)
    if short in LEFT or header.endswith(OWN):
        return Claim(())
    if short in SYNONYMS:
        return Claim(SYNONYMS[short])
    outside = _BRACKETS.sub(" ", header).strip()
    if outside and outside != header and bare(outside) not in LEFT:
        if bare(outside) in SYNONYMS:
            return Claim(SYNONYMS[bare(outside)])
        short = bare(outside)
    if ours := _turned().get(_words(outside or header)):
        return Claim(ours)
    return Claim(("outcome",) if step_of(header) in ("accepted", "replied") else ())


def order_in(header: str) -> str | None:
    """The order of day and month that a header gives in brackets: `Date sent (DD/MM/YYYY)`."""
    hints = (bare(hint) for hint in _BRACKETS.findall(header))
    return next((_ORDERS[hint] for hint in hints if hint in _ORDERS), None)


def step_of(header: str) -> str | None:
    """The step of a request that a header of ticks or days stands for: `Declined?`."""
    return _steps().get(_words(_BRACKETS.sub(" ", header)) - _DAYS)


@cache
def _steps() -> dict[frozenset[str], str]:
    return {_words(text): step for step in STEPS for text in listed("steps", step)}


def _words(header: str) -> frozenset[str]:
    """The words of a header but for its order and the small ones."""
    return frozenset(plain(header).split()) - _FILLERS


@cache
def _turned() -> dict[frozenset[str], tuple[str, ...]]:
    """Headers of two words and more by their words, whatever their order."""
    found: dict[frozenset[str], dict[str, None]] = {}
    left = {_words(text) for text in listed("left", "alone")}
    for column in COLUMNS:
        for header in column.synonyms:
            words = _words(header)
            if len(words) > 1 and words not in left:
                found.setdefault(words, {})[column.name] = None
    return {words: tuple(ours) for words, ours in found.items()}
