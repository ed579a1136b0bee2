"""
The vote of headers and cells on which column is which.

A header that is exactly our name decides, but for people. Any other header only proposes: its
column is ours if most of its cells can be read so; else it is the person's own, and that is said.
A required column is taken even where many cells cannot be read, since these will be asked about.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from outreachlab.intake.cells import MOSTLY, fit, is_name, is_tick, sample, share
from outreachlab.intake.claims import FIRST, LAST, LEFT, claim_of, step_of
from outreachlab.intake.found import found_by_cells
from outreachlab.intake.layout import bare
from outreachlab.intake.problems import Fault, quoted
from outreachlab.intake.table import RawTable, Words
from outreachlab.intake.words import YES_NO
from outreachlab.log.synonyms import plain
from outreachlab.log.vocabulary import COLUMN, REQUIRED
from outreachlab.wording import listed, told_as

Cells = list[tuple[str, int]]
# The more a kind rules out, the more it says that a cell can be read so.
_TELLS = {"date": 4, "yes_no": 3, "whole": 3, "category": 2, "person": 1, "text": 0}
HOLDS = {"yes_no": "yes and no", "date": "days", "whole": "numbers", "person": "other words"}


class Bid(NamedTuple):
    """A column of the file that may be one of ours, and how much speaks for it."""

    theirs: str
    named: bool
    filled: bool
    fits: float


class Vote(NamedTuple):
    """
    The outcome: `headers` of our columns and `how` each was found, `reasons` why a column is not
    what its header says, `steps` that tell an outcome where no column holds it.
    """

    headers: dict[str, tuple[str, ...]]
    how: Mapping[str, Any]
    reasons: dict[str, str]
    steps: dict[str, str]
    faults: list[Fault]
    notes: list[str]


class Sampled(dict[str, Cells]):
    """The commonest cells of each column, looked for when first asked about."""

    def __init__(self, columns: Mapping[str, Words]) -> None:
        super().__init__()
        self.columns = columns

    def __missing__(self, theirs: str) -> Cells:
        self[theirs] = found = sample(self.columns[theirs])
        return found


def vote(raw: RawTable) -> Vote:
    """Which of our columns each column of the file is."""
    cells = Sampled(raw.columns)
    voted = Vote({}, {}, {}, {}, [], [])
    bids = _bids(raw, cells, voted.reasons)
    names = _names(raw, cells, bids.pop("contact", []), voted)
    how: dict[str, str] = {}
    for ours, bidding in bids.items():
        won = _winner(raw, ours, bidding, cells, voted)
        voted.headers[ours], how[ours] = (won.theirs,), "named" if won.named else "synonym"
    if names:
        voted.headers["contact"], how["contact"] = names
    free = [theirs for theirs in raw.columns if theirs not in _taken(voted.headers)]
    for ours, theirs in found_by_cells(raw, cells, free, voted.headers):
        voted.headers[ours], how[ours] = (theirs,), "cells"
        voted.reasons.pop(theirs, None)
        shown = listed([quoted(text, 20) for text, _ in cells[theirs][:2]])
        voted.notes.append(
            f"column {quoted(theirs)} was read as {told_as(ours)} by its cells ({shown})"
        )
    steps = _steps(raw, cells, voted)
    return voted._replace(how=how, steps=steps)


def _taken(headers: Mapping[str, tuple[str, ...]]) -> set[str]:
    return {theirs for told in headers.values() for theirs in told}


def _bids(
    raw: RawTable, cells: Mapping[str, Cells], reasons: dict[str, str]
) -> dict[str, list[Bid]]:
    """For each of our columns those of the file that bid for it; why others do not."""
    bids: dict[str, list[Bid]] = {}
    for theirs in raw.columns:
        claim = claim_of(theirs)
        if not claim.ours:
            continue
        if claim.named and COLUMN[theirs].kind != "person":
            bids.setdefault(theirs, []).append(Bid(theirs, True, True, 1.0))
            continue
        held = cells[theirs]
        if claim.named and _may_name(theirs, held):
            bids.setdefault(theirs, []).append(Bid(theirs, True, bool(held), 1.0))
            continue
        if not held:
            bids.setdefault(claim.ours[0], []).append(Bid(theirs, False, False, 0.0))
            continue
        ours, fits = _best(claim.ours, held)
        if fits >= MOSTLY or (ours in REQUIRED and _bears_with(ours, held)):
            bids.setdefault(ours, []).append(Bid(theirs, False, True, fits))
        else:
            reasons[theirs] = _reason(claim.ours[0], held)
    return bids


def _best(claimed: Sequence[str], held: Cells) -> tuple[str, float]:
    """The column of ours that most cells can be read as; of equals that which tells most."""
    scored = []
    for place, ours in enumerate(claimed):
        fits = fit(ours, held)
        if ours == "outcome" and share(held, _is_no):
            fits = max(fits, share(held, is_tick))  # what a no means is asked
        if COLUMN[ours].kind == "yes_no" and _are_counts(held):
            fits = 0.0  # of 0, 1 and 2, two could be ticks
        if ours == "request_id" and not _are_codes(held):
            fits = 0.0
        if ours == "referrer" and "request_id" in claimed and _numbered(held):
            fits = 0.0
        scored.append((fits >= MOSTLY, _TELLS[COLUMN[ours].kind], fits, -place, ours))
    required = [one for one in scored if one[-1] in REQUIRED]
    best = max(scored)
    if not best[0] and required:
        best = required[0]
    return best[-1], best[2]


def _are_counts(held: Cells) -> bool:
    """Are they whole numbers, and not only the 0 and 1 that stand for no and yes?"""
    return fit("referrals_given", held) == 1 and share(held, is_tick) != 1


def _are_codes(held: Cells) -> bool:
    """Is each text without a space, as ids are and whole names are not?"""
    return all(" " not in text for text, _ in held)


def _is_no(text: str) -> bool:
    return YES_NO.get(plain(text)) == "no"


def _numbered(held: Cells) -> bool:
    return all(any(mark.isdigit() for mark in text) for text, _ in held)


def _may_name(ours: str, held: Cells) -> bool:
    """May the cells of a column of our name for people be names or ids?"""
    return (
        not held
        or share(held, lambda text: is_name(text) or _is_id(text)) >= MOSTLY
        or (ours == "referrer" and fit(ours, held) >= MOSTLY)
    )


def _is_id(text: str) -> bool:
    return any(mark.isdigit() for mark in text) or "@" in text or len(text) < 3


def _bears_with(ours: str, held: Cells) -> bool:
    """Is a required column still meant, though most of its cells cannot be read?"""
    if ours == "contact":
        return False
    if share(held, is_tick) >= MOSTLY:
        return False
    return fit("asked_on" if ours == "outcome" else "outcome", held) < MOSTLY


def _reason(ours: str, held: Cells) -> str:
    """Why a column is not what its header says."""
    kinds = {"yes_no": "met", "date": "asked_on", "person": "contact"}
    if _are_counts(held):
        kinds = {"whole": "referrals_given"}
    what = next((HOLDS[kind] for kind, like in kinds.items() if fit(like, held) >= MOSTLY), None)
    meant = {"date": "a day", "person": "a name", "yes_no": "yes or no", "whole": "a number"}
    if what is None or what == HOLDS.get(COLUMN[ours].kind):
        return f"most of its cells cannot be read as {told_as(ours)}"
    kind = meant.get(COLUMN[ours].kind, "one of its words" if COLUMN[ours].words else "a text")
    return f"it holds {what}, and {told_as(ours)} is {kind}"


def _winner(
    raw: RawTable, ours: str, bids: list[Bid], cells: Mapping[str, Cells], voted: Vote
) -> Bid:
    """The bid that wins one of our columns; the others are the person's own."""
    best = [bid for bid in bids if bid.named] or [bid for bid in bids if bid.filled] or bids[:1]
    if ours == "outcome" and len(best) > 1:  # words say more than ticks, and what is read more
        best = [bid for bid in best if share(cells[bid.theirs], is_tick) < MOSTLY] or best
        most = max(bid.fits for bid in best)
        best = [bid for bid in best if bid.fits > most - MOSTLY]
    if len(best) > 1 and ours in REQUIRED:
        voted.faults.append(_two_claims(raw, ours, [bid.theirs for bid in best]))
    won = max(best, key=lambda bid: (bid.fits, bare(bid.theirs) == bare(ours)))
    won = best[0] if ours in REQUIRED else won
    for bid in bids:
        if bid.theirs != won.theirs and bid.filled:
            voted.reasons.setdefault(
                bid.theirs, f"{quoted(won.theirs)} was taken for {told_as(ours)}"
            )
        elif bid.theirs != won.theirs:
            voted.reasons.setdefault(
                bid.theirs, f"it is blank, and {quoted(won.theirs)} is {told_as(ours)}"
            )
    return won


