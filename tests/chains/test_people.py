"""Connectors, paths, delays, convergence and naming, on logs small enough to count by hand."""

import json
from pathlib import Path

import pytest

from outreachlab.chains.connectors import connectors
from outreachlab.chains.convergence import convergence
from outreachlab.chains.delays import referral_delays
from outreachlab.chains.forest import referral_forest
from outreachlab.chains.naming import naming_effects
from outreachlab.chains.path import path_to
from outreachlab.errors import UnknownLevelError
from outreachlab.intake.read import read_log
from outreachlab.log.checked import CheckedLog
from outreachlab.stats.offspring import fit_offspring
from tests.chains.test_forest import FAUX
from tests.chains.worlds import asked, closed, met


@pytest.fixture
def log() -> CheckedLog:
    """Ana -> Bo -> Cy, Di, Eve (who accept but Di), Ana -> Fay; Gus alone."""
    return closed(
        [
            met("Ana", 0, relationship="weak_tie"),
            met("Bo", 5, "Ana", mentioned_referrer="yes", relationship="stranger"),
            met("Cy", 9, "Bo", mentioned_referrer="yes"),
            asked("Di", 10, "Bo", mentioned_referrer="no"),
            met("Eve", 11, "Bo", mentioned_referrer="no"),
            asked("Fay", 12, "Ana", mentioned_referrer="no"),
            asked("Gus", 13),
        ]
    )


def test_connectors_are_ranked_by_whom_they_led_to(log: CheckedLog) -> None:
    table = connectors(log).table
    assert table["contact"].tolist() == ["Ana", "Bo"]
    assert table["referred"].tolist() == [2, 3]
    assert table["descendants"].tolist() == [5, 3]
    assert table["accepted_descendants"].tolist() == [3, 2]
    assert table["share_of_forest"].tolist() == [5 / 8, 3 / 8]


def test_a_bottleneck_is_not_the_root_but_carries_half_of_its_chain(log: CheckedLog) -> None:
    table = connectors(log).table
    assert table["share_of_chain"].tolist() == [1, 3 / 5]
    assert table["bottleneck"].tolist() == [False, True]
    assert "bottleneck" in repr(connectors(log))


def test_the_path_to_a_contact_begins_at_its_root(log: CheckedLog) -> None:
    found = path_to(log, "  eve ")
    assert found.table["contact"].tolist() == ["Ana", "Bo", "Eve"]
    assert found.table["step"].tolist() == [0, 1, 2]
    assert "How the log came to Eve: 1 path" in repr(found)
    with pytest.raises(UnknownLevelError, match="Eve"):
        path_to(log, "Evee")


def test_a_person_asked_twice_has_two_paths() -> None:
    twice = closed([met("Ana", 0), asked("Bo", 1), asked("Bo", 9, "Ana")])
    assert path_to(twice, "Bo", seeker="ME").table["path"].tolist() == [1, 2, 2]


def test_delays_run_from_the_meeting_that_was_held_to_the_asking(log: CheckedLog) -> None:
    found = referral_delays(log)
    assert found.days["meeting to asking"].tolist() == [5, 4, 5, 6, 12]
    assert found.days["asking to meeting"].tolist() == [0, 0, 0]
    assert found.table["links"].tolist() == [5, 0, 3]
    assert found.table["median"].tolist()[0] == 5
    assert "–" in repr(found)


def test_convergence_adds_generations_up(log: CheckedLog) -> None:
    found = convergence(log)
    assert found.table["counted"].tolist() == [2, 2, 3]
    assert found.table["accepted"].tolist() == [1, 1, 2]
    assert found.table["cumulative_rate"].tolist() == [1 / 2, 2 / 4, 4 / 7]
    assert found.roots["contact"].tolist() == ["Ana"]
    assert found.roots[["chain_size", "counted", "accepted"]].to_numpy().tolist() == [[6, 6, 4]]
    shown = [line.split()[:6] for line in repr(found).splitlines()[-2:]]
    assert shown == [
        ["2", "(few)", "3", "2", "66.7%", "20.8%"],
        ["chain", "of", "Ana", "(few)", "6", "4"],
    ]


def test_naming_is_told_by_level_and_compared_within_seekers_and_referrers(
    log: CheckedLog,
) -> None:
    found = naming_effects(log)
    counts = found.table.set_index(["by", "level"])[["counted", "accepted"]].to_numpy().tolist()
    levels = list(zip(found.table["by"], found.table["level"], strict=True))
    assert dict(zip(levels, counts, strict=True)) == {
        ("was_referred", "yes"): [5, 3],
        ("was_referred", "no"): [2, 1],
        ("referral", "named"): [2, 2],
        ("referral", "not_named"): [3, 1],
        ("referral", "none"): [2, 1],
        ("generation", "0"): [2, 1],
        ("generation", "1"): [2, 1],
        ("generation", "2"): [3, 2],
        ("referrer_tie", "stranger"): [3, 2],
        ("referrer_tie", "weak_tie"): [2, 1],
    }
    how = {(one.tactic, one.how): one for one in found.contrasts}
    assert how["referral", "crude"].difference.estimate == pytest.approx(1 - 1 / 3)
    # Ana: 1 of 1 against 0 of 1, weight 1/2; Bo: 1 of 1 against 1 of 2, weight 2/3.
    pooled = (1 / 2 * 1 + 2 / 3 * 1 / 2) / (1 / 2 + 2 / 3)
    assert how["referral", "within referrer"].difference.estimate == pytest.approx(pooled)
    assert how["referral", "within referrer"].strata == 2
    json.dumps(found.to_json(), allow_nan=False)
    assert "referral: not named (few) 3 1 33.3%" in " ".join(repr(found).split())


def test_a_log_without_referrers_says_what_it_lacks() -> None:
    found = naming_effects(closed([{"contact": "Ana", "outcome": "accepted"}]))
    assert found.contrasts == ()
    assert found.notes[0] == "the log has no column referrer"


def test_a_published_sample_has_the_referrers_and_the_path_that_r_finds(reference: Path) -> None:
    log = read_log(reference / "faux" / "data.csv", map=FAUX)
    r = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    table = connectors(log).table
    assert len(table) == r["n_nodes_with_any"]
    mean = table["referred"].sum() / len(table)
    assert mean == pytest.approx(r["mean_offspring_nodes_with_any"], rel=1e-12)
    most = [{"id": row["contact"], "n": row["descendants"]} for row in table.to_dict("records")[:5]]
    assert most == r["top_by_descendants"]
    (seed,) = r["chain_depth_by_seed"]
    forest = referral_forest(log).table
    assert forest["generation"].iloc[1:].mean() == pytest.approx(r["mean_generation_non_seeds"])
    each = forest.groupby("generation")["offspring"].mean()
    for generation, offspring in r["R_by_generation"].items():
        assert each[int(generation)] == pytest.approx(offspring, rel=1e-12)
    assert forest["offspring"].var() == pytest.approx(r["var_offspring_nm1"], rel=1e-12)
    deepest = forest.loc[forest["generation"].idxmax(), "contact"]
    path = path_to(log, deepest).table
    assert path["contact"].iloc[0] == seed
    assert len(path) == r["chain_depth_by_seed"][seed] + 1


def test_offspring_that_vary_less_than_poisson_have_no_k_as_r_finds(reference: Path) -> None:
    log = read_log(reference / "faux" / "data.csv", map=FAUX)
    r = json.loads((reference / "faux" / "reference.json").read_text())["chain"]
    assert r["negbin_k_mle_mean_fixed"] is None
    assert fit_offspring(referral_forest(log).lines.offspring).k is None
