"""What a plan promises, what it takes from a log, and what it refuses."""

import io
import json

import openpyxl
import pytest
from click.testing import CliRunner

import outreachlab as ol
from outreachlab.cli import main
from outreachlab.errors import InTheWayError, UsageError
from outreachlab.stats.exact_power import exact_power, looked_at
from outreachlab.trials.lots import sequence
from outreachlab.trials.planning import draw_plan
from outreachlab.trials.sheet import sheet_xlsx
from outreachlab.trials.words import CONTRASTS

DAY = "2026-01-05"


def run(*arguments):
    return CliRunner().invoke(main, ["trial", *map(str, arguments)])


@pytest.fixture(scope="module")
def log():
    return ol.read_log(ol.simulate_log(150, rng=3))


@pytest.fixture(scope="module")
def pool():
    return ol.read_log(ol.simulate_log(200, seekers=5, rng=3))


def test_size_is_the_least_at_which_the_exact_test_has_the_power():
    plan = draw_plan("offered_phone", rates=(0.5, 0.3), today=DAY)
    assert plan.size == 204
    assert exact_power(0.5, 0.3, 102, 102) >= 0.8
    looks = (0.2, 0.4, 0.6, 0.8, 1.0)
    assert plan.looks == looks
    assert plan.power == pytest.approx(looked_at(0.5, 0.3, 204, looks)[0], abs=1e-3)
    assert plan.power == pytest.approx(0.8, abs=0.02)


def test_several_tactics_share_the_level_and_the_contacts():
    plan = draw_plan(tuple(CONTRASTS), today=DAY)
    side = plan.size // 2
    assert exact_power(*plan.rates, side, side, 0.05 / 7) >= 0.8
    assert exact_power(*plan.rates, side - 1, side - 1, 0.05 / 7) < 0.8
    assert len(plan.sequences) == 7
    assert len(set(plan.sequences.values())) == 7


def test_a_log_tells_what_it_can(log):
    plan = draw_plan(log=log, today=DAY)
    choices = ol.choose(log)
    expected = choices.trial or max(choices.choices, key=lambda one: one.information)
    assert [one.tactic for one in plan.tactics] == [expected.advice.tactic]
    totals = choices.ground["totals"]
    assert round(totals["accepted"] / totals["counted"], 2) in plan.rates
    assert plan.ends_on is not None
    weeks = (plan.ends_on - plan.starts_on).days / 7
    assert weeks == pytest.approx(plan.size / ol.power_by_when(log).a_week + 3, abs=1)


def test_one_plan_serves_all_clients(pool):
    plan = draw_plan("offered_phone", log=pool, size=100, today=DAY)
    assert plan.seekers == pool.seekers
    assert {key.seeker for key in plan.sequences} == set(pool.seekers)
    assert len(set(plan.sequences.values())) == 5
    assert all(len("".join(blocks)) >= 40 for blocks in plan.sequences.values())


def test_many_clients_get_a_block_each():
    assert draw_plan("offered_phone", seekers=[f"s{n}" for n in range(100)], today=DAY).size == 400


def test_blocks_are_half_and_half_and_every_order_comes(rng):
    blocks = sequence(20_000, rng)
    assert {len(block) for block in blocks} == {4, 6}
    assert all(block.count("A") * 2 == len(block) for block in blocks)
    assert len(set(blocks)) == 6 + 20
    fours = [block for block in blocks if len(block) == 4]
    assert len(fours) / len(blocks) == pytest.approx(0.5, abs=0.03)
    assert fours.count("ABBA") / len(fours) == pytest.approx(1 / 6, abs=0.04)


