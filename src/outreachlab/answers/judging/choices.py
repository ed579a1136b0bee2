"""What one may do in the next requests: a choice, what to try, and all of them as an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from outreachlab.answers.sums.levels import ground_line
from outreachlab.display import Charted, Column, Grounded, Record, table_of
from outreachlab.log.vocabulary import YES_NO, Advice
from outreachlab.stats.gains import Gain, Together
from outreachlab.wording import in_ten, label, number, of

OF_ADVICE = (YES_NO, ("named", "not_named"))  # sides that are to follow the advice, or not to

KNOWN_FROM = {"log": "the log", "pool": "the pool", "prior": "what was believed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Record):
    """
    One tactic: which side to choose, how likely it is the better one, what it gains and may cost.

    Gains, losses and information are yeses per hundred requests. `asked` and `accepted` are what
    was tried of `do` and of `instead_of`; `source` is "log", or "pool" or "prior" where the log has
    fewer than five on a side.
    """

    advice: Advice
    do: str
    instead_of: str
    chance: float
    chance_neutral: float
    gain_per_100: float
    loss_per_100: float
    information: float
    lots_per_100: float
    asked: tuple[int, int]
    accepted: tuple[int, int]
    source: str

    _json = (
        "tactic=advice.tactic do instead_of chance chance_neutral gain_per_100 loss_per_100 "
        "information asked accepted from=source"
    )

    @property
    def better(self) -> str:
        """What does better, in words: `coffee does better than lunch for you`."""
        if self.advice.contrast not in OF_ADVICE:
            return f"{label(self.do)} does better than {label(self.instead_of)} for you"
        return f"it does better for you {'' if self.follows else 'not '}to {self.advice.advice}"

    @property
    def doing(self) -> str:
        """The side chosen, as something to do."""
        if self.advice.contrast not in OF_ADVICE:
            return f"{label(self.do)} rather than {label(self.instead_of)}"
        return self.advice.advice if self.follows else f"do not {self.advice.advice}"

    @property
    def follows(self) -> bool:
        """Is the side chosen that of the advice?"""
        return self.advice.contrast is not None and self.do == self.advice.contrast[0]

    @property
    def tried(self) -> str:
        """What was tried of both sides."""
        do, instead = (of(a, n) for a, n in zip(self.accepted, self.asked, strict=True))
        return f"{do} against {instead}"

    def sentence(self) -> str:
        """`9 in 10 that coffee does better than lunch for you; about 4 more yeses in 100.`"""
        return f"{in_ten(self.chance)} that {self.better}; {more_yeses(self.gain_per_100)}."


def choice_of(
    advice: Advice,
    gain: Gain,
    *,
    chance_neutral: float,
    asked: tuple[int, int],
    accepted: tuple[int, int],
    source: str,
) -> Choice:
    """The choice on a tactic; `asked` and `accepted` are of the two sides of its contrast."""
    assert advice.contrast is not None
    do, instead = (0, 1) if gain.first else (1, 0)
    return Choice(
        advice=advice,
        do=advice.contrast[do],
        instead_of=advice.contrast[instead],
        chance=gain.chance,
        chance_neutral=chance_neutral,
        gain_per_100=gain.gain,
        loss_per_100=gain.loss,
        information=gain.information,
        lots_per_100=gain.lots,
        asked=(asked[do], asked[instead]),
        accepted=(accepted[do], accepted[instead]),
        source=source,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial(Record):
    """A tactic to learn about by drawing lots between its two sides, at a cost in yeses per 100."""

    advice: Advice
    between: tuple[str, str]
    information: float
    cost_per_100: float

    _json = "tactic=advice.tactic between information cost_per_100"

    def sentence(self) -> str:
        """What to draw lots about, and what that costs; no side is named as the one to take."""
        cost = "costs next to nothing"
        if self.cost_per_100 >= 0.05:
            cost = f"costs about {number(self.cost_per_100, 1)} yeses in 100"
        return (
            f"Worth trying by lots: “{self.advice.advice}”, or not, as a coin falls; that {cost} "
            "and teaches most."
        )


@dataclass(frozen=True, slots=True, eq=False, repr=False, kw_only=True)
class Choices(Charted, Grounded):
    """
    What to do in the next requests, the choice that gains most first.

    `.table` has a row per tactic: `tactic`, `do`, `instead_of`, `chance`, `chance_neutral`
    (fractions), `gain_per_100`, `loss_per_100`, `information` (yeses per hundred), what was asked
    and accepted of both sides, `source`. `together` is what all choices gain at once.
    """

    prior: tuple[float, float]
    choices: tuple[Choice, ...]
    together: Together
    trial: Trial | None
    behind: str
    ground: dict[str, Any]
    notes: tuple[str, ...] = ()

    @property
    def table(self) -> pd.DataFrame:
        """A row per tactic."""
        return table_of(
            self.choices,
            "tactic=advice.tactic do instead_of chance chance_neutral gain_per_100 loss_per_100 "
            "information asked_do=asked.0 asked_instead=asked.1 accepted_do=accepted.0 "
            "accepted_instead=accepted.1 source",
        )

    _json = "prior=prior_json choices together=together_json try=trial notes"

    @property
    def prior_json(self) -> dict[str, float]:
        """What was believed of each tactic beforehand, in log-odds for the advice."""
        return dict(zip(("mean", "sd"), self.prior, strict=True))

    @property
    def together_json(self) -> dict[str, float]:
        """What all choices gain at once."""
        one = self.together
        return {"gain_per_100": one.gain, "low": one.low, "high": one.high}

    def _headline(self) -> str:
        return f"What to do next: {ground_line(self.ground)}"

    _each = "choices"
    _columns = (
        Column("", str, "doing"),
        Column("chance it is better", lambda chance: in_ten(chance), "chance"),
        Column("more yeses in 100", lambda gain: number(gain, 1), "gain_per_100"),
        Column("may cost", lambda loss: number(loss, 1), "loss_per_100"),
        Column("tried", str, "tried"),
        Column("known from", KNOWN_FROM.__getitem__, "source"),
    )

    def _remarks(self) -> Iterable[str]:
        if self.choices:
            low, high = (number(end, 1) for end in (self.together.low, self.together.high))
            yield (
                f"all of it together: about {number(self.together.gain, 1)} more yeses in 100 "
                f"({low} to {high})"
            )
        if self.choices:
            yield (
                "may cost: yeses in 100 lost should the other way be the better one, weighed by "
                "how likely that is"
            )
        yield f"believed beforehand: {self.behind}"
        if self.trial is not None:
            yield self.trial.sentence()
        yield from self.notes


def more_yeses(gain: float) -> str:
    """`4.2` as `about 4 more yeses in 100`."""
    whole = round(abs(gain))
    if not whole:
        return "less than one yes in 100 either way"
    kind = "more" if gain > 0 else "fewer"
    return f"about {whole} {kind} yes{'' if whole == 1 else 'es'} in 100"
