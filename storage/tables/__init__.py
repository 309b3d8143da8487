"""Every table of Drom, and nothing else: no query, no rule, no platform."""

from storage.tables.announcements import announcement, delivery
from storage.tables.care import bubble, fact, leftover, media, phone, ticket
from storage.tables.columns import metadata
from storage.tables.messages import attempt, inbox, lease, outbox, status
from storage.tables.people import consent, contact, erasure, link, log, person, role

__all__ = [
    "announcement",
    "attempt",
    "bubble",
    "consent",
    "contact",
    "delivery",
    "erasure",
    "fact",
    "inbox",
    "lease",
    "leftover",
    "link",
    "log",
    "media",
    "metadata",
    "outbox",
    "person",
    "phone",
    "role",
    "status",
    "ticket",
]
