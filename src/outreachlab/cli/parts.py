"""Commands that count a folder of parts, here or on a cluster, as they count a table."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from outreachlab.cli.options import Command, LogOptions
from outreachlab.cli.progress import doing
from outreachlab.errors import UsageError

if TYPE_CHECKING:
    from outreachlab.parts.workers import Workers


class Where(NamedTuple):
    """Who counts the parts: a cluster, a local one, or this process."""

    scheduler: str | None
    number: int | None

    def answer(
        self,
        log: LogOptions,
        over_table: Callable[..., Any],
        over_parts: Callable[..., Any] | None,
        *asked: Any,
        **how: Any,
    ) -> Any:
        """
        The answer over the log's parts if it is a folder of them, else over its table.

        Without `over_parts` the parts are read as one table: the question takes the whole log.
        """
        from outreachlab.parts.folder import is_parts

        if over_parts is None or not is_parts(log.path):
            if self.scheduler or self.number:
                raise UsageError(
                    f"{log.path}: --scheduler and --workers are for a folder of parts; "
                    "make one with `outreachlab partition`"
                    if over_parts
                    else "this takes the whole log at once; leave --scheduler and --workers out"
                )
            return over_table(log.read(), *asked, **how, **log.when)
        return self._over_parts(log, over_parts, *asked, **how)

    def _over_parts(
        self, log: LogOptions, over_parts: Callable[..., Any], *asked: Any, **how: Any
    ) -> Any:
        from outreachlab.parts.log import open_parts

        for name, given in log.how.items():
            if given is not None:
                raise UsageError(f"{log.path}: the parts are read already; leave --{name} out")
        if self.scheduler and self.number:
            raise UsageError("--scheduler names a cluster, --workers starts one; give one of them")
        doing(f"counting {log.path}")
        parts = open_parts(log.path, seeker=log.seeker, since=log.since, until=log.until)
        with self._workers() as workers:
            return over_parts(parts, *asked, workers=workers, **how, **log.when)

    def _workers(self) -> "Workers":
        from outreachlab.parts.workers import cluster, here

        if self.scheduler or self.number:
            return cluster(self.scheduler, self.number)
        return here()


_OPTIONS = (
    click.option(
        "--scheduler",
        metavar="tcp://HOST:PORT",
        help="Count the parts on this Dask cluster; for a folder of parts.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(min=1),
        metavar="N",
        help="Count the parts in so many processes; for a folder of parts.",
    ),
)


def counts_parts(command: Command) -> Command:
    """Give a command the options that say who counts the parts, as one `Where`."""

    @wraps(command)
    def with_where(*given: Any, scheduler: str | None, workers: int | None, **named: Any) -> Any:
        return command(*given, where=Where(scheduler, workers), **named)

    for option in reversed(_OPTIONS):
        with_where = option(with_where)
    return with_where