@pytest.fixture
def rng():
    import numpy as np

    return np.random.default_rng(1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"tactics": None}, "say what to try"),
        ({"tactics": "venue"}, "cannot be tried"),
        ({"tactics": ["coffee", "lunch"]}, "one side of what can be tried; write meeting_format"),
        ({"tactics": ["offered_phone", " "]}, "`tactics`"),
        ({"tactics": []}, "`tactics`"),
        ({"tactics": 3}, "`tactics`"),
        ({"rates": (0.5, 0.51)}, "nearer than two points"),
        ({"rates": (0.5,)}, "`rates`"),
        ({"rates": (0, 0.5)}, "`rates`"),
        ({"rates": (float("nan"), 0.5)}, "`rates`"),
        ({"size": 1}, "plan for 8"),
        ({"size": 10**9}, "plan for 8"),
        ({"size": 20, "seekers": list("abcdef")}, "plan for 24"),
        ({"seekers": ["Ana", ""]}, "`seekers`"),
        ({"strata": [" "]}, "`strata`"),
        ({"looks": 0}, "`looks`"),
        ({"looks": 1000}, "`looks`"),
        ({"smallest_effect": 0}, "`smallest_effect`"),
        ({"window_days": 0}, "`window_days`"),
        ({"window_days": 10**12}, "`window_days`"),
        ({"adaptive": True, "seekers": ["a", "b"]}, "for one seeker"),
        ({"today": "5.1.2026"}, "is no day"),
        ({"seekers": [f"s{n}" for n in range(400)], "size": 100}, "plan for 1,600"),
        (
            {"tactics": list(CONTRASTS), "size": 5_000, "seekers": [f"s{n}" for n in range(600)]},
            "for fewer",
        ),
    ],
)
def test_what_makes_no_sense_is_said_and_nothing_is_written(tmp_path, given, said):
    tactics = given.pop("tactics", "offered_phone")
    with pytest.raises(UsageError, match=said):
        ol.plan_trial(tmp_path / "trial", tactics, **{"today": DAY, **given})
    assert not list(tmp_path.iterdir())


def test_the_largest_plan_is_read_again(tmp_path):
    seekers = [f"s{n}" for n in range(142)]
    made = ol.plan_trial(
        tmp_path / "trial", tuple(CONTRASTS), size=5_000, seekers=seekers, strata=list("abcd")
    )
    assert ol.read_plan(tmp_path / "trial") == made


def test_a_name_given_twice_is_one(tmp_path):
    plan = draw_plan(["offered_phone", "offered_phone"], seekers=["Ana", "ANA "], today=DAY)
    assert len(plan.tactics) == len(plan.seekers) == 1


def test_nothing_is_overwritten(tmp_path):
    ol.plan_trial(tmp_path / "trial", "offered_phone", size=40)
    before = {path.name: path.read_bytes() for path in (tmp_path / "trial").iterdir()}
    with pytest.raises(InTheWayError, match="a plan is here already, and is never replaced"):
        ol.plan_trial(tmp_path / "trial", "short_time", size=40)
    assert {path.name: path.read_bytes() for path in (tmp_path / "trial").iterdir()} == before
    ol.next_assignment(tmp_path / "trial", "Bo")
    (tmp_path / "trial" / "plan.toml").unlink()
    (tmp_path / "trial" / "sheet.xlsx").unlink()
    with pytest.raises(InTheWayError, match=r"assigned\.csv is here already"):
        ol.plan_trial(tmp_path / "trial", "short_time", size=40)


@pytest.mark.parametrize("name", ["assigned.csv", "handed_out.toml", "protocol.md", "sheet.xlsx"])
def test_a_file_of_a_plans_names_is_not_written_over(tmp_path, name):
    (tmp_path / name).write_text("mine")
    with pytest.raises(InTheWayError, match="is here already, maybe an earlier plan's; name"):
        ol.plan_trial(tmp_path, "short_time", size=40)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["mine"]


def test_a_folder_in_no_folder_is_said(tmp_path):
    with pytest.raises(UsageError, match=r"there is no folder .*no; name another place") as told:
        ol.plan_trial(tmp_path / "no" / "trial", "short_time", size=40)
    assert "toml" not in str(told.value)
    assert not list(tmp_path.iterdir())


