"""How a file was read, as records; the map it amounts to, changed and applied again."""

import tomllib

import pytest

import outreachlab as ol

HEAD = "Person,Sent,Via,Response?\n"
TICKED = HEAD + "Ana Diaz,2026-01-05,LI msg,Yes\nBo Chen,2026-01-06,pigeon,No\n"
WORDS = (
    "Name,Date sent,Via,Status\n"
    "Ana Diaz,2026-01-05,email,we talked\n"
    "Bo Chen,2026-01-06,email,we talked\n"
    "Cy Ek,2026-01-07,pigeon,declined\n"
    "Di Fox,soon,email,accepted\n"
)


def read(text, name="mine.csv", **how):
    return ol.how_read((name, text.encode()), **how)


def answered(text, how, *changes, **more):
    told = how.map
    for change in changes:
        told = ol.changed_map(told, change)
    return read(text, map=told, **more)


def test_headers_are_told_with_examples():
    how = read(WORDS)
    assert [(one.header, one.column) for one in how.headers] == [
        ("Name", "contact"),
        ("Date sent", "asked_on"),
        ("Via", "channel"),
        ("Status", "outcome"),
    ]
    assert "Ana Diaz" in how.headers[0].examples


def test_what_ticks_mean_is_asked_and_one_answer_settles_it():
    how = read(TICKED)
    (question,) = how.questions
    assert how.imported is None
    assert question.offers[0].says == "'Yes': agreed; 'No': refused"
    settled = answered(TICKED, how, question.offers[1].change)
    assert settled.questions == ()
    assert settled.imported.table["outcome"].tolist() == ["accepted", "no_reply"]


def test_the_map_answers_nothing_that_is_still_asked():
    how = read(TICKED)
    assert len(read(TICKED, map=how.map).questions) == 1


def test_a_word_is_asked_once_for_all_its_rows():
    how = read(WORDS)
    talked = next(one for one in how.words if one.value == "we talked")
    assert (talked.count, talked.costs) == (2, True)
    after = answered(WORDS, how, talked.means("accepted"))
    assert [one.value for one in after.words] == ["pigeon"]
    assert len(after.imported.table) == 3


def test_an_optional_word_costs_no_row():
    pigeon = next(one for one in read(WORDS).words if one.value == "pigeon")
    assert not pigeon.costs
    assert "other" in pigeon.choices


def test_a_faulty_row_is_mended_in_place_or_left_out():
    how = read(WORDS)
    (row,) = how.faulty
    assert (row.row, row.faults[0].headers, row.cells["Date sent"]) == (5, ("Date sent",), "soon")
    mended = read(WORDS, mended={row.key: {"Date sent": "2026-02-01"}})
    assert mended.faulty == ()
    assert "2026-02-01" in mended.imported.table["asked_on"].tolist()
    left = read(WORDS, mended={row.key: None})
    assert left.faulty == ()
    assert left.imported.refused["why"].tolist().count("left out by hand") == 1


def test_a_header_is_read_as_something_else_and_back():
    how = read(WORDS)
    away = answered(WORDS, how, how.read_as("Via", ""))
    assert next(one for one in away.headers if one.header == "Via").column == ""
    back = answered(WORDS, away, away.read_as("Via", "channel"))
    assert back.imported.csv == how.imported.csv


def test_a_header_that_bears_our_name_is_read_as_the_files_own_and_back():
    text = "contact,asked_on,outcome,channel\nAna,2026-01-05,accepted,email\n"
    how = read(text)
    away = answered(text, how, how.read_as("channel", ""))
    assert [one.column for one in away.headers] == ["contact", "asked_on", "outcome", ""]
    assert away.imported.table["channel"].tolist() == [""]
    assert answered(text, away, away.read_as("channel", "channel")).imported.csv == how.imported.csv
    with pytest.raises(ol.OutreachlabError, match="a log needs contact"):
        how.read_as("contact", "")


def test_a_second_header_takes_the_column_or_joins_it():
    text = "Name,Surname,Date sent,Status\nAna,Diaz,2026-01-05,accepted\n"
    how = read(
        text, map={"columns": {"contact": "Name", "asked_on": "Date sent", "outcome": "Status"}}
    )
    taken = answered(text, how, how.read_as("Surname", "contact"))
    assert taken.imported.table["contact"].tolist() == ["Diaz"]
    joined = answered(text, how, how.read_as("Surname", "contact", joined=True))
    assert joined.imported.table["contact"].tolist() == ["Ana Diaz"]


