"""Cells that name several referrers: the first whom the seeker asked is taken, and that is said."""

import pytest

from outreachlab.intake.who_is_who import people_in

from .write import HEADER, log_of

ASKED = ["Ana Diaz,2026-01-02,accepted,", "Cy Oh,2026-01-03,accepted,"]


def referrer_of(tmp_path, cell: str, *, asked=ASKED):
    log = log_of(tmp_path, HEADER + ",referrer", *asked, f'Bo Li,2026-01-16,pending,"{cell}"')
    return str(log.frame["referrer"].iloc[-1]), log


@pytest.mark.parametrize(
    "cell",
    ["Ana Diaz / Cy Oh", "Cy Oh & Ana Diaz", "Ana Diaz; Zed", "Zed and Ana Diaz", "Ana Diaz+Zed",
     "Zed Poe, Ana Diaz", "Zed, Bo, Ana Diaz", "Zed und Ana Diaz", "Zed y Ana Diaz",
     "Zed/ANA  DIAZ"],
)  # fmt: skip
def test_the_first_who_was_asked_is_taken_and_said(tmp_path, cell):
    name, log = referrer_of(tmp_path, cell)
    assert name in ("Ana Diaz", "Cy Oh")
    assert name == ("Cy Oh" if cell.startswith("Cy") else "Ana Diaz")
    assert any("naming several people" in note for note in log.notes)
    assert not any("never asked" in note for note in log.notes)
    assert (log.fixes["to"] == name).any()


@pytest.mark.parametrize(
    "cell", ["Zed / Yan", "Marks & Spencer", "Diaz, Ana", "Zed Poe", "Ann & Co"]
)
def test_a_cell_in_which_nobody_was_asked_stays(tmp_path, cell):
    name, log = referrer_of(tmp_path, cell)
    assert name == cell
    assert not any("naming several" in note for note in log.notes)


def test_a_whole_name_that_holds_the_word_is_one_person(tmp_path):
    asked = [*ASKED, "Ortega y Gasset,2026-01-04,accepted,", "Ortega,2026-01-05,accepted,"]
    assert referrer_of(tmp_path, "Ortega y Gasset", asked=asked)[0] == "Ortega y Gasset"


def test_only_the_seekers_own_contacts_count(tmp_path):
    lines = ["you,Ana Diaz,2026-01-02,accepted,", "me,Bo Li,2026-01-03,pending,Ana Diaz / Zed"]
    log = log_of(tmp_path, "seeker," + HEADER + ",referrer", *lines)
    assert log.frame["referrer"].iloc[1] == "Ana Diaz / Zed"


def test_decisions_hold_within_a_cell_of_several(tmp_path):
    from outreachlab.intake.read import read_log

    path = tmp_path / "log.csv"
    lines = [
        HEADER + ",referrer",
        '"Diaz, Ana",2026-01-02,accepted,',
        "Bo,2026-01-05,pending,Ana Diaz / Zed",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    log = read_log(path, people={"same": [["Ana Diaz", "Diaz, Ana"], ["Zed", "Zed Poe"]]})
    assert log.frame["referrer"].iloc[1] == "Diaz, Ana"


def test_a_name_with_a_comma_is_one_person():
    assert people_in("Diaz, Ana") == ["Diaz, Ana"]
    assert people_in("Ana Diaz, Bo Li") == ["Ana Diaz", "Bo Li"]


def test_marks_that_force_text_are_no_part_of_a_name(tmp_path):
    lines = ['"=""Ana Diaz""",2026-01-05,accepted,', "Bo Li,2026-01-16,pending,Ana Diaz"]
    log = log_of(tmp_path, HEADER + ",referrer", *lines)
    assert log.frame["contact"].iloc[0] == "Ana Diaz"
    assert log.fixes["to"].tolist() == ["Ana Diaz"]
    assert not log.people
