"""How the search goes: week by week or month by month, and now against before."""

from outreachlab.answers.lately import NowAgainstBefore
from outreachlab.answers.progress import Progress
from outreachlab.charts.style import svg_of
from outreachlab.log.vocabulary import FEW
from outreachlab.report.model import Mark, Picture, Section
from outreachlab.report.sections.rows import mark_of
from outreachlab.wording import counted, in_ten, sentence

MOST_ROWS = 18
CLEAR = 0.05


def time_section(found: Progress) -> Section | None:
    """The periods drawn and as a table; nothing of a log within one period, or of hardly any."""
    if len(found.table) < 2 or found.ground["totals"]["counted"] < FEW:
        return None
    now = found.now_against_before
    picture = Picture("progress", svg_of(found.plot(), "progress"), _alternative(found))
    shown = found._shown()
    if len(shown.rows) > MOST_ROWS:
        return Section(
            key="time",
            heading=_finding(now),
            sentences=(sentence(now.sentence()),),
            pictures=(picture,),
        )
    return Section(
        key="time", heading=_finding(now), pictures=(picture,), table=shown, marks=_marks(found)
    )


def _marks(found: Progress) -> tuple[Mark | None, ...]:
    """The rate of each row; a row of several empty periods has none."""
    return tuple(
        None if row["rate"] != row["rate"] else mark_of(row["rate"], row["low"], row["high"])
        for row in found._records()
    )


def _finding(now: NowAgainstBefore) -> str:
    if now.found is None:
        return "How it goes over time: too few to hold the last weeks against those before"
    first, second = now.found.table["rate"].tolist()
    if first != first or second != second:
        return "How it goes over time: there is no rate yet"
    if in_ten(first) == in_ten(second):
        return f"The last weeks go as those before: {in_ten(first)} said yes"
    more = "More" if first > second else "Fewer"
    p = now.found.p_value
    doubt = "" if p is not None and p < CLEAR else ", which may be chance"
    return f"{more} said yes lately, {in_ten(first)} against {in_ten(second)} before{doubt}"


def _alternative(found: Progress) -> str:
    table = found.table
    most = table.loc[table["requests"].idxmax()]
    return (
        f"Requests, yeses and meetings of {counted(len(table), found.by)}; most requests, "
        f"{int(most['requests']):,}, in the {found.by} of {most['start']:%Y-%m-%d}. "
        + sentence(found.now_against_before.sentence())
    )
