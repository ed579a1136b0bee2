"""Whom one asks and through what: channels, ties, industries, beside each other."""

from collections.abc import Sequence

from outreachlab.answers.rates import AcceptanceRates
from outreachlab.display import records
from outreachlab.log.vocabulary import FEW
from outreachlab.report.answered import Place
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


def places_section(places: Sequence[Place]) -> Section | None:
    """A part per column that the log has, the ends of each compared."""
    told = [one for one in places if one.rates.table["counted"].any()]
    if not told:
        return None
    found = [_finding(one) for one in told]
    clear = [
        NAMES[one.rates.by].lower()
        for one, (_, differs) in zip(told, found, strict=True)
        if differs
    ]
    seen = listed([NAMES[one.rates.by].lower() for one in told])
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
        parts=tuple(map(_part, (one.rates for one in told), (words for words, _ in found))),
    )


def _part(rates: AcceptanceRates, heading: str) -> Section:
    table, marks = rate_rows(rates, f"Said yes, by {label(rates.by)}")
    return Section(key=f"place-{rates.by}", heading=heading, table=table, marks=marks)


def _finding(place: Place) -> tuple[str, bool]:
    """Who said yes most and least often, and whether chance alone would hardly do that."""
    rates, ends = place.rates, place.ends
    name = NAMES[rates.by]
    if ends is None:
        return f"{name}: {TOO_FEW}", False
    enough = [one for one in records(rates.table) if one["counted"] >= FEW]
    ranked = sorted(enough, key=lambda one: one["rate"])
    low, high = ranked[0], ranked[-1]
    pairs = len(enough) * (len(enough) - 1) / 2
    p = ends.p_value
    clear = p is not None and p * pairs < CLEAR  # Bonferroni over all pairs of values
    told = (
        f"{in_ten(row['rate'])} ({isolated(shortened(label(row['level']), MOST_NAME))})"
        for row in (high, low)
    )
    how = "differs" if clear else "no clear difference"
    return f"{name}: {how}, from {' to '.join(told)}", clear
