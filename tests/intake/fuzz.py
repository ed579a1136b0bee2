"""
Any bytes as a file: one of our errors or a log, and every row accounted for.

`python tests/intake/fuzz.py FOLDER -max_total_time=600` goes on from what FOLDER holds; needs
atheris, which installs on Linux only.
"""

import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["outreachlab.intake"]):
    from outreachlab.errors import OutreachlabError
    from outreachlab.intake.imported import import_log

ENDINGS = (".csv", ".tsv", ".xlsx", ".ods", ".parquet", ".zip")
SEEDS = {
    ".csv": b"contact,asked_on,outcome\nAna,2026-01-02,accepted\n",
    ".tsv": "Person\tDate sent\tStatus\nÅsa\t3 Feb 2026\tghosted\n".encode("utf-16"),
}


def one(data: bytes) -> None:
    """The first byte chooses the ending, the rest is the file."""
    if not data:
        return
    path = FOLDER / f"log{ENDINGS[data[0] % len(ENDINGS)]}"
    path.write_bytes(data[1:])
    try:
        imported = import_log(path)
    except OutreachlabError:
        return
    assert len(imported.table) + len(imported.refused) == imported.rows


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        FOLDER = Path(scratch)
        seeds = FOLDER / "seeds"
        seeds.mkdir()
        for ending, content in SEEDS.items():
            (seeds / ending[1:]).write_bytes(bytes([ENDINGS.index(ending)]) + content)
        atheris.Setup([*sys.argv, str(seeds)], one)
        atheris.Fuzz()
