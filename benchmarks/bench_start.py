"""What a person waits for: the help, the report on a log of 500 rows, a page per client."""

import sys
import tempfile
from pathlib import Path

from timing import interleaved, keep, row

from outreachlab.simulate import simulate_log

OUTREACHLAB = [sys.executable, "-c", "from outreachlab.cli import main; main()"]
CLIENTS = 60
FLOOR = """
import sys
import pandas
from matplotlib import pyplot
for place in range(int(sys.argv[1])):
    figure, axes = pyplot.subplots(figsize=(7, 3))
    axes.barh(range(6), range(6))
    axes.set_xlabel("share accepted")
    figure.savefig(f"{sys.argv[2]}/{place}.svg")
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        log, report = Path(folder, "log.csv"), Path(folder, "report.html")
        simulate_log(500, rng=1).to_csv(log, index=False)
        ours = [*OUTREACHLAB, "report", str(log), "-o", str(report)]
        interleaved(ours, [sys.executable, "-c", "pass"], runs=1)
        figures = report.read_text(encoding="utf-8").count("<figure")
        floor = [sys.executable, "-c", FLOOR, str(figures), folder]
        keep(
            "start",
            [
                row(
                    "`--help`",
                    *_around(
                        interleaved([*OUTREACHLAB, "--help"], [sys.executable, "-c", "pass"], 15)
                    ),
                    "≤ 6 ×",
                ),
                row(
                    "500-row CSV to HTML report",
                    *_around(
                        interleaved(ours, floor),
                        f"import pandas and pyplot, draw and save {figures} figures",
                    ),
                    "≤ 1.6 ×",
                ),
                row(
                    f"a page for each of {CLIENTS} seekers of a pool",
                    *_around(each_client(folder), "the report on the pool"),
                    "≤ 15 ×",
                ),
            ],
        )


def each_client(folder: str) -> tuple[float, float]:
    """The pages of a coach's pool of clients, against one report on all of it."""
    pool = Path(folder, "pool.csv")
    simulate_log(40 * CLIENTS, seekers=CLIENTS, rng=1).to_csv(pool, index=False)
    command = [*OUTREACHLAB, "report", str(pool)]
    pages = [*command, "--each-seeker", "-o", f"{folder}/pages"]
    return interleaved(pages, [*command, "-o", f"{folder}/pool.html"], runs=3)


def _around(
    medians: tuple[float, float], against: str = "`python -c pass`"
) -> tuple[float, str, float]:
    return medians[0], against, medians[1]


if __name__ == "__main__":
    main()
