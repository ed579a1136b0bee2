"""Every hostile file gives one clear error or a right answer, in bounded time and memory."""

import contextlib
import time

import pytest

from outreachlab.errors import OutreachlabError, UnreadableFileError
from outreachlab.intake.imported import import_log
from outreachlab.intake.read import check_log, read_log

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

from .hostile import GOOD, READ, REFUSED

SECONDS = 60  # far above what any takes on a busy machine, far below what a bomb would
MEGABYTES = 1000  # more than before the test; a bomb would take far more


@pytest.fixture(autouse=True)
def small_limit(monkeypatch):
    monkeypatch.setattr("outreachlab.intake.archive.MOST_BYTES", 50 << 20)


@pytest.fixture(autouse=True)
def bounded():
    begun, before = time.perf_counter(), _peak()
    yield
    assert time.perf_counter() - begun < SECONDS
    assert _peak() - before < MEGABYTES << 10


def _peak() -> int:
    """The most memory the process has had, in KiB; what other tests took stays in it."""
    return 0 if resource is None else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_there_are_at_least_sixty():
    assert len(REFUSED) + len(READ) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_is_refused_in_one_sentence(tmp_path, name):
    path = tmp_path / "log.csv"
    path.write_bytes(REFUSED[name]())
    with pytest.raises(UnreadableFileError) as refused:
        check_log(path)
    said = str(refused.value)
    assert said.startswith("log.csv: ")
    assert len(said.splitlines()) == 1
    assert len(said) < 300
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("name", READ)
def test_is_read_for_what_it_is(tmp_path, name):
    make, faults, rows = READ[name]
    path = tmp_path / "log.csv"
    path.write_bytes(make())
    check = check_log(path)
    assert (len(check.table), check.rows) == (faults, rows)
    assert not check.table.duplicated(["row", "column"]).any()
    assert max(map(len, check.table["problem"]), default=0) < 300
    assert all(text.isprintable() for text in check.table["problem"].head(50))
    assert check.table["fix"].str.len().min() > 5 if faults else True
    with contextlib.suppress(OutreachlabError):
        log = read_log(path, skip_faulty=True)
        assert len(log) + log.faulty == rows
    with contextlib.suppress(OutreachlabError):
        done = import_log(path)
        assert len(done.table) + len(done.refused) == done.rows


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_file_cut_anywhere_is_a_log_or_an_error(tmp_path, cut):
    path = tmp_path / "log.csv"
    path.write_bytes((GOOD * 2)[:cut])
    with contextlib.suppress(OutreachlabError):
        assert check_log(path).rows <= 3


@pytest.mark.parametrize("name", ["a\nb.csv", "täst.csv", "log .csv", "-x.csv", "'.csv"])
def test_odd_file_names_are_no_trouble(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(GOOD)
    assert check_log(path).rows == 1


def test_a_path_with_a_nul_byte_is_an_error():
    with pytest.raises(OutreachlabError):
        check_log("a\0b.csv")
