"""Dates as people write them; the order of day and month is told or asked for, never guessed."""

from datetime import date

import pytest

from outreachlab.errors import LogFaultsError
from outreachlab.intake.dates import day_order, read_date

from .write import HEADER, checked, column, faults, log_of

DAY = date(2026, 2, 3)
WAYS = [
    "2026-02-03", "2026-2-3", "2026/02/03", "2026.02.03", "20260203", "46056", "46056.5",
    "2026-02-03T23:30:00Z", "2026-02-03 10:15", "2026-02-03 10:15:30.123 +0100",
    "2026-02-03T10:15:30+01:00", "2026-02-03 10:15:00 UTC", "2026-02-03 10:15 am EST",
    "3 Feb 2026", "3 February 2026", "3rd February 2026", "03-Feb-26", "3-Feb-2026", "3. Feb 2026",
    "3Feb2026", "Feb 3, 2026", "February 3rd, 2026", "Feb. 3 2026", "Feb 3, '26", "3 Feb '26",
    "Tue, 3 Feb 2026", "Tuesday, February 3, 2026", "February 3, 2026 10:30 AM (GMT+1)",
    "Feb 3, 2026 at 10:30 PM", "2026 Feb 3", " 2026-02-03 ", "3\u202fFeb\xa02026",
]  # fmt: skip


@pytest.mark.parametrize("text", WAYS)
def test_one_day_in_many_ways(text):
    reading = read_date(text, None)
    assert reading.value == DAY
    assert bool(reading.why) == (text != "2026-02-03")


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("3/2/2026", "dmy", DAY),
        ("2/3/2026", "mdy", DAY),
        ("03.02.26", "dmy", DAY),
        ("2/3/26, 10:15 AM", "mdy", DAY),
        ("02-03-2026 22:15", "mdy", DAY),
        ("3/2/99", "dmy", date(1999, 2, 3)),
        ("31/12/69", "dmy", date(2069, 12, 31)),
    ],
)
def test_slashed_dates_by_their_order(text, order, day):
    assert read_date(text, order).value == day


NO_DATES = {
    "approx. Feb 2026": "is only about a day",
    "~3 Feb 2026": "is only about a day",
    "early February": "is no date",
    "mid Feb 2026": "is only about a day",
    "Feb 2026": "names no day",
    "2026-02": "names no day",
    "02/2026": "names no day",
    "2026": "names no day",
    "Feb 3": "names no year",
    "3rd of February": "names no year",
    "3/2": "names no year",
    "5": "is no date",
    "May": "names no day",
    "soon": "is no date",
    "2026-02-30": "is no day of the calendar",
    "2026-13-02": "is no day of the calendar",
    "1969-12-31": "lies outside 1970 to 2099",
    "2100-01-01": "lies outside 1970 to 2099",
    "1900-01-01": "lies outside 1970 to 2099",
    "12345": "is no date",
    "99999": "is no date",
    "3 Fex 2026": "is no date",
    "0000-00-00": "is no day of the calendar",
    "2026-02-03 to 2026-02-05": "is no date",
}


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_says_what_to_write(text):
    reading = read_date(text, None)
    assert reading.value is None
    if text == "early February":
        assert reading.problem
    else:
        assert reading.problem.endswith(NO_DATES[text])
    assert "2026-02-03" in reading.fix or "year" in reading.fix


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["13/02/2026", "03/04/2026"], "dmy"),
        (["02/13/2026", "03/04/2026"], "mdy"),
        (["03/04/2026"], "either"),
        (["04/04/2026", "2026-03-04"], None),
        (["13/02/2026", "02/13/2026"], "mixed"),
        (["26/02/03", "26/02/17"], "years"),
        (["25/02/26", "03/02/26"], "dmy"),
        (["26/02/2003"], "dmy"),
        ([], None),
    ],
)
def test_the_order_is_told_by_numbers_over_twelve(texts, order):
    assert day_order(texts) == order


def test_a_column_that_could_be_either_asks_with_both_readings(tmp_path):
    check = checked(tmp_path, HEADER, "Ana,2026-01-02,pending", "Bo,03/04/2026,pending")
    ((row, name, problem),) = faults(check)
    assert (row, name) == (3, "asked_on")
    assert "may be 3 April 2026 or 4 March 2026" in problem
    assert "`dates='dmy'`" in check.table["fix"][0]
    assert not len(check.fixes)


def test_years_of_two_digits_that_could_stand_first_are_asked_for(tmp_path):
    check = checked(tmp_path, HEADER, "Ana,26/02/03,pending", "Bo,26/02/17,pending")
    ((row, name, problem),) = faults(check)
    assert (row, name) == (2, "asked_on")
    assert "may be 26 February 2003 or 3 February 2026" in problem
    assert "four digits" in check.table["fix"][0]


def test_a_question_about_the_whole_file_offers_no_rows_to_leave_out(tmp_path):
    with pytest.raises(LogFaultsError) as refused:
        log_of(tmp_path, HEADER, "Bo,03/04/2026,pending")
    assert "skip_faulty" not in str(refused.value)


@pytest.mark.parametrize(("dates", "day"), [("dmy", "2026-04-03"), ("mdy", "2026-03-04")])
def test_the_option_answers(tmp_path, dates, day):
    log = log_of(tmp_path, HEADER, "Bo,03/04/2026,pending", dates=dates)
    assert column(log, "asked_on") == [day]


def test_each_column_has_its_own_order(tmp_path):
    header = HEADER + ",responded_on"
    log = log_of(
        tmp_path, header, "A,25/01/2026,declined,02/26/2026", "B,03/02/2026,declined,02/03/2026"
    )
    assert column(log, "asked_on") == ["2026-01-25", "2026-02-03"]
    assert column(log, "responded_on") == ["2026-02-26", "2026-02-03"]


def test_a_column_that_mixes_orders_is_a_fault_in_each_such_cell(tmp_path):
    lines = ["A,25/01/2026,pending", "B,01/26/2026,pending", "C,2026-01-01,pending"]
    check = checked(tmp_path, HEADER, *lines)
    assert [row for row, _, _ in faults(check)] == [2, 3]


def test_an_optional_date_may_be_blank_or_a_dash(tmp_path):
    log = log_of(tmp_path, HEADER + ",met_on", "A,2026-01-02,pending,", "B,2026-01-02,pending,-")
    assert column(log, "met_on") == [None, None]


@pytest.mark.parametrize("text", ["26-Feb-03", "26 Feb 04", "Feb 26, '03"])
def test_a_day_that_may_be_the_year_is_not_read(text):
    assert read_date(text, None).problem.endswith("is no date")


def test_a_year_of_two_digits_is_read_where_the_day_cannot_be_one():
    assert read_date("3-Feb-98", None).value == date(1998, 2, 3)
