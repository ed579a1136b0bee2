"""One piece of advice with all that is said of it: sides, adjusted effect, verdict, sentence."""

from dataclasses import dataclass
from typing import Any

from outreachlab.answers.sides import Sides
from outreachlab.answers.two_rates import Estimate
from outreachlab.answers.verdicts import Verdict
from outreachlab.vocabulary import Advice
from outreachlab.wording import label, points

EVIDENCE = "observed"
NO_CONTRAST = "all values are shown; none is advised, so none is tested"


@dataclass(frozen=True, slots=True)
class AdvisedLine:
    """
    One piece of advice: its two sides, the adjusted effect, the verdict.

    `p_value` is the adjusted effect's where there is one, else that of the two sides; `p_adjusted`
    is after Holm over all contrasts tried. `requests_to_tell` is how many more requests per side
    would tell the two rates apart. `doubt` says why a verdict is a hint although `p_adjusted` is
    below 0.05. `sides` is None for what has no contrast, which has `levels`.
    """

    advice: Advice
    sides: Sides | None
    levels: list[dict[str, Any]]
    adjusted: Estimate
    p_value: float | None
    p_adjusted: float | None
    verdict: Verdict | None
    requests_to_tell: int | None
    no_number: str | None
    doubt: str | None = None

    @property
    def estimate(self) -> float | None:
        """The difference the verdict goes by, in shares."""
        if self.adjusted.estimate is not None:
            return self.adjusted.estimate
        return self.sides.difference.estimate if self.sides else None

    def sentence(self) -> str:
        """The verdict in words, no stronger than it is."""
        if self.verdict is None or self.sides is None:
            return f"{self.advice.advice}: {NO_CONTRAST}."
        gap = points(None if self.estimate is None else abs(self.estimate)).removeprefix("+")
        more = self.requests_to_tell
        what = "meetings" if self.advice.among == "meetings held" else "requests"
        needed = (
            f"; {more:,} more {what} per side would probably tell"
            if more and not self.doubt
            else ""
        )
        said = {
            "supported": f"supported: {gap} better",
            "contradicted": f"contradicted: {gap} worse",
            "leaning for": f"a hint in its favour, no more: {gap} better{needed}",
            "leaning against": f"a hint against it, no more: {gap} worse{needed}",
            "too early to tell": f"too early to tell{needed}",
            "not tried": f"not tried: {self._tried()}",
        }
        return f"{self.advice.advice}: {said[self.verdict]}."

    def _tried(self) -> str:
        assert self.sides is not None
        pairs = zip(self.sides.names, self.sides.totals, strict=True)
        return ", ".join(f"{count:,} with {label(name)}" for name, count in pairs)

    def to_json(self) -> dict[str, Any]:
        """One entry of the `advice` object."""
        plain = {
            "tactic": self.advice.tactic,
            "contrast": list(self.advice.contrast) if self.advice.contrast else None,
            "among": self.advice.among,
            "levels": self.levels,
            "difference": self.sides.difference_json() if self.sides else None,
            "adjusted": None if self.adjusted.estimate is None else self.adjusted.to_json(),
            "p_value": self.p_value,
            "p_adjusted": self.p_adjusted,
            "verdict": self.verdict,
            "evidence": EVIDENCE,
            "requests_to_tell": self.requests_to_tell,
        }
        why = self._why()
        return plain | {"why": why} if why else plain

    def _why(self) -> str:
        if self.sides is None:
            return NO_CONTRAST
        reasons = {
            "p_value": self.sides.why if self.p_value is None else None,
            "p_adjusted": self._no_p_adjusted(),
            "adjusted": self.adjusted.why,
            "requests_to_tell": self.no_number,
            "verdict": self.doubt,
        }
        return "; ".join(f"{name}: {why}" for name, why in reasons.items() if why)

    def _no_p_adjusted(self) -> str | None:
        if self.p_adjusted is not None:
            return None
        return "not tried, so not among the tests" if self.verdict == "not tried" else "no p-value"


def row_of(line: AdvisedLine, sides: Sides) -> dict[str, Any]:
    """One row of the table of verdicts."""
    gap, adjusted = sides.difference, line.adjusted
    return {
        "advice": line.advice.advice,
        "tactic": line.advice.tactic,
        "level_a": sides.names[0],
        "level_b": sides.names[1],
        "succeeded_a": sides.counts.a,
        "counted_a": sides.counts.n,
        "succeeded_b": sides.counts.b,
        "counted_b": sides.counts.m,
        "difference": gap.estimate,
        "low": gap.low,
        "high": gap.high,
        "adjusted": adjusted.estimate,
        "adjusted_low": adjusted.low,
        "adjusted_high": adjusted.high,
        "p_value": line.p_value,
        "p_adjusted": line.p_adjusted,
        "verdict": line.verdict,
        "requests_to_tell": line.requests_to_tell,
    }
