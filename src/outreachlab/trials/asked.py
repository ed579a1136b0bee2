"""For whom a lot is asked, and about which tactics: what is named, held against the plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from outreachlab.errors import UsageError
from outreachlab.log.arguments import text, texts
from outreachlab.log.people import folded
from outreachlab.trials.plan import Plan
from outreachlab.trials.words import eligible, missing
from outreachlab.wording import isolated, listed, shortened

EVERY = "all"
LONGEST_NAME = 200
ONE_OF = {"seeker": "the `seeker`", "stratum": "the `stratum`"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    For whom a lot is asked, in the plan's own spelling.

    `wanted` are the tactics it can be drawn about, `out` those opted out of.
    """

    contact: str
    seeker: str
    stratum: str
    referrer: str | None
    wanted: tuple[str, ...]
    out: frozenset[str]

    def require_some(self, plan: Plan) -> None:
        """UsageError where no tactic of the plan can be drawn for this contact."""
        if not self.wanted:
            raise UsageError(
                f"no lot can be drawn for {isolated(shortened(self.contact))}: the plan's tactics "
                f"take {missing(one.tactic for one in plan.tactics)}"
            )


def asked_of(
    plan: Plan,
    contact: str,
    *,
    seeker: str | None,
    stratum: str | None,
    referrer: str | None,
    in_person: bool,
    opted_out: str | Sequence[str],
) -> Asked:
    """What was named; UsageError where the plan does not have it."""
    return Asked(
        contact=_name(contact, "contact"),
        seeker=_one_of(plan.seekers, seeker, "seeker"),
        stratum=_one_of(plan.strata, stratum, "stratum"),
        referrer=None if referrer is None else _name(referrer, "referrer"),
        out=_left_out(plan, opted_out),
        wanted=tuple(
            one.tactic
            for one in plan.tactics
            if eligible(one.tactic, referred=referrer is not None, in_person=in_person)
        ),
    )


def _one_of(known: tuple[str, ...], given: str | None, name: str) -> str:
    """The plan's own spelling of what was named; the only one where none was."""
    if given is None and len(known) == 1:
        return known[0]
    found = [one for one in known if folded(one) == folded(text(given or "", name))]
    if not found:
        said = "say which" if given is None else f"the plan has no {name} {given!r}"
        raise UsageError(f"{said}; {ONE_OF[name]} is {listed(map(isolated, known), 'or')}")
    return found[0]


def _name(given: str, whose: str) -> str:
    name = " ".join(text(given, whose).split())
    if not name or len(name) > LONGEST_NAME:
        raise UsageError(f"a {whose} has a name, of up to {LONGEST_NAME} letters")
    return name


def _left_out(plan: Plan, opted_out: str | Sequence[str]) -> frozenset[str]:
    known = [one.tactic for one in plan.tactics]
    named = texts(opted_out, "opted_out")
    if wrong := [one for one in named if one not in (*known, EVERY)]:
        raise UsageError(f"{wrong[0]!r} is not tried; `opted_out` is {listed(known, 'or')}")
    return frozenset(known if EVERY in named else named)
