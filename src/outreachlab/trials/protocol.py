"""The protocol of a trial: what was fixed beforehand, for a person to read."""

from datetime import date
from typing import Any

from outreachlab.escapes import markdown
from outreachlab.log.vocabulary import ADVICE_OF
from outreachlab.stats.exact_power import size_over_looks
from outreachlab.stats.power import POWER, smallest_differences
from outreachlab.trials.plan import LARGEST, ONE_STRATUM, Plan
from outreachlab.trials.plan_text import content_of
from outreachlab.trials.words import EVERYBODY, hypothesis, to_do, who_is_eligible
from outreachlab.wording import counted, listed, percent, sentence

GRACE_DAYS = 14  # to ask after the lot; then the contact counts as not asked
LIKELY = 0.5
HANDING = (
    "The next lot is handed out when a contact is named, and never before. Who cannot take part in "
    "a tactic is left out of it before the lot is seen, and is counted."
)
FORESEEN = (
    "Whoever keeps count of the lots can foresee some of them. The side drawn less often so far "
    "comes next in about 7 cases of 10, and about one lot in 20 is certain. So name contacts in "
    "the order in which you mean to ask them, and do not choose by what you expect."
)
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
    tried = listed(_advice(one.tactic) for one in plan.tactics)
    return (
        f"a trial of {tried}: {counted(plan.size, 'contact')}, "
        f"{counted(len(plan.looks), 'look')}{_until(plan)}",
        promise(plan),
        *said_beside(plan),
        f"the first {len(plan.short_hash)} digits of its hash are {plan.short_hash}: "
        "keep them elsewhere",
    )


def said_beside(plan: Plan) -> list[str]:
    """What whoever plans should know: a promise that is low, tactics that only some can have."""
    return [*shortfall(plan), *only_some(plan)]


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as plain data, without what would foretell its lots."""
    content = content_of(plan)
    content.pop("sequences", None)
    content.get("adaptive", {}).pop("seed", None)
    dates = {name: value.isoformat() for name, value in content.items() if isinstance(value, date)}
    return {**content, **dates, "hash": plan.hash, "notes": said_beside(plan)}


def _tried(plan: Plan) -> list[str]:
    lines = []
    for one in plan.tactics:
        sides = listed((to_do(one, one.first), to_do(one, one.second)), "or")
        lines.append(f"{hypothesis(one)} ({sides}), for {who_is_eligible(one.tactic)}.")
    if len(lines) > 1:
        lines.append(
            "Each tactic has lots of its own, so the same contacts serve all. How two tactics work "
            "together is not asked."
        )
    return lines


def _advice(tactic: str) -> str:
    return f"“{ADVICE_OF[tactic].advice}”"


def _counts(plan: Plan) -> list[str]:
    return [
        f"A yes counts if it comes within {counted(plan.window_days, 'day')} of asking. Silence "
        f"until then is no yes. Nor is a contact that was not asked within {GRACE_DAYS} days of "
        "its lot, or one whom the request never reached: everybody with a lot stays in.",
        "Every contact counts on the side that was drawn, even where something else was done. "
        "What was really done is shown beside it, and so is the effect among those who do what is "
        "drawn.",
        "The two sides are compared within each block of lots (Mantel-Haenszel). The test asks how "
        "often lots alone would bring so large a difference either way. In trials in which nothing "
        f"works it is wrong at most {round(100 * plan.alpha)} times in 100, all tactics and looks "
        "taken together (Holm).",
    ]


def _size(plan: Plan) -> list[str]:
    who = counted(len(plan.seekers), "seeker")
    return [
        f"{counted(plan.size, 'contact')} in all, of {who}{_until(plan)}.",
        sentence(promise(plan)),
        f"A difference of less than {percent(plan.smallest_effect, 0)[:-1]} in 100 is of no "
        "interest.",
        *map(sentence, said_beside(plan)),
    ]


def _until(plan: Plan) -> str:
    return f"; at the pace of the log that lasts until {plan.ends_on}" if plan.ends_on else ""


def only_some(plan: Plan) -> list[str]:
    """Tactics that not every contact can have a lot about, and how many it takes who can."""
    who = {one.tactic: who_is_eligible(one.tactic) for one in plan.tactics}
    return [
        f"lots about {_advice(tactic)} are drawn only for {whom}: the trial takes {plan.size:,} of "
        "these, and whom else you ask does not count for it"
        for tactic, whom in who.items()
        if whom != EVERYBODY
    ]


def promise(plan: Plan) -> str:
    """What the trial can show, and how surely."""
    first, second = (percent(rate, 0) for rate in plan.rates)
    each = " of a tactic" if len(plan.tactics) > 1 else ""
    kind = " with even lots" if plan.adaptive else ""
    return (
        f"if really {first} say yes to the one side{each} and {second} to the other, the trial "
        f"shows it{kind} with the chance {plan.power:.2f}"
    )


def shortfall(plan: Plan) -> list[str]:
    """That the promise is below what is usual, and what would do; nothing where it is not."""
    if round(plan.power, 2) >= POWER:
        return []
    first, second = plan.rates
    level = plan.alpha / len(plan.tactics)
    enough = size_over_looks(first, second, plan.looks, alpha=level)
    what = (
        f"about {enough:,} contacts would have it"
        if enough <= LARGEST
        else f"no trial of up to {LARGEST:,} contacts has it; plan for rates farther apart"
    )
    told = [f"that is below the usual {POWER:g}: {what}"]
    if plan.power < LIKELY:
        _, above = smallest_differences(min(plan.rates), *[plan.size / 2] * 2, alpha=level)
        nearest = (
            ""
            if above is None
            else (
                f", and only rates as far apart as {percent(min(plan.rates), 0)} and "
                f"{percent(above, 0)} will probably be told"
            )
        )
        told.append(
            f"with {plan.size:,} contacts the trial will more likely than not show nothing, though "
            f"the difference be there{nearest}"
        )
    return told


def _lots(plan: Plan) -> list[str]:
    if plan.adaptive:
        floor = plan.adaptive.floor
        return [
            "Each lot follows what was learnt from contacts whose window is over: a side is drawn "
            f"with the chance that it is the better one, kept from {floor:g} to {1 - floor:g} and "
            "written beside the lot.",
            HANDING,
        ]
    strata = listed(markdown(one) for one in plan.strata)
    within = "" if plan.strata == (ONE_STRATUM,) else f", within each stratum ({strata})"
    each = ", for each seeker" if len(plan.seekers) > 1 else ""
    return [
        f"There is a sequence of lots for each tactic{within}{each}. It is made of blocks of 4 or "
        "6 at random, half of each block for the one side and half for the other.",
        HANDING,
        FORESEEN,
    ]


def _looks(plan: Plan) -> list[str]:
    shares = listed(percent(share, 0) for share in plan.looks)
    return [
        f"It is read after {shares} of the contacts. A block counts once the window of everybody "
        "in it is over, in the order in which blocks close.",
        "It stops early where the difference is so large that lots alone would hardly bring it; "
        "what is large enough allows for looking several times (bounds of Lan and DeMets, of "
        "O'Brien and Fleming's kind).",
        "It is given up where little can come of it: where the chance to show the planned "
        "difference by the end is below one in ten, or the limits leave only differences too small "
        "to be of interest.",
    ]


def _left_out() -> list[str]:
    return [
        "Contacts asked before the plan was made, and contacts asked without a lot.",
        "A contact left out of a tactic before its lot was seen, from that tactic alone.",
    ]
