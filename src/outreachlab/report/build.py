"""Answers in, a `Report` out: which sections there are, and in what order."""

from collections.abc import Iterable, Mapping
from datetime import date

from outreachlab.answers.judging.record import JudgedAdvice, Trial
from outreachlab.charts.style import looks
from outreachlab.escapes import key
from outreachlab.log.codes import has
from outreachlab.log.view import Log, TableView, view_of
from outreachlab.log.vocabulary import ADVICE, ADVICE_OF, WINDOW_DAYS, stage_of
from outreachlab.report.answered import Answers, answers_of
from outreachlab.report.due import next_section
from outreachlab.report.model import Report, Section
from outreachlab.report.sections.answers import (
    funnel_section,
    meetings_section,
    naming_section,
    waiting_section,
)
from outreachlab.report.sections.chains import (
    chains_section,
    growth_section,
    mixing_section,
)
from outreachlab.report.sections.data import quality_section, rows_section
from outreachlab.report.sections.method import method_section, strobe_section
from outreachlab.report.sections.pool import beside_section, pool_section
from outreachlab.report.sections.tactics import scoreboard_section, tactic_section
from outreachlab.report.summary import summary_of

REQUEST_ADVICE = tuple(one for one in ADVICE if stage_of(one.tactic) == "request")


def build_report(
    log: Log,
    *,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    pool: Log | None = None,
    trial: Trial | None = None,
) -> Report:
    """
    The report on a log, as pure data.

    Parameters
    ----------
    log : Log
        A checked log or a view of one; a log in parts has no report.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.
    pool : Log, optional
        The whole pool, where `log` looks at one seeker of it who is to be shown beside it.
    trial : Trial, optional
        A trial as `read_trial` reads it, whose verdicts stand in place of the observed ones.

    Returns
    -------
    Report
        Sections of sentences, tables and figures, in the order they are read.

    Raises
    ------
    NothingToComputeError
        No request had been asked by `as_of`.
    UsageError
        The window is no whole number of days from 1 up, or the log is in parts.
    """
    view = TableView(*view_of(log, as_of, window_days).whole("a report"))
    answers = answers_of(view, pool, trial)
    lines = {line.tactic: line for line in answers.tested.lines if any(line.totals)}
    with looks():
        sections = [one for one in _sections(view, answers, lines) if one is not None]
    summary = summary_of(view, list(lines.values()))
    return Report(answers.title, summary, tuple(sections), answers.content())


def _sections(
    view: TableView, answers: Answers, lines: Mapping[str, JudgedAdvice]
) -> Iterable[Section | None]:
    """In the order they are read; None for what the log has no ground for."""
    log, outcomes = view.log, view.outcomes
    at_meetings = [line for line in lines.values() if line.unit == "meeting"]
    yield rows_section(outcomes)
    if lines:
        yield scoreboard_section(list(lines.values()), answers.ladder)
    yield from _questions(answers, lines, advised=True)
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
    yield from _questions(answers, lines, advised=False)
    lacking = [one for one in REQUEST_ADVICE if not has(log, one.tactic)]
    yield quality_section(log, outcomes, lacking)
    yield method_section(log, outcomes, answers)
    if answers.forest is not None:
        yield strobe_section(answers.forest, answers.steps, answers.growth)


def _questions(
    answers: Answers, lines: Mapping[str, JudgedAdvice], *, advised: bool
) -> Iterable[Section]:
    """Those on advice, or those on the map's own tactics."""
    for number, one in enumerate(answers.questions, start=1):
        if (one.tactic in ADVICE_OF) is advised:
            name = key(one.tactic, number)
            yield tactic_section(name, one.heading, one.rates, one.contrast, lines.get(one.tactic))
