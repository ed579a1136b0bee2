"""What is seen first: a finding that says what to do, whatever the log is like."""

import re
from base64 import b64decode
from datetime import date
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from icalendar import Calendar

import outreachlab as ol
from outreachlab.cli.flags import as_flags
from outreachlab.intake.read import read_log
from outreachlab.log import days
from outreachlab.log.vocabulary import COLUMNS, DERIVED
from outreachlab.report import build_report, rendered
from outreachlab.report.markdown import as_markdown
from outreachlab.report.render import as_page
from outreachlab.simulate import simulate_log
from tests.logs import log_of

DATA = Path(__file__).parents[2] / "data"
SAMPLE, POOL = DATA / "outreach_log.csv", DATA / "coaching_pool.csv"
AS_OF = date(2026, 9, 5)


@pytest.fixture(scope="module")
def sample():
    return build_report(read_log(SAMPLE), as_of=AS_OF)


def requests(outcomes, **columns):
    return log_of([{"outcome": one, **columns} for one in outcomes])


def test_the_headline_is_a_finding_and_an_instruction(sample):
    assert sample.first.headline == (
        "4 in 10 say yes. Explain exactly why you want it: 5 in 10 said yes with it, "
        "3 in 10 without."
    )
    assert sample.first.ground == (
        "180 requests asked from 5 January 2026 to 5 September 2026. "
        "Counted up to 5 September 2026. One person's log: hints, not proof."
    )


def test_five_numbers_are_the_funnel_and_the_step_that_loses_most_is_in_words(sample):
    # read off the csv by hand: 159 counted, 92 of them answered, 67 yeses, 59 met, 94 names
    assert [one.count for one in sample.first.figures] == [159, 92, 67, 59, 94]
    assert [one.words for one in sample.first.figures if one.least] == [
        "answered (58%): most are lost here"
    ]


def test_the_week_is_that_of_next_on_the_days_of_its_calendar(sample):
    steps = ol.next_steps(read_log(SAMPLE), as_of=AS_OF)
    assert len(sample.first.week) == len(steps.due) <= 5
    for thing, one in zip(sample.first.week, steps.due, strict=True):
        assert one.contact is None or one.contact in thing.do
    named = {date(2026, 9, 6): "Sun 6 Sep", date(2026, 9, 7): "Mon 7 Sep"}
    assert [one.when for one in sample.first.week] == [named[one.day] for one in steps.due]
    assert [row[2] for row in steps._shown().rows] == [one.when for one in sample.first.week]
    events = Calendar.from_ical(sample.first.calendar).walk("VEVENT")
    days = {str(one["SUMMARY"]): one["DTSTART"].dt for one in events}
    assert len(days) == len(steps.due)
    for one in filter(lambda one: one.contact, steps.due):
        assert one.day in [day for said, day in days.items() if one.contact in said]


def test_choices_are_sorted_by_gain_with_both_sides_and_five_on_each(sample):
    found = ol.choose(read_log(SAMPLE), as_of=AS_OF)
    drawn = [one for one in found.choices if one.chance >= 0.7 and min(one.asked) >= 5][:5]
    assert [one.do.lower().removeprefix("suggest ") for one in sample.first.choices] == [
        one.doing for one in drawn
    ]
    for shown, one in zip(sample.first.choices, drawn, strict=True):
        assert [bar.of for bar in shown.bars] == list(one.asked)
        assert [round(bar.share * bar.of) for bar in shown.bars] == list(one.accepted)
    assert sample.first.choices[0].bars[0].words == "54% of 71 with it"
    assert sample.first.choices[0].chance == "99 in 100 it does better"


