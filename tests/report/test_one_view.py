"""A report looks at its log once: requests are judged once, and each column is coded once."""

from collections import Counter

import pytest

import outreachlab as ol
from outreachlab.intake.read import read_log
from outreachlab.log import codes, outcomes
from tests.logs import log_of


@pytest.fixture
def seen(monkeypatch):
    """How often the log is judged, and each of its columns coded or turned into days."""
    times = Counter()

    def watch(module, name, key):
        real = getattr(module, name)

        def watched(*args, **more):
            times[key(*args)] += 1
            return real(*args, **more)

        monkeypatch.setattr(module, name, watched)

    watch(outcomes, "outcomes_on", lambda *_: "judged")
    watch(codes, "_codes_of", lambda log, name: ("codes", name))
    watch(outcomes, "day_numbers", lambda column: ("days", column.name))
    return times


@pytest.mark.parametrize("file", ["outreach_log.csv", "coaching_pool.csv"])
def test_a_report_judges_its_log_once_and_codes_each_column_once(file, seen):
    log = read_log(f"data/{file}")
    seen.clear()
    ol.build_report(log)
    assert seen.pop("judged") == 1
    assert {key: count for key, count in seen.items() if count > 1} == {}
    assert len(seen) > 10


def test_a_report_takes_a_view_and_judges_no_more(seen):
    view = log_of([{"contact": "Ana"}, {"contact": "Bo"}]).as_of("2026-05-01", 14)
    seen.clear()
    content = ol.build_report(view).content
    assert "judged" not in seen
    assert (content["as_of"], content["window_days"]) == ("2026-05-01", 14)


def test_a_report_beside_a_pool_judges_the_pool_once_more(seen):
    pool = read_log("data/coaching_pool.csv")
    seen.clear()
    ol.build_report(pool.of_seeker(pool.seekers[0]), pool=pool)
    assert seen["judged"] == 2
