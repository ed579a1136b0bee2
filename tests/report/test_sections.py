"""The folds: each heading a finding that its numbers carry, each interval drawn where it is."""

import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import outreachlab as ol
from outreachlab.cli.flags import as_flags
from outreachlab.intake.read import read_log
from outreachlab.report import build_report, rendered
from outreachlab.report.marks import EDGE, WIDE, mark_svg
from outreachlab.report.model import Mark
from outreachlab.report.words import in_words
from outreachlab.simulate import simulate_log
from tests.logs import log_of
from tests.report.test_report import keys, part

SAMPLE = Path(__file__).parents[2] / "data" / "outreach_log.csv"
AS_OF = date(2026, 9, 5)


@pytest.fixture(scope="module")
def sample():
    return build_report(read_log(SAMPLE), as_of=AS_OF)


def asked(channel, yes, no):
    return [
        {"channel": channel, "outcome": outcome}
        for outcome, n in (("accepted", yes), ("declined", no))
        for _ in range(n)
    ]


def test_the_sample_has_its_folds_in_order_and_each_heading_is_a_finding(sample):
    assert [one.key for one in sample.sections] == [
        "further", "advice", "places", "funnel", "time", "waiting", "chains", "meetings", "data",
        "method",
    ]  # fmt: skip
    said = [one.heading for one in sample.sections]
    assert (
        said[3] == "Most are lost at one step: only 92 of 159 counted requests (58%) were answered"
    )
    assert said[5] == "Half have an answer after 11 days; few come after day 15"
    assert said[6] == "78 of 180 requests came from somebody asked before"


def test_few_rows_with_a_referral_have_no_sentence_on_it():
    def rows(few):
        named = [{"contact": f"N{n}", "referrer": "A0", "asked_on": "2026-01-20",
                  "outcome": "accepted"} for n in range(few)]  # fmt: skip
        cold = [{"contact": f"A{n}", "outcome": ("accepted", "declined")[n % 2],
                 "asked_on": "2026-01-01"} for n in range(12)]  # fmt: skip
        return log_of([*cold, *named])

    said = [
        [one.key for section in build_report(rows(few)).sections for one in section.every]
        for few in (4, 5)
    ]
    assert ["naming" in one for one in said] == [False, True]


def test_our_names_are_worded_in_a_sentence_and_left_alone_where_they_are_quoted():
    said = "no met_on; “met_on” and 'met_on' and \u2068met_on\u2069 are a person's, so is xmet_on"
    assert in_words(said) == said.replace("no met_on", "no “met on”")


