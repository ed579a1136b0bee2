"""`report` as a person runs it: formats, pools, pseudonyms; files whole or not at all."""

import json
import os
import re
import resource
import stat
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from outreachlab.cli import main, output
from outreachlab.simulate import simulate_log
from tests.report.test_report import HOSTILE

SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"
PROGRAM = [sys.executable, "-c", "from outreachlab.cli import main; main()"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def pool(tmp_path_factory):
    path = tmp_path_factory.mktemp("pool") / "pool.csv"
    frame = simulate_log(240, seekers=4, rng=3)
    names = dict(zip(sorted(frame["seeker"].unique()), [*HOSTILE[:2], "Ana", "Ána"], strict=True))
    frame["seeker"] = frame["seeker"].map(names)
    frame.to_csv(path, index=False)
    return path


def test_markdown_has_its_pictures_beside_it(tmp_path):
    target = tmp_path / "my report.md"
    result = run("report", SAMPLE, "-o", target)
    assert result.exit_code == 0, result.output
    text = target.read_text()
    links = re.findall(r"\]\((my%20report_pictures/([\w-]+\.svg))\)", text)
    assert links
    files = {path.name for path in (tmp_path / "my report_pictures").iterdir()}
    assert {name for _, name in links} == files
    assert "wrote" in result.stderr


def test_every_seeker_of_a_pool_has_a_page_that_shows_them_beside_it(pool, tmp_path):
    folder = tmp_path / "pages"
    result = run("report", pool, "--each-seeker", "-o", folder)
    assert result.exit_code == 0, result.output
    pages = sorted(set(folder.iterdir()) - {folder / "index.html"})
    assert len(pages) == 4
    for page in pages:
        assert "own stand beside" in page.read_text()
        assert stat.S_IMODE(page.stat().st_mode) == 0o666 & ~_umask()
    ana = (folder / "Ana.html").read_text()
    assert "Ána" not in ana, "a client's page names no other client"
    frame = pd.read_csv(pool)
    mine = frame["seeker"] == "Ana"
    own, others = ({*part["contact"], *part["referrer"]} for part in (frame[mine], frame[~mine]))
    strangers = {name for name in others - own if isinstance(name, str)}
    assert len(strangers) > 50
    assert {name for name in strangers if name in ana} == set(), "nor anybody they asked"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o777 & ~_umask()


def test_the_index_leads_to_every_page_and_has_each_ones_choice(tmp_path):
    path = tmp_path / "pool.csv"
    frame = simulate_log(300, seekers=3, rng=3)
    names = dict(zip(sorted(frame["seeker"].unique()), ["index", "a/b & c", "Ána"], strict=True))
    frame.assign(seeker=frame["seeker"].map(names)).to_csv(path, index=False)
    folder = tmp_path / "pages"
    result = run("report", path, "--each-seeker", "-o", folder)
    assert result.exit_code == 0, result.output
    assert "wrote index.html and 3 pages" in result.stderr
    index = (folder / "index.html").read_text()
    links = re.findall(r'<th scope="row"><a href="([^"]+)">', index)
    assert len(links) == 3
    for link in links:
        page = (folder / unquote(link)).read_text()
        (choice,) = re.findall(r'<span class="do">([^<]+)</span>', page)[:1]
        assert f">{choice}</td>" in index
    assert "Whom to call" in index
    assert "Whom to call" not in (folder / "index-2.html").read_text(), "a client called index"


def test_the_page_is_opened_once_it_is_written(tmp_path, monkeypatch):
    shown = []
    monkeypatch.setattr("webbrowser.open", lambda address: shown.append(address) or True)
    target = tmp_path / "my page.html"
    assert run("report", SAMPLE, "-o", target, "--open").exit_code == 0
    assert shown == [target.as_uri()]
    refused = run("report", SAMPLE, "-o", "-", "--open")
    assert (refused.exit_code, shown) == (2, [target.as_uri()])
    assert "name one with -o" in refused.stderr


def test_without_a_browser_the_place_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    result = run("report", SAMPLE, "-o", tmp_path / "x.html", "--open")
    assert result.exit_code == 0
    assert "no browser could be opened" in result.stderr


def test_one_seeker_of_a_pool_is_shown_beside_it(pool):
    found = json.loads(run("report", pool, "--seeker", "ana", "--json").stdout)
    levels = found["beside_pool"]["levels"]
    assert [level["level"] for level in levels] == ["Ana", "all others"]
    assert levels[0]["counted"] == found["totals"]["counted"]


def test_pseudonyms_hold_from_run_to_run_with_a_key(pool, tmp_path):
    key = tmp_path / "key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    first, second = (
        run("report", pool, "--anonymize", "--key", key, "-o", "-").stdout for _ in range(2)
    )
    assert first == second
    assert "Ana" not in first
    assert "Seeker " in first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--each-seeker",), "name it with -o"),
        (("--each-seeker", "-o", "-"), "name it with -o"),
        (("--each-seeker", "-o", str(SAMPLE)), "this is a file"),
        (("--key", "k", "-o", "-"), "--anonymize"),
        (("--anonymize", "--key", "missing"), "cannot be read"),
        (("-o", "{folder}"), "it is a folder"),
        (("-o", "{folder}/none/x.md"), "cannot be written"),
    ],
)
def test_what_makes_no_sense_is_said(arguments, words, tmp_path):
    result = run("report", SAMPLE, *(a.format(folder=tmp_path) for a in arguments))
    assert result.exit_code == 2, result.output
    assert words in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_device_is_written_to_and_stays_one(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert run("simulate", "-n", 3, "-o", pipe).exit_code == 0
    assert os.read(reader, 10_000).startswith(b"request_id,")
    os.close(reader)
    assert pipe.is_fifo()


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to(tmp_path / "real.json")
    assert run("report", SAMPLE, "-o", tmp_path / "link.json").exit_code == 0
    assert (tmp_path / "link.json").is_symlink()
    assert json.loads((tmp_path / "real.json").read_text())["sections"]


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def full(*_: object) -> None:
    raise OSError(28, "No space left on device")


@pytest.mark.parametrize("trouble", [interrupted, full])
@pytest.mark.parametrize(
    "arguments", [("-o", "x.html"), ("-o", "x.md"), ("--each-seeker", "-o", "x")]
)
def test_a_file_is_there_whole_or_not_at_all(pool, tmp_path, monkeypatch, trouble, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.html").write_text("old")
    monkeypatch.setattr(output.os, "fsync", trouble)
    result = run("report", pool, *arguments)
    assert result.exit_code != 0
    assert "Traceback" not in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["x.html"]
    assert (tmp_path / "x.html").read_text() == "old"


def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path):
    """The kernel itself refuses: no file may grow beyond 20 kB."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    result = subprocess.run(
        [*PROGRAM, "report", str(SAMPLE), "-o", str(tmp_path / "x.html")],
        capture_output=True, text=True, check=False, preexec_fn=limited,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert result.returncode == 2, result.stderr
    assert "cannot be written" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_full_standard_output_is_said_in_a_line():
    with Path("/dev/full").open("wb") as full_device:
        result = subprocess.run(
            [*PROGRAM, "funnel", str(SAMPLE)],
            stdout=full_device, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert result.returncode == 2
    assert result.stderr.startswith("outreachlab: cannot write any more")
    assert "Traceback" not in result.stderr


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
