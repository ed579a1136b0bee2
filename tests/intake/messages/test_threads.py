"""From a mailbox to requests: asked, reminded, answered; and whatever a mailbox can hold."""

import time
import tracemalloc
from datetime import date

import pytest

from outreachlab.errors import MissingFileError, UnreadableFileError, UsageError
from outreachlab.intake.messages.body import text_of_page
from outreachlab.intake.messages.mail import addresses_of
from outreachlab.intake.messages.sources import messages_of, split_mailbox
from outreachlab.intake.messages.threads import requests_of
from tests.intake.messages.mailbox import ASKS, HER, ME, mail, mailbox, reply

MINE = ["me@example.org"]


def requests(path, me=MINE):
    return requests_of(*messages_of(path, me))


@pytest.fixture
def box(tmp_path):
    return lambda *mails: mailbox(tmp_path / "sent.mbox", *mails)


def test_request_reminder_and_answer_become_one_request(box):
    found = requests(
        box(
            mail(),
            mail("Just checking in.", day="Mon, 09 Mar 2026 10:00:00 +0000", Subject="Re: Hello"),
            reply("Sure, Tuesday at 9 works for me.", day="Tue, 10 Mar 2026 10:00:00 +0000"),
        )
    ).asked
    assert len(found) == 1
    (one,) = found
    assert (one.contact.name, one.asked_on) == ("Ines Moreau", date(2026, 3, 2))
    assert (one.followed_up_on, one.responded_on) == (date(2026, 3, 9), date(2026, 3, 10))
    assert one.coded.fields["minutes_asked"].value == 20
    assert one.reply.outcome == "accepted"


def test_order_in_the_file_does_not_matter(box):
    mails = [mail(), reply("Not for me, thanks.")]
    assert requests(box(*mails)).asked == requests(box(*reversed(mails))).asked


def test_a_bounce_is_undelivered_and_no_answer(box):
    bounce = (
        b"From: MAILER-DAEMON@example.org\nTo: me@example.org\n"
        b"Date: Mon, 02 Mar 2026 10:01:00 +0000\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        b"--b\nContent-Type: text/plain\n\nCould not be delivered.\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; example.org\n\n"
        b"Final-Recipient: rfc822; ines@example.com\nAction: %s\nStatus: 5.1.1\n\n--b--\n"
    )
    (one,) = requests(box(mail(), bounce % b"failed")).asked
    assert one.undelivered
    assert one.responded_on is None
    (late,) = requests(box(mail(), bounce % b"delayed")).asked
    assert not late.undelivered


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Subject": "Automatic reply: Hello"},
        {"Subject": "Out of Office"},
        {"X_Autoreply": "yes"},
        {"Precedence": "bulk"},
    ],
)
def test_an_automatic_reply_is_no_answer(box, headers):
    (one,) = requests(box(mail(), reply("I am away until Monday.", **headers))).asked
    assert one.responded_on is None


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        (f"{HER}, Bo <bo@example.com>", "to several people"),
        (ME, "to oneself"),
        (", ".join(f"p{n}@example.com" for n in range(10_000)), "to several people"),
    ],
)
def test_what_goes_to_nobody_or_to_many_is_no_request(box, to, reason):
    found = requests(box(mail(to=to)))
    assert not found.asked
    assert found.left_out == {reason: 1}


def test_a_copy_to_others_is_still_a_request_to_one(box):
    assert len(requests(box(mail(Cc="Bo <bo@example.com>"))).asked) == 1


def test_a_calendar_invitation_is_no_request(box):
    invitation = (
        b"From: me@example.org\nTo: ines@example.com\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
        b'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        b"Could we have coffee?\n--b\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--b--\n"
    )
    assert not requests(box(invitation)).asked


def test_what_they_asked_first_is_no_request_of_mine(box):
    theirs = reply("Could we have a call about your order?", day="Mon, 02 Mar 2026 09:00:00 +0000")
    mine = mail("Sure, could you call me at nine?", Subject="Re: Hello", References="<1@x>")
    found = requests(box(theirs.replace(b"\nSubject", b"\nMessage-ID: <1@x>\nSubject"), mine))
    assert not found.asked


def test_a_later_lunch_with_somebody_known_is_no_request(box):
    days = ("Mon, 02 Mar 2026", "Tue, 03 Mar 2026", "Wed, 01 Jul 2026")
    first, answer, later = (f"{day} 10:00:00 +0000" for day in days)
    found = requests(
        box(
            mail(day=first),
            reply("Sure, happy to.", day=answer),
            mail("Lunch on Thursday?", day=later, Subject="Lunch"),
        )
    )
    assert len(found.asked) == 1


def test_an_html_mail_is_read_without_what_it_quotes(box):
    page = (
        "<html><style>p {}</style><body><p>Could I ring you for 15 minutes?</p>"
        "<blockquote>Half an hour over lunch?</blockquote></body></html>"
    )
    raw = mail().split(b"\n\n", 1)[0].replace(b"text/plain", b"text/html")
    (one,) = requests(box(raw + b"\n\n" + page.encode())).asked
    assert one.coded.fields["minutes_asked"].value == 15
    assert one.coded.fields["meeting_format"].value == "phone_call"


