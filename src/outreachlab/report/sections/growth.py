"""Do referrals carry on, and at which of the four steps does the chain break?"""

from outreachlab.chains.growth_answer import ChainGrowth
from outreachlab.chains.reproduction import STEP_NAMES, STEPS
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.wording import UNKNOWN, counted, number, number_interval, of, percent, sentence


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
        name = STEP_NAMES[growth.weakest_step]
        sentences.append(f"The step that could lift this most in the pool: {name}.")
    sentences += growth.promises()
    totals = list(growth.counts.values())
    rows = [
        (
            STEP_NAMES[step],
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
        _pictures(growth),
        Shown(
            "The four steps from one meeting to the next",
            ("step", "count", "each", "95% interval"),
            tuple(rows),
            growth.notes,
        ),
        tuple(sentence(why) for why in (gap.why, growth.extinction_why) if why),
    )


def _pictures(growth: ChainGrowth) -> tuple[Picture, ...]:
    """The four steps, and how many further meetings each led to."""
    every = growth.offspring[0]
    times = "; ".join(f"{n} from {count:,}" for n, count in enumerate(every.counts))
    return (
        Picture("growth", svg_of(growth.plot(), "growth"), _steps(growth)),
        Picture(
            "offspring",
            svg_of(every.plot(), "offspring"),
            f"Further meetings from each of {counted(every.meetings, 'closed meeting')}: {times}.",
        ),
    )


def _steps(growth: ChainGrowth) -> str:
    totals = list(growth.counts.values())
    parts = [
        f"{STEP_NAMES[step]} {of(totals[place + 1], totals[place])}"
        for place, step in enumerate(STEPS)
    ]
    return sentence(f"The four steps from one meeting to the next: {'; '.join(parts)}")


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
