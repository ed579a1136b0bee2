"""A file of decisions on who is who: read, contradicted, applied, written."""

import pytest

from outreachlab.errors import MissingFileError, UsageError
from outreachlab.intake.people_file import people_of, people_text, read_people
from outreachlab.intake.read import check_log, read_log
from outreachlab.log.likeness.suggested import Suggestion

from .write import HEADER, log_of

LINES = [
    '"Diaz, Ana",2026-01-02,accepted,',
    "Bo Li,2026-01-10,pending,Ana Diaz",
    "Cy Oh,2026-01-11,pending,via Ana",
]


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADER + ",referrer", *LINES]), encoding="utf-8")
    return path


def contacts(found) -> list[str]:
    return found.frame["referrer"].dropna().astype(str).tolist()


def test_same_joins_under_the_spelling_of_the_contact(log):
    found = read_log(log, people={"same": [["Ana Diaz", "via Ana", "DIAZ,  ANA"]]})
    assert contacts(found) == ["Diaz, Ana", "Diaz, Ana"]
    assert found.people == ()
    assert not any("never asked" in note for note in found.notes)
    assert any("2 cells respelled" in note for note in found.notes)


def test_groups_that_share_a_name_are_one_person(log):
    found = read_log(log, people={"same": [["Ana Diaz", "via Ana"], ["via Ana", "Diaz, Ana"]]})
    assert set(contacts(found)) == {"Diaz, Ana"}


def test_what_was_joined_is_a_fix_in_its_row(log):
    found = check_log(log, people={"same": [["Ana Diaz", "Diaz, Ana"]]})
    fix = found.fixes[found.fixes["column"] == "referrer"].iloc[0]
    assert (fix["row"], fix["from"], fix["to"]) == (3, "Ana Diaz", "Diaz, Ana")


def test_without_a_decision_nobody_is_joined(log):
    assert contacts(read_log(log)) == ["Ana Diaz", "via Ana"]


def test_different_is_not_suggested_again(log):
    told = {"different": [["Ana Diaz", "Diaz, Ana"]]}
    pairs = {frozenset((one.a, one.b)) for one in check_log(log, people=told).people}
    assert frozenset(("Ana Diaz", "Diaz, Ana")) not in pairs


def test_names_the_log_does_not_have_are_said(log):
    notes = read_log(log, people={"same": [["Zed Zed", "Ana Diaz"]]}).notes
    assert any("does not have: 'Zed Zed'" in note for note in notes)


def test_the_file_beside_the_log_is_obeyed_and_said(log):
    log.with_suffix(".people.toml").write_text('same = [["Ana Diaz", "Diaz, Ana"]]')
    found = read_log(log)
    assert contacts(found)[0] == "Diaz, Ana"
    assert any("log.people.toml says" in note for note in found.notes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("same = [", "no TOML"),
        ("same = 3", "list of lists"),
        ('same = ["Ana", "Bo"]', "two names or more"),
        ('same = [["Ana"]]', "two names or more"),
        ('same = [["Ana", 3]]', "two names or more"),
        ('same = [["Ana", " "]]', "two names or more"),
        ('sames = [["Ana", "Bo"]]', "no list 'sames'; write same or different; did you mean same"),
        ("[same]\na = 1", "list of lists"),
        ("same = " + "[" * 5000, "lists in lists without end"),
        ('same = [["A", "B"], ["B", "C"]]\ndifferent = [["C", "A"]]', "by way of 'B'"),
        ('same = [["A", "B"]]\ndifferent = [["b", "a"]]', "take one of the two out"),
        ('different = [["Ana Diaz", "ANA  DIAZ"]]', "never told apart"),
    ],
)
def test_a_file_that_decides_nothing_sound_is_refused_in_a_sentence(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as refused:
        read_people(path)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert "p.toml" in str(refused.value)


def test_files_that_cannot_be_read_are_refused_in_a_sentence(tmp_path):
    with pytest.raises(MissingFileError, match="no such people file"):
        read_people(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe same")
    with pytest.raises(UsageError, match="cannot be read"):
        read_people(tmp_path / "bytes.toml")
    (tmp_path / "large.toml").write_bytes(b"#" * 4_000_001)
    with pytest.raises(UsageError, match="larger than"):
        read_people(tmp_path / "large.toml")


def test_three_different_people_are_three_pairs():
    assert len(people_of({"different": [["A", "B", "C"]]}).different) == 3


HOSTILE = 'Ana"]]\nsame = [["x", "y"]] #\x07\\'


def test_the_file_to_fill_in_decides_nothing_and_keeps_what_was_decided():
    people = [Suggestion("Ana Diaz", "Diaz, Ana", "the same name, the order aside")]
    known = people_of({"same": [["Bo", HOSTILE]], "different": [["Cy", "Di"]]})
    import tomllib

    written = tomllib.loads(people_text(people, known))
    assert written == {"same": [["Bo", HOSTILE]], "different": [["Cy", "Di"]]}
    assert not people_of(tomllib.loads(people_text(people)))


def test_a_line_of_the_file_decides_when_its_mark_is_taken_away(log):
    text = check_log(log).people_file
    assert '# ["Diaz, Ana", "Ana Diaz"],  # the same name, the order aside' in text
    same, different = text.split("different = [")
    path = log.with_name("decided.toml")
    path.write_text(same.replace('  # ["', '  ["') + "different = [" + different, encoding="utf-8")
    assert set(contacts(read_log(log, people=path))) == {"Diaz, Ana"}


def test_a_seeker_hears_nothing_of_other_seekers_people(tmp_path):
    lines = [f"me,{line}" for line in LINES] + ["you,Ed Roe,2026-01-01,pending,"]
    log = log_of(tmp_path, "seeker," + HEADER + ",referrer", *lines)
    assert log.people
    other = log.of_seeker("you")
    assert other.people == ()
    assert not any("perhaps one person" in note for note in other.notes)
