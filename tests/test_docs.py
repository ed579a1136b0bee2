"""The pages of docs/: their commands and their Python run, and print what the pages say."""

import contextlib
import inspect
import io
import re
import shlex
import shutil
from doctest import ELLIPSIS, OutputChecker
from pathlib import Path

import pytest
from click.testing import CliRunner
from matplotlib.mathtext import MathTextParser

import outreachlab as ol
from outreachlab.cli import main

ROOT = Path(__file__).parents[1]
PAGES = sorted(path.name for path in (ROOT / "docs").glob("*.md"))
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.DOTALL | re.M)


def blocks(page: str) -> list[tuple[str, str, str]]:
    """Language, source and what it should print, of each block that can be run."""
    return BLOCK.findall((ROOT / "docs" / page).read_text(encoding="utf-8"))


def by_command(source: str) -> str:
    printed = ""
    for line in source.splitlines():
        program, *arguments = shlex.split(line, comments=True)
        assert program == "outreachlab"
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, f"{line}\n{result.output}"
        printed += result.stdout
    return printed


def by_python(source: str, names: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(source, names)
    return printed.getvalue()


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page)])
def test_the_code_of_a_page_runs_and_prints_what_the_page_says(page, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "data", tmp_path / "data")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, source, expected in blocks(page):
        printed = by_command(source) if language == "sh" else by_python(source, names)
        if expected:
            assert OutputChecker().check_output(expected, printed, ELLIPSIS), printed


def test_every_public_function_is_on_the_page_about_python():
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\.\. auto\w+:: (\w+)", page))
    functions = {name for name in ol.__all__ if inspect.isfunction(getattr(ol, name))}
    assert functions - named == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_mathematics_of_a_page_can_be_drawn(page):
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for shown, inline in re.findall(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", text, re.DOTALL):
        MathTextParser("path").parse(f"${' '.join((shown or inline).split())}$")