def _two_claims(raw: RawTable, ours: str, theirs: list[str]) -> Fault:
    return Fault(
        raw.header_row,
        ours,
        theirs[1],
        f"{listed(map(quoted, theirs))} may each be {told_as(ours)}",
        f"call the right one {told_as(ours)}, or name it in a map file (`map`)",
        "column",
    )


def _names(
    raw: RawTable, cells: Mapping[str, Cells], bids: list[Bid], voted: Vote
) -> tuple[tuple[str, ...], str] | None:
    """The column of contacts, or the two that hold the parts of a name."""
    first, last = _part(raw, cells, FIRST), _part(raw, cells, LAST)
    filled = [bid for bid in bids if bid.filled]
    parts = {first, last}
    whole = [bid for bid in filled if bid.theirs not in parts or _whole(cells[bid.theirs])]
    whole = [bid for bid in whole if bid.named or _whole(cells[bid.theirs])] or whole
    if first and last and first != last and not whole:
        return _joined_names(first, last, voted)
    one = [bid for bid in filled if not _whole(cells[bid.theirs]) and not bid.named]
    if len(one) == 1 and len(filled) == 1:
        own = one[0].theirs
        if last and last != own:
            return _joined_names(own, last, voted)
        if first and first != own:
            return _joined_names(first, own, voted)
    if not bids:
        return None
    won = _winner(raw, "contact", bids, cells, voted)
    return (won.theirs,), "named" if won.named else "synonym"


