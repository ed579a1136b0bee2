"""Dates as people write them: one order of day and month per column, never guessed."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Literal

from outreachlab.intake.problems import AskedOf, quoted
from outreachlab.intake.table import EDGES
from outreachlab.intake.values import (
    EMPTY,
    LONGEST,
    Reading,
    is_spreadsheet_error,
    spreadsheet_error,
)
from outreachlab.intake.words import BLANK_MARKS
from outreachlab.log.synonyms import composed, months

DayOrder = Literal["dmy", "mdy"]

FIRST_DAY, LAST_DAY = date(1970, 1, 1), date(2099, 12, 31)
FIRST_SERIAL, LAST_SERIAL = 25569, 73050  # Excel's numbers of these two days
RECENT = range(10, 36)  # years of two digits that a log may well be from
WRITE_ISO = "write it as 2026-02-03"

_MONTHS = months()
_ZONE = r"(?:Z|[A-Z]{2,5}|[+-]\d{1,2}(?::?\d{2})?|\((?:UTC|GMT)?[^)]*\)|(?:UTC|GMT)[+-]\d{1,2})"
_TIME = (
    rf"(?:(?:T|[ ,]+(?:at )?)\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?"
    rf"(?: ?[AaPp]\.?[Mm]\.?)?(?: ?{_ZONE})?)?"
)
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_BASIC = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SLASHED = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{4}}|\d{{2}}){_TIME}")
_NAME = r"([^\W\d_]+)"  # of a month, in any language
_DAY = r"(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?[ -]?(?:of |de |di )?"
_DAY_FIRST = re.compile(rf"{_DAY}{_NAME}\.?,?[ -]?(?:de |del )?(\d{{4}}|'?\d{{2}}){_TIME}")
_MONTH_FIRST = re.compile(
    rf"{_NAME}\.?[ -]?(\d{{1,2}})(?:st|nd|rd|th)?(?:, ?|[ -])(\d{{4}}|'?\d{{2}}){_TIME}"
)
_YEAR_FIRST = re.compile(rf"(\d{{4}})[ -]{_NAME}\.?[ -](\d{{1,2}}){_TIME}")
_YEARLESS = (
    (re.compile(rf"{_DAY}{_NAME}\.?"), 1, 2),
    (re.compile(rf"{_NAME}\.? ?-?(\d{{1,2}})(?:st|nd|rd|th)?"), 2, 1),
)
_SLASHED_YEARLESS = re.compile(r"(\d{1,2})[-/.](\d{1,2})\.?")
_WEEKDAY = re.compile(
    r"(?:mon(?:day)?|tue(?:s|sday)?|wed(?:nesday)?|thu(?:rs?|rsday)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)\.?,? ",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)
_ABOUT = re.compile(
    r"approx|about|around|circa|roughly|\bca?\.|~|early|late|mid|sometime|week of|end of|"
    r"beginning of|spring|summer|autumn|fall|winter|\?",
    re.IGNORECASE,
)
_MONTH_ONLY = re.compile(r"\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}|\d{4}")
_NUMBER_AND_WORD = re.compile(r"\D*\b\d{1,2}(?:st|nd|rd|th)?\b\D*")
_DAY_ONLY = re.compile(r"\d{1,2}[-/.]\d{1,2}\.?")


def day_order(texts: Iterable[str]) -> DayOrder | Literal["either", "mixed", "years"] | None:
    """
    Which comes first in a column of slashed dates, told by numbers over 12.

    None where no date of the column depends on it, "mixed" where some say one and some the other,
    "years" where every date could begin with its year.
    """
    texts = _not_iso(texts)
    if _may_begin_with_years(texts):
        return "years"
    day_first = month_first = open_ones = False
    for text in texts:
        if match := _SLASHED.fullmatch(_plain(text)):
            first, second = int(match[1]), int(match[3])
            day_first |= first > 12 >= second
            month_first |= second > 12 >= first
            open_ones |= first <= 12 and second <= 12 and first != second
        elif match := _SLASHED_YEARLESS.fullmatch(_plain(text)):
            day_first |= int(match[1]) > 12 >= int(match[2])
            month_first |= int(match[2]) > 12 >= int(match[1])
    if day_first and month_first:
        return "mixed"
    if day_first or month_first:
        return "dmy" if day_first else "mdy"
    return "either" if open_ones else None


def _not_iso(texts: Iterable[str]) -> list[str]:
    """Those that do not begin as 2026-02-03 does, which leaves nothing open."""
    return [text for text in texts if text[4:5] != "-" or not text[:4].isdecimal()]


def read_date(text: str, order: DayOrder | None) -> Reading:
    """One text as a day; `order` says how slashed dates are read."""
    if len(text) > LONGEST:
        return Reading(None, "", f"{quoted(text)} is no date", WRITE_ISO)
    parts = _parts(_plain(text), order)
    if parts is None:
        return _no_date(text)
    try:
        day = parts if isinstance(parts, date) else date(*parts)
    except ValueError:
        return Reading(None, "", f"{quoted(text)} is no day of the calendar", WRITE_ISO)
    if not FIRST_DAY <= day <= LAST_DAY:
        problem = f"{quoted(text)} lies outside {FIRST_DAY.year} to {LAST_DAY.year}"
        return Reading(None, "", problem, "write the right year")
    return Reading(day, "" if text == day.isoformat() else "read as a date")


def names_a_day(text: str) -> bool:
    """Does the text name a day, were its year missing or its order unclear?"""
    if not any(mark.isdigit() for mark in text[:LONGEST]):
        return False
    known: tuple[DayOrder, ...] = ("dmy", "mdy")
    return any(read_date(text, order).value is not None for order in known) or (
        yearless(text, "dmy") is not None and any(mark.isalpha() for mark in text)
    )


def yearless(text: str, order: DayOrder | None) -> tuple[int, int] | None:
    """Month and day of a text that names no year: `Jan 08`, `11 Apr`, `3/2` in a known order."""
    said = _plain(text)
    for pattern, day, month in _YEARLESS:
        if (match := pattern.fullmatch(said)) and (number := _month(match[month])):
            return _sound(number, int(match[day]))
    if match := _SLASHED_YEARLESS.fullmatch(said):
        first, second = int(match[1]), int(match[2])
        if order is None:
            order = "dmy" if first > 12 else "mdy" if second > 12 else None
        if order is not None:
            return _sound(*((second, first) if order == "dmy" else (first, second)))
    return None


def _sound(month: int, day: int) -> tuple[int, int] | None:
    return (month, day) if 1 <= month <= 12 and 1 <= day <= 31 else None


def _month(name: str) -> int | None:
    return _MONTHS.get(composed(name.casefold()))


def may_be_swapped(texts: Iterable[str]) -> bool:
    """
    Has a spreadsheet perhaps taken the day for the month wherever it could?

    Then its own dates all lie on a day up to the 12th, and those left as texts all after it.
    """
    texts = list(texts)
    own = slashed = 0
    for text in texts if _not_iso(texts) else ():
        if match := _ISO.fullmatch(_plain(text)):
            own += 1
            if int(match[4]) > 12:
                return False
        elif match := _SLASHED.fullmatch(_plain(text)):
            slashed += 1
            if int(match[1]) <= 12 and int(match[3]) <= 12:
                return False
    return own > 1 and slashed > 1


def swapped_question(texts: Iterable[str]) -> AskedOf:
    """What is asked where day and month may be swapped."""
    texts = list(texts)
    own = next(text for text in texts if _ISO.fullmatch(_plain(text)))
    left = next(text for text in texts if _SLASHED.fullmatch(_plain(text)))
    days = [read_date(text, None).value for text in (own, swapped(own))]
    shown = " or ".join(f"{day.day} {day:%B %Y}" for day in days if isinstance(day, date))
    told = (
        f"{quoted(own)} may be {shown}: every date the spreadsheet knows has a day up to 12, the "
        f"others such as {quoted(left)} are texts, so it may have taken the day for the month"
    )
    fix = "correct the dates in the spreadsheet, or write swapped = true or false under [reading]"
    return own, told, f"{fix} in a map file (`map`)", "swapped"


def swapped(text: str) -> str:
    """A date of the spreadsheet's own with day and month changed back."""
    match = _ISO.fullmatch(_plain(text))
    return f"{match[1]}-{int(match[4]):02d}-{int(match[3]):02d}" if match else text


