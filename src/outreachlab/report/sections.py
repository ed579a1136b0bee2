"""Each section of the report from one or two answers; sentences say no more than the numbers."""

from collections.abc import Sequence

from outreachlab import __version__
from outreachlab.answers.contrasts import Comparison
from outreachlab.answers.rates import AcceptanceRates
from outreachlab.charts.forest import draw_forest
from outreachlab.charts.generations import draw_generations
from outreachlab.charts.rates import draw_rates
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.forest import ReferralForest
from outreachlab.intake.checked import CheckedLog
from outreachlab.outcomes import Outcomes
from outreachlab.report.model import Picture, Section
from outreachlab.report.summary import chains_sentence, enough
from outreachlab.vocabulary import COLUMN, FEW, Advice, sources_of
from outreachlab.wording import (
    counted,
    interval,
    label,
    listed,
    of,
    p_equals,
    percent,
    points_interval,
    shortened,
)


def rows_section(outcomes: Outcomes) -> Section:
    """Where the rows went: `requests = undelivered + too young + counted`."""
    totals = outcomes.totals
    steps = (
        ("requests", totals["requests"], "in the log by that day"),
        ("undelivered", totals["undelivered"], "never reached the contact; never counted"),
        ("too young", totals["too_young"], "asked less than a window ago while some are open"),
        ("counted", totals["counted"], "enter every rate"),
        ("accepted", totals["accepted"], "got a yes"),
    )
    rows = tuple((name, f"{count:,}", meaning) for name, count, meaning in steps)
    sentences = [
        f"Judged as of {outcomes.as_of}, with a window of {counted(outcomes.window_days, 'day')}: "
        f"{counted(totals['counted'], 'request')} of {totals['requests']:,} count."
    ]
    if totals["too_young"]:
        sentences.append(
            "Some requests are still open. Quick yeses come in first, so all younger requests "
            "wait until their window is over."
        )
    if totals["faulty"]:
        sentences.append(f"{counted(totals['faulty'], 'faulty row')} left out.")
    return Section(
        "rows",
        "Where the rows went",
        tuple(sentences),
        table=Shown("From requests to yeses", ("", "requests", "meaning"), rows),
    )


def tactic_section(advice: Advice, rates: AcceptanceRates, contrast: Comparison | None) -> Section:
    """One piece of advice: the rates per level and its contrast."""
    shown = rates._shown()
    if not len(rates.table) or not rates.table["counted"].any():
        return Section(advice.tactic, heading(advice), ("No counted request says.",))
    sentence = "All levels are shown; none is tested." if contrast is None else told(contrast)
    picture = Picture(svg_of(draw_rates(rates), advice.tactic), alternative(rates))
    return Section(
        advice.tactic,
        heading(advice),
        (sentence,),
        picture,
        shown,
        statistician(contrast) if contrast is not None else (),
    )


def heading(advice: Advice) -> str:
    """The advice as a heading: `Coffee rather than lunch`."""
    return advice.advice[0].upper() + advice.advice[1:]


def told(contrast: Comparison) -> str:
    """The contrast in one sentence: k of n on both sides, and what may be said of it."""
    a, b = contrast.table.to_dict("records")
    sides = " against ".join(
        f"{label(side['level'])} {of(side['accepted'], side['counted'])}"
        + (f" ({percent(side['rate'], 0)})" if side["counted"] else "")
        for side in (a, b)
    )
    gap = contrast.difference
    if gap.estimate is None or gap.low is None or gap.high is None or not enough(contrast):
        return f"{sides[0].upper()}{sides[1:]}: too few to tell."
    sure = "; no difference at all fits these numbers too" if gap.low <= 0 <= gap.high else ""
    return (
        f"{sides[0].upper()}{sides[1:]}: a difference of "
        f"{abs(100 * gap.estimate):.1f} points {'for' if gap.estimate >= 0 else 'against'} "
        f"“{label(a['level'])}” (95% interval {points_interval(gap.low, gap.high)}){sure}."
    )


def statistician(contrast: Comparison) -> tuple[str, ...]:
    """The terms a statistician wants."""
    lines = [f"Test: {p_equals(contrast.p_value)} ({contrast.test}), two-sided, unadjusted."]
    for name, ratio in (("Risk ratio", contrast.risk_ratio), ("Odds ratio", contrast.odds_ratio)):
        if ratio.estimate is not None:
            lines.append(f"{name} {ratio.estimate:.2f} ({ratio.low:.2f} to {ratio.high:.2f}).")
        else:
            lines.append(f"{name}: not estimated, {ratio.why}.")
    if contrast.number_needed_to_ask is not None:
        lines.append(f"Number needed to ask: {contrast.number_needed_to_ask:.1f}.")
    return tuple(lines)


