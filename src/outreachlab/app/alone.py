"""The page on its own: a server on this computer only, which lets in who has the token."""

import asyncio
import hmac
import secrets
import signal
import webbrowser
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from html import escape
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from outreachlab.app import shown
from outreachlab.app.desk import Desk
from outreachlab.app.doors import MISSING, Door, behind
from outreachlab.errors import UsageError
from outreachlab.files import room_in

HERE = "127.0.0.1"
MOST_FORM = 2 << 20  # bytes of what a form sends
NO_TOKEN = (
    "this page needs its token: open the address that outreachlab printed, with all that follows "
    "the question mark; one of an earlier run is no longer valid"
)


class Alone(RequestHandler):
    """Lets in who asks this computer by its number, from the page itself, with the cookie."""

    def prepare(self) -> None:
        """Refuse a foreign host, a foreign page and whoever has no cookie of this run."""
        port = self.settings["port"]
        host, here = self.request.host.lower(), f"{HERE}:{port}"
        if host == f"localhost:{port}" and self.request.method == "GET":
            self.redirect(f"http://{here}{self.request.uri}")
            return
        if host != here:
            raise HTTPError(403, "this page answers under 127.0.0.1 only")
        if self.request.headers.get("Origin", f"http://{here}") != f"http://{here}":
            raise HTTPError(403)
        site = self.request.headers.get("Sec-Fetch-Site", "none")
        if self.request.method != "GET" and site not in ("none", "same-origin"):
            raise HTTPError(403)
        if given := self.get_query_argument("token", ""):
            self._enter(given)
        elif self.key not in self.settings["desk"].spaces:
            raise HTTPError(403, NO_TOKEN)

    @property
    def key(self) -> str:
        """The cookie; each browser has its own, and each run its own name for it."""
        return self.get_cookie(f"outreachlab-{self.settings['port']}", "") or ""

    def _enter(self, given: str) -> None:
        """
        A cookie for a token, and on to the address without it.

        By a page and not a status: the cookie goes along only where our own page leads on.
        """
        if not hmac.compare_digest(given.encode(), self.settings["token"].encode()):
            raise HTTPError(403, NO_TOKEN)
        desk: Desk = self.settings["desk"]
        if self.key not in desk.spaces:
            name = f"outreachlab-{self.settings['port']}"
            self.set_cookie(name, desk.enter(), httponly=True, samesite="Strict", path="/")
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Refresh", "0; url=/")
        self.finish(shown.refused("One moment …"))


class Nowhere(Door):
    """Any other address."""

    def get(self, *_: str) -> None:
        """There is nothing."""
        raise HTTPError(404, MISSING)

    post = put = delete = patch = get


def application(desk: Desk, token: str, port: int) -> Application:
    """The page's addresses with their rules, for a port."""
    strict = {"httponly": True, "samesite": "Strict", "path": "/"}
    settings: dict[str, Any] = {
        "desk": desk,
        "token": token,
        "port": port,
        "xsrf_cookies": True,
        "xsrf_cookie_name": f"outreachlab-xsrf-{port}",
        "xsrf_cookie_kwargs": strict,
        "log_function": _silent,
        "default_handler_class": type("Nowhere", (Nowhere, Alone), {}),
        "default_handler_args": {"desk": desk},
    }
    return Application(behind(Alone, "/", desk), **settings)  # type: ignore[arg-type]


def _silent(handler: RequestHandler) -> None:
    """Addresses may hold the token and names of files; no line of them is written."""


def serve(begin: Sequence[Path], port: int, *, opens: bool, say: Callable[[str], None]) -> None:
    """
    Show the page until it is interrupted; `say` gets its address with the token.

    Raises
    ------
    UsageError
        The port is taken, or the temporary folder takes no file.
    """
    with ExitStack() as stack:
        try:
            sockets = bind_sockets(port, HERE)
            room = stack.enter_context(room_in(Path(gettempdir())))
        except OSError as error:
            why = error.strerror or str(error)
            raise UsageError(f"port {port} cannot be had: {why}; give another, or none") from None
        desk = Desk(room)
        stack.callback(desk.close)
        for path in begin:
            desk.begin_with(path)
        token = secrets.token_urlsafe(32)
        here = f"http://{HERE}:{sockets[0].getsockname()[1]}"
        app = application(desk, token, sockets[0].getsockname()[1])
        say(f"{here}/?token={token}")
        if opens:
            open_in_browser(room, f"{here}/?token={token}")
        asyncio.run(_until_interrupted(app, sockets))


async def _until_interrupted(app: Application, sockets: list[Any]) -> None:
    """Serve until a signal; an interrupt raised amid a request could be swallowed there."""
    server = HTTPServer(app, max_body_size=MOST_FORM, max_buffer_size=MOST_FORM * 2)
    server.add_sockets(sockets)
    ended, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in filter(None, (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", None))):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as a background job has it
            with suppress(NotImplementedError):  # Windows raises KeyboardInterrupt instead
                loop.add_signal_handler(number, ended.set)
    await ended.wait()


def open_in_browser(room: Path, address: str) -> None:
    """
    Open the page by way of a file that only its owner reads.

    What a browser is started with everybody on the computer can see in the list of processes.
    """
    file = room / "open.html"
    file.touch(0o600)
    page = f'<meta http-equiv="refresh" content="0; url={escape(address)}">'
    file.write_text(f"<!doctype html><title>outreachlab</title>{page}", encoding="utf-8")
    webbrowser.open(file.as_uri())
