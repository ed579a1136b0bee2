"""Days without a year: that of the rows around them, or the one that was told."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outreachlab.intake.dates import DayOrder, day_order, read_date, yearless
from outreachlab.intake.problems import Cells
from outreachlab.intake.table import Words

AROUND = "the year of the rows around it"
TOLD = "the year that was told"
HALF = 6  # months; a larger step back in a list of days is a new year


class Dated(NamedTuple):
    """A column whose days all have years, the cells that were given one, and one that lacks it."""

    words: Words
    fixes: list[Cells]
    lacking: str | None = None


def likely_year(source: str) -> int:
    """The year that the name of a file has, else this one."""
    found = re.search(r"(?<!\d)20\d\d(?!\d)", source)
    return int(found[0]) if found else date.today().year


def with_years(
    name: str, words: Words, dates: DayOrder | None, year: int | None, beside: NDArray | None
) -> Dated:
    """
    The column with a year in every day; `beside` (n,) are the days of asking, in the same rows.

    A day takes the year that brings it nearest to the dated row before it, else to the one after,
    else to the day of asking; where none has a year it is `year`, counted on over each new year.
    """
    if all(text[:4].isdecimal() for text in words.texts):
        return Dated(words, [])
    order = _order(words, dates)
    bare = {
        code: found
        for code, text in enumerate(words.texts)
        if not text[:4].isdecimal() and (found := yearless(text, order))
    }
    if not bare:
        return Dated(words, [])
    full = {
        code: day.toordinal()
        for code, text in enumerate(words.texts)
        if code not in bare and isinstance(day := read_date(text, order).value, date)
    }
    days = np.array([*(full.get(code, 0) for code in range(len(words.book))), 0])[words.codes]
    places = [at for at, code in enumerate(words.codes.tolist()) if code in bare]
    given: list[str]
    if days.any():
        near = _nearest(days)
        given = [_closest(*bare[int(words.codes[at])], int(near[at])) for at in places]
        why = AROUND
    elif beside is not None and (beside != np.datetime64("NaT")).any():
        asked = beside.astype("datetime64[D]").astype(np.int64) + date(1970, 1, 1).toordinal()
        given = [_closest(*bare[int(words.codes[at])], int(asked[at]), later=True) for at in places]
        why = "the year of the day of asking"
    elif year is not None:
        given = list(_counted_on([bare[int(words.codes[at])] for at in places], year))
        why = TOLD
    else:
        return Dated(words, [], words.at(places[0]))
    return _replaced(name, words, places, given, why)


def _order(words: Words, dates: DayOrder | None) -> DayOrder | None:
    order = dates or day_order(words.texts)
    return order if order in ("dmy", "mdy") else None


def _nearest(days: NDArray) -> NDArray:
    """For each row the dated row before it, else the first after it."""
    at = np.where(days > 0, np.arange(len(days)), 0)
    before = days[np.maximum.accumulate(at)]
    return np.where(before > 0, before, days[np.flatnonzero(days)[0]])


def _closest(month: int, day: int, near: int, *, later: bool = False) -> str:
    """The day in the year that brings it nearest to another; on or after it if `later`."""
    if not 0 < near < date.max.toordinal() - 400:
        return ""
    around = date.fromordinal(near).year
    days = [found for year in (around - 1, around, around + 1) if (found := _day(year, month, day))]
    if later:
        days = [found for found in days if found.toordinal() >= near] or days
    return min(days, key=lambda found: abs(found.toordinal() - near)).isoformat() if days else ""


def _counted_on(days: list[tuple[int, int]], year: int) -> Iterator[str]:
    """The days of a list from the year of the first on, a step back by months being a new year."""
    before = days[0][0]
    for month, day in days:
        year += (before - month > HALF) - (month - before > HALF)
        before = month
        found = _day(year, month, day)
        yield found.isoformat() if found else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _replaced(name: str, words: Words, places: list[int], found: list[str], why: str) -> Dated:
    given = [(at, iso) for at, iso in zip(places, found, strict=True) if iso]
    texts = words.texts
    new = {
        iso: len(texts) + number for number, iso in enumerate(dict.fromkeys(i for _, i in given))
    }
    codes = words.codes.copy()
    said = [words.at(at) for at, _ in given]
    for at, iso in given:
        codes[at] = new[iso]
    rows = np.array([at for at, _ in given], np.int64)
    whys = np.full(len(given), why, object)
    isos = np.array([iso for _, iso in given], object)
    cells = Cells(rows, name, np.array(said, object), isos, whys)
    merged = Words.merged(codes, [*texts, *new])
    return Dated(merged, [cells] if given else [])
