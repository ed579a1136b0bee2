"""Parts counted by threads, processes and a Dask cluster; a worker killed in the middle."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count
from pathlib import Path
from threading import Thread

import pytest

from outreachlab.answers import funnel as steps, rates
from outreachlab.answers.advice import advice as verdicts
from outreachlab.answers.against_pool import against_pool
from outreachlab.answers.choose import choose
from outreachlab.answers.clients import clients
from outreachlab.answers.co_use import co_use
from outreachlab.answers.compare import compare
from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.follow_up import follow_up_effect
from outreachlab.answers.funnel import funnel
from outreachlab.answers.ladder import effect_ladder
from outreachlab.answers.meetings import meeting_effects
from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.pools import pooled_rates
from outreachlab.answers.rates import acceptance_rates
from outreachlab.answers.sensitivity import sensitivity
from outreachlab.answers.waiting import waiting_times
from outreachlab.chains.naming import naming_effects
from outreachlab.chains.summary import chain_summary
from outreachlab.fitting import rows_in_parts as rows
from outreachlab.parts import cluster as module
from outreachlab.parts.cluster import cluster
from outreachlab.parts.team import workers
from outreachlab.parts.workers import ClusterError, Workers, here, processes
from outreachlab.report.build import build_report
from outreachlab.stats import estimation
from tests.parts.conftest import counted_by
from tests.parts.same import assert_same_answer

ROOT = Path(__file__).parents[2]
pytest.importorskip("distributed")


def started(module: str, *arguments: str) -> subprocess.Popen:
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", "--no-dashboard", *arguments],
        env=os.environ | {"PYTHONPATH": paths},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def worker_of(file: Path, watched: str = "--no-nanny") -> subprocess.Popen:
    """A worker; one that is `watched` by a nanny is replaced when it dies."""
    arguments = ("--scheduler-file", str(file), "--nthreads", "1", watched)
    return started("dask_worker", *arguments, "--host", "127.0.0.1")


@contextmanager
def running_cluster(folder: Path, watched: str) -> Iterator[Path]:
    """A scheduler and two workers, each a process of its own; the file that says where."""
    file = folder / "scheduler.json"
    running = [
        started(
            "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
        )
    ]
    while not file.exists() or not file.read_text():
        time.sleep(0.05)
    running += [worker_of(file, watched), worker_of(file, watched)]
    yield file
    for process in running[::-1]:  # the scheduler last, as the others take leave of it
        process.terminate()  # so that a nanny takes its worker along
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """A cluster that a test may take a worker from."""
    with running_cluster(tmp_path_factory.mktemp("dask"), "--no-nanny") as file:
        yield file


@pytest.fixture(scope="module")
def healing(tmp_path_factory):
    """A cluster whose workers are replaced when they die."""
    with running_cluster(tmp_path_factory.mktemp("dask"), "--nanny") as file:
        yield file


def address_of(file: Path) -> str:
    import json

    return json.loads(file.read_text())["address"]


def die_once(flag, task, log, outcomes):
    """As `task`, but the first worker that comes here waits to be killed."""
    if not flag.exists():
        flag.write_text(str(os.getpid()))
        time.sleep(60)
    return task(log, outcomes)


def kill_who_writes(flag: Path) -> None:
    """Kill the process that waits, by its own id."""
    while not flag.exists() or not flag.read_text():
        time.sleep(0.02)
    os.kill(int(flag.read_text()), signal.SIGKILL)


BY_COMPANY = partial(rates._tallies, ["company"], None, None, False)


def totals_with_a_death(log, workers, flag):
    """The sums of a worker team that loses one of its members in the middle."""
    killer = Thread(target=kill_who_writes, args=(flag,))
    killer.start()
    counting = counted_by(log, workers).as_of(None, 21)
    found = counting.total(
        partial(die_once, flag, BY_COMPANY),
        ("company",),
    )
    killer.join()
    return found


def assert_unharmed(log, found):
    """The sums are those that this process alone finds."""
    (levels,) = log.as_of().total(BY_COMPANY, ("company",))
    assert levels.books == found[0].books
    assert (levels.counts == found[0].counts).all()


def test_threads_count_the_same(table, parted):
    with workers(2, threads=True) as team:
        found = acceptance_rates(counted_by(parted[11], team), "industry")
    assert_same_answer(acceptance_rates(table, "industry"), found)


def who(part):
    """The process that works on a part."""
    return os.getpid()


def test_a_part_goes_always_to_the_same_process(parted):
    with processes(2) as team:
        first, again = ([*team.results(who, parted[11].parts)] for _ in range(2))
        (last,) = team.results(who, parted[11].parts[3:4])
    assert first == again
    assert last == first[3]
    assert len({*first}) == 2


def test_a_part_goes_always_to_the_same_worker_of_a_cluster(parted):
    with cluster(number=2) as team:
        first, again = ([*team.results(who, parted[11].parts)] for _ in range(2))
    assert first == again
    assert len({*first}) == 2


def test_a_process_killed_in_the_middle_changes_no_count(parted, tmp_path):
    with processes(2) as team:
        found = totals_with_a_death(parted[11], team, tmp_path / "flag")
    assert_unharmed(parted[11], found)


def test_a_cluster_counts_the_same_though_a_worker_is_killed(table, parted, scheduler, tmp_path):
    with cluster(address_of(scheduler)) as team:
        found = acceptance_rates(counted_by(parted[11], team), "industry")
        assert_same_answer(acceptance_rates(table, "industry"), found)
        harmed = totals_with_a_death(parted[11], team, tmp_path / "flag")
    assert_unharmed(parted[11], harmed)


def test_a_cluster_finds_every_answer_of_the_whole(table, parted, scheduler):
    with cluster(address_of(scheduler)) as team:
        log = counted_by(parted[3], team)
        for answer, asked in (
            (compare, ("short_time",)),
            (waiting_times, ("channel",)),
            (funnel, ()),
            (chain_summary, ()),
            (adjusted_effects, ()),
            (meeting_effects, ()),
            (verdicts, ()),
            (effect_ladder, ()),
            (co_use, ()),
        ):
            assert_same_answer(answer(table, *asked), answer(log, *asked))
        within = {"terms": ["channel", "offered_phone"], "fixed_effects": "seeker"}
        assert_same_answer(adjusted_effects(table, **within), adjusted_effects(log, **within))


# An answer, and the how manieth task of it is somebody's last: in its second pass or later.
LATE_DEATHS = {
    "rates": (lambda log, team: acceptance_rates(counted_by(log, team), "company"), 4),
    "compare": (lambda log, team: compare(counted_by(log, team), "short_time"), 3),
    "waiting": (lambda log, team: waiting_times(counted_by(log, team), "channel"), 5),
    "funnel": (lambda log, team: funnel(counted_by(log, team)), 4),
    "chains": (lambda log, team: chain_summary(counted_by(log, team)), 5),
    "limits of chains": (lambda log, team: chain_summary(counted_by(log, team)), 8),
    "effects": (lambda log, team: adjusted_effects(counted_by(log, team)), 10),
    "meetings": (lambda log, team: meeting_effects(counted_by(log, team)), 4),
    "advice": (lambda log, team: verdicts(counted_by(log, team)), 12),
    "follow up": (lambda log, team: follow_up_effect(counted_by(log, team)), 7),
    "sensitivity": (lambda log, team: sensitivity(counted_by(log, team), "short_time"), 10),
    "pooled": (lambda log, team: pooled_rates(counted_by(log, team)), 4),
    "naming": (lambda log, team: naming_effects(counted_by(log, team)), 4),
    "choices": (lambda log, team: choose(counted_by(log, team)), 24),
    "due": (lambda log, team: next_steps(counted_by(log, team)), 7),
    "clients": (lambda log, team: clients(counted_by(log, team)), 7),
    "report": (lambda log, team: build_report(counted_by(log, team)), 20),
    "against the pool": (lambda log, team: against_pool(counted_by(log, team), "s07"), 4),
}


class Mortal(Workers):
    """Workers, one of whom is killed at one task."""

    def results(self, task, items, named=""):
        return super().results(partial(kill_at, task, self.folder, self.last), items, named)


def kill_at(task, folder, last, item):
    """The task done on an item; but whoever comes as number `last` is killed."""
    for number in count():
        try:
            (folder / str(number)).touch(exist_ok=False)
        except FileExistsError:
            continue
        break
    if number == last:
        os.kill(os.getpid(), signal.SIGKILL)
    return task(item)


@pytest.mark.parametrize(("answer", "last"), LATE_DEATHS.values(), ids=LATE_DEATHS)
def test_no_digit_of_an_answer_changes_though_a_worker_of_the_cluster_is_killed(
    parted, healing, tmp_path, answer, last
):
    with cluster(address_of(healing)) as team:
        unlucky = Mortal(team.start, alive=team.alive, gone=team.gone)
        unlucky.folder, unlucky.last = tmp_path, last
        found = answer(parted[3], unlucky)
    assert (tmp_path / str(last)).exists()
    assert found.to_json() == answer(parted[3], here()).to_json()


def test_a_cluster_fits_firths_likelihood_in_passes_as_of_the_whole(
    table, parted, scheduler, monkeypatch
):
    monkeypatch.setattr(estimation, "EVENTS_PER_COEFFICIENT", 10_000)
    monkeypatch.setattr(rows, "MOST_GATHERED", 100)
    with cluster(address_of(scheduler)) as team:
        found = adjusted_effects(counted_by(parted[3], team), terms=["offered_phone"])
    assert found.model == "firth"
    assert_same_answer(adjusted_effects(table, terms=["offered_phone"]), found)


def test_a_cluster_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr(module, "CONNECT", 1.0)
    with pytest.raises(ClusterError, match="no scheduler answers there"):
        cluster("tcp://127.0.0.1:1")


def test_a_cluster_that_goes_away_is_said(parted, tmp_path, monkeypatch):
    file = tmp_path / "scheduler.json"
    head = started(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file)
    )
    while not file.exists() or not file.read_text():
        time.sleep(0.05)
    with monkeypatch.context() as patch:
        patch.setattr(module, "PATIENCE", 1.0)
        with pytest.raises(ClusterError, match="has no worker"):
            cluster(address_of(file))
    hand = worker_of(file)
    try:
        with cluster(address_of(file)) as team:
            flag = tmp_path / "flag"
            Thread(target=lambda: (kill_when(flag), head.kill())).start()
            counting = counted_by(parted[11], team).as_of(None, 21)
            with pytest.raises(ClusterError, match="went away"):
                counting.total(partial(die_once, flag, steps._steps), ("contact",))
    finally:
        for process in (head, hand):
            process.kill()
            process.wait()


def kill_when(flag: Path) -> None:
    while not flag.exists():
        time.sleep(0.02)


def listening(pids: set[int]) -> set[tuple[str, int]]:
    """Where processes listen, as the kernel says it."""
    inodes = set()
    for pid in pids:
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                inodes.add(str(file.readlink()))
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text().splitlines()[1:]:
            cells = line.split()
            host, port = cells[1].split(":")
            if cells[3] == "0A" and f"socket:[{cells[9]}]" in inodes:
                found.add((host, int(port, 16)))
    return found


def family() -> set[int]:
    """This process and all that came of it."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


PAGES = ("status", "health", "info/main/workers.html", "json/identity.json")


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="the kernel says it on Linux only")
def test_a_cluster_of_ones_own_is_seen_from_this_machine_alone_and_tells_nobody_anything(parted):
    before = listening(family())
    with cluster(number=1) as team:
        found = funnel(counted_by(parted[3], team))
        open_to = listening(family()) - before
        assert open_to
        assert {host for host, _ in open_to} == {"0100007F"}, "127.0.0.1, as the kernel writes it"
        for port in (port for _, port in open_to):
            told = [asked(port, f"GET /{page} HTTP/1.0\r\n\r\n".encode()) for page in PAGES]
            assert all(b" 404 " in answer or not answer for answer in told)
            if not any(told):  # no page but a cluster's own line
                with pytest.raises(ClusterError):
                    cluster(f"tcp://127.0.0.1:{port}")
    assert found.to_json() == funnel(parted[3]).to_json()


def asked(port: int, words: bytes) -> bytes:
    """What somebody on this machine is answered."""
    answer = b""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as line:
        line.settimeout(5)
        line.sendall(words)
        while more := line.recv(4096):
            answer += more
    return answer
