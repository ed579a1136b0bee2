"""Does a referral matter, over all, within seekers and within referrers?"""

from collections.abc import Mapping

from outreachlab.answers.judging.verdicts import FEWEST_OF_SIDE
from outreachlab.chains.naming import Contrast, NamingEffects, how_told
from outreachlab.display import Shown
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Section
from outreachlab.report.sections.rows import mark_of_gap
from outreachlab.wording import p_value, points, points_interval

ASKED = {
    "was_referred": "With a referral against without",
    "referral": "With the referrer named against not named",
}


def naming_section(naming: NamingEffects) -> Section | None:
    """The differences over all, within seekers and within referrers; nothing without two sides."""
    read = (naming.table[name] for name in ("by", "level", "counted"))
    counts = {(by, level): many for by, level, many in zip(*read, strict=True)}
    known = [one for one in naming.contrasts if _enough(counts, one)]
    if not known:
        return None
    told = [
        f"{words}: {'; '.join(_difference(one) for one in known if one.tactic == tactic)}."
        for tactic, words in ASKED.items()
        if any(one.tactic == tactic for one in known)
    ]
    if any(one.how != "crude" for one in known):
        told.append(
            "Within one seeker or one referrer, neither who asked nor who referred can make the "
            "difference. It is observed all the same."
        )
    rows = tuple(
        (
            f"{ASKED[one.tactic]}, {how_told(one.how)}",
            f"{one.requests:,}",
            points(one.difference.estimate),
            points_interval(one.difference.low, one.difference.high),
            p_value(one.p_value),
        )
        for one in known
    )
    columns = ("", "requests", "difference", "95% interval", "p")
    table = Shown("Accepted, one side minus the other", columns, rows, naming.notes)
    gaps = tuple(mark_of_gap(one.difference) for one in known)
    return Section(
        key="naming",
        heading=_finding(max(known, key=lambda one: one.tactic == "referral")),
        sentences=tuple(told),
        table=table,
        marks=gaps,
        signed=True,
    )


def _enough(counts: Mapping[tuple[str, str], int], one: Contrast) -> bool:
    """Are there a difference, five requests on either side, and ten in all?"""
    return (
        one.difference.estimate is not None
        and min(counts.get((one.tactic, level), 0) for level in one.versus) >= FEWEST_OF_SIDE
        and one.requests >= FEW
    )


def _finding(one: Contrast) -> str:
    gap = one.difference
    size = f"{points(abs(gap.estimate or 0), 0).removeprefix('+').removesuffix(' points')} in 100"
    more = "more" if (gap.estimate or 0) > 0 else "fewer"
    clear = gap.low is not None and gap.high is not None and not gap.low <= 0 <= gap.high
    doubt = "" if clear else ", which may be chance"
    return f"{ASKED[one.tactic].partition(' against')[0]}, {size} {more} said yes{doubt}"


def _difference(one: Contrast) -> str:
    gap = one.difference
    spread = "" if gap.low is None else f" (95% interval {points_interval(gap.low, gap.high)})"
    return f"{how_told(one.how)} {points(gap.estimate)}{spread}"
