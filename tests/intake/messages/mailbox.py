"""Mails and mailboxes for the tests; everybody in them is made up."""

from email.message import EmailMessage
from pathlib import Path

ME = "Me Myself <me@example.org>"
HER = "Ines Moreau <ines@example.com>"
ASKS = "Dear Ines,\n\nCould I buy you a coffee near your office? 20 minutes would do.\n\nBest,\nMe"


def mail(text=ASKS, sender=ME, to=HER, day="Mon, 02 Mar 2026 10:00:00 +0000", **headers) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = sender, to, day
    for name, value in {"Subject": "Hello", **headers}.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def reply(text, day="Tue, 03 Mar 2026 10:00:00 +0000", **headers) -> bytes:
    return mail(text, HER, ME, day, **{"Subject": "Re: Hello", **headers})


def mailbox(path: Path, *mails: bytes) -> Path:
    """An mbox as programs write it, with `From ` lines of a text marked."""
    head = b"From someone@example.org Mon Mar  2 10:00:00 2026\n"
    marked = [each.replace(b"\nFrom ", b"\n>From ") for each in mails]
    path.write_bytes(b"".join(head + each + b"\n\n" for each in marked))
    return path
