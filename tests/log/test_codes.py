"""Derived tactics and codes: design sections 2 and 3."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.rates import acceptance_rates
from outreachlab.errors import UnknownColumnError, UsageError
from outreachlab.log.codes import binned, codes_of
from outreachlab.log.vocabulary import levels_of
from tests.logs import log_of


def levels(rows: list[dict], name: str) -> list[str | None]:
    codes = codes_of(log_of(rows), name)
    return [None if code < 0 else codes.book[code] for code in codes.codes]


@pytest.mark.parametrize(
    ("minutes", "short", "limit"),
    [
        ("30", "yes", "up_to_30"),
        ("31", "no", "over_30"),
        ("", "no", "not_stated"),
        ("5", "yes", "up_to_30"),
    ],
)
def test_time_asked_for(minutes, short, limit):
    rows = [{"minutes_asked": minutes}, {"minutes_asked": "20"}]
    assert levels(rows, "short_time")[0] == short
    assert levels(rows, "time_limit")[0] == limit


@pytest.mark.parametrize(
    ("venue", "level"),
    [
        ("their_office", "yes"),
        ("near_them", "yes"),
        ("near_me", "no"),
        ("remote", "not_applicable"),
        ("other", None),
        ("", None),
    ],
)
def test_convenient_venue(venue, level):
    assert levels([{"venue": venue}, {"venue": "near_me"}], "convenient_venue")[0] == level


@pytest.mark.parametrize(
    ("referrer", "mentioned", "level"),
    [
        ("Ana", "yes", "named"),
        ("", "yes", "named"),
        ("Ana", "no", "not_named"),
        ("", "no", "none"),
        ("", "", "none"),
        ("Ana", "", None),
    ],
)
def test_referral(referrer, mentioned, level):
    rows = [
        {"referrer": referrer, "mentioned_referrer": mentioned},
        {"referrer": "Zoe", "mentioned_referrer": "no"},
    ]
    assert levels(rows, "referral")[0] == level


@pytest.mark.parametrize(
    ("asked_for", "agreed", "level"),
    [
        ("coffee", "phone_call", "yes"),
        ("lunch", "coffee", "no"),
        ("office_visit", "video_call", "no"),
        ("phone_call", "phone_call", None),
        ("coffee", "", None),
    ],
)
def test_switched_to_phone(asked_for, agreed, level):
    rows = [{"meeting_format": asked_for, "agreed_format": agreed}, {"agreed_format": "lunch"}]
    assert levels(rows, "switched_to_phone")[0] == level


def test_people_are_the_same_when_their_folded_names_agree():
    rows = [{"contact": "Ana  Diaz"}, {"contact": " ana diaz"}, {"contact": "Bo"}]
    codes = codes_of(log_of(rows), "contact")
    assert codes.codes.tolist() == [0, 0, 1]
    assert codes.book == ("Ana Diaz", "Bo") or codes.book == ("Ana  Diaz", "Bo")


def test_levels_of_an_own_column_are_sorted_as_text():
    rows = [{"mood": "10"}, {"mood": "9"}, {"mood": "Zen"}]
    assert codes_of(log_of(rows), "mood").book == ("10", "9", "Zen")


def test_bins_take_their_upper_edge():
    rows = [{"minutes_asked": minutes} for minutes in ("15", "16", "30", "45", "")]
    found = binned(log_of(rows), "minutes_asked", (15, 30))
    assert found.book == ("up to 15", "over 15, up to 30", "over 30")
    assert found.codes.tolist() == [0, 1, 1, 2, -1]


def test_a_number_column_asks_for_bins():
    with pytest.raises(UsageError, match="`bins`, as `bins="):
        codes_of(log_of([{"minutes_asked": "30"}]), "minutes_asked")


def test_notes_are_never_analysed():
    with pytest.raises(UsageError, match="never analysed"):
        codes_of(log_of([{"notes": "a secret"}]), "notes")


def test_an_unknown_column_names_the_nearest():
    with pytest.raises(UnknownColumnError, match="did you mean venue"):
        codes_of(log_of([{"venue": "near_me"}]), "venu")


def test_a_derived_tactic_says_which_column_it_lacks():
    with pytest.raises(UsageError, match="no column mentioned_referrer"):
        codes_of(log_of([{"referrer": "Ana"}]), "referral")


@pytest.mark.parametrize(
    ("levels", "kind"), [(2, "int8"), (127, "int8"), (128, "int16"), (32_768, "int32")]
)
def test_codes_are_as_small_as_the_book_allows_with_room_for_one_more(levels, kind):
    texts = [f"c{number:05d}" for number in range(levels)]
    codes = codes_of(log_of([{"company": text} for text in texts]), "company")
    assert codes.codes.dtype == kind
    assert [codes.book[code] for code in codes.codes.tolist()] == texts
    assert (codes.codes + 1).min() == 1  # none has gone over the top


DAYS = ["2026-01-05", "2026-02-10", "2026-03-18", "2024-02-29", "2025-12-31", "2023-01-01"]


def test_weekday_and_month_are_those_of_the_calendar():
    rows = [{"asked_on": day} for day in DAYS]
    for name, form in {"weekday": "%A", "month": "%B"}.items():
        assert levels(rows, name) == [f"{date.fromisoformat(day):{form}}" for day in DAYS]
        assert codes_of(log_of(rows), name).book == levels_of(name)


def test_nth_request_counts_within_a_seeker_by_day_whatever_the_order_of_the_rows():
    rng = np.random.default_rng(1)
    rows = [
        {"seeker": seeker, "asked_on": f"2026-0{month}-{day:02d}", "outcome": "declined"}
        for seeker, many in (("Ana", 150), ("ANA ", 3), ("Bo", 12))
        for month, day in rng.integers([1, 1], [8, 28], (many, 2)).tolist()
    ]
    frame = pd.DataFrame(rows).assign(seeker=lambda one: one["seeker"].str.strip().str.casefold())
    rank = frame.groupby("seeker")["asked_on"].rank(method="min")
    bins = pd.cut(rank, [0, 10, 30, 100, np.inf], labels=list(levels_of("nth_request")))
    assert levels(rows, "nth_request") == bins.tolist()
    assert levels(rows[::-1], "nth_request") == bins.tolist()[::-1]
    assert set(bins) == set(levels_of("nth_request"))


def test_what_is_left_out_of_view_still_counts_in_nth_request():
    rows = [{"asked_on": f"2026-01-{day:02d}"} for day in range(1, 13)]
    log = log_of(rows, since=date(2026, 1, 11))
    assert acceptance_rates(log, "nth_request").table["level"].tolist() == ["11_to_30"]


OWN_DAYS = {"weekday": ["Friday", "Monday", "payday", "Friday"], "month": ["May", "3", "May", "x"]}


@pytest.mark.parametrize("name", OWN_DAYS)
def test_a_column_of_the_file_wins_over_one_of_the_calendar(name):
    rows = [{name: text} for text in OWN_DAYS[name]]
    assert levels(rows, name) == OWN_DAYS[name]
    assert set(codes_of(log_of(rows), name).book) == set(OWN_DAYS[name])
    assert codes_of(log_of(rows), "weekday").book[0] == "Monday"
    log = log_of(rows)
    assert not log.notes or not any("kept as" in note for note in log.notes)


@pytest.mark.parametrize("kind", ["category", "number"])
def test_a_tactic_of_the_map_wins_over_one_of_the_calendar(kind):
    rows = [{"m": text} for text in ("3", "4", "3")]
    log = log_of(rows, map={"tactics": {"month": {"column": "m", "kind": kind}}})
    if kind == "number":
        assert binned(log, "month", (3,)).codes.tolist() == [0, 1, 0]
        with pytest.raises(UsageError, match="month is a number"):
            codes_of(log, "month")
    else:
        assert codes_of(log, "month").book == ("3", "4")


def test_a_derived_tactic_that_advice_is_tested_by_gives_way_to_nothing():
    log = log_of([{"short_time": "yes", "minutes_asked": "45"}])
    assert levels([{"short_time": "yes", "minutes_asked": "45"}], "short_time") == ["no"]
    assert any("is kept as" in note for note in log.notes)
