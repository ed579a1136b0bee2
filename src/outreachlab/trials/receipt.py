"""A second record of what was handed out, so that a lost or changed `assigned.csv` is seen."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from outreachlab.errors import OutreachlabError, UsageError
from outreachlab.intake.maps import read_toml
from outreachlab.trials.assigned import Lot, assigned_text, lots_in
from outreachlab.trials.plan import ASSIGNED, Plan
from outreachlab.wording import counted

HANDED_OUT = "handed_out.toml"
HEAD = """\
# How much of the plan was handed out, to tell whether rows of assigned.csv were lost or changed.
# It is kept with every lot: leave it as it is.
"""
GONE = f"{HANDED_OUT}, which counts what was handed out, is gone or cannot be read"
OTHER_PLAN = f"{HANDED_OUT} is that of another plan than the one that is here now"
PUT_BACK = "put both files back as they were"


def receipt_text(plan: Plan, lots: Iterable[Lot]) -> str:
    """The plan's hash, how many contacts were handed out, and a digest of their lots."""
    lots = list(lots)
    return (
        f'{HEAD}plan = "{plan.hash}"\ncontacts = {len({lot.number for lot in lots})}\n'
        f'digest = "{digest_of(lots)}"\n'
    )


def digest_of(lots: Iterable[Lot]) -> str:
    """SHA-256 of the lots in one order, whatever program saved their file last."""
    ordered = sorted(lots, key=lambda lot: (lot.number, lot.tactic))
    bare = [lot._replace(block=None) for lot in ordered]
    return sha256(assigned_text(bare).encode()).hexdigest()


def lots_kept(folder: Path, plan: Plan) -> tuple[list[Lot], str | None]:
    """
    The lots in a folder, and what is wrong with them by the second record, if anything.

    `assigned.csv` is moved into place before the record: a kill between the two leaves one
    contact more than it counts, whose lot nobody has seen. Fewer are never left by one.
    """
    while True:  # until nothing was handed out meanwhile
        before = _bytes(folder / HANDED_OUT)
        lots = lots_in(folder)
        if _bytes(folder / HANDED_OUT) == before:
            return lots, _wrong(folder, plan, lots)


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _wrong(folder: Path, plan: Plan, lots: list[Lot]) -> str | None:
    """What the record says against the lots, as a clause."""
    try:
        kept = read_toml(folder / HANDED_OUT, "record")
    except OutreachlabError:
        return GONE
    contacts, digest = kept.get("contacts"), kept.get("digest")
    if type(contacts) is not int or contacts < 0:
        return GONE
    if kept.get("plan") != plan.hash:
        return OTHER_PLAN
    out = f"{counted(contacts, 'contact')} had been handed out"
    numbers = {lot.number for lot in lots}
    if lost := len(set(range(1, contacts + 1)) - numbers):
        return (
            f"{ASSIGNED} lacks {counted(lost, 'contact')}: {out}"
            if numbers
            else f"{ASSIGNED} is gone or empty: {out}"
        )
    if digest_of(lot for lot in lots if lot.number <= contacts) != digest:
        return f"{ASSIGNED} has a row that is not as it was written"
    if beyond := numbers - {*range(1, contacts + 2)}:
        return f"{ASSIGNED} has a number {min(beyond):,} that was never drawn: {out}"
    return None


def require_kept(folder: Path, plan: Plan) -> list[Lot]:
    """The lots in a folder; UsageError where some are lost or changed: others could get theirs."""
    lots, wrong = lots_kept(folder, plan)
    if wrong:
        raise UsageError(
            f"{folder}: {wrong}, so a lot could be given twice; {PUT_BACK}, or, if no copy is "
            "left, read the trial as far as it went and plan another in a new folder"
        )
    return lots
