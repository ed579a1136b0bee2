"""Small files that would take a machine: (name, bytes) of every kind, some two hundred of them."""

import io
import zipfile
from collections.abc import Iterator
from itertools import product

import numpy as np
import pyarrow as pa
from pyarrow import parquet

from tests.intake.hostile import ods, workbook

Attack = tuple[str, bytes]
HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>contact</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>asked_on</t></is></c>'
    '<c r="C1" t="inlineStr"><is><t>outcome</t></is></c></row>'
)
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def attacks() -> Iterator[Attack]:
    """All of them."""
    yield from far_cells()
    yield from many_cells()
    yield from long_texts()
    yield from open_documents()
    yield from archives()
    yield from tables()
    yield from maps()


def book(
    sheets: list[str], folder: str = "worksheets", more: dict[str, bytes] | None = None
) -> bytes:
    """A workbook of these sheets, each as rows in XML, in a folder of `xl`."""
    with zipfile.ZipFile(io.BytesIO(workbook())) as sound:
        parts = {name: sound.read(name) for name in sound.namelist()}
    del parts["xl/worksheets/sheet1.xml"]
    names, relations, kinds = [], [], []
    for number, rows in enumerate(sheets, start=1):
        place = f"xl/{folder}/sheet{number}.xml" if folder else f"sheet{number}.xml"
        parts[place] = rows if isinstance(rows, bytes) else sheet(rows)
        names.append(f'<sheet name="S{number}" sheetId="{number}" r:id="rId{100 + number}"/>')
        relations.append(
            f'<Relationship Id="rId{100 + number}" Target="/{place}" Type="http://schemas.'
            'openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        )
        kinds.append(
            f'<Override PartName="/{place}" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
        )
    parts["xl/workbook.xml"] = (
        f'<workbook xmlns="{SPACE}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
        f'2006/relationships"><sheets>{"".join(names)}</sheets></workbook>'
    ).encode()
    for part, end, added in (
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", relations),
        ("[Content_Types].xml", b"</Types>", kinds),
    ):
        parts[part] = parts[part].replace(end, "".join(added).encode() + end)
    return zipped(parts | (more or {}))


def zipped(parts: dict[str, bytes]) -> bytes:
    """An archive of these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


def sheet(rows: str, start: str = "") -> bytes:
    """A sheet of these rows."""
    body = f"<sheetData>{HEAD}{rows}</sheetData>"
    return f'{start}<worksheet xmlns="{SPACE}">{body}</worksheet>'.encode()


def far_cells() -> Iterator[Attack]:
    """One cell far away, told in every way that XML allows."""
    references = ("XFD1048576", "XFD1048575", "A1048576", "XFD2", "ZZZ9999999", "AAAAAAA1")
    references += (
        "XFD0",
        "A0",
        "A4294967295",
        "A99999999999999999999",
        "xfd1048576",
        "$XFD$1048576",
        "1048576",
    )
    cells = {
        "double": '<c r="{}"><v>1</v></c>',
        "single": "<c r='{}'><v>1</v></c>",
        "spaced": '<c r = "{}" ><v>1</v></c>',
        "line": '<c\nr="{}"><v>1</v></c>',
        "after": '<c s="0" t="n" r="{}"><v>1</v></c>',
        "decoy": "<c t=' r=\"A2\"' r='{}'><v>1</v></c>",
    }
    for reference, (way, cell) in product(references, cells.items()):
        rows = f'<row r="1048576">{cell.format(reference)}</row>'
        yield f"far {reference} {way}.xlsx", book([rows])
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    for folder in ("", "elsewhere", "worksheets/deep", "Worksheets", "theme"):
        yield f"far in {folder or 'the root'}.xlsx", book([far], folder)
    entity = far.replace('"XFD1048576"', '"&#88;FD1048576"')
    prefixed = (
        sheet(far).replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"xmlns=", b"xmlns:x=")
    )
    wide = ('<?xml version="1.0" encoding="UTF-16"?>' + sheet(far).decode()).encode("utf-16")
    yield "far by an entity.xlsx", book([entity])
    yield "far under a prefix.xlsx", book([prefixed])
    yield "far in UTF-16.xlsx", book([wide])
    yield "far behind a comment.xlsx", book(["<!-- <c r='A1'> -->" + far])
    yield "far by its row alone.xlsx", book(['<row r="1048576"><c><v>1</v></c></row>'])
    yield (
        "far by a dimension.xlsx",
        book([f'</sheetData><dimension ref="A1:XFD1048576"/><sheetData>{far}']),
    )
    yield "far in the second.xlsx", book(["", far])


def many_cells() -> Iterator[Attack]:
    """Cells without end: blanks of many sheets, one reference over and over, rows of nothing."""
    for sheets in (2, 6, 12, 40):
        corner = '<row r="1048576"><c r="P1048576"/></row>'
        yield f"{sheets} sheets of blanks.xlsx", book([corner] * sheets)
    same = '<c r="A2"/>'
    for number in (200_000, 1_000_000, 4_000_000, 10_000_000):
        yield f"{number} references.xlsx", book([f'<row r="2">{same * number}</row>'])
        yield f"{number} cells.xlsx", book([f'<row r="2">{"<c/>" * number}</row>'])
        yield f"{number} rows.xlsx", book(["<row/>" * number])
    for number in (1_000_000, 5_000_000):
        styles = f'<styleSheet xmlns="{SPACE}">{"<a/>" * number}</styleSheet>'.encode()
        yield f"{number} styles.xlsx", book([""], more={"xl/styles.xml": styles})
        shared = f'<sst xmlns="{SPACE}">{"<si/>" * number}</sst>'.encode()
        yield f"{number} shared texts.xlsx", book([""], more={"xl/sharedStrings.xml": shared})


def long_texts() -> Iterator[Attack]:
    """One long text shown by many cells."""
    for letters, cells in product((10_000, 1_000_000, 15_000_000), (1_000, 50_000, 900_000)):
        shared = f'<sst xmlns="{SPACE}"><si><t>{"x" * letters}</t></si></sst>'.encode()
        rows = "".join(
            f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(2, cells)
        )
        yield (
            f"{letters} letters in {cells}.xlsx",
            book([rows], more={"xl/sharedStrings.xml": shared}),
        )


def open_documents() -> Iterator[Attack]:
    """ODS says how often a cell or a row is repeated."""
    head = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{name}</text:p></table:table-cell>'
        for name in ("contact", "asked_on", "outcome")
    )
    head = f"<table:table-row>{head}</table:table-row>"
    row = "<table:table-row table:number-rows-repeated={q}{rows}{q}>{cells}</table:table-row>"
    cell = (
        "<table:table-cell{s}office:value-type{e}{q}string{q}{s}table:number-columns-repeated{e}{q}"
        "{columns}{q}><text:p>{text}</text:p></table:table-cell>"
    )
    ways = {"plain": (" ", "=", '"'), "single": (" ", "=", "'"), "spaced": ("\n", " = ", '"')}
    for (rows, columns), (way, (s, e, q)) in product(
        (
            (1_048_576, 16_384),
            (1_048_576, 20),
            (1, 4_000_000_000),
            (4_000_000_000, 1),
            (9_000, 9_000),
        ),
        ways.items(),
    ):
        cells = cell.format(s=s, e=e, q=q, columns=columns, text="x")
        text = head + row.format(q=q, rows=rows, cells=cells)
        yield f"{rows} by {columns} {way}.ods", ods(text.encode())
        yield (
            f"{rows} by {columns} {way}, covered.ods",
            ods(text.replace("table:table-cell", "table:covered-table-cell").encode()),
        )
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/>'
    blank += "</table:table-row>"
    gap = '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
    filled = cell.format(s=" ", e="=", q='"', columns=1, text="x") + "</table:table-row>"
    yield "blank rows, then a far cell.ods", ods((head + blank + gap + filled).encode())
    yield (
        "many tables.ods",
        ods((f'{head}</table:table><table:table table:name="n">' * 9_000 + head).encode()),
    )
    for letters, times in ((1_000_000, 16_000), (10_000, 1_000_000)):
        cells = cell.format(s=" ", e="=", q='"', columns=times, text="x" * letters)
        text = head + row.format(q='"', rows=1, cells=cells)
        yield f"{letters} letters {times} times.ods", ods(text.encode())


def archives() -> Iterator[Attack]:
    """LinkedIn archives whose lines are all alike."""
    lines = {
        "messages.csv": (
            "CONVERSATION ID,FROM,TO,DATE,SUBJECT,CONTENT,FOLDER\n",
            "1,Me,Ana,2026-01-06 10:00:00 UTC,,Hello,INBOX\n",
        ),
        "Invitations.csv": (
            "From,To,Sent At,Message,Direction\n",
            'Me,Ana,"1/5/26, 9:00 AM",,OUTGOING\n',
        ),
        "Connections.csv": (
            "First Name,Last Name,Company,Position,Connected On\n",
            "A,R,X,Y,1 Jan 2026\n",
        ),
    }
    some = {"Invitations.csv": "".join(lines["Invitations.csv"]).encode()}
    for (name, (head, line)), number in product(lines.items(), (100_000, 1_000_000, 6_000_000)):
        yield f"{number} {name}.zip", zipped(some | {name: (head + line * number).encode()})
    for columns in (10_000, 1_000_000):
        wide = ("a," * columns + "\n") * 3
        yield f"{columns} columns.zip", zipped(some | {"messages.csv": wide.encode()})
    yield (
        "lines ended by CR.zip",
        zipped(some | {"messages.csv": b"FROM,TO\r" + b"A,B\r" * 3_000_000}),
    )
    yield "one long line.zip", zipped(some | {"messages.csv": b"FROM,TO\n" + b"x" * 100_000_000})


def tables() -> Iterator[Attack]:
    """Parquet of constant columns."""
    for rows, columns in (
        (10**6, 3),
        (10**7, 3),
        (10**7, 40),
        (10**8, 1),
        (1_000, 5_000),
        (20_000, 500),
    ):
        codes = pa.array(np.zeros(min(rows, 10**6), np.int8))
        texts = pa.DictionaryArray.from_arrays(codes, ["x"])
        names = ["contact", "asked_on", "outcome", *(f"c{n}" for n in range(columns))][:columns]
        part = pa.table(dict.fromkeys(names, texts))
        for packed in ("zstd", "snappy"):
            content = io.BytesIO()
            with parquet.ParquetWriter(content, part.schema, compression=packed) as writer:
                for _ in range(max(1, rows // 10**6)):
                    writer.write_table(part)
            yield f"{rows} by {columns} {packed}.parquet", content.getvalue()
    for letters in (10**6, 10**8):
        content = io.BytesIO()
        texts = pa.table(
            {"contact": ["x" * letters] * 3, "asked_on": ["x"] * 3, "outcome": ["y"] * 3}
        )
        parquet.write_table(texts, content, compression="zstd", use_dictionary=False)
        yield f"{letters} letters.parquet", content.getvalue()


def maps() -> Iterator[Attack]:
    """TOML that goes deep."""
    for number in (2_000, 20_000, 100_000):
        yield f"dotted {number}.toml", (".".join("a" * number) + " = 1").encode()
        yield f"table {number}.toml", ("[" + ".".join("a" * number) + "]").encode()
        yield f"quoted {number}.toml", (".".join(['"a"'] * number) + " = 1").encode()
        yield f"spaced {number}.toml", (" . ".join("a" * number) + " = 1").encode()
        yield f"lists {number}.toml", ("a = " + "[" * number + "]" * number).encode()
        yield f"lists by line {number}.toml", ("a = " + "[\n" * number + "]" * number).encode()
        yield f"inline {number}.toml", ("a = " + "{a = " * number + "1" + "}" * number).encode()
        yield f"digits {number}.toml", ("a = " + "9" * number).encode()
        yield f"tables {number}.toml", "".join(f"[a{n}.b.c]\n" for n in range(number)).encode()
        yield f"keys {number}.toml", "".join(f"a.b{n} = 1\n" for n in range(number)).encode()
