import json
import warnings
from math import hypot

import pytest
from statsmodels.stats.proportion import proportion_confint

from outreachlab.answers.against_pool import against_pool
from outreachlab.answers.pools import pooled_rates
from outreachlab.answers.rates import acceptance_rates
from outreachlab.errors import NothingToComputeError, UnknownLevelError, UsageError
from outreachlab.stats.pooling import shrink
from tests.logs import log_of

CLOSED_FORM = 1e-12  # the same formula in another order


def pool_of(counts, **more):
    """A log of seekers with so many accepted of so many counted requests."""
    return log_of(
        [
            {"seeker": seeker, "outcome": "accepted" if place < yes else "declined"} | more
            for seeker, (yes, total) in counts.items()
            for place in range(total)
        ]
    )


ALIKE = {"Ana": (4, 12), "Bo": (5, 14), "Cy": (3, 15), "Di": (2, 4)}
APART = {"Ana": (5, 50), "Bo": (40, 50), "Cy": (24, 50), "Di": (1, 3)}


def test_the_rates_are_those_of_the_core_on_the_counts():
    table = pooled_rates(pool_of(ALIKE)).table.set_index("level")
    yes, total = zip(*ALIKE.values(), strict=True)
    import numpy as np

    wanted = shrink(np.array(yes), np.array(total))
    assert table["shrunken"].tolist() == wanted.rate.tolist()
    assert table[["accepted", "counted"]].to_numpy().tolist() == [list(x) for x in ALIKE.values()]


def test_what_cannot_be_told_apart_is_not_ranked():
    answer = pooled_rates(pool_of(ALIKE))
    assert not answer.ranked
    assert "not ranked" in repr(answer)
    assert answer.table["level"].tolist() == list(ALIKE)


def test_what_can_be_told_apart_is_ranked_and_few_never_are():
    answer = pooled_rates(pool_of(APART))
    assert answer.ranked
    table = answer.table.set_index("level")
    assert table["first_place"].to_dict()["Bo"] == 1
    assert table["last_place"].to_dict()["Ana"] == 3
    assert table["first_place"].isna().to_dict() == {
        "Bo": False,
        "Cy": False,
        "Ana": False,
        "Di": True,
    }
    levels = {level["level"]: level for level in answer.to_json()["levels"]}
    assert levels["Di"]["first_place"] is None
    assert "why" in levels["Di"]


def test_any_column_of_the_request_can_be_pooled_but_none_of_the_answer():
    rows = [{"company": name, "outcome": "accepted"} for name in ("Acme", "Bolt", "Acme")]
    assert pooled_rates(log_of(rows), "company").table["level"].tolist() == ["Acme", "Bolt"]
    with pytest.raises(UsageError):
        pooled_rates(log_of([{"agreed_format": "coffee"}]), "agreed_format")


def test_a_pool_of_one_is_no_pool():
    with pytest.raises(NothingToComputeError, match="two values of seeker"):
        pooled_rates(log_of([{"outcome": "accepted"}]))


@pytest.mark.parametrize("outcome", ["accepted", "declined", "no_reply"])
def test_pools_of_one_outcome_give_no_warning_and_no_nan(outcome):
    log = log_of([{"seeker": name, "outcome": outcome} for name in ("Ana", "Bo")])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for answer in (pooled_rates(log), against_pool(log, "Ana")):
            shown = repr(answer) + answer._repr_html_()
            json.dumps(answer.to_json(), allow_nan=False)
            assert "nan" not in shown.lower()


def test_one_seeker_is_compared_with_all_the_others_together():
    answer = against_pool(pool_of(APART), " bO ").to_json()
    mine, others = answer["levels"]
    assert answer["difference"]["estimate"] == 40 / 50 - 30 / 103
    low, high = proportion_confint(40, 50, method="wilson")
    assert (mine["low"], mine["high"]) == pytest.approx((low, high), rel=CLOSED_FORM)
    without = {name: counts for name, counts in APART.items() if name != "Bo"}
    alone = acceptance_rates(pool_of(without, channel="email"), "channel").levels[0]
    assert others["low"] == pytest.approx(alone["low"], rel=CLOSED_FORM)
    assert others["high"] == pytest.approx(alone["high"], rel=CLOSED_FORM)
    # no correlation over seekers, so the distances from the limits add up as in Newcombe's
    below = hypot(0.8 - mine["low"], others["high"] - 30 / 103)
    expected = 0.8 - 30 / 103 - below
    assert answer["difference"]["low"] == pytest.approx(expected, rel=CLOSED_FORM)
    table = pooled_rates(pool_of(APART)).table.set_index("level")
    assert answer["pooled"]["estimate"] == table.loc["Bo", "shrunken"]


def test_a_seeker_alone_has_no_pool_and_is_told_so():
    answer = against_pool(log_of([{"outcome": "accepted"}]), "me")
    plain = json.loads(json.dumps(answer.to_json(), allow_nan=False))
    assert plain["pooled"]["estimate"] is None
    assert "why" in plain
    assert "no difference" in repr(answer)


def test_an_unknown_seeker_is_named_with_those_there_are():
    with pytest.raises(UnknownLevelError, match="Ana, Bo, Cy, Di"):
        against_pool(pool_of(ALIKE), "Zoe")
