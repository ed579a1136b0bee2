"""Does a referral matter, and does it matter to name the referrer?"""

from outreachlab.chains.naming import Contrast, NamingEffects, how_told
from outreachlab.charts.style import svg_of
from outreachlab.display import Shown
from outreachlab.report.model import Picture, Section
from outreachlab.wording import of, p_value, points, points_interval, sentence

ASKED = {
    "was_referred": "With a referral against without",
    "referral": "With the referrer named against not named",
}


def naming_section(naming: NamingEffects) -> Section | None:
    """The differences over all, within seekers and within referrers; nothing without two sides."""
    known = [one for one in naming.contrasts if one.difference.estimate is not None]
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
    rates = "; ".join(
        f"{row['by']} {row['level']} {of(row['accepted'], row['counted'])}"
        for row in naming.table.to_dict("records")
    )
    picture = Picture(
        "naming", svg_of(naming.plot(), "naming"), sentence(f"accepted: {rates}".replace("_", " "))
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
    return Section("naming", "Does a referral matter?", tuple(told), (picture,), table)


def _difference(one: Contrast) -> str:
    gap = one.difference
    spread = "" if gap.low is None else f" (95% interval {points_interval(gap.low, gap.high)})"
    return f"{how_told(one.how)} {points(gap.estimate)}{spread}"
