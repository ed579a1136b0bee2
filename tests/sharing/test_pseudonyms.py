"""Pseudonyms: a dictionary of the log's own names, without the key and with it; the key's file."""

import hmac
import secrets
from base64 import b32encode

import pytest
from click.testing import CliRunner

from outreachlab.cli import main
from outreachlab.escapes import csv_text
from outreachlab.intake.anonymous import KEY_BYTES, anonymized
from outreachlab.log.people import folded
from tests.sharing.worlds import frame_of, log_of

SCHEMES = ("sha256", "sha1", "md5")


def marks(log) -> set[str]:
    return {name.split()[-1] for name in log.frame["contact"].cat.categories}


def guessed(names, key: bytes) -> set[str]:
    """What whoever knows how pseudonyms are made gets for names under a key."""
    made = (
        hmac.digest(key, f"Person\0{folded(name)}".encode(), scheme)
        for name in names
        for scheme in SCHEMES
    )
    return {b32encode(one).decode()[:8] for one in made}


@pytest.fixture(scope="module")
def names():
    return [str(name) for name in log_of().frame["contact"].cat.categories]


def test_without_the_key_a_dictionary_finds_nobody(names):
    hidden = marks(anonymized(log_of()))
    for key in (b"", b"\0" * KEY_BYTES, b"outreachlab", bytes(range(KEY_BYTES))):
        assert not guessed(names, key) & hidden


def test_with_the_key_a_dictionary_finds_everybody(names):
    key = secrets.token_bytes(KEY_BYTES)
    assert marks(anonymized(log_of(), key)) <= guessed(names, key)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "log.csv").write_text(csv_text(frame_of(120)))
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(main, ["report", "log.csv", "--anonymize", *map(str, arguments)])


def test_a_new_key_is_of_its_owner_alone_and_keeps_the_pseudonyms(here):
    assert run("--new-key", "key", "-o", "a.json").exit_code == 0
    assert (here / "key").stat().st_mode & 0o777 == 0o600
    assert len((here / "key").read_bytes()) == KEY_BYTES
    assert run("--key", "key", "-o", "b.json").exit_code == 0
    assert (here / "a.json").read_text() == (here / "b.json").read_text()


@pytest.mark.parametrize("kind", ["lost", "short", "long", "one byte", "others read"])
def test_a_key_that_is_none_is_refused_and_nothing_written(here, kind):
    key = here / "key"
    content = {"short": b"x" * 31, "long": secrets.token_bytes(33), "one byte": b"a" * KEY_BYTES}
    if kind != "lost":
        key.write_bytes(content.get(kind, secrets.token_bytes(KEY_BYTES)))
        key.chmod(0o644 if kind == "others read" else 0o600)
    before = {*here.iterdir()}
    done = run("--key", "key", "-o", "a.html")
    assert done.exit_code == 2
    assert len(done.stderr.splitlines()) == 1
    assert {*here.iterdir()} == before


def test_a_new_key_never_replaces_one(here):
    (here / "key").write_bytes(b"kept")
    assert run("--new-key", "key", "-o", "a.html").exit_code == 2
    assert (here / "key").read_bytes() == b"kept"
    assert not (here / "a.html").exists()


def test_one_key_at_a_time(here):
    assert run("--new-key", "a", "--key", "b").exit_code == 2
    done = CliRunner().invoke(main, ["report", "log.csv", "--new-key", "a"])
    assert done.exit_code == 2