def test_two_plans_at_once_are_refused(tmp_path):
    ol.plan_trial(tmp_path / "one", "offered_phone", size=8)
    with pytest.raises(UsageError, match="is under way"):
        ol.plan_trial(tmp_path / "two", "short_time", size=40)
    assert not (tmp_path / "two").exists()
    ol.plan_trial(tmp_path / "hers", "short_time", size=40, seekers="Ana")
    for place in range(8):
        ol.next_assignment(tmp_path / "one", str(place))
    ol.plan_trial(tmp_path / "two", "short_time", size=40)


def test_a_trial_whose_lots_cannot_be_read_is_under_way_too(tmp_path):
    ol.plan_trial(tmp_path / "one", "offered_phone", size=8)
    ol.next_assignment(tmp_path / "one", "a")
    (tmp_path / "one" / "assigned.csv").write_text("something else")
    with pytest.raises(UsageError, match="is under way"):
        ol.plan_trial(tmp_path / "two", "short_time", size=40)
    (tmp_path / "one" / "plan.toml").write_text("mine = 1")  # of another program
    ol.plan_trial(tmp_path / "two", "short_time", size=40)


def test_the_sheet_is_read_as_a_log(tmp_path):
    plan = draw_plan(tuple(CONTRASTS), size=40, seekers=["Ana", "Bo"])
    book = openpyxl.load_workbook(io.BytesIO(sheet_xlsx(plan)))
    heads = [cell.value for cell in book.active[1]]
    row = {"trial": 7, "seeker": "Ana", "contact": "Cy", "asked_on": "2026-02-03"}
    row |= {
        "outcome": "accepted",
        "meeting_format": "lunch",
        "minutes_asked": 30,
        "venue": "near_me",
    }
    for place, head in enumerate(heads, start=1):
        book.active.cell(2, place, row.get(head))
    book.save(tmp_path / "log.xlsx")
    log = ol.read_log(tmp_path / "log.xlsx")
    assert log.frame["trial"].tolist() == ["7"]
    assert {one.tactic for one in plan.tactics} <= {"referral", "short_time", *log.columns} | {
        "convenient_venue"
    }


def test_the_protocol_says_what_was_fixed(tmp_path):
    plan = ol.plan_trial(tmp_path / "trial", ["referral", "meeting_format"], size=80, today=DAY)
    text = (tmp_path / "trial" / "protocol.md").read_text()
    for said in (
        "coffee against lunch", "within 21 days",
        "80 contacts", "20%, 40%, 60%, 80% and 100%", "Contacts asked before the plan", plan.hash,
        "cannot show", "blocks of 4 or 6", f"the chance {plan.power:.2f}",
        "for contacts whom somebody referred",
    ):  # fmt: skip
        assert said in text
    adaptive = ol.plan_trial(tmp_path / "b", "referral", seekers="Ana", size=80, adaptive=True)
    text = (tmp_path / "b" / "protocol.md").read_text()
    assert "kept from 0.1 to 0.9" in text
    assert str(adaptive.adaptive.seed) not in text


def test_the_commands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ol.simulate_log(80, rng=1).to_csv("log.csv", index=False)
    done = run("plan", "log.csv", "--size", 40, "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["hash"] == ol.read_plan("trial").hash
    again = run("plan", "log.csv")
    assert (again.exit_code, "a plan is here already" in again.output) == (2, True)
    given = run("next", "Bo Lind", "--referrer", "Ana", "--json")
    assert json.loads(given.stdout)["number"] == 1
    assert run("next", "Bo Lind").output.startswith("Bo Lind, number 1")
    assert run("next", "Cy", "--opt-out", "all").exit_code in (0, 2)
    wrong = run("next", "Di", "--opt-out", "venue")
    assert (wrong.exit_code, "--opt-out is" in wrong.output) == (2, True)
    assert "make one with `outreachlab trial plan`" in run("next", "Bo", "--in", "no").output
    assert run("plan", "-o", "x", "--tactics", "a,,b").exit_code == 2
