"""One report, four formats: the same sentences and the same numbers in each."""

import json
import re
import subprocess
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from outreachlab.cli import main
from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log
from outreachlab.report import Report, build_report, rendered
from outreachlab.simulate import simulate_log
from tests.logs import log_of
from tests.report.test_report import LOGS

SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"
NUMBER = re.compile(r"[+-]?\d[\d,]*\.?\d*%?")


class Text(HTMLParser):
    """What a reader of a page reads; charts, which have alternative texts, apart."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.silent = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("svg", "style", "script")

    def handle_endtag(self, tag):
        self.silent -= tag in ("svg", "style", "script")

    def handle_data(self, data):
        if not self.silent:
            self.parts.append(data)


def flat(text: str) -> str:
    return " ".join(text.split())


def pieces(report: Report) -> list[str]:
    """Every sentence, heading, cell, note and detail, as the data have them."""
    first = report.first
    found = [report.title, first.headline, first.ground, *first.after_week, *first.after_choices]
    found += [text for thing in first.week for text in (thing.do, thing.why, thing.when)]
    found += [bar.words for choice in first.choices for bar in choice.bars]
    found += [text for one in first.choices for text in (one.do, one.chance, one.gain)]
    found += [one.words for one in first.figures]
    found += [first.choices_heading, *first.lacking, first.adding]
    tops = [*report.sections, *filter(None, (first.reading, first.people))]
    for section in (one for top in tops for one in top.every):
        found += [section.heading, *section.sentences, *section.details]
        for table in filter(None, (section.table, section.inside)):
            found += [table.headline, *table.notes, *(cell for row in table.rows for cell in row)]
    return [flat(piece) for piece in found if piece]


@pytest.fixture(scope="module")
def pooled() -> Report:
    return build_report(read_log(simulate_log(300, seekers=3, rng=8)))


REPORTS = {name: lambda name=name: build_report(log_of(LOGS[name])) for name in LOGS}


@pytest.fixture(scope="module", params=[*LOGS, "a pool"])
def report(request) -> Report:
    if request.param == "a pool":
        return request.getfixturevalue("pooled")
    return REPORTS[request.param]()


def test_the_page_says_all_of_it(report):
    page = flat(" ".join(Text(rendered(report, "x.html").decode()).parts))
    assert [piece for piece in pieces(report) if piece not in page] == []


def test_the_markdown_says_all_of_it(report):
    text = rendered(report, "x.md").decode()
    text = flat(re.sub(r"\\([\\`*_\[\]<>#|~!$])", r"\1", text))
    assert [piece for piece in pieces(report) if piece not in text] == []


def test_the_json_says_all_of_it(report):
    def strings(value: object) -> list[str]:
        if isinstance(value, dict):
            return [text for one in value.values() for text in strings(one)]
        if isinstance(value, list):
            return [text for one in value for text in strings(one)]
        return [flat(value)] if isinstance(value, str) else []

    said = set(strings(json.loads(rendered(report, "x.json"))))
    assert [piece for piece in pieces(report) if piece not in said] == []


@pytest.mark.apps
def test_the_pdf_holds_every_number_and_no_picture_less(pooled, tmp_path):
    path = tmp_path / "x.pdf"
    path.write_bytes(rendered(pooled, str(path)))
    text = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    ).stdout
    there = set(NUMBER.findall(text))
    wanted = {number for piece in pieces(pooled) for number in NUMBER.findall(piece)}
    assert {n for n in wanted if n not in there and len(n) < 12} == set()
    assert path.read_bytes().startswith(b"%PDF-")
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged: +yes", told)
    assert re.search(r"What stands behind it\n.*\. \d+\n", text), "contents with their pages"


def test_without_weasyprint_the_way_out_is_said(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(UsageError, match=r"pip install 'outreachlab\[pdf\]'"):
        rendered(build_report(log_of(LOGS["one row"])), "x.pdf")


@pytest.mark.parametrize("command", ["advice", "waiting", "funnel", "meetings", "next"])
def test_the_report_has_the_numbers_of_the_command(command):
    asked = [command, str(SAMPLE), "--json", "--as-of", "2026-09-05"]
    alone = json.loads(CliRunner().invoke(main, asked).stdout)
    report = build_report(read_log(SAMPLE), as_of=date(2026, 9, 5))
    whole = json.loads(rendered(report, "x.json"))
    ground = {"outreachlab", "as_of", "window_days", "totals", "read"}
    assert {name: alone[name] for name in ground} == {name: whole[name] for name in ground}
    own = whole[command].pop("notes")
    assert [*whole["notes"], *own] == alone.pop("notes")
    assert {k: v for k, v in alone.items() if k not in ground} == whole[command]
