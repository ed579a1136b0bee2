"""Reports built at the same time are those built one after the other, to the byte."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from outreachlab.intake.read import read_log
from outreachlab.report import build_report, picture_files, rendered
from outreachlab.simulate import simulate_log

THREADS = 8


def pages(seed: int) -> bytes:
    report = build_report(read_log(simulate_log(80, rng=seed)))
    return b"".join((rendered(report, "x.html"), *picture_files(report).values()))


def test_eight_threads_write_the_same_bytes_as_one():
    alone = [pages(seed) for seed in range(2)]
    start = Barrier(THREADS)

    def together(place: int) -> bytes:
        start.wait()
        return pages(place % 2)

    with ThreadPoolExecutor(THREADS) as team:
        found = list(team.map(together, range(THREADS)))
    assert found == [alone[place % 2] for place in range(THREADS)]
