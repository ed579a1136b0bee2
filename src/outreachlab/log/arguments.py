"""What an argument must be, said in a sentence before anything is counted."""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import Any, Literal, TypeVar

import numpy as np

from outreachlab.errors import UsageError

Kind = TypeVar("Kind")
Cluster = Literal["auto", "none"]
Found = Literal["seeker", "none"]


def text(given: Any, name: str) -> str:
    """A text, the name of a person say."""
    if not isinstance(given, str):
        raise UsageError(f"`{name}` must be a text, not {_shown(given)}")
    return given


def column_name(given: Any) -> str:
    """A text that may name a column."""
    if not isinstance(given, str):
        raise UsageError(f"a column is named by a text, not {_shown(given)}")
    return given


def texts(given: Any, name: str) -> tuple[str, ...]:
    """One text or several in a list."""
    if isinstance(given, str):
        return (given,)
    if not isinstance(given, Sequence) or not all(isinstance(one, str) for one in given):
        raise UsageError(f"`{name}` must be a text or a list of texts, not {_shown(given)}")
    return tuple(given)


def pair(given: Any, name: str) -> tuple[str, str]:
    """Two texts."""
    both = () if isinstance(given, str) or not isinstance(given, Sequence) else tuple(given)
    if len(both) != 2 or not all(isinstance(one, str) for one in both):
        raise UsageError(f"`{name}` must be two texts, as ('a', 'b'), not {_shown(given)}")
    return both


def pairs(given: Any, name: str) -> tuple[tuple[str, str], ...]:
    """Any number of pairs of texts."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        raise UsageError(f"`{name}` must be a list of pairs, as [('a', 'b')], not {_shown(given)}")
    return tuple(pair(one, name) for one in given)


def mapping(given: Any, name: str) -> Mapping[str, str]:
    """A text for each of some texts; None is none of them."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise UsageError(f"`{name}` must be a mapping, as {{'a': 'b'}}, not {_shown(given)}")
    return given


def numbers(given: Any, name: str) -> tuple[float, ...]:
    """Numbers in a list."""
    several = isinstance(given, Sequence | np.ndarray) and not isinstance(given, str | bytes)
    if not several or not all(isinstance(one, Real) for one in given):
        raise UsageError(f"`{name}` must be a list of numbers, as [15, 30], not {_shown(given)}")
    return tuple(given)


def whole(given: Any, name: str, least: int = 0) -> int:
    """A whole number, not too small."""
    if isinstance(given, bool) or not isinstance(given, Integral) or given < least:
        raise UsageError(f"`{name}` must be a whole number from {least} up, not {_shown(given)}")
    return int(given)


def by_seeker(given: Any) -> bool:
    """Whether requests of one seeker are taken as alike: "auto", where there are several."""
    if given not in ("auto", "none"):
        raise UsageError(f"`cluster` must be 'auto' or 'none', not {_shown(given)}")
    return bool(given == "auto")


def answer(given: Any, name: str, kind: type[Kind]) -> Kind:
    """An answer had before, as the function of that name gives it."""
    if not isinstance(given, kind):
        raise UsageError(f"`{name}` must be a {kind.__name__}, not {_shown(given)}")
    return given


def _shown(given: Any) -> str:
    """What was given: a short one as it stands, of a long one what it is."""
    shown = repr(given)
    return shown if len(shown) <= 40 and "\n" not in shown else f"a {type(given).__name__}"
