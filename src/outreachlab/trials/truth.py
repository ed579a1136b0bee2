"""What is planted in a simulated trial."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreachlab.simulate.truth import Truth, require_shares

LOG = Truth()  # what any request meets, in a trial or not
SHARES = (
    "rate", "complies", "not_asked", "late", "undelivered", "opted_out", "referred", "remote",
    "declines",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialTruth:
    """
    What is planted in a simulated trial; shares are fractions.

    `rate` is the chance of a yes with the second side of every tactic; doing the first side of one
    adds its `gains`. Seekers' own rates differ by `unlike` (a standard deviation). `complies` do
    what was drawn, the others its opposite. Days to an answer are log-normal: median, sigma.
    """

    rate: float = 0.3
    gains: Mapping[str, float] = field(default_factory=dict)
    unlike: float = 0.0
    complies: float = 0.92
    not_asked: float = 0.03
    late: float = 0.02
    undelivered: float = LOG.undelivered
    opted_out: float = 0.03
    referred: float = 0.4
    remote: float = 0.2
    declines: float = LOG.declines
    answer_days: tuple[float, float] = LOG.accept_days
    a_day: float = 2.0

    def __post_init__(self) -> None:
        require_shares(self, SHARES)
