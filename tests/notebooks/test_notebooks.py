"""The notebooks have their form, and go on whatever a log lacks."""

import re
from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.notebooks import shipped as used_in_cells
from tests.notebooks.cells import FILES, NOTEBOOKS, code_cells, run_on, tags

DATA = Path(__file__).parents[2] / "data"
LOG, POOL = DATA / "outreach_log.csv", DATA / "coaching_pool.csv"
THAT_READ_A_LOG = [*FILES[:6], *FILES[7:]]
MOST_CELLS = 24
names = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
that_read = pytest.mark.parametrize("file", THAT_READ_A_LOG, ids=lambda file: file.stem)


@pytest.fixture(scope="module")
def rows():
    return pd.read_csv(LOG, dtype=str, keep_default_na=False)


@pytest.fixture(autouse=True)
def said_where_it_is_read(monkeypatch):
    """`if_possible` prints; here it raises its sentence to the notebook's own `print`."""
    said = []
    monkeypatch.setattr(used_in_cells, "print", said.append, raising=False)
    return said


def test_there_are_nine_and_the_readme_names_them_all():
    readme = (NOTEBOOKS / "README.md").read_text(encoding="utf-8")
    assert len(FILES) == 9
    for file in FILES:
        assert f"]({file.name})" in readme


@names
def test_a_notebook_is_short_and_begins_with_its_parameters(file):
    text = file.read_text(encoding="utf-8")
    assert text.count('"cell_type"') <= MOST_CELLS
    first, *others = code_cells(file)
    assert tags(first) == ["parameters"]
    assert not any("parameters" in tags(cell) for cell in others)
    assert {"log_path", "map_path", "options"} <= set(
        re.findall(r"^(\w+) =", "".join(first["source"]), re.MULTILINE)
    )
    for heading in ("What may be concluded, and what not", "Exercises"):
        assert f"## {heading}" in text


@names
def test_every_stored_figure_has_its_numbers_beside_it(file):
    figures = 0
    for cell in code_cells(file):
        outputs = cell["outputs"]
        assert all(one["output_type"] != "error" for one in outputs)
        assert all(one.get("name") != "stderr" for one in outputs)
        pictures = [one for one in outputs if "image/png" in one.get("data", {})]
        numbers = [
            one
            for one in outputs
            if one["output_type"] == "stream" or "text/html" in one.get("data", {})
        ]
        figures += len(pictures)
        assert not pictures or numbers
        assert not any("eft out: " in line for one in outputs for line in one.get("text", []))
    assert figures >= 3


@names
def test_a_notebook_uses_public_names_only(file):
    for cell in code_cells(file):
        source = "".join(cell["source"])
        assert not re.findall(r"outreachlab\.(\w+)", source)
        assert set(re.findall(r"\bol\.(\w+)", source)) <= set(ol.__all__)


@that_read
def test_a_pool_is_answered(file):
    shown = run_on(file, log_path=POOL)
    assert "60 seekers" in shown
    assert "nan" not in shown.split()


@that_read
def test_three_columns_are_enough(file, rows, tmp_path, said_where_it_is_read):
    path = tmp_path / "three.csv"
    rows[["contact", "asked_on", "outcome"]].to_csv(path, index=False)
    shown = run_on(file, log_path=path)
    assert "180 requests" in shown
    assert "nan" not in shown.split()
    for sentence in said_where_it_is_read:
        assert re.fullmatch(r"Left out: .+\.", sentence)
    if file.stem.startswith(("01", "02", "06")):
        assert said_where_it_is_read


@that_read
@pytest.mark.parametrize("number", [1, 3])
def test_a_few_rows_are_enough(file, rows, tmp_path, number):
    path = tmp_path / "few.csv"
    rows.head(number).to_csv(path, index=False)
    shown = run_on(file, log_path=path)
    assert f"few.csv: {number} request" in shown
    assert "nan" not in shown.split()


@that_read
def test_a_mapped_foreign_file_is_answered(file):
    shown = run_on(file, log_path=DATA / "messy_spreadsheet.xlsx", map_path=DATA / "messy_map.toml")
    assert "messy_spreadsheet.xlsx: 40 requests" in shown
    assert "nan" not in shown.split()


@that_read
def test_a_log_with_faults_is_read_without_them_and_says_so(file):
    shown = run_on(file, log_path=DATA / "broken_log.csv", options={"skip_all_faulty": True})
    assert "broken_log.csv: 5 requests" in shown
    assert "6 faulty rows left out" in shown


def test_one_seeker_of_a_pool_can_be_looked_at():
    shown = run_on(FILES[0], log_path=POOL, options={"seeker": "S07", "since": "2026-02-01"})
    assert re.search(r"coaching_pool.csv: \d+ requests, asked 2026-0[2-9]", shown)


def test_what_cannot_be_answered_is_one_sentence_and_the_rest_goes_on(capsys, monkeypatch):
    monkeypatch.undo()
    log = ol.read_log(LOG)
    with ol.if_possible():
        ol.acceptance_rates(log, "q")
        pytest.fail("not reached")
    assert capsys.readouterr().out == "Left out: the log has no column 'q'.\n"
    with pytest.raises(ZeroDivisionError), ol.if_possible():
        _ = 1 / 0


def test_jupyter_shows_an_error_as_its_sentence_without_the_code():
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    said = []
    shell._showtraceback = lambda kind, error, lines: said.append(lines)
    done = shell.run_cell("import outreachlab as ol; ol.read_log('nowhere.csv')")
    assert not done.success
    assert said == [[str(done.error_in_exec)]]
    assert "nowhere.csv" in said[0][0]
