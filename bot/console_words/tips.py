"""Words of the console's green tips."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "tips.menu": "Tips",
    "tips.title": "Green tips",
    "tips.status.live": "Live",
    "tips.status.draft": "Draft",
    "tips.status.retired": "Taken back",
    "tips.every_trade": "Every work",
    "tips.drafts": "No native reader has confirmed:",
    "tips.draft": "Draft",
    "tips.sheet": "All tips as a table",
    "tips.sheet_how": 'Whoever runs the server brings a changed table in with "drom tips import".',
    "tips.key": "Key",
    "tips.seasons": "Season",
    "tips.whole_year": "The whole year",
    "tips.countries": "Countries",
    "tips.fact": "What is behind it",
    "tips.source": "Where it is from",
    "tips.strange": "It is for what the programme file does not have:",
    "tips.not_yours": "Tips are the same for all organisations. Whoever administrates all of them puts them live.",
    "tips.retire": "Take it back",
    "tips.retire_how": "Nobody gets this tip any more, in any country. What people did stays counted.",
    "tips.put_live": "Put it live",
    "tips.live_how": "From now on everybody gets this tip for whom it is meant. Has somebody who speaks each language "
    "read it?",
    "tips.is_live": "The tip is live.",
    "tips.is_retired": "The tip is taken back.",
    "tips.went": "How it went",
    "tips.seen": "Seen",
    "tips.tried": "People who want to try",
    "tips.done": "People who did it",
    "tips.saved": "People who saved money",
    "tips.neighbour": "Seen with a neighbour's story",
    "tips.phone": "As it stands on the phone",
    "tips.words": "In each language",
}
