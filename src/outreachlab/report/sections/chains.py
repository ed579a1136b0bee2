"""The referral forest, whether it grows, and who refers to whom."""

from outreachlab.chains.forest import ReferralForest
from outreachlab.chains.growth import ChainGrowth
from outreachlab.chains.mixing import Mixing, MixingOf
from outreachlab.charts.bars import named_generations
from outreachlab.charts.forest_svg import forest_svg
from outreachlab.charts.style import svg_of
from outreachlab.charts.trees import nothing_drawn
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.stats.reproduction import STEP_NAMES, STEPS
from outreachlab.wording import (
    UNKNOWN,
    counted,
    isolated,
    label,
    listed,
    number,
    number_interval,
    of,
    percent,
    sentence,
    share,
    shortened,
)

TOP = 3


def chains_section(forest: ReferralForest) -> Section:
    """The referral forest, drawn, with its generations."""
    heading = "Referral chains"
    if not forest.lines.edges:
        return Section("chains", heading, ("No request led to another yet.",))
    sentences = [chains_sentence(forest)]
    if best := forest.top_referrers(TOP):
        names = listed(
            f"{isolated(shortened(str(who['contact'])))} ({who['descendants']:,})" for who in best
        )
        sentences.append(f"Most further requests go back to {names}, at any number of steps.")
    trees = forest_svg(forest, "chains")
    sentences.append(
        "Each tree below is one chain, its first request on top; the larger a mark, the more "
        "requests came from it."
        if trees
        else nothing_drawn(forest.lines)
    )
    generations = "; ".join(
        f"{name} {of(row['accepted'], row['requests'])}"
        for name, row in named_generations(forest.tally)
    )
    pictures = (
        *([Picture("chains", trees, _drawn(forest), explorable=True)] if trees else []),
        Picture(
            "generations",
            svg_of(forest.plot_generations(), "generations"),
            sentence(f"accepted, by steps from the first request of a chain: {generations}"),
        ),
    )
    return Section("chains", heading, tuple(sentences), pictures, forest._shown())


def chains_sentence(forest: ReferralForest) -> str:
    """How many requests came from an earlier one, and how far the chains reach."""
    total, deepest = len(forest.lines.parent), int(forest.lines.descent.generation.max())
    came = "request came" if total == 1 else "requests came"
    return (
        f"{of(forest.lines.edges, total)} {came} from somebody asked before; "
        f"the longest chain goes {counted(deepest, 'step')} on from its first request."
    )


def _drawn(forest: ReferralForest) -> str:
    sizes = forest.lines.chain_size[forest.lines.parent < 0]
    long = int((sizes > 1).sum())
    return (
        f"{counted(long, 'chain')} of two or more requests as trees, the largest of "
        f"{counted(int(sizes.max()), 'request')}. {chains_sentence(forest)}"
    )


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


FEWEST_LINKS = 10


def mixing_section(mixing: Mixing) -> Section | None:
    """How alike the two ends of links are, the clearest column drawn; nothing of hardly any."""
    told = [one for one in mixing.columns if one.links >= FEWEST_LINKS]
    if not told:
        return None
    near = [f"{label(one.column)} {_share(one)}" for one in told]
    sentences = (
        sentence(f"links whose two ends are alike: {listed(near)}"),
        "What chance alone would give follows from how common each value is at either end.",
    )
    return Section(
        "mixing",
        "Who refers to whom",
        sentences,
        (_picture(max(told, key=_alike)),),
        mixing._shown(),
    )


def _alike(one: MixingOf) -> float:
    return -1.0 if one.assortativity.estimate is None else one.assortativity.estimate


def _share(one: MixingOf) -> str:
    same = int(one.matrix.trace())
    chance = one.expected_share
    told = "" if chance is None else f", by chance alone {percent(chance, 0)}"
    return f"{share(same, one.links)}{told}"


def _picture(one: MixingOf) -> Picture:
    words = sentence(f"links by {label(one.column)} that join like with like: {_share(one)}")
    return Picture("mixing", svg_of(one.plot(), "mixing"), words)
