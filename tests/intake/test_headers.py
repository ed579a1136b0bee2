"""Headers as people write them: an exact table decides, likeness only suggests."""

import pytest

from outreachlab.intake.headers import SYNONYMS
from outreachlab.intake.layout import bare
from outreachlab.log.synonyms import languages, plain
from outreachlab.log.vocabulary import COLUMN, COLUMNS

from .write import HEADER, checked, column, faults, log_of

FOUND = {
    "Person": "contact", "Name": "contact", "Who": "contact", "Company": "company",
    "Date sent": "asked_on", "Reached out": "asked_on", "Status": "outcome",
    "Response?": "outcome", "Referred by": "referrer", "Mutual connection": "referrer",
    "Coffee/Lunch": "meeting_format", "How long": "minutes_asked", "  REFERRED-BY: ": "referrer",
    "date_sent": "asked_on", "Thank-you note": "thanked_on", "On time?": "arrived_on_time",
    "Job Title": "role", "Organisation": "company", "asked_on": "asked_on",
}  # fmt: skip


@pytest.mark.parametrize("header", FOUND)
def test_a_header_is_found_whatever_its_case_and_marks(header):
    assert SYNONYMS[bare(header)] == FOUND[header]


def test_no_synonym_belongs_to_two_columns():
    said = [
        name
        for column in COLUMNS
        for name in {bare(name) for name in (*column.synonyms, column.name)}
    ]
    assert sorted(said) == sorted(set(said))
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
    log = log_of(tmp_path, HEADER + ",Refered by", "Ana,2026-01-02,pending,Bo")
    assert "referrer" not in log.columns
    assert any("'Refered by' is kept as your own; if it is referrer" in note for note in log.notes)


@pytest.mark.parametrize(
    "header", ["Last contacted", "Follow-up date", "Next step", "Location", "Type"]
)
def test_what_may_mean_something_else_is_left_alone(tmp_path, header):
    log = log_of(tmp_path, f"{HEADER},{header}", "Ana,2026-01-02,pending,x")
    assert column(log, header) == ["x"]


def test_ticks_under_a_header_of_days_are_kept_as_the_persons_own(tmp_path):
    header = f"{HEADER},Thank You Sent?,Followed up,Met on"
    lines = [
        "Ana,2026-02-03,accepted,Yes,TRUE,2026-02-09",
        "Bo,2026-02-04,pending,no,-,",
    ]
    found = checked(tmp_path, header, *lines)
    assert not faults(found)
    note = "'Thank You Sent?' is kept as 'Thank You Sent? (own)': it holds yes and no"
    assert any(note in line and "thanked_on is a day" in line for line in found.notes)
    log = log_of(tmp_path, header, *lines)
    assert column(log, "Thank You Sent? (own)") == ["Yes", "no"]
    assert column(log, "met_on") == ["2026-02-09", None]
    assert {"thanked_on", "followed_up_on"}.isdisjoint(log.frame)


def test_ticks_in_a_column_of_our_own_name_or_among_days_are_faults(tmp_path):
    ours = checked(tmp_path, f"{HEADER},thanked_on", "Ana,2026-02-03,pending,yes")
    assert faults(ours) == [(2, "thanked_on", "'yes' is no date")]
    lines = ["Ana,2026-02-03,accepted,yes", "Bo,2026-02-03,accepted,2026-02-04"]
    among = checked(tmp_path, f"{HEADER},Thank you", *lines)
    assert faults(among) == [(2, "thanked_on", "'yes' is no date")]


def test_only_a_column_with_dates_is_suggested_as_a_day(tmp_path):
    mail = checked(tmp_path, "contact,Email,outcome", "Ana,ana@x.test,pending")
    assert faults(mail) == [(1, "asked_on", "the file has no column asked_on")]
    day = checked(tmp_path, "contact,Email snt,outcome", "Ana,2026-02-03,pending")
    assert "(is it 'Email snt'?)" in faults(day)[0][2]
