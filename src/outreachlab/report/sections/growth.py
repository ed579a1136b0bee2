"""Do referrals carry on, and at which of the four steps does the chain break?"""

from outreachlab.chains.growth_answer import ChainGrowth
from outreachlab.chains.reproduction import STEPS
from outreachlab.display import Shown
from outreachlab.report.model import Section
from outreachlab.wording import UNKNOWN, counted, number, number_interval, of, percent, sentence

WORDS = {
    "names_per_meeting": ("names given per meeting", "names", "meetings"),
    "share_asked": ("names that were asked", "people asked", "names"),
    "share_accepted": ("people asked who said yes", "yeses", "people asked"),
    "share_met": ("yeses that became a meeting", "meetings", "yeses"),
}


def growth_section(growth: ChainGrowth) -> Section | None:
    """R in words, its four steps, and what would lift it; nothing before a meeting is closed."""
    meetings, met = growth.counts["meetings"], growth.counts["met"]
    gap = growth.reproduction
    if not meetings or gap.estimate is None:
        return None
    verb = "has" if meetings == 1 else "have"
    spread = f" (95% interval {number_interval(gap.low, gap.high)})" if gap.low is not None else ""
    sentences = [
        f"{counted(meetings, 'meeting')} {verb} had time to lead on; they led to "
        f"{counted(met, 'further meeting')}, {number(gap.estimate)} each{spread}.",
        _carries(gap.low, gap.high),
    ]
    if growth.extinction_probability is not None:
        chance = percent(growth.extinction_probability, 0)
        sentences.append(
            f"The chance that a chain from one cold meeting dies out in the end: {chance}."
        )
    if growth.weakest_step is not None:
        name = WORDS[growth.weakest_step][0]
        sentences.append(f"The step that could lift this most in the pool: {name}.")
    totals = list(growth.counts.values())
    rows = [
        (
            WORDS[step][0],
            of(totals[place + 1], totals[place]),
            number(growth.steps[step].estimate),
            number_interval(growth.steps[step].low, growth.steps[step].high),
        )
        for place, step in enumerate(STEPS)
    ]
    rows.append(
        (
            "further meetings per meeting",
            of(met, meetings),
            number(gap.estimate),
            number_interval(gap.low, gap.high) if gap.low is not None else UNKNOWN,
        )
    )
    return Section(
        "growth",
        "Do referrals carry on?",
        tuple(sentences),
        (),
        Shown(
            "The four steps from one meeting to the next",
            ("step", "count", "each", "95% interval"),
            tuple(rows),
            growth.notes,
        ),
        tuple(sentence(why) for why in (gap.why, growth.extinction_why) if why),
    )


def _carries(low: float | None, high: float | None) -> str:
    if low is None or high is None:
        return "Too few to say whether chains carry on by themselves."
    if low > 1:
        return "Each meeting brings more than one further: chains carry on by themselves."
    if high < 1:
        return (
            "Each meeting brings fewer than one further, so chains run out "
            "and cold requests stay needed."
        )
    return "Whether chains carry on by themselves cannot be told yet: both fit these numbers."
