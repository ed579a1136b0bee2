"""A name is data: every output with every kind of name is read back by its format's own parser."""

import csv
import io
import json
import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner

from outreachlab import escapes
from outreachlab.answers.next_steps import next_steps
from outreachlab.answers.rates import acceptance_rates
from outreachlab.chains.export import gexf_text, graphml_text, json_text
from outreachlab.chains.graph import referral_graph
from outreachlab.cli import main
from outreachlab.intake.imported import import_log
from outreachlab.intake.read import read_log
from outreachlab.report import build_report, picture_files, rendered
from outreachlab.report.calendar import as_calendar
from outreachlab.wording import sound
from tests.safety.names import NAMES, frame_of, groups, log_of, map_of

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\ufffe\uffff]")
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")
PLAIN = tuple(f"Plain {number}" for number in range(12))
ACTIVE = ("script", "meta", "link", "base", "iframe", "object", "form", "img", "style", "title")


class Tags(HTMLParser):
    """How often each tag that does something stands on a page, and every attribute's name."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] += tag in ACTIVE
        self.attributes |= {name for name, _ in attrs}
        for name, value in attrs:
            if name in ("href", "src", "xlink:href"):
                assert str(value).startswith(("#", "data:"))


@pytest.fixture(scope="module", params=range(len(groups())))
def names(request):
    return groups()[request.param]


@pytest.fixture(scope="module")
def log(names):
    return log_of(names)


@pytest.fixture(scope="module")
def report(log):
    return build_report(log)


@pytest.fixture(scope="module")
def plain_page():
    return Tags(rendered(build_report(log_of(PLAIN)), "x.html").decode())


def test_a_page_has_the_tags_of_a_page_of_plain_names(report, plain_page):
    page = rendered(report, "x.html").decode()
    assert CONTROL.search(page) is None
    found = Tags(page)
    assert found.attributes <= plain_page.attributes | {"data-up", "transform", "rowspan"}
    for tag in ACTIVE:
        if tag not in ("title", "style"):
            assert found.tags[tag] <= plain_page.tags[tag], tag


def test_pictures_are_xml_under_names_without_a_path(report):
    files = picture_files(report)
    assert len(files) == len(report.pictures)
    for name, data in files.items():
        assert re.fullmatch(r"[a-z0-9_-]+\.svg", name)
        root = ElementTree.fromstring(data)
        assert root.tag.endswith("}svg")
        assert not [one for one in root.iter() if "script" in str(one.tag)]


def test_markdown_keeps_no_mark_of_a_name(report):
    text = rendered(report, "x.md").decode()
    assert CONTROL.search(text) is None
    assert re.search(r"(?<!\\)<", text) is None
    assert {line[0] for line in text.splitlines() if line} <= set("#|-!") | set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789\\+.–%'“\u2068\ufffd👩ém("
    )


def test_json_is_read_back(log, report):
    told = json.loads(rendered(report, "x.json"))
    assert [section["key"] for section in told["sections"]]
    rates = acceptance_rates(log, next(iter(log.tactics))).to_json()
    assert json.loads(json.dumps(rates)) == rates


def one_break(text: str) -> str:
    return text.replace("\r\n", "\n")


def test_graphs_are_read_back(log):
    graph = referral_graph(log)
    # as every parser of XML makes of line breaks
    contacts = sorted(one_break(sound(str(name))) for name in log.frame["contact"])
    read = nx.read_graphml(io.BytesIO(graphml_text(graph).encode()))
    assert sorted(one_break(cells["label"]) for _, cells in read.nodes(data=True)) == contacts
    read = nx.read_gexf(io.BytesIO(gexf_text(graph).encode()))
    assert sorted(one_break(cells["label"]) for _, cells in read.nodes(data=True)) == contacts
    nodes = json.loads(json_text(graph))["elements"]["nodes"]
    assert sorted(node["data"]["name"] for node in nodes) == sorted(map(str, log.frame["contact"]))


def test_a_calendar_is_read_back(log):
    steps = next_steps(log)
    text = as_calendar(steps.due, steps.as_of)
    lines = re.sub("\r\n ", "", text).split("\r\n")
    assert Counter(lines)["BEGIN:VEVENT"] == len(steps.due) == Counter(lines)["END:VEVENT"]
    assert Counter(lines)["END:VCALENDAR"] == 1
    assert CONTROL.search(text.replace("\r\n", "")) is None
    assert all(re.match("[A-Z]+[:;]", line) for line in lines if line)
    icalendar = pytest.importorskip("icalendar")
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert len(events) == len(steps.due)


def test_csv_runs_in_no_spreadsheet_and_is_read_back_as_it_was(names, tmp_path):
    imported = import_log(frame_of(names), map=map_of(names))
    for text in (imported.csv, imported.faults_csv):
        for line in csv.reader(io.StringIO(text, newline="")):
            for cell in line:
                assert cell[:1] not in tuple("=+-@\t\r") or re.fullmatch(r"[-+]?\d+", cell)
    (tmp_path / "log.csv").write_text(imported.csv, encoding="utf-8", newline="")
    again = read_log(tmp_path / "log.csv")
    for name in ("contact", "company"):
        assert list(again.frame[name].astype(str)) == list(imported.log.frame[name].astype(str))


def test_a_map_is_read_back_and_says_no_more_than_it_should(names):
    frame = frame_of(names).assign(outcome=list(names) * 6)
    told = tomllib.loads(import_log(frame, map=map_of(names)).map)
    assert set(told) <= {"columns", "values", "tactics"}
    assert told["tactics"] == map_of(names)["tactics"]


def test_a_terminal_is_never_steered(names, log, tmp_path):
    path = tmp_path / f"log {names[0][:40]!r}.csv".replace("/", "-").replace("\0", "")
    path.write_text(import_log(frame_of(names), map=map_of(names)).csv, encoding="utf-8")
    shown = [repr(log), repr(acceptance_rates(log, columns_log(log)))]
    for arguments in (
        ["check"],
        ["rates", "--by", "company"],
        ["next"],
        ["funnel", "--seeker", names[0]],
    ):
        result = CliRunner().invoke(main, [arguments[0], str(path), *arguments[1:]])
        shown.append(result.output)
    for text in shown:
        assert STEERING.search(text.replace("\n", "")) is None


def columns_log(log) -> str:
    return next(iter(log.tactics))


@pytest.mark.parametrize("name", NAMES)
def test_the_escapes_of_a_grammar_are_undone_by_its_parser(name):
    assert escapes.without_guard(escapes.cell(name)) == name
    line = f"a = {escapes.toml(name)}\n# {escapes.toml(name)}\n"
    assert tomllib.loads(line) == {"a": name}
    assert len(line.splitlines()) == 2
    assert escapes.without_controls(name).isprintable() or "\n" in name or not name.isprintable()


@pytest.mark.parametrize("steered", ["\x1b[31mx.csv", "\x9bx.csv", "\x07.csv"])
def test_neither_the_name_of_a_file_nor_of_an_output_steers_a_terminal(
    tmp_path, steered, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / steered).write_text("contact,asked_on,outcome\nAna,2026-01-02,perhaps\n")
    for arguments in (
        ["check", steered],
        ["rates", steered, "--by", "x"],
        ["rates", f"missing {steered}", "--by", "x"],
        ["import", steered, "-o", f"{steered}.out.csv"],
        ["simulate", "-o", f"nowhere/{steered}"],
    ):
        assert CONTROL.search(CliRunner().invoke(main, arguments).output.replace("\n", "")) is None


@pytest.mark.apps
@pytest.mark.parametrize("number", range(len(groups())))
def test_no_name_leaves_the_page(number, browser, tmp_path):
    path: Path = tmp_path / "report.html"
    path.write_bytes(rendered(build_report(log_of(groups()[number])), "x.html"))
    browser.get_log("performance")
    browser.get(path.as_uri())
    title = browser.title
    browser.implicitly_wait(1)
    browser.find_elements("tag name", "svg")
    assert browser.current_url == path.as_uri()
    assert browser.title == title != "gone"
    asked = [
        json.loads(entry["message"])["message"]["params"]["request"]["url"]
        for entry in browser.get_log("performance")
        if 'Network.requestWillBeSent"' in entry["message"]
    ]
    assert {url for url in asked if not url.startswith(("file:", "data:"))} == set()
