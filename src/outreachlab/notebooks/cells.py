"""What the notebooks' cells use besides the answers."""

from collections.abc import Iterator
from contextlib import contextmanager

from outreachlab.errors import OutreachlabError
from outreachlab.wording import sentence


@contextmanager
def if_possible() -> Iterator[None]:
    """
    Do what the log allows: where it cannot answer, print one sentence and go on.

    Parameters
    ----------
    None

    Returns
    -------
    context manager
        For a `with` block, which ends at the first question the log cannot answer.

    Raises
    ------
    Exception
        Whatever is no `OutreachlabError` is a fault of the program, and passes.
    """
    try:
        yield
    except OutreachlabError as error:
        first = str(error).splitlines()[0]
        print(sentence(f"left out: {first}"))
