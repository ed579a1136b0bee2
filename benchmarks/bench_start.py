"""What a person waits for: the help, the report on a log of 500 rows, a page per client."""

import subprocess
import sys
import tempfile
from pathlib import Path

from cost import AS_INSTALLED
from timing import commands, keep, row

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
        nothing = [sys.executable, "-c", "pass"]
        shown = commands([*OUTREACHLAB, "--help"], nothing, 15)
        lines = [_line("`--help`", shown, "`python -c pass`", "≤ 6 ×")]
        log, page = Path(folder, "log.csv"), Path(folder, "report.html")
        simulate_log(500, rng=1).to_csv(log, index=False)
        ours = [*OUTREACHLAB, "report", str(log), "-o", str(page)]
        subprocess.run(ours, check=True, env=AS_INSTALLED, stderr=subprocess.DEVNULL)
        figures = page.read_text(encoding="utf-8").count("<figure")
        floor = [sys.executable, "-c", FLOOR, str(figures), folder]
        against = f"import pandas and pyplot, draw and save {figures} figures"
        report = commands(ours, floor)
        lines.append(_line("500-row CSV to HTML report", report, against, "≤ 1.6 ×"))
        pages = f"a page for each of {CLIENTS} seekers of a pool"
        lines.append(_line(pages, each_client(folder), "the report on the pool", "≤ 8 ×"))
        keep("start", lines)


def each_client(folder: str) -> tuple[float, ...]:
    """The pages of a coach's pool of clients, against one report on all of it."""
    pool = Path(folder, "pool.csv")
    simulate_log(40 * CLIENTS, seekers=CLIENTS, rng=1).to_csv(pool, index=False)
    command = [*OUTREACHLAB, "report", str(pool)]
    pages = [*command, "--each-seeker", "-o", f"{folder}/pages"]
    return commands(pages, [*command, "-o", f"{folder}/pool.html"], runs=1)


def _line(work: str, medians: tuple[float, ...], against: str, bar: str) -> tuple[str, ...]:
    ours, theirs, processor = medians
    return row(work, ours, against, theirs, bar, processor)


if __name__ == "__main__":
    main()
