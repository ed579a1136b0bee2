"""Chains nobody would wish for, as a person meets them: through `check` and `chains`."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from outreachlab.chains.convergence import convergence
from outreachlab.chains.forest import referral_forest
from outreachlab.chains.growth import chain_growth
from outreachlab.chains.mixing import mixing
from outreachlab.chains.naming import naming_effects
from outreachlab.chains.path import path_to
from outreachlab.cli import main
from outreachlab.errors import UsageError
from outreachlab.intake.read import read_log

HEADER = "request_id,contact,referrer,asked_on,met_on,outcome"
ANA = "r1,Ana,,2026-01-05,2026-01-06,accepted"
LONG, MANY = 100_000, 10_000


def written(folder: Path, *lines: str) -> Path:
    path = folder / "log.csv"
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


def run(command: str, path: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, [command, str(path), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    assert "Traceback" not in done.output
    assert "a fault in the program itself" not in done.output
    return done.exit_code, done.output


def chains_of(path: Path) -> dict:
    code, output = run("chains", path, "--json")
    assert code == 0, output
    return json.loads(output)


def test_a_circle_is_a_fault_that_names_its_people(tmp_path):
    lines = [f"r{n},{who},{by},2026-01-05,,no_reply" for n, (who, by) in enumerate(
        [("Ana", "Cy"), ("Bo", "Ana"), ("Cy", "Bo")])]  # fmt: skip
    for command in ("check", "chains"):
        code, output = run(command, written(tmp_path, *lines))
        assert code == 1
        assert "Ana -> Bo -> Cy -> Ana is a circle" in output


def test_names_that_go_round_over_several_days_are_no_circle(tmp_path):
    lines = ["r1,Ana,Bo,2026-01-05,,no_reply", "r2,Bo,Ana,2026-01-06,,no_reply"]
    path = written(tmp_path, *lines)
    code, said = run("check", path)
    assert code == 0
    assert "1 request is dated before any request to the referrer named (Bo)" in said
    assert (chains_of(path)["edges"], chains_of(path)["outside_referrers"]) == (1, 1)


def test_a_self_referral_is_a_fault_whatever_its_case_and_spaces(tmp_path):
    code, output = run("chains", written(tmp_path, "r1,Ana, ANA ,2026-01-05,,no_reply"))
    assert code == 1
    assert "is named as the referrer to themselves" in output


def test_a_referrer_never_asked_begins_a_chain_from_outside(tmp_path):
    path = written(tmp_path, "r1,Ana,Zed,2026-01-05,,no_reply")
    assert "(Zed): they count as referrers from outside" in run("check", path)[1]
    assert chains_of(path)["outside_referrers"] == 1
    assert (
        "1 chain began with a referrer whom the log has no earlier request"
        in run("chains", path)[1]
    )


def test_one_contact_referred_by_two_people_is_one_person_in_two_chains(tmp_path):
    path = written(
        tmp_path,
        ANA,
        "r2,Bo,,2026-01-05,2026-01-06,accepted",
        "r3,Cy,Ana,2026-01-07,,no_reply",
        "r4,Cy,Bo,2026-01-08,,no_reply",
    )
    found = chains_of(path)
    assert (found["requests"], found["people"], found["edges"]) == (4, 3, 2)


def test_two_contacts_with_one_name_are_one_person_and_the_nearest_request_is_the_parent(tmp_path):
    path = written(tmp_path, ANA, "r2,ana,,2026-01-06,2026-01-07,accepted",
                   "r3,Cy,ANA,2026-01-08,,no_reply")  # fmt: skip
    found = chains_of(path)
    assert (found["people"], found["edges"]) == (2, 1)
    assert found["top_referrers"] == [
        {"seeker": "me", "contact": "Ana", "referred": 1, "descendants": 1}
    ]


def test_a_request_dated_before_the_referrers_stands_alone_and_is_said(tmp_path):
    path = written(tmp_path, ANA, "r2,Bo,Ana,2026-01-04,,no_reply")
    assert "dated before any request to the referrer named (Ana)" in run("check", path)[1]
    assert (chains_of(path)["edges"], chains_of(path)["outside_referrers"]) == (0, 1)


def test_a_referral_from_a_meeting_not_yet_held_links_and_is_said(tmp_path):
    path = written(
        tmp_path, ANA.replace("2026-01-06", "2026-02-06"), "r2,Bo,Ana,2026-01-09,,no_reply"
    )
    assert "came before the meeting with the referrer was held (Ana)" in run("check", path)[1]
    assert chains_of(path)["edges"] == 1


@pytest.fixture(scope="module")
def long(tmp_path_factory) -> Path:
    """A chain of 100,000, twenty requests a day."""
    start = date(2000, 1, 1)
    lines = (
        f"r{n},P{n},{f'P{n - 1}' if n else ''},{start + timedelta(days=n // 20)},,accepted"
        for n in range(LONG)
    )
    return written(tmp_path_factory.mktemp("long"), *lines)


def test_a_chain_of_a_hundred_thousand_is_told_in_few_lines(long):
    code, output = run("chains", long)
    assert code == 0
    last = "11 or more 99,989 99,989 100.0%"
    assert last in [" ".join(line.split()) for line in output.splitlines()]
    assert len(output.splitlines()) < 40
    found = chains_of(long)
    assert (found["max_generation"], found["chains"]["largest"]) == (LONG - 1, LONG)


def test_the_path_along_it_and_its_convergence_are_told_in_few_lines(long):
    log = read_log(long)
    path = path_to(log, f"P{LONG - 1}")
    assert len(path.table) == LONG
    assert "(99,992 requests between)" in repr(path)
    assert len(repr(path).splitlines()) == 11
    assert len(path.plot().axes[0].texts) == 17
    assert "and 99,988 generations more" in repr(convergence(log))


def test_a_person_with_ten_thousand_referrals(tmp_path):
    more = (f"r{n},P{n},Ana,2026-01-07,,no_reply" for n in range(2, MANY + 2))
    found = chains_of(written(tmp_path, ANA, *more))
    assert found["top_referrers"][0]["referred"] == MANY
    assert found["offspring"] == {"0": MANY, str(MANY): 1}


def test_request_ids_of_thousands_of_digits_keep_their_order(tmp_path):
    nines = "9" * 4400
    lines = [f"{nines}{n},Ana,,2026-01-05,,accepted" for n in (1, 2, 3)]
    path = written(tmp_path, *lines, f"{nines}25,Bo,Ana,2026-01-05,,no_reply")
    assert chains_of(path)["edges"] == 1
    table = referral_forest(read_log(path)).table
    assert table["parent"].iloc[3] == table["request_id"].iloc[2]


@pytest.mark.parametrize("confidence", [0, 1, -1, 1.5, float("nan"), "95%", None])
@pytest.mark.parametrize("answer", [chain_growth, mixing, naming_effects, convergence])
def test_a_confidence_that_is_no_share_is_refused(answer, confidence, tmp_path):
    log = read_log(written(tmp_path, ANA))
    with pytest.raises(UsageError, match="confidence must lie between 0 and 1"):
        answer(log, confidence=confidence)


def test_one_column_may_be_named_by_itself(tmp_path):
    log = read_log(written(tmp_path, ANA, "r2,Bo,Ana,2026-01-07,,pending"))
    assert [one.column for one in mixing(log, by="outcome").columns] == ["outcome"]


def test_a_column_without_links_says_so(tmp_path):
    found = mixing(read_log(written(tmp_path, ANA)), by="outcome")
    assert "note: outcome: no link has a value at both ends" in repr(found)
