"""
Messages: how often they are read right, how fast, and in how much memory.

`python benchmarks/bench_messages.py FOLDER` judges on `requests.jsonl` and `replies.jsonl` of a
folder too.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from bars import keep_lines
from cost import cost_of
from message_scores import decided, labelled, request_scores, wrongly_decided
from timing import keep, row

from outreachlab.intake.messages.read import log_from_messages

OWN = Path(__file__).parents[1] / "tests" / "intake" / "messages"
ME = "me@example.org"
# Share right of what is read, and share read: as the issue has them, given set and own set.
BARS = {
    "given": {
        **dict.fromkeys(
            ("offered_phone", "mentioned_referrer", "said_informational"), (0.97, 0.85)
        ),
        "explained_why": (0.97, 0.70),
        **dict.fromkeys(("minutes_asked", "meeting_format", "venue"), (0.97, 0.90)),
        "referrer": (0.95, 0.80),
    },
    "own": {
        **dict.fromkeys(
            ("offered_phone", "mentioned_referrer", "said_informational"), (0.93, 0.70)
        ),
        "explained_why": (0.93, 0.50),
        **dict.fromkeys(("minutes_asked", "meeting_format", "venue"), (0.93, 0.75)),
        "referrer": (0.90, 0.60),
    },
}


def main() -> None:
    judge("own", OWN / "own_requests.jsonl", OWN / "own_replies.jsonl")
    for folder in map(Path, sys.argv[1:]):
        judge("given", folder / "requests.jsonl", folder / "replies.jsonl")
    with tempfile.TemporaryDirectory() as folder:
        keep("messages_cost", [ten_thousand(Path(folder)), *gigabyte(Path(folder))])


def judge(name: str, requests: Path, replies: Path) -> None:
    """The table of one set: every field with its two bars."""
    lines = ["| field | right of those read | bar | read | bar |", "|---|---|---|---|---|"]
    for score in request_scores(labelled(requests)):
        right, read = BARS[name][score.field]
        cells = (score.field, f"{score.right:.3f}", f"≥ {right}", f"{score.read:.3f}", f"≥ {read}")
        lines.append(f"| {' | '.join(cells)} |")
    answers = labelled(replies)
    wrong, many = wrongly_decided(answers)
    found, clear = decided(answers)
    lines.append(
        f"| answers | {wrong} of {many} wrongly accepted or declined | ≤ 3 in 100 | "
        f"{found} of {clear} | |"
    )
    keep_lines(f"messages_{name}", lines)


def ten_thousand(folder: Path) -> tuple[str, ...]:
    """A mailbox of 10,000 mails, half requests and half answers, made into a log."""
    path = write_mailbox(folder / "many.mbox", 10_000)
    begun = time.process_time()
    log_from_messages(path, me=[ME])
    seconds = time.process_time() - begun
    return row("10,000 mails to a log, processor", seconds, "ten seconds", 10.0, "≤ 1 ×")


def gigabyte(folder: Path) -> list[tuple[str, ...]]:
    """A mailbox of 1 GB, by attachments, read in a process of its own."""
    path = write_mailbox(folder / "large.mbox", 20_000, attached=52_000)
    cost = cost_of("bench_messages:read_mailbox", path)
    size = path.stat().st_size / 1e9
    work = f"a mailbox of {size:.2f} GB, peak memory"
    memory = (
        work,
        f"{cost.peak:,.0f} MiB",
        "500 MiB",
        "500 MiB",
        f"{cost.peak / 500:.2f} ×",
        "≤ 1 ×",
    )
    return [memory]


def read_mailbox(path: str) -> None:
    """What the process of its own does."""
    log_from_messages(path, me=[ME])


def write_mailbox(path: Path, mails: int, attached: int = 0) -> Path:
    """An mbox of the labelled messages, over and over, to a new person each."""
    requests, answers = labelled(OWN / "own_requests.jsonl"), labelled(OWN / "own_replies.jsonl")
    first = datetime(2024, 1, 1, tzinfo=UTC)
    with path.open("wb") as file:
        for number in range(mails // 2):
            asked, answer = requests[number % len(requests)], answers[number % len(answers)]
            them, day = f"Person {number} <p{number}@example.com>", first + timedelta(hours=number)
            for sender, to, text in ((ME, them, asked["text"]), (them, ME, answer["text"])):
                mail = EmailMessage()
                mail["From"], mail["To"], mail["Subject"] = sender, to, asked["subject"] or "Hello"
                mail["Date"] = format_datetime(day)
                mail.set_content(text)
                if attached:
                    mail.add_attachment(b"%" * (attached * 3 // 4), maintype="a", subtype="b")
                file.write(b"From x Mon Jan  1 00:00:00 2024\n" + mail.as_bytes() + b"\n\n")
    return path


if __name__ == "__main__":
    main()
