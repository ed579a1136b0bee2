"""Do contacts pass the seeker on to people like themselves?"""

from outreachlab.chains.mixing import Mixing, MixingOf
from outreachlab.charts.style import svg_of
from outreachlab.report.model import Picture, Section
from outreachlab.wording import label, listed, percent, sentence, share

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
    return f"{share(same, one.links)}, by chance alone {percent(one.expected_share, 0)}"


def _picture(one: MixingOf) -> Picture:
    words = sentence(f"links by {label(one.column)} that join like with like: {_share(one)}")
    return Picture("mixing", svg_of(one.plot(), "mixing"), words)