def _joined_names(first: str, last: str, voted: Vote) -> tuple[tuple[str, ...], str]:
    voted.notes.append(f"contact is {quoted(first)} and {quoted(last)} joined")
    voted.reasons.pop(first, None)
    voted.reasons.pop(last, None)
    return (first, last), "synonym"


def _part(raw: RawTable, cells: Mapping[str, Cells], known: frozenset[str]) -> str | None:
    """The column of first names, or of last ones; one that can be nothing else is preferred."""
    found = [
        theirs for theirs in raw.columns if bare(theirs) in known and fit("contact", cells[theirs])
    ]
    return min(found, key=lambda theirs: bool(claim_of(theirs).ours), default=None)


def _whole(held: Cells) -> bool:
    """Do most cells hold more than one word, as whole names do?"""
    return share(held, lambda text: len(text.split()) > 1) >= MOSTLY


def _steps(raw: RawTable, cells: Mapping[str, Cells], voted: Vote) -> dict[str, str]:
    """The columns that tell an outcome where none holds it: each header with its word."""
    headers = voted.headers
    steps = {theirs: step_of(theirs) for theirs in raw.columns if bare(theirs) not in LEFT}
    ticks = {
        theirs: step
        for theirs, step in steps.items()
        if step
        and cells[theirs]
        and _tells(cells[theirs])
        and theirs
        not in _taken(
            {
                ours: told
                for ours, told in headers.items()
                if ours not in ("outcome", "responded_on")
            }
        )
    }
    for ours in ("met", "met_on"):
        if ours in headers and cells[headers[ours][0]]:
            ticks[headers[ours][0]] = "met"
    told = set(ticks.values())
    if "outcome" in headers:
        (theirs, *_) = headers["outcome"]
        ticked = {step for one, step in ticks.items() if share(cells[one], is_tick) >= MOSTLY}
        says = ticks.get(theirs)
        enough = {"replied": {"met", "accepted", "declined"}, "accepted": {"declined"}}
        if not ticked & enough.get(says or "", set()):
            return {}
        del headers["outcome"]
        voted.reasons[theirs] = "it says that they answered, and others say what became of it"
    if not told & {"met", "accepted", "declined"}:
        return {}
    order = ("met", "accepted", "declined", "undelivered", "no_reply", "replied")
    words = {"met": "accepted", "replied": ""}
    return {
        theirs: words.get(step, step)
        for step in order
        for theirs, found in ticks.items()
        if found == step
    }


def _tells(held: Cells) -> bool:
    """Do the cells hold ticks or days?"""
    return share(held, is_tick) >= MOSTLY or fit("asked_on", held) >= MOSTLY
