"""Six spreadsheets as people keep them, small and made up, and what it takes to read each."""

from datetime import date
from io import BytesIO
from typing import NamedTuple

from openpyxl import Workbook


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """The bytes of a workbook of these sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


NAMES = [
    "Aino Berg",
    "Bela Cruz",
    "Cleo Dahl",
    "Dana Eide",
    "Emil Foss",
    "Fina Gale",
    "Gus Hahn",
    "Hild Ives",
    "Ivo Jahn",
    "Juno Kerr",
    "Kai Lund",
    "Lea Moen",
    "Mio Noor",
    "Nora Ohm",
    "Otto Pohl",
    "Pia Quist",
    "Ria Sand",
    "Sven Toft",
    "Tuva Ulv",
    "Uma Vale",
]

# American days, a name in two columns, words that everybody knows.
SPLIT = (
    "First name,Last name,Sent date,Status,Medium,Meeting type\n"
    + "".join(
        f"{name.replace(' ', ',')},{3:02d}/{at + 5:02d}/2026,"
        f"{('Accepted', 'No response', 'Declined')[at % 3]},"
        f"{('LinkedIn', 'email')[at % 2]},{('lunch', 'coffee')[at % 2]}\n"
        for at, name in enumerate(NAMES)
    )
).encode()

# A sheet a month, all of one shape.
MONTHS = workbook(
    {
        month: [["Name", "Date sent", "Status"]]
        + [
            [name, day(1 + at, number), ("Met", "No reply", "Declined")[at % 3]]
            for at, name in enumerate(NAMES[number * 4 : number * 4 + 8])
        ]
        for number, month in enumerate(("Jan", "Feb", "Mar"), start=1)
    }
)

# Yes and No under a question, and empty cells.
TICKED = workbook(
    {
        "Sheet1": [["Full name", "Contacted", "Response?", "Response date", "Met on"]]
        + [
            [
                name,
                day(1 + at),
                ("Yes", "No", None)[at % 3],
                day(4 + at) if at % 3 < 2 else None,
                day(8 + at) if at % 3 == 0 else None,
            ]
            for at, name in enumerate(NAMES)
        ]
    }
)

# No column says what became of it: ticks for each step do.
STEPS = workbook(
    {
        "Log": [
            ["Person", "Date reached out", "Replied?", "Meeting scheduled?", "Meeting happened?"]
        ]
        + [
            [
                name,
                day(1 + at),
                "x" if at % 4 < 3 else None,
                "x" if at % 4 < 2 else None,
                "x" if at % 4 < 1 else None,
            ]
            for at, name in enumerate(NAMES)
        ]
    }
)

# Days without a year, and a person's own words.
CHATTY = workbook(
    {
        "Sheet1": [["who", "when", "how", "what happened"]]
        + [
            [
                name,
                f"{('Jan', 'Feb')[at % 2]} {at + 5:02d}",
                ("email", "LinkedIn")[at % 2],
                ("we talked, so kind", "said no, sorry", "never answered")[at % 3],
            ]
            for at, name in enumerate(NAMES)
        ]
    }
)

# A title above the header, totals below, a second sheet, words in pieces, a row against itself.
TITLED = workbook(
    {
        "Networking": [
            ["My networking"],
            ["as of spring"],
            [],
            ["Name", "Reached out", "Via", "Asked for", "Status", "Heard back", "Meeting"],
            *(
                [
                    name,
                    day(1 + at),
                    ("LI msg", "Email")[at % 2],
                    ("Coffee?", "zoom")[at % 2],
                    ("yes - Zoom booked", "No response", "maybe in autumn", "nothing :(")[at % 4],
                    day(3 + at) if at % 4 == 0 else None,
                    None,
                ]
                for at, name in enumerate(NAMES)
            ),
            ["Vera Wolf", day(22), "Email", "zoom", "bounced", day(23), day(25)],
            [],
            ["TOTAL contacted", 21],
        ],
        "Applications": [["Firm", "Sent"], ["Bluefin", day(2)]],
    }
)


class Case(NamedTuple):
    """A spreadsheet: its name, its bytes, the controls to press, how many requests come of it."""

    name: str
    data: bytes
    presses: tuple[str, ...]
    requests: int


CASES = (
    Case("split.csv", SPLIT, (), 20),
    Case("months.xlsx", MONTHS, (), 24),
    Case("ticked.xlsx", TICKED, ("f1-q1-a1", "f1-w-take"), 20),
    Case("steps.xlsx", STEPS, ("f1-q1-a1",), 20),
    Case("chatty.xlsx", CHATTY, ("f1-q1-a1", "f1-w-take"), 20),
    Case("titled.xlsx", TITLED, ("f1-w-take", "f1-r25-leave"), 20),
)
