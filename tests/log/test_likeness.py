"""
Two names of one person are suggested, two people's are not.

`pairs.csv` and `pairs_unseen.csv` are made up and were labelled by hand before any of the code was
written; nothing was fitted to the second. A row is a contact and a referrer, in `also` a further
contact of the same log.
"""

import csv
from pathlib import Path

import pytest

from outreachlab.intake.read import check_log, read_log
from outreachlab.log.likeness import suggested as likeness
from outreachlab.log.likeness.of_log import people_alike
from outreachlab.log.likeness.suggested import Suggestion, suggestions
from outreachlab.simulate import simulate_log

FOUND, WRONG = 0.9, 0.05  # of the true pairs at least; of the suggestions at most
DATA = Path(__file__).parents[2] / "data"


def labelled(name: str) -> list[dict[str, str]]:
    with (Path(__file__).parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PAIRS, UNSEEN = labelled("pairs.csv"), labelled("pairs_unseen.csv")


def suggested(pair: dict[str, str]) -> list[Suggestion]:
    contacts = dict.fromkeys(filter(None, (pair["contact"], pair["also"])), "")
    found = suggestions(contacts, [pair["referrer"]])
    if pair["same"] == "no":
        return found
    return [one for one in found if {one.a, one.b} == {pair["contact"], pair["referrer"]}]


def together(*names: str, **companies: str) -> set[frozenset[str]]:
    """The pairs among contacts that are suggested."""
    known = {name: companies.get(name.replace(" ", "_"), "") for name in names}
    return {frozenset((one.a, one.b)) for one in suggestions(known)}


def test_the_labelled_pairs_are_enough_in_six_scripts():
    for same in ("yes", "no"):
        assert sum(pair["same"] == same for pair in PAIRS) >= 200
    assert len({pair["script"] for pair in PAIRS}) >= 6


@pytest.mark.parametrize("pairs", [PAIRS, UNSEEN], ids=["labelled", "unseen"])
def test_true_pairs_are_suggested_and_suggestions_are_right(pairs):
    hits = {
        same: [p for p in pairs if p["same"] == same and suggested(p)] for same in ("yes", "no")
    }
    true = [pair for pair in pairs if pair["same"] == "yes"]
    missed = [pair for pair in true if pair not in hits["yes"]]
    assert len(hits["yes"]) >= FOUND * len(true), missed
    assert len(hits["no"]) <= WRONG * (len(hits["yes"]) + len(hits["no"])), hits["no"]


@pytest.mark.parametrize("script", sorted({pair["script"] for pair in PAIRS}))
def test_no_script_is_left_behind(script):
    true = [p for p in PAIRS if p["script"] == script and p["same"] == "yes"]
    assert sum(bool(suggested(pair)) for pair in true) >= FOUND * len(true)


@pytest.mark.parametrize("name", ["outreach_log.csv", "coaching_pool.csv"])
def test_the_samples_get_at_most_one_suggestion_per_hundred_people(name):
    found = check_log(DATA / name)
    assert len(found.people) <= found.rows / 100


def test_simulated_logs_get_at_most_one_suggestion_per_hundred_people():
    people = found = 0
    for seed in range(30):
        log = read_log(simulate_log(300, seekers=1 + 4 * (seed % 2), rng=seed))
        people += log.frame["contact"].nunique()
        found += len(people_alike(log.frame))
    assert found <= people / 100


def test_equal_after_folding_is_one_already():
    assert not suggestions({"Ana Diaz": ""}, ["ana  diaz", "ANA DIAZ", '="Ana Diaz"'])


def test_the_contact_stands_first_and_the_reason_is_plain():
    (one,) = suggestions({"Ana Diaz": ""}, ["Dr. Diaz, Ana"])
    assert one == ("Ana Diaz", "Dr. Diaz, Ana", "the same name, a title and the order aside")


def test_what_may_be_two_people_is_suggested_as_neither():
    assert not together("J. Smith", "Jane Smith", "John Smith")
    assert not together("Alex Reid", "Alexander Reid", "Alexandra Reid")
    assert not suggestions({"Ana Diaz": "", "Ana Lopez": ""}, ["Ana"])
    assert not together("Ana Ruiz", "Ana Ruiz (Acme)", "Ana Ruiz (Globex)")
    assert not together("John Hale", "John Hale Jr.", "John Hale Sr.")


def test_several_spellings_of_one_person_hang_together():
    found = suggestions({"Ana Diaz": ""}, ["Dr. Ana Diaz", "Diaz, Ana", "A. Diaz", "via Ana"])
    assert len(found) == 4
    assert {one.b for one in found if one.a == "Ana Diaz"} >= {"Dr. Ana Diaz", "Diaz, Ana"}


def test_a_company_tells_which_ana_is_meant():
    contacts = {"Ana Diaz": "Acme", "Ana Lopez": "Globex"}
    (one,) = suggestions(contacts, ["Ana (Globex)"])
    assert (one.a, one.b) == ("Ana Lopez", "Ana (Globex)")


def test_of_a_cell_with_several_people_the_first_known_one_is_suggested():
    (one,) = suggestions({"Ulla Strand": "", "Per Moe": ""}, ["Kit / Ulla / Per"])
    assert one.a == "Ulla Strand"


def test_pairs_known_to_be_two_people_are_not_suggested():
    assert suggestions({"Jon Smith": "", "Jonathan Smith": ""})
    assert not suggestions(
        {"Jon Smith": "", "Jonathan Smith": ""}, (), [("jonathan smith", "Jon Smith")]
    )


@pytest.mark.parametrize(
    "written",
    ["LinkedIn: Ana Diaz", "Ana Diaz on LinkedIn", "LinkedIn, Ana Diaz", "Ana's intro",
     "(Ana Diaz)", "friend (Ana Diaz)", "😀 Ana Diaz", "Ana Diaz -> me", "met Ana Diaz at the fair",
     "Ana Diaz, Acme", "ana.diaz87@x.org", "linkedin.com/in/anadiaz?utm=1", "Ana Diaz told me",
     "Ana Diaz and family"],
)  # fmt: skip
def test_whatever_is_said_beside_the_name_it_is_suggested(written):
    assert [one.a for one in suggestions({"Ana Diaz": ""}, [written])] == ["Ana Diaz"]


@pytest.mark.parametrize(
    "somebody_else",
    ["friend of Ana Diaz", "Ana Diaz's friend", "a colleague of Ana", "Freund von Ana"],
)
def test_a_friend_of_ana_is_not_ana(somebody_else):
    assert not suggestions({"Ana Diaz": ""}, [somebody_else])


@pytest.mark.parametrize(
    "name",
    ["", " ", ",", "()", "@", "<>", "a@b", ".", "-", "&", "/ / /", "\x00", "\ud83d\ude00", "((((",
     "x" * 5000, "a " * 400, "ʼ", "via", "Dr.", "Dr. PhD", "née", "Ana (née)", "和", "ー", "=",
     '"', "[" * 90, "王 " * 8],
)  # fmt: skip
def test_odd_names_do_no_harm(name):
    assert isinstance(suggestions({name: "", "Ana Diaz": ""}, [name + "!", "Ana"]), list)


def test_of_many_names_only_a_few_are_compared(monkeypatch):
    """Of 10,000 names each with ten at most, not with all: the work is not that of the pairs."""
    compared = []
    monkeypatch.setattr(likeness, "likeness", lambda *two: compared.append(two))
    names = [f"{one}{two} {three}{four}" for one, two, three, four in _syllables(10_000)]
    suggestions(dict.fromkeys(names, ""))
    assert 1_000 < len(compared) < 10 * len(names)


def _syllables(count: int):
    parts = [first + second for first in "BDFGKLMNPRST" for second in "aeiou"]
    for number in range(count):
        yield (
            parts[number % 60],
            parts[number // 60 % 60].lower() + "n",
            parts[number * 7 % 59],
            parts[number * 13 // 59 % 53].lower() + "ski",
        )
