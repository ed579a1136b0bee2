"""Lots that were lost or changed since they were handed out are seen, whatever became of them."""

import csv
import io
from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

import outreachlab as ol
from outreachlab.errors import NothingToComputeError, UsageError
from outreachlab.trials.assigned import Lot, assigned_text, lots_in
from outreachlab.trials.plan import hash_of
from outreachlab.trials.plan_text import content_of, plan_text
from outreachlab.trials.receipt import digest_of, lots_kept
from tests.logs import log_of
from tests.trials.worlds import log_by_hand

DAY = "2026-01-05"
END = "2026-06-01"
BOTH = ("offered_phone", "short_time")
HANDED = 10


@pytest.fixture
def trial(tmp_path):
    """Ten contacts of twenty handed out, two lots each."""
    folder = tmp_path / "trial"
    ol.plan_trial(folder, BOTH, size=20, looks=1, rng=1, today=DAY)
    for place in range(1, HANDED + 1):
        hand(folder, f"c{place}")
    return folder


def hand(folder, contact, **more):
    return ol.next_assignment(folder, contact, **{"today": DAY, **more})


def rows_of(folder):
    return list(csv.reader(io.StringIO((folder / "assigned.csv").read_text(), newline="")))


def rewrite(folder, rows, sign=",", ends="\n", first=""):
    text = first + "".join(sign.join(row) + ends for row in rows)
    (folder / "assigned.csv").write_bytes(text.encode())


def read(folder, lots=None):
    log = log_by_hand([lot for lot in lots or lots_in(folder) if lot.tactic == BOTH[0]], (1, 2))
    return ol.read_trial(log, folder, as_of=END)


def cell(line, name, value):
    """One cell changed, in the file's rows."""

    def change(rows):
        rows[line][rows[0].index(name)] = value
        return rows

    return change


LOST = {
    "the last row": lambda rows: rows[:-1],
    "the last contact": lambda rows: rows[:-2],
    "all but one contact": lambda rows: rows[:3],
    "a contact in the middle": lambda rows: rows[:5] + rows[7:],
    "the first contact": lambda rows: [rows[0], *rows[3:]],
    "another name": cell(3, "contact", "somebody else"),
    "another day": cell(3, "day", "2026-01-06"),
    "another stratum": cell(3, "stratum", "some"),
    "another chance": cell(3, "probability", "0.6"),
    "a contact more than one ahead": lambda rows: [
        *rows, *[["12", row[1], row[2], "x", *row[4:]] for row in rows[-2:]],
    ],
    "a row twice": lambda rows: [*rows, rows[-1]],
}  # fmt: skip


@pytest.mark.parametrize("what", LOST)
def test_what_was_lost_or_changed_gets_no_lot_and_no_verdict(trial, what):
    every = lots_in(trial)
    rewrite(trial, LOST[what](rows_of(trial)))
    before = (trial / "assigned.csv").read_bytes()
    with pytest.raises(UsageError, match="put both files back as they were"):
        hand(trial, "new")
    with pytest.raises(UsageError, match="put both files back"):
        hand(trial, "c3")
    assert (trial / "assigned.csv").read_bytes() == before
    found = read(trial, every)
    assert {one.judged.decision for one in found.contrasts} == {"no verdict"}
    assert {one.judged.evidence for one in found.contrasts} == {"observed"}
    assert not found.randomised
    assert "assigned.csv" in found.contrasts[0].judged.sentence


@pytest.mark.parametrize(
    "gone", [lambda file: file.unlink(), lambda file: rewrite(file.parent, [])]
)
def test_a_file_that_is_gone_is_said(trial, gone):
    every = lots_in(trial)
    gone(trial / "assigned.csv")
    with pytest.raises(UsageError, match=r"assigned\.csv"):
        hand(trial, "new")
    with pytest.raises((NothingToComputeError, UsageError), match=r"assigned\.csv"):
        read(trial, every)


def test_a_header_alone_is_a_file_without_its_rows(trial):
    every = lots_in(trial)
    rewrite(trial, rows_of(trial)[:1])
    with pytest.raises(UsageError, match="is gone or empty: 10 contacts had been handed out"):
        hand(trial, "new")
    with pytest.raises(NothingToComputeError, match="is gone or empty"):
        read(trial, every)


