"""A report as pure data: sections of sentences, a table, a figure and notes."""

from dataclasses import dataclass, field
from typing import Any

from outreachlab.display import Shown


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure as an SVG element, with an alternative text that states the finding."""

    svg: str
    alt: str


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with what belongs under it; `key` is its anchor."""

    key: str
    heading: str
    sentences: tuple[str, ...]
    picture: Picture | None = None
    table: Shown | None = None
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report, as every renderer takes it; `content` holds its numbers for JSON."""

    title: str
    summary: tuple[str, ...]
    sections: tuple[Section, ...]
    content: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The numbers of the report, and its sentences by section."""
        sections = [
            {
                "key": section.key,
                "heading": section.heading,
                "sentences": list(section.sentences),
                "table": None if section.table is None else _plain(section.table),
                "details": list(section.details),
            }
            for section in self.sections
        ]
        return {
            **self.content,
            "title": self.title,
            "summary": list(self.summary),
            "sections": sections,
        }


def _plain(shown: Shown) -> dict[str, Any]:
    return {
        "caption": shown.headline,
        "columns": list(shown.columns),
        "rows": [list(row) for row in shown.rows],
        "notes": list(shown.notes),
    }
