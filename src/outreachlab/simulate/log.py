"""A simulated log as a DataFrame: as texts of a file, or typed as a checked log's frame is."""

from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outreachlab.errors import UsageError
from outreachlab.log.vocabulary import COLUMNS, DEFAULT_SEEKER
from outreachlab.simulate.drawn import NO_NUMBER, Drawn, written
from outreachlab.simulate.people import BOOKS, name_of, people_of, seeker_names
from outreachlab.simulate.plan import NEVER, plan_of
from outreachlab.simulate.truth import Truth
from outreachlab.simulate.waves import draw_waves
from outreachlab.stats.resampling import generator

START = date(2026, 1, 5)
Coded = tuple[NDArray[np.signedinteger], tuple[str, ...]]


def simulate_log(
    n: int = 300,
    *,
    seekers: int = 1,
    truth: Truth | None = None,
    rng: int | np.random.Generator = 0,
    start: date = START,
    days: int = 240,
    quiet_days: int = 0,
) -> pd.DataFrame:
    """
    Simulate an outreach log whose truth is known.

    Parameters
    ----------
    n : int
        Requests in the log, of all seekers together.
    seekers : int
        Who ask; one seeker is the average one, and the log then has no column `seeker`.
    truth : Truth, optional
        Every effect, share and delay that is planted; `Truth()` where left out,
        `Truth().null()` for a log in which nothing works.
    rng : int or numpy.random.Generator
        A seed or a generator. The same seed gives the same log with the same NumPy.
    start : date
        The first day of the log.
    days : int, days
        Over about how many days cold requests are sent; the log ends with request number `n`,
        often somewhat earlier.
    quiet_days : int, days
        How much longer answers are waited for after the last request.

    Returns
    -------
    DataFrame, (n, columns of the vocabulary)
        A row per request, every cell the text a file would hold, `""` where it is empty;
        ordered by seeker, then by day.

    Raises
    ------
    UsageError
        `n`, `seekers` or `days` is below 1, there are more seekers than requests, or
        `quiet_days` is negative.

    Notes
    -----
    Acceptance is logistic in what the request says; its log-odds add up `truth.intercept`,
    `truth.effects` and the seeker's and the chain's own. A cold request is the root of a chain:
    a meeting gives a negative binomial number of names, and a share of those people is asked.

    Examples
    --------
    >>> log = simulate_log(60, rng=1)
    >>> log.shape
    (60, 36)
    """
    drawn = draw_log(
        n,
        seekers=seekers,
        truth=truth,
        rng=rng,
        start=start,
        days=days,
        quiet_days=quiet_days,
    )
    return text_frame(drawn)


def draw_log(
    n: int = 300,
    *,
    seekers: int = 1,
    truth: Truth | None = None,
    rng: int | np.random.Generator = 0,
    start: date = START,
    days: int = 240,
    quiet_days: int = 0,
) -> Drawn:
    """
    The same log as `simulate_log` gives, as codes, with the probabilities behind it.

    Parameters
    ----------
    n, seekers, truth, rng, start, days, quiet_days : as in `simulate_log`
        The same arguments draw the same log.

    Returns
    -------
    Drawn
        What `true_average_effect` takes.

    Raises
    ------
    UsageError
        As `simulate_log`.
    """
    if n < 1 or seekers < 1 or days < 1 or quiet_days < 0:
        raise UsageError("n, seekers and days must be at least 1, quiet_days at least 0")
    if seekers > n:
        raise UsageError(f"{seekers:,} seekers need at least as many requests; n is {n:,}")
    rng = generator(rng)
    plan = plan_of(truth or Truth(), seekers, rng)
    rows = draw_waves(plan, rng, n, seekers, days)
    return written(plan, rng, rows, start, quiet_days)


def text_frame(drawn: Drawn) -> pd.DataFrame:
    """A drawn log as texts, `""` for an empty cell; a lone seeker goes without a column."""
    coded = _coded(drawn)
    if drawn.seekers == 1:
        del coded["seeker"]
    # One array of all cells, cut into columns: pandas is slow to start, once per column.
    books = [("", *book) for _, book in coded.values()]
    begins = np.cumsum([0, *map(len, books)])
    cells = [codes + (1 + begin) for (codes, _), begin in zip(coded.values(), begins, strict=False)]
    words = pd.array([word for book in books for word in book], dtype="str")
    column = words.take(np.concatenate(cells))
    rows = len(drawn)
    columns = {name: column[at * rows : (at + 1) * rows] for at, name in enumerate(coded)}
    return pd.DataFrame({name: columns[name] for name in _ordered(columns)}, copy=False)


def typed_frame(drawn: Drawn) -> pd.DataFrame:
    """
    A drawn log as the frame of a checked log: it needs no reading and no checking.

    Words, texts and people are categorical, dates datetime64[s], whole numbers Int32.
    """
    columns: dict[str, object] = {}
    for name, (codes, book) in _coded(drawn, words_only=True).items():
        columns[name] = pd.Categorical.from_codes(codes, dtype=_words(book), validate=False)
    origin = np.datetime64(drawn.start, "s")
    for name, days in drawn.days.items():
        dates = origin + days.astype("timedelta64[D]")
        columns[name] = np.where(days == NEVER, np.datetime64("NaT", "s"), dates)
    for name, values in drawn.numbers.items():
        columns[name] = pd.arrays.IntegerArray(values, values == NO_NUMBER)
    return pd.DataFrame({name: columns[name] for name in _ordered(columns)}, copy=False)


@lru_cache(maxsize=64)
def _words(book: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(pd.Index(book, dtype="str"))


def _ordered(columns: dict) -> list[str]:
    return [column.name for column in COLUMNS if column.name in columns]


def _coded(drawn: Drawn, *, words_only: bool = False) -> dict[str, Coded]:
    """Codes and book of each column, -1 for an empty cell; of dates and numbers if asked for."""
    rows = len(drawn)
    begins = np.searchsorted(drawn.seeker, np.arange(drawn.seekers))
    number = np.arange(rows) - begins[drawn.seeker]
    coded: dict[str, Coded] = {
        "request_id": (number, tuple(f"r{place + 1}" for place in range(int(number.max()) + 1))),
        "seeker": (drawn.seeker, _seekers(drawn)),
        **_people(drawn),
        **{name: (codes, BOOKS[name]) for name, codes in drawn.codes.items()},
    }
    if not words_only:
        calendar = np.datetime_as_string(np.datetime64(drawn.start) + np.arange(drawn.end + 1))
        for name, days in drawn.days.items():
            coded[name] = (np.where(days == NEVER, -1, days), tuple(calendar.tolist()))
        for name, values in drawn.numbers.items():
            coded[name] = (values, tuple(str(value) for value in range(int(values.max()) + 1)))
    return coded


def _seekers(drawn: Drawn) -> tuple[str, ...]:
    return (DEFAULT_SEEKER,) if drawn.seekers == 1 else seeker_names(drawn.seekers)


def _people(drawn: Drawn) -> dict[str, Coded]:
    """Contacts and referrers by name, each in a book sorted as text."""
    coded = {}
    for name, codes in zip(("contact", "referrer"), people_of(drawn), strict=True):
        used, place = np.unique(codes, return_inverse=True)
        texts = ["" if code < 0 else name_of(code) for code in used.tolist()]
        order = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(texts), np.int32)
        rank[order] = np.arange(len(texts), dtype=np.int32)
        book = tuple(texts[at] for at in order)
        blank = bool(book) and book[0] == ""  # sorts before every name
        coded[name] = (rank[place] - blank, book[1:] if blank else book)
    return coded
