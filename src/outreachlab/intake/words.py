"""What people write for the words of the log, as the readers of the intake take it."""

from outreachlab.log.synonyms import plain, sayings, words_of

Table = dict[str, str]

# A cell that says "nothing here". In free columns of the person's own these stay as they are.
BLANK_MARKS = sayings("blank")
NOBODY = BLANK_MARKS | sayings("nobody")
YES_NO = words_of("yes_no")
# These say that a meeting was agreed on and did not take place.
NOT_HELD = frozenset(map(plain, sayings("not_held")))
NOT_ASKED_YET = frozenset(map(plain, sayings("not_asked_yet")))
WORDS: dict[str, Table] = {
    name: words_of(name)
    for name in (
        "outcome",
        "meeting_format",
        "agreed_format",
        "channel",
        "venue",
        "relationship",
        "circumstance",
        "led_to",
    )
}
WORDS["outcome"] = WORDS["outcome"] | dict.fromkeys(NOT_HELD, "accepted")
