"""Two answers held against each other: counts equal, estimates to rounding, texts the same."""

from collections.abc import Sequence
from math import isclose
from typing import Any

from outreachlab.chains.summary import ChainSummary

# Sums of parts round otherwise than the sum of the whole; design section 6.
ROUNDING = 1e-10
# A figure that is zero but for rounding has no digits to compare.
ZERO = 1e-13


def assert_same(one: Any, two: Any, where: str = "", unit: float = 0.0) -> None:
    """
    Plain data of two answers: the same keys and texts, whole numbers equal, floats near.

    A limit near zero is a difference of larger numbers: its digits count from the standard error.
    """
    if isinstance(one, dict) and isinstance(two, dict):
        assert one.keys() == two.keys(), where
        for key in one:
            assert_same(one[key], two[key], f"{where}.{key}", _error_of(one))
    elif isinstance(one, Sequence) and not isinstance(one, str):
        assert len(one) == len(two), where
        for place, pair in enumerate(zip(one, two, strict=True)):
            assert_same(*pair, f"{where}[{place}]")
    elif isinstance(one, float) and isinstance(two, float):
        least = max(ZERO, ROUNDING * unit)
        assert isclose(one, two, rel_tol=ROUNDING, abs_tol=least), (where, one, two)
    else:
        assert one == two, (where, one, two)


def _error_of(plain: dict[str, Any]) -> float:
    """The standard error beside an estimate, or about what its 95% limits tell of it."""
    if plain.get("std_error"):
        return float(plain["std_error"])
    low, high = plain.get("low"), plain.get("high")
    return (high - low) / 4 if isinstance(low, float) and isinstance(high, float) else 0.0


def assert_same_answer(one: Any, two: Any) -> None:
    """Two answers: the same text, and the same JSON to rounding, but for how the log was read."""
    for part, other in zip(parts_of(one), parts_of(two), strict=True):
        assert part._shown() == other._shown()
    assert_same(*map(found, (one, two)))


def parts_of(answer: Any) -> Sequence[Any]:
    """The answers that one is made of, itself where it is made of none."""
    return answer.parts if isinstance(answer, ChainSummary) else (answer,)


def found(answer: Any) -> dict[str, Any]:
    """The JSON of an answer without how its log was read."""
    plain = answer.to_json()
    return {name: plain[name] for name in plain if name not in ("read", "notes")}
