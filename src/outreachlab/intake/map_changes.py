"""A map as plain data, and changes of it: each a small map that is merged into the other."""

from collections.abc import Mapping
from typing import Any

from outreachlab.log.vocabulary import COLUMN

Change = Mapping[str, Any]


def changed_map(map: Change, change: Change) -> dict[str, Any]:
    """
    A map with a change made in it.

    Parameters
    ----------
    map : mapping
        A map as TOML gives it, as in `how_read(...).map`.
    change : mapping
        The same shape: what stands in it takes the place of what the map says, None takes it out.

    Returns
    -------
    dict
        A new map; neither of the two is changed. Sections that become empty are left out.

    Raises
    ------
    TypeError
        One of the two is no mapping.

    References
    ----------
    Hoffman & Snell (2014), JSON Merge Patch, RFC 7396.
    """
    merged = dict(map)
    for key, value in change.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, Mapping):
            before = merged.get(key)
            inner = changed_map(before if isinstance(before, Mapping) else {}, value)
            merged[key] = inner
            if not inner:
                del merged[key]
        else:
            merged[key] = value
    return merged


def reading_header(map: Change, header: str, column: str) -> dict[str, Any]:
    """
    The change of a map that reads one header as a column of the log; "" keeps it as the file's own.

    Another header that was read as this column becomes the file's own, and so do words told for
    a column that now has other cells. One that bears our very name gives way to a blank constant.
    """
    columns: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for ours, told in map.get("columns", {}).items():
        left = [one for one in ([told] if isinstance(told, str) else told) if one != header]
        if ours == column or len(left) < (1 if isinstance(told, str) else len(told)):
            columns[ours] = left if left and ours != column else None
            values[ours] = None
    change: dict[str, Any] = {"columns": columns, "values": values}
    if column:
        columns[column] = header
        change["constants"] = {column: None}
    elif header in COLUMN:
        change["constants"] = {header: ""}
    if column == "outcome":
        change["outcome_from"] = None
    return change


def joining_header(map: Change, header: str, column: str) -> dict[str, Any]:
    """The change that joins one more header to a column of the log, as a last name to a first."""
    told = map.get("columns", {}).get(column, ())
    held = [told] if isinstance(told, str) else list(told)
    change = reading_header(map, header, column)
    change["columns"][column] = [*(one for one in held if one != header), header]
    return change
