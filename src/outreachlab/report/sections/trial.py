"""The trial: what its looks came to, and how far the contacts of each side got."""

from dataclasses import replace
from typing import TYPE_CHECKING

from outreachlab.charts.style import svg_of
from outreachlab.report.model import Picture, Section
from outreachlab.trials.judging import Decision
from outreachlab.trials.result import ALL_LOOKS, DECIDES, TrialRead
from outreachlab.wording import counted, listed, sentence

if TYPE_CHECKING:
    from outreachlab.trials.contrast import ContrastRead

CAME_TO: dict[Decision, str] = {
    "stop": "is settled",
    "give up": "will not be settled",
    "go on": "goes on",
    "over": "is over and not settled",
    "no verdict": "has no verdict",
}
LOOKS = (
    "Each look has a bound of its own, so that looking early errs no more often. The limits hold "
    "at the last look, for all that is tried together."
)


def trial_section(trial: TrialRead) -> Section:
    """
    All contrasts at their last look; inside, each one's sentence and the way of its contacts.

    No name of a contact or a seeker is in it: a client's page holds the trial of all.
    """
    tried = trial.contrasts
    told = listed(f"“{one.advice.advice}” {CAME_TO[one.judged.decision]}" for one in tried)
    alt = "; ".join(f"{one.advice.advice}: {counted(len(one.looks), 'look')}" for one in tried)
    handed = f"{trial.handed_out:,} of {counted(trial.plan.size, 'contact')} had a lot"
    return Section(
        key="trial",
        heading=f"Tried by lot: {told}",
        sentences=(sentence(handed), sentence(DECIDES), LOOKS, sentence(ALL_LOOKS)),
        pictures=(Picture("trial", svg_of(trial.plot(), "trial"), sentence(alt)),),
        table=replace(trial._shown(), notes=()),
        parts=tuple(map(_contrast, tried)),
    )


def _contrast(one: "ContrastRead") -> Section:
    flow = one.flow
    name = f"trial-{one.tactic}"
    alt = f"Of {flow.handed_out[0]:,} and {flow.handed_out[1]:,}, {flow.yes[0]:,} and "
    together = () if one.pool is None else (sentence(one.pool.sentence()),)
    return Section(
        key=name,
        heading=sentence(one.advice.advice).removesuffix("."),
        sentences=(one.judged.sentence, *together),
        pictures=(Picture(name, svg_of(flow.plot(), name), f"{alt}{flow.yes[1]:,} said yes."),),
    )
