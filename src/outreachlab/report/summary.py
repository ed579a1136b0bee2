"""The three sentences on top: what the log says, and what it cannot tell yet."""

from collections.abc import Mapping, Sequence

from outreachlab.answers.contrasts import Comparison
from outreachlab.answers.intervals import interval_of
from outreachlab.answers.multiplicity import holm
from outreachlab.forest import ReferralForest
from outreachlab.outcomes import Outcomes
from outreachlab.vocabulary import ADVICE_OF, FEW, Advice
from outreachlab.wording import counted, interval, label, listed, of, p_equals, percent

CLEAR = 0.05


def summary_of(
    outcomes: Outcomes,
    able: Sequence[Advice],
    contrasts: Mapping[str, Comparison],
    forest: ReferralForest | None,
) -> tuple[str, ...]:
    """Overall rate; what stands out after allowing for the number of comparisons; the unknown."""
    sentences = [overall(outcomes), *standing_out(contrasts), unknown(able, contrasts)]
    if forest is not None and forest.lines.edges:
        sentences.append(chains_sentence(forest))
    return tuple(sentence for sentence in sentences if sentence)


def overall(outcomes: Outcomes) -> str:
    """`59 of 142 counted requests were accepted (41.5%, 95% interval ...)`."""
    accepted, total = outcomes.totals["accepted"], outcomes.totals["counted"]
    if not total:
        return "No request counts yet: every one is undelivered or too young to judge."
    low, high = (float(limit) for limit in interval_of(accepted, total, 0.95))
    were = "was" if total == 1 else "were"
    return (
        f"{of(accepted, total)} counted {'request' if total == 1 else 'requests'} {were} accepted "
        f"({percent(accepted / total)}, 95% interval {interval(low, high)})."
    )


def standing_out(contrasts: Mapping[str, Comparison]) -> list[str]:
    """The contrasts clear of chance after Holm's adjustment, or that none is."""
    tried = {name: c for name, c in contrasts.items() if enough(c) and c.p_value is not None}
    if not tried:
        return ["No two ways of asking have enough requests on both sides to compare."]
    adjusted = holm([c.p_value for c in tried.values() if c.p_value is not None])
    clear = [c for c, p in zip(tried.values(), adjusted, strict=True) if p < CLEAR]
    allowing = f"allowing for the {counted(len(tried), 'comparison')} made"
    if not clear:
        return [f"No way of asking stands clear of chance, {allowing}."]
    clear.sort(key=lambda c: c.p_value or 0.0)
    parts = listed(_named(c) for c in clear[:3])
    return [f"Clear of chance, {allowing}: {parts}. These are observed, not proven causes."]


def unknown(able: Sequence[Advice], contrasts: Mapping[str, Comparison]) -> str:
    """What the log cannot tell yet, by the advice's own words."""
    few = [
        advice.advice
        for advice in able
        if advice.tactic in contrasts and not enough(contrasts[advice.tactic])
    ]
    if not few:
        return ""
    return f"Too few requests on one side to tell (fewer than {FEW}): {listed(few)}."


def enough(comparison: Comparison) -> bool:
    """Ten counted requests on both sides."""
    return bool((comparison.table["counted"] >= FEW).all())


def chains_sentence(forest: ReferralForest) -> str:
    """How many requests came from an earlier one, and how far the chains reach."""
    total, deepest = len(forest.lines.parent), int(forest.lines.descent.generation.max())
    return (
        f"{of(forest.lines.edges, total)} requests came from an earlier contact in the log; "
        f"the longest chain reaches {counted(deepest, 'step')} from its first request."
    )


def _named(comparison: Comparison) -> str:
    a, b = comparison.table.to_dict("records")
    gap = "more" if a["rate"] > b["rate"] else "less"
    return (
        f"{_advice(comparison)} got yes {gap} often "
        f"({of(a['accepted'], a['counted'])} {label(a['level'])}, "
        f"{of(b['accepted'], b['counted'])} {label(b['level'])}, {p_equals(comparison.p_value)})"
    )


def _advice(comparison: Comparison) -> str:
    return f"“{ADVICE_OF[comparison.tactic].advice}”"
