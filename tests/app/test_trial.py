"""A trial on the page: planned, one lot at a time, taken along and dropped again."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from html import unescape
from itertools import permutations
from secrets import token_hex

import pytest

import outreachlab as ol
from outreachlab.app import shown, trial
from outreachlab.app.acts import act
from outreachlab.app.log import joined
from outreachlab.app.reading import receive
from outreachlab.app.results import results_of
from outreachlab.app.workspace import Workspace
from outreachlab.errors import UsageError
from outreachlab.escapes import csv_text
from outreachlab.log.vocabulary import sources_of
from outreachlab.trials.assigned import lots_in
from outreachlab.trials.places import departures
from outreachlab.trials.plan import hash_of
from outreachlab.trials.plan_text import content_of, plan_text
from outreachlab.trials.playing import CELLS
from outreachlab.trials.receipt import receipt_text
from outreachlab.trials.words import CONTRASTS

TWO = ["meeting_format", "short_time"]
DAY, TODAY = "2026-01-05", date.today().isoformat()
LOG = "contact,asked_on,outcome\nAna Diaz,2026-01-05,accepted\nBo Chen,2026-01-06,declined\n"


@pytest.fixture
def space(tmp_path):
    return Workspace(tmp_path)


def do(space, name, **fields):
    form = {key: value if isinstance(value, list) else [value] for key, value in fields.items()}
    act(space, name, form)
    return space.fault


def drop(space, name, data):
    path = space.room / token_hex(8)
    path.write_bytes(data)
    return receive(space, name, path)


def page_of(space):
    return unescape(shown.work(space, "/"))


def another(space, name="another"):
    room = space.room / name
    room.mkdir()
    return Workspace(room)


def unzipped(data, folder):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(folder)
    return folder / "trial"


def test_from_plan_to_the_next_lot_and_on_in_another_session_and_on_the_command_line(
    space, tmp_path
):
    assert do(space, "plan", tactic=TWO, size="40", a_week="3") == ""
    assert space.said.endswith("At 3 a week that takes 14 weeks, and 21 days for the answers.")
    assert do(space, "lot", contact="Bo Lind") == ""
    first = space.lot
    page = page_of(space)
    assert first.sentence() in page
    assert "Your trial: lots for 1 of 40 contacts" in page
    name, data = trial.packed(space)
    assert name == "trial-1.zip"
    later = another(space)
    drop(later, name, data)
    assert "1 contact had a lot" in later.said
    do(later, "lot", contact=" bo  LIND")
    assert (later.lot.lots, later.lot.again) == (first.lots, True)
    assert later.trial_kept
    do(later, "lot", contact="Cy Ek")
    assert later.lot.number == 2
    folder = unzipped(trial.packed(later)[1], tmp_path / "home")
    assert {one.name for one in folder.iterdir()} == {
        *("plan.toml", "protocol.md", "sheet.xlsx", "assigned.csv", "handed_out.toml")
    }
    assert ol.next_assignment(folder, "Di Fox").number == 3
    assert not departures(ol.read_plan(folder), lots_in(folder))


def test_what_was_done_is_noted_and_the_log_takes_the_number_back(space, tmp_path):
    do(space, "plan", tactic=[*TWO, "referral"], size="40")
    for contact in ("Bo Lind", "Cy Ek", "Di Fox"):
        do(space, "lot", contact=contact, referrer="Ana", out="short_time")
        number = str(space.lot.number)
        assert "opted_out" not in page_of(space)
        said = do(
            space, "asked", number=number, asked_on=TODAY, meeting_format="0", short_time="1",
            referral="1",
        )  # fmt: skip
        assert said == ""
        assert space.lot is None
    _, table = joined(space)
    assert table["trial"].tolist() == ["1", "2", "3"]
    assert set(table["meeting_format"]) == {"coffee"}
    assert set(table["mentioned_referrer"]) == {"no"}
    assert set(table["referrer"]) == {"Ana"}
    (tmp_path / "log.csv").write_text(csv_text(table))
    folder = unzipped(trial.packed(space)[1], tmp_path / "home")
    again = ol.read_log(tmp_path / "log.csv")
    read = ol.read_trial(again, folder, as_of=TODAY)
    done = read.table.query("tactic == 'meeting_format'")
    assert done["done"].tolist() == ["coffee"] * 3
    assert len(read.table.query("tactic == 'short_time'")) == 0


def test_a_request_that_was_not_asked_or_of_an_older_page_is_not_noted(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="Bo Lind")
    assert "which day" in do(space, "asked", number="1", asked_on="")
    assert "older" in do(space, "asked", number="9", asked_on=DAY)
    assert do(space, "asked", number="1", asked_on="soon")
    assert space.added == []
    assert do(space, "asked", number="1", asked_on=DAY, meeting_format="7") == ""
    assert "meeting_format" not in space.added[0]


def test_nothing_on_the_page_foretells_the_next_but_one_lot(tmp_path):
    """Two plans that differ only in what comes next are shown alike, whatever is drawn."""
    pages = []
    plan = ol.plan_trial(tmp_path / "plan", "offered_phone", size=40, today=DAY, rng=1)
    for letters in ("AABB ABBA", "AABB BABA"):
        space = another(Workspace(tmp_path), letters)
        tail = tuple(letters.split()) + ("ABBA",) * 12
        other = replace(plan, sequences=dict.fromkeys(plan.sequences, tail))
        other = replace(other, hash=hash_of(content_of(other)))
        files = {"plan.toml": plan_text(other), "handed_out.toml": receipt_text(other, ())}
        drop(space, "trial.zip", as_zip({name: text.encode() for name, text in files.items()}))
        seen = []
        for contact in "abcd":
            do(space, "lot", contact=contact)
            seen.append(page_of(space).replace(other.short_hash, "the hash"))
        drop(space, "log.csv", LOG.encode())
        seen.append(results_of(*joined(space), space.trial).page.replace(other.hash, ""))
        pages.append([re.sub(r"\b[0-9a-f]{12}\b", "", one) for one in seen])
        assert not any(letters.split()[1] in one for one in seen)
    assert pages[0] == pages[1]


def test_an_opt_out_comes_before_the_lot_and_not_after(space):
    do(space, "plan", tactic=TWO, size="40")
    assert do(space, "lot", contact="a", out=["short_time"]) == ""
    assert space.lot.opted_out == ("short_time",)
    assert "cannot opt out" in do(space, "lot", contact="a", out=["meeting_format"])
    assert do(space, "lot", contact="b", remote="on") == ""
    assert {lot.tactic for lot in space.lot.lots} == {"short_time"}


def test_a_plan_and_its_lots_are_dropped_in_any_order(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="a")
    files = trial.files_of(space)
    for order in permutations(("assigned.csv", "plan.toml", "handed_out.toml")):
        other = another(space, ",".join(order))
        for name in order:
            assert "trial.zip" not in page_of(other)
            drop(other, f"renamed {name}", files[name])
        assert "1 contact had a lot" in other.said
        assert do(other, "lot", contact="b") == ""
        assert other.lot.number == 2
        assert not other.sheets


def test_an_older_state_another_trial_and_spoilt_lots_are_refused(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="a")
    name, old = trial.packed(space)
    do(space, "lot", contact="b")
    with pytest.raises(UsageError, match="not have all lots"):
        drop(space, name, old)
    other = another(space)
    do(other, "plan", tactic=["offered_phone"], size="40")
    with pytest.raises(UsageError, match="another trial with lots of 2 contacts"):
        drop(space, "trial.zip", trial.packed(other)[1])
    other_side = {b"coffee": b"lunch", b"lunch": b"coffee"}
    lots = trial.files_of(space)["assigned.csv"]
    spoilt = re.sub(b"coffee|lunch", lambda side: other_side[side[0]], lots)
    with pytest.raises(UsageError, match=r"assigned\.csv has a row that is not as it was written"):
        drop(another(space, "third"), "trial.zip", zipped(space, {"assigned.csv": spoilt}))
    fewer = b"".join(lots.splitlines(keepends=True)[:3])
    with pytest.raises(UsageError, match="lacks 1 contact"):
        drop(another(space, "fourth"), "trial.zip", zipped(space, {"assigned.csv": fewer}))
    with pytest.raises(UsageError):
        drop(space, "assigned.csv", spoilt)
    assert len({lot.number for lot in trial.lots_of(space)}) == 2
    assert [path.name for path in space.room.glob("*/trial")] == ["trial"]


def zipped(space, changes):
    return as_zip({**trial.files_of(space), **changes})


def as_zip(files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"what/ever/{name}", data)
    return content.getvalue()


def test_an_edited_plan_hands_out_nothing_and_no_sentence_has_a_place(space):
    do(space, "plan", tactic=TWO, size="40")
    plan = trial.files_of(space)["plan.toml"]
    edited = plan.replace(b"window_days = 21", b"window_days = 7")
    other = another(space)
    drop(other, "trial.zip", zipped(space, {"plan.toml": edited}))
    said = do(other, "lot", contact="a")
    assert "changed after it was made" in said
    assert str(space.room) not in said + page_of(other)
    broken = zipped(space, {"plan.toml": plan.replace(b'"short_time"', b"7", 1)})
    with pytest.raises(UsageError, match=r"^plan\.toml"):
        drop(another(space, "third"), "trial.zip", broken)


def test_an_archive_that_is_no_trial_is_read_as_what_it_is(space):
    drop(space, "none.zip", b"PK\x03\x04 nothing")
    assert space.trial is None
    assert space.sheets[1].fault
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("plan.toml", b"\0" * (30 << 20))
    drop(space, "bomb.zip", content.getvalue())
    assert space.trial is None
    assert "unpack" in space.sheets[2].fault or "large" in space.sheets[2].fault


def test_an_archive_of_several_trials_is_refused_and_lots_a_spreadsheet_saved_are_read(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="a")
    files = trial.files_of(space)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for folder in ("one", "two", "__MACOSX/one"):
            for name, data in files.items():
                prefix = "._" if folder.startswith("_") else ""
                archive.writestr(f"{folder}/{prefix}{name}", data)
    with pytest.raises(UsageError, match="2 trials are in it"):
        drop(another(space), "both.zip", content.getvalue())
    by_excel = files["assigned.csv"].replace(b",", b";")
    drop(space, "assigned.csv", by_excel)
    assert "1 contact had a lot" in space.said
    assert not space.sheets


def test_two_browsers_have_a_trial_each(tmp_path):
    one, two = Workspace(tmp_path), Workspace(tmp_path)
    for space in (one, two):
        assert do(space, "plan", tactic=TWO, size="40") == ""
        do(space, "lot", contact="a")
    assert one.trial != two.trial
    do(one, "forget")
    assert one.empty
    assert do(two, "lot", contact="b") == ""


def test_lots_that_were_not_taken_along_are_not_put_away(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="a")
    assert "data-unkept" in page_of(space)
    assert "take trial-1.zip along first" in do(space, "put_away")
    trial.packed(space)
    assert "data-unkept" not in page_of(space)
    assert do(space, "put_away") == ""
    assert space.empty
    assert list(space.room.iterdir()) == []


def test_what_cannot_be_planned_or_drawn_is_said(space):
    assert "what to try" in do(space, "plan")
    assert "is a number" in do(space, "plan", tactic=TWO, size="many")
    assert "makes no sense" in do(space, "plan", tactic=TWO, size="2")
    assert "cannot be tried" in do(space, "plan", tactic=["weather"])
    assert "older" in do(space, "lot", contact="a")
    assert list(space.room.iterdir()) == []
    do(space, "plan", tactic=["referral"], size="40", seekers="Ana\n\nBo\n")
    assert "already" in do(space, "plan", tactic=TWO)
    assert "seeker is Ana or Bo" in do(space, "lot", contact="a", referrer="Cy")
    assert "referrer to name" in do(space, "lot", contact="a", seeker="Ana")
    assert do(space, "lot", contact="a", seeker="Bo", referrer="Cy") == ""
    do(space, "asked", number="1", asked_on=DAY, referral="0")
    assert joined(space)[1]["seeker"].tolist() == ["Bo"]


def test_an_adaptive_trial_learns_from_the_log_that_is_there(space, tmp_path, monkeypatch):
    ol.plan_trial(tmp_path / "p", "offered_phone", adaptive=True, today=DAY, rng=1)
    files = {path.name: path.read_bytes() for path in (tmp_path / "p").glob("*.toml")}
    drop(space, "trial.zip", as_zip(files))
    assert do(space, "lot", contact="a") == ""
    monkeypatch.setattr("outreachlab.trials.handing.this_day", lambda: date(2099, 1, 1))
    assert "give the log so far" in do(space, "lot", contact="b")
    drop(space, "log.csv", LOG.encode())
    assert do(space, "lot", contact="b") == ""
    assert "was asked on 2026-01-05" in do(space, "lot", contact="Ana Diaz")


def test_the_trial_is_read_with_the_log(tmp_path):
    plan = ol.plan_trial(tmp_path / "p", "offered_phone", size=40, today=DAY, rng=1)
    played = ol.simulate_trial(plan, ol.TrialTruth(gains={"offered_phone": 0.5}), rng=1)
    space = Workspace(tmp_path / "room")
    space.room.mkdir()
    drop(space, "trial.zip", as_zip(played.files()))
    drop(space, "log.csv", csv_text(played.log).encode())
    found = results_of(*joined(space), space.trial)
    assert any("offer a phone call" in one.lower() for one in found.trial)
    assert found.trial[0] in unescape(shown.results(found, "", "/"))
    assert "What your trial shows so far" in shown.results(found, "", "/")


def test_the_form_offers_what_can_be_tried():
    assert {one.tactic for one in shown.TRYING} == set(CONTRASTS)
    for tactic, (column, *_) in CELLS.items():
        assert column in sources_of(tactic)


def test_hostile_names_are_data(space):
    do(space, "plan", tactic=TWO, size="40")
    do(space, "lot", contact="<img src=x onerror=alert(1)>", referrer="`tactics`")
    assert "<img" not in shown.work(space, "/")
    do(space, "asked", number="1", asked_on=DAY)
    assert joined(space)[1]["contact"].tolist() == ["<img src=x onerror=alert(1)>"]
