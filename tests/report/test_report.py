"""The report: right, safe and readable on ordinary and on hostile logs."""

import json
import re
from html.parser import HTMLParser

import pytest

from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log
from outreachlab.log.vocabulary import WINDOW_DAYS
from outreachlab.report import build_report, rendered
from outreachlab.report.sections.rows import MOST_LEVELS
from outreachlab.simulate import simulate_log
from tests.logs import log_of

HOSTILE = [
    "<script>alert('x')</script>",
    '" onmouseover="alert(1)',
    "مريم العلي",
    "👩‍🚀 Ada",
    "N" * 300,
    "$x^2$ _under_",
]
FORMATS = ("coffee", "lunch", "phone_call")


def row(place: int, outcome: str, **more: str) -> dict[str, str]:
    return {
        "contact": f"Person {place}",
        "asked_on": f"2026-01-{place % 28 + 1:02d}",
        "outcome": outcome,
        "meeting_format": FORMATS[place % 3],
        "offered_phone": "yes" if place % 2 else "no",
    } | more


ORDINARY = [row(place, "accepted" if place % 4 == 0 else "declined") for place in range(60)]
LOGS = {
    "an ordinary log": ORDINARY,
    "one row": [row(0, "accepted")],
    "all pending": [row(place, "pending") for place in range(6)],
    "nothing accepted": [row(place, "declined") for place in range(30)],
    "all accepted": [row(place, "accepted") for place in range(30)],
    "no optional column": [{"outcome": "accepted"}, {"outcome": "declined"}],
    "200 values in a column": [row(p, "declined", venue="", company=f"C{p}") for p in range(200)],
    "hostile names": [
        row(place, "accepted", contact=name, referrer=HOSTILE[place - 1] if place else "")
        for place, name in enumerate(HOSTILE)
    ],
}


class Page(HTMLParser):
    """Collects what a reader's tools rely on: tags, ids, headings, links, alternative texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, attribute: str) -> list[str]:
        return [str(attrs[attribute]) for _, attrs in self.tags if attribute in attrs]


def part(report, key):
    """The section of that key, at whatever depth."""
    (found,) = [one for top in report.sections for one in top.every if one.key == key]
    return found


def keys(report):
    return {one.key for top in report.sections for one in top.every}


@pytest.mark.parametrize("name", LOGS)
def test_every_log_has_a_report_without_nan(name):
    log = log_of(LOGS[name])
    report = build_report(log)
    page = rendered(report, "x.html").decode()
    content = json.loads(rendered(report, "x.json"))
    assert rendered(report, "x.md")
    assert "nan" not in re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL).lower().split()
    assert content["totals"]["requests"] == len(LOGS[name])
    assert len(report.summary) >= 2


@pytest.mark.parametrize("name", LOGS)
def test_the_page_is_whole_and_its_ids_are_its_own(name):
    page = Page(rendered(build_report(log_of(LOGS[name])), "x.html").decode())
    ids = page.all("id")
    assert len(ids) == len(set(ids))
    targets = [link[1:] for link in page.all("href") if link.startswith("#")]
    assert set(targets) <= set(ids)
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == "h1"
    assert {"h2"} <= set(headings[1:]) <= {"h2", "h3"}
    assert {"header", "main", "footer"} <= {tag for tag, _ in page.tags}


def test_hostile_names_are_text_in_the_page_and_in_its_pictures():
    text = rendered(build_report(log_of(LOGS["hostile names"])), "x.html").decode()
    page = Page(text)
    assert [attrs for tag, attrs in page.tags if tag == "script"] == [{}]
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert "مريم العلي" in text
    markdown = rendered(build_report(log_of(LOGS["hostile names"])), "x.md").decode()
    assert "<script>" not in markdown


def test_the_page_asks_for_nothing_from_the_network():
    page = Page(rendered(build_report(log_of(ORDINARY)), "x.html").decode())
    outside = [link for name in ("src", "href") for link in page.all(name) if "//" in link]
    assert not outside
    (policy,) = [a["content"] for t, a in page.tags if a.get("http-equiv")]
    assert str(policy).startswith("default-src 'none'")


def test_every_picture_says_what_it_shows():
    page = Page(rendered(build_report(read_log(simulate_log(300, rng=1))), "x.html").decode())
    drawn = [attrs for _, attrs in page.tags if attrs.get("role") == "img"]
    marks = [attrs for tag, attrs in page.tags if tag == "svg" and "aria-hidden" in attrs]
    assert len(drawn) + len(marks) == len([tag for tag, _ in page.tags if tag == "svg"])
    assert len(drawn) > 3
    assert all(re.search(r"\d", str(attrs["aria-label"])) for attrs in drawn)


def test_the_same_log_gives_the_same_bytes():
    first, second = (rendered(build_report(log_of(ORDINARY)), "x.html") for _ in range(2))
    assert first == second


def test_a_report_on_300_requests_stays_below_300_kilobytes():
    log = read_log(simulate_log(300, rng=1))
    assert len(rendered(build_report(log), "x.html")) < 300_000


def test_a_report_on_20000_requests_is_no_larger_and_its_charts_stay_readable():
    frame = simulate_log(20_000, seekers=300, rng=1)
    frame["colour"] = [f"colour {place % 200}" for place in range(len(frame))]
    report = build_report(read_log(frame, map=with_tactic(frame, "colour")))
    assert len(rendered(report, "x.html")) < 300_000
    section = part(report, "by-colour")
    assert section.table is not None
    assert len(section.table.rows) <= MOST_LEVELS + 1
    assert f"{200 - MOST_LEVELS} further values" in section.table.notes[0]


def with_tactic(frame, name: str) -> dict[str, dict[str, str]]:
    """A map that leaves our columns as they are and names one of the file's own as a tactic."""
    return {
        "columns": {column: column for column in frame if column != name},
        "tactics": {name: "category"},
    }


