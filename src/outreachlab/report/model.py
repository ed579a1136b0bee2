"""A report as pure data: sections of sentences, pictures, a table and details."""

from dataclasses import dataclass, field
from typing import Any

from outreachlab.display import Shown


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
class Section:
    """One heading with what belongs under it; `key` is its anchor, `inside` a table in details."""

    key: str
    heading: str
    sentences: tuple[str, ...]
    pictures: tuple[Picture, ...] = ()
    table: Shown | None = None
    details: tuple[str, ...] = ()
    inside: Shown | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report, as every renderer takes it; `content` holds its numbers for JSON."""

    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, in the order of the page."""
        return tuple(picture for section in self.sections for picture in section.pictures)

    def to_json(self) -> dict[str, Any]:
        """The numbers of the report, and its sentences by section."""
        return {
            **self.content,
            "title": self.title,
            "summary": list(self.summary),
            "sections": [_section(section) for section in self.sections],
        }


def _section(section: Section) -> dict[str, Any]:
    return {
        "key": section.key,
        "heading": section.heading,
        "sentences": list(section.sentences),
        "pictures": [{"name": one.name, "alt": one.alt} for one in section.pictures],
        "table": None if section.table is None else _table(section.table),
        "details": list(section.details),
        "inside": None if section.inside is None else _table(section.inside),
    }


def _table(shown: Shown) -> dict[str, Any]:
    return {
        "caption": shown.headline,
        "columns": list(shown.columns),
        "rows": [list(row) for row in shown.rows],
        "notes": list(shown.notes),
    }
