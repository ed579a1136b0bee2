import json
import warnings
from datetime import date

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.advice import advice
from outreachlab.answers.compare import compare
from outreachlab.answers.effects import adjusted_effects
from outreachlab.answers.judging.verdicts import verdict_of
from outreachlab.answers.meetings import meeting_effects
from outreachlab.log.vocabulary import ADVICE
from outreachlab.stats.power import requests_to_tell
from tests.logs import log_of

FIELDS = [
    "tactic",
    "contrast",
    "among",
    "levels",
    "difference",
    "adjusted",
    "p_value",
    "p_adjusted",
    "verdict",
    "evidence",
    "requests_to_tell",
]


def rows_of(tactic, counts, **more):
    """Requests with each level accepted so many times out of so many."""
    return [
        {tactic: level, "outcome": "accepted" if place < yes else "declined"} | more
        for level, (yes, total) in counts.items()
        for place in range(total)
    ]


def line_of(rows, tactic, **options):
    (line,) = [one for one in advice(log_of(rows), **options).lines if one.advice.tactic == tactic]
    return line


@pytest.mark.parametrize(
    ("tried", "direction", "p", "after", "verdict"),
    [
        (True, 0.2, 0.001, 0.0449, "supported"),
        (True, -0.2, 0.001, 0.0449, "contradicted"),
        (True, 0.2, 0.01, 0.045, "leaning for"),
        (True, 0.2, 0.199, 1.0, "leaning for"),
        (True, -0.2, 0.199, 1.0, "leaning against"),
        (True, 0.2, 0.2, 1.0, "too early to tell"),
        (True, 0.0, None, None, "too early to tell"),
        (False, 0.9, 0.0001, None, "hardly tried"),
    ],
)
def test_each_verdict_has_its_bounds(tried, direction, p, after, verdict):
    assert verdict_of(tried, direction, p, after) == verdict


def test_every_piece_of_advice_stands_in_the_answer_once_and_in_order():
    answer = advice(log_of([{"outcome": "accepted"}])).to_json()
    assert [line["tactic"] for line in answer["advice"]] == [one.tactic for one in ADVICE]
    for line, one in zip(answer["advice"], ADVICE, strict=True):
        assert list(line)[: len(FIELDS)] == FIELDS
        assert line["among"] == one.among
        assert line["evidence"] == "observed"


def test_what_the_log_does_not_record_was_hardly_tried_and_says_why():
    line = line_of([{"outcome": "accepted"}], "explained_why").to_json()
    assert line["verdict"] == "hardly tried"
    assert [level["counted"] for level in line["levels"]] == [0, 0]
    assert "no column explained_why" in line["why"]


def test_the_number_is_the_adjusted_effect_where_the_model_has_the_term():
    rows = rows_of("offered_phone", {"yes": (30, 50), "no": (12, 50)})
    for place, row in enumerate(rows):
        row["said_informational"] = ("yes", "no")[place % 3 == 0]
    effects = adjusted_effects(log_of(rows)).average_effects.set_index("term")
    line = line_of(rows, "offered_phone")
    assert line.adjusted.estimate == effects.loc["offered_phone", "estimate"]
    assert line.verdict == "supported"


def test_a_term_the_model_dropped_is_judged_by_the_comparison():
    rows = rows_of("offered_phone", {"yes": (30, 50), "no": (12, 50), "": (5, 30)})
    line = line_of(rows, "offered_phone")
    wanted = compare(log_of(rows), "offered_phone")
    assert line.adjusted.estimate is None
    assert "do not record it" in line.to_json()["why"]
    assert line.to_json()["difference"] == wanted.to_json()["difference"]


def test_p_values_are_adjusted_over_the_contrasts_tried_as_statsmodels_does():
    from statsmodels.stats.multitest import multipletests

    rng = np.random.default_rng(3)
    rows = [
        {
            "outcome": ("accepted", "declined")[int(rng.random() < 0.6)],
            "offered_phone": str(rng.choice(["yes", "no"])),
            "said_informational": str(rng.choice(["yes", "no"])),
            "meeting_format": str(rng.choice(["coffee", "lunch"])),
            "explained_why": "yes" if place < 3 else "no",
        }
        for place in range(120)
    ]
    lines = {line.advice.tactic: line for line in advice(log_of(rows)).lines}
    tried = [line for line in lines.values() if line.p_adjusted is not None]
    assert {line.advice.tactic for line in tried} == {
        "offered_phone",
        "said_informational",
        "meeting_format",
    }
    wanted = multipletests([line.p_value for line in tried], method="holm")[1]
    assert [line.p_adjusted for line in tried] == pytest.approx(wanted.tolist(), rel=1e-12)
    assert lines["explained_why"].verdict == "hardly tried"


