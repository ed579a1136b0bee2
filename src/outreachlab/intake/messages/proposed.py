"""How to meet, where, how long and whether by telephone: what a request proposes."""

from typing import NamedTuple

from outreachlab.intake.messages.reading import Found, Reading
from outreachlab.log.vocabulary import levels_of

REMOTE = frozenset({"phone_call", "video_call"})
FORMATS = frozenset(levels_of("meeting_format"))
HINTED: dict[str | int, str] = {"visit_hint": "office_visit", "coffee_hint": "coffee"}
OVER_A_TABLE = frozenset({"coffee", "lunch", "other"})
SHORTEST, LONGEST = 5, 480


class Read(NamedTuple):
    """What a field was read as, the words that show it, and whether it remains open."""

    value: str | int | None = None
    words: str | None = None
    unsure: bool = False


def minutes_asked(reading: Reading) -> Read:
    """The longest time that a sentence which asks, or stands beside one, names."""
    said = _longest(reading.of("minutes_asked"))
    asked = [each for each in said if _asked_nearby(reading, each.sentence)]
    times = [(_minutes(each, reading), each.words) for each in asked]
    times = [(minutes, words) for minutes, words in times if SHORTEST <= minutes <= LONGEST]
    if not times:
        return Read(unsure=bool(said))
    minutes, words = max(times, key=lambda time: time[0])
    return Read(minutes, words)


def _minutes(found: Found, reading: Reading) -> int:
    if isinstance(found.value, str):
        return int(found.value.split()[0])
    numbers = [_number(each, reading) for each in found.hit.groups]
    return found.value * max(numbers, default=0)


def _number(word: str, reading: Reading) -> int:
    folded = "_".join(word.lower().replace("-", " ").split())
    return reading.language.numbers.get(folded) or (int(word) if word.isdigit() else 0)


def _longest(found: list[Found]) -> list[Found]:
    """Without what stands inside a longer finding."""
    return [
        each
        for each in found
        if not any(
            other is not each
            and other.place <= each.place
            and each.place + len(each.words) <= other.place + len(other.words)
            and len(other.words) > len(each.words)
            for other in found
        )
    ]


def _asked_nearby(reading: Reading, sentence: int) -> bool:
    near = reading.lines[max(0, sentence - 1) : sentence + 2]
    return any(line.asks for line in near)


def meeting_format(reading: Reading) -> Read:
    """
    What is proposed first; a table at their office is the table.

    A visit or a café that is only hinted at counts where nothing else is proposed.
    """
    found = _longest(_proposals(reading))
    plain = [each for each in found if each.value in FORMATS]
    if not plain:
        hinted = [each for each in found if each.value in HINTED]
        return Read(HINTED[hinted[0].value], hinted[0].words) if hinted else Read()
    first = plain[0]
    if first.value == "office_visit":
        for each in plain[1:]:
            same = each.sentence == first.sentence and each.value in OVER_A_TABLE
            if same and not _alternative(reading, first, each):
                first = each
                break
    return Read(first.value, first.words)


def _proposals(reading: Reading) -> list[Found]:
    """What is found for the format; in "a video call" the call is none by telephone."""
    found = reading.of("meeting_format")
    video = [each for each in found if each.value == "video_call"]
    return [
        each
        for each in found
        if each.value not in ("phone_call", "phone_hint")
        or not any(_overlap(each, other) for other in video)
    ]


def _overlap(one: Found, other: Found) -> bool:
    return one.place < other.place + len(other.words) and other.place < one.place + len(one.words)


def _alternative(reading: Reading, first: Found, second: Found) -> bool:
    between = reading.lines[first.sentence].text[first.hit.end : second.hit.start]
    return not reading.language.alternatives.isdisjoint(between.lower().split())


def offered_phone(reading: Reading) -> Read:
    """Yes where a call is proposed anywhere; unsure where a telephone is spoken of otherwise."""
    found = _proposals(reading)
    calls = [each for each in found if each.value == "phone_call"]
    if calls:
        return Read("yes", calls[0].words)
    if any(each.value == "phone_hint" for each in found):
        return Read(unsure=True)
    return Read("no")


def venue(reading: Reading, proposed: Read) -> Read:
    """Where the first proposal would take place."""
    if proposed.value in REMOTE:
        return Read("remote", proposed.words)
    if proposed.value == "office_visit":
        return Read("their_office", proposed.words)
    said = [each for each in reading.of("venue") if _with_the_proposal(reading, each, proposed)]
    near = [each for each in said if each.value != "other"] or said
    return Read(near[0].value, near[0].words) if near else Read()


def _with_the_proposal(reading: Reading, found: Found, proposed: Read) -> bool:
    """A place is proposed where its sentence asks, or stands beside the proposal's."""
    if reading.lines[found.sentence].asks:
        return True
    beside = reading.lines[max(0, found.sentence - 1) : found.sentence + 2]
    return proposed.words is not None and any(proposed.words in line.text for line in beside)
