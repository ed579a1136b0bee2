"""Answers in, a `Report` out: which sections there are, and in what order."""

from datetime import date
from typing import Any

from outreachlab.answers.contrasts import Comparison, compare
from outreachlab.answers.rates import AcceptanceRates, acceptance_rates
from outreachlab.codes import has
from outreachlab.forest import referral_forest
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes, decide
from outreachlab.report.model import Report
from outreachlab.report.sections import (
    chains_section,
    method_section,
    quality_section,
    rows_section,
    tactic_section,
)
from outreachlab.report.summary import summary_of
from outreachlab.vocabulary import ADVICE, WINDOW_DAYS, stage_of

REQUEST_ADVICE = tuple(advice for advice in ADVICE if stage_of(advice.tactic) == "request")


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
    when: dict[str, Any] = {"as_of": outcomes.as_of, "window_days": window_days}
    able = [advice for advice in REQUEST_ADVICE if has(log, advice.tactic)]
    rates = {advice.tactic: acceptance_rates(log, advice.tactic, **when) for advice in able}
    contrasts = {
        advice.tactic: compare(log, advice.tactic, advice.contrast, **when)
        for advice in able
        if advice.contrast is not None
    }
    forest = referral_forest(log, **when) if "referrer" in log.frame else None
    sections = [
        rows_section(outcomes),
        *(tactic_section(a, rates[a.tactic], contrasts.get(a.tactic)) for a in able),
    ]
    if forest is not None:
        sections.append(chains_section(forest))
    sections += [
        quality_section(log, outcomes, able, REQUEST_ADVICE),
        method_section(log, outcomes),
    ]
    return Report(
        f"What gets a yes: {log.source}",
        summary_of(outcomes, able, contrasts, forest),
        tuple(sections),
        _content(outcomes, rates, contrasts) | ({"chains": forest.counts()} if forest else {}),
    )


def _content(
    outcomes: Outcomes, rates: dict[str, AcceptanceRates], contrasts: dict[str, Comparison]
) -> dict[str, object]:
    return {
        **outcomes.facts(),
        "rates": [_without_ground(answer, outcomes) for answer in rates.values()],
        "contrasts": [_without_ground(answer, outcomes) for answer in contrasts.values()],
    }


def _without_ground(answer: AcceptanceRates | Comparison, outcomes: Outcomes) -> dict[str, object]:
    """The answer's JSON less what stands once at the top of the report's."""
    common = outcomes.facts()
    return {name: value for name, value in answer.to_json().items() if name not in common}
