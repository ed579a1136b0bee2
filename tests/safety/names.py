"""Names that are syntax somewhere, and logs that have them in every place a name can stand."""

import pandas as pd

from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog

AWAY = '"/><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/gone">'
NAMES = (
    *(f"x{AWAY}", f"</title></style></script>{AWAY}", "<script>document.title='gone'</script>"),
    *('" onload="document.title=1', "]]>", "-->", "&amp;<b>", "url(#x)", "}*{display:none}"),
    *("{{7*7}}{% raw %}${x}", "%s%n{0}", "\\g<9>", "\\1", "(?P<x>", "$x^2$ _under_", "`code` | ~"),
    *(
        "../../x",
        "/somewhere/x",
        "a/b",
        "C:\\con",
        "con",
        "rows",
        ".",
        "~",
        "a\nb",
        "a\r\n[constants]",
    ),
    *("=1+41", '=HYPERLINK("http://127.0.0.1:9/"&A2)', "+1+1", "-cmd|' /C calc'!A0", "@SUM(A1)"),
    *("'=already", "''=twice", "'t Hooft", "\x1b[31mred\x1b]0;gone\x07", "\x9b31m", "\ufffe\uffff"),
    *("\u202egnp.exe", "\u2028line", "END:VCALENDAR", "a;b,c\\n", '"""', "# no comment", "N" * 300),
    *("مريم العلي", "👩‍🚀 Ada", "é", "e\u0301"),
)


def groups(size: int = 12) -> list[tuple[str, ...]]:
    """The names in groups, each of which has a log of its own."""
    return [NAMES[at : at + size] for at in range(0, len(NAMES), size)]


def frame_of(names: tuple[str, ...]) -> pd.DataFrame:
    """Rows in which each name is a contact, a referrer, a company, a header and a cell of one."""
    rows = [
        {
            "contact": f"{names[place % len(names)]} {place // len(names)}",
            "referrer": f"{names[(place + 1) % len(names)]} 0" if place % 3 == 0 else "",
            "company": names[place % len(names)],
            "notes": names[place % len(names)],
            "asked_on": f"2026-01-{1 + place // len(names):02d}",
            "outcome": ("accepted", "declined", "no_reply")[place % 3],
            **dict.fromkeys(columns_of(names), names[place % len(names)]),
        }
        for place in range(6 * len(names))
    ]
    return pd.DataFrame(rows, dtype=object)


def columns_of(names: tuple[str, ...]) -> list[str]:
    """Four of the names as headers."""
    return [f"{name} column" for name in names[:4]]


def map_of(names: tuple[str, ...]) -> dict[str, dict[str, object]]:
    """A map whose tactics are called by the names, over columns that are."""
    ours = ("contact", "referrer", "company", "notes", "asked_on", "outcome")
    tactics = {
        name: {"column": " ".join(column.split()), "kind": "category"}
        for name, column in zip(names, columns_of(names), strict=False)
    }
    return {"columns": {name: name for name in ours}, "tactics": tactics}


def log_of(names: tuple[str, ...]) -> CheckedLog:
    """The log of these names."""
    return read_log(frame_of(names), map=map_of(names))
