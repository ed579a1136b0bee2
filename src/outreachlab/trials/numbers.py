"""The numbers of lots that a log has in its column `trial`, held against those handed out."""

from collections.abc import Iterator, Sequence

from outreachlab.log.checked import CheckedLog
from outreachlab.log.people import folded
from outreachlab.trials.assigned import Lot
from outreachlab.trials.following import first_requests, numbered_requests
from outreachlab.trials.plan import Plan
from outreachlab.trials.sheet import NUMBER
from outreachlab.wording import counted


def numbers_told(plan: Plan, lots: Sequence[Lot], log: CheckedLog) -> Iterator[str]:
    """Requests with the number of another contact's lot, or with one beyond the last."""
    own = {(folded(lot.seeker), folded(lot.contact)): lot.number for lot in lots}
    asked = first_requests(log)
    # whose lot is found by name in the log: nobody else is found by its number
    named = {(who[0], number) for who, number in own.items() if who in asked}
    numbered = numbered_requests(log)
    number_at = {one.place: who for who, requests in numbered.items() for one in requests}
    wrong = 0
    for who, requests in asked.items():
        for one in requests:
            told = number_at.get(one.place)
            if told is not None:
                wrong += told[1] != own[who] if who in own else told in named
    if wrong:
        yield (
            f"{counted(wrong, 'request')} {'has' if wrong == 1 else 'have'} the number of another "
            f"contact's lot in the column {NUMBER}; the name was gone by"
        )
    yield from beyond_the_last(plan, lots, log)


def beyond_the_last(plan: Plan, lots: Sequence[Lot], log: CheckedLog | None) -> tuple[str, ...]:
    """A note where the log has numbers of lots that were not handed out; none without a log."""
    if log is None:
        return ()
    last = max((lot.number for lot in lots), default=0)
    seekers = set(map(folded, plan.seekers))
    beyond = [
        (number, one)
        for (who, number), requests in numbered_requests(log).items()
        if who in seekers and number > last
        for one in requests
        if one.asked_on >= plan.starts_on
    ]
    if not beyond:
        return ()
    most = max(number for number, _ in beyond)
    return (
        f"{counted(len(beyond), 'request')} of the log {'has' if len(beyond) == 1 else 'have'} a "
        f"number above {last:,}, the last one handed out, in the column {NUMBER} (up to {most:,}): "
        "lots are missing from assigned.csv, or these numbers are wrong or of another trial",
    )
