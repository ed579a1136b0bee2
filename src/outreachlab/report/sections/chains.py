"""The referral chains: who led to whom, drawn, and how far it goes."""

from outreachlab.charts.forest import nothing_drawn
from outreachlab.charts.forest_svg import forest_svg
from outreachlab.charts.generations import named_generations
from outreachlab.charts.style import svg_of
from outreachlab.forest import ReferralForest
from outreachlab.report.model import Picture, Section
from outreachlab.wording import counted, isolated, listed, of, sentence, shortened

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
