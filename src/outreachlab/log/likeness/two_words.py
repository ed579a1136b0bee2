"""In what way two words of names are alike: an initial, a nickname, an accent, a slip."""

from outreachlab.log.likeness.name_words import name_words
from outreachlab.log.likeness.sounds import bones, loosened, said
from outreachlab.log.likeness.spelled import Reading
from outreachlab.log.likeness.worded import EASTERN

VOWELLESS = ("arabic", "hebrew", "devanagari")
SLIP = 5  # letters that a word has at least for one of them to be a slip
CROSSED = 0.7  # how much of a word's sound two scripts have in common at least


def alike(mine: str, yours: str, one: Reading, other: Reading, *, given: bool) -> str | None:
    """In what way two words are alike: "" where they are the same, None where they are not."""
    if mine == yours:
        return ""
    if len(mine) == 1 or len(yours) == 1:
        return "initial" if mine[0] == yours[0] else None
    if loosened(mine) == loosened(yours):
        return "accents"
    known = name_words()
    if given and _one_given_name(mine, yours):
        return "script" if one.script != other.script and said(mine) == said(yours) else "nickname"
    two = given and mine in known.given and yours in known.given
    if one.script != other.script and not two and _crosses(mine, yours, one.script, other.script):
        return "script"
    if "latin" in (one.script, other.script) and said(mine) == said(yours):
        return "sound"
    return "slip" if _slipped(mine, yours, one.script, given=given) else None


def _one_given_name(mine: str, yours: str) -> bool:
    """Is one short for the other, or are both short for a third and sound like it?"""
    own, others = name_words().roots(mine), name_words().roots(yours)
    if mine in others or yours in own:
        return True
    if mine[0] == yours[0] or mine[-2:] == yours[-2:]:
        return not own.isdisjoint(others)
    return any(said(root) in (said(mine), said(yours)) for root in own & others)


def _crosses(mine: str, yours: str, *scripts: str) -> bool:
    """Are two words one in two scripts? By consonants where vowels are not written."""
    if set(scripts) & set(EASTERN) or bones(mine) != bones(yours):
        return False
    from rapidfuzz.fuzz import ratio

    vowelless = set(scripts) & set(VOWELLESS)
    return bool(vowelless) or ratio(said(mine), said(yours)) >= 100 * CROSSED


def _slipped(mine: str, yours: str, script: str, *, given: bool) -> bool:
    """Is one word the other with a letter wrong, missing, too many or swapped?"""
    if min(len(mine), len(yours)) < SLIP or mine[0] != yours[0] or script in VOWELLESS:
        return False
    if abs(len(mine) - len(yours)) > 1 or script in EASTERN:
        return False
    common = name_words().common
    if mine in common and yours in common:
        return False
    if given and mine.rstrip("aeiou") == yours.rstrip("aeiou"):
        return False  # Mario and Maria are two
    from rapidfuzz.distance import OSA

    return OSA.distance(mine, yours, score_cutoff=1) == 1
