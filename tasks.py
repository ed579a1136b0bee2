"""
Sets the project up and runs it: `python3 tasks.py help` lists what it can do (Windows: `py`).

Standard library only, and any Python from 3.8 may start it: it finds a suitable one itself.
A new verb is one function under `@verb`; its first docstring line is its help.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Callable

from environment import ROOT, VERSIONS, Stop, choose, pythons, ready, run, say

COMPILED_FROM = {
    "test": ("--extra", "dev"),
    "lab": ("--extra", "notebooks", "--extra", "scale", "--constraint", "requirements/test.txt"),
    "docs": ("--extra", "docs", "--constraint", "requirements/test.txt"),
    "app": ("--extra", "app", "--constraint", "requirements/test.txt"),
    "report": ("--constraint", "requirements/test.txt"),
}
PYTEST = ["-q", "-n", "2", "--dist", "loadfile", "--nbval", "--nbval-current-env"]
# Two test processes with a thread pool each would only get in each other's way.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
NO_TESTS = 5  # pytest's exit code when it found none

Verb = Callable[["list[str]"], int]
VERBS: dict[str, Verb] = {}


def verb(function: Verb) -> Verb:
    """Make a function a verb of the command line; underscores become dashes."""
    VERBS[function.__name__.replace("_", "-")] = function
    return function


# Its last day: what was due today would be nothing.
SAMPLE = ["data/outreach_log.csv", "--as-of", "2026-09-05", "-o", "report.html"]


@verb
def report(arguments: list[str]) -> int:
    """write report.html for the sample log, or for the log named after it"""
    python = ready("report")
    log, *options = arguments or SAMPLE
    options = options or ["-o", "report.html"]
    code = run([str(Path(python).with_name("outreachlab")), "report", log, *options])
    if code == 0 and "report.html" in options:
        say(f"Open it in a browser: {(ROOT / 'report.html').as_uri()}")
    return code


@verb
def test(arguments: list[str]) -> int:
    """check style and types and run the tests (those for a browser apart: test-apps)"""
    python = ready("test")
    steps = {
        "ruff check": ["ruff", "check", "--output-format", "concise"],
        "ruff format": ["ruff", "format", "--check"],
        "mypy": ["mypy"],
        "pytest": ["pytest", *PYTEST, *arguments],
    }
    failed = []
    for name, module in steps.items():
        say(f"{name} ...")
        if run([python, "-m", *module], **ONE_THREAD) != 0:
            failed.append(name)
    return verdict(failed)


@verb
def test_apps(arguments: list[str]) -> int:
    """run the tests that need a browser or LibreOffice"""
    code = run([ready("test"), "-m", "pytest", "-q", "-m", "apps", "tests", *arguments])
    if code == NO_TESTS:
        say("No test needs a browser or an office program yet.")
        return 0
    return code


@verb
def test_all(arguments: list[str]) -> int:
    """run the tests on every Python from 3.11 to 3.14 that this machine has"""
    choose()
    failed = []
    for version in VERSIONS:
        python = next((found for found in pythons(version) if not found.lacks), None)
        if python is None:
            say(f"Python {version}: not on this machine")
            continue
        say(f"Python {python.version} ...")
        inside = ready("test", ROOT / f".venv-{version}", python)
        if run([inside, "-m", "pytest", *PYTEST, *arguments], **ONE_THREAD) != 0:
            failed.append(f"Python {version}")
    return verdict(failed)


@verb
def app(arguments: list[str]) -> int:
    """open the page to drop a spreadsheet on; Ctrl-C ends it"""
    return run([str(Path(ready("app")).with_name("outreachlab")), "app", *arguments])


@verb
def lab(arguments: list[str]) -> int:
    """open JupyterLab on the notebooks"""
    return run([ready("lab"), "-m", "jupyterlab", "notebooks", *arguments])


@verb
def notebooks(arguments: list[str]) -> int:
    """run the notebooks, or those named after it, and store their outputs"""
    files = arguments or sorted(str(path) for path in (ROOT / "notebooks").glob("*.ipynb"))
    if not files:
        raise Stop("there is no notebook in notebooks/")
    options = ["--to", "notebook", "--execute", "--inplace"]
    options += ["--ExecutePreprocessor.record_timing=False", "--log-level=WARN"]
    return run([ready("test"), "-m", "nbconvert", *options, *files])


@verb
def docs(arguments: list[str]) -> int:
    """build the documentation into build/docs, a warning being an error"""
    python, source = ready("docs"), ROOT / "build" / "pages"
    shutil.rmtree(source, ignore_errors=True)
    for folder in ("docs", "notebooks", "data"):
        shutil.copytree(ROOT / folder, source / folder if folder != "docs" else source)
    target = ROOT / "build" / "docs"
    code = run([python, "-m", "sphinx", "-W", "--keep-going", "-q", str(source), str(target)])
    if code == 0:
        say(f"Open it in a browser: {(target / 'index.html').as_uri()}")
    return code


@verb
def bench(arguments: list[str]) -> int:
    """run the benchmarks, or those named after it"""
    files = arguments or sorted(str(path) for path in (ROOT / "benchmarks").glob("bench_*.py"))
    if not files:
        raise Stop("there is no benchmarks/bench_*.py")
    python = ready("test")
    return verdict([file for file in files if run([python, file]) != 0])


@verb
def coverage(arguments: list[str]) -> int:
    """measure how often intervals and verdicts are right on simulated logs (slow; goes on)"""
    return run([ready("test"), "-m", "benchmarks.coverage", *arguments], **ONE_THREAD)


@verb
def soak(arguments: list[str]) -> int:
    """end every writing command at random moments, 200 times by each signal (hours)"""
    return run([ready("test"), "-m", "tests.safety.soak", *arguments], **ONE_THREAD)


@verb
def fuzz(arguments: list[str]) -> int:
    """read mutants of sound files for so many seconds (1,200 unless said)"""
    return run([ready("test"), "-m", "tests.safety.fuzz", *(arguments or ["1200"])], **ONE_THREAD)


@verb
def pins(arguments: list[str]) -> int:
    """compile requirements/ anew with uv (--upgrade for newer versions)"""
    uv = shutil.which("uv")
    if uv is None:
        raise Stop("pins are compiled with uv, which is not on the PATH")
    always = ["--universal", "--python-version", VERSIONS[-1], "--generate-hashes", "--quiet"]
    always += ["--only-binary", ":all:", "--no-header", "--no-annotate"]
    for name, extra in COMPILED_FROM.items():
        inputs = ["pyproject.toml", "requirements/build.in", *extra]
        output = ["-o", f"requirements/{name}.txt"]
        if run([uv, "pip", "compile", *always, *inputs, *output, *arguments]) != 0:
            raise Stop(f"requirements/{name}.txt is as it was")
    return 0


@verb
def clean(arguments: list[str]) -> int:
    """remove what the other verbs have made"""
    made = [*ROOT.glob(".venv*"), *ROOT.glob(".*_cache"), *ROOT.glob("src/*.egg-info")]
    made += [ROOT / ".hypothesis", ROOT / "report.html"]
    for folder in ("src", "tests", "benchmarks"):
        made += (ROOT / folder).rglob("__pycache__")
    for path in made:
        if path.is_dir():
            shutil.rmtree(path)
        elif path.exists():
            path.unlink()
    return 0


@verb
def help(arguments: list[str]) -> int:
    """list the verbs"""
    for name, function in VERBS.items():
        print(f"  {name:<10} {function.__doc__}")
    return 0


def verdict(failed: list[str]) -> int:
    """Exit code of several steps, with a line that names those that failed."""
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def main(arguments: list[str]) -> int:
    """Do what the verb says; one line and no traceback where that is impossible."""
    name, *rest = arguments or ["help"]
    if name not in VERBS:
        print(f"no verb {name!r}; there are: {', '.join(VERBS)}", file=sys.stderr)
        return 2
    try:
        return VERBS[name](rest)
    except Stop as reason:
        print(f"tasks.py: {reason}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command begins again where it must", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
