"""The verdicts of version 0.1.0 on a log, by its own source out of the history of this clone."""

import json
import os
import subprocess
import sys
import tarfile
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from outreachlab.simulate import Drawn
from outreachlab.simulate.log import text_frame

LAST = "aa4118a6682457da10f0bd8009c4321937d933e6"  # its last commit
# A process of its own, since both versions have one name: each line read is answered by one.
INSIDE = """
import json, sys
import outreachlab as o
for path in sys.stdin:
    lines = o.advice(o.read_log(path.strip())).lines
    print(json.dumps({line.advice.tactic: line.verdict for line in lines}), flush=True)
"""


def first_verdicts(drawn: Drawn) -> dict[str, str | None]:
    """The verdict on each tactic."""
    folder, process = _started()
    path = Path(folder.name) / "log.csv"
    text_frame(drawn).to_csv(path, index=False)
    assert process.stdin is not None
    assert process.stdout is not None
    print(path, file=process.stdin, flush=True)
    verdicts: dict[str, str | None] = json.loads(process.stdout.readline())
    return verdicts


@cache
def _started() -> tuple[TemporaryDirectory[str], subprocess.Popen[str]]:
    folder = TemporaryDirectory()
    packed = subprocess.run(
        ["git", "archive", LAST, "src/outreachlab"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        check=True,
    )
    with tarfile.open(fileobj=BytesIO(packed.stdout)) as archive:
        archive.extractall(folder.name, filter="data")
    process = subprocess.Popen(
        [sys.executable, "-c", INSIDE],
        env=os.environ | {"PYTHONPATH": f"{folder.name}/src"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return folder, process
