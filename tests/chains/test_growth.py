"""Growth by hand, against a plain loop on random logs, and against a known truth."""

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.chains.growth import ChainGrowth, chain_growth
from outreachlab.chains.planning import Planning
from outreachlab.errors import UsageError
from outreachlab.stats.reproduction import STEPS
from tests.chains.worlds import asked, branching, closed, day, met
from tests.logs import log_of

EXACT = 1e-14  # four divisions against one


def literal(rows: list[dict[str, str]]) -> tuple[int, ...]:
    """N, T, A, C, M of section 9 by plain loops; no two requests to one person in these rows."""
    totals = [0, 0, 0, 0, 0]
    for row in rows:
        if "met_on" not in row:
            continue
        children = [other for other in rows if other["referrer"] == row["contact"]]
        below = {other["contact"] for other in children}
        accepted = {other["contact"] for other in children if other["outcome"] == "accepted"}
        seen = {other["contact"] for other in children if "met_on" in other}
        names = max(int(row.get("referrals_given", 0)), len(below))
        for place, more in enumerate((1, names, len(below), len(accepted), len(seen))):
            totals[place] += more
    return tuple(totals)


@st.composite
def logs(draw: st.DrawFn) -> list[dict[str, str]]:
    size = draw(st.integers(1, 14))
    rows = []
    for place in range(size):
        above = draw(st.integers(-1, place - 1))
        referrer = f"P{above}" if above >= 0 else ""
        kind = draw(st.sampled_from(["met", "accepted", "no"]))
        names = str(draw(st.integers(0, 3)))
        if kind == "met":
            rows.append(met(f"P{place}", place, referrer, referrals_given=names))
        else:
            rows.append(asked(f"P{place}", place, referrer))
            if kind == "accepted":
                rows[-1]["outcome"] = "accepted"
    return rows


@settings(max_examples=20)
@given(logs())
def test_counts_are_those_of_a_plain_loop_and_r_is_the_product_of_its_steps(rows) -> None:
    found = chain_growth(closed([*rows, met("P", 0, referrals_given="1")]))
    expected = tuple(np.add(literal(rows), (1, 1, 0, 0, 0)).tolist())
    assert tuple(found.counts.values()) == expected
    totals = list(expected)
    product = Fraction(1)
    for place, step in enumerate(STEPS):
        estimate = found.steps[step].estimate
        if totals[place] == 0:
            assert estimate is None
            assert found.steps[step].why
            product = Fraction(0)
            break
        assert estimate == totals[place + 1] / totals[place]
        product *= Fraction(totals[place + 1], totals[place])
    assert product == Fraction(totals[4], totals[0])
    assert found.reproduction.estimate == float(product)


def test_a_person_asked_twice_through_one_meeting_is_one_person_who_accepted_at_last() -> None:
    rows = [
        met("Ana", 0, referrals_given="1"),
        asked("Bo", 1, "Ana"),
        met("Bo", 30, "Ana", referrals_given="0"),
    ]
    found = chain_growth(closed(rows))
    assert list(found.counts.values()) == [2, 1, 1, 1, 1]


def test_meetings_are_closed_three_windows_after_they_were_held() -> None:
    rows = [
        {"contact": "Ana", "asked_on": day(0), "met_on": day(0), "outcome": "accepted"},
        {"contact": "Bo", "asked_on": day(0), "met_on": day(1), "outcome": "accepted"},
        {"contact": "Cy", "asked_on": day(63), "outcome": "no_reply"},
    ]
    found = chain_growth(log_of(rows))
    assert found.counts["meetings"] == 1
    assert found.open["meetings"] == 1
    assert chain_growth(log_of(rows), window_days=20).counts["meetings"] == 2


def test_without_meeting_dates_nothing_is_estimated_and_that_is_said() -> None:
    found = chain_growth(log_of([{"outcome": "accepted"}, {"outcome": "no_reply"}]))
    plain = found.to_json()
    assert (plain["R"], plain["low"], plain["k"]) == (None, None, None)
    assert "met_on" in plain["why"]
    assert "met_on" in plain["steps"]["why"]
    assert repr(found).splitlines()[1:] == ["note: the log has no days of meetings (met_on)"]


def test_the_first_two_steps_need_the_names_of_four_fifths_of_the_meetings() -> None:
    named = [met(f"A{n}", n, referrals_given="2") for n in range(4)]
    blank = [met("B", 9)]
    assert chain_growth(closed(named + blank)).steps["names_per_meeting"].estimate == 8 / 5
    few = chain_growth(closed([*named, *blank, met("C", 10), asked("D", 11, "C")]))
    assert few.steps["names_per_meeting"].estimate is None
    assert few.steps["share_asked"].estimate is None
    assert few.steps["share_accepted"].estimate == 0
    assert few.reproduction.estimate == 0


def test_what_r_leaves_out_is_shown_apart() -> None:
    rows = [
        asked("Ana", 0),
        met("Bo", 1, "Ana"),
        met("Cy", 1, "Somebody else"),
        met("Di", 1),
    ]
    apart = chain_growth(closed(rows)).apart
    assert (apart["not_held"].requests, apart["not_held"].met) == (1, 1)
    assert (apart["outside_referrer"].requests, apart["outside_referrer"].met) == (1, 1)
    found = chain_growth(closed(rows))
    assert found.to_json()["apart"]["not_held"] == {"requests": 1, "accepted": 1, "met": 1}
    left = "1 request that came from somebody not met (1 met)"
    assert f"R leaves out {left} and 1 request with a referrer not asked before" in repr(found)


