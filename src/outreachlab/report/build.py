"""Answers in, a `Report` out: which sections there are, and in what order."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from outreachlab.answers.advice import advice
from outreachlab.answers.contrasts import Comparison, compare
from outreachlab.answers.funnel import funnel
from outreachlab.answers.meetings import meeting_effects
from outreachlab.answers.rates import AcceptanceRates, acceptance_rates
from outreachlab.answers.waiting import waiting_times
from outreachlab.chains.growth import chain_growth
from outreachlab.codes import codes_of, has
from outreachlab.forest import referral_forest
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes, decide
from outreachlab.report.model import Report
from outreachlab.report.sections.chains import chains_section
from outreachlab.report.sections.contrasts import advised_line
from outreachlab.report.sections.funnel import funnel_section
from outreachlab.report.sections.growth import growth_section
from outreachlab.report.sections.meetings import meetings_section
from outreachlab.report.sections.method import method_section
from outreachlab.report.sections.quality import quality_section
from outreachlab.report.sections.rows import rows_section
from outreachlab.report.sections.scoreboard import scoreboard_section
from outreachlab.report.sections.tactics import tactic_section
from outreachlab.report.sections.waiting import waiting_section
from outreachlab.report.summary import summary_of
from outreachlab.vocabulary import ADVICE, WINDOW_DAYS, YES_NO, stage_of
from outreachlab.wording import label

REQUEST_ADVICE = tuple(one for one in ADVICE if stage_of(one.tactic) == "request")
When = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One way of asking, with its rates and its comparison if there are two sides."""

    name: str
    rates: AcceptanceRates
    contrast: Comparison | None


def build_report(
    log: CheckedLog, *, as_of: date | None = None, window_days: int = WINDOW_DAYS
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
    when: When = {"as_of": outcomes.as_of, "window_days": window_days}
    advised = [
        _question(log, one.advice, one.tactic, one.contrast, when)
        for one in REQUEST_ADVICE
        if has(log, one.tactic)
    ]
    mapped = [
        _question(log, label(name), name, _yes_no(log, name), when)
        for name, kind in log.tactics.items()
        if kind != "number" and has(log, name) and stage_of(name) == "request"
        and name not in {question.rates.by for question in advised}
    ]  # fmt: skip
    tested = advice(log, **when)
    lines = {line.tactic: line for line in map(advised_line, tested.lines) if line is not None}
    meeting = [line for line in lines.values() if line.unit == "meeting"]
    asking = [line for line in lines.values() if line.unit == "request"]
    meetings = meeting_effects(log, **when)
    forest = referral_forest(log, **when) if "referrer" in log.frame else None
    growth = chain_growth(log, **when) if forest is not None and forest.lines.edges else None
    waiting, steps = waiting_times(log, **when), funnel(log, **when)
    waited = waiting_section(waiting)
    sections = (
        rows_section(outcomes),
        scoreboard_section(asking) if asking else None,
        *(tactic_section(q.name, q.rates, q.contrast, lines.get(q.rates.by)) for q in advised),
        waited,
        funnel_section(steps),
        chains_section(forest) if forest is not None else None,
        growth_section(growth) if growth is not None else None,
        meetings_section(meetings, meeting),
        *(tactic_section(q.name, q.rates, q.contrast, None) for q in mapped),
        quality_section(log, outcomes, [a for a in REQUEST_ADVICE if not has(log, a.tactic)]),
        method_section(log, outcomes, waited is not None),
    )
    content = _content(outcomes, [*advised, *mapped])
    if forest is not None:
        content["chains"] = {
            **forest.counts(),
            "reproduction": None if growth is None else growth.to_json(),
        }
    for name, plain in (
        ("advice", tested.to_json()),
        ("waiting", waiting.to_json()),
        ("funnel", steps.to_json()),
        ("meetings", meetings.to_json()),
    ):
        content[name] = _without_ground(plain, outcomes)
    return Report(
        f"What gets a yes: {log.source}",
        summary_of(outcomes, list(lines.values())),
        tuple(section for section in sections if section is not None),
        content,
    )


def _question(
    log: CheckedLog, name: str, tactic: str, contrast: tuple[str, str] | None, when: When
) -> Question:
    rates = acceptance_rates(log, tactic, **when)
    if contrast is None or not set(contrast) <= set(codes_of(log, tactic).book):
        return Question(name, rates, None)
    return Question(name, rates, compare(log, tactic, contrast, **when))


def _yes_no(log: CheckedLog, name: str) -> tuple[str, str] | None:
    """The contrast of a yes/no tactic of the map; a category has none."""
    return YES_NO if log.tactics[name] == "yes_no" else None


def _content(outcomes: Outcomes, questions: list[Question]) -> dict[str, Any]:
    return {
        **outcomes.facts(),
        "rates": [_without_ground(q.rates.to_json(), outcomes) for q in questions],
        "contrasts": [
            _without_ground(q.contrast.to_json(), outcomes) for q in questions if q.contrast
        ],
    }


def _without_ground(plain: dict[str, Any], outcomes: Outcomes) -> dict[str, Any]:
    """An answer's JSON less what stands once at the top of the report's."""
    common = outcomes.facts()
    return {name: value for name, value in plain.items() if name not in common}
