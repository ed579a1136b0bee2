"""Every command as a person runs it: text, JSON, exit codes, errors in plain lines."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner, Result

from outreachlab import __version__
from outreachlab.cli import main

HEADER = "request_id,contact,asked_on,responded_on,referrer,meeting_format,outcome\n"
SOUND = (
    HEADER
    + "r1,Ana,2026-01-05,2026-01-07,,coffee,accepted\n"
    + "r2,Bo,2026-01-13,2026-01-20,Ana,lunch,declined\n"
    + "r3,Cy,2026-01-14,,Ana,coffee,no_reply\n"
    + "r4,Di,2026-01-15,,Bo,coffee,undelivered\n"
)
FAULTS = {
    "a wrong outcome word": (
        "r5,Ed,2026-01-16,,,coffee,acepted",
        "outcome",
        "'acepted' is no outcome",
    ),
    "a date that is none": ("r5,Ed,2026-01-33,,,coffee,declined", "asked_on", "2026-01-33"),
    "an answer before the request": (
        "r5,Ed,2026-02-01,2026-01-03,,coffee,declined",
        "responded_on",
        "2026-01-03 is before asked_on 2026-02-01",
    ),
    "a self-referral": ("r5,Ed,2026-01-16,,Ed,coffee,declined", "referrer", "'Ed'"),
    "a duplicate id": (
        "r1,Ed,2026-01-16,,,coffee,declined",
        "request_id",
        "already stands in row 2",
    ),
    "no contact": ("r5,,2026-01-16,,,coffee,declined", "contact", "empty"),
}


def run(*arguments: object, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=given)


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(SOUND)
    return path


def refused(result: Result, code: int) -> str:
    assert result.exit_code == code, result.output
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_one_sentence_with_row_column_and_remedy(tmp_path, fault):
    row, column, problem = FAULTS[fault]
    path = tmp_path / "bad.csv"
    path.write_text(SOUND + row + "\n")
    result = run("check", path)
    assert result.exit_code == 1
    assert "bad.csv: 1 fault in 1 row" in result.stdout
    (line,) = [line for line in result.stdout.splitlines() if line.startswith("  row 6, ")]
    assert line.startswith(f"  row 6, {column}: ")
    assert problem in line
    assert "; " in line, "the remedy follows the problem"
    message = refused(run("rates", path, "--by", "meeting_format"), 1)
    assert line in message
    assert "--skip-faulty" in message


def test_a_circle_names_its_people(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(HEADER + "a,Ana,2026-01-05,,Bo,,no_reply\nb,Bo,2026-01-05,,Ana,,no_reply\n")
    result = run("check", path, "--json")
    problems = json.loads(result.stdout)["problems"]
    assert [p["row"] for p in problems] == [2, 3]
    assert "Ana -> Bo -> Ana" in problems[0]["problem"]


def test_a_fix_shows_the_spaces_it_took_away(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text("contact,asked_on,outcome\n Ana,2026-01-02,pending\n")
    assert "row 2, contact: ' Ana' -> 'Ana', spaces" in run("check", path).stdout


def test_a_fix_in_one_of_several_files_says_in_which(tmp_path):
    for name in ("ana", "bo"):
        (tmp_path / f"{name}.csv").write_text("contact,asked_on,outcome\nEd,2026-01-02,yes\n")
    told = run("check", tmp_path).stdout
    for name in ("ana", "bo"):
        assert f"row 2 of {name}.csv, outcome: 'yes' -> 'accepted'" in told


def test_check_as_json_lists_problems_and_fixes(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        SOUND + "r5,Ed,2026-01-16,,,coffee,Declined\nr6,Flo,2026-01-16,,,soup,declined\n"
    )
    result = run("check", path, "--json")
    found = json.loads(result.stdout)
    keys = {"rows", "faulty_rows", "problems", "fixes", "unread", "headers", "people", "notes"}
    assert set(found) == {"outreachlab", *keys}
    assert (found["rows"], found["faulty_rows"], found["outreachlab"]) == (6, 0, __version__)
    header = "meeting_format"
    assert found["unread"] == [
        {"column": header, "header": header, "value": "soup", "count": 1, "row": 7}
    ]
    strict = json.loads(run("check", path, "--json", "--strict").stdout)
    assert strict["problems"][0].keys() == {"row", "column", "value", "problem", "fix"}
    assert found["fixes"][0] == {
        "row": 6,
        "column": "outcome",
        "from": "Declined",
        "to": "declined",
        "why": found["fixes"][0]["why"],
    }


def test_rates_as_json(sound):
    found = json.loads(run("rates", sound, "--by", "meeting_format", "--json").stdout)
    assert found["totals"] == {
        "requests": 4,
        "undelivered": 1,
        "too_young": 0,
        "counted": 3,
        "accepted": 1,
        "faulty": 0,
    }
    assert (found["as_of"], found["window_days"]) == ("2026-01-20", 21)
    assert (found["by"], found["interval"], found["confidence"]) == (
        "meeting_format",
        "wilson",
        0.95,
    )
    coffee, lunch = found["levels"]
    assert (coffee["level"], coffee["counted"], coffee["rate"]) == ("coffee", 2, 0.5)
    assert (lunch["level"], lunch["rate"]) == ("lunch", 0.0)
    assert found["not_recorded"] == dict.fromkeys(
        ("requests", "undelivered", "too_young", "counted", "accepted"), 0
    )


def test_compare_as_json(sound):
    result = run(
        "compare", sound, "--tactic", "meeting_format", "--versus", "coffee", "lunch", "--json"
    )
    found = json.loads(result.stdout)
    assert found["versus"] == ["coffee", "lunch"]
    assert found["difference"]["method"] == "newcombe"
    assert found["test"] == "fisher"
    assert found["risk_ratio"]["estimate"] is None
    assert found["risk_ratio"]["why"]
    assert found["number_needed_to_ask"] is None
    assert "number_needed_to_ask" in found["why"]


def test_chains_as_json(sound):
    found = json.loads(run("chains", sound, "--json").stdout)
    assert (found["requests"], found["edges"], found["roots"], found["max_generation"]) == (
        4,
        3,
        1,
        2,
    )
    assert found["offspring"] == {"0": 2, "1": 1, "2": 1}
    assert found["top_referrers"][0]["contact"] == "Ana"


def test_a_log_on_standard_input(sound):
    assert (
        run(
            "rates",
            "-",
            "--by",
            "venue",
            "--strict",
            given=SOUND.replace("meeting_format", "venue"),
        ).exit_code
        == 1
    )
    result = run("rates", "-", "--by", "meeting_format", given=SOUND)
    assert result.exit_code == 0
    assert "standard input" not in result.stderr


def test_skip_faulty_says_how_many_rows_it_left_out(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(SOUND + "r5,Ed,2026-01-16,,,coffee,acepted\n")
    result = run("rates", path, "--by", "meeting_format", "--skip-all-faulty", "--json")
    assert json.loads(result.stdout)["totals"]["faulty"] == 1


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("rates", "{missing}", "--by", "venue"), 2, "there is no such file"),
        (("rates", "{empty}", "--by", "venue"), 1, "is empty"),
        (("rates", "{bare}", "--by", "venue"), 1, "no column outcome"),
        (("rates", "{header}", "--by", "meeting_format"), 3, "no request"),
        (("rates", "{sound}", "--by", "meeting_fromat"), 2, "did you mean meeting_format"),
        (("rates", "{sound}", "--by", "outcome"), 2, "only after the answer"),
        (("rates", "{sound}", "--by", "prepared_questions"), 2, "outreachlab meetings"),
        (("rates", "{sound}", "--by", "meeting_format", "--confidence", "2"), 2, "between 0 and 1"),
        (("rates", "{sound}", "--by", "meeting_format", "--since", "2030-01-01"), 3, "--since"),
        (("rates", "{sound}", "--by", "meeting_format", "--seeker", "Zoe"), 2, "'Zoe'"),
        (("rates", "{sound}", "--by", "meeting_format", "--as-of", "soon"), 2, "2026-02-03"),
        (
            ("compare", "{sound}", "--tactic", "meeting_format", "--versus", "tea", "coffee"),
            2,
            "'tea'",
        ),
        (("compare", "{sound}", "--tactic", "venue"), 2, "no column 'venue'"),
        (("check", "{sound}", "--map", "{missing}"), 2, "map"),
        (("simulate", "-n", "2", "--seekers", "3"), 2, "--seekers"),
        (("report", "{sound}", "-o", "{folder}/none/report.html"), 2, "cannot be written"),
        (("report", "{sound}", "-o", "{folder}/report.docx"), 2, ".html"),
    ],
)
def test_what_cannot_be_done_is_said_in_plain_lines(tmp_path, sound, arguments, code, words):
    (tmp_path / "empty.csv").write_text("\n\n")
    (tmp_path / "bare.csv").write_text("contact,asked_on\nAna,2026-01-05\n")
    (tmp_path / "header.csv").write_text(HEADER)
    places = {
        "folder": tmp_path,
        "missing": tmp_path / "missing.csv",
        "empty": tmp_path / "empty.csv",
        "bare": tmp_path / "bare.csv",
        "header": tmp_path / "header.csv",
        "sound": sound,
    }
    before = set(tmp_path.iterdir())
    message = refused(run(*(str(a).format(**places) for a in arguments)), code)
    assert words in message
    assert set(tmp_path.iterdir()) == before, "nothing half-written"


def test_a_log_without_open_requests_and_one_level_has_rates_without_warnings(sound):
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", "from outreachlab.cli import main; main()",
         "rates", str(sound), "--by", "referrer"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "nan" not in result.stdout


def test_help_loads_neither_pandas_nor_numpy():
    code = (
        "import sys\nfrom outreachlab.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print({'pandas', 'numpy', 'matplotlib', 'scipy'} & set(sys.modules))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("set()\n")


def test_report_writes_one_whole_file_with_the_usual_permissions(sound, tmp_path):
    target = tmp_path / "report.html"
    assert run("report", sound, "-o", target).exit_code == 0
    page = target.read_text()
    assert page.startswith("<!doctype html>") or page.startswith("<!DOCTYPE html>")
    assert page.rstrip().endswith("</html>")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log.csv", "report.html"]
    plain = tmp_path / "plain"
    plain.write_text("")
    assert target.stat().st_mode == plain.stat().st_mode


def test_simulate_writes_a_log_without_faults(tmp_path):
    target = tmp_path / "log.csv"
    result = run("simulate", "-n", "120", "--seekers", "3", "--seed", "7", "-o", target, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["requests"] == 120
    assert told["truth"]
    assert run("check", target).exit_code == 0


def test_the_help_names_the_window_that_holds_unless_one_is_given():
    from outreachlab.log.vocabulary import WINDOW_DAYS

    assert f"{WINDOW_DAYS} unless given" in " ".join(run("rates", "--help").stdout.split())
