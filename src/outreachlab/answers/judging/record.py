"""One piece of advice as it was judged: its sides, its effect, its verdict, in one record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from outreachlab.answers.effects import AdjustedEffects
from outreachlab.answers.judging.by_lot import BY_LOT, Randomised
from outreachlab.answers.judging.sides import Sides
from outreachlab.answers.judging.verdicts import VERDICTS, Standing, Verdict, was_tried
from outreachlab.display import Record, plain_of
from outreachlab.errors import NothingToComputeError
from outreachlab.fitting.notes import TOO_SURE
from outreachlab.log.arguments import Found
from outreachlab.log.vocabulary import FEW, Advice
from outreachlab.stats.two_rates import Estimate, TwoRates
from outreachlab.wording import label, points

Evidence = Literal["observed", "randomised"]
NO_CONTRAST = "all values are shown; none is advised, so none is tested"
NOT_MODELLED = "the model of requests has no such term"
NO_MODEL = "only acceptance is modelled; here the two sides are compared as they are"
UNADJUSTED = Estimate(None, None, None, NO_CONTRAST)
HARDLY_TRIED = Estimate(None, None, None, "hardly tried: fewer than five on a side")
NO_TEST = "too few requests are left once seekers and the other ways of asking are held equal"
NOT_SETTLED: dict[Found, str] = {  # by whose requests there are: one seeker's, or several'
    "none": "will not be settled in your search",
    "seeker": "will not be settled within half a year",
}
IF_SO = "if it is as large as it looks,"
Effects = dict[tuple[str, str | None, str | None], Estimate]


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAdvice(Record):
    """
    One piece of advice, or another contrast: its two sides, the adjusted effect, the verdict.

    `p_value` is that of the verdict's own test, four fifths of whose error go to the direction the
    advice names; `p_adjusted` is after Holm over all contrasts tried. `requests_to_tell` is how
    many more requests per side would probably bring a verdict, if the two rates are as they look,
    `settles` whether the log's own pace brings them within six months. Where lots were drawn,
    `randomised` is what they showed, in place of what was observed. `sides` is None for what has
    no contrast, which has `levels`; `verdict` is None for that, and for what is no advice.
    """

    advice: Advice
    sides: Sides | None
    levels: Sequence[dict[str, Any]] = ()
    adjusted: Estimate = UNADJUSTED
    p_value: float | None = None
    p_adjusted: float | None = None
    verdict: Verdict | None = None
    requests_to_tell: int | None = None
    no_number: str | None = None
    no_verdict: str | None = None
    settles: bool = True
    randomised: Randomised | None = None

    _json = (
        "tactic contrast=advice.contrast among=advice.among levels difference=newcombe "
        "adjusted=adjusted_json p_value p_adjusted verdict evidence requests_to_tell"
    )

    @property
    def name(self) -> str:
        """The advice in words."""
        return self.advice.advice

    @property
    def tactic(self) -> str:
        """The column it is about."""
        return self.advice.tactic

    @property
    def counts(self) -> TwoRates:
        """What the verdict goes by: as drawn where lots were, else as observed; else none."""
        if self.randomised is not None:
            return self.randomised.counts
        return self.sides.counts if self.sides else TwoRates(0, 0, 0, 0)

    @property
    def totals(self) -> tuple[int, int]:
        """How many on each side, none without a contrast."""
        return self.counts.totals

    @property
    def successes(self) -> tuple[int, int]:
        """How many of them succeeded."""
        return self.counts.successes

    @property
    def unit(self) -> str:
        """What is counted: requests or meetings."""
        return "meeting" if self.advice.among == "meetings held" else "request"

    @property
    def few(self) -> bool:
        """Fewer than ten on a side."""
        return min(self.totals) < FEW

    @property
    def tried(self) -> bool:
        """Are there enough on both sides?"""
        return self.sides is not None and was_tried(self.sides.counts)

    @property
    def difference(self) -> Estimate:
        """The difference of the two sides as they are, in shares."""
        return self.sides.difference if self.sides else UNADJUSTED

    @property
    def crude(self) -> Estimate:
        """The difference of `counts`: the lots', or of the two sides as they are."""
        return self.difference if self.randomised is None else self.randomised.effect

    @property
    def held_equal(self) -> Estimate:
        """The adjusted difference; lots need none."""
        return self.adjusted if self.randomised is None else BY_LOT

    @property
    def gap(self) -> Estimate:
        """The difference the verdict goes by: the lots', the adjusted one, or as it is."""
        return self.crude if self.held_equal.estimate is None else self.held_equal

    @property
    def standing(self) -> Standing | None:
        """What its verdict amounts to: clear, a hint, open, untried."""
        return None if self.verdict is None else VERDICTS[self.verdict].standing

    @property
    def clear(self) -> bool:
        """Does the verdict stand clear of chance?"""
        return self.standing == "clear"

    @property
    def short(self) -> str:
        """The verdict in a few words."""
        return "" if self.verdict is None else VERDICTS[self.verdict].short

    @property
    def more(self) -> int | None:
        """How many more per side would probably tell; None where that is not said."""
        return self.requests_to_tell or None if self.open and self.settles else None

    @property
    def open(self) -> bool:
        """Is the verdict still to come?"""
        return self.standing in ("hint", "open")

    @property
    def unsettled(self) -> bool:
        """Will it not come within six months at the log's own pace?"""
        return (
            self.open
            and self.evidence == "observed"
            and (self.requests_to_tell is None or not self.settles)
        )

    @property
    def never(self) -> str:
        """What is said of a verdict that will not come."""
        return NOT_SETTLED["none" if self.sides is None else self.sides.cluster]

    def sentence(self) -> str:
        """The verdict in words, no stronger than it is."""
        if self.verdict is None or self.sides is None:
            return f"{self.name}: {NO_CONTRAST}."
        gap, more = self.gap.estimate, self.more
        needed = f"; {self.never}" if self.unsettled else ""
        if more:
            needed = f"; {IF_SO} {more:,} more {self.unit}s per side would probably tell"
        pairs = zip(self.sides.names, self.totals, strict=True)
        said = VERDICTS[self.verdict].named.format(
            gap=points(None if gap is None else abs(gap)).removeprefix("+"),
            needed=needed,
            tried=", ".join(f"{count:,} with {label(name)}" for name, count in pairs),
        )
        return f"{self.name}: {said}."

    @property
    def newcombe(self) -> dict[str, Any] | None:
        """The difference and how its limits are made, None without a contrast."""
        return self.sides.newcombe if self.sides else None

    @property
    def adjusted_json(self) -> dict[str, Any] | None:
        """The adjusted effect, None where there is none."""
        return None if self.adjusted.estimate is None else self.adjusted.to_json()

    @property
    def evidence(self) -> Evidence:
        """What kind of evidence the verdict rests on."""
        return "observed" if self.randomised is None else "randomised"

    def by_lot(self, found: Randomised) -> "JudgedAdvice":
        """The same advice, its verdict that of the lots."""
        return replace(
            self,
            randomised=found,
            p_value=found.p_value,
            p_adjusted=found.p_adjusted,
            verdict=found.verdict,
            requests_to_tell=None,
            no_number="a trial is under way or over: its plan says how many it takes",
            no_verdict=None,
        )

    def to_json(self) -> dict[str, Any]:
        """The record as plain data, and what lots showed where they were drawn."""
        found = plain_of(self, self._json)
        return found if self.randomised is None else found | {"trial": self.randomised.to_json()}

    @property
    def why(self) -> str | None:
        """Why a figure is missing, None where none is."""
        if self.sides is None:
            return NO_CONTRAST
        no_test = self.sides.why or NO_TEST
        reasons = {
            "p_value": no_test if self.p_value is None else None,
            "p_adjusted": no_test if self.p_adjusted is None else None,
            "adjusted": self.adjusted.why,
            "requests_to_tell": self.no_number,
            "verdict": self.no_verdict,
        }
        return "; ".join(f"{name}: {why}" for name, why in reasons.items() if why) or None