def depends_on_order(text: str) -> bool:
    """May the text be one of two days, by which of its numbers is the month?"""
    match = _SLASHED.fullmatch(_plain(text))
    if match is None:
        return False
    first, second = int(match[1]), int(match[3])
    return first <= 12 and second <= 12 and first != second


def may_begin_with_year(text: str) -> bool:
    """Has the text a year of two digits, and could that stand first, as in 26/02/03?"""
    match = _SLASHED.fullmatch(_plain(text))
    if match is None or len(match[4]) > 2:
        return False
    year, month, day = int(match[1]), int(match[3]), int(match[4])
    return year in RECENT and month <= 12 and 0 < day <= 31


def question(text: str, order: Literal["either", "years"]) -> tuple[str, str]:
    """What is unclear about a date, with both readings, and what to do."""
    days = [read_date(text, known).value for known in ("dmy", "mdy")]
    fix = "add `dates='dmy'` if the day comes first, `dates='mdy'` if the month does"
    if order == "years":
        year, month, day = re.split(r"\D ?", _plain(text))[:3]
        days[1] = read_date(f"20{year}-{month}-{day[:2]}", None).value
        fix = f"write the years with four digits, or {fix}"
    readings = [f"{day.day} {day:%B %Y}" for day in days if isinstance(day, date)]
    told = f"{quoted(text)} may be {' or '.join(readings)}, and no date of the column tells"
    return told, fix


