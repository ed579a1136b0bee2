"""The files of a tally: what is published and what stays, read as hostile."""

import json
import os
import secrets
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from outreachlab.errors import MissingFileError, UnreadableFileError, UsageError
from outreachlab.log.outcomes import require_window
from outreachlab.log.vocabulary import levels_of
from outreachlab.sharing.batch import ANSWERS, RATES, TWO_VALUED
from outreachlab.sharing.rules import K

FORMAT = 1
MOST_BYTES = 16 << 20
MOST = 10**9  # requests in a cell
HOME = ("through", "grown", "told", "requests")  # of a state alone
GROWN = ("meetings", "names", "asked", "accepted", "met")


def new_site() -> str:
    """A random name for a log, so that its tally is not pooled twice."""
    return secrets.token_hex(8)


def vocabulary_mark() -> str:
    """What tells one set of words from another."""
    words = {name: levels_of(name) for name in RATES}
    return _digest({"words": words, "waits": ANSWERS, "k": K})[:12]


def sums_of(kept: Mapping[str, Any]) -> dict[str, Any]:
    """What is published."""
    return _sealed({"tally": FORMAT, "k": K, "vocabulary": vocabulary_mark(), **kept})


def published(state: Mapping[str, Any]) -> dict[str, Any]:
    """What was published by the time of a state."""
    return sums_of({name: state[name] for name in ("site", "batches", "trials", "window_days")})


def state_of(kept: Mapping[str, Any], home: Mapping[str, Any]) -> dict[str, Any]:
    """What stays: the same, and what only the `home` may know, by the names of `HOME`."""
    return _sealed({"state": FORMAT, "vocabulary": vocabulary_mark(), **kept, **home})


def sums_text(content: Mapping[str, Any]) -> bytes:
    """The content of a file of sums, or of a state."""
    return (json.dumps(content, indent=1, allow_nan=False) + "\n").encode()


def read_sums(path: str | os.PathLike[str]) -> dict[str, Any]:
    """
    A tally that was published.

    Raises
    ------
    MissingFileError, UnreadableFileError
        There is no such file, it is no tally, or it was changed.
    UsageError
        It is of another version or vocabulary.
    """
    return require_sums(_read(path, "tally"), str(path))


def claims_sums(path: str | os.PathLike[str]) -> bool:
    """Does a file say that it is a tally? One that says nothing readable is taken for one."""
    return _claims(path, "tally")


def claims_state(path: str | os.PathLike[str]) -> bool:
    """The same of a state."""
    return _claims(path, "state")


def _claims(path: str | os.PathLike[str], kind: str) -> bool:
    try:
        content = _read(path, kind)
    except UnreadableFileError:
        return True
    return isinstance(content, Mapping) and kind in content and "sha256" in content


def read_state(path: str | os.PathLike[str]) -> dict[str, Any]:
    """What a tally keeps at home; raises as `read_sums` does."""
    found = _require_sealed(_read(path, "state"), "state", str(path))
    if found["state"] != FORMAT or not {*HOME} <= {*found}:
        raise UsageError(
            f"{path}: this state is of another version of the program; go on with that"
        )
    return found


def require_sums(content: Mapping[str, Any], named: str) -> dict[str, Any]:
    """Plain data as sums of which everything is as a tally writes it; raises as `read_sums`."""
    found = _require_sealed(content, "tally", named)
    if found["tally"] != FORMAT or found.get("vocabulary") != vocabulary_mark():
        raise UsageError(
            f"{named}: this tally is of another version of the program or of its words; "
            "have all sites use the same, and make it anew"
        )
    try:
        require_window(found["window_days"])
        _require(isinstance(found["site"], str) and len(found["batches"]) > 0)
        for batch in found["batches"]:
            _require_batch(batch)
        for one in found["trials"]:
            _require(one["tactic"] in RATES and len(one["sides"]) == 2)
            for level, row in one["sides"].items():
                _require_cell([level, *row], [levels_of(one["tactic"])])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnreadableFileError(f"{named}: this tally is broken; ask for it anew") from None
    return found


def _require_batch(batch: Mapping[str, Any]) -> None:
    """Raise ValueError where a batch says what no tally does."""
    _require_cell([batch["counted"], batch["accepted"]], [])
    whole = [batch["counted"], batch["accepted"]]
    for name, rows in batch["rates"].items():
        _require(name in RATES and [sum(row[at] for row in rows) for at in (1, 2)] == whole)
        for row in rows:
            _require_cell(row, [(*levels_of(name), "")])
    for row in batch["waits"]:
        _require_cell(row, [ANSWERS])
    terms = batch["patterns"]["terms"]
    _require(all(term in TWO_VALUED for term in terms) and len({*terms}) == len(terms))
    for row in batch["patterns"]["cells"]:
        _require_cell(row, [(*levels_of(term), "") for term in terms])
    if batch["growth"] is not None:
        _require(tuple(batch["growth"]) == GROWN and all(map(_whole, batch["growth"].values())))
        _require(batch["growth"]["meetings"] >= K)
    for one in batch["effects"]:
        _require(one["tactic"] in RATES and abs(one["estimate"]) < 1e3)
        _require(0 < one["std_error"] < 1e3)


def _require_cell(row: list[Any], levels: list[tuple[str, ...]]) -> None:
    *words, count, yes = row
    _require(len(words) == len(levels) and _whole(count) and _whole(yes) and K <= count >= yes)
    _require(all(word in known for word, known in zip(words, levels, strict=True)))


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST


def _require(so: bool) -> None:
    if not so:
        raise ValueError


def _read(path: str | os.PathLike[str], what: str) -> Any:
    try:
        with Path(path).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise UnreadableFileError(f"{path}: this is larger than any {what}")
        return json.loads(content)
    except FileNotFoundError:
        raise MissingFileError(f"{path}: there is no such {what}; check the path") from None
    except OSError as error:
        raise UnreadableFileError(f"{path}: the {what} cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError):
        way = "make one with `tally`" if what == "tally" else "bring back a copy of it as it was"
        raise UnreadableFileError(f"{path}: this is no {what}; {way}") from None


def _require_sealed(content: Any, kind: str, named: str) -> dict[str, Any]:
    if not isinstance(content, Mapping) or kind not in content or "sha256" not in content:
        raise UnreadableFileError(f"{named}: this is no {kind}; make one with `tally`")
    bare = {name: value for name, value in content.items() if name != "sha256"}
    if content["sha256"] != _digest(bare):
        way = "ask for it anew" if kind == "tally" else "bring back a copy of it as it was"
        raise UnreadableFileError(f"{named}: this was changed after it was written; {way}")
    return dict(content)


def _sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    return {**content, "sha256": _digest(content)}


def _digest(content: Mapping[str, Any]) -> str:
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return sha256(plain.encode()).hexdigest()
