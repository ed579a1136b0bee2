"""What the README promises holds, and the project speaks of itself alone."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import outreachlab

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PINS = sorted((ROOT / "requirements").glob("*.txt"))


def fenced(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def tracked() -> list[Path]:
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("only a git checkout knows which files are the project's")
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def test_the_five_lines_of_python_run():
    (code,) = fenced("python")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "Acceptance rates by meeting_format" in done.stdout


def test_the_make_targets_and_verbs_that_pages_name_exist():
    sys.path.insert(0, str(ROOT))
    try:
        from tasks import VERBS
    finally:
        sys.path.remove(str(ROOT))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rules = " ".join(re.findall(r"^([\w -]+):", makefile, re.MULTILINE))
    pages = README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(?:make|\w+ tasks\.py) ([a-z-]+)", pages))
    named |= set(re.findall(r"^make ([a-z-]+)", "\n".join(fenced("sh")), re.MULTILINE))
    assert {"report", "test"} <= named <= set(VERBS)
    assert set(VERBS) <= set(rules.split())


def test_the_commands_of_the_readme_exist():
    from outreachlab.cli import main

    named = set(re.findall(r"\boutreachlab ([a-z]+) \S*\w\.", "\n".join(fenced("sh"))))
    assert named
    assert named <= set(main.commands)


def test_links_of_the_pages_lead_somewhere():
    for page in (
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        "data/README.md",
        "notebooks/README.md",
    ):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target:
                assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


def test_the_places_that_contributing_names_exist():
    pages = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:\w+/)+\w+\.(?:py|js|css|md|ipynb))`", pages))
    here = [ROOT, ROOT / "src" / "outreachlab"]
    assert named > {"log/vocabulary.py", "charts/style.py", "tests/test_layers.py"}
    assert [name for name in named if not any((one / name).exists() for one in here)] == []


def pins_of(path: Path) -> list[tuple[str, str]]:
    """Name and version of every pin of a file."""
    return re.findall(r"^([\w.-]+)==([^\s;]+)", path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_has_its_hashes_and_nothing_else(path):
    pin = r"[\w.-]+==\S+( ; [^\n\\]+)?( \\\n +--hash=sha256:[0-9a-f]{64})+\n"
    odd = re.sub(f"^{pin}", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert odd == "", f"neither a pin nor its hash: {odd[:200]}"


def test_pins_hold_every_dependency_and_agree_between_files():
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    core, build = table["project"]["dependencies"], table["build-system"]["requires"]
    wanted = {re.split(r"[\[<>=~! ]", line)[0].lower() for line in core + build}
    pinned = {path.stem: set(pins_of(path)) for path in PINS}
    assert wanted <= {name for name, _ in pinned["report"]}, "run: make pins"
    for name in ("test", "lab"):
        assert pinned["report"] <= pinned[name], "one environment serves all: run make pins"


def test_no_file_names_a_place_of_one_machine_or_a_package_index():
    places = re.compile(
        r"(?<![\w.>-])/(?:work|tmp|root|opt|home/\w+|Users/\w+)/|[A-Z]:\\\\?Users"
        r"|(?:index[-_]url|find[-_]links)\b|https?://[^\s\"')]*/simple\b|pypi\.org"
        r"|pythonhosted|\"resolved\": *\"http"
    )
    found = []
    for path in tracked():
        if b"\0" in (raw := path.read_bytes()) or path == Path(__file__):
            continue
        for number, line in enumerate(raw.decode("utf-8", "replace").splitlines(), start=1):
            if hit := places.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {hit[0]}")
    assert not found, "\n".join(found)


def test_the_version_is_said_once():
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert table["project"]["version"] == outreachlab.__version__