def test_nothing_below_five_a_side_is_drawn():
    rows = [
        {"offered_phone": side, "outcome": outcome}
        for side, n in (("yes", 4), ("no", 30))
        for outcome in ["accepted"] * (n // 2) + ["declined"] * (n - n // 2)
    ]
    first = build_report(log_of(rows)).first
    assert first.choices == ()
    assert "Not tried enough, so the usual advice stands: offer a phone call." in (
        first.after_choices
    )


@pytest.mark.parametrize(
    ("log", "headline"),
    [
        (lambda: requests(["accepted"] * 12), "This log holds only yeses."),
        (lambda: requests(["declined"] * 12), "Nobody has said yes yet, of 12 people asked."),
        (lambda: requests(["undelivered"]), "Too early for a finding"),
        (lambda: requests(["pending"]), "Too early for a finding"),
        (lambda: requests(["accepted", "declined"]), "1 of 2 people said yes: too few to tell"),
        (lambda: requests(["accepted", "declined"] * 10), "5 in 10 say yes. No way of asking"),
    ],
    ids=["only yeses", "no yes", "undelivered", "one open", "two", "no optional column"],
)
def test_every_log_says_what_to_do(log, headline):
    first = build_report(log(), as_of=date(2026, 1, 20)).first
    assert first.headline.startswith(headline)
    assert first.week or first.after_week
    assert "nan" not in first.headline + first.ground


def test_where_yeses_or_noes_are_missing_nothing_is_compared():
    for outcome in ("accepted", "declined"):
        first = build_report(
            log_of([{"offered_phone": ("yes", "no")[n % 2], "outcome": outcome} for n in range(20)])
        ).first
        assert first.choices == ()
        assert "both yeses and noes" in first.after_choices[0]


def test_much_that_was_not_understood_comes_before_any_number():
    rows = [
        {"channel": ("owl", "pigeon", "email")[n % 3], "explained_why": "kinda", "outcome": outcome}
        for n, outcome in enumerate(["accepted", "declined"] * 10)
    ]
    report = build_report(log_of(rows))
    first = report.first
    assert first.headline.startswith("Much of this file was not understood.")
    assert first.figures == first.choices == first.after_choices == ()
    assert ("explained_why", "kinda", "20") in first.reading.table.rows
    assert "Under “explained_why” write yes or no." in first.reading.sentences
    assert first.lacking == ()
    page = rendered(report, "x.html").decode()
    assert page.index("How it was read") < page.index("This week")
    assert as_markdown(report).index("How it was read") < as_markdown(report).index("This week")


def test_few_words_that_were_not_understood_are_no_alarm():
    rows = [{"channel": "owl" if n == 3 else "email", "outcome": "declined"} for n in range(20)]
    assert build_report(log_of(rows)).first.reading is None


def test_what_is_lacking_is_told_without_the_names_of_columns():
    first = build_report(requests(["accepted", "declined"] * 10)).first
    assert len(first.lacking) == 5  # three columns, and the days of answers and meetings
    assert not any("_" in line for line in first.lacking)
    assert first.lacking[0].startswith("“Said informational” (yes or no): did the")
    assert "continued_xlsx" not in first.adding
    assert any("continued_xlsx" in line for line in first.typed)


def test_whom_the_numbers_leave_out_is_said_beside_them(sample):
    # by hand: 12 undelivered; of the 9 asked from 16 August on 4 said yes and 2 were met
    assert sample.first.after_figures == (
        "Not counted: 12 that never arrived and 9 asked less than 21 days ago, of whom 4 said yes "
        "and 2 met already (quick yeses come in first and would flatter the share).",
    )
    assert build_report(requests(["accepted", "declined"])).first.after_figures == ()


def test_yeses_beside_open_requests_are_not_called_a_log_of_only_yeses():
    rows = [{"outcome": "accepted", "asked_on": "2026-01-01"}] * 3
    first = build_report(log_of([*rows, {"outcome": "pending", "asked_on": "2026-02-20"}])).first
    assert first.headline.startswith("All 3 counted so far said yes; 1 is still open")


def test_a_page_kept_for_a_week_still_says_the_right_days(sample):
    first = sample.first
    assert first.week_heading == "This week, from Sat 5 Sep: 5 things"
    said = " ".join(f"{one.do} {one.why} {one.when}" for one in first.week)
    assert not re.search(r"\b(today|tomorrow|yesterday|days ago)\b", said)


WAYS = re.compile(r"outreachlab [a-z]+|(?<![\w-])--[a-z]|`")


@pytest.mark.parametrize("name", ["sample", "12 rows", "nothing else", "badly read", "messy"])
def test_nothing_on_a_page_sends_its_reader_to_a_command(name, sample):
    logs = {
        "12 rows": lambda: read_log(SAMPLE).frame.head(12),
        "nothing else": lambda: read_log(SAMPLE).frame[["contact", "asked_on", "outcome"]],
    }
    if name == "sample":
        built = sample
    elif name == "badly read":
        rows = {
            "Who": "x",
            "Sent": "2026-01-01",
            "Status": "declined",
            "Explained": "?!",
            "How": "owl",
        }
        built = build_report(read_log(pd.DataFrame([rows | {"Who": f"P{n}"} for n in range(30)])))
    elif name == "messy":
        log = read_log(DATA / "messy_spreadsheet.xlsx", map=DATA / "messy_map.toml")
        built = build_report(log)
    else:
        frame = logs[name]().astype("str").replace({"nan": "", "NaT": "", "<NA>": ""})
        built = build_report(read_log(frame), as_of=AS_OF)
    page = rendered(as_flags(built), "x.html").decode()
    text = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    assert WAYS.findall(unescape(text)) == []
    names = [one.name for one in (*COLUMNS, *DERIVED.values()) if "_" in one.name]
    assert [one for one in names if one in text] == []
    if built.first.typed:
        assert WAYS.search(as_markdown(as_flags(built)))


def test_the_page_carries_its_calendar_and_paper_does_without(sample):
    (address,) = re.findall(r'href="(data:[^"]+)" download="next.ics"', as_page(sample))
    kind, _, carried = address.partition(";base64,")
    assert kind == "data:text/calendar"
    assert b64decode(carried).decode() == sample.first.calendar
    assert "download=" not in as_page(sample, paper=True)
    assert "calendar" not in sample.to_json()["first"]


def test_what_is_due_besides_stands_on_the_page(sample):
    steps = ol.next_steps(read_log(SAMPLE), as_of=AS_OF)
    (further,) = [one for one in sample.sections if one.key == "further"]
    assert further.heading == "What is due besides: 6 further things and 18 older loose ends"
    assert len(further.table.rows) == len(steps.further) == 24
    assert any("What is due besides" in line for line in sample.first.after_week)


def test_the_list_is_for_today_where_no_day_is_given(monkeypatch):
    monkeypatch.setattr("outreachlab.answers.sums.week.today", lambda: date(2026, 10, 1))
    first = build_report(read_log(SAMPLE)).first
    assert "this week's list is for 1 October 2026" in first.ground
    assert any("the log ends on 2026-09-05" in line.lower() for line in first.after_week)
    assert days.today() != date(2026, 10, 1), "the clock itself was left alone"


def test_before_the_log_nothing_can_be_computed():
    with pytest.raises(ol.errors.NothingToComputeError, match="no request had been asked"):
        build_report(read_log(SAMPLE), as_of=date(2020, 1, 1))


def test_after_all_windows_every_delivered_request_counts():
    report = build_report(read_log(SAMPLE), as_of=date(2027, 6, 1))
    assert report.first.figures[0].count == 168  # 180 less 12 undelivered
    assert report.first.week


def test_a_clients_page_takes_the_pools_evidence_and_says_so():
    pool = read_log(POOL)
    whole = ol.compare(pool, "explained_why", as_of=AS_OF)
    one = build_report(pool.of_seeker("S11"), as_of=AS_OF, pool=pool)
    first = one.first
    assert "59 others" in first.choices_heading
    assert "The bars are those of all others in the pool; your own stand beside." in (
        first.after_choices
    )
    (shown,) = [one for one in first.choices if one.do.startswith("Explain exactly")]
    own = ol.compare(pool.of_seeker("S11"), "explained_why", as_of=AS_OF)
    for bar, every, mine in zip(
        shown.bars, whole.table["counted"], own.table["counted"], strict=True
    ):
        assert bar.of == every - mine
    assert shown.beside == "You: 1 of 4 with it, 1 of 7 without."


def test_the_page_of_a_pool_leads_with_its_people():
    report = build_report(read_log(simulate_log(300, seekers=6, rng=4)))
    assert report.first.people.heading.startswith("Whom to call:")
    assert len(report.first.people.table.rows) == 6
    page = rendered(report, "x.html").decode()
    assert page.index("Whom to call") < page.index("This week")
    assert build_report(requests(["accepted"])).first.people is None


def test_of_several_people_each_thing_says_whose_it_is_even_where_only_one_has_any():
    rows = [
        {"seeker": "Ida", "contact": "Bo", "outcome": "declined"},
        {"seeker": "Jon", "contact": "Di", "outcome": "accepted", "responded_on": "2026-01-11",
         "met_on": "2026-02-06"},
    ]  # fmt: skip
    first = build_report(log_of(rows), as_of=date(2026, 2, 1)).first
    assert [one.do for one in first.week] == ["Prepare to meet Di (Jon)"]
    assert [one.when for one in first.week] == ["Thu 5 Feb"]
    assert "too recent to judge" not in [one.words for one in first.figures]


def test_where_no_request_counts_it_is_not_said_that_nothing_was_written_down():
    rows = [{"meeting_format": side, "outcome": "pending"} for side in ("coffee", "lunch")]
    (told, *_) = build_report(log_of(rows)).first.after_choices
    assert told == "Nothing can be compared before the first requests count."


def test_days_that_many_answers_and_meetings_lack_are_asked_for_under_the_persons_header():
    rows = [
        f"P{n},2026-01-{n + 1:02d},accepted,{'' if n % 2 else f'2026-01-{n + 2:02d}'},yes"
        for n in range(10)
    ]
    header = "Person,Date sent,Status,Response date,Met?\n"
    first = build_report(read_log(("x.csv", (header + "\n".join(rows)).encode()))).first
    answers, meetings = first.lacking[-2:]
    assert answers.startswith("“Response date” (a day, as 2026-02-03): 5 of 10 answers have none.")
    assert "how long an answer takes" in answers
    assert meetings.startswith("“Met on” (a day, as 2026-02-03): 10 of 10 meetings have none.")
    assert "how far referrals carry on" in meetings


def test_days_that_nearly_all_have_are_not_asked_for(sample):
    assert not any("a day, as" in line for line in sample.first.lacking)


def test_a_log_that_tells_no_meetings_is_asked_for_their_days():
    first = build_report(requests(["accepted"] * 3 + ["declined"] * 9)).first
    assert any(
        line.startswith("“Met on”") and "3 yeses, and no meeting is written down" in line
        for line in first.lacking
    )


def test_files_that_were_left_out_are_said_on_top(tmp_path):
    sound = "contact,asked_on,outcome\nAna,2026-01-02,accepted\nBo,2026-01-03,declined\n"
    (tmp_path / "ana.csv").write_text(sound)
    (tmp_path / "bo.csv").write_text("Person,Result\nCy,accepted\n")
    report = build_report(read_log(tmp_path))
    assert report.first.ground.endswith("1 of 2 files left out, for questions are open.")
    assert ">bo.csv was left out" in as_page(report)


def test_no_bars_are_spoken_of_where_none_are_drawn():
    rows = [{"seeker": who, "outcome": "declined"} for who in ("Ana", "Bo")] * 6
    pool = log_of(rows)
    first = build_report(pool.of_seeker("Ana"), pool=pool).first
    assert first.choices == ()
    assert not any("The bars" in line for line in first.after_choices)
