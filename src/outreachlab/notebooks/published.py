"""Counts that others published, to reproduce what they printed."""

from typing import TYPE_CHECKING

from outreachlab.errors import UnknownLevelError
from outreachlab.notebooks.shipped import CHECKOUT, HERE

if TYPE_CHECKING:
    import pandas as pd

PLACES = (HERE / "published", CHECKOUT / "data" / "published")


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

    files = {file.stem: file for place in PLACES for file in sorted(place.glob("*.csv"))}
    if name not in files:
        raise UnknownLevelError("published counts", name, files)
    return pd.read_csv(files[name], dtype={"batter": str})
