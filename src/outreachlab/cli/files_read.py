"""What became of each file of several, and how to answer what kept one out."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from outreachlab.wording import aligned, counted, shortened

if TYPE_CHECKING:
    from outreachlab.log.checked import FileRead


def file_lines(files: Iterable["FileRead"]) -> list[str]:
    """A table of what became of each file of several."""
    rows = [
        (
            shortened(file.source),
            "left out" if file.asked else f"{file.rows:,}",
            f"{file.unread:,}",
            f"{file.asked:,}",
            shortened(file.why, 70),
        )
        for file in files
    ]
    names = ("file", "rows read", "cells unread", "asked", "")
    return aligned(names, rows, (True, False, False, False, True))


def left_out_lines(
    files: Iterable["FileRead"], skipping: bool, anonymous: bool = False
) -> list[str]:
    """What is asked about each file that was left out, how to answer it, and how the run ends."""
    if skipping:
        return ["files with an open question are left out, as --skip-faulty says"]
    asked = [file for file in files if file.asked]
    lines = [
        f"{shortened(file.source)} is left out, {counted(file.asked, 'question')} being open"
        f"{', the first' if file.asked > 1 else ''}: {file.why}"
        for file in asked
    ]
    stem = "STEM" if anonymous else Path(asked[0].source).stem
    return [
        *(() if anonymous else lines),
        "since not all files were read, this run ends with exit code 1: answer what is asked, in "
        f"the file or in a map beside it (as {stem}.map.toml), or go on without with --skip-faulty",
    ]
