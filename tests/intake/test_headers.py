"""Headers as people write them: an exact table decides, likeness only suggests."""

import pandas as pd
import pytest

import outreachlab as ol
from outreachlab.intake.claims import SYNONYMS, claim_of
from outreachlab.log.synonyms import languages, plain
from outreachlab.log.vocabulary import COLUMN, COLUMNS

from .write import HEADER, checked, column, faults, log_of, unread

FOUND = {
    "Who I wrote to": "contact",
    "Who sent me": "referrer",
    "Person": "contact", "Name": "contact", "Who": "contact", "Company": "company",
    "Date sent": "asked_on", "Reached out": "asked_on", "Status": "outcome",
    "Response?": "outcome", "Referred by": "referrer", "Mutual connection": "referrer",
    "Coffee/Lunch": "meeting_format", "How long": "minutes_asked", "  REFERRED-BY: ": "referrer",
    "date_sent": "asked_on", "Thank-you note": "thanked_on", "On time?": "arrived_on_time",
    "Job Title": "role", "Organisation": "company", "asked_on": "asked_on",
}  # fmt: skip


@pytest.mark.parametrize("header", FOUND)
def test_a_header_is_found_whatever_its_case_and_marks(header):
    assert FOUND[header] in claim_of(header).ours


def test_columns_that_share_a_header_are_told_apart_by_their_cells():
    for header, claimed in SYNONYMS.items():
        kinds = [COLUMN[ours].kind for ours in claimed]
        words = [COLUMN[ours].words for ours in claimed if COLUMN[ours].words]
        assert len(kinds) == len(set(kinds)) or len(words) == len(set(words)), header
    assert all(set(told["headers"]) <= set(COLUMN) for told in languages().values())


def test_no_word_means_two_things_in_any_two_languages():
    meant: dict[tuple[str, str], set[str]] = {}
    for told in languages().values():
        for section, words in told["words"].items():
            for ours, texts in words.items():
                for text in texts:
                    meant.setdefault((section, plain(text)), set()).add(ours)
        assert len(told["months"]["names"]) == 12
    assert not {said: ours for said, ours in meant.items() if len(ours) > 1}


def test_every_column_has_synonyms():
    assert all(len(column.synonyms) >= 4 for column in COLUMNS)


def test_first_and_last_name_join_to_one_contact(tmp_path):
    log = log_of(
        tmp_path,
        "Last Name,First Name,Date,Status",
        "Diaz,Ana,2026-01-02,met",
        "Cher,,2026-01-02,met",
    )
    assert column(log, "contact") == ["Ana Diaz", "Cher"]
    assert "contact is 'First Name' and 'Last Name' joined" in log.notes


def test_a_full_name_wins_over_its_parts(tmp_path):
    log = log_of(
        tmp_path, "Name,First Name,Last Name,Date,Status", "Ana Diaz,Ana,Diaz,2026-01-02,met"
    )
    assert column(log, "contact") == ["Ana Diaz"]
    assert column(log, "First Name") == ["Ana"]


def test_two_columns_that_claim_one_name_are_a_fault(tmp_path):
    check = checked(tmp_path, "Name,Date,Status,Result", "Ana,2026-01-02,met,declined")
    assert faults(check) == [(1, "outcome", "'Status' and 'Result' may each be outcome")]


def test_our_own_name_wins_over_a_synonym(tmp_path):
    log = log_of(tmp_path, HEADER + ",Status", "Ana,2026-01-02,pending,fine")
    assert column(log, "outcome") == ["pending"]
    assert column(log, "Status (own)") == ["fine"]


def test_a_blank_column_claims_nothing(tmp_path):
    log = log_of(tmp_path, "Name,Date,Status,Result", "Ana,2026-01-02,met,")
    assert column(log, "outcome") == ["accepted"]


def test_a_header_that_stands_there_twice_is_a_fault_unless_the_columns_agree(tmp_path):
    check = checked(tmp_path, HEADER + ",outcome", "Ana,2026-01-02,pending,accepted")
    assert faults(check)[0][:2] == (1, "outcome")
    assert len(log_of(tmp_path, HEADER + ",outcome", "Ana,2026-01-02,pending,pending")) == 1


def test_an_own_column_never_changes_a_derived_tactic(tmp_path):
    from outreachlab.log.codes import codes_of

    log = log_of(tmp_path, HEADER + ",referral,referrer", "Ana,2026-01-02,pending,named,")
    assert column(log, "referral (own)") == ["named"]
    assert any("'referral' is kept as 'referral (own)'" in note for note in log.notes)
    assert codes_of(log, "was_referred").codes.tolist() == [1]


