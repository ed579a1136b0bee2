"""A trial in the report: what its looks came to, without the name of anybody."""

import pytest

import outreachlab as ol
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
    assert section.heading.startswith("Tried by lot: “coffee rather than lunch” (stop) and “offer")
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
