"""Words of the console's page about what neighbours tell of tips."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "stories.menu": "Stories",
    "stories.title": "Stories",
    "stories.how": "What a neighbour tells of a tip. Others hear it with the tip, once somebody of the team has "
    "approved it. Whoever told it hears what you decide.",
    "stories.state.proposed": "To decide",
    "stories.state.published": "Published",
    "stories.none": "No story waits for you to look at it.",
    "stories.about": "Story {number}, about the tip:",
    "stories.photo": "Photo of story {number}",
    "stories.name": "Name shown",
    "stories.no_name": "No",
    "stories.nameless": "Yes, but it is not written down yet",
    "stories.faces": "People in the photo",
    "stories.faces.yes": "They agreed",
    "stories.faces.nobody": "There are none",
    "stories.heard": "Heard by {n}.",
    "stories.gone": "The file is on its way, or was lost. Without it the story cannot be published.",
    "stories.listened": "I have heard the recording to its end.",
    "stories.listen_first": "Listen to the recording first, then say so.",
    "stories.publish": "Publish",
    "stories.reject": "Reject",
    "stories.why": "Why not? Its teller hears it.",
    "stories.reason.faces": "People in the photo must agree first.",
    "stories.reason.unclear": "We could not see or hear it well.",
    "stories.reason.other": "It does not fit this tip.",
    "stories.choose": "Choose",
    "stories.no_reason": "Choose why: its teller hears it.",
    "stories.is_published": "Published. Its teller hears of it.",
    "stories.is_rejected": "Nobody else hears it. Its teller hears why.",
}
