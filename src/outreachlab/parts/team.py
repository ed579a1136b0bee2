"""Who counts the parts of a log, by number or by the address of a cluster."""

from outreachlab.errors import UsageError
from outreachlab.parts.cluster import cluster
from outreachlab.parts.workers import Workers, here, processes, threads_here


def workers(
    number: int | None = None, *, threads: bool = False, scheduler: str | None = None
) -> Workers:
    """
    Who counts the parts of a log: this process, several of this machine, or a cluster.

    Parameters
    ----------
    number : int, optional
        How many processes; this one alone unless given.
    threads : bool
        Threads of this process in place of processes.
    scheduler : str, optional
        The address of a Dask cluster, as tcp://host:port.

    Returns
    -------
    Workers
        A context manager: what it started ends with it.

    Raises
    ------
    UsageError
        Both a number and a scheduler, a number below 1, or Dask is not installed.
    ClusterError
        No scheduler answers at that address, or it has no worker.
    """
    if scheduler is not None:
        if number is not None:
            raise UsageError("a scheduler has workers of its own; leave the number out")
        return cluster(scheduler)
    if number is None:
        return here()
    if number < 1:
        raise UsageError(f"there must be at least 1 worker, not {number}")
    return threads_here(number) if threads else processes(number)
