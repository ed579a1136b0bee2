"""What a terminal shows of long work, and that nothing else sees it."""

import os
import subprocess
import sys

from outreachlab.cli import progress

SLOW = """
import sys, time
from outreachlab.cli import progress
progress.PATIENCE = 0.1
with progress.working():
    progress.doing("reading a log")
    time.sleep(0.8)
    progress.hush()
    print("the answer", flush=True)
for _ in progress.each([1, 2, 3], "pages"):
    pass
"""


def in_a_terminal(script: str) -> tuple[str, str]:
    """What the script sends to standard output, and to standard error, a terminal."""
    ours, theirs = os.openpty()
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=theirs, check=True, text=True
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        seen += part
    os.close(ours)
    return done.stdout, seen.decode()


def test_a_terminal_sees_what_takes_long_and_it_is_wiped_before_the_answer():
    out, err = in_a_terminal(SLOW)
    assert out == "the answer\n"
    assert "reading a log, 0 s" in err
    _, after = err.rsplit("reading a log", 1)
    assert "\r\x1b[K" in after, "wiped"
    assert "pages" in after
    assert "100%" in after


def test_without_a_terminal_nothing_is_said():
    result = subprocess.run(
        [sys.executable, "-c", SLOW], capture_output=True, text=True, check=True
    )
    assert (result.stdout, result.stderr) == ("the answer\n", "")


def test_short_work_says_nothing():
    _, err = in_a_terminal("from outreachlab.cli import progress\nwith progress.working(): pass")
    assert err == ""


def test_the_items_come_through():
    assert list(progress.each(["a", "b"], "pages")) == ["a", "b"]
