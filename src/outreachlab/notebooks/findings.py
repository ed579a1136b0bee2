"""What an answer found on this log, in a sentence or two: what a notebook opens with."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from outreachlab.errors import UsageError
from outreachlab.log.outcomes import no_rate
from outreachlab.report.first.figures import lowest
from outreachlab.report.summary import standing_out
from outreachlab.wording import (
    counted,
    in_ten,
    label,
    number,
    number_interval,
    of,
    percent,
    plural,
    points,
    points_interval,
    sentence,
)

if TYPE_CHECKING:
    from outreachlab.answers.advice import AdviceTested
    from outreachlab.answers.follow_up import FollowUpEffect
    from outreachlab.answers.funnel import Funnel
    from outreachlab.answers.ladder import EffectLadder
    from outreachlab.answers.meetings import MeetingEffects
    from outreachlab.answers.pools import PooledRates
    from outreachlab.answers.progress import Progress
    from outreachlab.answers.waiting import WaitingTimes
    from outreachlab.chains.forest import ReferralForest
    from outreachlab.chains.growth import ChainGrowth

LEAST_ANSWERS = 5
LOST = {
    "delivered": "sending",
    "answered": "waiting for an answer",
    "accepted": "getting a yes to it",
    "held": "holding the meeting",
    "named_someone": "getting a name at it",
    "next_asked": "asking the people named",
}


def finding(answer: Any) -> str:
    """
    What an answer found, in a sentence or two.

    Parameters
    ----------
    answer : an answer
        As `advice`, `effect_ladder`, `waiting_times`, `follow_up_effect`, `funnel`,
        `meeting_effects`, `referral_forest`, `chain_growth`, `pooled_rates` or `progress` gives it.

    Returns
    -------
    str
        Counts first, no stronger than they are; where the log cannot tell, it says that.

    Raises
    ------
    UsageError
        The answer has no such sentence.
    """
    told = FOUND.get(type(answer).__name__)
    if told is None:
        known = ", ".join(FOUND)
        raise UsageError(f"no sentence is made of a {type(answer).__name__}; of {known} it is")
    return told(answer)


def _overall(totals: Mapping[str, int]) -> str:
    """`67 of 159 requests that count got a yes, 4 in 10.`"""
    accepted, total = totals["accepted"], totals["counted"]
    if not total:
        return "No request counts yet: every one is undelivered or too young to judge."
    said = f"{of(accepted, total)} {plural('request', total)} that count got a yes"
    missing = no_rate(totals)
    return f"{said}; {missing}." if missing else f"{said}, {in_ten(accepted / total)}."


def _advice(tested: "AdviceTested") -> str:
    lines = [line for line in tested.lines if any(line.totals)]
    return f"{_overall(tested.ground['totals'])} {standing_out(lines)}"


def _ladder(ladder: "EffectLadder") -> str:
    """The largest raw difference, and what is left of it rung by rung."""
    known = [line for line in ladder.lines if line.raw.estimate is not None]
    if not known:
        return "No way of asking has five requests on both sides to be compared."
    top = max(known, key=lambda line: abs(line.raw.estimate or 0.0))
    rungs = {
        "with the other ways of asking held equal": top.adjusted.estimate,
        "drawn towards the other advice": top.shrunken.estimate,
    }
    less = [f"{points(one)} {how}" for how, one in rungs.items() if one is not None]
    raw = f"The largest difference is that of “{top.advice.advice}”: {points(top.raw.estimate)}"
    return f"{raw} as it is{''.join(f', {one}' for one in less)}."


def _waiting(waiting: "WaitingTimes") -> str:
    (curve,) = waiting.curves[:1] or (None,)
    dated = 0 if curve is None else int(sum(map(np.sum, curve.curve.counts.ended[1:])))
    if curve is None or dated < LEAST_ANSWERS:
        return f"How long an answer takes cannot be told: {counted(dated, 'answer')} with a day."
    half, last = curve.median_days_to_answer, curve.practically_dead_after
    said = "Fewer than half of the requests ever get an answer"
    if half is not None:
        said = f"Half of the requests have an answer after {counted(half, 'day')}"
    return f"{said}; few come after day {last}." if last is not None else f"{said}."


def _follow_up(found: "FollowUpEffect") -> str:
    gap = found.difference
    if gap.estimate is None or gap.low is None or gap.high is None:
        return f"Whether a reminder helps cannot be told: {gap.why}."
    more = "more" if gap.estimate > 0 else "fewer"
    by = number(100 * abs(gap.estimate), 0)
    chance = ", which may be chance" if gap.low <= 0 <= gap.high else ""
    span = points_interval(gap.low, gap.high, 0)
    return (
        f"After a reminder {by} in 100 {more} were answered than of those just as silent without "
        f"one ({span}){chance}."
    )


def _funnel(funnel: "Funnel") -> str:
    lost = lowest(funnel)
    if lost is None:
        return "No step stands out as the one at which most is lost."
    share = f"{of(lost.count or 0, lost.of or 0)} ({percent(lost.rate, 0)})"
    return f"Most is lost in {LOST[lost.step]}: only {share} got past it."


def _meetings(meetings: "MeetingEffects") -> str:
    if not meetings.held:
        return "The log tells of no meeting held."
    were = "was" if meetings.held == 1 else "were"
    held = f"{counted(meetings.held, 'meeting')} {were} held"
    if meetings.names_per_meeting is None:
        return f"{held}; none says how many names were given."
    return f"{held}, with {number(meetings.names_per_meeting, 1)} names given at each on average."


def _forest(forest: "ReferralForest") -> str:
    counts = forest.counts()
    if not counts["edges"]:
        return "No request names somebody asked before as the one it came from."
    came = f"{of(counts['edges'], counts['requests'])} requests came from somebody asked before"
    return f"{came}; the longest chain goes {counted(counts['max_generation'], 'step')} on."


def _growth(growth: "ChainGrowth") -> str:
    gap = growth.reproduction
    if gap.estimate is None:
        return sentence(f"whether chains go on cannot be told: {gap.why}")
    span = "" if gap.low is None else f" ({number_interval(gap.low, gap.high)})"
    led = f"One meeting led to {number(gap.estimate)} further meetings{span}"
    if gap.low is not None and gap.high is not None and gap.low <= 1 <= gap.high:
        return f"{led}: whether chains go on by themselves cannot be told."
    if gap.estimate < 1:
        return f"{led}: below 1, so it takes first requests to go on."
    return f"{led}: above 1, so chains go on by themselves."


def _pooled(pooled: "PooledRates") -> str:
    table = pooled.table
    spans = [
        f"{percent(table[name].min(), 0)} to {percent(table[name].max(), 0)}"
        for name in ("rate", "shrunken")
    ]
    told = "some can be told apart" if pooled.ranked else "no two can be told apart"
    return (
        f"Rates by {label(pooled.by)} go from {spans[0]} as they are, and from {spans[1]} once "
        f"drawn to that of all, {percent(pooled.mean, 0)}; {told}."
    )


def _progress(progress: "Progress") -> str:
    return sentence(progress.now_against_before.sentence())


# By name, so that no chart or model is loaded for it.
FOUND: dict[str, Callable[[Any], str]] = {
    "AdviceTested": _advice,
    "EffectLadder": _ladder,
    "WaitingTimes": _waiting,
    "FollowUpEffect": _follow_up,
    "Funnel": _funnel,
    "MeetingEffects": _meetings,
    "ReferralForest": _forest,
    "ChainGrowth": _growth,
    "PooledRates": _pooled,
    "Progress": _progress,
}
