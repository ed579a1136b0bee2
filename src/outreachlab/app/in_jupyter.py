"""The page inside a Jupyter server, which lets people in itself."""

import atexit
from contextlib import ExitStack
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

from outreachlab.app.desk import Desk
from outreachlab.app.doors import behind
from outreachlab.files import room_in

BASE = "outreachlab/"


class InJupyter(JupyterHandler):
    """Lets in whom Jupyter knows."""

    async def prepare(self) -> None:  # type: ignore[override]
        """Refuse whom Jupyter does not know."""
        await super().prepare()
        if not self._finished and self.current_user is None:
            raise HTTPError(403, "log in to Jupyter first; this page is for whoever it knows")

    @property
    def key(self) -> str:
        """The name Jupyter knows somebody by."""
        return str(self.current_user.username)


def load(server: Any) -> None:
    """Put the page into a Jupyter server, and say where it is."""
    stack = ExitStack()
    atexit.register(stack.close)
    desk = Desk(stack.enter_context(room_in(Path(gettempdir()))))
    stack.callback(desk.close)
    base = f"{server.web_app.settings['base_url'].rstrip('/')}/{BASE}"
    server.web_app.add_handlers(".*$", behind(InJupyter, base, desk))
    server.log.info(f"outreachlab is at {server.connection_url.rstrip('/')}/{BASE}")
