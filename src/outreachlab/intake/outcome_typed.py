"""The outcome of every request: its words, its blanks, and what is asked of both."""

from collections.abc import Mapping

import numpy as np

from outreachlab.intake.cells import is_tick
from outreachlab.intake.columns import Told, Typed, word_column
from outreachlab.intake.derived import UNTOLD, unsettled
from outreachlab.intake.headers import Named
from outreachlab.intake.maps import LogMap
from outreachlab.intake.outcome_words import IN_PARTS, guessed_outcome, read_outcome
from outreachlab.intake.problems import Cells, Fault, cells_at, quoted, rows_of
from outreachlab.intake.table import RawTable, Words
from outreachlab.intake.values import Reading
from outreachlab.intake.words import NOT_HELD, YES_NO
from outreachlab.log.synonyms import plain, sayings
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.wording import counted, listed, theirs

DEEDS = sayings("deeds")  # they say more than a tick does
BY_ITS_DAYS = "a meeting stands there, and no outcome"


def outcome_column(typed: Typed, words: Words, told: Told, called: Mapping[str, str]) -> None:
    """
    Type the outcome; the other columns are there already, as they tell what a blank is.

    `called` is what the file calls our columns, where that is something else.
    """
    ticks = all(map(is_tick, words.texts))
    read = word_column("outcome", words, told, OUTCOMES, _read_tick if ticks else _reader)
    values = read.values
    for code, text in enumerate(words.texts):
        if text == UNTOLD:
            values = values.mask(words.codes == code)
    blank = values.isna().to_numpy() & ~rows_of(read.faults, len(values))
    met = _met(typed) & blank
    for rows, word, why in (
        (met, "accepted", BY_ITS_DAYS),
        (blank & ~met, told.get("", ""), "as the map says of a blank"),
    ):
        if word and rows.any():
            values = values.where(~rows, word)
            typed.fixes.append(_fixed(words, np.flatnonzero(rows), word, why))
    typed.columns["outcome"] = values
    typed.fixes += read.fixes
    typed.faults += [*map(_with_guess, read.faults), *_contradictions(typed, words, called)]
    typed.notes += _read_in_parts(read.fixes)


def _reader(text: str) -> Reading:
    return Reading(None) if text == UNTOLD else read_outcome(text)


def _read_tick(text: str) -> Reading:
    """Where there are ticks alone, a yes is accepted and a no declined; that is asked, too."""
    if (tick := YES_NO.get(plain(text))) is None:
        return _reader(text)  # a map has said what it means
    word = "accepted" if tick == "yes" else "declined"
    return Reading(word, f"read as the word {word}")


def _met(typed: Typed) -> np.ndarray:
    """The rows that have the day of a meeting, or say that there was one."""
    rows = len(next(iter(typed.columns.values())))
    met = np.zeros(rows, bool)
    if "met_on" in typed.columns:
        met |= typed.columns["met_on"].notna().to_numpy()
    if "met" in typed.columns:
        met |= (typed.columns["met"] == "yes").to_numpy()
    return met


def _fixed(words: Words, places: np.ndarray, word: str, why: str) -> Cells:
    said = np.array(words.spelled(places.tolist()), object)
    texts = (np.full(len(places), text, object) for text in (word, why))
    return Cells(places, "outcome", said, *texts)


def _with_guess(cells: Cells) -> Cells:
    """The remedy with what we would take each text for."""
    guesses = map(guessed_outcome, cells.first)
    fixes = [
        f"{fix}; {guess} is our guess" if guess else fix
        for fix, guess in zip(cells.third, guesses, strict=True)
    ]
    return cells._replace(third=np.array(fixes, object))


def _read_in_parts(fixes: list[Cells]) -> list[str]:
    """The words that stand in no table and were read all the same."""
    found = {
        before: after
        for cells in fixes
        for before, after, why in zip(cells.first, cells.second, cells.third, strict=True)
        if why.startswith(IN_PARTS)
    }
    shown = [f"{quoted(text)} as {word}" for text, word in list(found.items())[:5]]
    more = f" and {len(found) - 5} more" if len(found) > 5 else ""
    return [f"outcomes were read from their parts: {', '.join(shown)}{more}"] if found else []


def _contradictions(typed: Typed, words: Words, called: Mapping[str, str]) -> list[Cells]:
    """A meeting that was called off has no day; a request that never arrived led to none."""
    if "met_on" not in typed.columns:
        return []
    met = typed.columns["met_on"]
    off = np.array([*(plain(text) in NOT_HELD for text in words.texts), False])[words.codes]
    found = []
    lost = (typed.columns["outcome"] == "undelivered").to_numpy()
    for rows, column, says, fix in (
        (
            off,
            "met_on",
            "the meeting was not held",
            f"leave {theirs('met_on', called)} empty, or correct the outcome",
        ),
        (
            lost,
            "outcome",
            "the request never arrived, yet there is a meeting",
            "correct one of the two",
        ),
    ):
        places = np.flatnonzero(rows & met.notna().to_numpy())
        if len(places):
            said = [quoted(words.at(place)) for place in places.tolist()]
            days = met.iloc[places].dt.strftime("%Y-%m-%d")
            values = days if column == "met_on" else words.spelled(places.tolist())
            problems = [f"{text} says that {says}" for text in said]
            found.append(cells_at(places, column, values, problems, fix))
    return found


def outcome_questions(
    raw: RawTable, named: Named, words: Words, typed: Typed, told: LogMap
) -> list[Fault]:
    """What the outcomes of the file as a whole may mean."""
    if open_steps := unsettled(named.steps):
        at = np.flatnonzero(words.codes == _code(words, UNTOLD))
        unsaid = int(typed.columns["outcome"].iloc[at].isna().sum())
        if unsaid:
            typed.open_columns.add("outcome")
        return [_replied(raw, open_steps[0], unsaid)] if unsaid else []
    if named.headers.get("outcome", ("outcome",)) == ("outcome",):
        return []
    return ask_what_yes_means(
        raw, named.headers["outcome"][0], words, told.values.get("outcome", {})
    )


def _code(words: Words, text: str) -> int:
    return words.texts.index(text) if text in words.texts else -2


def _replied(raw: RawTable, theirs: str, rows: int) -> Fault:
    return Fault(
        raw.header_row,
        "outcome",
        theirs,
        f"in {counted(rows, 'row')} only {quoted(theirs)} is filled: they answered, and it is not "
        "said what",
        f"say under [outcome_from] in a map file (`map`) what {quoted(theirs)} alone means: "
        "declined or pending; declined is our guess",
        "replied",
    )


def ask_what_yes_means(raw: RawTable, header: str, words: Words, told: Told) -> list[Fault]:
    """Ticks under a header of outcomes: a no may be a refusal or silence, a yes an answer only."""
    said = {plain(text): text for text in words.texts}
    if not said or not all(map(is_tick, words.texts)) or said.keys() <= DEEDS:
        return []
    if all(text in told or text.strip() in told for text in said.values()):
        return []
    shown = listed([quoted(text) for text in said.values()][:4])
    return [
        Fault(
            raw.header_row,
            "outcome",
            header,
            f"{shown} under {quoted(header)} may mean more than one thing: a yes that they agreed, "
            "or only that they answered; a no that they refused, or have not answered",
            "call the column outcome if a yes is accepted and a no declined, else "
            "say in a map file (`map`) or in the cells: "
            "accepted, declined, no_reply, pending or undelivered",
            "ticks",
        )
    ]