def alternative(rates: AcceptanceRates) -> str:
    """The finding of a rate chart in words."""
    rows = rates.table[rates.table["counted"] > 0].to_dict("records")[:8]
    parts = "; ".join(
        f"{shortened(label(row['level']))} {of(row['accepted'], row['counted'])} accepted, "
        f"interval {interval(row['low'], row['high'])}"
        for row in rows
    )
    return f"Acceptance rates by {label(rates.by)}: {parts}."


def chains_section(forest: ReferralForest) -> Section:
    """The referral forest, drawn, with its generations."""
    shown = forest._shown()
    if not forest.lines.edges:
        return Section("chains", "Referral chains", ("No request led to another yet.",))
    alt = f"The referral chains as trees. {chains_sentence(forest)}"
    sentences = [chains_sentence(forest)]
    if best := forest.top_referrers(3):
        names = listed(f"{shortened(str(who['contact']))} ({who['descendants']})" for who in best)
        sentences.append(f"Most requests go back, at any number of steps, to {names}.")
    return Section(
        "chains",
        "Referral chains",
        tuple(sentences),
        Picture(
            svg_of(draw_forest(forest), "forest") + svg_of(draw_generations(forest), "gen"), alt
        ),
        shown,
    )


def quality_section(
    log: CheckedLog, outcomes: Outcomes, able: Sequence[Advice], wanted: Sequence[Advice]
) -> Section:
    """What the log lacks, what was read other than written, what looks odd."""
    lacking = [
        f"“{advice.advice}” (needs {listed(_missing(log, advice))})"
        for advice in wanted
        if advice not in able
    ]
    sentences = [f"Not tested, for want of columns: {listed(lacking)}."] if lacking else []
    if len(log.fixes):
        sentences.append(
            f"{counted(len(log.fixes), 'cell')} read other than written; "
            "`outreachlab check` lists them."
        )
    sentences += [f"{note[0].upper()}{note[1:]}." for note in (*log.notes, *outcomes.notes)]
    blanks = [
        (column, f"{empty:,}", percent(empty / len(outcomes.rows)))
        for column in log.frame.columns
        if column in COLUMN and COLUMN[column].stage == "request"
        and (empty := int(log.frame[column].iloc[outcomes.rows].isna().sum()))
    ]  # fmt: skip
    table = Shown("Empty cells", ("column", "empty", "share"), tuple(blanks)) if blanks else None
    return Section("quality", "Data quality", tuple(sentences or ["No faults."]), None, table)


def method_section(log: CheckedLog, outcomes: Outcomes) -> Section:
    """How it was computed, and what it cannot say."""
    return Section(
        "method",
        "How it was computed",
        (
            "Nobody drew lots for how to ask: a difference between two rows may come from whom "
            "was asked, and when. It is observed, not an effect.",
            "People reached by referral are better connected than average, so their answers do "
            "not stand for everybody's.",
            f"“Few” marks a rate over fewer than {FEW} counted requests.",
        ),
        details=(
            "Rates: accepted over counted requests, Wilson score intervals "
            "(Newcombe 1998, Statistics in Medicine 17:857-872).",
            "Differences: Newcombe's hybrid score interval "
            "(Newcombe 1998, Statistics in Medicine 17:873-890, method 10).",
            "Tests: N-1 chi-squared where every expected count is at least 1, else Fisher's exact "
            "(Campbell 2007, Statistics in Medicine 26:3661-3675).",
            "The sentences on top allow for the number of comparisons by Holm's method "
            "(Holm 1979, Scandinavian Journal of Statistics 6:65-70).",
            f"Silence counts as a no after {counted(outcomes.window_days, 'day')}.",
            f"outreachlab {__version__}; data sha256 {fingerprint(log)}.",
        ),
    )


def fingerprint(log: CheckedLog) -> str:
    """A hash of the checked rows, the same for the same data in any file format."""
    from hashlib import sha256

    return sha256(log.table.to_csv(index=False).encode()).hexdigest()[:16]


def _missing(log: CheckedLog, advice: Advice) -> list[str]:
    return [source for source in sources_of(advice.tactic) if source not in log.frame]
