"""What to do next, as a section of the report."""

from dataclasses import replace

from outreachlab.answers.next_steps import NextSteps
from outreachlab.report.model import Section
from outreachlab.wording import counted, sentence


def next_section(steps: NextSteps) -> Section:
    """What to do next, the lines of `next_steps` as they are."""
    details = tuple(sentence(note) for note in steps.notes if note not in steps.warnings)
    if not steps.due:
        return Section(
            "next",
            "What to do next",
            (f"Nothing is due as of {steps.as_of}.", *map(sentence, steps.warnings)),
            details=details,
        )
    sentences = ["What is worth most comes first. “`as_calendar`” spreads it over the coming days."]
    if steps.left:
        sentences.append(
            f"{counted(steps.left, 'further line')} worth less: “`next_steps`” lists them."
        )
    return Section(
        "next",
        "What to do next",
        (*sentences, *map(sentence, steps.warnings)),
        table=replace(steps._shown(), notes=()),
        details=details,
    )
