"""Every right of the product, named once."""

from enum import StrEnum


class Permission(StrEnum):
    # Anyone who is signed in
    OVERVIEW = "see one's own front page"
    OWN_SETTINGS = "set one's own language and password"

    # Citizens
    CITIZEN_LIST = "list and search the citizens one may see"
    CITIZEN_ENROL = "take in a referral and enrol"
    CITIZEN_END = "record that a citizen has died, moved or left, or was entered by mistake"
    CITIZEN_VIEW = "see that a citizen exists, and the parts that are open"
    MASTER_VIEW = "see master data"
    MASTER_CHANGE = "change master data"
    CPR_SHOW = "see the whole CPR number"
    SCREENING_CHANGE = "screen against the criteria"
    NETWORK_VIEW = "see the network and the consents"
    CASE_HANDOVER = "hand citizens over to another coordinator, for good or for a period"
    CASE_MERGE = "merge two records of one person, and mend a CPR number that nobody can take in any more"
    NETWORK_CHANGE = "change the network, relatives and stays"
    CONSENT_CHANGE = "record consents"
    CONSENT_WITHDRAW = "withdraw consents"

    # The plan
    PLAN_VIEW = "see the open parts of the plan"
    PLAN_START = "start a plan"
    PLAN_CHANGE = "change the plan and its tracks"
    PLAN_ACTIVATE = "activate a plan and raise its version"
    PLAN_CLOSE = "close a plan"
    PLAN_PRINT = "print the plan"
    PLAN_PRINT_OWN = "print what one's own organisation may see"
    HISTORY_VIEW = "see who changed what, within the open parts"

    # The logbook
    LOG_VIEW = "read the logbook, within the open parts"
    LOG_COMMENT = "comment, within the parts open to comment"
    LOG_CONTACT = "write contact notes"
    STATUS_REPORT = "report the status of an intervention one answers for"

    # Network meetings
    MEETING_VIEW = "see the network meetings, where the front page is open"
    MEETING_CHANGE = "call, move, hold and cancel network meetings"

    # The three-monthly follow-up
    FOLLOW_UP_VIEW = "see the follow-ups and their answers, where that part is open"
    FOLLOW_UP_ANSWER = "enter and correct answers, pause rounds, set them as not relevant, put reminders off"
    FOLLOW_UP_FIGURES = "see how the follow-ups of a programme go"
    FOLLOW_UP_EXPORT = "fetch answers under pseudonyms"

    # The day
    TODO_KEEP = "keep a list of what one has set oneself to do"
    WORK_VIEW = "list the open interventions of the citizens one coordinates or leads, with who answers"

    CALENDAR_FEED = "subscribe to one's own calendar"

    # Emergency access
    EMERGENCY_OPEN = "open one citizen's crisis plan and tracks for a while, without consent"
    EMERGENCY_REVIEW = "review each use of emergency access in the programmes one leads"
    EMERGENCY_INFORM = "record that the citizen has been told of a use of emergency access, or why not"

    # The access review
    ACCESS_REVIEW = "go through who is in which network every half year, and end network places there"

    # The access log
    CITIZEN_LOG = "see and print who has looked at a citizen's pages"
    AUDIT_VIEW = "check the access log; opens nothing of a case"

    # Administration: sees no citizen
    PEOPLE_MANAGE = "invite people, give them roles and workplaces, keep the organisations"
    PROGRAMME_MANAGE = "set up programmes, their criteria, prompts, leads and legal bases"
    OUTBOX_VIEW = "see what was sent, what waits and what fails, and try again"
