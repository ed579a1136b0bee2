"""A page on one's own computer to drop a spreadsheet on: `outreachlab app`, or inside Jupyter."""

from typing import Any


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """How Jupyter finds the extension."""
    return [{"module": "outreachlab.app"}]


def _load_jupyter_server_extension(server: Any) -> None:
    """What Jupyter calls at its start."""
    from outreachlab.app.in_jupyter import load

    load(server)
