"""Words of the console's page about the team."""

from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "team.menu": "Team",
    "team.title": "Team",
    "team.held": "Who has a role",
    "team.role.helper": "Helper",
    "team.role.mentor": "Mentor",
    "team.role.coordinator": "Coordinator",
    "team.role.administrator": "Administrator",
    "team.may.helper": "Answers tickets, checks people in.",
    "team.may.mentor": "Answers questions in chat; has no pages here.",
    "team.may.coordinator": "Also: people, meetings, announcements, sending.",
    "team.may.administrator": "Also: gives roles, reads the log, erases people.",
    "team.not_taken": "Link not used yet",
    "team.all_organisations": "All organisations",
    "team.all_countries": "All countries",
    "team.give": "Give a role",
    "team.operator": "Whoever runs the server",
    "team.what": "Role",
    "team.give_button": "Give it and make a link",
    "team.not_whole": "Write a name, at most sixty signs, and choose a role.",
    "team.quick": "Pass it on within ten minutes. It is shown only now.",
    "team.link.chat": "They send this to Drom in their chat (Telegram):",
    "team.link.console": "They open this in their browser:",
    "team.on_whatsapp": "On WhatsApp they send:",
    "team.console_link": "Link to the console",
    "team.chat_link": "Link for the chat",
    "team.end": "Take the role back",
    "team.end_sure": "They can do nothing by it from now on, and are signed out.",
    "team.ended": "Taken back.",
}
