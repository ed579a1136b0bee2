"""The shipped samples hold what their README says, and were drawn from the truth it states."""

import importlib.util
import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.advice import advice
from outreachlab.answers.compare import compare
from outreachlab.chains.forest import referral_forest
from outreachlab.intake.read import check_log, read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import DERIVED
from outreachlab.simulate import Truth, draw_log, simulate_log, true_average_effect, typed_frame

DATA = Path(__file__).parents[1] / "data"
SAMPLES = ("outreach_log", "coaching_pool")
PACKAGE = DATA / "datapackage.json"
README = (DATA / "README.md").read_text(encoding="utf-8")
POINT = 0.01  # the README rounds to percentage points


@cache
def sample(name: str) -> CheckedLog:
    return read_log(DATA / f"{name}.csv")


def stated_effects() -> dict[str, dict[str, float]]:
    """Tactic -> level -> effect, from the README's tables of two columns."""
    return {
        tactic: {
            level: float(effect.replace("−", "-"))
            for level, effect in re.findall(r"(\w+) (−?\d\.\d)", cell)
        }
        for tactic, cell in re.findall(r"^\| `(\w+)` \| ([^|]*) \|$", README, re.MULTILINE)
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_no_faults_and_nothing_to_mend(name):
    check = check_log(DATA / f"{name}.csv")
    assert check.table.empty
    assert check.fixes.empty


def test_the_samples_are_as_large_as_the_readme_says():
    one, pool = sample("outreach_log").frame, sample("coaching_pool").frame
    assert len(one) == 180
    assert one["seeker"].nunique() == 1
    assert (len(pool), pool["seeker"].nunique()) == (4000, 60)
    spans = [(frame["asked_on"].max() - frame["asked_on"].min()).days for frame in (one, pool)]
    assert 230 < spans[0] < 250  # eight months
    assert 330 < spans[1] < 365  # eleven


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_every_outcome_and_chains_of_several_generations(name):
    log = sample(name)
    shares = log.frame["outcome"].value_counts(normalize=True)
    assert 0.35 < shares["accepted"] < 0.45
    assert shares.min() > 0.02
    assert len(shares) == 5
    forest = referral_forest(log).table
    assert forest["generation"].max() >= 5
    assert 0.3 < (forest["generation"] > 0).mean() < 0.5
    assert forest["outside_referrer"].sum() > 5
    assert log.frame.duplicated(["seeker", "contact"]).sum() > 2


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_has_blanks_but_few_enough_for_every_tactic_to_be_used(name):
    frame = sample(name).frame
    for tactic in Truth().effects:
        sources = DERIVED[tactic].sources if tactic in DERIVED else (tactic,)
        for column in set(sources) - {"minutes_asked", "referrer"}:
            assert 0 < frame[column].isna().mean() <= 0.05, column


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_looks_like_other_logs_of_the_same_truth(name):
    """Streams of random numbers change between versions of NumPy; statistics do not."""
    shown = sample(name).frame
    n, seekers = len(shown), shown["seeker"].nunique()
    days = (shown["asked_on"].max() - shown["asked_on"].min()).days
    others = pd.DataFrame(
        statistics(typed_frame(draw_log(n, seekers=seekers, days=days, rng=seed)))
        for seed in range(30)
    )
    found = pd.Series(statistics(shown))
    assert (np.abs(found - others.mean()) < 4.5 * others.std()).all()


def statistics(frame: pd.DataFrame) -> dict[str, float]:
    accepted = frame["outcome"] == "accepted"
    wait = (frame["responded_on"] - frame["asked_on"]).dt.days
    return {
        "accepted": accepted.mean(),
        "declined": (frame["outcome"] == "declined").mean(),
        "undelivered": (frame["outcome"] == "undelivered").mean(),
        "held": frame.loc[accepted, "met_on"].notna().mean(),
        "wait": wait.mean(),
        "names": float(frame["referrals_given"].mean()),
        "coffee": (frame["meeting_format"] == "coffee").mean(),
        "reminded": frame["followed_up_on"].notna().mean(),
    }


def test_the_readme_states_the_truth():
    planted = {tactic: dict(levels) for tactic, levels in Truth().effects.items()}
    planted |= {tactic: {"yes": effect} for tactic, effect in Truth().names_effects.items()}
    assert stated_effects() == planted
    for said in (f"deviation of {Truth().seeker_sd}", f"{Truth().habit_sd} on those of using"):
        assert said in README.replace("\n", " ")
    assert "simulated" in README


def test_the_readme_shows_planted_and_found_effects_as_they_are():
    population = draw_log(60_000, seekers=900, days=450, rng=3)
    rows = re.findall(r"\| `(\w+)`: (\w+) / (\w+) \| (−?\d+) \| (−?\d+) \| (−?\d+) \|", README)
    assert len(rows) == 8
    for tactic, first, second, *shown in rows:
        planted, *raw = [int(points.replace("−", "-")) / 100 for points in shown]
        effect = true_average_effect(population, tactic, (first, second))
        assert effect == pytest.approx(planted, abs=POINT), tactic
        for name, points in zip(SAMPLES, raw, strict=True):
            found = compare(sample(name), tactic, versus=(first, second)).difference.estimate
            assert found == pytest.approx(points, abs=POINT / 2 + 1e-9), (name, tactic)


def test_the_samples_are_written_by_one_command(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("make_samples", DATA / "make_samples.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    monkeypatch.setattr(script, "HERE", tmp_path)
    script.main()
    assert {path.name for path in tmp_path.iterdir()} == {
        "outreach_log.csv",
        "coaching_pool.csv",
        "messy_spreadsheet.xlsx",
        "dictionary.md",
        "datapackage.json",
    }
    assert (tmp_path / "datapackage.json").read_text() == PACKAGE.read_text()
    for name in SAMPLES:
        written, shipped = (pd.read_csv(folder / f"{name}.csv") for folder in (tmp_path, DATA))
        assert list(written) == list(shipped)
        assert len(written) == len(shipped)


def test_the_broken_log_has_the_faults_its_readme_explains():
    check = check_log(DATA / "broken_log.csv")
    found = check.table
    assert (len(found), len(check.unread)) == (6, 4)
    assert len(check_log(DATA / "broken_log.csv", strict=True).table) == 10
    assert "finds six faults in six rows" in README
    assert all(f"row {row}:" in README for row in check.unread["row"])
    explained = re.findall(r"^\| (\d[\d, ]*) \|", README.split("## What is wrong")[1], re.MULTILINE)
    rows = {int(row) for cell in explained for row in cell.split(",")}
    assert rows == set(found["row"])


def test_the_messy_spreadsheet_reads_through_its_map_as_the_log_it_was_made_from():
    messy = read_log(DATA / "messy_spreadsheet.xlsx", map=DATA / "messy_map.toml")
    drawn = read_log(simulate_log(40, rng=20260107))
    for column in ("contact", "asked_on", "responded_on", "outcome", "minutes_asked"):
        assert messy.frame[column].astype(str).equals(drawn.frame[column].astype(str)), column
    assert dict(messy.tactics) == {"subject_line": "category"}


def test_the_data_package_describes_every_table_as_it_is():
    resources = json.loads(PACKAGE.read_text())["resources"]
    described = {resource["path"] for resource in resources}
    assert described == {"evidence.csv"} | {f"{name}.csv" for name in SAMPLES} | {
        f"published/{file.name}" for file in (DATA / "published").glob("*.csv")
    }
    for resource in resources:
        fields = resource["schema"]["fields"]
        header = (DATA / resource["path"]).read_text(encoding="utf-8").split("\n", 1)[0]
        assert [field["name"] for field in fields] == header.split(",")
        assert {field["type"] for field in fields} <= {"string", "integer", "number", "date"}
        assert re.fullmatch(r"[-a-z0-9._/]+", resource["name"])


@pytest.mark.parametrize("place", [2, 3])
def test_the_verdicts_on_the_shipped_logs_are_those_told_and_none_is_false(place):
    table = README.split("| advice | planted |")[1].split("\n\n")[0].splitlines()[2:]
    told = {
        tactic: (cells[1], cells[place])
        for cells in ([cell.strip() for cell in row.strip("|").split("|")] for row in table)
        for tactic in re.findall(r"`(\w+)`", cells[0])
    }
    lines = advice(sample(SAMPLES[place - 2])).lines
    assert {line.tactic: line.verdict for line in lines if line.verdict} == {
        tactic: verdict for tactic, (_, verdict) in told.items()
    }
    true = {("for it", "supported"), ("against it", "contradicted")}
    assert {pair for pair in told.values() if pair[1] in ("supported", "contradicted")} <= true
