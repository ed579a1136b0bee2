"""Everything a report asks of a log, each answer on the same view of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from outreachlab.answers.advice import AdviceTested, advice
from outreachlab.answers.against_pool import AgainstPool, against_pool
from outreachlab.answers.choose import choose
from outreachlab.answers.clients import Clients, clients
from outreachlab.answers.compare import Comparison, compare
from outreachlab.answers.follow_up import FollowUpEffect, follow_up_effect
from outreachlab.answers.funnel import Funnel, funnel
from outreachlab.answers.judging.choices import Choices
from outreachlab.answers.judging.pace import days_of
from outreachlab.answers.judging.record import JudgedAdvice
from outreachlab.answers.ladder import EffectLadder, effect_ladder
from outreachlab.answers.meetings import MeetingEffects, meeting_effects
from outreachlab.answers.next_steps import NextSteps, next_steps
from outreachlab.answers.pools import PooledRates, pooled_rates
from outreachlab.answers.progress import Progress, progress
from outreachlab.answers.rates import AcceptanceRates, acceptance_rates
from outreachlab.answers.waiting import WaitingTimes, waiting_times
from outreachlab.chains.forest import ReferralForest, largest_chains
from outreachlab.chains.growth import ChainGrowth, chain_growth
from outreachlab.chains.mixing import Mixing, mixing
from outreachlab.chains.naming import NamingEffects, naming_effects
from outreachlab.display import records
from outreachlab.errors import NothingToComputeError, UnknownLevelError
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.log.outcomes import no_rate
from outreachlab.log.view import View
from outreachlab.log.vocabulary import FEW, Advice, stage_of
from outreachlab.parts.together import together
from outreachlab.report.client import Client
from outreachlab.report.facts import Facts, facts_of, thirds_of
from outreachlab.report.first.choosing import Sides
from outreachlab.wording import label

if TYPE_CHECKING:
    from outreachlab.trials.result import TrialRead

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
class Place:
    """Rates by whom one asks or through what, and the highest of them against the lowest."""

    rates: AcceptanceRates
    ends: Comparison | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """The answers, None where the log has no ground for one."""

    view: View
    facts: Facts
    ground: Plain
    tested: AdviceTested
    choices: Choices | None
    ladder: EffectLadder
    questions: tuple[Question, ...]
    places: tuple[Place, ...]
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
    trial: "TrialRead | None"

    @property
    def title(self) -> str:
        """Whose log this is: the seeker's where one stands beside a pool, else the file's."""
        whose = self.view.header.source if self.beside is None else self.beside.sides.names[0]
        return f"What gets a yes: {whose}"

    def content(self) -> Plain:
        """The JSON of every answer under its name; what they share stands once, on top."""
        common = self.ground

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
        rates = (*(one.rates for one in self.questions), *(one.rates for one in self.places))
        content: Plain = {
            **common,
            "rates": [less(one) for one in rates],
            "contrasts": list(map(less, contrasts)),
        }
        if self.forest is not None:
            growth = None if self.growth is None else self.growth.to_json()
            mixed = [] if self.mixed is None else self.mixed.to_json()
            content["chains"] = {**self.forest.counts(), "reproduction": growth, "mixing": mixed}
        answers = {name: getattr(self, attribute) for name, attribute in NAMES.items()}
        return content | {name: less(one) for name, one in answers.items() if one is not None}


def answers_of(judged: View, client: Client | None, trial: "TrialRead | None" = None) -> Answers:
    """All of them, from as few passes as the longest of them takes; `client` is whom a pool has."""
    # The note on the day stands once, under the quality of the data.
    view = judged.quiet()
    facts, judging, chains, *others = together(
        view, [facts_of, partial(_judging, client, trial), _chains, *OTHERS]
    )
    return Answers(
        view=view,
        facts=facts,
        ground=view.facts(),
        **judging,
        **chains,
        **dict(zip(OTHERS.values(), others, strict=True)),
        beside=None if client is None else against_pool(client.pool, client.name),
        others=None if client is None else client.others(),
        pool_size=0 if client is None else client.size,
        trial=trial,
    )


def _judging(client: Client | None, trial: "TrialRead | None", view: View) -> dict[str, Any]:
    """The advice with its verdicts, and what rests on these."""
    tested = advice(view, trial=trial)
    choices, ladder, *questions = together(
        view,
        [
            partial(_choices, tested, client),
            partial(effect_ladder, tested=tested),
            *(partial(_question, line.advice) for line in _asked(view.header, tested)),
            *(partial(_number, name) for name in _numbers(view.header)),
        ],
    )
    told = tuple(one for one in questions if one is not None)
    return {"tested": tested, "choices": choices, "ladder": ladder, "questions": told}


def _chains(view: View) -> dict[str, Any]:
    """The forest and, where a request led to another, what is told of chains."""
    found: dict[str, Any] = dict.fromkeys(("forest", "growth", "mixed", "naming"))
    if "referrer" not in view.header.columns:
        return found
    found["forest"] = forest = largest_chains(view)
    if forest.tally.edges:
        asked: dict[str, Callable[[View], Any]] = {
            "growth": chain_growth,
            "mixed": mixing,
            "naming": naming_effects,
        }
        found |= zip(asked, together(view, [*asked.values()]), strict=True)
    return found


def _choices(tested: AdviceTested, client: Client | None, view: View) -> Choices | None:
    """What to do next, from the log's own requests or, for a client, from the pool's too."""
    try:
        if client is None:
            return choose(view, tested=tested)
        return choose(client.pool, seeker=client.name)
    except NothingToComputeError:  # no request counts yet
        return None


def _asked(header: CheckedLog, tested: AdviceTested) -> Iterator[JudgedAdvice]:
    """The advice on asking, then the tactics of the map."""
    for line in tested.lines:
        asked = stage_of(line.tactic) == "request" and line.tactic not in PLACES
        if asked and has(header, line.tactic):
            yield line


def _question(one: Advice, view: View) -> Question:
    rates, contrast = together(
        view,
        [
            partial(acceptance_rates, by=SHOWN_BY.get(one.tactic, one.tactic)),
            partial(_contrast, one),
        ],
    )
    return Question(tactic=one.tactic, heading=one.advice, rates=rates, contrast=contrast)


def _contrast(one: Advice, view: View) -> Comparison | None:
    try:
        return None if one.contrast is None else compare(view, one.tactic, one.contrast)
    except UnknownLevelError:  # no request is on one side
        return None


def _numbers(header: CheckedLog) -> Iterator[str]:
    """The number tactics of the map."""
    return (name for name, kind in header.tactics.items() if kind == "number")


def _number(name: str, view: View) -> Question | None:
    if not (bins := thirds_of(view, name)):
        return None
    rates = acceptance_rates(view, name, bins=bins)
    return Question(tactic=name, heading=label(name), rates=rates)


def _places(view: View) -> tuple[Place, ...]:
    names = [name for name in PLACES if has(view.header, name)]
    return tuple(together(view, [partial(_place, name) for name in names]))


def _place(name: str, view: View) -> Place:
    """Rates by a column; those of ten requests or more are ranked, the first against the last."""
    rates = acceptance_rates(view, name)
    enough = [one for one in records(rates.table) if one["counted"] >= FEW]
    if len(enough) < 2 or no_rate(view.facts()["totals"]) is not None:
        return Place(rates=rates, ends=None)
    ranked = [one["level"] for one in sorted(enough, key=lambda one: one["rate"])]
    return Place(rates=rates, ends=compare(view, name, (ranked[-1], ranked[0])))


def _reminded(view: View) -> FollowUpEffect | None:
    return follow_up_effect(view) if "followed_up_on" in view.header.columns else None


def _over_time(view: View) -> Progress:
    return progress(view, by="month" if days_of(view) > LONG else "week")


def _pooled(view: View) -> PooledRates | None:
    try:
        return pooled_rates(view)
    except NothingToComputeError:  # one seeker is no pool
        return None


def _clients(view: View) -> Clients | None:
    """Who needs a call, where several people ask."""
    found = clients(view)
    return found if len(found.lines) > 1 else None


OTHERS: dict[Callable[[View], Any], str] = {
    _places: "places",
    waiting_times: "waiting",
    _reminded: "reminded",
    funnel: "steps",
    _over_time: "over_time",
    meeting_effects: "meetings",
    _pooled: "pooled",
    next_steps: "due",
    _clients: "clients",
}
