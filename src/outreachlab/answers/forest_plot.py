"""Several estimates of one effect beside what they say together."""

from dataclasses import dataclass
from typing import Literal

from outreachlab.display import Charted, Record
from outreachlab.stats.meta import Pooled
from outreachlab.stats.two_rates import Estimate


@dataclass(frozen=True, slots=True)
class ForestPlot(Charted, Record):
    """
    One effect, of each site or trial and of all.

    `names` and `each` go together; a difference of shares is in `points`, an odds ratio in
    `log odds`. `all` is the mean of the true effects with its limits, and where one more would lie.
    """

    what: str
    unit: Literal["points", "log odds"]
    names: tuple[str, ...]
    each: tuple[Estimate, ...]
    all: Pooled
