"""Files are written whole or not at all, and never over what somebody keeps."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from outreachlab import files
from outreachlab.errors import CannotWriteError, InTheWayError, UsageError
from outreachlab.files import companion, free_place, locked, room_in, write


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_several_files_are_all_there_or_none(tmp_path):
    (tmp_path / "a.html").write_text("old")
    (tmp_path / "b.html").mkdir()
    with pytest.raises(CannotWriteError, match=r"b\.html: cannot be written"):
        write([(tmp_path / name, b"new") for name in ("a.html", "b.html", "c.html")])
    assert (tmp_path / "a.html").read_text() == "old"
    assert names(tmp_path) == {"a.html", "b.html"}
    write([(tmp_path / name, b"new") for name in ("a.html", "c.html")])
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "c.html").read_bytes() == b"new"
    assert names(tmp_path) == {"a.html", "b.html", "c.html"}


@pytest.mark.parametrize("ending", files.EDITED)
def test_what_people_edit_is_replaced_only_where_that_is_asked_for(tmp_path, ending):
    path = tmp_path / f"log{ending.upper()}"
    path.write_text("mine")
    with pytest.raises(InTheWayError):
        write([(tmp_path / "log.html", b"page"), (path, b"ours")])
    assert path.read_text() == "mine"
    assert names(tmp_path) == {path.name}
    write([(path, b"ours")], force=True)
    assert path.read_bytes() == b"ours"


@pytest.mark.parametrize("force", [True, False])
@pytest.mark.parametrize("way", ["itself", "a link", "a hard link", "its map", "in its folder"])
def test_an_input_is_never_written_over(tmp_path, way, force):
    given = tmp_path / "logs" / "log.md"
    given.parent.mkdir()
    given.write_text("mine")
    target = {"a link": "link.md", "a hard link": "hard.html", "its map": "log.map.toml"}
    target = given.parent / target.get(way, "log.md")
    if way == "a link":
        target.symlink_to(given)
    elif way == "a hard link":
        target.hardlink_to(given)
    elif way == "its map":
        target.write_text("mine")
    elif way == "in its folder":
        target = given.parent / "client.csv"
        target.write_text("mine")
        given = given.parent
    with pytest.raises(UsageError, match="read in the same run"):
        write([(target, b"ours")], inputs=[given], force=force)
    assert target.read_text() == "mine"


def test_a_report_may_lie_in_the_folder_it_is_made_of(tmp_path):
    (tmp_path / "report.html").write_text("old")
    write([(tmp_path / "report.html", b"new")], inputs=[tmp_path])
    assert (tmp_path / "report.html").read_bytes() == b"new"


def test_permissions_and_links_stay(tmp_path):
    real, link = tmp_path / "real.html", tmp_path / "link.html"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    write([(link, b"new")])
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_new_file_has_the_permissions_that_are_usual(tmp_path):
    mask = os.umask(0o027)
    try:
        write([(tmp_path / "new.html", b"")])
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new.html").stat().st_mode) == 0o640


def test_one_place_takes_one_file(tmp_path):
    (tmp_path / "link.html").symlink_to(tmp_path / "real.html")
    with pytest.raises(UsageError, match="two files"):
        write([(tmp_path / "real.html", b"1"), (tmp_path / "link.html", b"2")])
    assert names(tmp_path) == {"link.html"}


@pytest.mark.parametrize("name", ["a\0b.html", "x" * 300 + ".html", "none/x.html", "loop/x.html"])
def test_a_place_that_is_none_is_said(tmp_path, name):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(CannotWriteError, match=r"cannot be written: .*; name another place"):
        write([(tmp_path / name, b"")])
    assert names(tmp_path) == {"loop"}


def test_a_folder_is_made_only_where_its_files_are_moved_in(tmp_path):
    new = tmp_path / "pages"

    def pages():
        yield new / "a.html", b"1"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(pages(), folder=new)
    assert names(tmp_path) == set()
    write([(new / "a.html", b"1")], folder=new)
    assert names(new) == {"a.html"}


def test_what_a_killed_run_left_goes_and_what_a_living_one_has_stays(tmp_path):
    code = (
        "import sys, time; from pathlib import Path; from outreachlab.files import room_in\n"
        "with room_in(Path(sys.argv[1])) as room:\n"
        "    (room / '0').write_text('half'); print('ready', flush=True); time.sleep(60)"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    try:
        for one in running:
            assert one.stdout.readline() == b"ready\n"
        running[0].kill()
        running[0].wait()
        assert len(names(tmp_path)) == 2
        write([(tmp_path / "x.html", b"")])
        assert len(names(tmp_path)) == 2, "the living one's room, and the file"
    finally:
        for one in running:
            one.kill()
            one.wait()
            one.stdout.close()
    write([(tmp_path / "x.html", b"")])
    assert names(tmp_path) == {"x.html"}


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path):
    for name in (".writing-mine", ".writing-0123456789abcdeg"):
        (tmp_path / name).mkdir()
    (tmp_path / ".writing-0123456789abcdef").symlink_to(tmp_path / ".writing-mine")
    (tmp_path / ".writing-mine" / "precious").write_text("mine")
    with room_in(tmp_path):
        pass
    assert (tmp_path / ".writing-mine" / "precious").read_text() == "mine"


def test_a_lock_is_one_process_alone(tmp_path):
    held = locked(tmp_path / "lock")
    assert held is not None
    assert locked(tmp_path / "lock") is None
    os.close(held)
    again = locked(tmp_path / "lock")
    assert again is not None
    os.close(again)


def test_companions_lie_beside_a_file_under_its_name():
    assert companion("a/log.csv", "map.toml") == Path("a/log.map.toml")
    assert free_place("nowhere.csv", inputs=["nowhere.csv"]).name == "nowhere.csv"
