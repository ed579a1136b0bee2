"""Answers in, a `Report` out: what is seen first, and which sections stand behind."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from outreachlab.charts.style import looks
from outreachlab.log.view import Log, TableView, View, view_of
from outreachlab.log.vocabulary import ADVICE, WINDOW_DAYS, stage_of
from outreachlab.report.answered import Answers, answers_of
from outreachlab.report.client import Client
from outreachlab.report.first.screen import first_screen
from outreachlab.report.first.todo import further_section
from outreachlab.report.model import Report, Section
from outreachlab.report.sections.answers import funnel_section, meetings_section, waiting_section
from outreachlab.report.sections.chains import chains_section
from outreachlab.report.sections.data import data_section
from outreachlab.report.sections.method import method_section
from outreachlab.report.sections.places import places_section
from outreachlab.report.sections.pool import beside_section, pool_section
from outreachlab.report.sections.tactics import advice_section, own_sections
from outreachlab.report.sections.time import time_section
from outreachlab.report.words import in_words

if TYPE_CHECKING:
    from outreachlab.trials.result import TrialRead

REQUEST_ADVICE = tuple(one for one in ADVICE if stage_of(one.tactic) == "request")


def build_report(
    log: Log,
    *,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    pool: Log | None = None,
    trial: "TrialRead | None" = None,
) -> Report:
    """
    The report on a log, as pure data.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.
    pool : Log, optional
        The whole pool, where `log` looks at one seeker of it who is to be shown beside it.
    trial : TrialRead, optional
        A trial as `read_trial` reads it, whose verdicts stand in place of the observed ones.

    Returns
    -------
    Report
        What is seen first, then sections of sentences, tables and figures, in reading order.

    Raises
    ------
    NothingToComputeError
        No request had been asked by `as_of`.
    UsageError
        The window is no whole number of days from 1 up.
    """
    view = view_of(log, as_of, window_days).at_hand()
    answers = answers_of(view, None if pool is None else _client(view, pool), trial)
    first = first_screen(answers)
    with looks():
        sections = [one for one in _sections(answers, view.notes) if one is not None]
    summary = (first.headline, first.ground)
    return in_words(Report(answers.title, summary, tuple(sections), answers.content, first))


def _client(view: View, pool: Log) -> Client:
    """Whom a log is of, and the pool judged as the log is; one that is judged so is kept."""
    judged = (view.judged.as_of, view.window_days)
    behind = view_of(pool)
    if (behind.judged.as_of, behind.window_days) != judged:
        behind = view_of(pool, *judged)
    return Client(TableView(*view.whole("a client's page")), behind)


def _sections(answers: Answers, notes: tuple[str, ...]) -> Iterable[Section | None]:
    """In the order they are read; None for what the log has no ground for."""
    yield further_section(answers.due, answers.facts.seekers > 1)
    lines = {line.tactic: line for line in answers.tested.lines if any(line.totals)}
    yield advice_section(answers, lines)
    if answers.trial is not None:
        from outreachlab.report.sections.trial import trial_section

        yield trial_section(answers.trial)
    yield places_section(answers.places)
    yield from own_sections(answers)
    yield funnel_section(answers.steps)
    yield time_section(answers.over_time)
    yield waiting_section(answers.waiting, answers.reminded)
    if answers.forest is not None:
        yield chains_section(answers.forest, answers.growth, answers.mixed, answers.naming)
    yield meetings_section(answers.meetings)
    if answers.pooled is not None:
        yield pool_section(answers.pooled)
    if answers.beside is not None:
        yield beside_section(answers.beside)
    yield data_section(answers, notes, REQUEST_ADVICE)
    yield method_section(answers)
