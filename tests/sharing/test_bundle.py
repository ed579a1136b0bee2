"""A bundle, attacked: linkage, joining its parts, waits, names in every corner, formulas."""

import os
import re
import subprocess
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from outreachlab.answers.rates import acceptance_rates
from outreachlab.errors import (
    MissingFileError,
    OutreachlabError,
    UnknownColumnError,
    UnreadableFileError,
    UsageError,
)
from outreachlab.intake.read import read_log
from outreachlab.sharing import meetings
from outreachlab.sharing.bundle import CHECKSUMS, share
from outreachlab.sharing.opened import open_bundle
from outreachlab.sharing.requests import WAIT
from outreachlab.sharing.rules import FEWEST_OUTCOMES, MOST_SUPPRESSED, WAITS, K
from outreachlab.stats.withheld import ranges
from tests.sharing.worlds import MARK, frame_of, log_of, marked


@pytest.fixture(scope="module", params=[(300, 1, 1), (900, 12, 2), (600, 5, 3)])
def log(request):
    return log_of(*request.param)


@pytest.fixture(scope="module")
def bundle(log):
    return share(log)


def written(bundle, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in bundle.files(rng=1).items():
        (folder / name).write_bytes(content)
    return folder


@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_combination_of_attributes_singles_out_fewer_than_k(log, bundle, size):
    table = bundle.people.table
    attributes = [name for name in table if name != "outcome"]
    for names in combinations(attributes, min(size, len(attributes))):
        groups = table.groupby(list(names))["outcome"]
        assert groups.size().min() >= K
        assert groups.nunique().min() >= FEWEST_OUTCOMES


def test_a_group_is_of_so_many_people_and_not_of_so_many_requests():
    frame = frame_of(300)
    frame["contact"] = "Ana"  # 300 requests to one person are one person
    frame["referrer"] = None
    bundle = share(read_log(frame))
    assert bundle.people is None
    assert "fewer than 5 people" in bundle.no_people


def test_where_people_cannot_be_shared_the_other_parts_are_and_it_says_so():
    bundle = share(log_of(60))
    assert bundle.people is None
    assert "people.csv" not in bundle.files()
    assert "requests.csv" in bundle.files()
    assert "no people.csv" in bundle.report
    assert "a longer log" in bundle.report


def test_at_most_a_tenth_of_people_is_left_out(bundle):
    assert bundle.people.suppressed <= MOST_SUPPRESSED * len(bundle.requests)
    assert len(bundle.people.table) + bundle.people.suppressed == len(bundle.requests)


def test_the_rows_left_out_do_not_tell_their_outcome_by_difference(bundle):
    outcomes = bundle.requests["outcome"].value_counts()
    left = outcomes.sub(bundle.people.table["outcome"].value_counts(), fill_value=0)
    assert left.sum() == 0 or (left.sum() >= K and (left > 0).sum() >= FEWEST_OUTCOMES)


def test_the_parts_are_in_orders_of_their_own(bundle):
    files = bundle.files()
    order = [
        pd.read_csv(pd.io.common.BytesIO(files[name]), dtype=str, keep_default_na=False)["outcome"]
        for name in ("requests.csv", "people.csv")
    ]
    log = bundle.requests["outcome"]
    size = min(map(len, order))
    agree = [np.mean(one[:size].to_numpy() == log[:size].to_numpy()) for one in order]
    agree.append(np.mean(order[0][:size].to_numpy() == order[1][:size].to_numpy()))
    by_chance = (log.value_counts(normalize=True) ** 2).sum()
    assert max(agree) < by_chance + 5 * (by_chance / size) ** 0.5
    assert bundle.files()["requests.csv"] != files["requests.csv"]


def test_a_rare_outcome_does_not_join_the_parts(bundle):
    often = bundle.requests["outcome"].value_counts()
    assert often[bundle.people.table["outcome"].unique()].min() >= K


def test_the_parts_share_no_column_but_the_outcome(bundle):
    assert {*bundle.requests} & {*bundle.people.table} == {"outcome"}


def test_no_day_is_left_and_waits_are_classes(bundle):
    for name, content in bundle.files().items():
        if name != CHECKSUMS:
            assert not re.search(rb"\d{4}-\d\d-\d\d", content), name
    assert {*bundle.requests[WAIT]} <= {*WAITS, ""}


def test_meetings_stand_in_cells_of_k_and_what_is_withheld_keeps_k_values(log, monkeypatch):
    seen = []

    def watched(counts, margins, k):
        shown = meetings_shown(counts, margins, k)
        seen.append((counts, shown, margins))
        return shown

    meetings_shown = meetings.shown_cells
    monkeypatch.setattr(meetings, "shown_cells", watched)
    view = log.as_of()
    tables = meetings.meeting_tables(view.log, view.outcomes)
    assert tables.table["meetings"].dropna().min() >= K
    assert tables.chains["meetings"].min() >= K
    for counts, shown, margins in seen:
        hidden = ~shown & (counts > 0)
        low, high = ranges(counts, shown, margins)[hidden].T
        assert (high - low).min(initial=K) >= K - 1e-6


def test_a_rare_vector_of_a_meeting_is_not_shown(log):
    view = log.as_of()
    tables = meetings.meeting_tables(view.log, view.outcomes)
    shown = int(tables.chains["meetings"].sum())
    assert tables.closed - shown == 0 or tables.closed - shown >= K


def test_no_name_is_left_in_any_file_nor_in_the_report():
    bundle = share(read_log(marked(600)))
    everything = b"\n".join(
        [*bundle.files().values(), bundle.report.encode(), repr(bundle).encode()]
    )
    assert MARK.lower().encode() not in everything.lower()
    assert b"mood" not in everything
    for name in bundle.files():
        assert MARK not in name


@pytest.mark.parametrize("name", ["mood", f"what {MARK} said", "contact", "notes", "seeker"])
def test_a_column_that_names_somebody_cannot_be_kept(name):
    with pytest.raises(UsageError):
        share(read_log(marked(300)), keep=[name])


def test_an_own_column_is_kept_when_asked_for_and_formulas_are_not_run():
    frame = frame_of(900, 5)
    frame["mood"] = np.where(np.arange(900) % 2, "=HYPERLINK()", "+cmd")
    bundle = share(read_log(frame), keep=["mood"])
    lines = bundle.files()["people.csv"].decode().splitlines()
    assert "mood" in lines[0]
    assert any(",'=HYPERLINK()" in line or line.startswith("'=") for line in lines)
    assert not any(re.search(r"(^|,)[=+]", line) for line in lines)


def test_a_column_that_is_not_there_cannot_be_kept():
    with pytest.raises(UnknownColumnError):
        share(log_of(), keep=["moood"])


def test_rates_of_the_bundle_are_those_of_the_log(log, bundle):
    table = bundle.requests[bundle.requests["outcome"] != "undelivered"]
    rates = acceptance_rates(log, "meeting_format").table
    for row in rates[rates["counted"] > 0].itertuples():
        mine = table[table["meeting_format"] == row.level]
        assert (len(mine), (mine["outcome"] == "accepted").sum()) == (row.counted, row.accepted)


def test_the_report_for_others_has_no_number_of_the_log_that_the_bundle_has_not(log, bundle):
    home, away = bundle.report, bundle.files()["report.md"].decode()
    assert "the log |" in home
    assert "the log |" not in away
    growth = next(one for one in bundle.headlines if one.of == "chains.csv")
    assert f"{growth.log:.2f} | {growth.bundle:.2f}" in home
    assert f"chains.csv | {growth.bundle:.2f} |" in away


def test_a_bundle_is_read_back(bundle, tmp_path):
    opened = open_bundle(written(bundle, tmp_path / "b"))
    assert len(opened.requests) == len(bundle.requests)
    assert len(opened.people) == len(bundle.people.table)


@pytest.mark.skipif(os.name == "nt", reason="needs sha256sum")
def test_checksums_are_those_of_sha256sum(bundle, tmp_path):
    folder = written(bundle, tmp_path / "b")
    subprocess.run(["sha256sum", "-c", "--quiet", CHECKSUMS], cwd=folder, check=True)


def test_a_bundle_edited_after_writing_is_refused(bundle, tmp_path):
    folder = written(bundle, tmp_path / "b")
    table = folder / "requests.csv"
    table.write_bytes(table.read_bytes().replace(b"declined", b"accepted", 1))
    with pytest.raises(UnreadableFileError, match=r"requests\.csv was changed"):
        open_bundle(folder)


@pytest.mark.parametrize("name", ["../secret", "/etc/hostname", "..", "a/b", "a\\b", ".", "x\x00y"])
def test_a_path_that_leads_out_of_a_bundle_is_refused(bundle, tmp_path, name):
    folder = written(bundle, tmp_path / "b")
    (tmp_path / "secret").write_text("x")
    (folder / CHECKSUMS).write_text(f"{'0' * 64}  {name}\n")
    with pytest.raises(UnreadableFileError):
        open_bundle(folder)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "gone", "no table"])
def test_a_file_that_is_no_plain_file_is_refused(bundle, tmp_path, kind):
    folder = written(bundle, tmp_path / "b")
    table = folder / "requests.csv"
    content = table.read_bytes()
    table.unlink()
    if kind == "link":
        (tmp_path / "elsewhere.csv").write_bytes(content)
        table.symlink_to(tmp_path / "elsewhere.csv")
    elif kind == "pipe":
        os.mkfifo(table)
    elif kind == "folder":
        table.mkdir()
    elif kind == "no table":
        table.write_bytes(b'"\x00\n' * 3)
    with pytest.raises(UnreadableFileError):
        open_bundle(folder)


def test_no_bundle_is_a_clear_error(tmp_path):
    with pytest.raises(MissingFileError, match="no bundle"):
        open_bundle(tmp_path)


def test_one_row_and_logs_without_optional_columns_are_shared_or_refused_in_a_sentence():
    frame = frame_of(300)[["contact", "asked_on", "outcome"]]
    for rows in (1, 2, 7, 300):
        bundle = share(read_log(frame.head(rows)))
        assert bundle.files()
    pending = frame.head(3).assign(outcome="pending")
    with pytest.raises(OutreachlabError, match="no request has a known answer"):
        share(read_log(pending))
