"""
The virtual environments the project's tasks run in: found, made, and made again when outdated.

Standard library only, and any Python from 3.8 may start it: it finds a suitable one itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator, NamedTuple

ROOT = Path(__file__).resolve().parent
VERSIONS = ("3.14", "3.13", "3.12", "3.11")
PINS = ROOT / "requirements"
# Every set holds the core at the same versions, so a larger one serves a smaller one's verbs.
SERVED_BY = {
    "report": ("report", "test", "lab", "docs"),
    "test": ("test",),
    "lab": ("lab",),
    "docs": ("docs",),
}
WINDOWS = os.name == "nt"


class Stop(Exception):
    """Ends the run with one plain line."""


class Python(NamedTuple):
    """An interpreter: where, which version (3.12.1), and what it lacks to serve us."""

    path: str
    version: str
    lacks: list[str]


PROBE = """
import importlib, json, sys, sysconfig
lacks = []
for name in ("venv", "ensurepip", "ssl", "zlib", "ctypes"):
    try:
        importlib.import_module(name)
    except ImportError:
        lacks.append(name)
if sys.implementation.name != "cpython":
    lacks.append("CPython")
if sysconfig.get_config_var("Py_GIL_DISABLED"):
    lacks.append("the interpreter lock")
print(json.dumps([sys.version.split()[0], lacks]))
"""


def ready(which: str, folder: Path = ROOT / ".venv", chosen: Python | None = None) -> str:
    """Path of the Python in `folder`, which holds the pinned set `which`; set up if it does not."""
    python = folder / ("Scripts/python.exe" if WINDOWS else "bin/python")
    if not holds(which, folder, python):
        with alone(folder):
            if not holds(which, folder, python):
                set_up(which, folder, python, chosen)
    return str(python)


def holds(which: str, folder: Path, python: Path) -> bool:
    """Whether a set that serves `which` was installed to its end, here and from today's pins."""
    return python.exists() and any(current(name, folder) for name in SERVED_BY[which])


def current(name: str, folder: Path) -> bool:
    stamp = folder / f"ready-{name}"
    return stamp.exists() and stamp.read_text() == digest(name, folder)


def digest(name: str, folder: Path) -> str:
    """What an installed set came from: its pins, the project's table, the Python, the place."""
    whole = hashlib.sha256(str(folder).encode())
    for part in (PINS / f"{name}.txt", ROOT / "pyproject.toml", folder / "pyvenv.cfg"):
        whole.update(part.read_bytes())
    return whole.hexdigest()


def set_up(which: str, folder: Path, python: Path, chosen: Python | None) -> None:
    """Install a set. Stamps go first and come back last: a run cut short is begun anew."""
    held = [name for name in SERVED_BY if python.exists() and current(name, folder)]
    if not held:
        chosen = chosen or choose()
        say(f"Making {folder.name} with Python {chosen.version} ...")
        must([chosen.path, "-m", "venv", "--clear", str(folder)], f"{folder.name} was not made")
    for name in held:
        (folder / f"ready-{name}").unlink()
    pinned = PINS / f"{which}.txt"
    number = sum(not line.startswith(" ") for line in pinned.read_text().splitlines())
    say(f"Installing {number} pinned packages, once; this takes a minute or two ...")
    pip = [str(python), "-m", "pip", "--no-input", "--disable-pip-version-check", "install", "-qq"]
    failed = "the packages were not installed, the lines above say why; is there a network?"
    locked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(pinned)]
    must([*pip, *locked], failed)
    # pip knows no hash of a folder: the project goes in by itself, built by the pinned backend.
    must([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], failed)
    # Done once here, so that no first report waits for it: bytecode, matplotlib's list of fonts.
    output([str(python), "-m", "compileall", "-q", str(ROOT / "src")])
    output([str(python), "-c", "import matplotlib.font_manager"])
    for name in (*held, which):
        (folder / f"ready-{name}").write_text(digest(name, folder))


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Two runs at once must not set up one environment: the second waits."""
    try:
        import fcntl
    except ImportError:  # Windows has none
        yield
        return
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"Waiting for another run that sets up {folder.name} ...")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def choose() -> Python:
    """The newest Python on this machine that serves, or one line on what to install."""
    lacking = []
    for version in VERSIONS:
        for python in pythons(version):
            if not python.lacks:
                return python
            lacking.append(python)
    if not lacking:
        mine = ".".join(map(str, sys.version_info[:3]))
        raise Stop(f"no Python {VERSIONS[-1]} to {VERSIONS[0]} found (this is {mine}); install one")
    python = lacking[0]
    short = ".".join(python.version.split(".")[:2])
    remedy = f"apt install python{short}-venv (or what your system calls it)"
    if python.lacks != ["ensurepip"]:
        remedy = "install a complete one"
    lacks = ", ".join(python.lacks)
    raise Stop(f"Python {python.version} at {python.path} lacks {lacks}: {remedy}")


def pythons(version: str) -> Iterator[Python]:
    """Every interpreter of one version (3.12) that answers: on the PATH, pyenv's, ours."""
    places = [shutil.which(f"python{version}")]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    places += sorted((str(path) for path in pyenv.glob(f"{version}.*/bin/python")), reverse=True)
    if WINDOWS and shutil.which("py"):
        places.append(output(["py", f"-{version}", "-c", "import sys; print(sys.executable)"]))
    places += [getattr(sys, "_base_executable", sys.executable)]
    for place in filter(None, places):
        answer = output([place, "-c", PROBE])
        if answer.startswith(f'["{version}.'):
            yield Python(place, *json.loads(answer))


def output(command: list[str]) -> str:
    """What a command prints; nothing if it cannot be run or fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def run(command: list[str], **extra: str) -> int:
    """Run a command in the project's folder and return its exit code."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **extra}).returncode


def must(command: list[str], otherwise: str) -> None:
    """Run a command that has to work."""
    if run(command) != 0:
        raise Stop(otherwise)


def say(line: str) -> None:
    """Print at once, before what the next command prints."""
    print(line, flush=True)
