"""The next lot: one at a time, written down before it is shown, lost by no kill."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from scipy.special import ndtr

import outreachlab as ol
from outreachlab.cli import main
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.trials.asked import asked_of
from outreachlab.trials.assigned import lots_in
from outreachlab.trials.drawing import lots_for
from outreachlab.trials.places import departures
from outreachlab.trials.receipt import lots_kept

DAY = "2026-01-05"
ALL = ("meeting_format", "short_time", "offered_phone", "referral")


@pytest.fixture
def trial(tmp_path):
    return tmp_path / "trial"


def planned(folder, tactics=ALL, **given):
    return ol.plan_trial(folder, tactics, **{"today": DAY, "size": 40, "rng": 1, **given})


def hand(folder, contact, **given):
    return ol.next_assignment(folder, contact, **{"today": DAY, **given})


def run(*arguments):
    return CliRunner().invoke(main, [str(one) for one in arguments])


def test_lots_are_those_of_the_plan_in_order(trial):
    plan = planned(trial, ("offered_phone",))
    arms = [hand(trial, f"c{place}").lots[0].arm for place in range(40)]
    (blocks,) = plan.sequences.values()
    assert arms == ["yes" if letter == "A" else "no" for letter in "".join(blocks)[:40]]
    assert not departures(plan, lots_in(trial))
    table = ol.read_assigned(trial)
    assert table["number"].tolist() == list(range(1, 41))
    sizes = table.groupby("block")["arm"].agg(["size", lambda arm: (arm == "yes").sum()])
    whole = sizes.iloc[:-1]
    assert whole["size"].isin([4, 6]).all()
    assert (whole.iloc[:, 1] * 2 == whole["size"]).all()


def test_a_contact_has_one_lot_however_it_is_spelled(trial):
    planned(trial)
    first = hand(trial, "Bo Lind", referrer="Ana")
    again = hand(trial, " bo  LIND", referrer="Ana", today="2026-02-01")
    assert (again.lots, again.again) == (first.lots, True)
    assert again.to_do == first.to_do
    assert len(lots_in(trial)) == 4


def test_words_can_be_followed(trial):
    planned(trial)
    given = hand(trial, "Bo", referrer="Ana")
    sides = {
        "meeting_format": {"coffee": "offer coffee", "lunch": "offer lunch"},
        "short_time": {"yes": "ask for 30 minutes", "no": "name no time limit"},
        "offered_phone": {"yes": "offer a phone call", "no": "don't mention a phone call"},
        "referral": {
            "named": "this contact came from Ana: name Ana",
            "not_named": "this contact came from Ana: don't name Ana",
        },
    }
    assert given.to_do == tuple(sides[lot.tactic][lot.arm] for lot in given.lots)


def test_only_who_is_eligible_gets_a_lot_and_keeps_its_place(trial):
    plan = planned(trial)
    hand(trial, "cold")
    remote = hand(trial, "far away", in_person=False)
    assert {lot.tactic for lot in remote.lots} == {"short_time", "offered_phone"}
    lots = {lot.tactic: lot for lot in hand(trial, "Bo", referrer="Ana").lots}
    first = next(iter(plan.sequences[("me", "all", "referral")]))[0]
    assert lots["referral"].arm == ("named" if first == "A" else "not_named")
    planned(trial / "other", ("referral",))
    with pytest.raises(UsageError, match="no lot can be drawn"):
        hand(trial / "other", "cold")


def test_an_opt_out_is_counted_and_takes_no_lot(trial):
    planned(trial)
    out = hand(trial, "a", opted_out="offered_phone")
    assert out.opted_out == ("offered_phone",)
    row = ol.read_assigned(trial).query("tactic == 'offered_phone'").iloc[0]
    assert row["opted_out"]
    assert row["arm"] == ""
    phone = [hand(trial, name).lots[2].arm for name in "bdefgh"]
    (letters,) = [
        "".join(blocks)
        for key, blocks in ol.read_plan(trial).sequences.items()
        if key.tactic == "offered_phone"
    ]
    assert phone == ["yes" if letter == "A" else "no" for letter in letters[:6]]
    assert not hand(trial, "c", opted_out="all").to_do
    with pytest.raises(UsageError, match="cannot opt out"):
        hand(trial, "b", opted_out=["short_time"])
    with pytest.raises(UsageError, match="is not tried"):
        hand(trial, "i", opted_out=["venue"])


def test_a_clock_that_went_back_is_said(trial):
    planned(trial)
    hand(trial, "a", today="2026-02-01")
    late = hand(trial, "b", today="2026-01-20")
    assert late.day == date(2026, 2, 1)
    assert "check the clock" in late.notes[0]


def test_a_sequence_ends(trial):
    plan = planned(trial, ("offered_phone",), size=8)
    (blocks,) = plan.sequences.values()
    notes = [hand(trial, str(place)).notes for place in range(sum(map(len, blocks)))]
    assert not any(notes[:8])
    assert "had been handed out" in notes[8][0]
    with pytest.raises(NothingToComputeError, match="used up"):
        hand(trial, "one more")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"contact": " "}, "has a name"),
        ({"contact": "x" * 300}, "has a name"),
        ({"seeker": "nobody"}, "`seeker`"),
        ({"stratum": None}, "say which"),
        ({"stratum": "banks"}, "`stratum`"),
    ],
)
def test_what_the_plan_does_not_have_is_refused(trial, given, said):
    planned(trial, strata=["big", "small"])
    with pytest.raises(UsageError, match=said):
        hand(trial, **{"contact": "Bo", "stratum": "big", **given})
    assert not lots_in(trial)


def test_an_edited_plan_hands_out_nothing(trial):
    planned(trial)
    file = trial / "plan.toml"
    file.write_text(file.read_text().replace("window_days = 21", "window_days = 7"))
    with pytest.raises(UsageError, match="was changed after it was made"):
        hand(trial, "Bo")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: text.replace(",yes,0.5", ",no,0.5", 1) + text.splitlines()[1] + "\n",
        lambda text: text.replace("2026-01-05", "5.1.2026"),
        lambda text: text.replace("number", "no"),
        lambda text: "",
        lambda text: text + "1,2\n",
        lambda text: text.replace("2026-01-05", "9999-12-31"),
        lambda text: text.replace("1,2026", f"{10**30},2026", 1),
    ],
)
def test_spoilt_lots_are_refused_in_a_sentence(trial, spoilt):
    planned(trial)
    for name in "abcdef":
        hand(trial, name)
    file = trial / "assigned.csv"
    file.write_text(spoilt(file.read_text()))
    before = file.read_bytes()
    with pytest.raises(UsageError, match=r"assigned\.csv"):
        hand(trial, "Bo")
    assert file.read_bytes() == before


def test_a_hostile_name_is_data(trial):
    planned(trial, ("offered_phone",))
    names = ['=cmd|"x"!A1', "a,b", "\u202eevil", "`tactics`", "x\ud800"[:1], "Ünï 'quote'"]
    for name in names:
        hand(trial, name)
    assert [lot.contact for lot in lots_in(trial)] == names
    assert "'=cmd" in (trial / "assigned.csv").read_text()


def test_several_seekers_have_sequences_of_their_own(trial):
    plan = planned(trial, ("offered_phone",), seekers=["Ana", "Bo"])
    for name in "cdef":
        hand(trial, name, seeker="ana")
        hand(trial, name, seeker="Bo")
    lots = lots_in(trial)
    assert not departures(plan, lots)
    assert [lot.number for lot in lots] == list(range(1, 9))
    with pytest.raises(UsageError, match="the `seeker` is Ana or Bo"):
        hand(trial, "g")


def test_adaptive_lots_follow_the_log_and_can_be_replayed(trial, tmp_path):
    planned(trial, ("offered_phone",), adaptive=True)
    log = tmp_path / "log.csv"
    rows, chances = ["contact,asked_on,outcome,responded_on"], []
    for place in range(30):
        day = date(2026, 1, 5) + timedelta(30 * place)
        known = ol.read_log(log) if place else none_yet(tmp_path)
        lot = hand(trial, f"c{place}", log=known, today=day).lots[0]
        chances.append(lot.probability if lot.arm == "yes" else 1 - lot.probability)
        outcome = "accepted" if lot.arm == "yes" else "declined"
        rows.append(f"c{place},{day},{outcome},{day}")
        log.write_text("\n".join(rows) + "\n")
    assert chances[0] == pytest.approx(0.655422, abs=1e-6)  # Φ(0.2/0.5)
    assert chances[-1] == pytest.approx(0.9)
    assert min(chances) >= 0.1 - 1e-12
    with pytest.raises(UsageError, match="give the `log`"):
        hand(trial, "x", today="2030-01-01")
    with pytest.raises(UsageError, match="was asked on"):
        hand(trial, "early", log=none_yet(tmp_path, "early"), today="2030-01-01")


def test_before_a_window_can_be_over_the_prior_alone_decides_with_a_log_or_without(trial, tmp_path):
    plan = planned(trial, ("offered_phone", "short_time"), adaptive=True)
    asked_at_once = tmp_path / "log.csv"
    rows = [f"c{place},{DAY},accepted,{DAY}" for place in range(6)]
    asked_at_once.write_text("\n".join(["contact,asked_on,outcome,responded_on", *rows]) + "\n")
    last = date.fromisoformat(DAY) + timedelta(plan.window_days - 1)
    given = [hand(trial, f"c{place}", today=last if place == 5 else DAY) for place in range(6)]
    lots = lots_in(trial)
    for one in given:
        before = [lot for lot in lots if lot.number < one.number]
        about = asked_of(
            plan,
            one.contact,
            seeker=None,
            stratum=None,
            referrer=None,
            in_person=True,
            opted_out=(),
        )
        same = lots_for(plan, about, before, ol.read_log(asked_at_once), one.day)
        assert same == [lot for lot in lots if lot.number == one.number]
        for lot in one.lots:
            first = lot.arm == plan.contrast(lot.tactic).first
            chance = lot.probability if first else 1 - lot.probability
            assert chance == pytest.approx(ndtr(0.2 / 0.5), abs=1e-6)
    with pytest.raises(UsageError, match="since 2026-01-26 answers can be in; give the `log`"):
        hand(trial, "late", today=last + timedelta(1))
    assert len({lot.number for lot in lots_in(trial)}) == 6
    hand(trial, "late", today=last + timedelta(1), log=ol.read_log(asked_at_once))


def test_an_adaptive_plan_starts_on_the_command_line_with_its_own_empty_sheet(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    run("trial", "plan", "--tactics", "offered_phone", "--adaptive", "--size", 40, "--as-of", DAY)
    for place, log in enumerate(([], ["trial/sheet.xlsx"])):
        given = run("trial", "next", f"c{place}", *log, "--as-of", DAY, "--json")
        assert given.exit_code == 0, given.output
        assert json.loads(given.stdout)["number"] == place + 1
    later = run("trial", "next", "c2", "--as-of", "2026-03-01")
    assert later.exit_code == 2
    assert "give the LOG so far" in later.stderr
    Path("old.csv").write_text("contact,asked_on,outcome\nsomebody,2025-01-01,declined\n")
    out = run("trial", "next", "c2", "old.csv", "--since", "2026-01-01", "--as-of", DAY)
    assert out.exit_code == 3, "what was left out is not nothing"


def none_yet(folder, who="somebody"):
    file = folder / "empty.csv"
    file.write_text(f"contact,asked_on,outcome\n{who},2026-01-01,declined\n")
    return ol.read_log(file)


def test_nothing_printed_foretells_the_next_but_one_lot(tmp_path, monkeypatch):
    """Two plans that differ only in what comes next print the same, whatever is asked of them."""
    monkeypatch.chdir(tmp_path)
    printed, log = [], tmp_path / "log.csv"
    log.write_text(f"contact,asked_on,outcome\na,{DAY},declined\n")
    for place, letters in enumerate(("AABB", "AABB BABA", "AABB ABAB")):
        folder = tmp_path / f"trial{place}"
        folder.mkdir()
        os.chdir(folder)
        asked = ("--tactics", "offered_phone", "--size", 40, "--as-of", DAY, "--json")
        shown = [run("trial", "plan", *asked)]
        rewritten(folder / "trial", letters)
        for name in "abcd":
            command = ("trial", "next", name, "--as-of", DAY)
            shown += [run(*command), run(*command, "--json")]
        shown += [
            run("trial", "read", log, "--as-of", day, "--json") for day in (DAY, "2030-01-01")
        ]
        assert all(one.exit_code == 0 for one in shown)
        printed.append([without_hash(one.output) for one in shown])
    assert printed[0] == printed[1] == printed[2]
    plan = ol.read_plan(folder / "trial")
    assert "blocks" not in repr(plan)
    assert not any(letters in repr(plan) for letters in ("AABB", "ABAB"))


def rewritten(folder, letters):
    """Another future, as if it had been drawn so."""
    from dataclasses import replace

    from outreachlab.trials.plan import hash_of
    from outreachlab.trials.plan_text import content_of, plan_text
    from outreachlab.trials.receipt import receipt_text

    plan = ol.read_plan(folder)
    tail = tuple(letters.split()) + ("ABBA",) * 10
    plan = replace(plan, sequences=dict.fromkeys(plan.sequences, tail))
    plan = replace(plan, hash=hash_of(content_of(plan)))
    (folder / "plan.toml").write_text(plan_text(plan))
    (folder / "handed_out.toml").write_text(receipt_text(plan, ()))


def without_hash(text):
    return "\n".join(
        line for line in text.splitlines() if '"hash"' not in line and "plan " not in line
    )


def test_an_adaptive_plan_prints_no_seed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown = run("trial", "plan", "--tactics", "offered_phone", "--adaptive", "--json")
    seed = str(ol.read_plan("trial").adaptive.seed)
    assert seed not in shown.output
    assert seed not in repr(ol.read_plan("trial"))
    assert json.loads(shown.stdout)["adaptive"]["floor"] == 0.1


HAND = """
import sys, outreachlab as ol
for place in range(int(sys.argv[2]), int(sys.argv[2]) + 50):
    ol.next_assignment(sys.argv[1], f"c{place}", today="2026-01-05")
    print(place, flush=True)