def if_adjusted(
    usual_model: Callable[[], AdjustedEffects],
) -> tuple[AdjustedEffects | None, tuple[str, ...]]:
    """The usual model and where its errors are too small, or a note why there is none."""
    try:
        found = usual_model()
    except NothingToComputeError as error:
        return None, (f"nothing could be adjusted: {error}",)
    return found, tuple(note for note in found.notes if note.endswith(TOO_SURE))


def effects_by_contrast(found: AdjustedEffects | None) -> Effects:
    """Average effects that could be estimated, by (term, level, baseline)."""
    if found is None:
        return {}
    names = ["term", "level", "baseline", "estimate", "low", "high"]
    rows = zip(*(found.average_effects[name].tolist() for name in names), strict=True)
    return {
        (term, level, baseline): Estimate(estimate, low, high)
        for term, level, baseline, estimate, low, high in rows
        if estimate == estimate and low == low
    }


def tested(
    one: Advice, sides: Sides | None, effects: Effects, dropped: Mapping[str, str]
) -> JudgedAdvice:
    """A contrast before its verdict; one hardly tried has counts and no number."""
    if one.contrast is None or sides is None:
        return JudgedAdvice(advice=one, sides=None)
    why = dropped.get(one.tactic, NOT_MODELLED) if one.success == "accepted" else NO_MODEL
    adjusted = effects.get((one.tactic, *one.contrast), Estimate(None, None, None, why))
    if not was_tried(sides.counts):
        none = HARDLY_TRIED if sides.why is None else Estimate(None, None, None, sides.why)
        sides = replace(sides, difference=none, p_value=None, test=None, why=none.why)
        adjusted = none
    return JudgedAdvice(
        advice=one, sides=sides, levels=sides.levels("counted", "succeeded"), adjusted=adjusted
    )