def test_a_near_miss_is_suggested_and_kept_as_an_own_column(tmp_path):
    log = log_of(tmp_path, HEADER + ",Reffered by", "Ana,2026-01-02,pending,Bo")
    assert "referrer" not in log.columns
    assert any("'Reffered by' is kept as your own; if it is referrer" in note for note in log.notes)


@pytest.mark.parametrize(
    "header", ["Last contacted", "Follow-up date", "Next step", "Location", "Type"]
)
def test_what_may_mean_something_else_is_left_alone(tmp_path, header):
    log = log_of(tmp_path, f"{HEADER},{header}", "Ana,2026-01-02,pending,x")
    assert column(log, header) == ["x"]


def test_ticks_under_a_header_of_days_say_that_it_was_done(tmp_path):
    header = f"{HEADER},Thank You Sent?,Followed up,Met on"
    lines = [
        "Ana,2026-02-03,accepted,Yes,TRUE,2026-02-09",
        "Bo,2026-02-04,pending,no,-,",
    ]
    found = checked(tmp_path, header, *lines)
    assert not faults(found)
    assert any(
        "'Followed up' is kept as 'Followed up (own)': it holds yes and no" in note
        and "“followed up on” is a day" in note
        for note in found.notes
    )
    log = log_of(tmp_path, header, *lines)
    assert column(log, "thanked") == ["yes", "no"]
    assert column(log, "met_on") == ["2026-02-09", None]
    assert {"thanked_on", "followed_up_on"}.isdisjoint(log.frame)


def test_ticks_in_a_column_of_our_own_name_or_among_days_are_unread(tmp_path):
    ours = f"{HEADER},thanked_on", "Ana,2026-02-03,pending,yes"
    assert unread(checked(tmp_path, *ours)) == [("thanked_on", "yes", 1)]
    assert faults(checked(tmp_path, *ours, strict=True)) == [(2, "thanked_on", "'yes' is no date")]
    lines = ["Ana,2026-02-03,accepted,yes", "Bo,2026-02-03,accepted,2026-02-04"]
    among = checked(tmp_path, f"{HEADER},Thank you", *lines)
    assert unread(among) == [("Thank you", "yes", 1)]


def test_only_a_column_with_dates_is_suggested_as_a_day(tmp_path):
    mail = checked(tmp_path, "contact,Email,outcome", "Ana,ana@x.test,pending")
    assert faults(mail) == [(1, "asked_on", "the file has no column asked_on")]
    day = checked(tmp_path, "contact,Dispatch,outcome", "Ana,2026-02-03,pending")
    assert "(is it 'Dispatch'?)" in faults(day)[0][2]


TOLD_TWICE = {  # header and cells -> what they are
    "Reply on": (["2026-01-07", "", "2026-01-09"], "responded_on"),
    "Talked?": (["2026-01-07", "", "2026-01-09"], "met_on"),
    "Talked": (["yes", "no", "yes"], "met"),
    "Thanks?": (["2026-01-12", "", ""], "thanked_on"),
    "Gave me names": (["2", "0", "1"], "referrals_given"),
    "Names they gave me": (["Al Ray; Cy Ur", "", "Di Fo"], "names_given"),
    "How many names": (["3", "0", ""], "referrals_given"),
}


@pytest.mark.parametrize("header", TOLD_TWICE)
def test_of_one_thing_told_in_two_ways_the_cells_say_which(header):
    cells, ours = TOLD_TWICE[header]
    frame = pd.DataFrame({"Name": ["Ana Diaz", "Bo Chen", "Cy Young"], "Status": ["yes"] * 3,
                          "Asked": ["2026-01-01"] * 3, header: cells})  # fmt: skip
    found = ol.check_log(frame).headers.set_index("header")["column"]
    assert found[header] == ours


def test_counts_are_no_ticks_and_that_is_said():
    frame = pd.DataFrame(
        {"Name": ["Ana Diaz", "Bo Chen", "Cy Young"], "Status": ["accepted"] * 3,
         "Asked": ["2026-01-01"] * 3, "Asked for names": ["2", "0", "1"]}
    )  # fmt: skip
    check = ol.check_log(frame)
    assert check.headers.set_index("header")["how"]["Asked for names"] == "own"
    assert "it holds numbers, and “asked for referrals” is yes or no" in " ".join(check.notes)
    ticks = ol.check_log(frame.assign(**{"Asked for names": ["1", "0", "1"]}))
    assert ticks.headers.set_index("header")["column"]["Asked for names"] == "asked_for_referrals"


def test_an_empty_cell_is_spoken_of_in_words():
    frame = pd.DataFrame({"Name": ["Ana"], "Status": ["accepted"], "Asked": [""]})
    assert ol.check_log(frame).table["problem"].tolist() == ["the day of asking is empty"]
