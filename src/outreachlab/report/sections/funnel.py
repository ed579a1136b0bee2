"""How far requests get: answered, accepted, held, and on."""

from outreachlab.answers.funnel import Funnel, Step
from outreachlab.charts.funnel import draw_funnel
from outreachlab.charts.style import svg_of
from outreachlab.report.model import Picture, Section
from outreachlab.vocabulary import FEW
from outreachlab.wording import listed, of, percent, sentence

# of each step's sentence: of whom, and what became of them
WORDS = {
    "delivered": ("requests", "were delivered"),
    "answered": ("counted requests", "were answered"),
    "accepted": ("answers", "were a yes"),
    "held": ("yeses", "became a meeting"),
    "named_someone": ("meetings", "brought a further name"),
    "next_asked": ("meetings with a name", "led to a further request"),
    "led_on": ("meetings", "led to something"),
}
ON_THE_WAY = tuple(WORDS)[:-1]  # an end is not a step that loses anybody


def funnel_section(funnel: Funnel) -> Section | None:
    """The steps drawn as shares; nothing where no request has got an answer."""
    steps = [step for step in funnel.steps if step.step in WORDS and step.of]
    if not any(step.step == "accepted" for step in steps):
        return None
    sentences = ["Each step is out of those who could take it."]
    if lowest := _lowest(steps):
        sentences.append(f"The step that loses most: {_told(lowest)}.")
    if steps[-1].step == "led_on":
        sentences.append(
            sentence(_told(steps[-1]).replace("something", "a lead, an interview or an offer"))
        )
    picture = Picture(
        "funnel", svg_of(draw_funnel(funnel), "funnel"), sentence(listed(map(_told, steps)))
    )
    return Section("funnel", "How far requests get", tuple(sentences), (picture,), funnel._shown())


def _told(step: Step) -> str:
    """`92 of 159 counted requests (58%) were answered`."""
    whom, became = WORDS[step.step]
    return f"{of(step.count or 0, step.of or 0)} {whom} ({percent(step.rate, 0)}) {became}"


def _lowest(steps: list[Step]) -> Step | None:
    """The step with the smallest share, of those out of ten or more; a tie is nobody's."""
    able = sorted(
        (step for step in steps if step.step in ON_THE_WAY and (step.of or 0) >= FEW),
        key=lambda step: step.rate or 0.0,
    )
    tie = len(able) > 1 and able[0].rate == able[1].rate
    return None if len(able) < 2 or tie else able[0]
