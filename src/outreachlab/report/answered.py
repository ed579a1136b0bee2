"""Everything a report asks of a log, computed once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.against_pool import AgainstPool, against_pool
from outreachlab.answers.compare import Comparison, compare
from outreachlab.answers.funnel import Funnel, funnel
from outreachlab.answers.ladder import EffectLadder, effect_ladder
from outreachlab.answers.meetings import MeetingEffects, meeting_effects
from outreachlab.answers.next_steps import NextSteps, next_steps
from outreachlab.answers.pools import PooledRates, pooled_rates
from outreachlab.answers.rates import AcceptanceRates, acceptance_rates
from outreachlab.answers.waiting import WaitingTimes, waiting_times
from outreachlab.chains.forest import ReferralForest, referral_forest
from outreachlab.chains.growth import ChainGrowth, chain_growth
from outreachlab.chains.mixing import Mixing, mixing
from outreachlab.chains.naming import NamingEffects, naming_effects
from outreachlab.errors import NothingToComputeError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.outcomes import Outcomes
from outreachlab.log.vocabulary import ADVICE_OF, Advice, stage_of
from outreachlab.wording import label

SHOWN_BY = {"short_time": "time_limit"}  # the same question with one value more
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One way of asking, with its rates and its comparison if there are two sides."""

    tactic: str
    heading: str
    rates: AcceptanceRates
    contrast: Comparison | None


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers, None where the log has no ground for one."""

    tested: AdviceTested
    ladder: EffectLadder
    advised: tuple[Question, ...]
    mapped: tuple[Question, ...]
    waiting: WaitingTimes
    steps: Funnel
    forest: ReferralForest | None
    growth: ChainGrowth | None
    mixed: Mixing | None
    naming: NamingEffects | None
    meetings: MeetingEffects
    pooled: PooledRates | None
    beside: AgainstPool | None
    due: NextSteps

    @property
    def who(self) -> str:
        """The seeker shown beside a pool."""
        return "" if self.beside is None else self.beside.sides.names[0]

    def content(self, outcomes: Outcomes) -> Plain:
        """The JSON of every answer under the name of its command."""
        common = outcomes.facts()
        questions = (*self.advised, *self.mapped)
        content: Plain = {
            **common,
            "rates": [_less(one.rates.to_json(), common) for one in questions],
            "contrasts": [
                _less(one.contrast.to_json(), common) for one in questions if one.contrast
            ],
        }
        if self.forest is not None:
            growth = None if self.growth is None else self.growth.to_json()
            mixed = [] if self.mixed is None else self.mixed.to_json()
            content["chains"] = {**self.forest.counts(), "reproduction": growth, "mixing": mixed}
        named = {
            "advice": self.tested,
            "ladder": self.ladder,
            "waiting": self.waiting,
            "funnel": self.steps,
            "meetings": self.meetings,
            "naming": self.naming,
            "pool": self.pooled,
            "beside_pool": self.beside,
            "next": self.due,
        }
        for name, answer in named.items():
            if answer is not None:
                content[name] = _less(answer.to_json(), common)
        return content


def answers_of(
    log: CheckedLog, outcomes: Outcomes, pool: CheckedLog | None, window_days: int
) -> Answers:
    """All of them; `pool` is the whole of which `log` looks at one seeker."""
    when: Plain = {"as_of": outcomes.as_of, "window_days": window_days}
    tested = advice(log, **when)
    questions = tuple(_questions(log, outcomes, tested, when))
    forest = referral_forest(log, **when) if "referrer" in log.frame else None
    chained = forest is not None and forest.lines.edges > 0
    return Answers(
        tested,
        effect_ladder(log, tested=tested, **when),
        tuple(one for one in questions if one.tactic in ADVICE_OF),
        tuple(one for one in questions if one.tactic not in ADVICE_OF),
        waiting_times(log, **when),
        funnel(log, **when),
        forest,
        chain_growth(log, **when) if chained else None,
        mixing(log, **when) if chained else None,
        naming_effects(log, **when) if chained else None,
        meeting_effects(log, **when),
        _pooled(log, when),
        None if pool is None else against_pool(pool, _seekers(log, outcomes)[0], **when),
        next_steps(log, tested=tested, **when),
    )


def _questions(
    log: CheckedLog, outcomes: Outcomes, tested: AdviceTested, when: Plain
) -> Iterator[Question]:
    """A question per piece of advice on asking, then per tactic of the map, numbers last."""
    for line in tested.lines:
        if stage_of(line.advice.tactic) == "request" and has(log, line.advice.tactic):
            by = SHOWN_BY.get(line.advice.tactic, line.advice.tactic)
            yield Question(
                line.advice.tactic,
                line.advice.advice,
                acceptance_rates(log, by, **when),
                _contrast(log, line.advice, when),
            )
    for name, kind in log.tactics.items():
        if kind == "number" and (bins := _thirds(log, name, outcomes)):
            yield Question(name, label(name), acceptance_rates(log, name, bins=bins, **when), None)


def _contrast(log: CheckedLog, one: Advice, when: Plain) -> Comparison | None:
    if one.contrast is None or not set(one.contrast) <= set(codes_of(log, one.tactic).book):
        return None
    return compare(log, one.tactic, one.contrast, **when)


def _thirds(log: CheckedLog, name: str, outcomes: Outcomes) -> list[float]:
    """Where to cut a number so that about as many requests lie in each of three parts."""
    values = numbers_of(log, name, outcomes.rows)
    known = sorted(values[values == values].tolist())
    if not known or known[0] == known[-1]:
        return []
    cuts = {known[(len(known) - 1) * part // 3] for part in (1, 2)}
    return sorted(cut for cut in cuts if cut < known[-1])


def _pooled(log: CheckedLog, when: Plain) -> PooledRates | None:
    try:
        return pooled_rates(log, **when)
    except NothingToComputeError:  # one seeker is no pool
        return None


def _seekers(log: CheckedLog, outcomes: Outcomes) -> list[str]:
    return log.frame["seeker"].iloc[outcomes.rows].astype("str").unique().tolist()


def _less(plain: Plain, common: Plain) -> Plain:
    """An answer's JSON less what stands once at the top of the report's."""
    return {name: value for name, value in plain.items() if name not in common}
