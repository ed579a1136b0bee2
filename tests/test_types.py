"""Types reach the caller: mypy knows what each public function gives, and refuses misuse."""

import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import outreachlab

ROOT = Path(__file__).parents[1]
USE, MISUSE = "tests/typing/use.py", "tests/typing/misuse.py"
SAID = re.compile(r"^(tests/typing/\w+\.py):(\d+): error: .*\[([\w-]+)\]$", re.MULTILINE)


def test_mypy_takes_the_use_and_refuses_every_line_of_the_misuse():
    # One call for both, with the cache that `make test` fills.
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", "--no-pretty", USE, MISUSE],
        cwd=ROOT,
        env={**os.environ, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    said = {(path, int(line), code) for path, line, code in SAID.findall(done.stdout)}
    expected = {
        (MISUSE, number, code)
        for number, line in enumerate((ROOT / MISUSE).read_text("utf-8").splitlines(), start=1)
        for code in line.partition("# error: ")[2].split(", ")
        if code
    }
    assert said == expected, done.stdout + done.stderr


def test_the_package_says_that_it_has_types():
    assert (files(outreachlab) / "py.typed").is_file()
