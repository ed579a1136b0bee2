"""A report as pure data: sections of sentences, pictures, a table and details."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from outreachlab.display import Shown

LACKING = "Write this down, too: it would teach you most"


@dataclass(frozen=True, slots=True)
class Picture:
    """
    A figure as an SVG element, with an alternative text that states the finding.

    An explorable one has marks with titles of their own, which a page lets its reader search.
    """

    name: str
    svg: str
    alt: str
    explorable: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """An estimate with its limits as a table's row draws it: a share, or a difference of two."""

    estimate: float
    low: float
    high: float
    pale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    One heading, which is a finding, with what belongs under it; `key` is its anchor.

    `marks` are drawn in the rows of `table`, from 0 to 100% or, `signed`, about a line at none.
    `parts` are sections of their own within; `opened` says that each of them is what opens behind
    one row of the table; `links` are addresses its rows lead to. `inside` is a table among the
    `details`. `typed` says what commands tell of it; a page, whose reader may know of none, does
    without.
    """

    key: str
    heading: str
    sentences: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    table: Shown | None = None
    marks: tuple[Mark | None, ...] = ()
    signed: bool = False
    links: tuple[str, ...] = ()
    parts: tuple["Section", ...] = ()
    opened: bool = False
    details: tuple[str, ...] = ()
    inside: Shown | None = None
    typed: tuple[str, ...] = ()

    @property
    def every(self) -> Iterator["Section"]:
        """It and all within it."""
        yield self
        for part in self.parts:
            yield from part.every


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the funnel, and what it counts; `least` where most are lost on the way to it."""

    count: int
    words: str
    least: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing to do this week: what, why, when."""

    do: str
    why: str
    when: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of `of` requests, and on which side these are."""

    words: str
    share: float
    of: int


@dataclass(frozen=True, slots=True)
class Choosing:
    """What goes with a yes: the side to choose and the other, how likely it is the better one."""

    do: str
    bars: tuple[Bar, ...]
    chance: str
    gain: str
    beside: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstScreen:
    """
    What a reader sees first: a finding that says what to do, and what it stands on.

    `reading` comes before all numbers, where much of the file was not understood; `people` is the
    table of those who ask, where they are several. `after_figures`, `after_week` and
    `after_choices` are sentences below the numbers and the two lists, `lacking` says what more to
    write down, `adding` how. `calendar` holds the week as a calendar file; `typed` says which
    commands do more, where commands are known.
    """

    headline: str
    ground: str
    figures: tuple[Figure, ...] = ()
    after_figures: tuple[str, ...] = ()
    reading: Section | None = None
    people: Section | None = None
    week_heading: str = "This week"
    week: tuple[Thing, ...] = ()
    after_week: tuple[str, ...] = ()
    choices_heading: str = ""
    choices: tuple[Choosing, ...] = ()
    after_choices: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    adding: str = ""
    calendar: str = ""
    typed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """
    The whole report, as every renderer takes it.

    `numbers` makes the JSON of its answers, which a page has no use for.
    """

    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    numbers: Callable[[], dict[str, Any]] = dict
    first: FirstScreen | None = None

    @property
    def content(self) -> dict[str, Any]:
        """The numbers of its answers, by name."""
        return self.numbers()

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, in the order of the page."""
        every = (one for section in self.sections for one in section.every)
        return tuple(picture for section in every for picture in section.pictures)

    def to_json(self) -> dict[str, Any]:
        """The numbers of the report, and its sentences by section."""
        return {
            **self.content,
            "title": self.title,
            "summary": list(self.summary),
            **({} if self.first is None else {"first": _first(self.first)}),
            "sections": [_section(section) for section in self.sections],
        }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": section.heading,
        "sentences": list(section.sentences),
        "pictures": [{"name": one.name, "alt": one.alt} for one in section.pictures],
        "table": None if section.table is None else _table(section.table),
        "parts": [_section(part) for part in section.parts],
        "details": list(section.details),
        "inside": None if section.inside is None else _table(section.inside),
        "typed": list(section.typed),
    }


def _first(first: FirstScreen) -> dict[str, Any]:
    tables = {name: getattr(first, name) for name in ("reading", "people")}
    plain = asdict(replace(first, reading=None, people=None))
    del plain["calendar"]  # the same as the week
    return plain | {name: None if one is None else _section(one) for name, one in tables.items()}


def _table(shown: Shown) -> dict[str, Any]:
    return {
        "caption": shown.headline,
        "columns": list(shown.columns),
        "rows": [list(row) for row in shown.rows],
        "notes": list(shown.notes),
    }
