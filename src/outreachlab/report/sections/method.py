"""What STROBE-RDS asks a study of referral chains to report, as far as a log can answer it."""

from platform import python_version

from outreachlab import __version__
from outreachlab.answers.funnel import Funnel
from outreachlab.answers.judging.verdicts import CLEAR, HINT
from outreachlab.chains.forest import ReferralForest
from outreachlab.chains.growth import ChainGrowth
from outreachlab.display import Shown
from outreachlab.log.vocabulary import FEW
from outreachlab.report.answered import Answers
from outreachlab.report.model import Section
from outreachlab.stats.resampling import RESAMPLES, SEED
from outreachlab.wording import counted, listed, number, of


def method_section(answers: Answers) -> Section:
    """Definitions and limits for everybody; methods and references for those who want them."""
    sentences = [
        f"{_lots(answers)} A difference between two ways may come from whom was asked, or when: "
        "it is observed, and is no proof that the one way works better.",
        "People reached by referral are better connected than average, so their answers do not "
        "stand for everybody's.",
        f"A rate over fewer than {FEW} counted requests is marked as few.",
    ]
    if answers.view.header.anonymous:
        from outreachlab.intake.anonymous import HIDDEN

        sentences += HIDDEN
    seekers = answers.facts.seekers
    if seekers > 1:
        sentences.append(
            f"The {seekers:,} seekers are taken together. Requests of one seeker are more alike "
            "than requests of several, which the intervals allow for."
        )
    details = _details(answers)
    strobe = None
    if answers.forest is not None:
        strobe = strobe_section(answers.forest, answers.steps, answers.growth)
    return Section(
        key="method",
        heading="Hints, not proof: how all of this was computed",
        sentences=tuple(sentences),
        parts=() if strobe is None else (strobe,),
        details=details,
    )


def _lots(answers: Answers) -> str:
    """For what lots were drawn."""
    names = [line.name for line in answers.tested.lines if line.randomised]
    if not names:
        return "Nobody drew lots for how to ask."
    return f"Nobody drew lots for how to ask, but for {listed(names)}, where a trial did."


def _details(answers: Answers) -> tuple[str, ...]:
    """Methods with their sources, versions, and a fingerprint of the data."""
    details = [
        "Rate: accepted over counted requests, Wilson score interval "
        "(Newcombe 1998, Statistics in Medicine 17:857-872).",
        "Difference: Newcombe's hybrid score interval "
        "(Newcombe 1998, Statistics in Medicine 17:873-890, method 10).",
        "Test: N-1 chi-squared where every expected count is at least 1, else Fisher's exact "
        "(Campbell 2007, Statistics in Medicine 26:3661-3675).",
        "Verdict: one test a piece of advice, of how asking and answer go together within seekers "
        "once the other ways of asking are allowed for, with chains or seekers as units (Moulton "
        "1990, Review of Economics and Statistics 72:334-338). The direction of the advice has "
        "four of five points of the error (Braver 1975, Educational and Psychological Measurement "
        "35:283-288). Adjusted over all advice tried by Holm's method (Holm 1979, Scandinavian "
        f"Journal of Statistics 6:65-70); clear below {CLEAR}, leaning below {HINT} unadjusted.",
    ]
    if answers.waiting.curves[0].requests:
        details.append(
            "Waiting: Kaplan & Meier (1958), JASA 53:457-481; Aalen & Johansen (1978), "
            "Scandinavian Journal of Statistics 5:141-150."
        )
    details += [
        f"Silence counts as a no after {counted(answers.view.window_days, 'day')}.",
        "Chains: a request's parent is the seeker's latest request to the person named as "
        "referrer, one that led to a meeting first.",
        "Requests to tell: 80% power at the level of the verdict for the observed rates shrunk "
        "towards each other (Fleiss, Levin & Paik 2003, Statistical Methods for Rates and "
        "Proportions, ch. 4).",
    ]
    if answers.growth is not None:
        details.append(
            f"Intervals of chains: {RESAMPLES:,} resamples of {answers.growth.unit}s, seed {SEED}. "
            "Nothing else in this report is random."
        )
    version = f"outreachlab {__version__}, {versions()}."
    rows = f"{answers.facts.fingerprint:016x}"
    return (*details, version, f"fingerprint of the checked rows, in any order: {rows}.")


def versions() -> str:
    """Python and the libraries that the numbers go through."""
    import numpy
    import pandas
    import scipy

    known = (("numpy", numpy), ("pandas", pandas), ("scipy", scipy))
    return listed(
        [f"Python {python_version()}", *(f"{name} {one.__version__}" for name, one in known)]
    )


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
    if not forest.tally.edges:
        return None
    rows = (
        ("seeds", _seeds(forest)),
        (
            "who was recruited by whom",
            "the referrer that each request names, by the rule in the list of methods",
        ),
        ("the same person twice", _twice(forest)),
        ("numbers at each stage", _stages(steps)),
        ("names given and used", _names(growth)),
        ("recruits by seed, waves", _waves(forest)),
        ("picture of the chains", "under the chains; the largest where not all fit"),
        ("seeds in the analysis", "every rate counts first requests and later ones together"),
        ("equilibrium", "not assumed; acceptance by steps stands under the chains"),
        ("how sampling is allowed for", _sampling(growth)),
        ("not in a log", "who was eligible, how many people each knows, what they were offered"),
    )
    return Section(
        key="strobe",
        heading="The chains for a methods section",
        sentences=(
            "Chains of referrals are a sample that recruits itself. These are the things that the "
            "STROBE-RDS statement asks of a study of such a sample, as far as a log knows them.",
        ),
        table=Shown("STROBE-RDS, the items a log can answer", ("item", "in this log"), rows),
        details=(
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
    again = forest.tally.requests - forest.tally.people
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
