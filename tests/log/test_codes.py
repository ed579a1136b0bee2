"""Derived tactics and codes: design sections 2 and 3."""

import pytest

from outreachlab.errors import UnknownColumnError, UsageError
from outreachlab.log.codes import binned, codes_of
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
