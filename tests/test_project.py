"""What the README promises holds, and the project speaks of itself alone."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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


def test_the_make_targets_of_the_readme_are_verbs():
    sys.path.insert(0, str(ROOT))
    try:
        from tasks import VERBS
    finally:
        sys.path.remove(str(ROOT))
    targets = re.findall(r"^make ([\w-]+)", "\n".join(fenced("sh")), re.MULTILINE)
    assert {"report", "test"} <= set(targets) <= set(VERBS)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^[\w -]*\b{target}\b.*:", makefile, re.MULTILINE) for target in targets)


def test_the_commands_of_the_readme_exist():
    from outreachlab.cli import main

    named = re.findall(r"outreachlab (\w+) my_log", "\n".join(fenced("sh")))
    assert named
    assert set(named) <= set(main.commands)


def test_links_of_the_pages_lead_somewhere():
    for page in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/README.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in target:
                assert ((ROOT / page).parent / target).exists(), f"{page}: {target}"


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_are_hashed_and_carry_no_address(path):
    text = path.read_text(encoding="utf-8")
    pins = re.findall(r"^[\w.\-\[\],]+==\S+.*(?:\n +--hash=.*)+", text, re.MULTILINE)
    assert len(pins) == text.count("==", 0) - len(re.findall(r"'[^'\n]*=='?", text)) or pins
    assert "://" not in text
    assert "index-url" not in text
    assert "find-links" not in text


def test_no_file_names_a_place_of_one_machine():
    places = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+|opt)/")
    for path in tracked():
        if path.suffix in {".png", ".xlsx", ".ods", ".zip", ".parquet"} or path == Path(__file__):
            continue
        found = places.search(path.read_text(encoding="utf-8", errors="replace"))
        assert not found, f"{path.relative_to(ROOT)}: {found and found[0]}"
