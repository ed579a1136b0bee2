"""Where the notebooks are: beside the code in a wheel, in the project's folder in a checkout."""

from collections.abc import Sequence
from pathlib import Path

from outreachlab.errors import UsageError
from outreachlab.wording import listed

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]
PLACES = (HERE, CHECKOUT / "notebooks")


def notebook_files(only: Sequence[str] = ()) -> list[Path]:
    """
    The notebooks in their order, or those whose names begin with one of `only`.

    Raises
    ------
    UsageError
        No notebook begins so.
    """
    files = next((found for place in PLACES if (found := sorted(place.glob("[0-9]*.ipynb")))), [])
    for start in only:
        if not any(file.name.startswith(start) for file in files):
            names = listed((file.stem for file in files), last="or")
            raise UsageError(f"no notebook is named {start!r}; write the beginning of {names}")
    return [file for file in files if not only or file.name.startswith(tuple(only))]
