"""What tips and courses say aloud, as it stands in their rows or in the files that came with Drom; no sound, no screen.

What people tell of a tip in their own words is no content: they have said it themselves.
"""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection

from bot.repertoire import Content, Contents
from bot.services import courses, tip_cards, tip_content
from storage import courses as course_rows
from storage import tips

SILENT = "retired"
"""The status of what nobody is told any more; a draft may be recorded before it is live."""


def read(connection: Connection) -> Contents:
    """Return all that tips and courses say, tip by tip and lesson by lesson."""
    return tuple(_of_rows(connection))


def stamp(connection: Connection) -> tuple[object, ...]:
    """Return what changes with every tip and every course."""
    return (tips.stamp(connection), *((one.id, one.version, one.status) for one in course_rows.every(connection)))


def shipped() -> Contents:
    """Return what the tips and courses say that came with Drom; a file that is broken says nothing."""
    return tuple(_of_files())


def _of_rows(connection: Connection) -> Iterator[Content]:
    for tip in tips.every(connection):
        yield from _tip(tip.key, tip.status, tip.words, tip.story)
    for course in course_rows.every(connection):
        if course.status != SILENT:
            yield from _some(f"{courses.CONTENT}{course.key}", {courses.TITLE[1:]: course.title})
            for lesson in course_rows.lessons(connection, course.id):
                yield from _some(f"{courses.CONTENT}{course.key}.{lesson.key}", lesson.texts)


def _of_files() -> Iterator[Content]:
    for line in tip_content.read_file():
        yield from _tip(line.tip.key, line.tip.status, line.tip.words, line.tip.story)
    for course in courses.read_folder():
        if course.status == SILENT:
            continue
        yield from _some(f"{courses.CONTENT}{course.key}", {courses.TITLE[1:]: course.title})
        for lesson in course.lessons:
            yield from _some(f"{courses.CONTENT}{course.key}.{lesson.key}", lesson.texts())


def _tip(key: str, status: str, words: Mapping[str, str], story: Mapping[str, str]) -> Iterator[Content]:
    if status != SILENT:
        yield from _some(f"{tip_cards.CONTENT}{key}", {"words": words, "story": story})


def _some(key: str, parts: Mapping[str, Mapping[str, str]]) -> Iterator[Content]:
    for part, texts in parts.items():
        if texts:
            yield Content(f"{key}.{part}", tuple(sorted(texts.items())))
