"""What to do in the next requests, and what it gains."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from math import exp, isfinite
from typing import Any, Protocol

import numpy as np

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.judging.choices import Choice, Choices, Trial, choice_of
from outreachlab.answers.judging.tried import tried_over
from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE, Verdict
from outreachlab.errors import NothingToComputeError, UnknownLevelError, UsageError
from outreachlab.fitting.asked import Asked, asked_in
from outreachlab.fitting.choices import CHOSEN, Predictor, predictors_of, prior_of
from outreachlab.log.arguments import answer, text
from outreachlab.log.people import folded
from outreachlab.log.view import Log, View, view_of
from outreachlab.log.vocabulary import BACKGROUND, WINDOW_DAYS, Advice
from outreachlab.parts.together import together
from outreachlab.stats.gains import Gain, Together, chance_of, gains_of, sides_chosen, to_try
from outreachlab.stats.pool_prior import prior_from
from outreachlab.stats.posterior import Posterior, Prior, posterior_of
from outreachlab.wording import counted, label

TERMS = (*CHOSEN, *(Advice(label(name), name, None) for name in BACKGROUND))
CHOICE_OF = {one.tactic: one for one in CHOSEN}
SIDE = {"supported": True, "contradicted": False}  # of a clear verdict: is it the first?
PUBLISHED = (0.2, 0.5)
NEUTRAL = (0.0, 0.5)
FARTHEST = 10.0  # log-odds; a prior mean beyond it leaves nothing to the log


class Beforehand(Protocol):
    """What others found without showing rows: `told` in words, and the prior of one more seeker."""

    @property
    def told(self) -> str:
        """Who they are."""
        ...

    def of_one_more(self, before: tuple[float, float]) -> Mapping[str, tuple[float, float]]:
        """Mean and spread of each tactic's effect in log-odds, by what was believed before."""
        ...


class Sums(Protocol):
    """Sums of others, as `pool` puts them together."""

    @property
    def beforehand(self) -> Beforehand:
        """What they say of one more seeker."""
        ...


def choose(
    log: Log,
    *,
    prior: tuple[float, float] = PUBLISHED,
    pool: "Log | Sums | None" = None,
    seeker: str | None = None,
    as_of: date | None = None,
    window_days: int = WINDOW_DAYS,
    tested: AdviceTested | None = None,
) -> Choices:
    """
    Which side of each tactic to choose in the next requests, by the best posterior mean.

    Parameters
    ----------
    log : Log
        A checked log, a log in parts, or a view of either.
    prior : (float, float)
        Mean and standard deviation of an advice's effect in log-odds, believed beforehand.
    pool : Log or PooledSums, optional
        Logs of others, or what `pool` made of their tallies: what they say of one more person
        stands behind the log in place of `prior`. Leave the log's own tally out of it.
    seeker : str, optional
        One client of `log`, with all the others of it as the pool.
    as_of : date, optional
        The day of judgement; the latest day of the log unless given.
    window_days : int
        Days after which silence counts as a no.
    tested : AdviceTested, optional
        The verdicts on this log as of that day, if they are known already.

    Returns
    -------
    Choices
        `.table` has a row per tactic, the one that gains most first; `.together` what all choices
        gain; `.trial` what to draw lots about, if that is cheap.

    Raises
    ------
    UsageError
        The prior is no pair of a mean within 10 and a spread from 0.001 to 1,000.
    UnknownLevelError
        No such seeker.
    NothingToComputeError
        No request counts yet.

    Notes
    -----
    A logit with normal priors: each tactic is +1/2 on one side and -1/2 on the other, 0 where
    there is no choice; other levels and the background have N(0, 0.7²), seekers of a pool their own
    intercepts, whose spread is that of 2,000 seekers drawn by their names where there are more.
    Gains are averages over the posterior of all requests that had the choice. The spread of the
    prior is wider than that of published effects, so gains are claimed about three yeses per
    hundred too high; the order of the choices is what to go by. Where a verdict on the log is
    clear, its side is chosen.

    References
    ----------
    Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., chapters 4 and 16; Breslow & Clayton
    (1993), JASA 88:9-25.
    """
    prior = _pair(prior)
    view = view_of(log, as_of, window_days)
    sums: Beforehand | None = getattr(pool, "beforehand", None)
    others = None if pool is None or sums else view_of(pool, as_of, window_days)  # type: ignore[arg-type]
    predictors = predictors_of(_counts(view, others))
    told = None if sums is None else sums.of_one_more
    priors = [prior_of(predictors, *one, told and told(one)) for one in (prior, NEUTRAL)]
    mine, behind = _split(view, others, predictors, seeker)
    verdicts: dict[str, Verdict] = {}
    if behind is None:
        tested = advice(view) if tested is None else answer(tested, "tested", AdviceTested)
        verdicts = {line.tactic: line.verdict for line in tested.lines if line.verdict in SIDE}
    posteriors = _posteriors(mine, behind, priors)
    below = "prior" if behind is None and sums is None else "pool"
    choices, together, trial = _chosen(predictors, mine, posteriors, verdicts, below)
    return Choices(
        prior=prior,
        choices=choices,
        together=together,
        trial=trial,
        behind=_behind(prior, behind, sums),
        ground=view.facts(),
        notes=(*view.notes, *_one_outcome(mine)),
    )


def _split(
    view: View, others: View | None, predictors: tuple[Predictor, ...], seeker: str | None
) -> tuple[Asked, Asked | None]:
    """The requests that are chosen for, and those of others that stand behind them, if any."""
    whose = _whose(view, seeker, others)
    mine = asked_in(view, predictors, whose, None if seeker is None else True)
    if seeker is not None and not mine.found:
        raise UnknownLevelError("seeker", seeker, _names(view))
    if not mine.rows:
        raise NothingToComputeError(f"no request of {seeker} counts yet")
    if seeker is None and others is None:
        return mine, None
    behind = asked_in(view if others is None else others, predictors, whose, False)
    return mine, behind if behind.rows else None


