"""The protocol of a trial: what was fixed beforehand, for a person to read."""

from datetime import date
from typing import Any

from outreachlab.escapes import markdown
from outreachlab.trials.plan import ONE_STRATUM, Plan
from outreachlab.trials.plan_text import content_of
from outreachlab.trials.words import EVERYBODY, hypothesis, to_do, who_is_eligible
from outreachlab.wording import counted, listed, percent, sentence

GRACE_DAYS = 14  # to ask after the lot; then the contact counts as not asked
CANNOT_SHOW = (
    "The hash shows that the plan was not changed since the hash was kept elsewhere. It cannot "
    "show that no other plan was made and thrown away, that nobody looked at the sequences, or "
    "that the log tells what happened."
)


def protocol_text(plan: Plan) -> str:
    """The protocol as Markdown."""
    sections = {
        "What is tried": _tried(plan),
        "What counts": _counts(plan),
        "How many": _size(plan),
        "How lots are drawn": _lots(plan),
        "When it is read": _looks(plan),
        "What is left out": _left_out(),
        "What the hash can and cannot show": [f"SHA-256: `{plan.hash}`", CANNOT_SHOW],
    }
    parts = [f"# Protocol, made on {plan.made_on}"]
    for heading, lines in sections.items():
        parts += [f"## {heading}", "\n".join(f"- {line}" for line in lines)]
    return "\n\n".join(parts) + "\n"


def in_short(plan: Plan) -> tuple[str, ...]:
    """What a plan comes to, in a few sentences."""
    tried = listed(f"“{one.tactic.replace('_', ' ')}”" for one in plan.tactics)
    return (
        f"a trial of {tried}: {counted(plan.size, 'contact')}, "
        f"{counted(len(plan.looks), 'look')}{_until(plan)}",
        _promise(plan),
        *only_some(plan),
        f"the first {len(plan.short_hash)} digits of its hash are {plan.short_hash}: "
        "keep them elsewhere",
    )


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as plain data, without what would foretell its lots."""
    content = content_of(plan)
    content.pop("sequences", None)
    content.get("adaptive", {}).pop("seed", None)
    dates = {name: value.isoformat() for name, value in content.items() if isinstance(value, date)}
    return {**content, **dates, "hash": plan.hash, "notes": []}


def _tried(plan: Plan) -> list[str]:
    lines = []
    for one in plan.tactics:
        sides = listed((to_do(one, one.first), to_do(one, one.second)), "or")
        lines.append(f"{hypothesis(one)} ({sides}), among {who_is_eligible(one.tactic)}.")
    if len(lines) > 1:
        lines.append(
            "Each tactic has lots of its own, so the same contacts serve all; main effects only."
        )
    return lines


def _counts(plan: Plan) -> list[str]:
    return [
        f"A yes within {counted(plan.window_days, 'day')} of asking. No answer by then is no yes, "
        f"nor is a contact not asked within {GRACE_DAYS} days of the lot; one that could not be "
        "delivered stays in.",
        "Contacts count by what was drawn for them, whatever was done. What was done, and the "
        "effect on those who do what is drawn, stand beside it.",
        "The difference of the shares of yeses, over blocks (Mantel-Haenszel), tested by the lots "
        f"themselves, two-sided at {plan.alpha:g} over all tactics (Holm).",
    ]


def _size(plan: Plan) -> list[str]:
    who = counted(len(plan.seekers), "seeker")
    return [
        f"{counted(plan.size, 'contact')} in all, of {who}{_until(plan)}.",
        f"{sentence(_promise(plan))}",
        f"The smallest difference of interest is {percent(plan.smallest_effect, 0)}.",
        *map(sentence, only_some(plan)),
    ]


def _until(plan: Plan) -> str:
    return f"; at the pace of the log that lasts until {plan.ends_on}" if plan.ends_on else ""


def only_some(plan: Plan) -> list[str]:
    """Tactics that not every contact can have a lot about, and that the number is of those."""
    who = dict.fromkeys(map(who_is_eligible, (one.tactic for one in plan.tactics)))
    return [f"of {one} it takes as many alone" for one in who if one != EVERYBODY]


def _promise(plan: Plan) -> str:
    first, second = (percent(rate, 0) for rate in plan.rates)
    each = "each tactic" if len(plan.tactics) > 1 else "the test"
    kind = " with even lots" if plan.adaptive else ""
    return (
        f"if the rates are {first} and {second}, {each} tells them apart{kind} with the chance "
        f"{plan.power:.2f}"
    )


def _lots(plan: Plan) -> list[str]:
    if plan.adaptive:
        floor = plan.adaptive.floor
        return [
            "Each lot follows what was learnt from contacts whose window is over: a side is drawn "
            f"with the chance that it is the better one, kept from {floor:g} to {1 - floor:g} and "
            "written beside the lot.",
        ]
    strata = listed(markdown(one) for one in plan.strata)
    within = "" if plan.strata == (ONE_STRATUM,) else f", within each stratum ({strata})"
    each = ", for each seeker" if len(plan.seekers) > 1 else ""
    return [
        f"A sequence for each tactic{within}{each}, in blocks of 4 or 6 at random, half and half. "
        "The last lots of a block can be foreseen by who counts the others.",
        "The next lot is handed out when a contact is named, and never before. Who cannot take "
        "part in a tactic is left out of it before its lot is seen, and is counted.",
    ]


def _looks(plan: Plan) -> list[str]:
    shares = listed(percent(share, 0) for share in plan.looks)
    return [
        f"After {shares} of the contacts, in the order of asking; a block counts when the windows "
        "of all in it are over.",
        "It stops where a look rejects at the bounds of Lan and DeMets (O'Brien and Fleming's "
        "kind), or where there is little hope: less than one chance in ten to tell the planned "
        "difference, or the upper limit below the smallest difference of interest.",
    ]


def _left_out() -> list[str]:
    return [
        "Contacts asked before the plan, or without a lot.",
        "Contacts left out of a tactic before its lot was seen, from that tactic alone.",
    ]
