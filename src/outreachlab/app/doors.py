"""The page's addresses, for whichever server stands before them."""

import mimetypes
import os
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from tornado.log import app_log
from tornado.web import HTTPError, RequestHandler, stream_request_body

from outreachlab.app import desk as work, shown
from outreachlab.app.workspace import Workspace
from outreachlab.errors import OutreachlabError

OWN = "default-src 'none'; base-uri 'none'; form-action 'self'"
PAGE = (
    f"{OWN}; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; frame-ancestors 'none'"
)
# The report brings a policy of its own along; it may run the one script that this names.
REPORT = "sandbox allow-scripts allow-downloads; frame-ancestors 'self'"
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": PAGE,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
TOO_LARGE = f"a file may have {shown.MOST_BYTES >> 20} MB; leave rows or pictures out"
TOO_MANY = "several files are being sent already; wait until they are there"
STATIC = {
    "system.css": "report/templates/system.css",
    "report.css": "report/templates/report.css",
    "app.css": "app/static/app.css",
    "app.js": "app/static/app.js",
    "htmx.min.js": "app/static/htmx.min.js",
}
DEBUG = bool(os.environ.get("OUTREACHLAB_DEBUG"))
MISSING = "there is no such page here"


class Door(RequestHandler):
    """
    What all addresses share: a workspace, headers, refusals as a sentence.

    `base` is where the page lies; `key`, which each server finds in its own way, whose workspace
    it is.
    """

    base = "/"

    def initialize(self, desk: work.Desk) -> None:
        """Take the desk that the server was started with."""
        self.desk = desk

    key: str

    @property
    def space(self) -> Workspace:
        """The workspace of whoever asks."""
        return self.desk.space(self.key)

    def set_default_headers(self) -> None:
        """The same for every answer."""
        super().set_default_headers()
        self.clear_header("Server")
        for name, value in HEADERS.items():
            self.set_header(name, value)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A refusal in a sentence; nothing of the program shows."""
        error = kwargs.get("exc_info", (None, None))[1]
        why = error.log_message if isinstance(error, HTTPError) else ""
        if why and error.args:
            why = ""
        why = why or {403: "this was refused: it did not come from the page itself"}.get(
            status_code, MISSING if status_code == 404 else "this went wrong; try it again"
        )
        self.set_header("Content-Security-Policy", PAGE)
        page = self.request.method == "GET" and "HX-Request" not in self.request.headers
        self.set_header("Content-Type", f"text/{'html' if page else 'plain'}; charset=utf-8")
        self.finish(shown.refused(why) if page else why)

    def log_exception(self, *error: Any) -> None:
        """A fault of the program in one line; a refusal in none."""
        if error[0] is not None and not issubclass(error[0], HTTPError):
            said = f"{error[0].__name__}: {error[1]}"
            app_log.error("outreachlab: a fault in the program itself (%s)", said, exc_info=DEBUG)


class Page(Door):
    """The whole page."""

    async def get(self) -> None:
        """The page as the workspace is; without a file it waits for nothing."""
        if self.space.sheets or self.space.added or self.space.trial:
            page = await work.read(self.desk, shown.whole_page, self.space, self.base, self.xsrf)
        else:
            page = shown.whole_page(self.space, self.base, self.xsrf)
        self.finish(page)

    @property
    def xsrf(self) -> str:
        """The mark that every change carries."""
        return self.xsrf_token.decode()

    def on_finish(self) -> None:
        """Load the rest now that the page is out."""
        super().on_finish()
        self.desk.warm_up()


class Act(Door):
    """One change."""

    async def post(self, name: str) -> None:
        """Do what the form says; the changed part of the page comes back."""
        form = {
            key: [one.decode("utf-8", "replace") for one in values]
            for key, values in self.request.body_arguments.items()
        }
        given = (_there, work.act, self.space, name, form, self.base)
        self.finish(await work.read(self.desk, *given))


@stream_request_body
class Upload(Door):
    """A file that is sent, taken in piece by piece."""

    path = None
    size = 0

    async def prepare(self) -> None:
        """Refuse what is too large or too much before it is sent."""
        if (waits := super().prepare()) is not None:
            await waits
        if self._finished:
            return
        if int(self.request.headers.get("Content-Length") or 0) > shown.MOST_BYTES:
            raise HTTPError(413, TOO_LARGE)
        if self.desk.sending >= work.MOST_SENT_AT_ONCE:
            raise HTTPError(503, TOO_MANY)
        self.request.connection.set_max_body_size(shown.MOST_BYTES)  # type: ignore[union-attr]
        self.desk.sending += 1
        self.path = self.desk.place()
        self.file = self.path.open("xb")

    def data_received(self, chunk: bytes) -> None:
        """Put one piece away."""
        if self.path is not None:
            self.file.write(chunk)

    async def post(self) -> None:
        """Read the file, now that all of it is here."""
        self.file.close()
        name = self.get_query_argument("name", "a file")[:200].rpartition("/")[2] or "a file"
        sent, self.path = self.path, None
        try:
            given = (self.space, name, sent, self.base)
            self.finish(await work.read(self.desk, work.received, *given))
        finally:
            self.desk.sending -= 1

    def on_connection_close(self) -> None:
        """Forget a file whose sender went away."""
        super().on_connection_close()
        if self.path is not None:
            self.file.close()
            self.path.unlink(missing_ok=True)
            self.path = None
            self.desk.sending -= 1


class Results(Door):
    """What the log says."""

    async def get(self) -> None:
        """It, or the sentence why there is nothing."""
        try:
            found, why = await work.results(self.desk, self.space), ""
        except OutreachlabError as error:
            found, why = None, str(error)
        self.finish(shown.results(found, why, self.base))


class Report(Door):
    """The whole report, in a frame that can do nothing to the page around it."""

    async def get(self) -> None:
        """The page of the report itself."""
        found = await _found(self)
        self.set_header("Content-Security-Policy", REPORT)
        self.finish(found.page)


class TakeAll(Door):
    """What all of the log makes, as a file."""

    async def get(self, name: str) -> None:
        """One of them by its name."""
        from outreachlab.app import take

        _hand_over(self, name, _there(take.from_results, await _found(self), name))


class TakeOne(Door):
    """What one of the files makes, as a file."""

    async def get(self, number: str, what: str) -> None:
        """One of them by its number and kind."""
        from outreachlab.app import take

        given = (take.from_sheet, self.space, int(number), what)
        _hand_over(self, *(await work.read(self.desk, _there, *given)))


class TakeTrial(Door):
    """The plan and the lots handed out, as one file."""

    async def get(self) -> None:
        """All there is of the trial."""
        from outreachlab.app import trial

        _hand_over(self, *(await work.read(self.desk, _there, trial.packed, self.space)))


async def _found(door: Door) -> Any:
    try:
        return await work.results(door.desk, door.space)
    except OutreachlabError:
        raise HTTPError(404, MISSING) from None


def _there(function: Callable[..., Any], *given: Any) -> Any:
    """What a function gives; what it does not know is no page of ours."""
    try:
        return function(*given)
    except KeyError:
        raise HTTPError(404, MISSING) from None


def _hand_over(door: Door, name: str, content: str | bytes) -> None:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    written = "; charset=utf-8" if isinstance(content, str) else ""
    door.set_header("Content-Type", f"{kind}{written}")
    door.set_header("Content-Security-Policy", REPORT)
    door.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name, '')}")
    door.finish(content)


class Static(Door):
    """Our own style sheets and scripts."""

    def get(self, name: str) -> None:
        """One of them by its name."""
        if name not in STATIC:
            raise HTTPError(404, MISSING)
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        self.set_header("Content-Type", f"{kind}; charset=utf-8")
        self.finish(_static(STATIC[name]))


@cache
def _static(path: str) -> bytes:
    return files("outreachlab").joinpath(path).read_bytes()


ADDRESSES = (
    ("", Page),
    (r"do/(\w+)", Act),
    ("files", Upload),
    ("results", Results),
    ("report", Report),
    (r"take/trial\.zip", TakeTrial),
    (r"take/([\w.]+)", TakeAll),
    (r"take/(\d{1,9})/([\w.]+)", TakeOne),
    (r"static/([\w.]+)", Static),
)


def behind(server: type, base: str, desk: work.Desk) -> list[tuple[str, type, dict[str, Any]]]:
    """The addresses behind a server's own way of letting people in."""
    return [
        (f"{base}{address}", type(door.__name__, (door, server), {"base": base}), {"desk": desk})
        for address, door in ADDRESSES
    ]
