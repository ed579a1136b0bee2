"""What people call the columns of the log in their own files; part of the vocabulary."""

# What people call a column; compared with case, spaces and punctuation taken away. A word that
# may as well mean something else ("Type", "Location", "Follow-up date") is left to the person.
_WRITTEN: dict[str, str] = {
    "request_id": ("Request|Request no|Request number|Record ID|ID|Ref"),
    "seeker": (
        "Job seeker|Client|Client name|Candidate|Coachee|Student|Mentee|Asked by|Who asked|"
        "Requester|Contact owner|Owner"
    ),
    "contact": (
        "Person|Name|Who|Contact name|Full name|Contact person|Person contacted|Who I asked|"
        "Whom|Whom I asked|Person asked|Person's name|Name of contact|Contacted|Interviewee|"
        "Recipient|Prospect|Lead name|Contact full name"
    ),
    "referrer": (
        "Referred by|Referral by|Mutual connection|Mutual contact|Mutual friend|Introduced by|"
        "Introduction by|Introduction from|Intro by|Intro from|Connected by|Connected through|"
        "Connected via|Who referred me|Who referred|Referred through|Referral from|"
        "Referral source|Referring person|Suggested by|Recommended by|Recommended me|"
        "Source of contact|Name of referrer|Got the name from"
    ),
    "asked_on": (
        "Date|Date sent|Sent|Sent on|Reached out|Reached out on|Date reached out|Contacted on|"
        "Date contacted|Contact date|Asked|Asked on|Date asked|Ask date|Request date|"
        "Date of request|Date requested|Requested on|Requested|Outreach date|Date of outreach|"
        "First contact|First outreach date|Date of first engagement|First contacted|"
        "First contact date|Date of first contact|"
        "Initial outreach|Initial contact|Email sent|Message sent|Date emailed|Emailed on|"
        "Messaged on|Day asked|When asked|When I asked|When"
    ),
    "responded_on": (
        "Date responded|Responded|Response date|Date of response|Response received|Reply date|"
        "Date replied|Date of reply|Replied|Replied on|Reply received|Answered|Answered on|"
        "Answer date|Date answered|Date of answer|Heard back|Heard back on|Date heard back|"
        "When they answered"
    ),
    "met_on": (
        "Meeting date|Date of meeting|Date met|Met|Met on|Day met|Interview date|"
        "Date of interview|Call date|Chat date|Coffee date|Conversation date|Date of call|"
        "Scheduled for|Meeting scheduled for|Meeting on|When we met|Spoke on|"
        "Date of conversation"
    ),
    "thanked_on": (
        "Thanked|Thank you|Thank-you note|Thank you note sent|Thank you sent|Thank you sent on|"
        "Thank you date|Thank you email|Thank you email sent|Thanks sent|Date thanked|"
        "Thank you note date|Date of thank you"
    ),
    "followed_up_on": (
        "Followed up|Follow up sent|Follow up sent on|Followed up date|Date followed up|"
        "Date of follow up|Reminder sent|Reminded|Reminded on|Date reminded|Date of reminder|"
        "Nudged on"
    ),
    "channel": (
        "Contact method|Method of contact|Contacted via|Contacted by|Contact channel|"
        "Outreach method|Outreach channel|How contacted|How I reached out|How I asked|"
        "How asked|Sent via|Sent by|Reached out via|Asked via|Medium|Mode of contact|Method|"
        "Platform|Communication channel"
    ),
    "meeting_format": (
        "Format|Coffee/Lunch|Coffee or lunch|Coffee, lunch or call|Meeting type|"
        "Type of meeting|Proposed format|Format proposed|Asked for|What I asked for|Invited to|"
        "Invitation|Meeting proposed|Kind of meeting|Proposed meeting|Interview format|"
        "Chat format"
    ),
    "agreed_format": (
        "Agreed|Agreed on|Format agreed|Actual format|Final format|Agreed meeting|"
        "Meeting format agreed|Meeting held as|How we spoke|They preferred"
    ),
    "venue": (
        "Place|Where|Meeting place|Place of meeting|Meeting location|Location of meeting|"
        "Where to meet|Proposed place|Place proposed|Proposed venue|Meeting venue|"
        "Proposed location"
    ),
    "minutes_asked": (
        "How long|Minutes|Minutes requested|Minutes proposed|Time asked|Time asked for|"
        "Time requested|Length asked|Length asked for|Length requested|Requested length|"
        "Requested time|Requested duration|Duration requested|Duration asked|"
        "Duration asked for|Proposed duration|Proposed length|Asked minutes|How much time|"
        "How many minutes|Ask length|Minutes asked for|Time limit asked"
    ),
    "offered_phone": (
        "Offered call|Offered a call|Offered phone call|Offered a phone call|Phone offered|"
        "Phone call offered|Call offered|Phone option|Phone option offered"
    ),
    "mentioned_referrer": (
        "Named referrer|Named the referrer|Referrer named|Referrer mentioned|"
        "Mentioned the referrer|Name dropped|Dropped name|Mentioned mutual connection|"
        "Mentioned who referred me|Said who referred me"
    ),
    "said_informational": (
        "Informational|Said it was informational|Said informational interview|"
        "Stated informational|Called it informational|Informational only|Informational stated"
    ),
    "explained_why": (
        "Explained|Explained reason|Explained why them|Said why|Said why them|Gave reason|"
        "Gave a reason|Reason given|Reason stated|Why stated"
    ),
    "circumstance": (
        "Circumstances|Occasion|Reason for asking|Purpose|Purpose of request|Motivation|"
        "Background to request"
    ),
    "relationship": (
        "Relation|Tie|Tie strength|Strength of tie|Connection strength|Connection type|"
        "Type of tie|How well I know them|How I know them|Closeness|Relationship strength|"
        "Relationship to me|Relationship type"
    ),
    "company": (
        "Organization|Organisation|Employer|Firm|Company name|Organization name|"
        "Organisation name|Organization 1 - Name|Works at|Works for|Workplace|Current company|"
        "Current employer|Company/Organization|Associated company|Primary company|Account name|"
        "Where they work"
    ),
    "industry": ("Sector|Field|Line of work|Industry/Sector|Their field|Their industry|Branch"),
    "role": (
        "Title|Job title|Position|Position title|Job|Occupation|Profession|Their role|"
        "Current role|Current title|Current position|Their title|Organization title|"
        "Organization 1 - Title|Role/Title"
    ),
    "seniority": (
        "Seniority level|Level|Rank|Career level|Job level|Career stage|Management level"
    ),
    "outcome": (
        "Status|Result|Response|Reply|Answer|Outreach status|Request status|Response status|"
        "Lead status|Contact status|Current status|What happened|Outcome of request|"
        "How it went|Their answer|Their response|Their reply|Result of request|Accepted|"
        "Said yes|They agreed|Did they agree|Did they say yes"
    ),
    "prepared_questions": (
        "Prepared|Questions prepared|Had questions|Prepped questions|Questions ready|"
        "Prepared a list of questions"
    ),
    "researched_field": (
        "Researched|Research done|Did research|Did my research|Researched the field|"
        "Field researched|Background research"
    ),
    "asked_about_their_path": (
        "Asked about their career|Asked about career path|Asked about their career path|"
        "Asked about path|Asked about the path|Asked about their story|"
        "Asked about their background|Career path discussed"
    ),
    "arrived_on_time": ("On time|Was on time|Arrived punctually|Punctual|I was on time"),
    "offered_to_wrap_up": (
        "Offered wrap up|Offered to end|Offered to finish|I offered to wrap up|"
        "Wrapped up on time|Offered to stop"
    ),
    "asked_for_referrals": (
        "Asked for names|Asked for more names|Asked for contacts|Asked for more contacts|"
        "Asked for intros|Asked for introductions|Asked who else|Asked whom else|"
        "Asked who else to talk to|Asked whom else to talk to|Asked for a referral|"
        "Asked for referral|Asked for other contacts"
    ),
    "minutes_met": (
        "Actual minutes|Actual length|Actual duration|Minutes talked|Minutes spoken|"
        "Meeting length|Length of meeting|Meeting duration|Duration of meeting|Call length|"
        "How long it took|How long we talked|Talked for|Minutes together"
    ),
    "referrals_given": (
        "Referrals|Number of referrals|Referrals received|Referrals made|Names given|Names|"
        "Number of names|New names|New contacts|Contacts given|Introductions|"
        "Introductions made|Introductions given|Intros|Intros given|Number of introductions|"
        "How many names"
    ),
    "usefulness": (
        "Useful|How useful|Rating|My rating|Usefulness rating|Usefulness 1-5|Rating 1-5|Score|"
        "Stars|Value|How helpful|Helpfulness"
    ),
    "led_to": (
        "Led to what|What came of it|What it led to|Resulted in|Came of it|Result of meeting|"
        "Outcome of meeting|Meeting outcome"
    ),
    "notes": (
        "Note|Comments|Comment|Remarks|Remark|My notes|Additional notes|Other notes|Memo|Details"
    ),
}
FIRST_NAMES = ("First name", "Given name", "Forename", "First")
LAST_NAMES = ("Last name", "Family name", "Surname", "Last")

SYNONYMS: dict[str, tuple[str, ...]] = {
    name: tuple(written.split("|")) for name, written in _WRITTEN.items()
}
