"""
Rows that are marked as reminders, joined with the request they remind of.

A log with a row for every message would count each reminder as a request. Where a column says
`Follow-up 1` or numbers the attempts, the rows of one request become one: it keeps what was asked
first, takes the day of the first reminder and the last answer. Rows without a mark stay.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from outreachlab.intake.cells import MOSTLY
from outreachlab.intake.columns import date_column
from outreachlab.intake.dates import DayOrder
from outreachlab.intake.headers import Named
from outreachlab.intake.layout import bare
from outreachlab.intake.outcome_words import read_outcome
from outreachlab.intake.problems import quoted
from outreachlab.intake.table import BLANK, Aside, RawTable, Words
from outreachlab.log.people import folded
from outreachlab.log.synonyms import listed, plain
from outreachlab.log.vocabulary import COLUMN
from outreachlab.wording import counted

MOST_WORDS = 1000  # distinct texts of a column that names steps
_REMINDERS, _BESIDE, _PLANS = (
    frozenset(map(plain, listed("reminders", what))) for what in ("words", "beside", "plans")
)
_NUMBERED = frozenset(map(bare, listed("reminders", "numbered")))
_MAY_MARK = ("channel", "circumstance")  # of our columns


def without_reminders(
    raw: RawTable, named: Named, dates: DayOrder | None
) -> tuple[RawTable, Named]:
    """The table with the rows marked as reminders joined with their requests, and that is said."""
    for header, marked in _marks(named):
        owner = _owners(named.words, marked, dates)
        reminders = owner != np.arange(len(owner))
        if reminders.any() and reminders.sum() >= MOSTLY * marked.sum():
            return _joined(raw, named, owner, _said(named, header, marked, owner))
    return raw, named


def is_reminder(text: str) -> bool:
    """Does a text name a reminder, with no more than a number or a channel beside it?"""
    said = f" {plain(text)} "
    for phrase in _REMINDERS:
        if f" {phrase} " in said:
            rest = said.replace(f" {phrase} ", " ", 1).split()
            return all(word in _BESIDE or word.isdecimal() for word in rest)
    return False


def _marks(named: Named) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """The columns that may tell reminders, each with the rows it marks."""
    for name, words in named.words.items():
        header = named.headers.get(name, (name,))[0]
        if (name in COLUMN and name not in _MAY_MARK) or len(words.book) > MOST_WORDS:
            continue
        if set(plain(header).split()) & _PLANS:
            continue  # what is to be done next was not done yet
        numbered = bare(header) in _NUMBERED
        flags = [
            (numbered and text.strip().isdecimal() and int(text) > 1) or is_reminder(text)
            for text in words.texts
        ]
        if any(flags):
            yield header, np.array([*flags, False])[words.codes]


def _owners(
    words: Mapping[str, Words], marked: NDArray[np.bool_], dates: DayOrder | None
) -> NDArray[np.int64]:
    """For each row the request it belongs to: itself, or the last one before to that person."""
    owner = np.arange(len(marked))
    if "contact" not in words:
        return owner
    who = [_people(words[name]) for name in ("seeker", "contact") if name in words]
    last: dict[tuple[str, ...], int] = {}
    for place in _in_time(words, dates, len(marked)).tolist():
        person = tuple(names[place] for names in who)
        if not person[-1]:
            continue
        if marked[place] and person in last:
            owner[place] = last[person]
        else:
            last[person] = place
    return owner


def _people(words: Words) -> list[str]:
    names = [*map(folded, words.texts), ""]
    return [names[code] for code in words.codes.tolist()]


def _in_time(words: Mapping[str, Words], dates: DayOrder | None, rows: int) -> NDArray[np.int64]:
    """The rows by the day of asking, those of one day as in the file; so all if a day is unread."""
    if "asked_on" not in words:
        return np.arange(rows)
    read, _ = date_column("asked_on", words["asked_on"], {}, dates)
    if read.values.isna().any():
        return np.arange(rows)
    return np.argsort(read.values.to_numpy(), kind="stable")


def _said(
    named: Named, header: str, marked: NDArray[np.bool_], owner: NDArray[np.int64]
) -> list[str]:
    """How many rows were joined, and how many marked ones have no request before them."""
    places = np.flatnonzero(owner != np.arange(len(owner)))
    requests = len(np.unique(owner[places]))
    was = "row was" if len(places) == 1 else "rows were"
    notes = [
        f"{len(places):,} {was} joined with the request before, as {quoted(header)} marks reminders"
        f": {counted(requests, 'request')} took the day of the first one as followed_up_on and "
        "the last answer"
    ]
    if alone := int(marked.sum()) - len(places):
        notes.append(
            f"{counted(alone, 'row')} marked as a reminder by {quoted(header)} without a request "
            "before: counted as a request"
        )
    return notes


def _joined(
    raw: RawTable, named: Named, owner: NDArray[np.int64], notes: list[str]
) -> tuple[RawTable, Named]:
    keep = owner == np.arange(len(owner))
    groups: dict[int, list[int]] = {}
    for place in np.flatnonzero(~keep).tolist():
        groups.setdefault(int(owner[place]), []).append(place)
    ours = {theirs: name for name, told in named.headers.items() for theirs in told}
    answers = {name for name, column in COLUMN.items() if column.stage != "request"}
    steps = set(named.steps)

    def one_row(name: str, theirs: str, words: Words) -> Words:
        last = name in answers or theirs in steps
        codes, settled = words.codes.copy(), _settled(words) if name == "outcome" else set()
        for request, places in groups.items():
            rows = [request, *places]
            codes[request] = _told(codes, [at for at in rows if codes[at] in settled] or rows, last)
        return Words(codes[keep], words.book)

    words = {
        name: one_row(name, named.headers.get(name, (name,))[0], held)
        for name, held in named.words.items()
    }
    if "asked_on" in words:
        words["followed_up_on"] = _first_reminders(named.words, groups, keep)
    places = np.cumsum(keep) - 1
    aside = tuple(
        Aside(
            int(raw.rows[place]),
            {header: held.at(place) for header, held in raw.columns.items()},
            f"a reminder, joined with the request in row {raw.rows[owner[place]]}",
        )
        for place in np.flatnonzero(~keep).tolist()
    )
    columns = {
        theirs: one_row(ours.get(theirs, ""), theirs, c) for theirs, c in raw.columns.items()
    }
    joined = replace(
        raw,
        columns=columns,
        rows=raw.rows[keep],
        beyond={int(places[at]): cells for at, cells in raw.beyond.items() if keep[at]},
        aside=(*raw.aside, *aside),
        notes=(*raw.notes, *notes),
    )
    return joined, replace(named, words=words)


def _settled(words: Words) -> set[int]:
    """The codes of outcomes that are an answer; one is not undone by a later row without."""
    answers = ("accepted", "declined")
    return {code for code, text in enumerate(words.texts) if read_outcome(text).value in answers}


def _told(codes: NDArray[np.int32], places: list[int], last: bool) -> int:
    """The first code of some rows that is no blank, or the last."""
    filled = [code for at in places if (code := int(codes[at])) != BLANK]
    return filled[-1 if last else 0] if filled else BLANK


def _first_reminders(
    words: Mapping[str, Words], groups: Mapping[int, list[int]], keep: NDArray[np.bool_]
) -> Words:
    """The day a request was followed up on: as it says itself, else that of its first reminder."""
    asked = words["asked_on"]
    known = words.get("followed_up_on", Words(np.full(len(keep), BLANK, np.int32), asked.book[:0]))
    codes = known.codes.copy()
    for request, places in groups.items():
        own = _told(codes, [request, *places], False)
        sent = _told(asked.codes, places, False)
        codes[request] = own if own != BLANK or sent == BLANK else sent + len(known.book)
    return Words.merged(codes[keep], [*known.texts, *asked.texts])
