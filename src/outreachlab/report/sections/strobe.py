"""What STROBE-RDS asks a study of referral chains to report, as far as a log can answer it."""

from outreachlab.answers.funnel import Funnel
from outreachlab.chains.growth_answer import ChainGrowth
from outreachlab.display import Shown
from outreachlab.forest import ReferralForest
from outreachlab.report.model import Section
from outreachlab.wording import counted, listed, number, of

MEANING = {
    "delivered": "delivered",
    "answered": "counted answered",
    "accepted": "answers a yes",
    "held": "yeses a meeting held",
}


def strobe_section(
    forest: ReferralForest, steps: Funnel, growth: ChainGrowth | None
) -> Section | None:
    """A row per item; nothing without a chain."""
    if not forest.lines.edges:
        return None
    rows = (
        ("seeds", _seeds(forest)),
        (
            "who was recruited by whom",
            "the referrer that each request names, by the rule under “How it was computed”",
        ),
        ("the same person twice", _twice(forest)),
        ("numbers at each stage", _stages(steps)),
        ("names given and used", _names(growth)),
        ("recruits by seed, waves", _waves(forest)),
        ("picture of the chains", "under “Referral chains”; the largest where not all fit"),
        ("seeds in the analysis", "every rate counts first requests and later ones together"),
        ("equilibrium", "not assumed; acceptance by steps stands under “Referral chains”"),
        ("how sampling is allowed for", _sampling(growth)),
        ("not in a log", "who was eligible, how many people each knows, what they were offered"),
    )
    return Section(
        "strobe",
        "The chains for a methods section",
        (
            "Chains of referrals are a sample that recruits itself. These are the things that the "
            "STROBE-RDS statement asks of a study of such a sample, as far as a log knows them.",
        ),
        (),
        Shown("STROBE-RDS, the items a log can answer", ("item", "in this log"), rows),
        (
            "White, Hakim, Salganik et al. (2015), Journal of Clinical Epidemiology 68:1463-1471.",
            "Two differences from a study by that design: the seekers chose whom to ask, and a "
            "name is passed on by word instead of by coupon.",
        ),
    )


def _seeds(forest: ReferralForest) -> str:
    counts = forest.counts()
    return (
        f"{counted(counts['roots'], 'first request')}, chosen by the seeker; "
        f"{counts['outside_referrers']:,} of them came from a referrer whom the log has no earlier "
        "request to"
    )


def _twice(forest: ReferralForest) -> str:
    lines = forest.lines
    again = len(lines.parent) - lines.people
    return (
        f"{counted(again, 'request')} went to somebody asked before, told by name; "
        "small differences of case and spaces do not count"
    )


def _stages(steps: Funnel) -> str:
    asked, *others = steps.steps
    parts = [
        f"{of(step.count, step.of)} {MEANING[step.step]}"
        for step in others
        if step.step in MEANING and step.count is not None and step.of
    ]
    return listed([f"{asked.count:,} asked", *parts])


def _names(growth: ChainGrowth | None) -> str:
    if growth is None or not growth.counts["meetings"]:
        return "no meeting has had time to lead on"
    counts = growth.counts
    return (
        f"{counted(counts['names'], 'name')} at {counted(counts['meetings'], 'meeting')} that had "
        f"time to lead on; {of(counts['asked'], counts['names'])} asked"
    )


def _waves(forest: ReferralForest) -> str:
    counts = forest.counts()
    return (
        f"{number(counts['requests'] / counts['roots'], 1)} requests per chain, "
        f"{counts['chains']['largest']:,} in the largest; "
        f"{counted(counts['max_generation'], 'wave')} at most"
    )


def _sampling(growth: ChainGrowth | None) -> str:
    if growth is None:
        return "rates are of these requests and estimate no population"
    return (
        "rates are of these requests and estimate no population; limits of what chains lead to "
        f"come from resampling {growth.unit}s"
    )
