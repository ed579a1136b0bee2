"""What is done on the page: each act on its own, without a server."""

import re
import time
import tomllib
from html import unescape
from secrets import token_hex

import pytest

import outreachlab as ol
from outreachlab.app import shown, take
from outreachlab.app.acts import ACTS, act
from outreachlab.app.log import joined, lacking
from outreachlab.app.reading import receive
from outreachlab.app.results import results_of
from outreachlab.app.workspace import Workspace
from outreachlab.escapes import csv_text
from tests.app.sheets import CASES, SPLIT, TICKED, TITLED

LOG = (
    "contact,asked_on,outcome,channel\n"
    "Ana Diaz,2026-01-05,accepted,email\nBo Chen,2026-01-06,pending,pigeon\n"
    "Cy Ek,2026-01-07,declined,email\nDi Fox,2026-01-08,no_reply,email\n"
)


@pytest.fixture
def space(tmp_path):
    return Workspace(tmp_path)


@pytest.fixture
def drop(space, tmp_path):
    def dropped(name, data):
        path = tmp_path / token_hex(8)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        receive(space, name, path)
        return space.sheets.get(space.count)

    return dropped


def do(space, act_name, **fields):
    act(
        space, act_name, {key: [str(one) for one in listed(value)] for key, value in fields.items()}
    )
    return space.fault


def listed(value):
    return value if isinstance(value, list) else [value]


def pressed(space, control):
    """Press a button of the page: its form is sent as it stands."""
    page = shown.work(space, "/")
    form = next(
        one for one in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'id="{control}"' in one
    )
    fields: dict[str, list[str]] = {}
    for tag in re.finditer(r"<input[^>]*>|<select.*?</select>|<button[^>]*>", form, re.DOTALL):
        name = re.search(r'name="([^"]*)"', tag[0])
        if name is None or (tag[0].startswith("<button") and f'id="{control}"' not in tag[0]):
            continue
        chosen = re.search(r'<option value="([^"]*)" selected', tag[0])
        value = chosen or re.search(r' value="([^"]*)"', tag[0])
        fields.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    act(space, re.search(r'hx-post="/do/(\w+)"', form)[1], fields)
    assert space.fault == ""


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_six_spreadsheets_by_the_buttons_that_are_there_are_as_the_command_reads_them(
    case, space, drop, tmp_path
):
    sheet = drop(case.name, case.data)
    for control in case.presses:
        pressed(space, control)
    log, table = joined(space)
    assert len(log) == case.requests
    told = tmp_path / "told.toml"
    told.write_text(take.from_sheet(space, sheet.number, "map.toml")[1], encoding="utf-8")
    by_command = ol.import_log((case.name, case.data), map=told)
    results = results_of(log, table)
    assert take.from_results(results, "log.csv") == by_command.csv
    assert results.first.headline
    assert results.page.startswith("<!doctype html>")


def test_a_file_dropped_with_what_was_taken_along_asks_nothing_twice(space, drop):
    sheet = drop("ticked.xlsx", TICKED)
    pressed(space, "f1-q1-a2")
    pressed(space, "f1-w-take")
    before = joined(space)[1]
    name, text = take.from_sheet(space, sheet.number, "map.toml")
    do(space, "forget")
    assert space.empty
    drop(name, text)
    assert [*space.loose] == ["ticked.map.toml"]
    again = drop("ticked.xlsx", TICKED)
    assert shown._open(again) == ""
    assert joined(space)[1].equals(before)


def test_a_map_that_comes_after_its_file_is_used_too(space, drop):
    drop("ticked.xlsx", TICKED)
    pressed(space, "f1-q1-a1")
    text = take.from_sheet(space, 1, "map.toml")[1]
    do(space, "forget")
    sheet = drop("ticked.xlsx", TICKED)
    drop("another name.toml", text)
    assert sheet.how.questions == ()
    assert "is read as another name.toml says" in space.said


def test_who_is_who_is_taken_along_too(space, drop):
    sheet = drop("a.csv", LOG.replace("Cy Ek", '"Diaz, Ana"'))
    (pair,) = sheet.how.people
    do(space, "person", sheet=1, a=pair.a, b=pair.b, same="yes")
    assert sheet.how.people == ()
    assert joined(space)[1]["contact"].tolist().count("Ana Diaz") == 2
    name, text = take.from_sheet(space, 1, "people.toml")
    assert name == "a.people.toml"
    assert tomllib.loads(text)["same"] == [["Ana Diaz", "Diaz, Ana"]]
    do(space, "forget")
    drop(name, text)
    assert drop("a.csv", LOG.replace("Cy Ek", '"Diaz, Ana"')).how.people == ()


