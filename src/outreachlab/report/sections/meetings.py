"""What makes a meeting lead on to further names."""

from collections.abc import Sequence

from outreachlab.answers.meetings import MeetingEffects
from outreachlab.report.model import Section
from outreachlab.report.sections.contrasts import Line
from outreachlab.report.sections.scoreboard import scoreboard_picture, scoreboard_table
from outreachlab.wording import counted, listed, number, of, share


def meetings_section(meetings: MeetingEffects, lines: Sequence[Line]) -> Section | None:
    """Meetings that named someone further, with and without each tactic."""
    if not meetings.held:
        return None
    sentences = [_held(meetings)]
    if lines:
        sentences.append(_standing(lines))
    if meetings.ran_over.of:
        ran = of(meetings.ran_over.count, meetings.ran_over.of)
        sentences.append(f"{ran} meetings that say both ran past the minutes asked for.")
    if meetings.usefulness is not None:
        sentences.append(
            f"The seeker rated {counted(meetings.rated, 'meeting')} "
            f"{number(meetings.usefulness, 1)} of 5 on average."
        )
    what = "Named someone further, of meetings held"
    return Section(
        "meetings",
        "What makes a meeting lead on",
        tuple(sentences),
        scoreboard_picture("meetings", "named someone further with and without", lines),
        scoreboard_table(what, lines) if lines else None,
        tuple(note[0].upper() + note[1:] + "." for note in meetings.notes),
    )


def _held(meetings: MeetingEffects) -> str:
    were = "was" if meetings.held == 1 else "were"
    start = f"{counted(meetings.held, 'meeting')} {were} held"
    if meetings.names_per_meeting is None:
        return f"{start}; none says how many names were given."
    return f"{start}, with {number(meetings.names_per_meeting, 1)} names given per meeting."


def _standing(lines: Sequence[Line]) -> str:
    clear = [line for line in lines if line.verdict in ("supported", "contradicted")]
    if clear:
        parts = (
            f"“{line.advice}” is {line.verdict} ({share(line.successes[0], line.totals[0])} with "
            f"it, {share(line.successes[1], line.totals[1])} without)"
            for line in clear
        )
        return f"For a further name, {listed(parts)}. This is observed, not proven."
    if all(line.verdict == "not tried" for line in lines):
        return "Too few to tell what helps: fewer than five meetings on one side of each advice."
    return "Nothing done at a meeting stands clear of chance in bringing a further name."