def test_five_on_both_sides_is_a_try_and_four_is_none():
    for few, verdict in ((4, "hardly tried"), (5, "too early to tell")):
        rows = rows_of("offered_phone", {"yes": (2, few), "no": (8, 20)})
        line = line_of(rows, "offered_phone")
        assert line.verdict == verdict
        assert (line.gap.estimate is None) == (verdict == "hardly tried")


def test_what_was_hardly_tried_has_counts_and_no_number_to_act_on():
    plain = line_of(rows_of("offered_phone", {"yes": (4, 4), "no": (2, 20)}), "offered_phone")
    line = plain.to_json()
    assert [level["counted"] for level in line["levels"]] == [4, 20]
    assert line["difference"]["estimate"] is line["adjusted"] is line["p_value"] is None
    assert line["requests_to_tell"] is plain.more is None
    assert "fewer than five" in line["why"]


def meeting(names, **more):
    return {
        "outcome": "accepted",
        "responded_on": "2026-01-06",
        "met_on": "2026-01-08",
        "referrals_given": names,
    } | more


def test_advice_about_meetings_is_judged_among_meetings_held():
    rows = [meeting("1", prepared_questions="yes")] * 18
    rows += [meeting("0", prepared_questions="yes")] * 2
    rows += [meeting("1", prepared_questions="no")] * 3
    rows += [meeting("0", prepared_questions="no")] * 17 + [{"outcome": "declined"}] * 20
    later = date(2026, 3, 1)
    line = line_of(rows, "prepared_questions", as_of=later)
    (wanted,) = meeting_effects(log_of(rows), as_of=later).tactics
    assert line.sides.counts == wanted.sides.counts
    assert line.verdict == "supported"
    assert line.to_json()["adjusted"] is None
    # one contrast was tried; four fifths of 0.045 are for the advice, the tail of a test at 0.072
    assert line.requests_to_tell == requests_to_tell(wanted.sides.counts, alpha=2 * 0.045 * 0.8)[0]


def test_taking_the_phone_call_is_judged_by_meetings_held_among_accepted_requests():
    asked = {"outcome": "accepted", "responded_on": "2026-01-06", "meeting_format": "coffee"}
    rows = [asked | {"agreed_format": "phone_call", "met_on": "2026-01-09"}] * 6
    rows += [asked | {"agreed_format": "coffee", "met_on": "2026-01-09"}] * 4
    rows += [asked | {"agreed_format": "coffee"}] * 3 + [asked | {"agreed_format": ""}]
    rows += [{"outcome": "no_reply", "asked_on": "2026-02-20"}]
    line = line_of(rows, "switched_to_phone").to_json()
    assert [(level["succeeded"], level["counted"]) for level in line["levels"]] == [(6, 6), (4, 7)]


def test_circumstances_are_shown_and_not_judged():
    rows = rows_of("circumstance", {"career_change": (3, 9), "other": (2, 4)})
    line = line_of(rows, "circumstance").to_json()
    assert (line["contrast"], line["verdict"], line["p_value"]) == (None, None, None)
    assert [(level["level"], level["succeeded"]) for level in line["levels"]] == [
        ("career_change", 3),
        ("other", 2),
    ]
    assert "why" in line


def test_sentences_say_no_more_than_the_verdict():
    strong = rows_of("offered_phone", {"yes": (45, 60), "no": (15, 60)})
    assert "supported: " in line_of(strong, "offered_phone").sentence()
    hint = rows_of("offered_phone", {"yes": (14, 30), "no": (8, 30)})
    said = line_of(hint, "offered_phone").sentence()
    assert "a hint in its favour, no more" in said
    assert "; if it is as large as it looks, " in said
    assert "more requests per side would probably tell" in said
    later = line_of(hint, "offered_phone", as_of=date(2028, 1, 1)).sentence()
    assert "will not be settled in your search" in later
    none = line_of([{"outcome": "accepted"}], "offered_phone").sentence()
    assert none == "offer a phone call: hardly tried: 0 with yes, 0 with no."


DEGENERATE = {
    "one row": [{"outcome": "accepted"}],
    "only pending": rows_of("offered_phone", {"yes": (0, 6), "no": (0, 6)}, outcome="pending"),
    "only undelivered": [{"outcome": "undelivered", "offered_phone": "yes"}],
    "no success": rows_of("offered_phone", {"yes": (0, 20), "no": (0, 20)}),
    "all successes": rows_of("offered_phone", {"yes": (20, 20), "no": (20, 20)}),
    "separated": rows_of("offered_phone", {"yes": (20, 20), "no": (0, 20)}),
    "one value": rows_of("offered_phone", {"yes": (5, 20)}),
}


