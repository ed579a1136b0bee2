"""What pyproject.toml cannot say: a built package takes the notebooks and tables along."""

from pathlib import Path
from shutil import copy2

from setuptools import setup
from setuptools.command.build_py import build_py

ALONG = {
    "answers": "data/evidence.csv",
    "notebooks": "notebooks/[0-9]*.ipynb",
    "notebooks/published": "data/published/*.csv",
}


class BuildPy(build_py):
    """Lay them beside the code that runs them; an editable install finds them where they are."""

    def run(self) -> None:
        super().run()
        for folder, pattern in ({} if self.editable_mode else ALONG).items():
            target = Path(self.build_lib, "outreachlab", folder)
            target.mkdir(parents=True, exist_ok=True)
            for file in sorted(Path().glob(pattern)):
                copy2(file, target)


setup(cmdclass={"build_py": BuildPy})
