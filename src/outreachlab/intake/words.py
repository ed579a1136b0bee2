"""What people write for the words of the log, compared as `values.plain` makes them."""

Table = dict[str, str]

# A cell that says "nothing here". In free columns of the person's own these stay as they are.
BLANK_MARKS = frozenset(
    ("-", "--", "---", "–", "—", "?", "??", ".", "/", "n/a", "n.a.", "#n/a", "null", "nil")
)
NOBODY = BLANK_MARKS | frozenset(
    ("none", "nobody", "no one", "no-one", "cold", "cold outreach", "no referral", "(none)")
)


def _turned(words: dict[str, str]) -> Table:
    """`{word: "what|people|write"}` the other way round."""
    return {text: word for word, texts in words.items() for text in texts.split("|")}


YES_NO = _turned(
    {
        "yes": "yes|y|x|xx|✓|✔|☑|✅|true|1|1 0|yep|yeah|done|checked|yes i did|did|ok",
        "no": "no|n|false|0|0 0|✗|✘|☒|❌|nope|not|did not|didn t|unchecked",
    }
)

# These say that a meeting was agreed on and did not take place.
_CALLED_OFF = (
    "cancelled|canceled|meeting cancelled|meeting canceled|they cancelled|they canceled|"
    "cancelled by them|canceled by them|cancelled by me|canceled by me|i cancelled|"
    "i canceled|no show|noshow|did not show|didn t show|did not show up|didn t show up|"
    "stood me up|rescheduled|postponed"
)
NOT_HELD = frozenset(_CALLED_OFF.split("|"))
_STILL_TO_ASK = (
    "not asked|not asked yet|not contacted|not contacted yet|not sent|not sent yet|"
    "not started|not yet asked|to ask|to contact|to do|todo|to reach out|to send|planned|"
    "new|draft|drafted|drafting|backlog|next up|upcoming|idea|wish list|not reached out"
)
NOT_ASKED_YET = frozenset(_STILL_TO_ASK.split("|"))

