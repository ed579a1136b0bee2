"""The report on a bundle in words: what was taken off, what is left at risk, what it cost."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outreachlab.escapes import markdown
from outreachlab.sharing.headlines import worded
from outreachlab.sharing.rules import FEWEST_OUTCOMES, K
from outreachlab.wording import counted, listed, percent

if TYPE_CHECKING:
    from outreachlab.sharing.bundle import Bundle

OFF = (
    "Taken off: who asked, who was asked, who referred, the links between requests, days, notes, "
    "names given, and the log's own columns unless one was asked for.",
    "The three parts share no key, and each stands in a random order of its own.",
)
AT_RISK = (
    "Whoever holds a request, in a mailbox say, finds its row in requests.csv by how it was asked "
    "and reads there what came of it and how long that took. {alone} of the rows have a way of "
    "asking that no other row has.",
    f"Only people.csv is k-anonymous: each of its rows looks like those of at least {K} people, "
    f"with at least {FEWEST_OUTCOMES} outcomes among them. Who knows that somebody is in the log "
    "still learns how often people like them said yes.",
    f"meetings.csv and chains.csv show cells of {K} meetings or more. A withheld cell can be empty "
    f"or not; what is shown leaves at least {K} values for each that is not. growth.csv has the "
    "sums of all closed meetings; where they and single vectors would tell too much, chains.csv is "
    "empty.",
    "Who asked may be recognised by what they say of themselves elsewhere, and by how many "
    "requests there are.",
    "What has been handed on cannot be called back.",
)


def told(bundle: "Bundle") -> Iterator[str]:
    """What was done to the table of people, and what whoever holds a request learns."""
    people = bundle.people
    if bundle.refused is not None:
        yield f"nothing of this may be handed on: {bundle.refused}"
    if people is None:
        yield f"there is no people.csv: {bundle.no_people}"
    else:
        if people.taken:
            yield f"people.csv: {listed(people.taken)}"
        if people.suppressed:
            rows = counted(people.suppressed, "row")
            yield f"people.csv: {rows} left out, so that nobody is alone"
    meetings = bundle.meetings
    yield f"meetings.csv: {counted(meetings.withheld, 'cell')} withheld"
    shown = int(meetings.chains["meetings"].sum())
    yield f"chains.csv: {shown:,} of {counted(meetings.closed, 'closed meeting')} shown one by one"
    yield f"requests.csv: {percent(alone(bundle), 0)} of rows can be found by how they were asked"


def at_risk(bundle: "Bundle") -> Iterator[str]:
    """What whoever has the bundle may still learn."""
    share = percent(alone(bundle), 0)
    yield from (one.format(alone=share) for one in AT_RISK)


def alone(bundle: "Bundle") -> float:
    """The share of requests that were asked as no other was."""
    tactics = [name for name in bundle.requests if name not in ("outcome", "days_to_answer")]
    if not tactics:
        return 0.0
    return float((~bundle.requests.duplicated(tactics, keep=False)).mean())


def in_words(bundle: "Bundle", *, at_home: bool) -> str:
    """The report as Markdown; `at_home` it holds the log's own numbers, and is not handed on."""
    lines = ["# Requests for informational interviews, without names", ""]
    if at_home:
        lines += ["This page has numbers of the log itself. It stays with whoever keeps it.", ""]
    lines += ["## What was taken off", "", *_points(OFF)]
    lines += _points(f"{one}." for one in told(bundle))
    lines += ["", "## What is left at risk", "", *_points(at_risk(bundle))]
    lines += ["", "## What it says", ""]
    lines.append(f"| number | from |{' the log |' if at_home else ''} the bundle |")
    lines.append("|---|---|---:|" + ("---:|" if at_home else ""))
    for one in bundle.headlines:
        cells = [one.what, one.of, *([worded(one, one.log)] if at_home else [])]
        lines.append(f"| {' | '.join(map(markdown, [*cells, worded(one, one.bundle)]))} |")
    lines += ["", "`sha256sum -c SHA256SUMS` tells whether a file was changed since.", ""]
    return "\n".join(lines)


def _points(sentences: "Iterator[str] | tuple[str, ...]") -> list[str]:
    return [f"- {markdown(one)}" for one in sentences]
