"""Run the study and put its tables into benchmarks/README.md; an interrupted run goes on."""

import sys

from benchmarks.bars import keep_lines
from benchmarks.coverage import (
    chains,
    effects,
    naive,
    nothing_works,
    rates,
    shrunken,
    some_works,
    waiting,
    yeses,
)
from benchmarks.coverage.study import Study, Tally, run

INTERVALS = (rates, effects, waiting, shrunken, chains)
SHORT = 2  # Monte-Carlo errors below the stated level from which a cell is marked

HEADER = "| logs | interval | of logs | stated | covered | ± | refused | |"
WRONG_HEADER = "| logs in which nothing works | called clear | of logs | at most | share | ± | |"
FOUND_HEADER = "| logs in which some works | with | of logs | share | ± |"
GAIN_HEADER = "| logs | rule | of logs | yeses gained per hundred | ± |"
BIAS_HEADER = "| logs | rate | of logs | mean error, points | ± |"


def interval_row(study: Study, world: str, name: str, tally: Tally) -> str:
    """One cell; marked where it covers less often than it says."""
    gap = study.stated - tally.share
    mark = f"short by {100 * gap:.1f}" if gap > SHORT * tally.error else ""
    cells = (
        world,
        name,
        f"{tally.logs:,}",
        f"{study.stated:.0%}",
        f"{tally.share:.1%}",
        f"{tally.error:.1%}",
        f"{tally.refused / tally.logs:.1%}",
        mark,
    )
    return f"| {' | '.join(cells)} |"


def wrong_row(study: Study, world: str, name: str, tally: Tally) -> str:
    """One cell of the false verdicts."""
    over = tally.share - study.stated
    mark = f"over by {100 * over:.1f}" if over > SHORT * tally.error else ""
    cells = (world, name, f"{tally.logs:,}", f"{study.stated:.0%}", f"{tally.share:.1%}")
    return f"| {' | '.join((*cells, f'{tally.error:.1%}', mark))} |"


def found_row(study: Study, world: str, name: str, tally: Tally) -> str:
    """One share of logs, without a bound."""
    cells = (world, name, f"{tally.logs:,}", f"{tally.share:.1%}", f"{tally.error:.1%}")
    return f"| {' | '.join(cells)} |"


def gain_row(study: Study, world: str, name: str, tally: Tally) -> str:
    """The mean of what a rule gains, or a share of logs."""
    if name.startswith("share"):
        return found_row(study, world, name, tally)
    spread = (tally.squares / tally.logs - tally.share**2) / tally.logs
    cells = (world, name, f"{tally.logs:,}", f"{tally.share:.1f}", f"{max(spread, 0) ** 0.5:.2f}")
    return f"| {' | '.join(cells)} |"


def bias_row(study: Study, world: str, name: str, tally: Tally) -> str:
    """One mean error."""
    mean, error = 100 * tally.share, 100 * tally.error
    return f"| {world} | {name} | {tally.logs:,} | {mean:+.1f} | {error:.2f} |"


TABLES = (
    ("coverage", HEADER, interval_row, [s for module in INTERVALS for s in module.STUDIES]),
    ("nothing works", WRONG_HEADER, wrong_row, nothing_works.STUDIES),
    ("some works", FOUND_HEADER, found_row, some_works.STUDIES),
    ("yeses gained", GAIN_HEADER, gain_row, yeses.STUDIES),
    ("pending", BIAS_HEADER, bias_row, naive.STUDIES),
)


def main(wanted: list[str]) -> None:
    """All tables, or those whose name is given."""
    for section, header, row, studies in TABLES:
        if wanted and section not in wanted:
            continue
        lines = [header, "|" + "---|" * (header.count("|") - 1)]
        for study in studies:
            for world in study.worlds:
                tallies = run(study, world)
                lines += [row(study, world.name, name, tally) for name, tally in tallies.items()]
                print(f"{study.name}, {world.name}: done", flush=True)
        keep_lines(section, lines)


if __name__ == "__main__":
    main(sys.argv[1:])