def test_no_word_of_the_page_is_a_columns_name_or_of_death(sample):
    page = rendered(as_flags(sample), "x.html").decode()
    text = re.sub(r"<(style|script|svg).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    text = text.replace("outreach_log.csv", "")
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", text) == []
    assert re.findall(r"\bdead\b|\bdies?\b|\bdeath\b", text) == []


def test_a_channel_is_said_to_differ_only_where_chance_would_hardly_do_it():
    even = build_report(log_of(asked("email", 12, 18) + asked("linkedin", 10, 20)))
    assert part(even, "place-channel").heading == (
        "Channel: no clear difference, from 4 in 10 (email) to 3 in 10 (LinkedIn)"
    )
    apart = build_report(log_of(asked("email", 27, 3) + asked("linkedin", 3, 27)))
    assert part(apart, "place-channel").heading.startswith("Channel: differs, from 9 in 10 (email)")
    assert part(apart, "places").heading.endswith("the answer differs by channel")


def test_of_many_pairs_the_farthest_apart_must_be_clearer_still():
    # 20 of 30 against 12 of 30 has p = 0.04 alone (N-1 chi-squared), 0.38 among ten pairs
    rows = asked("email", 20, 10) + asked("linkedin", 12, 18)
    assert "differs" in part(build_report(log_of(rows)), "place-channel").heading
    for between in ("phone", "text", "other"):
        rows += asked(between, 15, 15)
    assert "no clear difference" in part(build_report(log_of(rows)), "place-channel").heading


def test_few_of_every_value_tell_nothing():
    report = build_report(log_of(asked("email", 3, 3) + asked("phone", 4, 2)))
    assert part(report, "place-channel").heading == "Channel: too few requests to tell"


def test_every_mark_stands_at_the_numbers_of_its_row(sample):
    section = part(sample, "funnel")
    steps = [one for one in ol.funnel(read_log(SAMPLE), as_of=AS_OF).steps if one.of]
    assert [(one.estimate, one.low, one.high) for one in section.marks] == [
        (one.rate, one.low, one.high) for one in steps
    ]
    assert len(section.marks) == len(section.table.rows)


def test_a_mark_is_drawn_to_scale():
    half = mark_svg(Mark(0.5, 0.0, 1.0), signed=False)
    assert f'd="M{EDGE:.1f} 8H{WIDE - EDGE:.1f}"' in half
    assert f'cx="{WIDE / 2:.1f}"' in half
    assert f'cx="{WIDE / 2:.1f}"' in mark_svg(Mark(0.0, -0.2, 0.2), signed=True)
    assert mark_svg(None, signed=True) == ""


def test_the_advice_opens_row_by_row_with_what_others_found(sample):
    section = part(sample, "advice")
    assert section.opened
    assert len(section.parts) == len(section.table.rows) == len(section.marks) == 15
    assert [one.heading for one in section.parts] == [row[0] for row in section.table.rows]
    named = part(sample, "by-referral")
    assert any("Boshmaf" in sentence for sentence in named.sentences)
    assert "Nothing published was found about it." in part(sample, "by-offered_phone").sentences
    assert "39.8% of 12,797" in " ".join(section.sentences)


def test_now_is_held_against_before_in_a_heading(sample):
    now = ol.progress(read_log(SAMPLE), as_of=AS_OF, by="month").now_against_before
    assert now.found is not None
    assert now.found.p_value > 0.05
    assert part(sample, "time").heading == (
        "More said yes lately, 5 in 10 against 4 in 10 before, which may be chance"
    )


def test_a_reminder_is_told_with_its_doubt(sample):
    found = ol.follow_up_effect(read_log(SAMPLE), as_of=AS_OF)
    assert found.difference.low < 0 < found.difference.high
    assert part(sample, "reminders").heading == (
        "After a reminder 5 in 100 more answered than without one, which may be chance"
    )


def test_the_chains_stand_by_name_each_under_whom_it_came_from(sample):
    rows = part(sample, "by-name").table.rows
    steps = [row[0].count("↳") for row in rows]
    assert steps[0] == 0
    assert all(after <= before + 1 for before, after in pairwise(steps))
    lines = ol.referral_forest(read_log(SAMPLE), as_of=AS_OF).lines
    assert len(rows) == int((lines.chain_size > 1).sum())


def test_a_log_without_the_ground_for_a_fold_has_none():
    bare = build_report(log_of([{"outcome": "accepted"}, {"outcome": "declined"}] * 8))
    assert keys(bare) == {"funnel", "data", "quality", "method"}


def test_two_pages_of_a_pool_share_nobody():
    pool = read_log(simulate_log(240, seekers=4, rng=3))
    day = pool.as_of().outcomes.as_of
    one, two = (
        rendered(build_report(pool.of_seeker(name), as_of=day, pool=pool), "x.html").decode()
        for name in pool.seekers[:2]
    )
    names = {*pool.of_seeker(pool.seekers[1]).table["contact"].astype("str")}
    mine = {*pool.of_seeker(pool.seekers[0]).table["contact"].astype("str")}
    assert not any(name in one for name in names - mine)
    assert any(name in two for name in names)


def test_a_step_that_most_take_is_not_only_taken_by_so_many():
    rows = [{"outcome": "accepted"}] * 40 + [{"outcome": "declined"}] * 45
    report = build_report(log_of([*rows, *[{"outcome": "no_reply"}] * 5]))
    assert part(report, "funnel").heading.startswith("Most are lost at one step: only 40 of 85")
    kept = build_report(log_of([{"outcome": "accepted"}] * 80 + rows[40:50] + rows[40:50]))
    assert part(kept, "funnel").heading.startswith("Most are lost at one step: 80 of 100")


def test_below_ten_answers_no_day_is_named_after_which_few_come():
    def rows(answers):
        days = [f"2026-01-{2 + n:02d}" for n in range(answers)]
        return [
            *({"outcome": "accepted", "asked_on": "2026-01-01", "responded_on": day}
              for day in days),
            *({"outcome": "no_reply", "asked_on": "2025-10-01"} for _ in range(30)),
        ]  # fmt: skip

    said = [part(build_report(log_of(rows(n))), "waiting").heading for n in (9, 10)]
    assert ["few come" in one for one in said] == [False, True]


def test_advice_hardly_tried_has_no_ratio_and_no_test_even_for_statisticians():
    def terms(few):
        rows = [
            {"offered_phone": side, "outcome": outcome}
            for side, n in (("yes", few), ("no", 20))
            for outcome in ["accepted", "declined"] * (n // 2) + ["declined"] * (n % 2)
        ]
        advice = part(build_report(log_of(rows)), "advice")
        return next(one.details for one in advice.parts if one.heading == "Offer a phone call")

    assert terms(4) == ()
    assert any(one.startswith("Odds ratio") for one in terms(5))


def test_what_is_older_is_to_be_decided_once(sample):
    older = part(sample, "further")
    assert older.sentences[-1].startswith("What is older than two months is to be decided once")
    rows = read_log(SAMPLE).frame.head(12).astype("str").replace({"nan": "", "NaT": "", "<NA>": ""})
    only = part(build_report(read_log(rows), as_of=AS_OF), "further")
    assert only.heading == "What is due besides: 3 older loose ends"
    assert len(only.sentences) == 1