def test_a_header_is_read_as_another_column_and_taken_back(space, drop):
    sheet = drop("a.csv", LOG)
    before = sheet.how.imported.csv
    do(space, "header", sheet=1, header="channel", column="")
    assert [one.column for one in sheet.how.headers] == ["contact", "asked_on", "outcome", ""]
    do(space, "undo", sheet=1)
    assert sheet.how.imported.csv == before
    assert "a log needs contact" in do(space, "header", sheet=1, header="contact", column="")


def test_a_change_of_the_map_of_300_rows_is_there_in_half_a_second(space, drop):
    drop("log.csv", csv_text(ol.simulate_log(300, rng=1)))
    shown.work(space, "/")  # the templates are compiled once
    seconds = []
    for column in ("", "channel", ""):
        begun = time.process_time()  # a busy machine is no slow page
        do(space, "header", sheet=1, header="channel", column=column)
        page = shown.work(space, "/")
        seconds.append(time.process_time() - begun)
    assert min(seconds) < 0.5
    assert "is read as your own" in page


def test_words_are_settled_all_at_once_and_again(space, drop):
    sheet = drop("a.csv", LOG)
    assert len(sheet.how.words) == 1
    do(space, "words", sheet=1, **{"word-column": "channel", "word": "pigeon", "means": "other"})
    assert sheet.how.words == ()
    again = {"word-column": "channel", "word": "pigeon", "means": "text"}
    do(space, "understood", sheet=1, **again)
    assert joined(space)[1]["channel"].tolist()[1] == "text"
    assert "anew" in do(space, "understood", sheet=1, **{**again, "means": "owl"})


def test_a_faulty_row_is_mended_or_left_out_and_comes_back(space, drop):
    sheet = drop("a.csv", LOG + "Ed Gil,soon,accepted,email\nFi Hay,late,declined,email\n")
    assert [one.row for one in sheet.how.faulty] == [6, 7]
    do(space, "mend", sheet=1, row=6, header="asked_on", cell="2026-01-09")
    assert [one.row for one in sheet.how.faulty] == [7]
    do(space, "leave", sheet=1, all=1)
    assert sheet.how.faulty == ()
    do(space, "undo", sheet=1)
    assert [one.row for one in sheet.how.faulty] == [7]


def test_nothing_is_counted_while_more_than_a_tenth_is_not_understood(space, drop):
    sheet = drop("a.csv", LOG + "Ed Gil,soon,accepted,email\n")
    assert lacking(sheet) == "1 row of 5 are not understood yet"
    assert "Nothing is counted yet" in shown.work(space, "/")


def test_a_request_is_added_and_its_outcome_set(space, drop):
    drop("a.csv", LOG)
    assert do(space, "add", contact="Ed Gil", asked_on="2026-02-01", channel="email") == ""
    assert do(space, "outcome", request="added-0", outcome="accepted", met_on="2026-02-09") == ""
    assert do(space, "outcome", request="1-3", outcome="declined") == ""
    _, table = joined(space)
    assert table["contact"].tolist() == ["Ana Diaz", "Bo Chen", "Cy Ek", "Di Fox", "Ed Gil"]
    assert table["outcome"].tolist() == ["accepted", "declined", "declined", "no_reply", "accepted"]
    assert table["request_id"].tolist() == ["r1", "r2", "r3", "r4", "r5"]
    csv = take.from_results(results_of(*joined(space)), "log.csv")
    assert ol.import_log(("log.csv", csv.encode())).csv == csv


def test_a_log_can_be_begun_in_the_page(space):
    do(space, "add", contact="Ed Gil", asked_on="2026-02-01")
    do(space, "add", contact="Fi Hay", asked_on="2026-02-02", outcome="accepted")
    log, table = joined(space)
    assert table["outcome"].tolist() == ["pending", "accepted"]
    assert results_of(log, table).first.headline


