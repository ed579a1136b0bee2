"""The page as a process: what it loads, what it leaves, what it prints, how fast it is there."""

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from click.testing import CliRunner

from outreachlab.cli import main
from tests.app.conftest import started
from tests.app.sheets import SPLIT

SLACK = 2.0  # times what importing Tornado and Jinja2 alone takes
TRIES = 4


def browse(address):
    """A client with cookies that has entered, and the page it got."""
    jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    client = urllib.request.build_opener(jar)
    client.open(address).read()
    page = client.open(address.partition("?")[0]).read().decode()
    mark = re.search(r'"X-XSRFToken": "([^"]+)"', page)[1]
    client.addheaders = [("X-XSRFToken", mark)]
    return client, page


def rooms(folder):
    return [path.name for path in folder.iterdir() if path.name.startswith(".writing-")]


def test_the_command_line_loads_no_server():
    code = "import outreachlab.cli, sys; print({'tornado', 'jinja2', 'pandas'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_first_page_does_not_wait_for_what_reads_and_counts(tmp_path):
    code = "import outreachlab.app.alone, sys; print({'pandas', 'numpy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_first_page_is_there_in_twice_the_time_of_tornado_and_jinja2(tmp_path):
    alone = [sys.executable, "-c", "import tornado.web, tornado.httpserver, jinja2"]
    least, first = [], []
    for _ in range(TRIES):
        begun = time.perf_counter()
        subprocess.run(alone, check=True)
        least.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with started(tmp_path) as (_, address):
            browse(address)
            first.append(time.perf_counter() - begun)
    assert min(first) < SLACK * min(least), (first, least)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_when_it_ends(tmp_path, number):
    with started(tmp_path) as (process, address):
        client, _ = browse(address)
        send(client, address)
        (room,) = rooms(tmp_path)
        assert (tmp_path / room).stat().st_mode & 0o777 == 0o700
        process.send_signal(number)
        assert process.wait(60) == 0
    assert [*tmp_path.iterdir()] == []


def test_what_a_killed_run_left_is_removed_by_the_next(tmp_path):
    with started(tmp_path) as (process, address):
        client, _ = browse(address)
        send(client, address)
        process.kill()
        process.wait(60)
    (left,) = rooms(tmp_path)
    with started(tmp_path) as (_, address):
        browse(address)
        (room,) = rooms(tmp_path)
        assert room != left
        with started(tmp_path):
            assert room in rooms(tmp_path)
    assert [*tmp_path.iterdir()] == []


def send(client, address):
    where = f"{address.partition('?')[0]}files?name=split.csv"
    return client.open(urllib.request.Request(where, data=SPLIT, method="POST")).read()


def test_the_token_of_one_run_is_none_of_the_next(tmp_path):
    with started(tmp_path) as (_, first):
        port = re.search(r":(\d+)/", first)[1]
    with started(tmp_path, "--port", port) as (_, second):
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/\?token=[\w-]{{43}}", second)
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(first)
        assert refused.value.code == 403
        taken = CliRunner().invoke(main, ["app", "--no-open", "--port", port])
        assert (taken.exit_code, taken.output.count("\n")) == (2, 1)
        assert f"port {port} cannot be had" in taken.output


def test_it_listens_on_this_computer_alone(tmp_path):
    with started(tmp_path) as (_, address):
        port = int(re.search(r":(\d+)/", address)[1])
        with socket.socket() as other:
            others = {*socket.gethostbyname_ex(socket.gethostname())[2]} - {"127.0.0.1"}
            assert all(other.connect_ex((place, port)) for place in others)


def test_a_file_named_is_read_with_its_map_beside(tmp_path):
    temporary = tmp_path / "t"
    temporary.mkdir()
    (tmp_path / "mine.csv").write_text("wer,asked_on,outcome\nAna,2026-01-05,accepted\n")
    (tmp_path / "mine.map.toml").write_text('[columns]\ncontact = "wer"\n')
    with started(temporary, str(tmp_path / "mine.csv")) as (_, address):
        client, page = browse(address)
        assert "Reading mine.csv" in page
        page = client.open(f"{address.partition('?')[0]}do/begin", b"").read().decode()
        assert "How mine.csv was read: 1 row" in page
        for act in ("remove", "forget"):
            client.open(f"{address.partition('?')[0]}do/{act}", b"sheet=1").read()
        assert (tmp_path / "mine.csv").exists(), "a person's own file is never touched"
        assert (tmp_path / "mine.map.toml").exists()
        assert "Reading mine.csv" not in browse(address)[1]


@pytest.mark.parametrize("given", [["none.csv"], ["."], ["--port", "99999"]])
def test_what_makes_no_sense_is_refused_in_a_sentence(given):
    done = CliRunner().invoke(main, ["app", "--no-open", *given])
    assert done.exit_code in (1, 2)
    assert "Traceback" not in done.output


def test_the_token_is_not_among_the_processes(tmp_path, monkeypatch):
    from outreachlab.app import alone

    opened = []
    monkeypatch.setattr(alone.webbrowser, "open", opened.append)
    alone.open_in_browser(tmp_path, "http://127.0.0.1:1/?token=secret")
    assert opened == [(tmp_path / "open.html").as_uri()]
    assert (tmp_path / "open.html").stat().st_mode & 0o777 == 0o600
    assert "token=secret" in (tmp_path / "open.html").read_text()


PYTHON = 'my "tools" 100%/$x`/python'


@pytest.mark.parametrize(
    ("system", "name", "first"),
    [
        ("win32", "outreachlab.bat", b"@echo off\r\n"),
        ("darwin", "outreachlab.command", b"#!/bin/sh\n"),
        ("linux", "outreachlab.desktop", b"[Desktop Entry]\n"),
    ],
)
def test_a_starter_is_made_for_each_system(system, name, first):
    from outreachlab.app.starter import starter

    made, content = starter(system, PYTHON if system != "win32" else r"A 100%\python.exe")
    assert made == name
    assert content.startswith(first)


@pytest.mark.parametrize("python", [PYTHON, "/usr/bin/python3"])
def test_a_path_is_one_word_to_a_linux_desktop(python):
    from outreachlab.app.starter import starter

    # Desktop Entry Specification 1.5: a value is unescaped as a string first, as a command then.
    _, content = starter("linux", python)
    line = next(one for one in content.decode().splitlines() if one.startswith("Exec="))
    command = line.removeprefix("Exec=").replace("\\\\", "\\").replace("%%", "%")
    words = subprocess.check_output(["sh", "-c", f"printf '%s\\n' {command}"], text=True)
    assert words.splitlines()[:2] == [python, "-c"]


def test_the_starter_of_this_system_starts_the_page(tmp_path):
    from outreachlab.app.starter import starter

    _, content = starter("darwin", sys.executable)
    script = tmp_path / "outreachlab.command"
    before, _, after = content.rpartition(b"app")  # another command, one that ends by itself
    script.write_bytes(before + b"codebook" + after)
    script.chmod(0o755)
    done = subprocess.run([str(script)], capture_output=True, text=True, check=True, timeout=60)
    assert "asked_on" in done.stdout


def test_the_starter_is_written_where_one_is_and_can_be_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, ["app", "--shortcut"])
    assert done.exit_code == 0
    (made,) = tmp_path.iterdir()
    assert os.access(made, os.X_OK) or os.name == "nt"
