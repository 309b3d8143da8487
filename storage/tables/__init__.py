"""Every table of Drom, and nothing else: no query, no rule, no platform."""

from storage.tables.announcements import announcement, delivery
from storage.tables.care import bubble, fact, leftover, media, phone, ticket
from storage.tables.columns import metadata
from storage.tables.console import assignment, merge, note, sign_in, snooze
from storage.tables.courses import certificate, course, lesson, lesson_answer, study
from storage.tables.groups import group_member, people_group
from storage.tables.meetings import (
    attendance,
    feedback,
    invitation,
    meeting,
    meeting_day,
    meeting_host,
    response,
    series,
    wish,
)
from storage.tables.messages import attempt, inbox, lease, outbox, status
from storage.tables.notices import notice
from storage.tables.people import consent, contact, erasure, link, log, person, role
from storage.tables.proposals import proposal
from storage.tables.pushes import call, knock, template, unasked
from storage.tables.questions import advice, claim, mentor, question, question_offer, reply, translation
from storage.tables.recordings import recording
from storage.tables.slots import slot
from storage.tables.stories import hearing, story
from storage.tables.tallies import tally
from storage.tables.tips import pledge, rhythm, showing, tip
from storage.tables.words import correction

__all__ = [
    "advice",
    "announcement",
    "assignment",
    "attempt",
    "attendance",
    "bubble",
    "call",
    "certificate",
    "claim",
    "consent",
    "contact",
    "correction",
    "course",
    "delivery",
    "erasure",
    "fact",
    "feedback",
    "group_member",
    "hearing",
    "inbox",
    "invitation",
    "knock",
    "lease",
    "leftover",
    "lesson",
    "lesson_answer",
    "link",
    "log",
    "media",
    "meeting",
    "meeting_day",
    "meeting_host",
    "mentor",
    "merge",
    "metadata",
    "note",
    "notice",
    "outbox",
    "people_group",
    "person",
    "phone",
    "pledge",
    "proposal",
    "question",
    "question_offer",
    "recording",
    "reply",
    "response",
    "rhythm",
    "role",
    "series",
    "showing",
    "sign_in",
    "slot",
    "snooze",
    "status",
    "story",
    "study",
    "tally",
    "template",
    "ticket",
    "tip",
    "translation",
    "unasked",
    "wish",
]
