"""What makes a meeting lead on to further names."""

from collections.abc import Mapping, Sequence

from outreachlab.answers.meetings import MeetingEffects
from outreachlab.report.model import Section
from outreachlab.report.sections.contrasts import IS_CLEAR, TOO_FEW, Line, reading
from outreachlab.report.sections.scoreboard import scoreboard_picture, scoreboard_table
from outreachlab.vocabulary import ADVICE_OF, FEW, YES_NO
from outreachlab.wording import counted, listed, number, of, share


def meeting_lines(meetings: MeetingEffects) -> list[Line]:
    """Each tactic of the meeting as a line."""
    return [
        Line(
            ADVICE_OF[one.tactic].advice,
            one.tactic,
            YES_NO,
            one.sides.successes,
            one.sides.totals,
            one.sides.difference,
            one.sides.p_value,
        )
        for one in meetings.tactics
    ]


def meetings_section(
    meetings: MeetingEffects, lines: Sequence[Line], adjusted: Mapping[str, float]
) -> Section | None:
    """Meetings that named someone further, with and without each tactic."""
    if not meetings.held:
        return None
    sentences = [_held(meetings)]
    if any(sum(line.totals) for line in lines):
        sentences.append(_standing(lines, adjusted))
    if meetings.ran_over.of:
        ran = of(meetings.ran_over.count, meetings.ran_over.of)
        sentences.append(f"{ran} meetings that say both ran past the minutes asked for.")
    if meetings.usefulness is not None:
        sentences.append(
            f"The seeker rated {counted(meetings.rated, 'meeting')} "
            f"{number(meetings.usefulness, 1)} of 5 on average."
        )
    known = [line for line in lines if sum(line.totals)]
    what = "Named someone further, of meetings held"
    return Section(
        "meetings",
        "What makes a meeting lead on",
        tuple(sentences),
        scoreboard_picture("meetings", "named someone further with and without", known, adjusted),
        scoreboard_table(what, known, adjusted) if known else None,
        tuple(note[0].upper() + note[1:] + "." for note in meetings.notes),
    )


def _held(meetings: MeetingEffects) -> str:
    were = "was" if meetings.held == 1 else "were"
    start = f"{counted(meetings.held, 'meeting')} {were} held"
    if meetings.names_per_meeting is None:
        return f"{start}; none says how many names were given."
    return f"{start}, with {number(meetings.names_per_meeting, 1)} names given per meeting."


def _standing(lines: Sequence[Line], adjusted: Mapping[str, float]) -> str:
    clear = [line for line in lines if reading(line, adjusted) == IS_CLEAR]
    if clear:
        parts = (
            f"“{line.advice}” ({share(line.successes[0], line.totals[0])} with it, "
            f"{share(line.successes[1], line.totals[1])} without)"
            for line in clear
        )
        return f"Clear of chance for a further name: {listed(parts)}. Observed, no proof."
    if all(reading(line, adjusted) == TOO_FEW for line in lines):
        return f"Too few to tell what helps: fewer than {FEW} meetings on one side of each advice."
    return "Nothing done at a meeting stands clear of chance in bringing a further name."
