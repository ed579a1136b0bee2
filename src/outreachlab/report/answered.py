"""Everything a report asks of a log, each answer on the same view of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.against_pool import AgainstPool, against_pool
from outreachlab.answers.choose import choose
from outreachlab.answers.clients import Clients, clients
from outreachlab.answers.compare import Comparison, compare
from outreachlab.answers.follow_up import FollowUpEffect, follow_up_effect
from outreachlab.answers.funnel import Funnel, funnel
from outreachlab.answers.judging.by_lot import Trial
from outreachlab.answers.judging.choices import Choices
from outreachlab.answers.judging.pace import days_of
from outreachlab.answers.ladder import EffectLadder, effect_ladder
from outreachlab.answers.meetings import MeetingEffects, meeting_effects
from outreachlab.answers.next_steps import NextSteps, next_steps
from outreachlab.answers.pools import PooledRates, pooled_rates
from outreachlab.answers.progress import Progress, progress
from outreachlab.answers.rates import AcceptanceRates, acceptance_rates
from outreachlab.answers.waiting import WaitingTimes, waiting_times
from outreachlab.chains.forest import ReferralForest, referral_forest
from outreachlab.chains.growth import ChainGrowth, chain_growth
from outreachlab.chains.mixing import Mixing, mixing
from outreachlab.chains.naming import NamingEffects, naming_effects
from outreachlab.errors import NothingToComputeError
from outreachlab.log.codes import codes_of, has, numbers_of
from outreachlab.log.view import TableView, View
from outreachlab.log.vocabulary import Advice, stage_of
from outreachlab.report.client import Client
from outreachlab.report.first.choosing import Sides
from outreachlab.wording import label

SHOWN_BY = {"short_time": "time_limit"}  # the same question with one value more
# Whom one asks and through what: shown beside each other, none advised.
PLACES = ("channel", "relationship", "industry", "seniority", "circumstance")
LONG = 12 * 7  # days beyond which a search is told by months
# Under which name an answer stands in the JSON of a report.
NAMES = {
    "advice": "tested",
    "choose": "choices",
    "ladder": "ladder",
    "waiting": "waiting",
    "reminders": "reminded",
    "funnel": "steps",
    "progress": "over_time",
    "meetings": "meetings",
    "naming": "naming",
    "pool": "pooled",
    "beside_pool": "beside",
    "next": "due",
    "clients": "clients",
}
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One way of asking, with its rates and its comparison if there are two sides."""

    tactic: str
    heading: str
    rates: AcceptanceRates
    contrast: Comparison | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers, None where the log has no ground for one."""

    view: TableView
    tested: AdviceTested
    choices: Choices | None
    ladder: EffectLadder
    questions: tuple[Question, ...]
    places: tuple[AcceptanceRates, ...]
    waiting: WaitingTimes
    reminded: FollowUpEffect | None
    steps: Funnel
    over_time: Progress
    forest: ReferralForest | None
    growth: ChainGrowth | None
    mixed: Mixing | None
    naming: NamingEffects | None
    meetings: MeetingEffects
    pooled: PooledRates | None
    beside: AgainstPool | None
    others: Sides | None
    pool_size: int
    due: NextSteps
    clients: Clients | None

    @property
    def title(self) -> str:
        """Whose log this is: the seeker's where one stands beside a pool, else the file's."""
        whose = self.view.log.source if self.beside is None else self.beside.sides.names[0]
        return f"What gets a yes: {whose}"

    def content(self) -> Plain:
        """The JSON of every answer under its name; what they share stands once, on top."""
        common = self.view.facts()

        def less(answer: Any) -> Plain:
            plain = answer.to_json()
            own = [note for note in plain.get("notes", ()) if note not in common["notes"]]
            differing = {
                name: one
                for name, one in plain.items()
                if name not in common or one != common[name]
            }
            return differing | {"notes": own}

        contrasts = [one.contrast for one in self.questions if one.contrast is not None]
        content: Plain = {
            **common,
            "rates": [less(one) for one in (*(q.rates for q in self.questions), *self.places)],
            "contrasts": list(map(less, contrasts)),
        }
        if self.forest is not None:
            growth = None if self.growth is None else self.growth.to_json()
            mixed = [] if self.mixed is None else self.mixed.to_json()
            content["chains"] = {**self.forest.counts(), "reproduction": growth, "mixing": mixed}
        answers = {name: getattr(self, attribute) for name, attribute in NAMES.items()}
        return content | {name: less(one) for name, one in answers.items() if one is not None}


def answers_of(judged: TableView, pool: View | None, trial: Trial | None = None) -> Answers:
    """All of them; `pool` is the whole of which the log looks at one seeker."""
    # The note on the day stands once, under the quality of the data.
    view = replace(judged, outcomes=replace(judged.outcomes, notes=()))
    tested = advice(view, trial=trial)
    forest = referral_forest(view) if "referrer" in view.log.columns else None
    chained = forest is not None and forest.lines.edges > 0
    client = None if pool is None else Client(view, pool)
    return Answers(
        view=view,
        tested=tested,
        choices=_choices(view, tested, client),
        ladder=effect_ladder(view, tested=tested),
        questions=tuple(_questions(view, tested)),
        places=tuple(acceptance_rates(view, name) for name in PLACES if has(view.log, name)),
        waiting=waiting_times(view),
        reminded=follow_up_effect(view) if "followed_up_on" in view.log.columns else None,
        steps=funnel(view),
        over_time=progress(view, by="month" if days_of(view) > LONG else "week"),
        forest=forest,
        growth=chain_growth(view) if chained else None,
        mixed=mixing(view) if chained else None,
        naming=naming_effects(view) if chained else None,
        meetings=meeting_effects(view),
        pooled=_pooled(view),
        beside=None if client is None else against_pool(client.pool, client.name),
        others=None if client is None else client.others(),
        pool_size=0 if client is None else client.size,
        due=next_steps(view),
        clients=_clients(view),
    )


def _clients(view: TableView) -> Clients | None:
    """Who needs a call, where several people ask."""
    several = view.log.frame["seeker"].iloc[view.outcomes.rows].nunique() > 1
    return clients(view) if several else None


def _choices(view: TableView, tested: AdviceTested, client: Client | None) -> Choices | None:
    """What to do next, from the log's own requests or, for a client, from the pool's too."""
    try:
        if client is None:
            return choose(view, tested=tested)
        return choose(client.pool, seeker=client.name)
    except NothingToComputeError:  # no request counts yet
        return None


def _questions(view: TableView, tested: AdviceTested) -> Iterator[Question]:
    """A question per piece of advice on asking, then per tactic of the map, numbers last."""
    for line in tested.lines:
        one = line.advice
        asked = stage_of(one.tactic) == "request" and one.tactic not in PLACES
        if asked and has(view.log, one.tactic):
            yield Question(
                tactic=one.tactic,
                heading=one.advice,
                rates=acceptance_rates(view, SHOWN_BY.get(one.tactic, one.tactic)),
                contrast=_contrast(view, one),
            )
    for name, kind in view.log.tactics.items():
        if kind == "number" and (bins := _thirds(view, name)):
            rates = acceptance_rates(view, name, bins=bins)
            yield Question(tactic=name, heading=label(name), rates=rates)


def _contrast(view: TableView, one: Advice) -> Comparison | None:
    if one.contrast is None or not set(one.contrast) <= set(codes_of(view.log, one.tactic).book):
        return None
    return compare(view, one.tactic, one.contrast)


def _thirds(view: TableView, name: str) -> list[float]:
    """Where to cut a number so that about as many requests lie in each of three parts."""
    values = numbers_of(view.log, name, view.outcomes.rows)
    known = sorted(values[values == values].tolist())
    if not known or known[0] == known[-1]:
        return []
    cuts = {known[(len(known) - 1) * part // 3] for part in (1, 2)}
    return sorted(cut for cut in cuts if cut < known[-1])


def _pooled(view: TableView) -> PooledRates | None:
    try:
        return pooled_rates(view)
    except NothingToComputeError:  # one seeker is no pool
        return None
