"""Dates as people write them: one order of day and month per column, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from outreachlab.intake.problems import quoted
from outreachlab.intake.values import Reading

DayOrder = Literal["dmy", "mdy"]

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2099, 12, 31)
WRITE_ISO = "write it as 2026-02-03"

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = r"(?:[T ,]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?"
_ISO = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}")
_SLASHED = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[ -]([A-Za-z]+)\.?,?[ -](\d{{4}}|\d{{2}}){_TIME}")
_MONTH_FIRST = re.compile(rf"([A-Za-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +", re.IGNORECASE)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)


def day_order(texts: Iterable[str]) -> DayOrder | Literal["either", "mixed"] | None:
    """
    Which comes first in a column of slashed dates, told by numbers over 12.

    None where no date of the column depends on it, "mixed" where some say one and some the other.
    """
    day_first = month_first = open_ones = False
    for text in texts:
        if match := _SLASHED.fullmatch(text.strip()):
            first, second = int(match[1]), int(match[3])
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
            open_ones |= first <= 12 and second <= 12 and first != second
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    return "either" if open_ones else None


def read_date(text: str, order: DayOrder | None) -> Reading:
    """One text as a day; `order` says how slashed dates are read."""
    trimmed = _WEEKDAY.sub("", text.strip(), count=1)
    parts = _parts(trimmed, order)
    if parts is None:
        return _no_date(text)
    try:
        day = parts if isinstance(parts, date) else date(*parts)
    except ValueError:
        return Reading(None, "", f"{quoted(text)} is no day of the calendar", WRITE_ISO)
    if not FIRST_DAY <= day <= LAST_DAY:
        return Reading(
            None,
            "",
            f"{quoted(text)} lies outside {FIRST_DAY.year} to {LAST_DAY.year}",
            "write the right year",
        )
    return Reading(day, "" if text == day.isoformat() else "read as a date")


def two_readings(texts: Iterable[str]) -> tuple[str, str, str]:
    """The first text that can be read either way, and its two readings in words."""
    for text in texts:
        match = _SLASHED.fullmatch(text.strip())
        if match and match[1] != match[3] and int(match[1]) <= 12 and int(match[3]) <= 12:
            readings = [read_date(text, order).value for order in ("dmy", "mdy")]
            return text, *(f"{day.day} {day:%B %Y}" for day in readings if isinstance(day, date))
    raise ValueError("no text of the column can be read either way")


def _parts(text: str, order: DayOrder | None) -> tuple[int, int, int] | date | None:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if order is None:
            order = "mdy" if second > 12 else "dmy"
        return (year, second, first) if order == "dmy" else (year, first, second)
    if match := _DAY_FIRST.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if match := _SERIAL.fullmatch(text):
        return _EXCEL_EPOCH + timedelta(days=int(match[1]))
    return None


def _named(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    number = _MONTHS.get(month.casefold())
    return None if number is None else (_year(year), number, int(day))


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _no_date(text: str) -> Reading:
    lowered = text.casefold()
    if any(mark in lowered for mark in ("approx", "about", "~", "circa", "around")):
        return Reading(
            None, "", f"{quoted(text)} is only about a day", f"choose one day and {WRITE_ISO}"
        )
    words = re.findall(r"[a-z]+", lowered)
    if any(word in _MONTHS for word in words) or re.fullmatch(r"\s*(\d{4}-\d{1,2}|\d{1,2}/\d{4})\s*", text):
        return Reading(None, "", f"{quoted(text)} names no day", f"add the day and {WRITE_ISO}")
    return Reading(None, "", f"{quoted(text)} is no date", WRITE_ISO)