@pytest.mark.parametrize("rows", DEGENERATE.values(), ids=DEGENERATE)
def test_poor_logs_give_no_warning_no_nan_and_a_reason(rows):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        answer = advice(log_of(rows))
        shown = (
            repr(answer) + answer._repr_html_() + "".join(one.sentence() for one in answer.lines)
        )
        plain = json.loads(json.dumps(answer.to_json(), allow_nan=False))
        assert len(answer.table) == len(ADVICE) - 1
    assert "nan" not in shown.lower()
    for line in plain["advice"]:
        assert "why" in line or None not in line.values()


def test_separated_sides_are_clear():
    assert line_of(DEGENERATE["separated"], "offered_phone").verdict == "supported"


def pool_of(own):
    """Requests of seekers, each with (referrer, asked, accepted) blocks, as many as told."""
    return [
        {
            "seeker": seeker,
            "outcome": "accepted" if place < yes else "declined",
            "offered_phone": level,
        }
        for seeker, blocks in own.items()
        for level, yes, total in blocks
        for place in range(total)
    ]


def test_a_difference_between_seekers_and_not_within_them_is_none():
    # Ana gets a yes from four in five, Bo from one in five, whatever they offer.
    rows = pool_of(
        {
            "Ana": [("yes", 48, 60), ("no", 12, 15)],
            "Bo": [("yes", 3, 15), ("no", 12, 60)],
        }
    )
    line = line_of(rows, "offered_phone")
    assert line.p_value > 0.5
    assert line.verdict == "too early to tell"


def test_a_difference_within_seekers_is_clear():
    rows = pool_of({who: [("yes", 30, 40), ("no", 10, 40)] for who in ("Ana", "Bo", "Cy")})
    assert line_of(rows, "offered_phone").verdict == "supported"


def test_a_verdict_is_never_given_against_the_number_beside_it():
    # within each seeker the offer helps; taken together those who offer do worse
    rows = pool_of(
        {"Ana": [("yes", 19, 20), ("no", 65, 90)], "Bo": [("yes", 35, 90), ("no", 2, 20)]}
    )
    line = line_of(rows, "offered_phone")
    assert line.gap.estimate < 0
    assert (line.verdict, line.p_adjusted < 0.045) == ("too early to tell", True)
    assert "point different ways" in line.to_json()["why"]


def referred(referrer, yes, total, start):
    return [
        {
            "contact": f"Contact {start + place}",
            "referrer": referrer,
            "outcome": "accepted" if place < yes else "declined",
            "asked_on": "2026-01-05" if referrer is None else "2026-01-20",
        }
        for place in range(total)
    ]


@pytest.mark.parametrize(
    ("referrer", "verdict"), [("Contact 0", "hardly tried"), ("Uncle Jo", "supported")]
)
def test_referrals_that_yeses_brought_do_not_show_that_a_referral_works(referrer, verdict):
    # Contact 0 said yes and named everybody else who was asked later; Uncle Jo is not in the log.
    rows = referred(None, 12, 60, 0) + referred(referrer, 40, 60, 60)
    line = line_of(rows, "was_referred")
    assert line.verdict == verdict
    assert line.totals == ((60, 60) if verdict == "supported" else (0, 60))


def test_the_test_of_a_verdict_is_that_of_least_squares_with_the_columns_beside_it():
    import statsmodels.api as sm

    rng = np.random.default_rng(8)
    rows = [
        {
            "outcome": ("accepted", "declined")[int(rng.random() < 0.6)],
            "explained_why": str(rng.choice(["yes", "no"])),
            "said_informational": str(rng.choice(["yes", "no"])),
            "relationship": str(rng.choice(["stranger", "weak_tie", "strong_tie", ""])),
            "seeker": str(rng.choice(["Ana", "Bo"])),
        }
        for _ in range(160)
    ]
    line = line_of(rows, "explained_why")
    frame = pd.DataFrame(rows)
    columns = [frame[name] == "yes" for name in ("explained_why", "said_informational")]
    known = frame["relationship"] != ""
    for level in ("weak_tie", "strong_tie"):
        own = (frame["relationship"] == level).astype(float)
        columns.append(own.where(known, own[known].mean()))
    columns += [frame["seeker"] == "Ana", frame["seeker"] == "Bo"]
    fitted = sm.OLS(
        (frame["outcome"] == "accepted").to_numpy(float), np.column_stack(columns).astype(float)
    ).fit()
    below, above = fitted.pvalues[0] / 2, 1 - fitted.pvalues[0] / 2
    p_for = below if fitted.tvalues[0] > 0 else above
    assert line.p_value == pytest.approx(min(p_for / 0.8, (1 - p_for) / 0.2, 1), rel=1e-9)
