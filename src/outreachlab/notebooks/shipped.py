"""The notebooks and what their cells use: what others published, and how the log is read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outreachlab.errors import OutreachlabError, UnknownLevelError, UsageError
from outreachlab.wording import listed, sentence

if TYPE_CHECKING:
    import pandas as pd

HERE = Path(__file__).parent
CHECKOUT = HERE.parents[2]
OF_A_LOG = ("01", "02", "03", "04", "05")
OF_A_POOL = ("06",)  # the others are about no log in particular
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


def about(seekers: int) -> tuple[str, ...]:
    """The beginnings of the names of those that say something of a log of so many seekers."""
    return (*OF_A_LOG, *(OF_A_POOL if seekers > 1 else ()))


@contextmanager
def if_possible() -> Iterator[None]:
    """
    Do what the log allows: where it cannot answer, print one sentence and go on.

    Parameters
    ----------
    None

    Returns
    -------
    context manager
        For a `with` block, which ends at the first question the log cannot answer.

    Raises
    ------
    Exception
        Whatever is no `OutreachlabError` is a fault of the program, and passes.
    """
    try:
        yield
    except OutreachlabError as error:
        say_error(error)


def say_left_out(shell: Any) -> None:
    """Let a Jupyter shell print one sentence where the log cannot answer, instead of an error."""

    def told(_: Any, kind: Any, error: BaseException, *more: Any, **further: Any) -> None:
        say_error(error)

    shell.set_custom_exc((OutreachlabError,), told)


def say_error(error: BaseException) -> None:
    """Print in a sentence why the log cannot answer."""
    print(sentence(f"left out: {str(error).splitlines()[0]}"))


TABLES = (HERE / "published", CHECKOUT / "data" / "published")


def published_counts(name: str) -> "pd.DataFrame":
    """
    A table of published counts, as its authors printed it.

    Parameters
    ----------
    name : str
        `resume_audit`: applications called back, by the name on them. `newcombe_rates` and
        `newcombe_differences`: worked examples with printed limits. `berkeley`: applicants
        admitted to the six largest departments in 1973. `remission`: weeks until relapse (1) or
        the end of the trial (0). `batting`: hits in the first 45 times at bat in 1970, and the
        average over the rest of the season. `offspring`: how many people led to 0, 1, 2, …
        further ones: recruits of jazz musicians, cases of Ebola.

    Returns
    -------
    DataFrame
        `accepted` and `counted` (whole numbers) where there are two, ready for `log_from_counts`.

    Raises
    ------
    UnknownLevelError
        There is no such table.

    References
    ----------
    Bertrand & Mullainathan (2004), American Economic Review 94:991-1013, Table 1.
    Newcombe (1998), Statistics in Medicine 17:857-872 and 873-890.
    Bickel, Hammel & O'Connell (1975), Science 187:398-404, as R's `UCBAdmissions`.
    Freireich et al. (1963), Blood 21:699-716.
    Efron & Morris (1975), JASA 70:311-319, Table 1.
    Heckathorn & Jeffri (2001), Poetics 28:307-329.
    Faye et al. (2015), Lancet Infectious Diseases 15:320-326; Althaus (2015), same journal
    15:507-508.
    """
    import pandas as pd

    files = {file.stem: file for place in TABLES for file in sorted(place.glob("*.csv"))}
    if name not in files:
        raise UnknownLevelError("published counts", name, files)
    return pd.read_csv(files[name], dtype={"batter": str})