def _may_begin_with_years(texts: list[str]) -> bool:
    short = [match for text in texts if (match := _SLASHED.fullmatch(_plain(text)))]
    return bool(short) and all(may_begin_with_year(match[0]) for match in short)


def is_slashed(text: str) -> bool:
    """Is the day, the month and the year written with marks between, the year last?"""
    return _SLASHED.fullmatch(_plain(text)) is not None


def _plain(text: str) -> str:
    return _WEEKDAY.sub("", " ".join(text[: LONGEST + 1].strip(EDGES).split()), count=1)


def _parts(text: str, order: DayOrder | None) -> tuple[int, int, int] | date | None:
    if match := _ISO.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _SLASHED.fullmatch(text):
        first, second, year = int(match[1]), int(match[3]), _year(match[4])
        if order is None:
            order = "mdy" if second > 12 else "dmy"
        return (year, second, first) if order == "dmy" else (year, first, second)
    if match := _DAY_FIRST.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _MONTH_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if match := _YEAR_FIRST.fullmatch(text):
        return _named(match[1], match[2], match[3])
    if match := _BASIC.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if (match := _SERIAL.fullmatch(text)) and FIRST_SERIAL <= int(match[1]) <= LAST_SERIAL:
        return _EXCEL_EPOCH + timedelta(days=int(match[1]))
    return None


def _named(year: str, month: str, day: str) -> tuple[int, int, int] | None:
    number = _month(month)
    short = year.lstrip("'")
    if len(short) == 2 and int(short) not in RECENT and int(day) in RECENT:
        return None  # 26-Feb-03 may begin with its year
    return None if number is None else (_year(year), number, int(day))


def _year(text: str) -> int:
    year = int(text.lstrip("'"))
    if year > 99:
        return year
    return year + (2000 if year < 70 else 1900)


def _no_date(text: str) -> Reading:
    plain = _plain(text)
    if plain.casefold() in BLANK_MARKS:
        return Reading(None, EMPTY)
    if is_spreadsheet_error(plain):
        return spreadsheet_error(plain)
    months = [
        word for word in re.findall(r"[^\W\d_]+", composed(plain.casefold())) if word in _MONTHS
    ]
    if _ABOUT.search(plain) and (months or re.search(r"\d", plain)):
        problem, fix = "is only about a day", f"choose one day and {WRITE_ISO}"
    elif _DAY_ONLY.fullmatch(plain) or (len(months) == 1 and _NUMBER_AND_WORD.fullmatch(plain)):
        problem, fix = "names no year", f"add the year and {WRITE_ISO}"
    elif _MONTH_ONLY.fullmatch(plain) or (months and not re.search(r"\b\d{1,2}\b", plain)):
        problem, fix = "names no day", f"add the day and {WRITE_ISO}"
    else:
        problem, fix = "is no date", WRITE_ISO
    return Reading(None, "", f"{quoted(text)} {problem}", fix)
