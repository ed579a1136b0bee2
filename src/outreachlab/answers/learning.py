"""About which piece of advice would the next ten requests teach most?"""

from dataclasses import dataclass

from outreachlab.display import Record
from outreachlab.log.vocabulary import YES_NO, Advice
from outreachlab.stats.intervals import normal_quantile
from outreachlab.stats.power import SHRINKING_REQUESTS
from outreachlab.stats.two_rates import TwoRates
from outreachlab.wording import counted, label, points

NEXT_REQUESTS = 10
LEAST_GAIN = 0.001  # a tenth of a point


@dataclass(frozen=True, slots=True, kw_only=True)
class TryNext(Record):
    """
    The advice to try, and how: of the next ten requests so many on each side of its contrast.

    `width` is that of the 95% interval of the difference now, `expected_width` after these
    requests, both in shares.
    """

    advice: Advice
    requests: tuple[int, int]
    counts: TwoRates
    width: float
    expected_width: float

    @property
    def contrast(self) -> tuple[str, str]:
        """The two sides."""
        assert self.advice.contrast is not None
        return self.advice.contrast

    @property
    def gain(self) -> float:
        """By how much the interval would narrow, in shares."""
        return self.width - self.expected_width

    def sentence(self) -> str:
        """What to try, and what it would bring."""
        now, then = (points(w).removeprefix("+") for w in (self.width, self.expected_width))
        return (
            f"The next {counted(NEXT_REQUESTS, 'request')} would teach most about "
            f"“{self.advice.advice}”: {self._split()}. Its interval, now {now} wide, would "
            f"probably narrow to {then}."
        )

    def _split(self) -> str:
        """Which of the ten follow the advice and which do the other thing."""
        sides = [
            (count, _done(side, self.contrast))
            for count, side in zip(self.requests, self.contrast, strict=True)
            if count
        ]
        if len(sides) == 1:
            return f"make all of them {sides[0][1]}"
        return f"make {' and '.join(f'{count} {done}' for count, done in sides)}"

    _json = "tactic=advice.tactic contrast requests counted=counts.totals width expected_width"


def most_taught(tests: list[tuple[Advice, TwoRates]]) -> TryNext | None:
    """
    The advice whose interval ten further requests would narrow most, and how to split them.

    Each side's rate has a beta distribution: what was observed, and ten further requests at the
    rate of both sides together, as `requests_to_tell` shrinks them. Its variance v with weight n
    is expected to fall to v n / (n + k) by k further requests, whatever their answers, so the
    split that leaves the least is known beforehand. None where nothing has been counted, and where
    no interval would narrow by a tenth of a point; ties go to the first.

    References
    ----------
    Raiffa & Schlaifer (1961), Applied Statistical Decision Theory, section 5.4 (the expected
    posterior variance of a proportion).
    """
    plans = [plan for advice, counts in tests if (plan := _plan(advice, counts)) is not None]
    best = max(plans, key=lambda plan: plan.gain, default=None)
    return best if best is not None and best.gain >= LEAST_GAIN else None


def _done(side: str, contrast: tuple[str, str]) -> str:
    if contrast == YES_NO:
        return "with it" if side == YES_NO[0] else "without it"
    return f"“{label(side)}”"


def _plan(advice: Advice, counts: TwoRates) -> TryNext | None:
    total, hits = counts.n + counts.m, counts.a + counts.b
    if advice.contrast is None or total == 0:
        return None
    common = (hits + 1) / (total + 2)  # never 0 or 1, which would leave nothing to learn
    first, second = (
        _beta(successes, size, common)
        for successes, size in ((counts.a, counts.n), (counts.b, counts.m))
    )
    now = first[0] + second[0]
    after, k = min(
        (_after(first, k) + _after(second, NEXT_REQUESTS - k), k) for k in range(NEXT_REQUESTS + 1)
    )
    both = 2 * normal_quantile(0.95)
    return TryNext(
        advice=advice,
        requests=(k, NEXT_REQUESTS - k),
        counts=counts,
        width=both * now**0.5,
        expected_width=both * after**0.5,
    )


def _beta(successes: int, size: int, common: float) -> tuple[float, float]:
    """Variance of a side's rate, and the weight it rests on."""
    weight = size + SHRINKING_REQUESTS
    mean = (successes + SHRINKING_REQUESTS * common) / weight
    return mean * (1 - mean) / (weight + 1), weight


def _after(side: tuple[float, float], further: int) -> float:
    variance, weight = side
    return variance * weight / (weight + further)
