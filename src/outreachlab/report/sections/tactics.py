"""A section per way of asking: its rates, drawn and as a table, and its comparison."""

from dataclasses import replace

from outreachlab.answers.contrasts import Comparison
from outreachlab.answers.rates_answer import AcceptanceRates
from outreachlab.charts.rates import MOST_LEVELS, draw_rates
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.report.sections.contrasts import Line, line_of, statistician, told
from outreachlab.vocabulary import FEW
from outreachlab.wording import counted, interval, isolated, label, sentence, share, shortened

MOST_TOLD = 8
MOST_LETTERS = 60


def tactic_section(
    heading: str,
    rates: AcceptanceRates,
    contrast: Comparison | None,
    line: Line | None,
) -> Section:
    """One way of asking; `line` is what the advice came to, where it is one."""
    key, heading = f"by-{rates.by}", heading[:1].upper() + heading[1:]
    if not rates.table["counted"].any():
        return Section(key, heading, ("No counted request says.",))
    if contrast is not None and line is None:
        line = line_of(contrast, heading)
    if line is not None:
        sentences = list(told(line))
    else:
        sentences = ["Its values are shown side by side; none is tested against another."]
    if (few := int((rates.table["counted"] < FEW).sum())) and contrast is None:
        stand = "stands" if few == 1 else "stand"
        sentences.append(
            f"{counted(few, 'value')} {stand} on fewer than {FEW} requests: too few to tell."
        )
    picture = Picture(rates.by, svg_of(draw_rates(rates), key), alternative(rates))
    return Section(
        key,
        heading,
        tuple(sentences),
        (picture,),
        _table(rates),
        statistician(contrast, line) if contrast is not None and line is not None else (),
    )


def _table(rates: AcceptanceRates) -> Shown:
    """The answer's own table with long names cut; of many levels those counted most."""
    shown, size = rates._shown(), len(rates.table)
    most = set(rates.table["counted"].nlargest(MOST_LEVELS).index)
    rows = tuple(
        (shortened(name, MOST_LETTERS), *cells)
        for place, (name, *cells) in enumerate(shown.rows)
        if place in most or place >= size
    )
    if size <= MOST_LEVELS:
        return replace(shown, rows=rows)
    rest = counted(size - MOST_LEVELS, "further value")
    note = f"{rest} with fewer counted requests not shown"
    return replace(shown, rows=rows, notes=(note, *shown.notes))


def alternative(rates: AcceptanceRates) -> str:
    """The finding of a rate chart in words."""
    rows = rates.table[rates.table["counted"] > 0].to_dict("records")
    parts = [
        f"{isolated(shortened(label(row['level'])))} {share(row['accepted'], row['counted'])}, "
        f"interval {interval(row['low'], row['high'], 0)}"
        for row in rows[:MOST_TOLD]
    ]
    if len(rows) > MOST_TOLD:
        parts.append(f"and {counted(len(rows) - MOST_TOLD, 'further value')}")
    return sentence(f"accepted by {label(rates.by)}: {'; '.join(parts)}")