@pytest.mark.parametrize("text", [WORDS, HEAD + "Ana,2026-01-05,email,accepted\n"])
def test_the_map_repeats_the_reading(text):
    how = read(text)
    assert read(text, map=how.map).imported.csv == how.imported.csv
    again = ol.import_log(("mine.csv", text.encode()), map=tomllib.loads(how.imported.map))
    assert again.csv == how.imported.csv


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ("when,who,what happened\n03/04/2026,Ana,accepted\n05/06/2026,Bo,declined\n", "the day"),
        ("when,who,what happened\nJan 08,Ana,accepted\nFeb 09,Bo,declined\n", "2025"),
    ],
)
def test_how_days_are_meant_is_asked_with_its_answers(rows, first):
    how = read(rows, "asked 2025.csv")
    (question,) = how.questions
    assert question.offers[0].says.startswith(first)
    assert answered(rows, how, question.offers[0].change).imported is not None


def test_a_column_that_was_not_found_is_offered_from_the_files_own():
    rows = "who,zzz,what happened\nAna,2026-03-04,accepted\nBo,2026-05-16,declined\n"
    how = read(rows)
    (question,) = how.questions
    assert question.offers[0].says == "'zzz'"
    assert answered(rows, how, question.offers[0].change).imported is not None


def test_an_answer_without_what_was_said_is_asked():
    rows = (
        "Person,Date reached out,Replied?,Meeting happened?\n"
        "Ana,2026-01-05,x,\nBo,2026-01-06,x,x\nCy,2026-01-07,,\n"
    )
    how = read(rows)
    (question,) = how.questions
    assert [one.says for one in question.offers] == ["they declined", "still open"]
    settled = answered(rows, how, question.offers[0].change)
    assert settled.imported.table["outcome"].tolist() == ["declined", "accepted", "pending"]


def test_a_change_takes_out_what_is_none_and_leaves_both_as_they_were():
    told = {"columns": {"contact": "Name"}, "reading": {"year": 2026}}
    changed = ol.changed_map(told, {"columns": {"contact": None}, "reading": {"year": 2025}})
    assert changed == {"reading": {"year": 2025}}
    assert told["columns"] == {"contact": "Name"}


@pytest.mark.parametrize("mended", [{99: None}, {2: {"Nothing": "x"}}])
def test_what_is_not_there_cannot_be_mended(mended):
    with pytest.raises(ol.OutreachlabError, match="mend"):
        read(WORDS, mended=mended)


def test_it_is_plain_data_and_text():
    import json

    how = read(TICKED)
    assert json.loads(json.dumps(how.to_json()))["rows"] == 2
    assert repr(how).startswith("mine.csv: 2 rows, 1 question, 0 rows to mend")


TWICE = "Contact,Date sent,Date asked,Status\n" + "".join(
    f"P{day},2026-09-{day:02d},2026-10-{day:02d},declined\n" for day in range(1, 9)
)
ASKED = {
    "ticks": TICKED,
    "two columns for one": TWICE,
    "no outcome": "Name,Date sent,Via\nAna,2026-01-05,email\nBo,2026-01-06,email\n",
    "day or month": "Name,Date sent,Status\nAna,03/04/2026,declined\nBo,05/06/2026,accepted\n",
    "no year": "Name,Date sent,Status\nAna,5 Jan,declined\nBo,6 Feb,accepted\n",
    "a reply": "Name,Date sent,Replied,Met on\nAna,2026-01-05,2026-01-06,\nBo,2026-01-07,,\n"
    "Cy,2026-01-08,2026-01-09,2026-01-12\n",
}


@pytest.mark.parametrize("text", ASKED.values(), ids=ASKED)
def test_every_question_stays_until_answered_and_its_first_answer_settles_it(text):
    how = read(text)
    (question,) = how.questions
    assert [one.column for one in read(text, map=how.map).questions] == [question.column]
    settled = answered(text, how, question.offers[0].change)
    assert settled.questions == ()
    assert settled.imported is not None


def test_of_two_columns_that_may_be_one_only_these_are_offered_and_no_order_of_days_is_guessed():
    (question,) = read(TWICE).questions
    assert [one.says for one in question.offers] == ["'Date sent'", "'Date asked'"]
    with pytest.raises(ol.LogFaultsError) as caught:
        ol.import_log(("mine.csv", TWICE.encode()))
    assert "dates" not in tomllib.loads(caught.value.map).get("reading", {})
