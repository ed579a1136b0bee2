"""The commands of further answers: their JSON has the promised keys, and no nan."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from outreachlab.cli import main

LOG = Path(__file__).parents[2] / "data" / "outreach_log.csv"
KEYS = {
    "waiting": {"curves", "test"},
    "funnel": {"steps"},
    "meetings": {"held", "tactics", "names_per_meeting", "ran_over", "usefulness"},
    "next": {"due", "older", "left", "log_as_of"},
    "choose": {"prior", "choices", "together", "try"},
}


@pytest.mark.parametrize("command", KEYS)
def test_json_has_its_keys(command):
    result = CliRunner().invoke(main, [command, str(LOG), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout, parse_constant=lambda name: pytest.fail(name))
    assert {"outreachlab", "as_of", "window_days", "totals"} | KEYS[command] <= set(found)


@pytest.mark.parametrize("command", KEYS)
def test_text_has_a_headline_and_no_nan(command):
    result = CliRunner().invoke(main, [command, str(LOG)])
    assert result.exit_code == 0, result.output
    assert "nan" not in result.stdout.split()


def test_next_writes_a_calendar_beside_its_text(tmp_path):
    target = tmp_path / "next.ics"
    result = CliRunner().invoke(main, ["next", str(LOG), "-o", str(target)])
    assert result.exit_code == 0, result.output
    assert target.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    assert "ask the people named" in result.stdout
    alone = CliRunner().invoke(main, ["next", str(LOG), "-o", "-"])
    assert alone.stdout_bytes == target.read_bytes()


@pytest.mark.parametrize("arguments", [("-o", "next.txt"), ("-o", "-", "--json")])
def test_next_refuses_what_is_no_calendar(arguments):
    result = CliRunner().invoke(main, ["next", str(LOG), *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
