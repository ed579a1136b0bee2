"""One private table of strings per answer, shown as text in a terminal and as HTML in Jupyter."""

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from outreachlab.wording import aligned, harmless

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Shown:
    """
    What an answer shows: a headline, a table of strings (first column the label), notes.

    Names come from people's files, so each string is made harmless here.
    """

    headline: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        set_once = object.__setattr__
        set_once(self, "headline", harmless(self.headline))
        set_once(self, "rows", tuple(tuple(map(harmless, row)) for row in self.rows))
        for name in ("columns", "notes"):
            set_once(self, name, tuple(map(harmless, getattr(self, name))))


class Answer:
    """Base of every answer: it prints as text and shows as HTML, from the same strings."""

    __slots__ = ()

    def _shown(self) -> Shown:
        raise NotImplementedError

    def __repr__(self) -> str:
        return as_text(self._shown())

    def _repr_html_(self) -> str:
        return as_html(self._shown())


class Charted:
    """What has a chart of its own."""

    __slots__ = ()

    def plot(self) -> "Figure":
        """The same as a picture, a matplotlib Figure."""
        from outreachlab.charts.draw import draw  # the one import from below upwards

        return draw(self)


def as_text(shown: Shown) -> str:
    """The strings as lines for a terminal."""
    lines = [shown.headline]
    if shown.rows:
        lines += aligned(shown.columns, shown.rows)
    return "\n".join([*lines, *(f"note: {note}" for note in shown.notes)])


def as_html(shown: Shown) -> str:
    """The strings as an HTML table, every text escaped; the headline is its caption."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in shown.columns)
    body = "".join(
        f'<tr><th scope="row">{escape(row[0])}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
        + "</tr>"
        for row in shown.rows
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in shown.notes)
    if not shown.rows:
        return f"<p>{escape(shown.headline)}</p>{notes}"
    return (
        f"<table><caption>{escape(shown.headline)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{notes}"
    )
