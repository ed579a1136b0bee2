"""What is due, and what to try next to learn more."""

from collections import Counter

from outreachlab.answers.due import ACTIONS, Action
from outreachlab.answers.next_steps import NextSteps
from outreachlab.display import Shown
from outreachlab.report.model import Section
from outreachlab.wording import listed, sentence, shortened

MOST_LISTED = 30
DOING: dict[Action, str] = {
    "follow_up": "follow up",
    "thank": "say thank you",
    "ask_for_names": "ask for further names",
    "ask_named_person": "ask the people named",
}


def next_section(steps: NextSteps) -> Section:
    """Every action due, the most recent first within its kind, and the advice to try."""
    times = Counter(one.action for one in steps.due)
    kinds = [f"{DOING[action]} ({times[action]:,})" for action in ACTIONS if times[action]]
    sentences = [
        f"Due as of {steps.as_of}: {listed(kinds)}."
        if kinds
        else f"Nothing is due as of {steps.as_of}."
    ]
    if kinds:
        sentences.append("“outreachlab next LOG -o next.ics” writes them for a calendar.")
    if steps.try_next is not None:
        sentences.append(steps.try_next.sentence())
    return Section(
        "next",
        "What to do next",
        tuple(sentences),
        (),
        _table(steps) if kinds else None,
        tuple(map(sentence, steps.notes)),
    )


def _table(steps: NextSteps) -> Shown:
    """The latest of each kind, for they are the likeliest to lead somewhere."""
    several = len({one.seeker for one in steps.due}) > 1
    latest = sorted(steps.due, key=lambda one: one.since, reverse=True)
    latest.sort(key=lambda one: ACTIONS.index(one.action))
    share = MOST_LISTED if len(latest) <= MOST_LISTED else MOST_LISTED // len(ACTIONS)
    seen: Counter[Action] = Counter()
    rows = []
    for one in latest:
        seen[one.action] += 1
        if seen[one.action] > share:
            continue
        who = (shortened(one.seeker),) if several else ()
        day = one.since.isoformat()
        rows.append((shortened(one.contact), *who, DOING[one.action], day, one.why))
    rest = len(latest) - len(rows)
    note = f"the latest {share} of each kind; {rest:,} more in “outreachlab next”"
    return Shown(
        f"Due as of {steps.as_of}",
        ("contact", *(("seeker",) if several else ()), "what", "since", "why"),
        tuple(rows),
        (note,) if rest else (),
    )
