"""The report over parts says what that of the parts joined to one table says."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from outreachlab.answers.clients import clients
from outreachlab.answers.next_steps import next_steps
from outreachlab.log.checked import CheckedLog
from outreachlab.parts import view as module
from outreachlab.parts.one_by_one import one_by_one, seekers_of
from outreachlab.parts.view import PartedLog
from outreachlab.parts.workers import processes
from outreachlab.report.build import build_report
from outreachlab.report.facts import thirds_of
from outreachlab.report.model import Report
from outreachlab.simulate import simulate_log
from tests.parts.conftest import backwards, counted_by, split
from tests.parts.same import assert_same, assert_same_answer

DAY = date(2026, 8, 1)


@pytest.fixture(scope="module")
def joined(parted) -> CheckedLog:
    return parted[3].joined()


@pytest.fixture(scope="module")
def whole(joined) -> Report:
    return build_report(joined, as_of=DAY)


@pytest.fixture
def never_joined(monkeypatch):
    """Nothing may join the parts."""
    monkeypatch.setattr(module, "MOST_ROWS", 0)


def assert_same_report(one: Report, two: Report) -> None:
    assert_same(one.to_json(), two.to_json())
    assert [picture.svg for picture in one.pictures] == [picture.svg for picture in two.pictures]


@pytest.mark.usefixtures("never_joined")
@pytest.mark.parametrize("parts", [3, 11])
@pytest.mark.parametrize("order", [replace, backwards], ids=["in order", "backwards"])
def test_the_report_is_that_of_the_table_whatever_the_parts(whole, parted, parts, order):
    assert_same_report(whole, build_report(order(parted[parts]), as_of=DAY))


@pytest.mark.usefixtures("never_joined")
def test_processes_make_the_same_report(whole, parted):
    with processes(2) as team:
        assert_same_report(whole, build_report(counted_by(parted[11], team), as_of=DAY))


@pytest.mark.usefixtures("never_joined")
def test_of_some_days_and_as_of_another_it_is_the_same(joined, parted):
    span = {"since": date(2026, 1, 1), "until": date(2026, 6, 1)}
    table = joined.between(*span.values())
    day = date(2026, 5, 15)
    parts = build_report(replace(parted[11], **span), as_of=day, window_days=14)
    assert_same_report(build_report(table, as_of=day, window_days=14), parts)


@pytest.mark.usefixtures("never_joined")
def test_the_page_of_one_seeker_beside_the_pool_is_the_same(joined, parted):
    alone = build_report(joined.of_seeker("s07"), pool=joined)
    assert_same_report(alone, build_report(replace(parted[11], seeker="s07"), pool=parted[11]))


@pytest.mark.usefixtures("never_joined")
@pytest.mark.parametrize("every", [False, True])
def test_what_is_due_is_that_of_the_table(joined, parted, every):
    table = next_steps(joined, every=every, as_of=DAY)
    for log in (parted[3], parted[11], backwards(parted[11])):
        found = next_steps(log, every=every, as_of=DAY)
        assert_same_answer(table, found)
        assert (table.due, table.further, table.loose) == (found.due, found.further, found.loose)
        assert table.habits.keys() == found.habits.keys()


@pytest.mark.usefixtures("never_joined")
def test_clients_are_those_of_the_table(joined, parted):
    for log in (parted[3], backwards(parted[11])):
        assert clients(joined).lines == clients(log).lines


@pytest.mark.usefixtures("never_joined")
def test_seekers_come_one_by_one_from_one_part_at_a_time(joined, parted, monkeypatch):
    read = []
    kept = PartedLog.tables

    def watched(self):
        for table in kept(self):
            read.append(len(table.frame))
            yield table

    monkeypatch.setattr(PartedLog, "tables", watched)
    view, found = parted[11].as_of(), {}
    for name, one in one_by_one(view):
        assert read[-1] == len(one.log.frame) < 2000
        found[name.casefold()] = len(one.outcomes.rows)
    assert sorted(found) == sorted(name.casefold() for name in seekers_of(view))
    assert sum(found.values()) == len(joined)


def test_a_number_is_cut_where_a_third_of_the_requests_lies(tmp_path):
    log = simulate_log(900, seekers=12, rng=6)
    log["years"] = np.random.default_rng(6).normal(4, 2, len(log)).round(3).astype(str)
    table, parts = split(log, tmp_path / "log", 4, {"tactics": {"years": "number"}})
    known = np.sort(log["years"].astype(float))
    for found in (table, parts):
        assert thirds_of(found.as_of(), "years") == [known[899 // 3], known[899 * 2 // 3]]