def test_what_contradicts_itself_is_said_and_not_taken(space, drop):
    drop("a.csv", LOG)
    said = do(space, "outcome", request="1-2", outcome="accepted", responded_on="2025-01-01")
    assert "2025-01-01" in said
    said = do(space, "add", contact="Ed", asked_on="soon")
    assert "soon" in said
    assert "contact" in do(space, "add", asked_on="2026-01-01")
    assert space.added == []
    assert joined(space)[1]["outcome"].tolist()[0] == "accepted"


def test_several_files_are_one_persons_or_each_anothers(space, drop):
    drop("one.csv", LOG)
    drop("two.csv", SPLIT)
    log, table = joined(space)
    assert len(log) == 24
    assert log.seekers == ("me",)
    assert table["request_id"].is_unique
    do(space, "each", each="on")
    assert joined(space)[0].seekers == ("one", "two")
    do(space, "remove", sheet=1)
    assert [one.name for one in space.sheets.values()] == ["two.csv"]


def test_a_file_dropped_again_is_read_anew_as_it_was_told(space, drop):
    sheet = drop("ticked.xlsx", TICKED)
    pressed(space, "f1-q1-a2")
    pressed(space, "f1-w-take")
    do(space, "outcome", request=f"1-{sheet.how.imported.log.rows[0]}", outcome="pending")
    drop("ticked.xlsx", TICKED)
    assert [*space.sheets] == [1]
    assert sheet.how.questions == ()
    assert "What you had set here of 1 request is not in it" in space.said
    assert len(joined(space)[0]) == 20
    drop("ticked.xlsx", SPLIT)
    assert [one.column for one in sheet.how.headers][:2] == ["contact", "contact"]


def test_a_fault_of_the_program_leaves_a_file_as_it_was(space, drop, monkeypatch):
    sheet = drop("a.csv", LOG)
    told = sheet.told
    monkeypatch.setattr("outreachlab.app.reading.how_read", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        do(space, "header", sheet=1, header="channel", column="")
    assert sheet.told is told
    assert len(joined(space)[0]) == 4


def test_what_is_long_is_shown_in_part_and_said_so(space, drop):
    rows = "".join(f"P{at},soon,{'what' * (at % 3)} {at},x{at}\n" for at in range(400))
    sheet = drop("a.csv", "contact,asked_on,outcome,channel\n" + rows)
    page = shown.work(space, "/")
    assert len(page) < 2_000_000
    assert "more come after these" in page
    do(space, "leave", sheet=1, all=1)
    assert sheet.how.rows == 0
    wide = ",".join(f"c{at}" for at in range(900))
    drop("wide.csv", f"contact,asked_on,outcome,{wide}\nA,2026-01-05,accepted{',1' * 900}\n")
    assert "703 more columns are not shown" in shown.work(space, "/")


def test_another_sheet_is_read_and_the_first_is_still_offered(space, drop):
    sheet = drop("titled.xlsx", TITLED)
    assert sheet.others == ("Applications",)
    do(space, "sheet", sheet=1, title="Applications")
    assert sheet.how.rows == 1
    do(space, "undo", sheet=1)
    assert sheet.how.rows == 21


@pytest.mark.parametrize("name", ACTS)
def test_a_form_that_fits_no_page_changes_nothing(name, space, drop):
    drop("a.csv", LOG)
    for fields in ({}, {"sheet": "9"}, {"sheet": "x"}, {"sheet": "1", "row": "99"}):
        if name not in ("forget", "each", "remove", "undo", "begin"):
            do(space, name, **fields)
    assert len(space.sheets) == 1
    assert joined(space)[1]["contact"].tolist() == ["Ana Diaz", "Bo Chen", "Cy Ek", "Di Fox"]


def test_no_sentence_names_what_only_python_has(space, drop):
    for case in CASES:
        drop(case.name, case.data)
    page = shown.work(space, "/")
    assert not re.search(r"`\w+`|check_log|how_read|skip_faulty", page)


@pytest.mark.parametrize("text", [LOG, SPLIT.decode()])
def test_every_control_has_an_id_of_its_own_and_a_name(text, space, drop):
    drop("a.csv", text)
    page = shown.whole_page(space, "/", "mark")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for tag in re.findall(r"<(?:select|button|summary|input)\b[^>]*>", page):
        if 'type="hidden"' not in tag and not tag.startswith("<summary"):
            assert ' id="' in tag
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', page))
    for name in re.findall(r'<(?:select|input)\b[^>]* id="([^"]+)"', page):
        assert name in labelled
