"""Below the command line a sentence names arguments; the command line words them as options."""

import ast
import re
from collections.abc import Iterator

import pandas as pd
import pytest
from click.testing import CliRunner

import outreachlab as ol
from outreachlab.cli import COMMANDS as RUN, main
from outreachlab.cli.flags import COMMANDS, FLAGS, as_flags
from outreachlab.errors import LogFaultsError, UsageError
from outreachlab.simulate import simulate_log
from outreachlab.wording import Argument, arguments_in
from tests.test_layers import MEMBERS, MODULES

BELOW = [name for name in MEMBERS if not name.startswith("outreachlab.cli")]
FLAG = re.compile(r"(?:^|[\s(“`])--[a-z]")
COMMAND = re.compile(rf"outreachlab (?:{'|'.join(RUN)})\b")


def texts_of(source: str) -> Iterator[str]:
    """The strings of a source that a person may read; docstrings are statements of their own."""
    tree = ast.parse(source)
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value


SAID = [(name, text) for name in BELOW for text in texts_of(MODULES[name].read_text("utf-8"))]


def test_no_message_below_the_command_line_names_one_of_its_options_or_commands():
    found = [
        f"{name}: {text}"
        for name, text in SAID
        if " " in text and (FLAG.search(text) or COMMAND.search(text))
    ]
    assert not found, "\n".join(found)


def test_every_argument_a_message_names_has_its_words_on_the_command_line():
    named = {one.name for _, text in SAID for one in arguments_in(text)}
    assert named == {*FLAGS, *COMMANDS}


def test_every_word_for_an_argument_is_an_option_that_a_command_has():
    within = [one for group in RUN.values() for one in getattr(group, "commands", {}).values()]
    params = [param for command in (*RUN.values(), *within) for param in command.params]
    words = {word for one in params for word in (*one.opts, one.human_readable_name)}
    assert set(FLAGS.values()) <= words | {"LOG"}
    commands = {words.split()[1] for words in COMMANDS.values() if words.startswith("outreachlab")}
    assert commands <= set(main.commands)


@pytest.mark.parametrize(
    ("below", "above"),
    [
        ("leave them out with `skip_faulty=True`", "leave them out with --skip-faulty"),
        ("add `dates='dmy'` or `dates='mdy'`", "add --dates dmy or --dates mdy"),
        ("as `bins=[15, 30]`", "as --bins 15,30"),
        ("as `versus=('coffee', 'lunch')`", "as --versus coffee lunch"),
        ("run `check_log` to see", "run `outreachlab check` to see"),
        ("“`check_log`” lists them", "“outreachlab check” lists them"),
        (
            "nobody's `argument`, and '`map`' in quotes",
            "nobody's `argument`, and '`map`' in quotes",
        ),
        ("'Ann `map` Lee' is no day; add `me`", "'Ann `map` Lee' is no day; add --me"),
        ("through \u2068Ann `map`\u2069 (`people`)", "through \u2068Ann `map`\u2069 (--people)"),
    ],
)
def test_the_command_line_words_arguments_as_options(below, above):
    assert as_flags(below) == above
    assert as_flags({"notes": [below], "n": 1}) == {"notes": [above], "n": 1}


NAMES = ("`map`", "Ann `people` Lee", "`skip_faulty=True` B", "“`check_log`”", "x\u2069 `me`")
ASKED = (
    *(
        ["check"],
        ["rates", "--by", "team"],
        ["compare", "--tactic", "team", "--versus", *NAMES[:2]],
    ),
    *(
        ["effects", "--terms", "team"],
        ["waiting", "--by", "team"],
        ["chains"],
        ["next"],
        ["report"],
    ),
)


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[0])
def test_no_name_is_taken_for_an_argument(asked, tmp_path):
    frame = simulate_log(60, seekers=2, rng=1)
    called = {one: f"{NAMES[at % 5]} {one}" for at, one in enumerate(sorted(set(frame["contact"])))}
    frame["contact"] = frame["contact"].map(called)
    frame["referrer"] = frame["referrer"].map(called).where(frame["referrer"].notna())
    frame["seeker"] = frame["seeker"].map(lambda one: f"`me` {one}")
    frame["team"] = [NAMES[at % 2] for at in range(len(frame))]
    path = tmp_path / "log.csv"
    frame.to_csv(path, index=False)
    for form in ["--json"], []:
        if asked == ["report"]:
            form = [*form, "-o", str(tmp_path / f"r{len(form)}.html")]
        run = CliRunner().invoke(main, [asked[0], str(path), *asked[1:], *form])
        assert run.exit_code == 0, run.output
        for flag in ("--map", "--people", "--skip-faulty", "--me"):
            assert flag not in run.output
    for page in tmp_path.glob("*.html"):
        assert not re.search("--(map|people|skip-faulty|me)[^-a-z]", page.read_text("utf-8"))


def test_an_error_carries_its_remedy_as_data():
    faults = pd.DataFrame(
        {"row": [3], "column": ["asked_on"], "problem": ["late"], "fix": ["x; y"]}
    )
    remedy = LogFaultsError("log.csv", faults).remedy
    assert remedy.says == "mend the file, or leave those rows out with `skip_faulty=True`"
    assert remedy.arguments == (Argument("skip_faulty", True),)
    assert LogFaultsError("log.csv", faults, rows_only=False).remedy.arguments == ()
    assert UsageError("this is so").remedy is None


def test_the_remedy_names_what_the_function_called_takes():
    log = ol.read_log("data/outreach_log.csv")
    with pytest.raises(UsageError) as refused:
        ol.acceptance_rates(log, "minutes_asked")
    assert refused.value.remedy.arguments == (Argument("bins"), Argument("bins", [15, 30]))
    assert ol.acceptance_rates(log, "minutes_asked", bins=[15, 30]).table.shape[0]
