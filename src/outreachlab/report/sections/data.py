"""Where the requests went; what the log lacks, what was read other than written."""

from collections.abc import Mapping, Sequence

from outreachlab.display import Shown
from outreachlab.log.checked import CheckedLog
from outreachlab.log.codes import has
from outreachlab.log.vocabulary import Advice, words_of
from outreachlab.report.answered import Answers
from outreachlab.report.facts import MOST_VALUES, Facts
from outreachlab.report.model import Section
from outreachlab.wording import counted, label, listed, of, percent, plural, sentence, shortened


def data_section(answers: Answers, notes: Sequence[str], asked: Sequence[Advice]) -> Section:
    """Where the requests went; inside, what the log lacks and how it was read."""
    ground, facts = answers.ground, answers.facts
    totals = ground["totals"]
    ends = zip(("accepted", "declined", "no reply"), facts.ends.tolist(), strict=True)
    steps = (
        ("requests", totals["requests"], "asked by that day"),
        ("undelivered", totals["undelivered"], "never reached anybody; in no rate"),
        ("too young", totals["too_young"], "the answer window is not over; in no rate yet"),
        ("counted", totals["counted"], "in every rate"),
        *((name, count, "of the counted") for name, count in ends),
    )
    rows = tuple((name, f"{count:,}", meaning) for name, count, meaning in steps)
    verb = "counts" if totals["counted"] == 1 else "count"
    counting = of(totals["counted"], totals["requests"])
    return Section(
        key="data",
        heading=f"{counting} {plural('request', totals['requests'])} {verb} in the rates",
        sentences=_sentences(totals, ground["window_days"]),
        table=Shown(
            f"From requests to answers, as of {ground['as_of']}", ("", "requests", "meaning"), rows
        ),
        parts=(quality_section(answers, notes, asked),),
    )


def _sentences(totals: Mapping[str, int], window_days: int) -> tuple[str, ...]:
    window = counted(window_days, "day")
    sentences = [f"Silence for {window} or longer is taken as no reply."]
    if totals["too_young"]:
        sentences.append(
            "Some requests are still open. Quick yeses come in first and would flatter the rates, "
            f"so every request asked less than {window} before that day waits."
        )
    return tuple(sentences)


FEWEST_VALUES = 2
MOST_NAMED = 12
MOST_FIXES = 20


def quality_section(answers: Answers, notes: Sequence[str], asked: Sequence[Advice]) -> Section:
    """Faults and fixes, columns that are not there, columns nobody asked for, empty cells."""
    log, facts, totals = answers.view.header, answers.facts, answers.ground["totals"]
    faulty, requests = totals["faulty"], totals["requests"]
    lacking = [one for one in asked if not has(log, one.tactic)]
    heading = "Every row could be read"
    sentences: list[str] = []
    typed: list[str] = []
    if faulty:
        heading = f"{counted(faulty, 'faulty row')} {'was' if faulty == 1 else 'were'} left out"
    if len(log.fixes):
        was = "was" if len(log.fixes) == 1 else "were"
        sentences.append(f"{counted(len(log.fixes), 'cell')} {was} read other than written.")
        typed.append("“`check_log`” lists every cell that was read other than written.")
    if lacking:
        needs = listed([one.advice for one in lacking])
        sentences.append(f"Not looked at, as the log does not say: {needs}.")
    if own := further_columns(facts):
        more = f" and {len(own) - MOST_NAMED} more" if len(own) > MOST_NAMED else ""
        names = ", ".join(shortened(name) for name in own[:MOST_NAMED])
        sentences.append(
            f"Columns of your own, kept but not compared by themselves: {names}{more}."
        )
        typed.append("“`acceptance_rates`” compares the values of a column of your own.")
    sentences += [sentence(note) for note in (*log.notes, *notes)]
    blanks = tuple(
        (label(column), f"{empty:,}", percent(empty / requests))
        for column, empty in facts.blanks.items()
        if empty
    )
    table = Shown("Empty cells, out of all requests", ("column", "empty", "share"), blanks)
    otherwise = _read_otherwise(log) if "from" in log.fixes else None
    return Section(
        key="quality",
        heading=heading,
        sentences=tuple(sentences),
        table=table if blanks else None,
        parts=() if otherwise is None else (otherwise,),
        typed=tuple(typed),
    )


def _read_as(column: str, read: str) -> str:
    return label(read) if words_of(column) else shortened(read)


def _called(column: str, header: str) -> str:
    return label(column) if header == column else shortened(header)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _read_otherwise(log: CheckedLog) -> Section | None:
    """What stands in the file and what it was read as, but for mere spelling."""
    told = log.fixes[log.fixes["from"].map(_bare) != log.fixes["to"].map(_bare)]
    if not len(told):
        return None
    kinds = told.groupby(["column", "header", "from", "to", "why"], sort=False).size()
    kinds = kinds.sort_values(ascending=False, kind="stable")
    rows = tuple(
        (_called(column, header), shortened(written), _read_as(column, read), why, f"{times:,}")
        for (column, header, written, read, why), times in kinds.head(MOST_FIXES).items()
    )
    left = len(kinds) - len(rows)
    return Section(
        key="fixes",
        heading="What was read other than written",
        table=Shown(
            "The commonest first",
            ("column", "written", "read as", "why", "times"),
            rows,
            (f"{left:,} more not shown",) if left else (),
        ),
    )


def further_columns(facts: Facts) -> list[str]:
    """Columns outside the vocabulary and the map that have two to eight values."""
    few = range(FEWEST_VALUES, MOST_VALUES + 1)
    return [name for name, values in facts.values.items() if len(values) in few]
