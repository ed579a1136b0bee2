"""Run the study and put its tables into benchmarks/README.md; an interrupted run goes on."""

import sys
from concurrent.futures import ProcessPoolExecutor

from benchmarks.bars import keep_lines
from benchmarks.coverage import (
    chains,
    effects,
    naive,
    nothing_works,
    rates,
    shrunken,
    some_works,
    telling,
    waiting,
    yeses,
)
from benchmarks.coverage.study import Study, Tally, run
from benchmarks.coverage.worlds import World

SURE = 2  # Monte-Carlo errors beyond which a bar is missed and not just by chance

# A table of README.md: its name, how a mean is written, the studies whose cells are its rows.
TABLES = (
    ("coverage", "{:.1%}", (*rates.STUDIES, *waiting.STUDIES, *effects.STUDIES)),
    ("coverage of pooled rates", "{:.1%}", shrunken.STUDIES),
    ("coverage in chains", "{:.1%}", chains.STUDIES),
    ("nothing works", "{:.1%}", nothing_works.STUDIES),
    ("some works", "{:.1%}", some_works.STUDIES),
    ("yeses gained", "{:.1f}", yeses.STUDIES),
    ("told", "{:.1%}", telling.STUDIES),
    ("pending", "{:+.1%}", naive.STUDIES),
)
HEADER = "| logs | what | of logs | mean | ± | bar | | refused |"


def row(study: Study, world: World, thing: str, tally: Tally, form: str) -> str:
    """One cell: its mean, its Monte-Carlo error, and whether the bar is reached."""
    form = "{:.1%}" if thing.startswith("share of logs") else form
    bar = study.bars.get((world.name, thing), "")
    mean, error = form.format(tally.mean), form.format(tally.error).lstrip("+")
    refused = f"{tally.refused / tally.logs:.1%}" if tally.refused else ""
    cells = (world.name, thing, f"{tally.logs:,}", mean, error, bar, missed(tally, bar), refused)
    return f"| {' | '.join(cells)} |"


def missed(tally: Tally, bar: str) -> str:
    """By how much a bar such as "≥ 94%" is missed, if it is."""
    if not bar:
        return ""
    unit = 100 if bar.endswith("%") else 1
    limit = float(bar[1:].rstrip("%")) / unit
    gap = limit - tally.mean if bar.startswith("≥") else tally.mean - limit
    if gap <= 0:
        return ""
    return f"missed by {unit * gap:.1f}" if gap > SURE * tally.error else "within error"


def main(wanted: list[str]) -> None:
    """All tables, or those whose name is given; a process for each core, a cell at a time."""
    with ProcessPoolExecutor() as pool:
        for section, form, studies in TABLES:
            if wanted and section not in wanted:
                continue
            cells = [(study, world) for study in studies for world in study.worlds]
            lines = [HEADER, "|" + "---|" * (HEADER.count("|") - 1)]
            for cell, tallies in zip(cells, pool.map(run, *zip(*cells, strict=True)), strict=True):
                lines += [row(*cell, thing, tally, form) for thing, tally in tallies.items()]
            keep_lines(section, lines)


if __name__ == "__main__":
    main(sys.argv[1:])
