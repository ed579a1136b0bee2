"""Names for simulated people, each used once per seeker however many there are."""

import numpy as np
from numpy.typing import NDArray

from outreachlab.simulate.books import FIRST, LAST
from outreachlab.simulate.drawn import Drawn

PAIRS = len(FIRST) * len(LAST)
STRIDE = 2753  # shares no factor with PAIRS: its steps visit every pair before one comes again
SHIFT = 1597  # how far the names of one seeker's people lie from the next seeker's


def people_of(drawn: Drawn) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Name codes (rows,) of contacts and of referrers, -1 where there is none."""
    rows = np.arange(len(drawn))
    new = drawn.person == rows
    begins = np.searchsorted(drawn.seeker, np.arange(drawn.seekers))
    count = np.cumsum(new)
    before = count[begins] - new[begins]  # people before each seeker's first row
    people = np.diff(before, append=count[-1])
    number = (count - 1)[drawn.person] - before[drawn.seeker]
    contact = _code(drawn.seeker, number)
    outside = _code(drawn.seeker, people[drawn.seeker] + drawn.outside)
    outside = np.where(drawn.outside >= 0, outside, -1)
    return contact, np.where(drawn.parent >= 0, contact[drawn.parent], outside)


def _code(seeker: NDArray[np.int32], number: NDArray[np.int64]) -> NDArray[np.int64]:
    block, place = np.divmod(number, PAIRS)
    return block * PAIRS + (seeker * SHIFT + place * STRIDE) % PAIRS


def name_of(code: int) -> str:
    """`Mira Okafor`; past the last pair of names `Mira B. Okafor`, and then with a number."""
    block, pair = divmod(code, PAIRS)
    first, last = FIRST[pair % len(FIRST)], LAST[pair // len(FIRST)]
    if block == 0:
        return f"{first} {last}"
    round_, letter = divmod(block - 1, 26)
    middle = f"{first} {chr(ord('A') + letter)}. {last}"
    return middle if round_ == 0 else f"{middle} {round_ + 1}"


def seeker_names(seekers: int) -> tuple[str, ...]:
    """`S01` to `S60`, as wide as the last needs, so that they sort as text."""
    width = max(2, len(str(seekers)))
    return tuple(f"S{number + 1:0{width}d}" for number in range(seekers))
