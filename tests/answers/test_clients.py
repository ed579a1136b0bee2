"""Who needs a call: counted by hand on a small pool, and against pandas on the sample."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.answers.clients import LATELY
from outreachlab.intake.read import read_log
from outreachlab.report.first.people import people_of
from tests.logs import log_of

POOL = Path(__file__).parents[2] / "data" / "coaching_pool.csv"
AS_OF = date(2026, 9, 5)


def asked(seeker, day, outcome="no_reply", **more):
    return {"seeker": seeker, "asked_on": day, "outcome": outcome, **more}


@pytest.fixture(scope="module")
def small():
    rows = [
        asked("Ana", "2026-03-01"),
        asked("Ana", "2026-03-20", "accepted", responded_on="2026-03-25"),
        asked("Bo", "2026-02-01", "pending"),
        asked("Cy", "2025-11-01", "accepted", responded_on="2025-11-03"),
        asked("Di", "2026-03-28", "pending"),
    ]
    return ol.clients(log_of(rows), as_of=date(2026, 4, 1))


def test_those_quiet_for_weeks_come_first_those_quiet_for_months_later(small):
    assert [line.seeker for line in small.lines] == ["Bo", "Cy", "Ana", "Di"]
    assert [line.silent for line in small.lines] == [59, 151, 12, 4]
    assert small.lines[0].why == "quiet for 59 days"


def test_what_each_asked_has_open_and_last_heard(small):
    found = {line.seeker: line for line in small.lines}
    assert [found[name].asked for name in ("Ana", "Bo", "Cy", "Di")] == [1, 0, 0, 1]
    assert [found[name].open for name in ("Ana", "Bo", "Cy", "Di")] == [0, 0, 0, 1]
    assert found["Ana"].last_yes == date(2026, 3, 25)
    assert found["Bo"].last_yes is None
    assert found["Ana"].weakest is None, "fewer than ten requests tell no weakest step"


def test_the_counts_are_those_of_the_file():
    frame = pd.read_csv(POOL, parse_dates=["asked_on"])
    frame = frame[frame["asked_on"] <= "2026-09-05"]
    lately = frame[frame["asked_on"] > pd.Timestamp(AS_OF) - pd.Timedelta(days=LATELY)]
    table = ol.clients(read_log(POOL), as_of=AS_OF).table.set_index("seeker")
    assert set(table.index) == set(frame["seeker"])
    counts = lately.groupby("seeker").size().reindex(table.index, fill_value=0)
    assert (table["asked"] == counts).all()
    last = frame.groupby("seeker")["asked_on"].max().reindex(table.index)
    assert (table["silent"] == (pd.Timestamp(AS_OF) - last).dt.days).all()


def test_things_due_are_those_of_each_clients_own_list():
    log = read_log(POOL)
    due = {line.seeker: line.due for line in ol.clients(log, as_of=AS_OF).lines}
    for name in ("S18", "S53", "S59"):
        steps = ol.next_steps(log.of_seeker(name), as_of=AS_OF)
        standing = sum(one.contact is None for one in steps.due)
        assert due[name] == len(steps.due) - standing + steps.left


def test_the_weakest_step_is_the_lowest_of_the_clients_funnel():
    log = read_log(POOL)
    weakest = {line.seeker: line.weakest for line in ol.clients(log, as_of=AS_OF).lines}
    steps = ol.funnel(log.of_seeker("S53"), as_of=AS_OF).steps
    able = [one for one in steps if one.step != "led_on" and (one.of or 0) >= 10]
    assert min(able, key=lambda one: one.rate).step == "named_someone"
    assert weakest["S53"] == "a name at the meeting"


def test_a_choice_is_told_only_where_it_is_known(small):
    assert all(line.choice is None for line in small.lines)
    told = ol.clients(log_of([asked("Ana", "2026-03-01")]), choices={"Ana": "Offer a phone call"})
    assert told.lines[0].choice == "Offer a phone call"


def test_every_column_of_the_table_is_told_in_a_sentence(small):
    said = repr(small)
    for column in ("asked", "open", "due", "weakest at", "what to change"):
        assert f"{column}: " in said
    page = people_of(small)
    assert "weakest at: " in page.sentences[0]
    assert "what to change" not in page.sentences[0]
    assert "what to change" not in page.table.columns