BROKEN = [
    b"",
    b"From: me@example.org\n",
    b"From: me@example.org\nDate: never\n\nCould I ring you?",
    b"To: ines@example.com\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\nCould I ring you?",
    mail().replace(b"utf-8", b"klingon-8"),
    mail().replace(b"utf-8", b"\xff\xfe"),
    mail("Café at nine?").replace(b"utf-8", b"us-ascii"),
    mail(ASKS + "\xe9").replace(b'charset="utf-8"', b'charset="utf-16"'),
    mail().replace(b"Content-Type: text/plain", b"Content-Type: multipart/mixed; boundary=x"),
    mail().replace(b"7bit", b"base64"),
    mail(Subject="=?utf-8?b?!!!?="),
    mail().replace(b"Subject: Hello", b"Subject: =?x?q?=ff?= =?utf-8?q?=?="),
    mail().replace(b"02 Mar 2026", b"99 Foo 99999"),
    mail(Subject="=?utf-8?b?a?="),
    b"From: " + b":" * 20_000 + b"\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n\nCould I ring you?",
    b"\x00" * 1000,
    b"From: a@b.c\nDate: Mon, 02 Mar 2026 10:00:00 +0000\n"
    + b"Content-Type: message/rfc822\n\n" * 4000,
    b"Content-Type: " + b"multipart/mixed; boundary=a\n\n--a\nContent-Type: " * 200,
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_mail_does_not_stop_the_others(box, data):
    found = requests(box(mail(), data, reply("Sure, Monday at nine.")))
    assert [each.contact.key for each in found.asked][:1] == ["ines@example.com"]
    assert addresses_of(data) is not None


def test_a_mailbox_cut_off_is_read_as_far_as_it_goes(box):
    path = box(mail(), mail(to="Bo <bo@example.com>"))
    path.write_bytes(path.read_bytes()[:-40])
    assert len(requests(path).asked) == 2


@pytest.mark.parametrize("piece", ["<!--", "<div>", "<", "&", "<a ", "<![CDATA[", "</", "<!"])
def test_a_page_that_never_ends_takes_no_time(piece):
    start = time.process_time()
    text_of_page(piece * (200_000 // len(piece)))
    assert time.process_time() - start < 5


def test_names_are_data(box):
    name = "<script>alert(1)</script>\x1b[31m"
    (one,) = requests(box(mail(to=f'"{name}" <x@example.com>'))).asked
    assert "\x1b" not in one.contact.name
    assert "<script>" in one.contact.name


def test_a_mail_of_ten_megabytes_is_cut_and_a_long_line_is_not_held(tmp_path):
    path = tmp_path / "big.mbox"
    with path.open("wb") as file:
        file.write(b"From x Mon Mar  2 10:00:00 2026\n" + mail() + b"\n")
        for _ in range(640):
            file.write(b"y" * (1 << 14))
        file.write(b"\n\nFrom x Mon Mar  2 10:00:00 2026\n" + mail(to="bo@example.com"))
    tracemalloc.start()
    with path.open("rb") as file:
        sizes = [len(each) for each in split_mailbox(file)]
    assert len(sizes) == 2
    assert max(sizes) < 1 << 20
    assert tracemalloc.get_traced_memory()[1] < 5 << 20
    tracemalloc.stop()
    assert len(requests(path).asked) == 2


def test_a_folder_of_mails_is_read(tmp_path):
    (tmp_path / "1.eml").write_bytes(mail())
    (tmp_path / "2.EML").write_bytes(reply("Not for me, thanks."))
    (tmp_path / "note.txt").write_text("From nobody")
    (one,) = requests(tmp_path).asked
    assert one.reply.outcome == "declined"


def test_the_owner_is_told_from_what_was_sent(box):
    mails = [mail(to=f"p{n}@example.com") for n in range(5)]
    assert len(requests(box(*mails, reply("Sure.")), me=()).asked) == 5
    with pytest.raises(UsageError, match="your address as `me`"):
        requests(box(mail(), reply("Sure.")), me=())


def test_a_source_without_mails_says_so(tmp_path):
    with pytest.raises(MissingFileError):
        messages_of(tmp_path / "none.mbox")
    (tmp_path / "x.mbox").write_text("no mail")
    with pytest.raises(UnreadableFileError, match="no mail in here"):
        messages_of(tmp_path / "x.mbox")
    (tmp_path / "messages.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UnreadableFileError, match="no messages of LinkedIn"):
        messages_of(tmp_path / "messages.csv")


def test_linkedin_messages_are_read(tmp_path):
    head = (
        "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,RECIPIENT PROFILE URLS,DATE,SUBJECT,CONTENT\n"
    )
    me, her = "https://www.linkedin.com/in/me", "https://www.linkedin.com/in/ines"
    rows = [
        f'1,Me,{me},Ines,{her},2026-03-02 10:00:00 UTC,,"Hi Ines, could we have a 15 min call?"',
        f'1,Ines,{her},Me,{me},2026-03-03 10:00:00 UTC,,"Yes, happy to help."',
        f'2,Me,{me},Bo,https://www.linkedin.com/in/bo,2026-03-04 10:00:00 UTC,,"Congrats!"',
    ]
    (tmp_path / "messages.csv").write_text(head + "\n".join(rows) + "\n")
    (one,) = requests(tmp_path, me=()).asked
    assert (one.contact.name, one.channel) == ("Ines", "linkedin")
    assert one.coded.fields["minutes_asked"].value == 15
    assert one.reply.outcome == "accepted"
