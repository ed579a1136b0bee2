"""What people write for the words of the log, compared as `values.plain` makes them."""

YES_NO = dict.fromkeys(("yes", "y", "x", "✓", "✔", "true", "1"), "yes") | dict.fromkeys(
    ("no", "n", "false", "0", "✗", "✘"), "no"
)

_OUTCOMES = {
    "accepted": ("yes", "said yes", "agreed", "scheduled", "booked", "met", "confirmed"),
    "declined": ("no", "said no", "refused", "rejected", "turned down", "not interested"),
    "no_reply": ("no response", "no answer", "ghosted", "silent", "nothing", "unanswered"),
    "pending": ("waiting", "sent", "open", "awaiting reply", "in progress"),
    "undelivered": ("bounced", "bounce", "not delivered", "failed", "wrong address"),
}
_FORMATS = {
    "coffee": ("grab a coffee", "coffee chat", "cafe", "tea"),
    "lunch": ("grab lunch",),
    "office_visit": ("office", "at their office", "visit"),
    "phone_call": ("call", "phone", "telephone", "by phone"),
    "video_call": ("zoom", "video", "teams", "skype", "google meet", "facetime"),
}


def _turned(words: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {text: word for word, texts in words.items() for text in texts}


WORDS: dict[str, dict[str, str]] = {
    "outcome": _turned(_OUTCOMES),
    "meeting_format": _turned(_FORMATS),
    "agreed_format": _turned(_FORMATS),
    "channel": _turned({"email": ("mail", "e mail"), "linkedin": ("inmail",), "text": ("sms",)}),
}
