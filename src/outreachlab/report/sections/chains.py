"""The referral forest, whether it grows, and who refers to whom."""

from outreachlab.chains.forest import OF_ALL, ForestCounts, ReferralForest, by_size
from outreachlab.chains.growth import ChainGrowth
from outreachlab.chains.mixing import Mixing, MixingOf
from outreachlab.chains.naming import NamingEffects
from outreachlab.chains.offspring import Offspring
from outreachlab.charts.bars import named_generations
from outreachlab.charts.forest_svg import forest_svg
from outreachlab.charts.style import svg_of
from outreachlab.charts.trees import nothing_drawn
from outreachlab.display import Shown
from outreachlab.log.vocabulary import OUTCOMES
from outreachlab.report.model import Picture, Section
from outreachlab.report.sections.naming import naming_section
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
    plural,
    sentence,
    share,
    shortened,
)

TOP = 3
MOST_NAMED, MOST_OF_SEVERAL = 100, 60


def chains_section(
    forest: ReferralForest,
    growth: ChainGrowth | None,
    mixed: Mixing | None,
    naming: NamingEffects | None,
) -> Section:
    """The referral forest, drawn; inside, whether it grows and who refers to whom."""
    tally = forest.tally
    if not tally.edges:
        heading = "No request led to another yet"
        return Section(
            key="chains", heading=heading, sentences=("It takes a name from a meeting.",)
        )
    sentences = [
        f"The longest chain goes {counted(tally.longest, 'step')} on from its first request."
    ]
    if best := forest.top_referrers(TOP):
        names = listed(
            f"{isolated(shortened(str(who['contact'])))} ({who['descendants']:,})" for who in best
        )
        sentences.append(f"Most further requests go back to {names}, at any number of steps.")
    trees = forest_svg(forest, "chains")
    sentences.append(
        "Each tree is one chain, its first request on top; the larger a mark, the more requests "
        "came from it. The same chains stand below by name."
        if trees
        else nothing_drawn(tally)
    )
    parts = (
        _by_name(forest) if trees else None,
        None if growth is None else growth_section(growth),
        None if naming is None else naming_section(naming),
        None if mixed is None else mixing_section(mixed),
    )
    came, total = tally.edges, tally.requests
    return Section(
        key="chains",
        heading=f"{of(came, total)} {plural('request', total)} came from somebody asked before",
        sentences=tuple(sentences),
        pictures=(Picture("chains", trees, _drawn(forest), explorable=True),) if trees else (),
        table=_generations(tally),
        parts=tuple(part for part in parts if part is not None),
    )


def _by_name(forest: ReferralForest) -> Section:
    """Who led to whom, a line a request, the largest chains first."""
    lines, outcomes = forest.lines, forest.outcomes
    below: dict[int, list[int]] = {}
    for row, above in enumerate(lines.parent.tolist()):
        below.setdefault(above, []).append(row)
    stack = by_size(lines)[::-1].tolist()
    names = forest.log.frame["contact"].iloc[outcomes.rows].astype("str").tolist()
    asked = forest.log.frame["asked_on"].iloc[outcomes.rows].tolist()
    rows: list[tuple[str, ...]] = []
    seekers = forest.log.frame["seeker"].iloc[outcomes.rows].nunique()
    most = MOST_NAMED if seekers == 1 else MOST_OF_SEVERAL
    while stack and len(rows) < most:
        row = stack.pop()
        stack += reversed(below.get(row, []))
        steps = "↳ " * int(lines.descent.generation[row])
        became = label(OUTCOMES[outcomes.outcome[row]])
        rows.append((steps + shortened(names[row]), f"{asked[row]:%Y-%m-%d}", became))
    left = forest.tally.requests - forest.tally.lone - len(rows)
    return Section(
        key="by-name",
        heading="Who led to whom, by name",
        table=Shown(
            "Each request under the one it came from",
            ("who was asked", "on", "became"),
            tuple(rows),
            (f"{counted(left, 'further request')} not shown",) if left > 0 else (),
        ),
    )


def _generations(tally: ForestCounts) -> Shown:
    """How many requests stand at each step from the first of their chain, and said yes."""
    rows = tuple(
        (name, f"{row['requests']:,}", of(row["accepted"], row["requests"]))
        for name, row in named_generations(tally)
    )
    return Shown(
        "By steps from the first request of a chain",
        ("", "requests", "yes so far"),
        rows,
        (OF_ALL,),
    )


def chains_sentence(forest: ReferralForest) -> str:
    """How many requests came from an earlier one, and how far the chains reach."""
    total, deepest = forest.tally.requests, forest.tally.longest
    came = "request came" if total == 1 else "requests came"
    return (
        f"{of(forest.tally.edges, total)} {came} from somebody asked before; "
        f"the longest chain goes {counted(deepest, 'step')} on from its first request."
    )


def _drawn(forest: ReferralForest) -> str:
    return (
        f"{counted(forest.tally.long, 'chain')} of two or more requests as trees, the largest of "
        f"{counted(forest.tally.biggest, 'request')}. {chains_sentence(forest)}"
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
            f"The chance that a chain from one cold meeting comes to an end: {chance}."
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
    every = growth.offspring[0]
    return Section(
        key="growth",
        heading=f"A meeting led to {number(gap.estimate, 1)} further ones on average",
        sentences=tuple(sentences),
        pictures=(Picture("offspring", svg_of(every.plot(), "offspring"), _offspring(every)),),
        table=Shown(
            "The four steps from one meeting to the next",
            ("step", "count", "each", "95% interval"),
            tuple(rows),
            growth.notes,
        ),
        details=tuple(sentence(why) for why in (gap.why, growth.extinction_why) if why),
    )


def _offspring(every: Offspring) -> str:
    times = "; ".join(f"{n} from {count:,}" for n, count in enumerate(every.counts))
    closed = counted(every.meetings, "closed meeting")
    return f"Further meetings from each of {closed}: {times}."


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
    most = max(told, key=_alike)
    return Section(
        key="mixing",
        heading=f"Who refers to whom: {label(most.column)} is alike in {_share(most)}",
        sentences=sentences,
        pictures=(_picture(most),),
        table=mixing._shown(),
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
