"""The English of staff's console, one file a page; it never knows where a word stands.

Keys are ``page.part``; their context in the catalogues is ``console.page.part``.
"""

from collections.abc import Mapping

from bot.console_words import (
    about,
    announcements,
    common,
    history,
    indicators,
    lessons,
    meetings,
    people,
    questions,
    sending,
    settings,
    signing,
    stories,
    stuck,
    team,
    tickets,
    tips,
    today,
    voices,
    words,
)

PAGES: tuple[Mapping[str, str], ...] = (
    common.WORDS,
    signing.WORDS,
    today.WORDS,
    tickets.WORDS,
    questions.WORDS,
    stories.WORDS,
    people.WORDS,
    meetings.WORDS,
    announcements.WORDS,
    tips.WORDS,
    lessons.WORDS,
    sending.WORDS,
    team.WORDS,
    history.WORDS,
    indicators.WORDS,
    stuck.WORDS,
    words.WORDS,
    voices.WORDS,
    settings.WORDS,
    about.WORDS,
)
"""The words of each page. A key stands in one of them only."""

PREFIX = "console."
"""How their contexts in the catalogues begin."""

WORDS: Mapping[str, str] = {f"{PREFIX}{key}": english for page in PAGES for key, english in page.items()}
"""Everything the console says, by its context."""
