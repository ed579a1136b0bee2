"""Trials run as a person would, with all that can go wrong: one sentence, the right exit code."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from outreachlab.cli import main

DAY = "2026-01-05"
END = "2026-06-01"


def run(*arguments, code=0):
    result = CliRunner().invoke(main, [str(one) for one in arguments])
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    if code == 2:
        assert result.stderr.strip().count("\n") == 0, result.stderr
        assert "nan" not in result.output.split()
    return result


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def plan(*more, tactics="offered_phone", size=8, looks=1):
    asked = ("--tactics", tactics, "--size", size, "--looks", looks, "--as-of", DAY, *more)
    return run("trial", "plan", *asked)


def give(*contacts, code=0, day=DAY):
    return [run("trial", "next", one, "--as-of", day, code=code) for one in contacts]


def log(here, rows, columns="contact,asked_on,offered_phone,outcome"):
    (here / "log.csv").write_text("\n".join([columns, *rows]) + "\n")
    return here / "log.csv"


def asked(names, arm="yes", day=DAY, outcome="declined"):
    return [f"{name},{day},{arm},{outcome}" for name in names]


def read(here, rows, *more, code=0, end=END):
    return run("trial", "read", log(here, rows), "--as-of", end, *more, code=code)


# What the issue names.


def test_fewer_contacts_than_arms(here):
    for size in (0, 1, 3):
        said = run("trial", "plan", "--tactics", "offered_phone", "--size", size, code=2).stderr
        assert "plan for 8 to 5,000 with --size" in said
    assert not list(here.iterdir())
    plan()
    give("a")
    told = read(here, asked("a")).stdout
    assert "Go on: no contact counts yet" in told
    assert "–" in told


def test_a_contact_twice(here):
    plan()
    one, two = give("Bo Lind", "bo  LIND")
    assert one.stdout.splitlines()[0] == two.stdout.splitlines()[0]
    assert "for another person of that name write more of the name" in two.stdout
    again = [*asked(["Bo Lind"]), f"Bo Lind,{DAY},yes,declined", "Bo Lind,2026-02-20,no,accepted"]
    found = json.loads(read(here, again, "--json").stdout)
    assert len(found["rows"]) == 1
    assert found["rows"][0]["asked_on"] == DAY
    assert found["rows"][0]["yes"] is False


def test_a_plan_edited_after_its_hash(here):
    plan()
    give("a")
    file = here / "trial" / "plan.toml"
    file.write_text(file.read_text().replace("window_days = 21", "window_days = 30"))
    (refused,) = give("b", code=2)
    assert "the plan was changed after it was made" in refused.stderr
    told = read(here, asked("a")).stdout
    assert "No verdict: the plan was changed after its hash was made" in told
    file.write_text("tactics = [")
    assert "the plan is no TOML" in give("b", code=2)[0].stderr
    assert "the plan is no TOML" in read(here, asked("a"), code=2).stderr


def test_contacts_asked_before_the_plan_or_outside_it(here):
    plan()
    give(*"abcd")
    rows = [
        *asked("bcd"),
        *asked("a", day="2026-01-02"),
        *asked(["x"]),
        *asked("y", day="2025-12-01"),
    ]
    told = read(here, rows).stdout
    assert "1 contact had been asked before their lot was drawn and is left out: a" in told
    assert "1 contact asked since the plan without a lot has no part in it" in told
    assert "1 contact asked before the plan has no part in it" in told
    run("trial", "next", "z", log(here, asked("z", day="2026-01-04")), "--as-of", DAY, code=2)


def test_an_arm_never_used(here):
    plan()
    give(*"abcdefgh")
    told = read(here, asked("abcdefgh", arm="no")).stdout
    assert "lots were drawn for “offer a phone call”, and nobody was asked that way" in told
    assert "the arms differ by less than 20 points in what was really done" in told


def test_unequal_windows(here):
    plan("--window", 14)
    give("a")
    for command in (("trial", "read", log(here, asked("a"))), ("trial", "next", "b")):
        said = run(*command, "--window", 21, code=2).stderr
        assert "counts a yes within 14 days of asking" in said
        assert "leave --window out" in said
        run(*command, "--window", 14, "--as-of", END)
    run("advice", here / "log.csv", "--trial", "trial", "--as-of", END, "--window", 7)


def test_all_pending(here):
    plan()
    give(*"abcdefgh")
    told = read(here, asked("abcdefgh", outcome="pending"), end="2026-01-06").stdout
    assert "Go on: no contact counts yet (a contact counts once its whole block of lots has" in told
    assert "Over: the lots do not tell" in read(here, asked("abcdefgh", outcome="pending")).stdout


def test_two_plans_at_once(here):
    plan()
    said = run("trial", "plan", "--tactics", "short_time", "-o", "two", code=2).stderr
    assert "a trial of the same seeker is under way (0 of 8 contacts)" in said
    again = run("trial", "plan", "--tactics", "short_time", code=2).stderr
    assert "trial: a plan is here already" in again
    assert "with `outreachlab trial next`, or name another folder" in again
    assert "toml" not in again
    assert [path.name for path in here.iterdir()] == ["trial"]


def test_a_tactic_nobody_is_eligible_for(here):
    plan(tactics="referral,meeting_format")
    cold = run("trial", "next", "a", "--remote", "--as-of", DAY, code=2).stderr
    assert "no lot can be drawn" in cold
    assert "--referrer" in cold
    give(*"abcd")
    told = run("trial", "read", log(here, asked("abcd")), "--as-of", END).stdout
    assert "nobody was eligible so far, so no lot was drawn" in told
    assert (
        "the trial takes 8 of these"
        in run(
            "trial", "plan", "--tactics", "referral", "--size", 8, "--for", "Ana", "-o", "hers"
        ).stdout
    )


def test_a_clock_that_went_back(here):
    plan()
    give("a", day="2026-02-01")
    (late,) = give("b", day="2026-01-10")
    assert "2026-01-10 is before the last lot, so the lot has the day 2026-02-01" in late.stdout
    (early,) = give("c", day="2025-01-01")
    assert "check the clock" in early.stdout


# What nobody listed.


def test_rates_that_are_no_numbers_are_answered_with_rates_that_are(here):
    result = CliRunner().invoke(main, ["power", "--rates", "50%,30%"])
    assert result.exit_code == 2
    assert "write them as 0.3,0.5" in result.stderr


def test_a_second_plan_in_the_same_folder_is_refused_by_the_name_of_the_first(here):
    plan()
    again = run("trial", "plan", "--tactics", "offered_phone", code=2)
    assert "trial: a plan is here already" in again.stderr


def test_a_lot_says_under_which_heading_to_write_what_was_done(here):
    plan(tactics="short_time")
    told = run("trial", "next", "Ann").stdout
    assert "write 1 under trial, and what you did under minutes_asked" in told


def test_options_that_would_be_ignored_are_refused(here):
    ours = log(here, asked("abc"))
    for arguments, said in (
        (("power", "--rho", 0.1), "say with --unit"),
        (("power", "--cv", 0.1), "say with --unit"),
        (("power", "--per-seeker", 3), "say with --unit"),
        (("power", "--unit", "request", "--rho", 0.1, "--cv", 0.3), "--cv matters only"),
        (("power", "--rates", "0.2,0.3,0.4", "--unit", "request"), "leave --ratio and --unit out"),
        (("power", ours, "--rates", "0.2,0.4"), "--rates is for two rates"),
        (("power", ours, "--power", 0.9), "--power is for two rates"),
        (("power", "--seeker", "Ana"), "--seeker is about a LOG"),
        (("power", "--as-of", END), "--as-of is about a LOG"),
        (("trial", "plan", "--tactics", "referral", "--since", DAY), "--since is about a LOG"),
        (("trial", "next", "a", "--map", "map.toml"), "--map is about a LOG"),
    ):
        assert said in run(*arguments, code=2).stderr, arguments
    assert not (here / "trial").exists()


def test_power_says_its_level_and_no_factor_of_one(here):
    assert (
        "two-sided at 0.05, for all 3 pairs together: 0.0167 for one of them"
        in run("power", "--rates", "0.2,0.3,0.4").stdout
    )
    alone = run("power", "--unit", "request").stdout
    assert "multiplied by 1" not in alone
    assert "say how alike they are with --rho" in alone
    assert "multiplied by 0.90" in run("power", "--unit", "request", "--rho", 0.1).stdout


def test_a_plan_that_will_show_nothing_says_so_and_what_would_do(here):
    told = plan(size=40, looks=5).stdout
    assert "below the usual 0.8: about 214 contacts would have it" in told
    assert "more likely than not show nothing" in told
    assert "214 contacts" in (here / "trial" / "protocol.md").read_text()
    found = json.loads(plan("-o", "b", "--for", "Bo", "--json", size=40).stdout)
    assert any("below the usual" in note for note in found["notes"])
    told = plan("-o", "c", "--for", "Cy", "--rates", "0.3,0.28", size=5000).stdout
    assert "no trial of up to 5,000 contacts has it" in told
    told = plan("-o", "d", "--for", "Di", size=240, looks=1).stdout
    assert "below the usual" not in told


def test_what_is_told_of_a_contact_after_its_lot_changes_nothing_and_is_said(here):
    plan(tactics="offered_phone,meeting_format,referral", size=40)
    give("a")
    later = run("trial", "next", "a", "--referrer", "Ana", "--as-of", DAY).stdout
    assert "so none about referral is drawn now" in later
    assert "Ana" not in later
    remote = run("trial", "next", "a", "--remote", "--as-of", DAY).stdout
    assert "the lot about meeting format stays" in remote
    with_one = run("trial", "next", "b", "--referrer", "Ana", "--as-of", DAY).stdout
    assert "Ana" in with_one
    assert "stays" not in run("trial", "next", "b", "--as-of", DAY).stdout


def test_a_contact_of_another_stratum_keeps_its_own(here):
    plan("--stratum", "near", "--stratum", "far", size=16)
    run("trial", "next", "a", "--stratum", "near", "--as-of", DAY)
    told = run("trial", "next", "a", "--stratum", "far", "--as-of", DAY).stdout
    assert "its lot was drawn in the stratum near, which stays" in told


def test_lots_that_were_lost_are_said_as_a_person_meets_them(here):
    plan()
    give("a", "b", "c")
    file = here / "trial" / "assigned.csv"
    whole = file.read_text()
    file.write_text("\n".join(whole.splitlines()[:-1]) + "\n")
    (refused,) = give("d", code=2)
    assert "assigned.csv lacks 1 contact: 3 contacts had been handed out" in refused.stderr
    assert "read the trial as far as it went" in refused.stderr
    assert "No verdict: assigned.csv lacks 1 contact" in read(here, asked("abc")).stdout
    file.unlink()
    assert "is gone" in give("d", code=2)[0].stderr
    assert "is gone" in read(here, asked("abc"), code=3).stderr
    file.write_text(whole)
    assert "number 4" in give("d")[0].stdout


def test_a_sheet_edited_by_a_person_is_read_as_far_as_it_can(here):
    """Columns moved, own columns added, numbers as text and wrong ones."""
    plan()
    give(*"abcdefgh")
    rows = [f"{name},x,{DAY},no,{number},declined" for number, name in enumerate("abcdefgh", 1)]
    rows[2] = rows[2].replace(",3,", ",three,")
    rows[4] = rows[4].replace(",5,", ",99,")
    ours = log(here, rows, "contact,mine,asked_on,offered_phone,trial,outcome")
    told = run("trial", "read", ours, "--as-of", END).stdout
    assert "8 of 8 contacts handed out" in told
    assert "1 request of the log has a number above 8, the last one handed out" in told
    assert "1 request has the number of another contact's lot" in told


HAND = "from outreachlab.cli import main; main()"


def test_two_processes_at_once_get_different_lots(here):
    plan(size=8)
    command = [sys.executable, "-c", HAND, "trial", "next", "--as-of", DAY, "--json"]
    both = [subprocess.Popen([*command, name], stdout=subprocess.PIPE, text=True) for name in "ab"]
    found = [json.loads(one.communicate()[0]) for one in both]
    assert sorted(one["number"] for one in found) == [1, 2]
    give("c")
