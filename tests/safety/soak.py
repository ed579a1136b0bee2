"""
Every command that writes, ended at random moments: nothing half-written, nothing left behind.

`python -m tests.safety.soak [TIMES [SEED]]` ends each command so many times by each of SIGINT (as a
terminal sends it, to the whole group), SIGTERM and SIGKILL, and prints a line a command. After
SIGKILL the command is run again to its end, which clears away what was left.
"""

import io
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from outreachlab.simulate import simulate_log

PROGRAM = [sys.executable, "-c", "from outreachlab.cli import main; main()"]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
LONGEST = 300  # seconds a command may take to end
COMMANDS = {
    "import": ["import", "pool.csv", "-o", "out/log.csv", "--force"],
    "template": ["template", "-o", "out/log.xlsx", "--force"],
    "simulate": ["simulate", "-n", "300", "-o", "out/log.csv", "--force"],
    "html": ["report", "pool.csv", "-o", "out/r.html", "--as-of", "2026-06-01"],
    "markdown": ["report", "pool.csv", "-o", "out/r.md", "--as-of", "2026-06-01"],
    "json": ["report", "pool.csv", "-o", "out/r.json", "--as-of", "2026-06-01"],
    "each seeker": ["report", "pool.csv", "--each-seeker", "-o", "out", "--as-of", "2026-06-01"],
    "calendar": ["next", "pool.csv", "-o", "out/n.ics", "--as-of", "2026-06-01"],
    "graph": ["chains", "pool.csv", "--graph", "out/g.graphml"],
    "partition": ["partition", "pool.csv", "-o", "out/parts"],
    "partition, workers": ["partition", "pool.csv", "-o", "out/parts", "--workers", "2"],
    "cluster": ["funnel", "parts", "--workers", "2"],
    "notebook": ["notebook", "pool.csv", "-o", "out", "--only", "01", "--force"],
}


def started(command: list[str], folder: Path) -> subprocess.Popen:
    """A command at work, in a group of processes of its own."""
    return subprocess.Popen(
        [*PROGRAM, *command], cwd=folder, start_new_session=True, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip


def finished(process: subprocess.Popen) -> tuple[int, str]:
    """Its exit code and what it said."""
    said = process.communicate(timeout=LONGEST)[1]
    return process.returncode, said


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def alike(path: str, one: bytes, two: bytes | None) -> bool:
    """Are two files the same, but for when they were made and for ids drawn at random?"""
    if one == two or two is None:
        return one == two
    if path.startswith("0"):  # a notebook, whose cells have ids drawn at random, or its page
        return len(one) == len(two) and one[-9:] == two[-9:]
    if not path.endswith(".xlsx"):
        return False
    try:
        members = [zipfile.ZipFile(io.BytesIO(data)) for data in (one, two)]
    except zipfile.BadZipFile:
        return False
    return members[0].testzip() is None and members[0].namelist() == members[1].namelist()


def faults(
    folder: Path, whole: dict[str, bytes], how: signal.Signals, code: int, said: str, name: str
) -> list[str]:
    """What is wrong after a command was ended."""
    found = []
    there = contents(folder / "out")
    goes_on = name.startswith("partition")  # from the parts that are done
    for path, data in there.items():
        if ".writing-" in path or path.startswith("parts/_split") or path.endswith(".partition"):
            if how != signal.SIGKILL and not (goes_on and "_split" in path and "/." not in path):
                found.append(f"left {path}")
        elif not alike(path, data, whole.get(path)):
            found.append(f"{path} is half-written" if path in whole else f"{path} is unknown")
    if "parts/manifest.json" in there and not set(whole) <= set(there):
        found.append("a manifest without its parts")
    if "Traceback" in said and "importlib" not in said and "<string>" not in said[:200]:
        found.append(f"a traceback: {said[-300:]!r}")
    if how != signal.SIGKILL and code not in (0, 130, -how):
        found.append(f"exit code {code}: {said[-200:]}")
    return found


def orphans(group: int) -> bool:
    """Does any process of the group live on for more than five seconds?"""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True


def ended(name: str, folder: Path, whole: dict[str, bytes], took: float, how: signal.Signals,
          chance: random.Random) -> tuple[int, list[str]]:  # fmt: skip
    """End a command once; its exit code and what is wrong then."""
    command = COMMANDS[name]
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "out").mkdir()
    process = started(command, folder)
    time.sleep(chance.uniform(0.02, 1.05) * took)
    if process.poll() is None:
        (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
    code, said = finished(process)
    found = faults(folder, whole, how, code, said, name)
    if orphans(process.pid):
        found.append("a process that lives on")
        os.killpg(process.pid, signal.SIGKILL)
    if how == signal.SIGKILL or name.startswith("partition"):
        if finished(started(command, folder))[0] != 0:
            found.append("cannot be run again")
        again = contents(folder / "out")
        if set(again) != set(whole) or not all(alike(one, again[one], whole[one]) for one in whole):
            found.append("is not what it should be when run again")
    return code, found


def main(times: int, seed: int, only: list[str]) -> int:
    """End each command `times` times by each signal; how often something was wrong."""
    chance, wrong = random.Random(seed), 0
    for name in only or COMMANDS:
        with TemporaryDirectory() as place:
            folder = Path(place)
            (folder / "out").mkdir()
            simulate_log(400, seekers=4, rng=1).to_csv(folder / "pool.csv", index=False)
            finished(started(["partition", "pool.csv", "-o", "parts"], folder))
            begun = time.monotonic()
            code, said = finished(started(COMMANDS[name], folder))
            took = time.monotonic() - begun
            whole = contents(folder / "out")
            told = [f"{name}: exit code {code}: {said}"] if code else []
            codes: Counter[str] = Counter()
            for how in SIGNALS:
                for _ in range(times):
                    code, found = ended(name, folder, whole, took, how, chance)
                    codes[f"{how.name} {code}"] += 1
                    told += [f"{name}, {how.name}: {one}" for one in found]
        wrong += len(told)
        print(f"{name} ({took:.1f} s): {dict(codes)}, {len(told)} wrong", flush=True)
        for line in told[:20]:
            print(f"  {line}", flush=True)
    return wrong


if __name__ == "__main__":
    numbers = [int(one) for one in sys.argv[1:3]]
    sys.exit(bool(main(*[*numbers, *(200, 0)[len(numbers) :]], only=sys.argv[3:])))
