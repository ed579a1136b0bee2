"""A trial in the report: what its looks came to, without the name of anybody."""

from dataclasses import replace

import pytest

import outreachlab as ol
from outreachlab.report.first.choosing import after_choices, heeding_lots
from outreachlab.report.render import as_markdown, as_page
from tests.trials.worlds import drawn_plan, played


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trials") / "trial"
    plan = drawn_plan("meeting_format", "offered_phone", size=160, seekers=["Ana", "Bo"])
    log = played(folder, plan, ol.TrialTruth(gains={"meeting_format": 0.5}), rng=2)
    return log, ol.read_trial(log, folder)


def test_the_report_of_a_log_with_a_trial_has_its_looks_and_its_flow(trial):
    log, read = trial
    report = ol.build_report(log, trial=read)
    (section,) = [one for one in report.sections if one.key == "trial"]
    assert section.heading.startswith(
        "Tried by lot: “coffee rather than lunch” is settled and “offer"
    )
    assert section.sentences[0] == "160 of 160 contacts had a lot."
    assert [len(one.pictures) for one in section.every] == [1, 1, 1]
    assert section.parts[0].sentences[0] == read.contrasts[0].judged.sentence
    assert "2 seekers, on average" in section.parts[0].sentences[1]
    assert section.heading in as_markdown(report)
    assert 'id="trial"' in as_page(report)


def test_no_contact_of_the_trial_is_named_and_no_seeker(trial):
    log, read = trial
    (section,) = [one for one in ol.build_report(log, trial=read).sections if one.key == "trial"]
    for text in ("contact 1", "Ana", "Bo<"):
        assert text not in repr(section)


def test_without_a_trial_there_is_no_such_section(trial):
    assert "trial" not in [one.key for one in ol.build_report(trial[0]).sections]


def test_the_first_screen_goes_by_the_lots_where_they_tell(trial):
    log, read = trial
    first = ol.build_report(log, trial=read).first
    told = {one.tactic: one for one in ol.advice(log, trial=read).lines if one.randomised}
    assert told["meeting_format"].verdict == "supported"
    shown = {one.do: one for one in first.choices}
    assert "Suggest coffee rather than lunch" in first.headline
    counts = told["meeting_format"].randomised.counts
    bars = shown["Suggest coffee rather than lunch"].bars
    assert [bar.of for bar in bars] == list(counts.totals)
    assert [round(bar.share * bar.of) for bar in bars] == list(counts.successes)
    assert not any("not drawn by lot" in one for one in first.after_choices)


def test_what_lots_leave_open_is_never_the_advice_of_the_headline(trial):
    log, read = trial
    first = ol.build_report(log, trial=read).first
    assert not any("phone" in one.do for one in first.choices)
    (told,) = [one for one in first.after_choices if "offer a phone call" in one]
    assert (
        told == "Lots were drawn for “offer a phone call”: they do not tell which way does better."
    )


def test_a_choice_against_the_verdict_of_the_lots_is_left_out(trial):
    log, read = trial
    lines = [one for one in ol.advice(log, trial=read).lines if one.randomised]
    found = ol.choose(log)
    (coffee,) = [one for one in found.choices if one.advice.tactic == "meeting_format"]
    against = replace(found, choices=(replace(coffee, do="lunch", instead_of="coffee"),))
    assert heeding_lots(against, lines).choices == ()
    told = after_choices(
        heeding_lots(against, lines), None, {"counted": 160, "accepted": 80}, lines
    )
    assert any(
        one.startswith("Lots were drawn for “coffee rather than lunch”. The") for one in told
    )


def test_a_trial_that_is_over_is_not_too_early_to_tell(trial):
    log, read = trial
    report = ol.build_report(log, trial=read)
    assert read.contrasts[1].judged.decision == "over"
    page = as_page(report)
    page = page if isinstance(page, str) else page.decode()
    assert "The lots drawn so far do not tell the two apart." in page
    assert "Of all requests, however chosen, but for the test of the lots:" in page
