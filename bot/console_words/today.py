"""Words of the console's first page."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "today.menu": "Today",
    "today.title": "Today",
    "today.waits": "What waits for a person",
    "today.open": "Open tickets",
    "today.mine": "Mine",
    "today.doubtful": "Messages that may not have arrived",
    "today.agree": "Announcements that wait for your yes",
    "today.questions": "Questions without an answer",
    "today.answers": "Answers to publish",
    "today.stories": "Stories to publish",
    "today.calls": "People to call",
    "today.nothing": "Nobody waits. Good work.",
    "today.longest": "Waiting longest",
    "today.all_tickets": "All tickets",
    "today.meetings": "Meetings in the next two weeks",
    "today.no_meetings": "No meeting in the next two weeks.",
    "today.alarms": "Alarms",
    "today.alarms_for": "For whoever runs the server, in English:",
    "today.no_rights": "You are signed in. Your role has no pages here yet.",
}