_OUTCOMES = _turned(
    {
        "accepted": "yes|y|true|ok|okay|sure|said yes|agreed|accept|accepts|"
        "accepted invite|positive|scheduled|scheduling|booked|set up|on calendar|confirmed|"
        "meeting scheduled|call scheduled|scheduled call|call set|meeting booked|meeting set|"
        "interview scheduled|happy to talk|happy to chat|willing|met|we met|met up|meeting held|"
        "held|talked|spoke|had call|had coffee|had a call|had a meeting|interviewed|chatted|"
        "done|complete|completed|meeting completed|call completed|happened|took place|✓|✔|✅",
        "declined": "no|n|said no|decline|declines|refused|rejected|rejection|turned down|"
        "turned me down|not interested|no thanks|no thank you|negative|passed|too busy|busy|"
        "unavailable|not available|not now|bad timing|politely declined|unwilling|"
        "declined politely|can t|cannot|could not|couldn t|nope|✗|✘|❌",
        "no_reply": "no response|no responses|no answer|noreply|noresponse|none|nothing|"
        "ghosted|ghosted me|ghost|silent|silence|radio silence|crickets|unanswered|"
        "never answered|never replied|never responded|never heard back|no word|not answered|"
        "didn t reply|didn t respond|didn t answer|did not reply|did not respond|"
        "did not answer|not responded|hasn t responded|unresponsive|ignored|left on read|"
        "cold|gone cold|went cold|dead|timed out|expired",
        "pending": "waiting|wait|awaiting|awaiting reply|awaiting response|awaiting answer|"
        "waiting for reply|waiting for response|waiting for answer|waiting on reply|"
        "waiting on response|waiting to hear|waiting to hear back|open|sent|request sent|"
        "message sent|email sent|invite sent|requested|asked|contacted|reached out|messaged|"
        "emailed|in progress|ongoing|outstanding|no reply yet|no response yet|no answer yet|"
        "not yet|nothing yet|tbd|tba|followed up|follow up sent|reminded|pending response|"
        "pending reply|attempted to contact|attempted contact",
        "undelivered": "bounce|bounced|bounced back|email bounced|undeliverable|not delivered|"
        "delivery failed|delivery failure|failed|failed to send|failed to deliver|"
        "could not be delivered|couldn t be delivered|wrong address|wrong email|"
        "invalid address|invalid email|bad email|bad address|address not found|"
        "no longer there|left company|left the company|returned|returned to sender",
    }
) | dict.fromkeys(NOT_HELD, "accepted")
_FORMATS = _turned(
    {
        "coffee": "coffee chat|grab coffee|grab a coffee|get coffee|a coffee|cup of coffee|cafe|"
        "café|coffee shop|coffee meeting|tea|cup of tea|starbucks|espresso|meet for coffee",
        "lunch": "grab lunch|grab a lunch|get lunch|a lunch|lunch meeting|meet for lunch|"
        "lunch date|business lunch|brown bag",
        "office_visit": "office|at office|at the office|in office|at their office|their office|"
        "visit|site visit|visit their office|office meeting|office tour|workplace visit|"
        "job shadow|shadowing",
        "phone_call": "phone|call|a call|phone chat|phone interview|telephone|telephone call|"
        "tel|by phone|on the phone|over the phone|quick call|called|voice call|phone meeting",
        "video_call": "video|video chat|video meeting|video conference|zoom|zoom call|"
        "zoom meeting|teams|ms teams|microsoft teams|teams call|teams meeting|skype|"
        "skype call|google meet|googlemeet|meet|hangout|hangouts|google hangouts|facetime|"
        "face time|webex|virtual|virtual meeting|virtual coffee|online|online call|"
        "online meeting|virtual chat|whereby",
        "other": "drinks|drink|dinner|breakfast|walk|a walk|beer|something else|email|"
        "in person|in person meeting",
    }
)
_CHANNELS = _turned(
    {
        "email": "mail|e mail|gmail|outlook|emailed|by email|via email|work email|cold email",
        "linkedin": "linked in|inmail|in mail|linkedin message|linkedin msg|linkedin dm|"
        "linkedin inmail|linkedin request|linkedin invitation|linkedin connection request|li",
        "phone": "call|phone call|called|telephone|tel|by phone|voicemail|voice mail|cold call",
        "text": "sms|text message|texted|texting|whatsapp|whats app|imessage|signal|telegram|"
        "wechat|messenger",
        "in_person": "in person|face to face|f2f|live|at event|at an event|event|at a conference|"
        "conference|networking event|meetup|met in person|personally",
        "other": "twitter|x|facebook|instagram|slack|discord|website|contact form|web form|"
        "letter|post|through a friend|alumni portal|alumni network|forum",
    }
)
_VENUES = _turned(
    {
        "their_office": "their work|their workplace|at their office|at their work|their place|"
        "their place of work|their building|your office|at their place",
        "near_them": "near their office|near their work|close to them|close to their office|"
        "cafe near them|their neighborhood|their neighbourhood|their area|near you|"
        "by their office|around the corner from them|convenient to them",
        "near_me": "near my office|near my work|my office|my place|my work|close to me|"
        "my neighborhood|my neighbourhood|my area|near home|convenient to me",
        "remote": "online|virtual|phone|call|zoom|video|by phone|on the phone|teams|skype|"
        "google meet|no place|remotely|phone call|video call",
        "other": "halfway|half way|in between|downtown|neutral|public place|event|conference|"
        "campus|library|elsewhere",
    }
)
_RELATIONSHIPS = _turned(
    {
        "stranger": "strangers|cold|cold contact|none|no|unknown person|never met|no tie|"
        "don t know|don t know them|not known|no relation|no relationship|no connection",
        "weak_tie": "weak|weak connection|acquaintance|acquaintances|met once|know slightly|"
        "alumni|alum|alumna|alumnus|fellow alum|former colleague|ex colleague|former coworker|"
        "classmate|former classmate|linkedin connection|friend of a friend|loose|casual",
        "strong_tie": "strong|strong connection|friend|friends|close friend|good friend|family|"
        "relative|close|close tie|know well|mentor|colleague|coworker|co worker",
    }
)
_CIRCUMSTANCES = _turned(
    {
        "career_change": "changing careers|change of career|changing career|switching careers|"
        "career switch|switching fields|career changer|pivot|career pivot|transition|"
        "career transition",
        "exploring_path": "exploring|exploration|exploring paths|exploring careers|"
        "exploring options|career exploration|exploring a path|exploring career paths|curious",
        "foot_in_door": "foot in the door|get foot in door|getting a foot in the door|"
        "target company|want to work there|interested in the company|job lead",
        "met_at_event": "met at an event|event|conference|met at conference|networking event|"
        "met at a conference|meetup|met at meetup|career fair",
        "reconnecting": "reconnect|catching up|catch up|old contact|getting back in touch|"
        "lost touch",
        "other": "something else|misc|miscellaneous",
    }
)
_LED_TO = _turned(
    {
        "nothing": "no|none|nothing yet|n|nope|not yet",
        "lead": "leads|job lead|a lead|referral|introduction|a tip|opening",
        "interview": "job interview|an interview|interviews|formal interview",
        "offer": "job offer|an offer|job|hired|got the job|internship",
    }
)

WORDS: dict[str, Table] = {
    "outcome": _OUTCOMES,
    "meeting_format": _FORMATS,
    "agreed_format": _FORMATS,
    "channel": _CHANNELS,
    "venue": _VENUES,
    "relationship": _RELATIONSHIPS,
    "circumstance": _CIRCUMSTANCES,
    "led_to": _LED_TO,
}
