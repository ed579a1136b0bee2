"""Pseudonyms: nobody's name is left anywhere, and no number changes."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from unicodedata import normalize

import pandas as pd
import pytest
from click.testing import CliRunner

from outreachlab.answers.advice import advice
from outreachlab.chains.forest import referral_forest
from outreachlab.chains.growth import chain_growth
from outreachlab.cli import main
from outreachlab.errors import UsageError
from outreachlab.intake import anonymous
from outreachlab.intake.anonymous import RARE, anonymized, pseudonyms, read_key
from outreachlab.intake.names import names_of
from outreachlab.intake.read import read_log
from outreachlab.report import build_report, picture_files, rendered
from outreachlab.simulate import simulate_log
from tests.logs import log_of
from tests.parts.same import assert_same, found
from tests.report.test_report import HOSTILE

KEY = bytes(range(32))
FREE = ("seeker", "contact", "referrer", "company", "industry", "role", "seniority", "notes")


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    frame = simulate_log(400, seekers=3, rng=2)
    frame["notes"] = "met at Ana's birthday"
    frame["therapist"] = ["Dr Vex", "Dr Wolf"] * 200
    return frame


@pytest.fixture(scope="module")
def log(frame):
    return read_log(frame)


def everything_in(log) -> str:
    """All that a report on the log writes, in every format."""
    report = build_report(log)
    files = [rendered(report, name) for name in ("x.html", "x.md", "x.json")]
    return b"\n".join([*files, *picture_files(report).values()]).decode()


def test_no_free_text_of_the_log_is_left_in_any_report(frame, log):
    nobody = dict.fromkeys(FREE) | {"seeker": [f"S{place % 3}" for place in range(len(frame))]}
    nobody |= {
        "contact": [f"P{place}" for place in range(len(frame))],
        "therapist": None,
        "request_id": None,
    }
    nameless = frame.assign(**nobody)
    text, ours = everything_in(anonymized(log)), everything_in(read_log(nameless))
    secrets = {str(name) for column in (*FREE, "therapist") for name in frame[column].dropna()}
    words = {word for name in secrets for word in [name, *re.findall(r"[A-Z][\w-]{4,}", name)]}
    found = {word for word in words if re.search(rf"\b{re.escape(word)}\b", text)}
    assert {word for word in found if word not in ours} == set()
    assert len(words) > 300


def test_every_free_text_is_a_pseudonym(log):
    hidden = anonymized(log).frame
    for name in FREE[:-1]:
        texts = hidden[name].dropna().astype(str)
        assert len(texts)
        assert texts.str.fullmatch(r"[A-Z][a-z]+ [A-Z2-7]{8}").all(), name


def test_no_number_changes(log):
    hidden = anonymized(log)
    assert_same(found(advice(hidden)), found(advice(log)))
    assert chain_growth(hidden).to_json() == chain_growth(log).to_json()
    counts = referral_forest(hidden).counts()
    assert counts == referral_forest(log).counts()
    assert hidden.frame["asked_on"].equals(log.frame["asked_on"])


def test_ties_between_requests_are_broken_as_before():
    rows = [
        {"request_id": name, "contact": "Ana", "asked_on": "2026-01-05"}
        for name in ("r10", "r2", "r1")
    ] + [{"request_id": "r9", "contact": "Bo", "referrer": "ana", "asked_on": "2026-01-05"}]
    log = log_of(rows)
    assert (
        referral_forest(anonymized(log)).lines.parent == referral_forest(log).lines.parent
    ).all()


def test_a_key_gives_the_same_pseudonyms_and_no_key_gives_others(log):
    first, second = (anonymized(log, KEY).frame["contact"] for _ in range(2))
    assert first.equals(second)
    assert not first.equals(anonymized(log).frame["contact"])
    assert not first.equals(anonymized(log, KEY[::-1]).frame["contact"])


def test_one_person_has_one_pseudonym_in_every_column_and_spelling():
    log = log_of(
        [
            {"contact": "Ana  Ruiz", "asked_on": "2026-01-05"},
            {"contact": "Bo", "referrer": "ana ruiz", "asked_on": "2026-01-06"},
        ]
    )
    hidden = anonymized(log, KEY).frame
    assert hidden["contact"].iloc[0] == hidden["referrer"].iloc[1]
    assert pd.isna(hidden["referrer"].iloc[0])
    assert list(hidden["seeker"]) == ["me", "me"]


def test_two_people_never_share_a_pseudonym(monkeypatch):
    monkeypatch.setattr(anonymous, "LETTERS", 1)
    names = [f"P{place}" for place in range(200)]
    assert len(set(pseudonyms(names, "Person", KEY))) == len(names)


def test_hostile_names_are_hidden_too():
    rows = [{"contact": name, "company": name} for name in HOSTILE]
    hidden = anonymized(log_of(rows)).frame
    assert hidden["contact"].nunique() == len(HOSTILE)
    assert all(re.fullmatch(r"Person [A-Z2-7]{8}", name) for name in hidden["contact"])


def test_notes_and_columns_of_ones_own_are_gone_and_that_is_said(log):
    hidden = anonymized(log)
    assert not {"notes", "therapist"} & set(hidden.frame)
    method = {one.key: one for one in build_report(hidden).sections}["method"]
    assert "Not hidden are days" in " ".join(method.sentences)
    assert hidden.source == anonymous.SOURCE


def test_rare_values_of_a_mapped_category_are_taken_together():
    rows = [{"group": "common"} for _ in range(6)] + [{"group": "only Ana"}]
    hidden = anonymized(log_of(rows, map={"tactics": {"group": "category"}}))
    assert sorted(hidden.frame["group"].unique()) == [RARE, "common"]


@pytest.mark.parametrize(
    "key",
    [b"", b"secret", bytes(32), b"x" * 32, b"ab" * 16, bytes(range(31)), bytes(range(33))],
)
def test_a_key_that_is_none_is_refused(log, key):
    with pytest.raises(UsageError, match="key"):
        anonymized(log, key)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o606])
def test_a_key_that_others_can_read_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    path.write_bytes(KEY)
    path.chmod(0o600)
    assert read_key(path) == KEY
    path.chmod(mode)
    with pytest.raises(UsageError, match="chmod 600"):
        read_key(path)


def test_the_log_itself_is_no_key(tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(KEY * 1000)
    path.chmod(0o600)
    with pytest.raises(UsageError, match="this file more"):
        read_key(path)


MAPPED = {"columns": {name: name for name in ("contact", "asked_on", "outcome", "company")}}


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("company", ["Zyx", "Zyx"]),  # a map's category over a column of ours
        ("Employer", ["Qrst Works", "Qrst Works"]),  # or of that kind by its header
        ("therapist", ["Dr Vexhill", "Ana Vexhill"]),  # own, but it names somebody of the log
        ("site", ["vex.example.com", "ask@vex"]),
        ("phone", ["+44 20 7946 0958", "020 79460958"]),
        ("team", ["the Zyx team", "friends of ZYX"]),
    ],
)
def test_no_tactic_of_the_map_keeps_a_name_however_many_share_it(column, values):
    rows = [
        {"contact": "Ana Vexhill" if place % 2 else "Bo", column: values[place % 2]}
        | ({"company": "Zyx"} if column != "company" else {})
        for place in range(20)
    ]
    columns = {name: name for name in ("contact", "asked_on", "outcome")}
    columns |= {"company": "company"} if column != "company" else {}
    how = {"columns": columns, "tactics": {"mine": {"column": column, "kind": "category"}}}
    hidden = anonymized(log_of(rows, map=how))
    assert hidden.frame["mine"].astype(str).str.fullmatch(r"Value [A-Z2-7]{8}").all()


PEOPLE = (
    *("José Álvarez", "Zoë Łukasiewicz", "O'Brien-Ünal", "İpek Şahin", "Straße Müller"),
    *("Lee, Ann", "محمد علي", "陈伟", "Nguyễn Văn An", "דוד כהן", "May"),
)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "met Jose",
            "Alvarez's friend",
            normalize("NFD", "by josé"),
            "Jose\u0301 A",
            "J\u200bosé",
        ),
        *("at Müllers", "via Mueller", "muller!", "Strasse", "lukasiewicz", "josealvarez"),
        *("OBrien", "o’brien", "IPEK", "Sahin", "Ann Lee", "مع محمد", "我见了陈伟先生", "NGUYEN"),
        *("with may", "met_may", "(May)", "כהן דוד"),
    ],
)
def test_a_name_is_found_however_it_is_written(text):
    frame = simulate_log(len(PEOPLE), rng=1)
    frame["contact"], frame["referrer"] = PEOPLE, None
    assert names_of(read_log(frame)).within(text)


@pytest.mark.parametrize("text", ["maybe", "a mayor", "good mood", "brief", "陈", "an", "lee"])
def test_what_only_begins_like_a_name_is_none(text):
    frame = simulate_log(len(PEOPLE), rng=1)
    frame["contact"], frame["referrer"] = PEOPLE, None
    for name in ("company", "industry", "role", "seniority"):
        frame[name] = None
    assert not names_of(read_log(frame)).within(text)


def test_a_number_that_calls_somebody_is_left_out_and_one_that_does_not_stays():
    rows = [{"phone": f"4420794609{place}", "minutes": "30"} for place in range(10, 20)]
    hidden = anonymized(log_of(rows, map={"tactics": {"phone": "number", "minutes": "number"}}))
    assert list(hidden.tactics) == ["minutes"]
    assert "phone" not in hidden.frame


def test_a_tactic_called_after_somebody_is_called_by_a_number():
    rows = [{"contact": "Vexhill", "like vexhill": "yes"} for _ in range(10)]
    hidden = anonymized(log_of(rows, map={"tactics": {"like vexhill": "yes_no"}}))
    assert list(hidden.tactics) == ["own 1"]


def test_words_of_the_vocabulary_stay_though_somebody_is_called_so():
    rows = [{"contact": "May", "company": "Coffee", "channel": "email"}] * 3
    rows += [{"contact": "Other", "meeting_format": "coffee", "group": "other"}] * 6
    hidden = anonymized(log_of(rows, map={"tactics": {"group": "category"}}))
    assert set(hidden.frame["meeting_format"].dropna()) == {"coffee"}
    assert set(hidden.frame["group"].dropna()) == {"other"}


MARK = "Zqxvmark"


def planted(folder: Path, faulty: bool) -> tuple[Path, Path]:
    """A log with the marker in every name, text, own column and place it is kept under."""
    frame = simulate_log(120, seekers=2, rng=5).astype(object)
    people = ("seeker", "contact", "referrer")
    for name in (*people, "company", "industry", "role", "seniority"):
        frame[name] = frame[name].map(lambda text: f"{MARK} {text}", na_action="ignore")
    frame["notes"] = f"met {MARK}"
    frame["own"] = [f"{MARK} group", "plain"] * 60
    frame[f"{MARK} column"] = ["yes", "no"] * 60
    frame["site"] = f"https://{MARK}.example"
    if faulty:
        frame.loc[3, "outcome"] = f"perhaps {MARK}"
    there = folder / f"{MARK} logs"
    there.mkdir()
    frame.to_csv(there / f"{MARK}.csv", index=False)
    ours = "\n".join(f'{name} = "{name}"' for name in simulate_log(2, rng=1))
    (there / f"{MARK}.toml").write_text(
        f'[columns]\n{ours}\n[tactics]\n"{MARK} way" = '
        f'{{ column = "{MARK} column", kind = "yes_no" }}\nsite = "category"\nown = "category"\n'
    )
    return there / f"{MARK}.csv", there / f"{MARK}.toml"


def said_by(program: str, *arguments: object) -> bytes:
    """What a program that reads PDFs makes of one."""
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=True).stdout


@pytest.mark.parametrize("faulty", [False, True])
@pytest.mark.parametrize("ending", ["html", "md", "json", "pdf", "folder"])
def test_a_marker_planted_everywhere_is_in_no_output(tmp_path, ending, faulty):
    log, by_map = planted(tmp_path, faulty)
    out = tmp_path / "out"
    out.mkdir()
    how = ["--skip-faulty"] if faulty else []
    how += ["--each-seeker", "-o", str(out / "pages")] if ending == "folder" else []
    how += ["-o", str(out / f"report.{ending}")] if ending != "folder" else []
    arguments = ["report", str(log), "--map", str(by_map), "--anonymize", *how]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    assert MARK.casefold() not in result.output.casefold()
    files = [path for path in out.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert MARK.casefold() not in path.name.casefold()
        data = path.read_bytes()
        if ending == "pdf":
            data = said_by("pdftotext", path, "-") + said_by("pdfinfo", path)
        assert MARK.casefold().encode() not in data.lower()


def test_a_folder_of_clients_is_not_named_either(tmp_path):
    frame = simulate_log(90, seekers=2, rng=5)
    for at, (_, rows) in enumerate(frame.groupby("seeker")):
        rows.drop(columns="seeker").to_csv(tmp_path / f"{MARK} {at}.csv", index=False)
    (tmp_path / f"{MARK} broken.csv").write_text("a,b\n1,2\n")
    out = tmp_path / "out.html"
    result = CliRunner().invoke(main, ["report", str(tmp_path), "--anonymize", "-o", str(out)])
    assert result.exit_code == 1
    assert "3 files, 1 left out" in result.stderr
    assert MARK.casefold() not in result.output.casefold()
    assert MARK.casefold().encode() not in out.read_bytes().lower()


@pytest.mark.parametrize(
    "more",
    [
        (),
        ("--seeker", "Nobody"),
        ("--sheet", "x"),
        ("--map", "missing.toml"),
        ("--as-of", "1990-01-01"),
    ],
)
def test_no_error_names_anybody_either(tmp_path, more):
    log, by_map = planted(tmp_path, faulty=True)
    arguments = ["report", str(log), "--map", str(by_map), "--anonymize", "-o", "-", *more]
    if more:
        arguments.append("--skip-faulty")
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code in (1, 2, 3), result.output
    assert MARK.casefold() not in result.output.casefold()
