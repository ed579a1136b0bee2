"""
Any bytes as a file: an error of ours or a log, and every row accounted for.

`python -m tests.safety.fuzz SECONDS [SEED]` changes sound files of every kind in many ways and
has each read, in processes that may die. What breaks is kept in the folder `found`, and becomes a
line in `tests/safety/attacks.py` when it is mended.
"""

import io
import json
import random
import sys
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from outreachlab.errors import OutreachlabError
from outreachlab.intake.imported import import_log
from outreachlab.intake.maps import read_map
from outreachlab.parts.folder import Manifest

SEEDS = Path(__file__).parent / "seeds"
SLOW, BATCH = 10.0, 40  # seconds a file may take; files a process reads at a time
TOKENS = (
    *(b"\0", b"\xff", b'"', b"'", b",", b";", b"\t", b"\r", b"\n", b"=", b"<", b">", b"&"),
    *(b"-1", b"0", b"9" * 30, b"1e999", b"nan", b"null", b"true", b"{}", b"[]", b"2026-02-30"),
    *(b"\xef\xbf\xbe", b"\xed\xa0\x80", b"XFD1048576", b"1048576", b"A0", b"../", b"%n", b"\x1b["),
)


def mutant(data: bytes, chance: random.Random) -> bytes:
    """A file changed in a few places; of a zipped one its members, or the archive itself."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return _zipped(data, chance)
    return _changed(data, chance)


def _changed(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((0, 1, 1, 4, 40, 400)))
        data = chance.choice(WAYS)(data, at, to, chance)
    return data


def _flip(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    at = min(at, len(data) - 1)
    return (
        data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else b""
    )


def _replace(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    return data[:at] + chance.choice(TOKENS) + data[to:]


def _delete(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    return data[:at] + data[to:]


def _repeat(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    return data[:at] + data[at:to] * chance.choice((2, 3, 50)) + data[to:]


def _cut(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    return data[:at]


def _move(data: bytes, at: int, to: int, chance: random.Random) -> bytes:
    rest = data[:at] + data[to:]
    place = chance.randrange(len(rest) + 1)
    return rest[:place] + data[at:to] + rest[place:]


WAYS: tuple[Callable[[bytes, int, int, random.Random], bytes], ...] = (
    *(_flip, _flip, _replace, _replace, _delete, _repeat, _cut, _move),
)


def _zipped(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    members[name] = _changed(members[name], chance)
    if chance.random() < 0.1:
        members[chance.choice(TOKENS).decode("latin-1") + name] = members.pop(name)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, text in members.items():
            archive.writestr(member, text)
    return content.getvalue()


def read(name: str, data: bytes, folder: Path) -> None:
    """Read a file as what its name says; anything but an error of ours is a fault."""
    path = folder / name
    path.write_bytes(data)
    try:
        if name.endswith(".json"):
            Manifest.of_text(data.decode("utf-8", "replace"), name)
        elif name.endswith(".toml"):
            read_map(path)
        else:
            imported = import_log(path)
            assert len(imported.table) + len(imported.refused) == imported.rows
            json.dumps(imported.to_json(), allow_nan=False)
            imported.csv.encode()
            imported.map.encode()
    except OutreachlabError as error:
        if not str(error).strip():
            raise ValueError("an error that says nothing") from error


def batch(number: int, seed: int) -> list[tuple[str, bytes, str]]:
    """Some mutants read; those that broke something, and how."""
    chance = random.Random(f"{seed}/{number}")
    seeds = sorted(path for path in SEEDS.iterdir() if path.is_file())
    found = []
    with TemporaryDirectory() as folder:
        for _ in range(BATCH):
            path = chance.choice(seeds)
            data = mutant(path.read_bytes(), chance)
            begun = time.process_time()
            try:
                read(path.name, data, Path(folder))
            except BaseException as error:
                found.append((path.name, data, f"{type(error).__name__}: {error}"[:300]))
            if (took := time.process_time() - begun) > SLOW:
                found.append((path.name, data, f"took {took:.0f} s"))
    return found


def main(seconds: float, seed: int) -> int:
    """Fuzz for so long; how many mutants broke something."""
    kept = Path("found")
    end, number, broken = time.monotonic() + seconds, 0, 0
    while time.monotonic() < end:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as team:
            try:
                while time.monotonic() < end:
                    number += 1
                    for name, data, said in team.submit(batch, number, seed).result():
                        broken += 1
                        kept.mkdir(exist_ok=True)
                        (kept / f"{number}-{broken}-{name}").write_bytes(data)
                        print(f"batch {number}: {name}: {said}", flush=True)
            except BrokenProcessPool:
                broken += 1
                print(f"batch {number} of seed {seed}: the process died", flush=True)
    print(f"{number * BATCH:,} files read, {broken:,} broke something", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(bool(main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0)))