"""


def test_killed_at_any_moment_it_loses_and_repeats_nothing(trial, tmp_path):
    plan = planned(trial, ("offered_phone",), size=600)
    rng, begun = random.Random(1), 0
    for _ in range(6):
        child = subprocess.Popen(
            [sys.executable, "-c", HAND, str(tmp_path / "trial"), str(begun)],
            stdout=subprocess.PIPE,
            text=True,
        )
        said = int(child.stdout.readline())  # it runs
        time.sleep(rng.uniform(0, 0.15))
        os.kill(child.pid, signal.SIGKILL)
        said = max([said, *map(int, child.stdout.read().split())])
        child.wait()
        lots = lots_in(trial)
        names = [lot.contact for lot in lots]
        assert f"c{said}" in names, "a lot that was shown is lost"
        assert len(set(names)) == len(names)
        assert [lot.number for lot in lots] == list(range(1, len(lots) + 1))
        assert not departures(plan, lots)
        begun = int(names[-1][1:]) + 1
    hand(trial, "last")
    left = sorted(path.name for path in (tmp_path / "trial").iterdir())
    assert left == [
        ".assigned.lock", "assigned.csv", "handed_out.toml", "plan.toml", "protocol.md",
        "sheet.xlsx",
    ]  # fmt: skip


DIE = """
import os, shutil, sys
import outreachlab as ol