def test_put_back_as_it_was_it_goes_on(trial):
    rows = rows_of(trial)
    rewrite(trial, rows[:4])
    with pytest.raises(UsageError):
        hand(trial, "new")
    rewrite(trial, rows)
    assert hand(trial, "new").number == HANDED + 1
    assert read(trial).contrasts[0].judged.evidence == "randomised"


HARMLESS = {
    "a byte order mark": {"first": "\ufeff"},
    "semicolons": {"sign": ";"},
    "tabs": {"sign": "\t"},
    "lines of Windows": {"ends": "\r\n"},
    "blank lines": {"ends": "\n\n"},
}


@pytest.mark.parametrize("how", HARMLESS)
def test_how_a_spreadsheet_program_saves_it_changes_nothing(trial, how):
    rewrite(trial, rows_of(trial), **HARMLESS[how])
    goes_on(trial)


@pytest.mark.parametrize(
    "key", [lambda row: row[3], lambda row: (row[6], row[3]), lambda row: -int(row[0])]
)
def test_rows_in_another_order_change_nothing(trial, key):
    header, *rows = rows_of(trial)
    rewrite(trial, [header, *sorted(rows, key=key)])
    goes_on(trial)


def goes_on(folder):
    plan = ol.read_plan(folder)
    assert hand(folder, "c4").number == 4
    new = hand(folder, "new")
    assert new.number == HANDED + 1
    for lot in new.lots:
        (blocks,) = [own for key, own in plan.sequences.items() if key.tactic == lot.tactic]
        letter = "".join(blocks)[HANDED]
        assert lot.arm == ("yes" if letter == "A" else "no")
    assert read(folder).contrasts[0].judged.evidence == "randomised"
    assert lots_kept(folder, plan)[1] is None


def test_blank_columns_beside_change_nothing_and_filled_ones_are_refused(trial):
    rows = rows_of(trial)
    rewrite(trial, [[*row, "", ""] for row in rows])
    goes_on(trial)
    rewrite(trial, [[*row, "mine"] for row in rows])
    with pytest.raises(UsageError, match="its first line must be number,day"):
        hand(trial, "more")


def test_a_decimal_comma_changes_nothing(trial):
    rows = [[one.replace("0.5", "0,5") for one in row] for row in rows_of(trial)]
    rewrite(trial, rows, sign=";")
    goes_on(trial)


@pytest.mark.parametrize("day", ["05.01.2026", "1/5/2026", "05-Jan-26", "46027", ""])
def test_days_in_another_form_are_named_with_what_to_write(trial, day):
    rewrite(trial, cell(2, "day", day)(rows_of(trial)))
    said = r"line 3: day is not as it was written: .*; write a day as 2026-02-03"
    with pytest.raises(UsageError, match=said):
        hand(trial, "new")
    with pytest.raises(UsageError, match=said):
        ol.read_trial(log_of(LOG), trial, as_of=END)


def test_how_many_days_are_in_another_form_is_said(trial):
    rows = [[one.replace(DAY, "05/01/2026") for one in row] for row in rows_of(trial)]
    rewrite(trial, rows)
    with pytest.raises(UsageError, match="line 2, as in 19 more lines: day is not as"):
        hand(trial, "new")


def test_letters_of_another_encoding_are_said(trial):
    rows = cell(1, "contact", "José")(rows_of(trial))
    text = "".join(",".join(row) + "\n" for row in rows)
    for encoding in ("cp1252", "utf-16"):
        (trial / "assigned.csv").write_bytes(text.encode(encoding))
        with pytest.raises(UsageError, match="not in UTF-8; save it so"):
            hand(trial, "new")


LOG = [{"contact": "c1", "asked_on": DAY, "outcome": "declined"}]


def test_the_second_record_lost_is_said(trial):
    for spoil in (
        lambda file: file.write_text("contacts = -1"),
        lambda file: file.write_text("contacts = true"),
        lambda file: file.write_bytes(b"\xff\xfe"),
        lambda file: file.unlink(),
    ):
        spoil(trial / "handed_out.toml")
        with pytest.raises(UsageError, match=r"handed_out\.toml, which counts .* is gone"):
            hand(trial, "new")
        assert read(trial).contrasts[0].judged.decision == "no verdict"


