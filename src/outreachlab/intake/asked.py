"""What is asked about a file, as data: each question with its answers, each a change of the map."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from outreachlab.display import Record
from outreachlab.intake.examine import Examined
from outreachlab.intake.map_changes import Change, reading_header
from outreachlab.intake.outcome_words import guessed_outcome
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.suggestions import offered
from outreachlab.intake.typed import reader_of
from outreachlab.intake.years import likely_year
from outreachlab.log.synonyms import plain
from outreachlab.log.vocabulary import COLUMN, OUTCOMES
from outreachlab.wording import listed


@dataclass(frozen=True, slots=True)
class Offer(Record):
    """An answer to a question: what it says, and the change of the map that gives it."""

    says: str
    change: Change


@dataclass(frozen=True, slots=True)
class Question(Record):
    """
    A question about a file as a whole: the column, what was written, what is asked.

    `offers` are the answers, our guess first; where there are none, `fix` says what to do in the
    file itself.
    """

    column: str
    value: str
    asks: str
    fix: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Word(Record):
    """
    A text that was not understood: its column and header, how often and in which row first.

    `choices` are the words it may mean, `guess` ours, "" without one; `costs` says that its rows
    are refused until then.
    """

    column: str
    header: str
    value: str
    count: int
    row: int
    choices: tuple[str, ...]
    guess: str
    costs: bool

    def means(self, word: str) -> Change:
        """The change of a map that reads this text as a word, "" as nothing at all."""
        return {"values": {self.column: {self.value: word}}}


def questions_of(examined: Examined, map: Change) -> tuple[Question, ...]:
    """What is asked about the file as a whole, the answers as changes of `map`."""
    return tuple(
        Question(one.column, one.value, one.problem, one.fix, tuple(_offers(one, examined, map)))
        for one in examined.whole
    )


def _offers(fault: Fault, examined: Examined, map: Change) -> Iterable[Offer]:
    match fault.asks:
        case "column":
            return _columns(fault.column, examined, map)
        case "year":
            return _years(examined.raw.source)
        case "swapped":
            return _swapped()
        case "order":
            return _orders()
        case "replied":
            return _replied(fault.value)
        case "ticks":
            return _ticks(fault.value, examined, map)
        case _:
            return []


def _columns(name: str, examined: Examined, map: Change) -> list[Offer]:
    """Which header is a column that was not found, or claimed twice: the likely one first."""
    told = examined.named.headers
    claimed = told.get(name, ())
    taken = {theirs for ours, found in told.items() if ours in COLUMN for theirs in found}
    own = [theirs for theirs in examined.raw.columns if theirs not in taken or theirs in claimed]
    likely = claimed or (offered(name, own, examined.raw),)
    own.sort(key=lambda theirs: theirs not in likely)
    found = [Offer(quoted(theirs), reading_header(map, theirs, name)) for theirs in own]
    if name == "outcome":
        waits = {"constants": {"outcome": "pending"}}
        found.append(Offer("no column: all of them are pending", waits))
    return found


def _years(source: str) -> list[Offer]:
    this = date.today().year
    years = dict.fromkeys([likely_year(source), this, this - 1, this - 2])
    return [Offer(str(year), {"reading": {"year": year}}) for year in years]


def _swapped() -> list[Offer]:
    return [
        Offer("the spreadsheet swapped day and month", {"reading": {"swapped": True}}),
        Offer("the dates are right as they stand", {"reading": {"swapped": False}}),
    ]


def _orders() -> list[Offer]:
    return [
        Offer("the day comes first", {"reading": {"dates": "dmy"}}),
        Offer("the month comes first", {"reading": {"dates": "mdy"}}),
    ]


def _replied(theirs: str) -> list[Offer]:
    says = {"declined": "they declined", "pending": "still open"}
    return [Offer(said, {"outcome_from": {theirs: word}}) for word, said in says.items()]


def _ticks(header: str, examined: Examined, map: Change) -> list[Offer]:
    """What the ticks under a header of outcomes may mean, taken together."""
    texts = examined.named.words["outcome"].texts
    yes = [text for text in texts if guessed_outcome(plain(text)) != "declined"]
    no = [text for text in texts if text not in yes]
    pairs = [("declined", "refused"), ("no_reply", "did not answer"), ("pending", "still open")]
    offers = []
    for word, said in pairs if no else pairs[:1]:
        parts = [f"{_said(yes)}: agreed"] if yes else []
        parts += [f"{_said(no)}: {said}"] if no else []
        told = dict.fromkeys(yes, "accepted") | dict.fromkeys(no, word)
        offers.append(Offer("; ".join(parts), {"values": {"outcome": told}}))
    own = Offer(f"{quoted(header)} says something else", reading_header(map, header, ""))
    return [*offers, own]


def _said(texts: Iterable[str]) -> str:
    return listed([quoted(text) for text in texts][:4])


def words_of(examined: Examined) -> tuple[Word, ...]:
    """Every text that was not understood and may be a word: outcomes first, they cost rows."""
    found = list(_outcomes(examined))
    for column, header, value, count, row in examined.unread.itertuples(index=False, name=None):
        words = COLUMN[column].words if column in COLUMN else ()
        found.append(Word(column, header, value, int(count), int(row), words, "", costs=False))
    return tuple(found)


def is_word(column: str, value: str, told: Mapping[str, Any]) -> bool:
    """Is a fault in a cell one that a word for its text mends, in every row that has it?"""
    if column != "outcome" or value in told or value.strip() in told:
        return False
    return not value.strip() or bool(reader_of("outcome")(value).problem)


def _outcomes(examined: Examined) -> Iterable[Word]:
    told = examined.known.values.get("outcome", {}) if examined.known else {}
    header = " and ".join(examined.named.headers.get("outcome", ("outcome",)))
    counts: dict[str, list[int]] = {}
    for one in examined.cells:
        for value, at in zip(one.first.tolist(), one.places.tolist(), strict=True):
            if is_word(one.column, str(value), told):
                counts.setdefault(str(value), []).append(int(at))
    for value, places in counts.items():
        guess = guessed_outcome(value) if value.strip() else "pending"
        row = int(examined.raw.rows[min(places)])
        yield Word("outcome", header, value, len(places), row, OUTCOMES, guess, costs=True)
