"""A Dask cluster that counts the parts of a log: one that is there, or one of this machine."""

from concurrent.futures import Executor
from typing import Any

from outreachlab.errors import UsageError
from outreachlab.parts.workers import PATIENCE, ClusterError, Each, Workers, deaf

CONNECT = 10.0  # seconds a scheduler has to answer
LOOPBACK = "127.0.0.1"
LARGE = "distributed.admin.large-graph-warning-threshold"
# What Dask sets for its workers, but for a limit on free memory that has every array of more than
# 128 KiB taken from the system and given back: twice the processor time.
ONE_THREAD_EACH = {"OMP_NUM_THREADS": 1, "MKL_NUM_THREADS": 1, "OPENBLAS_NUM_THREADS": 1}


def cluster(address: str | None = None, number: int | None = None) -> Workers:
    """
    A Dask cluster: the one at `address` (tcp://host:port), or a local one of `number` processes.

    The local one is seen from this machine alone, speaks under a certificate made for this run,
    which keeps other users out, and has no dashboard.

    Raises
    ------
    UsageError
        Dask is not installed, or the address is none.
    ClusterError
        No scheduler answers there, or it has no worker.
    """
    try:
        from dask import config
    except ImportError:
        raise UsageError("a cluster needs Dask; install outreachlab[scale]") from None
    owned: Any = None if address is not None else _own_cluster(number)
    client = _client(owned or address, address)
    settings = config.set({LARGE: "100MiB"})  # the limits of chains send totals of many seekers
    held: set[str] = set()  # the workers that parts are held to

    def at_work() -> set[str]:
        try:
            return set(client.scheduler_info(n_workers=-1)["workers"])
        except (OSError, KeyError, TimeoutError, RuntimeError):
            return set()

    def gone() -> bool:
        there = at_work()  # nobody, where the scheduler is too busy to say
        return bool(there) and not held <= there

    def start() -> Executor:
        if client.status != "running":
            raise ClusterError(f"{address or 'the local cluster'}: the scheduler went away")
        held.clear()
        held.update(at_work())
        if not held:
            return client.get_executor(pure=False)  # type: ignore[no-any-return]
        # Others are allowed, so that Dask hands on what a dead worker had; it does not where nobody
        # was left for a moment: tasks then wait for the very worker they are held to, hence `gone`
        how = {"pure": False, "allow_other_workers": True}
        return Each([client.get_executor(workers=[one], **how) for one in sorted(held)])

    def close() -> None:
        settings.__exit__(None, None, None)
        client.close()
        if owned is not None:
            owned.close()

    return Workers(start, close, lambda: bool(at_work()), gone)


def _client(there: Any, address: str | None) -> Any:
    """Who speaks to a cluster that has a worker."""
    from distributed import Client

    try:
        client = Client(there, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError):
        raise ClusterError(
            f"{address}: no scheduler answers there; start one with `dask scheduler` or check "
            "the address"
        ) from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE / 2)
    except TimeoutError:
        client.close()
        raise ClusterError(
            f"{address}: the cluster has no worker; start one with `dask worker {address}`"
        ) from None
    return client


def _own_cluster(number: int | None) -> Any:
    """A cluster of processes of this machine, closed to everybody else."""
    from dask import config
    from distributed import LocalCluster

    settings = {
        "distributed.nanny.pre-spawn-environ": ONE_THREAD_EACH,
        "distributed.scheduler.http.routes": [],  # pages that tell whoever asks about the cluster
        "distributed.worker.http.routes": [],
        "distributed.scheduler.work-stealing": False,  # who has counted a part keeps its rows
        "distributed.comm.timeouts.connect": CONNECT,  # to one who died, so that others go on
    }
    try:
        with config.set(settings), deaf():
            return LocalCluster(
                n_workers=number,
                threads_per_worker=1,
                host=LOOPBACK,
                security=True,
                scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
                worker_dashboard_address=None,
                silence_logs=50,
            )
    except ImportError:
        raise UsageError("a cluster needs cryptography; install outreachlab[scale]") from None
