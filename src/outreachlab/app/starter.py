"""A starter to double-click, one for each system."""

import shlex
import sys

WINDOWS = "outreachlab.bat"
MAC = "outreachlab.command"
LINUX = "outreachlab.desktop"


def starter(system: str = sys.platform, python: str = sys.executable) -> tuple[str, bytes]:
    """
    The name and text of a file that starts the page when it is double-clicked.

    Parameters
    ----------
    system : str
        As `sys.platform` names it.
    python : str
        The Python that outreachlab is installed for.
    """
    command = "from outreachlab.cli import main; main(['app'])"
    if system == "win32":
        safe = python.replace("%", "%%")
        text = (
            f'@echo off\r\nchcp 65001 >nul\r\n"{safe}" -c "{command}"\r\nif errorlevel 1 pause\r\n'
        )
        return WINDOWS, text.encode()
    if system == "darwin":
        text = f"#!/bin/sh\nexec {shlex.quote(python)} -c {shlex.quote(command)}\n"
        return MAC, text.encode()
    lines = [
        "[Desktop Entry]",
        "Type=Application",
        "Name=outreachlab",
        "Comment=Your log of requests for informational interviews",
        f"Exec={_in_entry(python)} -c {_in_entry(command)}",
        "Terminal=true",
        "Categories=Office;",
    ]
    return LINUX, ("\n".join(lines) + "\n").encode()


def _in_entry(text: str) -> str:
    """A word of Exec as the Desktop Entry Specification (1.5) quotes it, twice escaped."""
    quoted = "".join(f"\\{mark}" if mark in '"`$\\' else mark for mark in text)
    return '"' + quoted.replace("\\", "\\\\").replace("%", "%%") + '"'