def test_few_on_one_side_is_too_few_to_tell():
    rows = [row(p, "accepted", meeting_format="coffee") for p in range(30)]
    rows += [row(p, "declined", meeting_format="lunch") for p in range(3)]
    report = build_report(log_of(rows))
    section = part(report, "by-meeting_format")
    assert section.sentences[:2] == (
        "Said yes: coffee 30 of 30 (100%), lunch 0 of 3 (0%).",
        "Hardly tried: one side has fewer than five requests.",
    )
    assert "anything about “coffee rather than lunch”" in " ".join(part(report, "advice").sentences)
    assert [one.do for one in report.first.choices] == ["Offer a phone call"]
    assert "coffee rather than lunch" in " ".join(report.first.after_choices)


def test_what_stands_out_allows_for_the_comparisons_made():
    rows = [row(p, "accepted" if p % 2 else "declined", offered_phone="") for p in range(80)]
    rows = [
        r | {"meeting_format": "coffee" if r["outcome"] == "accepted" else "lunch"} for r in rows
    ]
    report = build_report(log_of(rows))
    section = part(report, "advice")
    assert section.heading.endswith("1 stands clear of chance: “coffee rather than lunch”")
    said = " ".join(section.sentences)
    assert "Clear of chance, allowing for the one piece of advice tested" in said
    assert "observed" in said


def test_an_ending_we_do_not_write_is_refused():
    with pytest.raises(UsageError, match=r"\.html, \.md, \.pdf or \.json"):
        rendered(build_report(log_of(ORDINARY)), "report.docx")


def test_a_log_without_referrers_has_no_chains_section_and_says_so():
    report = build_report(log_of(ORDINARY), window_days=WINDOW_DAYS)
    assert "chains" not in keys(report)
    assert "have a referral at all" in " ".join(part(report, "quality").sentences)


def test_who_refers_to_whom_is_told_of_every_column_and_drawn_of_the_clearest():
    rows = [
        row(
            place,
            "accepted",
            contact=f"Person {place}",
            referrer=f"Person {place - 2}" if place > 1 else "",
            industry=("law", "arts")[place % 2],
            role=("lead", "clerk", "sales")[place % 3],
        )
        | {"asked_on": f"2026-01-{place + 1:02d}"}
        for place in range(24)
    ]
    report = build_report(log_of(rows))
    section = part(report, "mixing")
    # two chains, each of one industry: no start of one agrees with a stop of the other
    assert "industry 22 of 22 (100%), by chance alone 0%" in section.sentences[0]
    assert "role 0 of 22 (0%)" in section.sentences[0]
    assert [picture.alt[:17] for picture in section.pictures] == ["Links by industry"]
    assert len(report.to_json()["chains"]["mixing"]) == 2
    short = build_report(log_of(rows[:6]))
    assert "mixing" not in keys(short)


def test_naming_the_referrer_is_compared_over_all_and_within_seekers_and_referrers():
    rows = [
        row(
            place,
            "accepted" if place % 2 else "declined",
            contact=f"Person {place}",
            referrer=f"Person {place % 4}" if place > 3 else "",
            mentioned_referrer="yes" if place % 3 else "no",
        )
        | {"asked_on": f"2026-01-{place // 2 + 1:02d}"}
        for place in range(48)
    ]
    report = build_report(log_of(rows))
    section = part(report, "naming")
    named = next(one for one in section.sentences if one.startswith("With the referrer named"))
    for how in ("over all", "within seekers", "within referrers"):
        assert f"{how} " in named
        assert any(line[0].endswith(how) for line in section.table.rows)
    assert len(report.to_json()["naming"]["contrasts"]) == 5
    alone = build_report(log_of([r | {"referrer": ""} for r in rows]))
    assert "naming" not in keys(alone)
