"""Any simulated log, mangled by a rule that can be reversed, reads back equal."""

import contextlib
import io
from datetime import date

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from outreachlab.errors import OutreachlabError
from outreachlab.intake.claims import claim_of
from outreachlab.intake.imported import clean_table, import_log
from outreachlab.intake.read import check_log, read_log
from outreachlab.intake.words import NOT_HELD, WORDS, YES_NO as YES_NO_WORDS
from outreachlab.log.checked import CheckedLog
from outreachlab.log.vocabulary import COLUMN
from outreachlab.simulate import simulate_log

DATES = {
    "iso": (lambda day: day.isoformat(), None),
    "slashed, day first": (lambda day: f"{day.day}/{day.month}/{day:%y}", "dmy"),
    "slashed, month first": (lambda day: f"{day:%m/%d/%Y}", "mdy"),
    "dotted": (lambda day: f"{day:%d.%m.%Y}", "dmy"),
    "in words": (lambda day: f"{day.day} {day:%b %Y}", None),
    "in words, month first": (lambda day: f"{day:%A, %B} {day.day}, {day.year}", None),
    "Excel's number": (lambda day: str((day - date(1899, 12, 30)).days), None),
    "with a time": (lambda day: f"{day.isoformat()} 23:59:59", None),
    "with a zone": (lambda day: f"{day.isoformat()}T00:30:00+09:00", None),
}
MINUTES = (str, "{} min".format, "{}m".format, "{}.0".format, "{} Minutes".format)
SIMULATED = {seed: simulate_log(12 + 9 * seed, seekers=1 + seed % 3, rng=seed) for seed in range(4)}
CLEAN = {seed: clean_table(read_log(frame)) for seed, frame in SIMULATED.items()}


def written_for(name: str, word: str) -> list[str]:
    """What people write for a word of a column."""
    table = YES_NO_WORDS if COLUMN[name].kind == "yes_no" else WORDS.get(name, {})
    others = [text for text, meant in table.items() if meant == word and text not in NOT_HELD]
    return [word, word.upper(), f" {word.replace('_', '-')} ", *others]


@st.composite
def mangled(draw: st.DrawFn) -> tuple[int, pd.DataFrame, str | None]:
    """A simulated log in other words: its seed, its texts, and the order of its dates."""
    seed = draw(st.sampled_from(sorted(SIMULATED)))
    frame = SIMULATED[seed].astype(object)
    style, order = DATES[draw(st.sampled_from(sorted(DATES)))]
    length = draw(st.sampled_from(MINUTES))
    for name in frame:
        column = COLUMN[name]
        if column.words:
            said = {word: draw(st.sampled_from(written_for(name, word))) for word in column.words}
            frame[name] = frame[name].map(lambda text, said=said: said.get(text, text))
        elif column.kind == "date":
            frame[name] = frame[name].map(lambda t: style(date.fromisoformat(t)) if t else t)
        elif name.startswith("minutes"):
            frame[name] = frame[name].map(lambda text: length(text) if text else text)
    names = {}
    for name in frame:
        known = [one for one in COLUMN[name].synonyms if claim_of(one).ours == (name,)]
        heading = draw(st.sampled_from([name, *known]))
        names[name] = draw(st.sampled_from([heading, heading.upper(), f" {heading}: "]))
    order_of_columns = draw(st.permutations(list(frame)))
    return seed, frame[order_of_columns].rename(columns=names), order


def assert_equal(log: CheckedLog, seed: int) -> None:
    pd.testing.assert_frame_equal(clean_table(log), CLEAN[seed])


@settings(max_examples=25)
@given(
    mangled(),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([[], ["My log"], ["My log", "", "made by me", ""]]),
)
def test_a_mangled_text_reads_back_equal(tmp_path_factory, log, delimiter, encoding, end, above):
    seed, frame, dates = log
    table = frame.to_csv(index=False, sep=delimiter, lineterminator=end)
    path = tmp_path_factory.mktemp("mangled") / "log.csv"
    path.write_bytes((end.join([*above, ""]) + table if above else table).encode(encoding))
    assert_equal(read_log(path, dates=dates), seed)


@settings(max_examples=5)
@given(mangled(), st.integers(0, 3), st.integers(0, 3))
def test_a_mangled_workbook_reads_back_equal(tmp_path_factory, log, above, left):
    seed, frame, dates = log
    book = openpyxl.Workbook()
    for _ in range(above):
        book.active.append(["Title"])
    for row in [list(frame.columns), *frame.to_numpy().tolist()]:
        book.active.append([None] * left + [cell or None for cell in row])
    content = io.BytesIO()
    book.save(content)
    path = tmp_path_factory.mktemp("mangled") / "log.xlsx"
    path.write_bytes(content.getvalue())
    assert_equal(read_log(path, dates=dates), seed)


@settings(max_examples=6)
@given(mangled())
def test_an_import_of_it_is_repeated_by_its_map_and_needs_no_further_fix(tmp_path_factory, log):
    seed, frame, dates = log
    folder = tmp_path_factory.mktemp("mangled")
    frame.to_csv(folder / "log.csv", index=False)
    done = import_log(folder / "log.csv", dates=dates)
    assert done.rows == len(done.table) + len(done.refused) == len(frame)
    assert_equal(done.log, seed)
    (folder / "map.toml").write_text(done.map, encoding="utf-8")
    assert import_log(folder / "log.csv", map=folder / "map.toml").csv == done.csv
    (folder / "clean.csv").write_text(done.csv, encoding="utf-8", newline="")
    check = check_log(folder / "clean.csv")
    assert (len(check.table), len(check.fixes)) == (0, 0)
    assert import_log(folder / "clean.csv").csv == done.csv


@settings(max_examples=40)
@given(
    st.binary(max_size=400)
    | st.text(max_size=200).map(lambda t: f"contact,asked_on,outcome\n{t}".encode())
)
def test_no_bytes_end_in_a_traceback(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("fuzz") / "log.csv"
    path.write_bytes(data)
    with contextlib.suppress(OutreachlabError):
        check = check_log(path)
        assert check.rows >= check.faulty_rows - 1


@pytest.mark.parametrize("seed", sorted(SIMULATED))
def test_simulated_logs_are_sound_as_they_are(seed):
    check = check_log(SIMULATED[seed])
    assert (len(check.table), len(check.fixes)) == (0, 0)
