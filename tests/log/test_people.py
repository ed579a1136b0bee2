"""People are the same when their names agree after folding, and only then."""

import pandas as pd
import pytest

from outreachlab.log.people import folded, same_people


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zo\u00eb Brandt", "Zoe\u0308 Brandt"),
        ("Ana Diaz", "  ANA\u00a0 diaz\t"),
        ("Kim O\u2019Hara", "Kim O'Hara"),
        ("Kim O`Hara", "Kim O\u00b4Hara"),
        ("Anne\u2010Marie Roux", "Anne-Marie Roux"),
        ("Jean\u2013Luc Roy", "jean-luc roy"),
        ('="Ana Diaz"', "Ana Diaz"),
        ("'Ana Diaz", "ana diaz"),
        ("Ana\u200b Diaz\ufeff", "Ana Diaz"),
        ("An\u00adna Diaz", "Anna Diaz"),
        ("STRASSER", "stra\u00dfer"),
        (
            "\u0391\u03bd\u03c4\u03ce\u03bd\u03b7\u03c2",
            "\u0391\u039d\u03a4\u038f\u039d\u0397\u03a3",
        ),
    ],
)
def test_spellings_that_nobody_tells_apart_are_one_person(one, other):
    assert folded(one) == folded(other)
    codes = same_people(pd.Series([one, other], dtype="category"))[0]
    assert codes[0] == codes[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("José", "Jose"),
        ("Diaz, Ana", "Ana Diaz"),
        ("Dr. Ana Diaz", "Ana Diaz"),
        ("Anne-Marie", "Anne Marie"),
        ('"Ana"', "Ana"),
        ("=Ana", "Ana"),
        ("OHara", "O'Hara"),
    ],
)
def test_anything_further_apart_stays_two_people(one, other):
    assert folded(one) != folded(other)
    codes = same_people(pd.Series([one, other], dtype="category"))[0]
    assert codes[0] != codes[1]


def test_the_quick_way_through_a_column_folds_as_the_slow_one():
    names = ["Ana", " ana", "'ana", '="ANA"', "Bo  Li", "bo li", "Zoë", "ZOË", "O`H", "O'H", "O’h"]
    (codes,) = same_people(pd.Series(names, dtype="category"))
    slow = pd.Series([folded(name) for name in names]).factorize()[0]
    assert pd.Series(codes).factorize()[0].tolist() == slow.tolist()


@pytest.mark.parametrize("mark", ["", " ", "=", "'", '=""', "\u200b", "'''"])
def test_marks_alone_fold_without_harm(mark):
    assert isinstance(folded(mark), str)
