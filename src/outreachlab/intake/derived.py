"""The outcome where no column holds it: from columns of ticks and days, by a rule that is said."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from outreachlab.intake.problems import quoted
from outreachlab.intake.table import EDGES, Words, text_array
from outreachlab.intake.words import BLANK_MARKS, YES_NO
from outreachlab.log.synonyms import plain
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.wording import listed

REST = ""  # what a request is in which no column is filled
UNTOLD = "\0untold"  # the outcome of a row that only answered; no cell of a file can hold it


def derived_outcome(columns: Mapping[str, Words], steps: Mapping[str, str], rows: int) -> Words:
    """The outcome of each row: the word of the first column filled, else that of the rest."""
    book = [*OUTCOMES, UNTOLD]
    place = {word: code for code, word in enumerate(book)}
    codes = np.full(rows, place[steps.get(REST) or "pending"], np.int32)
    for theirs, word in reversed(list(steps.items())):
        if theirs != REST:
            codes[filled(columns[theirs])] = place[word or UNTOLD]
    return Words(codes, text_array(book)).without_unused()


def filled(words: Words) -> NDArray[np.bool_]:
    """Which rows tick a column or name a day; a no is no tick."""
    says = [
        YES_NO.get(plain(text)) != "no" and text.strip(EDGES).casefold() not in BLANK_MARKS
        for text in words.texts
    ]
    return np.array([*says, False])[words.codes]


def rule_of(steps: Mapping[str, str]) -> str:
    """The rule in words."""
    by_word: dict[str, list[str]] = {}
    for theirs, word in steps.items():
        if theirs != REST and word:
            by_word.setdefault(word, []).append(quoted(theirs))
    told = ", ".join(
        f"{word} where {listed(names, 'or')} is filled" for word, names in by_word.items()
    )
    return (
        f"no column holds outcomes, so they were told from others: {told}, "
        f"else {steps.get(REST) or 'pending'}"
    )


def unsettled(steps: Mapping[str, str]) -> list[str]:
    """The columns that say that somebody answered, and not what."""
    return [theirs for theirs, word in steps.items() if theirs != REST and not word]
