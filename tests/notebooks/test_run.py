"""`outreachlab notebook` runs them on a person's log, and a built package takes them along."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

import outreachlab as ol
from outreachlab.cli import main
from outreachlab.notebooks import run
from outreachlab.notebooks.shipped import notebook_files

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


def notebook(*arguments: object):
    return CliRunner().invoke(main, ["notebook", *map(str, arguments)])


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """Notebook 04 on the messy spreadsheet, which has no column for reminders."""
    folder = tmp_path_factory.mktemp("run") / "notebooks"
    done = notebook(
        DATA / "messy_spreadsheet.xlsx",
        *("--map", DATA / "messy_map.toml", "--only", "04", "--since", "2026-01-10"),
        *("-o", folder),
    )
    assert done.exit_code == 0, done.output
    assert done.stdout == ""
    assert done.stderr.endswith(f"wrote 2 files to {folder}\n")
    return folder


def test_a_folder_gets_the_notebook_and_its_page_and_nothing_else(written):
    names = sorted(path.name for path in written.iterdir())
    assert names == ["04_waiting_and_following_up.html", "04_waiting_and_following_up.ipynb"]
    assert list(written.parent.iterdir()) == [written]


def test_the_notebook_names_the_log_from_its_own_folder(written):
    text = (written / "04_waiting_and_following_up.ipynb").read_text(encoding="utf-8")
    cells = json.loads(text)["cells"]
    (given,) = [c for c in cells if "parameters" in c["metadata"].get("tags", [])]
    names: dict[str, object] = {}
    exec("".join(given["source"]), names)
    assert (written / str(names["log_path"])).resolve() == DATA / "messy_spreadsheet.xlsx"
    assert (written / str(names["map_path"])).resolve() == DATA / "messy_map.toml"
    assert names["options"] == {"since": "2026-01-10"}
    assert not re.findall(r"20\d\d-\d\d-\d\dT", text)  # when and where it ran
    assert not [o for c in cells for o in c.get("outputs", []) if o["output_type"] == "error"]


def test_the_page_needs_no_network_and_says_what_was_left_out(written):
    page = (written / "04_waiting_and_following_up.html").read_text(encoding="utf-8")
    assert "<title>How long to wait, and does a reminder help?</title>" in page
    assert "messy_spreadsheet.xlsx: 3" in page
    assert "Left out: the log has no column" in page
    assert not re.findall(r"<script|<link|(?:src|href)=\"https?:", page)
    assert "prefers-color-scheme: dark" in page
    assert "data:image/png" in page


def test_a_faulty_log_is_refused_before_anything_runs(tmp_path):
    done = notebook(DATA / "broken_log.csv", "-o", tmp_path / "out")
    assert done.exit_code == 1
    assert "6 faults in 6 rows" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing option '-o'"),
        (["--only", "99", "-o", "out"], "no notebook is named '99'"),
        (["-o", "-"], "name both"),
        (["-o", "FILE"], "this is a file; name a folder"),
    ],
)
def test_what_makes_no_sense_is_said_in_a_line(tmp_path, arguments, said):
    file = tmp_path / "taken"
    file.write_text("mine")
    arguments = [str(file) if one == "FILE" else one for one in arguments]
    done = notebook(DATA / "outreach_log.csv", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert file.read_text() == "mine"


def test_without_the_extra_packages_one_line_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = notebook(DATA / "outreach_log.csv", "-o", tmp_path / "out")
    assert done.exit_code == 2
    assert "pip install 'outreachlab[notebooks]'" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_notebook_that_stops_leaves_no_file_behind(tmp_path, monkeypatch):
    import nbformat

    cell = nbformat.v4.new_code_cell("1 / 0")
    broken = tmp_path / "here" / "08_broken.ipynb"
    broken.parent.mkdir()
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), broken)
    monkeypatch.setattr(run, "notebook_files", lambda only: [broken])
    done = notebook(DATA / "outreach_log.csv", "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "08_broken.ipynb could not be run to its end" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


def test_a_notebook_sees_nothing_of_the_one_before(tmp_path, monkeypatch):
    import nbformat

    files = []
    for name, code in {"1_sets.ipynb": "mine = 1", "2_asks.ipynb": "'mine' in dir()"}.items():
        files.append(tmp_path / name)
        cells = [nbformat.v4.new_code_cell(code)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), files[-1])
    monkeypatch.setattr(run, "notebook_files", lambda only: files)
    done = dict(run.run_notebooks(DATA / "outreach_log.csv", tmp_path / "out"))
    asked = json.loads(done["2_asks.ipynb"])["cells"][-1]
    assert asked["execution_count"] == 1
    assert asked["outputs"][0]["data"]["text/plain"] == ["False"]


def test_a_cell_may_start_processes(tmp_path, monkeypatch):
    """The kernel was emptied before, of what a new process is told about its parent too."""
    import nbformat

    code = (
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from multiprocessing import get_context\n"
        "with ProcessPoolExecutor(1, get_context('spawn')) as pool:\n"
        "    found = list(pool.map(abs, [-1]))\n"
        "found"
    )
    file = tmp_path / "1_starts.ipynb"
    cells = [nbformat.v4.new_code_cell(code)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    monkeypatch.setattr(run, "notebook_files", lambda only: [file])
    done = dict(run.run_notebooks(DATA / "outreach_log.csv", tmp_path / "out"))
    asked = json.loads(done["1_starts.ipynb"])["cells"][-1]
    assert asked["outputs"][0]["data"]["text/plain"] == ["[1]"]


def ran(monkeypatch, *arguments: object) -> dict[str, object]:
    """What the command asks to be run, without running it."""
    asked: dict[str, object] = {}
    monkeypatch.setattr(run, "run_notebooks", lambda *_, **given: asked.update(given) or iter(()))
    done = notebook(*arguments)
    assert done.exit_code == 0, done.output
    return asked


@pytest.mark.parametrize(
    ("log", "asked", "chosen"),
    [
        ("outreach_log.csv", [], ["01", "02", "03", "04", "05"]),
        ("coaching_pool.csv", [], ["01", "02", "03", "04", "05", "06"]),
        ("coaching_pool.csv", ["--seeker", "S07"], ["01", "02", "03", "04", "05"]),
        ("outreach_log.csv", ["--all"], [file.stem[:2] for file in notebook_files()]),
        ("outreach_log.csv", ["--only", "07"], ["07"]),
    ],
)
def test_what_says_nothing_of_the_log_is_run_only_if_asked_for(
    tmp_path, monkeypatch, log, asked, chosen
):
    given = ran(monkeypatch, DATA / log, *asked, "-o", tmp_path / "out")
    assert [file.stem[:2] for file in notebook_files(given["only"])] == chosen
    assert given["every"] is ("--all" in asked)


def test_cells_that_look_at_no_log_are_left_out_of_notebooks_on_one():
    for file in notebook_files():
        read = (run._whole(file), run._of_this_log(file))
        whole, kept = ([cell.source for cell in one.cells] for one in read)
        assert (len(whole) > len(kept)) is file.stem.startswith("02"), file
        assert not any("simulate_log(300, rng=seed)" in source for source in kept)


def test_a_terminal_is_told_which_notebook_runs(tmp_path, monkeypatch):
    told: list[str] = []
    monkeypatch.setattr(sys.modules["outreachlab.cli.report"], "doing", told.append)
    pages = ((f"{n}.ipynb", b"") for n in range(10))
    monkeypatch.setattr(run, "run_notebooks", lambda *_, **__: pages)
    done = notebook(DATA / "outreach_log.csv", "-o", tmp_path / "out")
    assert done.exit_code == 0
    told = [one for one in told if one.startswith("running")]
    assert told[0] == "running 01_what_gets_a_yes, 1 of 5"
    assert len(told) == 5


def test_notebooks_are_chosen_by_how_their_names_begin():
    assert [file.stem[:2] for file in notebook_files()] == [f"0{n}" for n in range(1, 10)]
    assert [file.stem[:2] for file in notebook_files(("03", "01"))] == ["01", "03"]


def test_a_built_package_takes_the_notebooks_and_what_others_published_along(tmp_path):
    source = tmp_path / "source"
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("*.egg-info"))
    for part in ("notebooks", "data/published"):
        shutil.copytree(ROOT / part, source / part)
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "data/evidence.csv"):
        shutil.copy2(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check"]
    wheel = [*pip, "wheel", str(source), "--no-deps", "--no-build-isolation", "-q"]
    subprocess.run([*wheel, "-w", str(tmp_path)], check=True, cwd=tmp_path)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as archive:
        archive.extractall(tmp_path / "site")
    code = (
        "import outreachlab as ol; from outreachlab.notebooks.shipped import notebook_files; "
        "print(len(notebook_files()), len(ol.published_counts('berkeley')), "
        "len(ol.evidence().found), notebook_files()[0])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    notebooks, rows, results, first = done.stdout.split(maxsplit=3)
    assert (notebooks, rows, results) == (str(len(notebook_files())), "12", "33")
    assert Path(first.strip()).is_relative_to(tmp_path / "site")


def test_published_counts_that_are_not_there_are_named():
    with pytest.raises(ol.OutreachlabError, match="berkeley"):
        ol.published_counts("oxford")
