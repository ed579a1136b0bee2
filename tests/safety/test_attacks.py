"""Two hundred small files that would take a machine are each answered at once, by one sentence."""

import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from outreachlab.errors import OutreachlabError
from outreachlab.intake.maps import read_map
from outreachlab.intake.read import check_log
from tests.safety.attacks import Attack, attacks, far_cells, maps, open_documents

resource = pytest.importorskip("resource")
SECONDS, GIBIBYTE = 10.0, 1 << 20  # the latter in KiB, as the kernel counts


def answered(path: Path) -> tuple[float, str]:
    """How long a file took, and what was said of it; nothing where it was read."""
    begun, said = time.process_time(), ""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        read_map(path) if path.suffix == ".toml" else check_log(path)
    except OutreachlabError as error:
        said = str(error)
    done = resource.getrusage(resource.RUSAGE_CHILDREN)
    apart = done.ru_utime + done.ru_stime - children.ru_utime - children.ru_stime
    return time.process_time() - begun + apart, said


def peak(_: int) -> int:
    """The most memory this process or one it started has had, in KiB."""
    started = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    told = Path("/proc/self/status")
    if not told.exists():
        return max(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, started)
    # What a process counts as its own most begins with that of whoever started it.
    own = next(line for line in told.read_text().splitlines() if line.startswith("VmHWM"))
    return max(int(own.split()[1]), started)


def outcome(some: Iterable[Attack], folder: Path) -> Iterator[str]:
    """What was wrong with how each of them was answered; nothing where nothing was."""
    before = 0
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as team:
        for name, data in some:
            path = folder / f"log{Path(name).suffix}"
            path.write_bytes(data)
            took, said = team.submit(answered, path).result()
            now = team.submit(peak, 0).result()
            large = now > GIBIBYTE > before
            before = now
            wordy = len(said.splitlines()) > 1 or len(said) > 400
            if took > SECONDS or large or wordy:
                yield f"{name}: {len(data):,} bytes, {took:.1f} s, {now >> 10} MiB: {said[:300]}"
            else:
                yield ""


def test_each_is_answered_within_ten_seconds_and_a_gibibyte_by_one_sentence(tmp_path):
    """Those that are quickly made; `python -m tests.safety.test_attacks` tries all of them."""
    told = list(outcome((*far_cells(), *open_documents(), *maps()), tmp_path))
    assert len(told) > 120
    assert not list(filter(None, told))


if __name__ == "__main__":
    with TemporaryDirectory() as scratch:
        every = list(outcome(attacks(), Path(scratch)))
    print(f"{len(every)} attacks, {len(list(filter(None, every)))} not answered as they should be")
    print(*filter(None, every), sep="\n")