@pytest.fixture(scope="module")
def known() -> ChainGrowth:
    """80 seekers with three chains each, 0.7 further meetings per meeting, k = 0.5."""
    return chain_growth(closed(branching(np.random.default_rng(2), 80, 3, 0.7, 0.5)))


def test_branching_with_a_known_truth_is_covered(known: ChainGrowth) -> None:
    every = known.offspring[0]
    assert known.unit == "seeker"
    assert every.reproduction.low < 0.7 < every.reproduction.high
    assert every.k.low < 0.5 < every.k.high
    assert every.meetings == known.offspring[1].meetings + known.offspring[2].meetings
    assert sum(every.counts) == every.meetings
    assert known.extinction_probability == 1


def test_expected_meetings_are_those_of_the_geometric_sum(known: ChainGrowth) -> None:
    plan = known.planning
    roots, later = plan.roots, plan.later
    assert plan.cold == plan.met == 240
    assert known.expected_interviews(10, 0).estimate == 10
    assert known.expected_interviews(10, 1).estimate == pytest.approx(10 * (1 + roots), rel=EXACT)
    three = 1 + roots * (1 + later + later**2)
    assert known.expected_interviews(10, 3).estimate == pytest.approx(10 * three, rel=EXACT)
    weekly = known.cold_requests_a_week(2).estimate
    assert known.expected_interviews(weekly, 500).estimate == pytest.approx(2, rel=1e-9)
    with pytest.raises(UsageError):
        known.expected_interviews(-1, 2)
    with pytest.raises(UsageError):
        known.cold_requests_a_week(-1)


def test_what_cold_requests_lead_to_is_said_where_it_is_known(known: ChainGrowth) -> None:
    ten = known.expected_interviews(10, 3).estimate
    weekly = known.cold_requests_a_week(1).estimate
    assert known.promises() == [
        f"At these rates 10 cold requests lead to about {ten:.0f} meetings, "
        "with their referrals followed three times.",
        f"Keeping one meeting a week going takes about {weekly:.1f} cold requests a week.",
    ]
    assert "at these rates 10 cold requests" in repr(known)
    assert chain_growth(log_of([{}])).promises() == []


def test_the_text_shows_r_of_cold_and_referred_contacts_apart_and_k(known: ChainGrowth) -> None:
    text = repr(known)
    _, roots, later = known.offspring
    for name, part in (("cold", roots), ("referred", later)):
        met = round(part.reproduction.estimate * part.meetings)
        (line,) = [line for line in text.splitlines() if f"R of {name} contacts" in line]
        assert f"{met} of {part.meetings}" in line
        assert f"{part.reproduction.low:.2f} to {part.reproduction.high:.2f}" in line
    assert f"{known.offspring[0].k.estimate:.2f}" in text


def test_chains_that_carry_on_need_no_cold_requests() -> None:
    plan = Planning(cold=10, met=5, roots=0.5, later=1.2).cold_requests_a_week(2)
    assert plan.estimate is None
    assert "unaided" in plan.why


def test_the_weakest_step_is_the_one_whose_best_quarter_lifts_r_most() -> None:
    # Ten seekers, each with ten meetings of one name; three of them follow all names up.
    rows = []
    for seeker in range(10):
        for n in range(10):
            rows.append(met(f"p{n}", n, referrals_given="1", seeker=f"s{seeker}"))
            if seeker < 3 or n < 5:
                child = met(f"q{n}", n + 1, f"p{n}", referrals_given="0", seeker=f"s{seeker}")
                rows.append(child)
    found = chain_growth(closed(rows))
    assert found.weakest_step == "share_asked"
    assert found.best_quarter["share_asked"] == pytest.approx(0.875)
    assert found.lift["share_accepted"] == 0
    assert found.weakest_why is None


def test_without_a_weakest_step_the_reason_is_told() -> None:
    alone = chain_growth(closed([met("Ana", 0, referrals_given="1"), met("Bo", 1, "Ana")]))
    assert "weakest_step: a best quarter takes 8 seekers" in alone.to_json()["why"]
    assert "weakest step: a best quarter takes 8 seekers" in repr(alone)
    rows = []
    for seeker in range(8):
        for n in range(6):
            rows.append(met(f"p{n}", n, referrals_given="1", seeker=f"s{seeker}"))
            rows.append(met(f"q{n}", n + 1, f"p{n}", referrals_given="0", seeker=f"s{seeker}"))
    assert chain_growth(closed(rows)).weakest_why == "no step would lift R at the best quarter"


def test_results_repeat_and_json_is_plain(known: ChainGrowth) -> None:
    text = json.dumps(known.to_json(), allow_nan=False)
    assert set(STEPS) <= set(json.loads(text)["steps"])
    assert "best quarter" in repr(known)
    assert list(known.table["step"]) == [*STEPS, "R"]


def test_a_chain_five_thousand_long_is_no_matter() -> None:
    size = 5_000
    rows = [met("c0", 0)] + [met(f"c{n}", n // 20, f"c{n - 1}") for n in range(1, size)]
    found = chain_growth(closed(rows))
    assert found.counts["met"] == size - 1
    assert found.reproduction.why == "only 1 unit; it takes 10"
    assert "note: no intervals from 1 chain only; it takes 10" in repr(found)
    assert "only 1 closed cold meeting; it takes 10" in repr(found)