def _pair(prior: Any) -> tuple[float, float]:
    """The prior as two numbers; UsageError for anything else."""
    try:
        mean, sd = map(float, prior)
    except (TypeError, ValueError):
        mean = sd = float("nan")
    if isinstance(prior, str) or not (abs(mean) <= FARTHEST and isfinite(sd)):
        raise UsageError(
            "a `prior` is a mean in log-odds, from -10 to 10, and a spread: 0.2,0.5, say"
        )
    return mean, sd


def _whose(view: View, seeker: str | None, others: View | None) -> frozenset[str]:
    """The folded names of whose log it is: the one named, or all who are also in the pool."""
    if seeker is not None:
        return frozenset({folded(text(seeker, "seeker"))})
    return frozenset() if others is None else frozenset(map(folded, _names(view)))


def _names(view: View) -> list[str]:
    """Who has a counted request."""
    found = tried_over(view, (Advice("who asks", "seeker", None),), clustered=False)["seeker"]
    return [found.book[place] for place in np.flatnonzero(found.counts[:, 0]).tolist()]


def _counts(view: View, others: View | None) -> dict[str, dict[str, int]]:
    """How many counted requests have each level of each term, here and in the pool."""
    found = tried_over(view, TERMS, clustered=False)
    if others is not None:
        beside = tried_over(others, TERMS, clustered=False)
        found = {name: one + beside[name] for name, one in found.items()}
    return {
        name: dict(zip(one.book, one.counts[:, 0].tolist(), strict=True))
        for name, one in found.items()
    }


def _posteriors(mine: Asked, behind: Asked | None, priors: Sequence[Prior]) -> list[Posterior]:
    """What is known of each column; a pool's posterior is the prior of one more person."""
    if behind is not None:
        priors = together(behind.view, [partial(_of_one_more, behind, one) for one in priors])
    known = partial(_known, mine, behind is None)
    return together(mine.view, [partial(known, one) for one in priors])


def _of_one_more(behind: Asked, before: Prior, view: View) -> Prior:
    others = replace(behind, view=view)
    pool = others.posterior(before)
    return prior_from(pool, others.slopes(pool))


def _known(mine: Asked, several: bool, prior: Prior, view: View) -> Posterior:
    asked = replace(mine, view=view)
    return asked.posterior(prior) if several else posterior_of(asked.sums, prior, False)


def _chosen(
    predictors: Sequence[Predictor],
    mine: Asked,
    posteriors: Sequence[Posterior],
    verdicts: Mapping[str, Verdict],
    below: str,
) -> tuple[tuple[Choice, ...], Together, Trial | None]:
    """The choices, what they gain together, and what to draw lots about."""
    known, neutral = posteriors
    tactics = [CHOICE_OF[one.term] for one in predictors if one.sides]
    places = range(1, len(tactics) + 1)
    first = [
        SIDE[verdicts[one.tactic]] if one.tactic in verdicts else better
        for one, better in zip(tactics, sides_chosen(known, places), strict=True)
    ]
    sample = mine.sample(known)
    gains, together = gains_of(sample.x, sample.own, known, places, first)
    choices = tuple(
        _choice(one, mine, place, gain, chance_of(neutral, place, gain.first), below)
        for one, place, gain in zip(tactics, places, gains, strict=True)
    )
    at = to_try(gains)
    return tuple(sorted(choices, key=_least)), together, None if at is None else _trial(choices[at])


def _choice(
    one: Advice, mine: Asked, place: int, gain: Gain, chance_neutral: float, below: str
) -> Choice:
    asked, accepted = mine.sides(place)
    return choice_of(
        one,
        gain,
        chance_neutral=chance_neutral,
        asked=asked,
        accepted=accepted,
        source="log" if min(asked) >= FEWEST_OF_SIDE else below,
    )


def _trial(one: Choice) -> Trial:
    assert one.advice.contrast is not None
    return Trial(
        advice=one.advice,
        between=one.advice.contrast,
        information=one.information,
        cost_per_100=max(one.lots_per_100, 0.0),
    )


def _least(one: Choice) -> float:
    return -one.gain_per_100


def _behind(prior: tuple[float, float], behind: Asked | None, sums: "Beforehand | None") -> str:
    """What was believed beforehand, in words."""
    mean, sd = prior
    into, low, high = (_of_forty(mean + off) for off in (0, -sd, sd))
    said = (
        f"that advice which is followed turns 40 yeses in 100 into {into}, two times in three "
        f"into {low} to {high} (log-odds {mean:g}, give or take {sd:g}"
    )
    if prior == PUBLISHED:
        said += f"; the median published effect of wording, 0.37, makes it {_of_forty(0.37)}"
    said += ")"
    if sums is not None:
        said = f"{sums.told}, and before them {said}"
    if behind is None:
        return said
    others = counted(behind.seekers, "other seeker")
    return f"what {others} found, and before them {said}"


def _of_forty(effect: float) -> int:
    """What an effect in log-odds makes of forty yeses in a hundred."""
    return round(100 / (1 + exp(-effect) * 60 / 40))


def _one_outcome(mine: Asked) -> tuple[str, ...]:
    if 0 < mine.yeses < mine.rows:
        return ()
    which = "every counted request was" if mine.yeses else "none of the counted requests was"
    return (f"{which} accepted, so the choices rest mostly on what was believed beforehand",)
