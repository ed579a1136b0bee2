"""Which tallies can be pooled: those of three sites or more, each once, of one window."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from outreachlab.errors import UsageError
from outreachlab.sharing.rules import FEWEST_SITES
from outreachlab.sharing.sums import claims_sums, read_sums, require_sums
from outreachlab.wording import counted, listed


def tallies_in(sums: Any) -> tuple[list[dict[str, Any]], tuple[str, ...]]:
    """
    The tallies of three sites or more, from files, folders or plain data, and notes on them.

    Of a folder whatever is no tally is left out, with a note.

    Raises
    ------
    UsageError
        Fewer than three sites, one site twice, or windows that differ.
    """
    if isinstance(sums, str | os.PathLike | Mapping):
        sums = [sums]
    given, others = _given(sums)
    tallies = [
        require_sums(one, f"tally {at}") if isinstance(one, Mapping) else read_sums(one)
        for at, one in enumerate(given, start=1)
    ]
    if not tallies:
        raise UsageError("there is no tally here; name three files or more that `tally` made")
    if len(tallies) < FEWEST_SITES:
        raise UsageError(
            f"{counted(len(tallies), 'tally')} cannot be pooled: of fewer than {FEWEST_SITES}, "
            "each site could take its own from the sum and have the other's; ask one more"
        )
    seen: dict[str, int] = {}
    for at, one in enumerate(tallies):
        if one["site"] in seen:
            raise UsageError(
                f"{_name(given, seen[one['site']])} and {_name(given, at)} are of one site; leave "
                "one out, the older"
            )
        seen[one["site"]] = at
    _require_different_batches(given, tallies)
    windows = sorted({one["window_days"] for one in tallies})
    if len(windows) > 1:
        raise UsageError(
            f"these tallies have windows of {listed(map(str, windows))} days; agree on one, and "
            "make them anew"
        )
    return tallies, tuple(f"{one} is no tally and was left out" for one in others)


def _require_different_batches(given: Sequence[Any], tallies: Sequence[Mapping[str, Any]]) -> None:
    """Raise UsageError where two hold the very same batch: one log told under two names."""
    seen: dict[str, int] = {}
    for at, one in enumerate(tallies):
        for batch in {json.dumps(batch, sort_keys=True) for batch in one["batches"]}:
            if (other := seen.setdefault(batch, at)) != at:
                raise UsageError(
                    f"{_name(given, other)} and {_name(given, at)} hold the same sums, so they are "
                    "of one log; leave one out"
                )


def _given(sums: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """The tallies given and those of the folders given, and what else lies in these."""
    given: list[Any] = []
    others: list[Any] = []
    for told in sums:
        if isinstance(told, Mapping) or not Path(told).is_dir():
            given.append(told)
            continue
        for one in sorted(Path(told).glob("*.json")):
            if not one.name.startswith("."):
                (given if claims_sums(one) else others).append(one)
    return given, others


def _name(given: Sequence[Any], at: int) -> str:
    return f"tally {at + 1}" if isinstance(given[at], Mapping) else str(given[at])
