"""Whom one asks and through what: channels, ties, industries, beside each other."""

from collections.abc import Sequence

from outreachlab.answers.compare import compare
from outreachlab.answers.rates import AcceptanceRates
from outreachlab.log.outcomes import no_rate
from outreachlab.log.view import TableView
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Section
from outreachlab.report.sections.rows import rate_rows
from outreachlab.wording import in_ten, isolated, label, listed, shortened

NAMES = {
    "channel": "Channel",
    "relationship": "Tie before asking",
    "industry": "Industry",
    "seniority": "Seniority",
    "circumstance": "What it came out of",
}
CLEAR = 0.05
TOO_FEW = "too few requests to tell"
MOST_NAME = 30


def places_section(view: TableView, places: Sequence[AcceptanceRates]) -> Section | None:
    """A part per column that the log has, the ends of each compared."""
    told = [one for one in places if one.table["counted"].any()]
    if not told:
        return None
    found = [_finding(view, one) for one in told]
    clear = [
        NAMES[one.by].lower() for one, (_, differs) in zip(told, found, strict=True) if differs
    ]
    seen = listed([NAMES[one.by].lower() for one in told])
    heading = f"Whom to ask, and how: no clear difference yet by {seen}"
    if all(words.endswith(TOO_FEW) for words, _ in found):
        heading = "Whom to ask, and how: too few requests to tell yet"
    if clear:
        heading = f"Whom to ask, and how: the answer differs by {listed(clear)}"
    return Section(
        key="places",
        heading=heading,
        sentences=(
            "Shares of those asked long enough ago who said yes. Whom you asked through which "
            "channel was your choice, so a difference may be theirs and not the channel's.",
        ),
        parts=tuple(map(_part, told, (words for words, _ in found))),
    )


def _part(rates: AcceptanceRates, heading: str) -> Section:
    table, marks = rate_rows(rates, f"Said yes, by {label(rates.by)}")
    return Section(key=f"place-{rates.by}", heading=heading, table=table, marks=marks)


def _finding(view: TableView, rates: AcceptanceRates) -> tuple[str, bool]:
    """Who said yes most and least often, and whether chance alone would hardly do that."""
    name = NAMES[rates.by]
    enough = rates.table[rates.table["counted"] >= FEW]
    if len(enough) < 2 or no_rate(view.outcomes.totals) is not None:
        return f"{name}: {TOO_FEW}", False
    ranked = enough.sort_values("rate", kind="stable")
    low, high = ranked.iloc[0], ranked.iloc[-1]
    pairs = len(enough) * (len(enough) - 1) / 2
    p = compare(view, rates.by, (high["level"], low["level"])).p_value
    clear = p is not None and p * pairs < CLEAR  # Bonferroni over all pairs of values
    ends = (
        f"{in_ten(row['rate'])} ({isolated(shortened(label(row['level']), MOST_NAME))})"
        for row in (high, low)
    )
    how = "differs" if clear else "no clear difference"
    return f"{name}: {how}, from {' to '.join(ends)}", clear
