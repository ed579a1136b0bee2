"""A short run spends a fifth of its time in the garbage collector, looking at what was imported."""

import gc

_settled = False


def hold() -> None:
    """Let nothing be collected while a command imports what it needs."""
    if not _settled:
        gc.disable()


def settle() -> None:
    """Collect again, but never look at what has been imported: it stays to the end."""
    global _settled
    if not _settled:
        gc.freeze()
        _settled = True
    gc.enable()
