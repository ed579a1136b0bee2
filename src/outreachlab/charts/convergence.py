"""Acceptance along the chains."""

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from outreachlab.charts.rates import TITLE, rate_rows
from outreachlab.charts.rows import draw_shares
from outreachlab.charts.style import told
from outreachlab.wording import counted, label, percent

if TYPE_CHECKING:
    from outreachlab.chains.convergence import Convergence
    from outreachlab.chains.naming import NamingEffects

MOST_DRAWN = 12
NOTHING = "No request counts yet."


def draw_convergence(convergence: "Convergence") -> Figure:
    """A rate with its interval per generation, the first twelve."""
    table = convergence.table[convergence.table["counted"] > 0].head(MOST_DRAWN)
    names = [
        f"{counted(steps, 'step')} on" if steps else "first requests"
        for steps in table["generation"].tolist()
    ]
    if not names:
        return told(NOTHING)
    title = f"{TITLE}, {percent(convergence.confidence, 0)} interval"
    return draw_shares(rate_rows(table.assign(level=names)), title)


def draw_naming(naming: "NamingEffects") -> Figure:
    """A rate with its interval per level of what the contact knew of the referral."""
    table = naming.table[naming.table["counted"] > 0]
    if table.empty:
        return told(NOTHING)
    names = [
        f"{label(by)}: {label(level)}"
        for by, level in zip(table["by"], table["level"], strict=True)
    ]
    title = f"{TITLE}, {percent(naming.confidence, 0)} interval"
    return draw_shares(rate_rows(table.assign(level=names)), title)
