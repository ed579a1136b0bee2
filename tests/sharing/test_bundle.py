"""A bundle, attacked: linkage, joining its parts, waits, names in every corner, formulas."""

import os
import re
import subprocess
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from outreachlab.answers.rates import acceptance_rates
from outreachlab.chains.growth import chain_growth
from outreachlab.errors import (
    MissingFileError,
    NothingToComputeError,
    OutreachlabError,
    UnknownColumnError,
    UnreadableFileError,
    UsageError,
)
from outreachlab.intake.read import read_log
from outreachlab.sharing import meetings
from outreachlab.sharing.bundle import CHECKSUMS, share
from outreachlab.sharing.led import vectors_of
from outreachlab.sharing.opened import open_bundle
from outreachlab.sharing.requests import WAIT
from outreachlab.sharing.rules import FEWEST_OUTCOMES, FEWEST_REQUESTS, MOST_SUPPRESSED, WAITS, K
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
    with pytest.raises(NothingToComputeError, match="to 1 person"):
        bundle.files()


def test_where_people_cannot_be_shared_the_other_parts_are_and_it_says_so():
    bundle = share(log_of(60))
    assert bundle.people is None
    assert bundle.refused is None
    assert "people.csv" not in bundle.files()
    assert "requests.csv" in bundle.files()
    assert "no people.csv" in bundle.report
    assert "a longer log" in bundle.report


def test_what_must_be_kept_and_cannot_be_leaves_nothing_to_hand_on():
    bundle = share(log_of(60), keep=["role"])
    assert bundle.people is None
    assert "`keep` fewer" in bundle.refused
    with pytest.raises(NothingToComputeError, match="nothing of this may be handed on"):
        bundle.files()
    assert bundle.report


def test_the_industry_goes_only_where_there_would_be_no_table_else():
    kept, gone = share(log_of(300)).people, share(log_of(120, 1, 5)).people
    assert "industry" in kept.table
    assert "industry" not in gone.table
    assert gone.taken[-1] == "industry left out"
    assert gone.table.groupby("relationship")["outcome"].nunique().min() >= FEWEST_OUTCOMES


def test_columns_are_made_coarser_in_the_order_of_the_page_until_nobody_is_alone():
    taken = share(log_of(300)).people.taken
    order = [word for text in taken for word in (text.split()[0],)]
    assert order == [
        *("company", "role", "seniority", "industry", "quarters"),
        *("circumstance", "quarter", "channel", "seniority"),
    ]


def test_people_alike_enough_lose_no_column():
    frame = frame_of(400, 2)
    for name in ("industry", "role", "seniority", "company", "channel", "circumstance"):
        frame[name] = "email" if name == "channel" else "other"
    frame["relationship"] = "stranger"
    frame["asked_on"] = "2026-03-02"
    for name in ("responded_on", "met_on", "thanked_on", "followed_up_on", "referrer"):
        frame[name] = None
    frame["outcome"] = ["accepted", "declined"] * 200
    people = share(read_log(frame)).people
    assert people.taken == ()
    assert {"company", "role", "month"} <= {*people.table}
    assert people.suppressed == 0


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


def hidden_widths(table, chains, growth, vectors, times):
    """
    How many values each withheld cell and vector can have, by all that the tables tell.

    The attacker is written anew here: cells and vectors are at least 0, tables of one tactic and of
    one measure agree, vectors add up to the totals, and closed meetings are among those held.
    """
    cells = table["meetings"].to_numpy(float, na_value=np.nan)
    size, rows = len(cells) + len(times), []
    tactics, whats = table["tactic"].unique(), table["what"].unique()

    def of(**where):
        mask = np.ones(len(table), bool)
        for name, value in where.items():
            mask &= (table[name] == value).to_numpy()
        return np.append(mask.astype(float), np.zeros(len(times)))

    for what in whats:
        for value in table.loc[table["what"] == what, "value"].unique():
            one, *others = (of(tactic=t, what=what, value=value) for t in tactics)
            rows += [(one - other, 0) for other in others]
    for tactic in tactics:
        for done in ("yes", "no", ""):
            one, *others = (of(tactic=tactic, what=what, done=done) for what in whats)
            rows += [(one - other, 0) for other in others]
    for name in growth:
        told = np.zeros(size)
        told[len(cells) :] = 1 if name == "meetings" else vectors[:, list(growth)[1:].index(name)]
        rows.append((told, int(growth[name].iloc[0])))
    bounds = []
    for most in range(3):
        few = sum(
            of(tactic=tactics[0], what="referrals_given", value=value)
            for value in (*map(str, range(most + 1)), "")
        )
        few[len(cells) :] = -(vectors[:, 0] <= most).astype(float)
        bounds.append(-few)
    shown = {tuple(row[:-1]): row[-1] for row in chains.to_numpy().tolist()}
    known = [
        *[(cell, cell) if cell == cell else (0, None) for cell in cells],
        *[(shown[v], shown[v]) if v in shown else (0, None) for v in map(tuple, vectors.tolist())],
    ]
    widths = {}
    for at, (low, high) in enumerate(known):
        if low == high:
            continue
        ends = [
            linprog(
                sign * (np.arange(size) == at),
                A_eq=np.array([row for row, _ in rows]),
                b_eq=[told for _, told in rows],
                A_ub=np.array(bounds),
                b_ub=np.zeros(len(bounds)),
                bounds=known,
                method="highs",
            )
            for sign in (1.0, -1.0)
        ]
        widths[at] = np.inf if ends[1].status == 3 else -ends[1].fun - ends[0].fun
    return widths


