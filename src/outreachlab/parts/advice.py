"""Every piece of advice over parts: its verdict, its effect ladder, and what goes together."""

from datetime import date
from functools import partial

from outreachlab.answers.advice import AdviceTested, advice_of
from outreachlab.answers.co_use import CoUse, cells_by_pair, co_use_of, pairable
from outreachlab.answers.judging.evidence_in_parts import OfParts
from outreachlab.answers.judging.tried import Counts, Tried, columns_of, every_tried, own_of
from outreachlab.answers.ladder import STRATA, EffectLadder, by_referral, contrasts_of, ladder_of
from outreachlab.log.checked import CheckedLog
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE, WINDOW_DAYS, Advice, sources_of
from outreachlab.parts.effects import effects_over
from outreachlab.parts.log import PartedLog
from outreachlab.parts.view import Counting, Totals, settle
from outreachlab.parts.workers import Workers
from outreachlab.stats.intervals import normal_quantile


def advice(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> AdviceTested:
    """
    As `outreachlab.advice`, over a log in parts.

    Parameters
    ----------
    log : PartedLog
        As `open_parts` gives it.
    confidence, as_of, window_days
        As there.
    workers : Workers, optional
        Who counts the parts; this process unless given.

    Returns
    -------
    AdviceTested
        The same answer, estimates to 1e-10, whatever the number of parts.

    Raises
    ------
    UnreadableFileError
        A part is gone or damaged. The other errors are those of the answer over one table.

    Notes
    -----
    Counting takes one pass, the adjusted model some ten, and so does each stricter test of a
    contrast that is clear.
    """
    normal_quantile(confidence)
    counting = settle(log, as_of, window_days, workers)
    totals, tried = _counted(counting, (*ADVICE, *own_of(log.header)))
    model = partial(effects_over, counting, confidence=confidence)
    ground = counting.ground(totals)
    return advice_of(log.header, tried, model, OfParts(counting), confidence, ground)


def effect_ladder(
    log: PartedLog,
    *,
    confidence: float = 0.95,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    tested: AdviceTested | None = None,
    workers: Workers | None = None,
) -> EffectLadder:
    """
    As `outreachlab.effect_ladder`, over a log in parts; parameters and errors as `advice`.

    Returns
    -------
    EffectLadder
        The same answer, estimates to 1e-10, whatever the number of parts.
    """
    if tested is None:
        tested = advice(
            log, confidence=confidence, as_of=as_of, window_days=window_days, workers=workers
        )
    counting = settle(log, as_of, window_days, workers)
    asked = contrasts_of(tested)
    columns = tuple(name for one in asked for name in columns_of(one))
    _, *counts = counting.total(partial(_by_referral, asked), (*columns, *sources_of(STRATA)))
    return ladder_of(log.header, tested, counts, confidence)


def co_use(
    log: PartedLog,
    *,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    workers: Workers | None = None,
) -> CoUse:
    """
    As `outreachlab.co_use`, over a log in parts; parameters and errors as `advice`.

    Returns
    -------
    CoUse
        The same answer, whatever the number of parts.
    """
    counting = settle(log, as_of, window_days, workers)
    _, tried = _counted(counting, own_of(log.header))
    names = pairable(log.header, tried)
    columns = tuple(source for name in names for source in sources_of(name))
    totals, *cells = counting.total(partial(cells_by_pair, names), columns)
    return co_use_of(cells, counting.ground(totals))


def _counted(counting: Counting, asked: tuple[Advice, ...]) -> tuple[Totals, dict[str, Tried]]:
    """How often each value of some tactics was tried, by the name of the tactic."""
    columns = tuple(name for one in asked for name in columns_of(one))
    totals, *counts = counting.total(partial(_tried, asked), columns)
    return totals, {one.tactic: found for one, found in zip(asked, counts, strict=True)}


def _tried(asked: tuple[Advice, ...], log: CheckedLog, outcomes: Outcomes) -> tuple[Tried, ...]:
    return tuple(every_tried(log, outcomes, asked).values())


def _by_referral(
    asked: tuple[Advice, ...], log: CheckedLog, outcomes: Outcomes
) -> tuple[Counts, ...]:
    return tuple(by_referral(log, outcomes, one) for one in asked)