def test_a_plan_edited_with_its_hash_is_another_plan(trial):
    """Whoever makes the hash anew after an edit is found by the record of the first lot on."""
    from dataclasses import replace

    plan = replace(ol.read_plan(trial), window_days=7)
    plan = replace(plan, hash=hash_of(content_of(plan)))
    (trial / "plan.toml").write_text(plan_text(plan))
    assert not ol.read_plan(trial).edited
    with pytest.raises(UsageError, match="is that of another plan"):
        hand(trial, "new")
    assert read(trial).contrasts[0].judged.decision == "no verdict"


def test_the_folder_can_be_moved_whole_and_not_in_part(trial, tmp_path):
    trial.rename(tmp_path / "elsewhere")
    moved = tmp_path / "elsewhere"
    goes_on(moved)
    part = tmp_path / "part"
    part.mkdir()
    (part / "plan.toml").write_bytes((moved / "plan.toml").read_bytes())
    with pytest.raises(UsageError, match=r"handed_out\.toml"):
        hand(part, "c1")


def test_killed_between_the_two_files_nothing_is_lost_or_repeated(trial):
    """`assigned.csv` is in place, its record is not yet: the lot is that of whoever it was for."""
    record = trial / "handed_out.toml"
    before, rows = record.read_bytes(), rows_of(trial)
    new = hand(trial, "new")
    record.write_bytes(before)
    assert read(trial).contrasts[0].judged.evidence == "randomised"
    other = hand(trial, "other")
    assert (new.number, other.number) == (HANDED + 1, HANDED + 2)
    rewrite(trial, rows)  # what was handed out is told by the record again
    with pytest.raises(UsageError, match="lacks 2 contacts: 12 contacts had been handed out"):
        hand(trial, "new")


def test_a_lot_that_is_shown_again_is_recorded(trial):
    record = trial / "handed_out.toml"
    before, rows = record.read_bytes(), rows_of(trial)
    hand(trial, "new")
    record.write_bytes(before)
    assert hand(trial, "new").again
    rewrite(trial, rows)
    with pytest.raises(UsageError, match="lacks 1 contact"):
        hand(trial, "other")


def test_the_record_is_never_ahead_of_the_lots(trial, monkeypatch):
    """The order in which the two are moved into place."""
    from pathlib import Path

    moved, replace = [], Path.replace
    monkeypatch.setattr(Path, "replace", lambda one, to: moved.append(to.name) or replace(one, to))
    hand(trial, "new")
    assert moved == ["assigned.csv", "handed_out.toml"]


def test_numbers_in_the_log_beyond_the_last_are_doubted(trial):
    rows = [
        {"contact": f"c{place}", "asked_on": DAY, "outcome": "declined", "trial": str(place)}
        for place in range(1, 14)
    ]
    found = ol.read_trial(log_of(rows), trial, as_of=END)
    said = "3 requests of the log have a number above 10, the last one handed out"
    assert any(note.startswith(said) for note in found.notes)
    given = hand(trial, "new", log=log_of(rows), today="2026-02-01")
    assert any(note.startswith(said) for note in given.notes)
    earlier = log_of([row | {"asked_on": "2025-12-01"} for row in rows])  # of another trial
    assert not any("a number above" in note for note in hand(trial, "one", log=earlier).notes)


def test_a_number_given_to_two_contacts_is_doubted(trial):
    rows = [
        {"contact": f"c{place}", "asked_on": DAY, "outcome": "declined", "trial": str(place)}
        for place in range(1, 11)
    ]
    rows.append(rows[3] | {"contact": "who had it before"})
    notes = ol.read_trial(log_of(rows), trial, as_of=END).notes
    assert any("1 request has the number of another contact's lot" in note for note in notes)


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, st.booleans()), max_size=5))
@settings(max_examples=60, deadline=None)
def test_the_digest_is_that_of_the_file_whatever_names_it_has(tmp_path_factory, names):
    folder = tmp_path_factory.mktemp("names")
    lots = [
        Lot(
            number, date(2026, 1, 5) + timedelta(number), "me", " ".join(name.split()) or "x", name,
            None, BOTH[0], "" if out else "yes", None if out else 0.3, out,
        )
        for number, (name, out) in enumerate(names, start=1)
    ]  # fmt: skip
    (folder / "assigned.csv").write_text(assigned_text(lots), newline="")
    assert digest_of(lots_in(folder)) == digest_of(lots)
