"""What is due, as a section of the report."""

from dataclasses import replace

from outreachlab.answers.next_steps import NextSteps
from outreachlab.report.model import Section
from outreachlab.wording import sentence


def next_section(steps: NextSteps) -> Section:
    """What to do next, the lines of `next_steps` as they are."""
    shown = steps._shown()
    return Section(
        "next",
        "What to do next",
        (f"{shown.headline}.",),
        (),
        replace(shown, notes=()) if steps.due else None,
        tuple(map(sentence, shown.notes)),
    )
