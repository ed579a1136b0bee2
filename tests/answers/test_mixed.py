import json

import numpy as np
import pytest

from outreachlab.answers.mixed import mixed_effects
from outreachlab.errors import NothingToComputeError
from outreachlab.stats.random_intercept import fit_random_intercept
from tests.logs import log_of


def pool(seekers=12, size=15, spread=1.0, seed=2):
    rng = np.random.default_rng(seed)
    rows = []
    for seeker, level in enumerate(rng.standard_normal(seekers) * spread):
        for _ in range(size):
            phone = rng.random() < 0.5
            chance = 1 / (1 + np.exp(-(-0.5 + phone + level)))
            outcome = "accepted" if rng.random() < chance else "declined"
            rows.append(
                {
                    "seeker": f"s{seeker:02}",
                    "offered_phone": "yes" if phone else "no",
                    "outcome": outcome,
                }
            )
    return rows


def test_the_log_reaches_the_core_with_its_rows_levels_and_groups():
    rows = pool()
    answer = mixed_effects(log_of(rows))
    x = np.array([[1.0, row["offered_phone"] == "yes"] for row in rows], float)
    y = np.array([row["outcome"] == "accepted" for row in rows], float)
    group = np.array([int(row["seeker"][1:]) for row in rows])
    wanted = fit_random_intercept(x, y, group)
    assert answer.table["term"].tolist() == ["intercept", "offered_phone"]
    assert answer.table["level"].tolist() == [None, "yes"]
    assert answer.table["estimate"].to_numpy() == pytest.approx(wanted.coefficients, abs=1e-5)
    assert answer.spread == pytest.approx(wanted.spread, abs=1e-5)
    assert (answer.groups, answer.requests) == (12, 180)


def test_it_shows_odds_ratios_and_how_far_seekers_differ():
    answer = mixed_effects(log_of(pool()))
    json.dumps(answer.to_json(), allow_nan=False)
    shown = repr(answer)
    assert "12 seekers" in shown
    assert "log odds" in shown
    assert "nan" not in shown


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (pool(seekers=3), "there must be 5"),
        ([row | {"outcome": "declined"} for row in pool()], "both outcomes"),
        ([row | {"outcome": "pending"} for row in pool()], "no counted request"),
    ],
)
def test_pools_that_cannot_answer_say_why(rows, why):
    with pytest.raises(NothingToComputeError, match=why):
        mixed_effects(log_of(rows))


def test_a_term_that_tells_yes_from_no_does_not_settle():
    rows = [
        row | {"offered_phone": "yes" if row["outcome"] == "accepted" else "no"} for row in pool()
    ]
    with pytest.raises(NothingToComputeError, match="does not settle"):
        mixed_effects(log_of(rows), terms=["offered_phone"])