EVENTS = "open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree"
ol.next_assignment(sys.argv[1], "first", today="2026-01-05")  # all that is loaded late is there
for event in range(1, 100):
    room = f"{sys.argv[2]}/{event}/trial"
    shutil.copytree(sys.argv[1], room)
    child = os.fork()
    if not child:
        left = event

        def hook(name, _):
            global left
            left -= name in EVENTS
            if not left:
                os._exit(9)

        sys.addaudithook(hook)
        ol.next_assignment(room, "second", today="2026-01-05")
        os._exit(0)
    print(event, flush=True)
    if not os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="ends a process at a line")
def test_killed_before_each_file_operation_it_loses_and_repeats_nothing(trial, tmp_path):
    """Every operation on a file in handing out one lot, one after the other, is the last."""
    plan = planned(trial, ("offered_phone",), size=600)
    log = none_yet(tmp_path)
    alone = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [sys.executable, "-c", DIE, str(trial), str(tmp_path / "rooms")]
    done = subprocess.run(command, capture_output=True, text=True, env=alone, check=True)
    events, found = list(map(int, done.stdout.split())), set()
    for event in events:
        folder = tmp_path / "rooms" / str(event) / "trial"
        lots, wrong = lots_kept(folder, plan)
        assert wrong is None, event
        assert not departures(plan, lots)
        found.add(tuple(lot.contact for lot in lots))
        assert ol.read_trial(log, folder, as_of=DAY).contrasts[0].judged.decision == "go on"
        assert hand(folder, "third").number == len(lots) + 1
        assert hand(folder, "second").number == (2 if len(lots) == 2 else 3)
        assert not list(folder.glob(".writing-*"))
    assert len(events) > 10
    assert found == {("first",), ("first", "second")}


def test_many_at_once_get_a_lot_each(trial):
    plan = planned(trial, ("offered_phone",), size=60)
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda place: hand(trial, f"c{place}"), range(40)))
    lots = lots_in(trial)
    assert [lot.number for lot in lots] == list(range(1, 41))
    assert not departures(plan, lots)
