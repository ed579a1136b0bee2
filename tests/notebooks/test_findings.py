"""The sentences notebooks open with: counts that the answers have, and no more than they say."""

import re
from pathlib import Path

import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.errors import UsageError
from outreachlab.notebooks.findings import FOUND, finding
from tests.logs import log_of

DATA = Path(__file__).parents[2] / "data"
ASKED = (
    ol.advice,
    ol.effect_ladder,
    ol.waiting_times,
    ol.follow_up_effect,
    ol.funnel,
    ol.meeting_effects,
    ol.referral_forest,
    ol.chain_growth,
    ol.pooled_rates,
    ol.progress,
)
MINE = {
    "AdviceTested": "67 of 159 requests that count got a yes, 4 in 10. Clear of chance",
    "WaitingTimes": "Half of the requests have an answer after 11 days; few come after day 15.",
    "Funnel": "Most is lost in waiting for an answer: only 92 of 159 (58%) got past it.",
    "ReferralForest": "78 of 180 requests came from somebody asked before",
    "ChainGrowth": "One meeting led to 0.49 further meetings",
    "MeetingEffects": "61 meetings were held, with 1.6 names given at each on average.",
}


@pytest.fixture(scope="module")
def mine():
    return ol.read_log(DATA / "outreach_log.csv")


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
def test_every_answer_with_a_sentence_has_it_on_any_log(mine, ask):
    rows = pd.read_csv(DATA / "outreach_log.csv", dtype=str, keep_default_na=False)
    bare = rows[["contact", "asked_on", "outcome"]].iloc[40:52]
    logs = [
        mine,
        ol.read_log(DATA / "coaching_pool.csv").of_seeker("S07"),
        ol.read_log(rows.head(12)),
        ol.read_log(bare),
        log_of([{"outcome": "pending"}]),
        log_of([{"outcome": "accepted"}] * 12),
    ]
    for log in logs:
        try:
            answer = ask(log)
        except ol.OutreachlabError:
            continue
        told = finding(answer)
        assert type(answer).__name__ in FOUND
        assert re.fullmatch(r"[A-Z0-9].+\.", told)
        assert "nan" not in told.split()
        assert "None" not in told
        assert told.startswith(MINE.get(type(answer).__name__, "") if log is mine else "")


def test_a_log_without_days_of_answers_says_that_it_cannot_tell():
    rows = [{"outcome": "accepted"}, {"outcome": "declined"}] * 6
    told = finding(ol.waiting_times(log_of(rows)))
    assert told == "How long an answer takes cannot be told: 0 answers with a day."


def test_what_has_no_sentence_is_said(mine):
    with pytest.raises(UsageError, match="no sentence is made of a AcceptanceRates"):
        finding(ol.acceptance_rates(mine, "channel"))
