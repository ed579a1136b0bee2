"""The same page as an extension of a Jupyter server, in whose hands letting people in is."""

import http.cookiejar
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest

from tests.app.sheets import SPLIT

pytest.importorskip("jupyter_server")
TOKEN = "the-token-of-jupyter"


@pytest.fixture(scope="module")
def jupyter(tmp_path_factory):
    """The address of a server with the extension, and where it writes what it says."""
    folder = tmp_path_factory.mktemp("jupyter")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log.txt"
    places = {f"JUPYTER_{name}_DIR": str(folder) for name in ("CONFIG", "DATA", "RUNTIME")}
    command = [sys.executable, "-m", "jupyter_server", "--allow-root", f"--port={port}"]
    command += ["--ServerApp.jpserver_extensions={'outreachlab.app': True}"]
    command += [f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"]
    command += ["--ServerApp.open_browser=False", "--ServerApp.base_url=/user/me/"]
    environ = {**os.environ, **places, "TMPDIR": str(folder)}
    with (
        log.open("wb") as written,
        subprocess.Popen(command, env=environ, stderr=written) as process,
    ):
        here = f"http://127.0.0.1:{port}/user/me/outreachlab/"
        try:
            wait_for(here)
            yield here, log
        finally:
            process.terminate()
            process.wait(30)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".writing-")] == []


def wait_for(here):
    for _ in range(300):
        try:
            return urllib.request.urlopen(here)
        except urllib.error.HTTPError:
            return None
        except OSError:
            time.sleep(0.2)
    raise AssertionError("Jupyter did not start")


def logged_in(here):
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    client = urllib.request.build_opener(jar)
    page = client.open(f"{here}?token={TOKEN}").read().decode()
    return client, page


def test_its_link_is_printed(jupyter):
    here, log = jupyter
    printed = here.replace("127.0.0.1", "localhost")
    assert f"outreachlab is at {printed}" in log.read_text()


@pytest.mark.parametrize("path", ["", "results", "report", "take/log.csv", "static/app.js"])
def test_nobody_is_let_in_whom_jupyter_does_not_know(jupyter, path):
    here, _ = jupyter
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(here + path)
    assert refused.value.code == 403


def test_a_file_is_read_and_its_report_shown(jupyter):
    here, _ = jupyter
    client, page = logged_in(here)
    assert 'src="/user/me/outreachlab/static/app.js"' in page
    mark = re.search(r'"X-XSRFToken": "([^"]*)"', page)[1]
    with pytest.raises(urllib.error.HTTPError) as refused:
        client.open(urllib.request.Request(f"{here}files?name=a.csv", data=SPLIT))
    assert refused.value.code == 403
    client.addheaders = [("X-XSRFToken", mark)]
    sent = client.open(urllib.request.Request(f"{here}files?name=a.csv", data=SPLIT))
    assert "How a.csv was read: 20 rows" in sent.read().decode()
    assert "say yes" in client.open(f"{here}results").read().decode()
    report = client.open(f"{here}report")
    assert report.headers["Content-Security-Policy"].startswith(
        "sandbox allow-scripts allow-downloads;"
    )
    assert client.open(f"{here}take/log.csv").read().decode().count("\n") == 21