# in the first no vector can be shown beside the sums, in the second many
@pytest.mark.parametrize(("world", "told"), [((600, 5, 1), False), ((2000, 20, 4), True)])
def test_no_table_of_meetings_tells_what_another_withholds(world, told):
    view = log_of(*world).as_of()
    found = meetings.meeting_tables(view.log, view.outcomes)
    assert found.table["meetings"].dropna().min() >= K
    assert (found.chains["meetings"] >= K).all()
    assert len(found.chains) == 0 or told
    vectors, times = vectors_of(view.log, view.outcomes)
    if not len(found.chains):  # which vectors there are is not told then
        times = np.zeros(len(times), int)
    widths = hidden_widths(found.table, found.chains, found.growth, vectors, times)
    every = np.append(counts_of(found.table, view), times)
    assert min(width for at, width in widths.items() if every[at] > 0) >= K - 1e-6


def test_vectors_of_meetings_are_audited_with_the_cells_by_names_given():
    # Meetings held at which no name was given 7, or it is blank 7, and others; 13 closed ones
    # without a name are among these 14. By themselves the cells 7 and 3 may be withheld: either is
    # 0 to 10. With the 13 the first is 6 at least, and the other 4 at most.
    cells, known = np.array([7, 7, 13, 3, 11]), np.ones((1, 5))
    few = np.array([[1.0, 1.0, 0.0, 0.0, 0.0]])
    vectors, times = np.array([[0, 0, 0, 0], [3, 1, 0, 0]]), np.array([13, 20])
    alone = meetings.shown_cells(cells, known, K)
    assert alone.tolist() == [True, False, True, False, True]
    assert widths_with_a_slack(cells, alone, 13).min() < K
    shown, told = meetings._shown(cells, known, few, vectors, times)
    assert told.all()
    assert widths_with_a_slack(cells, shown, 13).min() >= K - 1e-6


def widths_with_a_slack(cells, shown, closed):
    """How many values each withheld cell can have where the first two are `closed` or more."""
    known = np.array([[1, 1, 1, 1, 1, 0], [1, 1, 0, 0, 0, -1]], float)
    every = np.append(cells, cells[:2].sum() - closed)
    low, high = ranges(every, np.append(shown, False), known).T
    return (high - low)[:-1][~shown]


def counts_of(table, view):
    """The cells of the meetings as they are, from the rows of the log."""
    held = view.log.frame.iloc[view.outcomes.rows[np.flatnonzero(view.outcomes.held)]]
    names = held["referrals_given"].map(
        lambda n: "" if pd.isna(n) else "3 or more" if n >= 3 else str(int(n))
    )
    came = {
        "usefulness": held["usefulness"].map(lambda n: "" if pd.isna(n) else str(int(n))),
        "led_to": held["led_to"].astype("str").where(held["led_to"].notna(), ""),
        "referrals_given": names,
    }

    def count(row):
        done = held[row.tactic].astype("str").where(held[row.tactic].notna(), "")
        return int(((done == row.done) & (came[row.what].astype("str") == row.value)).sum())

    counts = np.array([count(row) for row in table.itertuples()])
    told = table["meetings"].notna().to_numpy()
    assert (counts[told] == table["meetings"].to_numpy(float, na_value=0)[told]).all()
    return counts


def test_cells_of_a_short_log_keep_k_values_too(log, monkeypatch):
    seen = []

    def watched(counts, margins, k, slack=0):
        shown = meetings_shown(counts, margins, k, slack)
        seen.append((counts, shown, margins, slack))
        return shown

    meetings_shown = meetings.shown_cells
    monkeypatch.setattr(meetings, "shown_cells", watched)
    view = log.as_of()
    tables = meetings.meeting_tables(view.log, view.outcomes)
    assert tables.table["meetings"].dropna().min() >= K
    for counts, shown, margins, slack in seen:
        hidden = ~shown & (counts > 0)
        hidden[len(counts) - slack :] = False
        if hidden.any() and shown.any():
            low, high = ranges(counts, shown, margins)[hidden].T
            assert (high - low).min() >= K - 1e-6


def test_what_all_closed_meetings_led_to_is_told_and_rare_vectors_are_not(log):
    view = log.as_of()
    tables = meetings.meeting_tables(view.log, view.outcomes)
    shown = int(tables.chains["meetings"].sum())
    assert tables.closed - shown == 0 or tables.closed - shown >= K
    growth = chain_growth(view)
    assert tables.growth.iloc[0].tolist() == list(growth.counts.values())
    told = share(log).headlines[-1]
    assert told.of == "growth.csv"
    assert told.bundle == pytest.approx(growth.reproduction.estimate)


def test_of_fewer_than_k_closed_meetings_nothing_is_told():
    view = log_of(20, 1, 3).as_of()
    tables = meetings.meeting_tables(view.log, view.outcomes)
    assert tables.closed < K
    assert tables.growth.empty
    assert tables.chains.empty


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
    useful = next(one for one in bundle.headlines if one.of == "meetings.csv")
    assert f"{useful.log:.2f} | {useful.bundle:.2f}" in home
    assert f"meetings.csv | {useful.bundle:.2f} |" in away


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
    for rows in (1, 2, 7, FEWEST_REQUESTS - 1):
        bundle = share(read_log(frame.head(rows)))
        with pytest.raises(NothingToComputeError, match="nothing of this may be handed on"):
            bundle.files()
        assert "nothing of this may be handed on" in bundle.report
        assert "What is left at risk" in bundle.report
    assert share(read_log(frame)).files()
    pending = frame.head(3).assign(outcome="pending")
    with pytest.raises(OutreachlabError, match="no request has a known answer"):
        share(read_log(pending))
