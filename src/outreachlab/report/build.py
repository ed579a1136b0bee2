"""Answers in, a `Report` out: which sections there are, and in what order."""

from collections.abc import Iterable, Mapping
from datetime import date

from outreachlab.charts.style import looks
from outreachlab.escapes import key
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.log.outcomes import Outcomes, decide
from outreachlab.log.vocabulary import ADVICE, WINDOW_DAYS, stage_of
from outreachlab.report.answered import Answers, Question, answers_of
from outreachlab.report.model import Report, Section
from outreachlab.report.sections.answers import funnel_section, meetings_section, waiting_section
from outreachlab.report.sections.chains import (
    chains_section,
    growth_section,
    mixing_section,
    naming_section,
)
from outreachlab.report.sections.contrasts import Line, advised_line
from outreachlab.report.sections.data import quality_section, rows_section
from outreachlab.report.sections.method import method_section, strobe_section
from outreachlab.report.sections.next_steps import next_section
from outreachlab.report.sections.pool import beside_section, pool_section
from outreachlab.report.sections.tactics import scoreboard_section, tactic_section
from outreachlab.report.summary import summary_of

REQUEST_ADVICE = tuple(one for one in ADVICE if stage_of(one.tactic) == "request")


def build_report(
    log: CheckedLog,
    *,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    pool: CheckedLog | None = None,
) -> Report:
    """
    The report on a log, as pure data.

    Parameters
    ----------
    log : CheckedLog
        One row per request, as `read_log` returns it.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.
    pool : CheckedLog, optional
        The whole pool, where `log` looks at one seeker of it who is to be shown beside it.

    Returns
    -------
    Report
        Sections of sentences, tables and figures, in the order they are read.

    Raises
    ------
    NothingToComputeError
        No request had been asked by `as_of`.
    UsageError
        The window is no whole number of days from 1 up.
    """
    outcomes = decide(log, as_of=as_of, window_days=window_days)
    answers = answers_of(log, outcomes, pool, window_days)
    lines = {line.tactic: line for line in map(advised_line, answers.tested.lines) if line}
    with looks():
        sections = [one for one in _sections(log, outcomes, answers, lines) if one is not None]
    return Report(
        f"What gets a yes: {log.source if pool is None else answers.who}",
        summary_of(outcomes, list(lines.values())),
        tuple(sections),
        answers.content(outcomes),
    )


def _sections(
    log: CheckedLog, outcomes: Outcomes, answers: Answers, lines: Mapping[str, Line]
) -> Iterable[Section | None]:
    """In the order they are read; None for what the log has no ground for."""
    at_meetings = [line for line in lines.values() if line.unit == "meeting"]
    yield rows_section(outcomes)
    if lines:
        yield scoreboard_section(list(lines.values()), answers.ladder)
    yield from _questions(answers.advised, lines)
    yield waiting_section(answers.waiting)
    yield funnel_section(answers.steps)
    if answers.forest is not None:
        yield chains_section(answers.forest)
    if answers.growth is not None:
        yield growth_section(answers.growth)
    if answers.mixed is not None:
        yield mixing_section(answers.mixed)
    if answers.naming is not None:
        yield naming_section(answers.naming)
    yield meetings_section(answers.meetings, at_meetings)
    if answers.pooled is not None:
        yield pool_section(answers.pooled)
    if answers.beside is not None:
        yield beside_section(answers.beside)
    yield next_section(answers.due)
    yield from _questions(answers.mapped, lines)
    lacking = [one for one in REQUEST_ADVICE if not has(log, one.tactic)]
    yield quality_section(log, outcomes, lacking)
    yield method_section(log, outcomes, answers)
    if answers.forest is not None:
        yield strobe_section(answers.forest, answers.steps, answers.growth)


def _questions(questions: Iterable[Question], lines: Mapping[str, Line]) -> Iterable[Section]:
    for number, one in enumerate(questions, start=1):
        name = key(one.tactic, number)
        yield tactic_section(name, one.heading, one.rates, one.contrast, lines.get(one.tactic))
