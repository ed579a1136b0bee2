"""What a person waits for: the notebooks on the sample log, against one empty notebook."""

import sys
import tempfile
from pathlib import Path

from timing import commands, keep, row

LOG = Path(__file__).parents[1] / "data" / "outreach_log.csv"


def empty(folder: str) -> list[str]:
    """The command that executes a notebook without a cell, as papermill does by itself."""
    import nbformat

    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {
        "name": "python3",
        "display_name": "Python 3",
        "language": "python",
    }
    path = Path(folder, "empty.ipynb")
    nbformat.write(notebook, path)
    return [sys.executable, "-m", "papermill", str(path), str(path.with_name("done.ipynb"))]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", "from outreachlab.cli import main; main()"]
        ours = [*command, "notebook", str(LOG), "-o", str(Path(folder, "out")), "--force"]
        one, empty_one, processor = commands(ours, empty(folder), runs=3)
        work, against = "notebooks of a log, executed and as HTML", "one empty notebook"
        keep("notebooks", [row(work, one, against, empty_one, "≤ 8 ×", processor)])


if __name__ == "__main__":
    main()
