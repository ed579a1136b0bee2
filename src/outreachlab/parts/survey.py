"""What only the whole of a log tells: what it calls our columns, and how its days are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from outreachlab.errors import UsageError
from outreachlab.intake.columns import date_column
from outreachlab.intake.dates import DayOrder, day_order
from outreachlab.intake.headers import Named
from outreachlab.intake.maps import LogMap
from outreachlab.intake.outcome_typed import ask_what_yes_means
from outreachlab.intake.problems import Cells, Fault
from outreachlab.intake.table import RawTable, Words, text_array
from outreachlab.intake.typed import asked_of
from outreachlab.log.vocabulary import COLUMN
from outreachlab.wording import listed

NOWHERE = -1


@dataclass(slots=True)
class Survey:
    """
    What only the whole file tells: what it calls our columns, the texts of its dates and outcomes.

    `headers` are those of the first piece in which a column was found; `texts` maps each column of
    ours to its distinct texts and the row each stands in first.
    """

    source: str = ""
    header_row: int = 1
    width: int = 0
    rows: int = 0
    headers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    steps: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: dict[Fault, None] = field(default_factory=dict)
    overlong: list[tuple[int, Cells]] = field(default_factory=list)
    seeker: tuple[str, ...] | None = None

    def add(self, raw: RawTable, named: Named) -> None:
        """Take note of one piece of the file."""
        self.source = self.source or raw.source
        self.header_row, self.width = raw.header_row, max(self.width, raw.width)
        self.rows += len(raw.rows)
        self.faults |= dict.fromkeys(named.faults)
        self.steps |= named.steps
        for name, theirs in named.headers.items():
            if name in COLUMN:
                self.headers.setdefault(name, theirs)
        for name, words in named.words.items():
            if name == "outcome" or (name in COLUMN and COLUMN[name].kind == "date"):
                known = self.texts.setdefault(name, {})
                for text, at in zip(words.texts, _first(words).tolist(), strict=True):
                    if at != NOWHERE:
                        known.setdefault(text, int(raw.rows[at]))
        told = named.headers.get("seeker", ("a constant",) if "seeker" in named.words else None)
        if self.seeker is not None and told != self.seeker:
            raise UsageError(
                f"{raw.source}: {listed(dict.fromkeys((*self.seeker, *(told or ()))))} may each be "
                "seeker; name the right one in a map file (`map`)"
            )
        self.seeker = told

    def settle(self, known: LogMap | None, dates: DayOrder | None) -> tuple[LogMap, list[Fault]]:
        """The map by which every part is read, and the faults that concern the whole file."""
        faults = dict.fromkeys(self.faults)
        orders: dict[str, DayOrder] = {}
        for name, texts in self.texts.items():
            words = Words(np.arange(len(texts), dtype=np.int32), text_array(texts))
            told = known.values.get(name, {}) if known else {}
            raw = RawTable(self.source, {}, np.array([*texts.values()]), self.header_row)
            if name == "outcome":
                if known is None and (theirs := self.headers.get(name)):
                    faults |= dict.fromkeys(ask_what_yes_means(raw, theirs[0], words, told))
                continue
            _, asked = date_column(name, words, told, dates)
            if asked is not None:
                faults[asked_of(raw, name, words, asked)] = None
            elif order := _order(texts, told):
                orders[name] = order
        if dates is None and len(set(orders.values())) > 1:
            one, two = (next(n for n, o in orders.items() if o == w) for w in ("dmy", "mdy"))
            raise UsageError(
                f"{self.source}: {one} has the day first and {two} the month; "
                "write the dates of one of them as 2026-02-03"
            )
        order = dates or next(iter(orders.values()), None)
        if known is None:
            return LogMap(columns=self.headers, outcome_from=self.steps, dates=order), list(faults)
        return replace(known, sheet=None, dates=order), list(faults)


def _order(texts: Mapping[str, int], told: Mapping[str, str]) -> DayOrder | None:
    order = day_order(text for text in texts if text not in told)
    return order if order in ("dmy", "mdy") else None


def _first(words: Words) -> NDArray[np.int64]:
    """The first row that has each text of the book."""
    first = np.full(len(words.book) + 1, NOWHERE)
    first[words.codes[::-1]] = np.arange(len(words.codes))[::-1]  # what is written last stays
    return first[:-1]
