"""A course as it stands on a phone, screen by screen, before anybody gets it; it never touches a database."""

from collections.abc import Iterator

from bot.languages import told
from bot.layout import layout
from bot.render import render
from bot.services.conversation import Speech
from flows.content import course as form
from flows.content.form import Texts
from flows.core.screens import payload
from flows.core.states import Pick, Tell
from flows.core.values import Reply, Shown
from flows.course import COURSE

RIGHT, FREE = "right", "chosen"
"""The states that say why, after a right answer and after one of which none is wrong."""


def screens(course: form.Course, speech: Speech, language: str, country: str, channel: str) -> Iterator[str]:
    """Yield the lines of each screen, with its buttons in brackets."""
    for number, lesson in enumerate(course.lessons, 1):
        for reply in _replies(lesson, number, language, country):
            rendered = render(reply, speech.words, language, country, {})
            for part in layout(rendered, speech.limits[channel]):
                yield from part.text.splitlines()
                yield from (f"[{button.label}]" for button in part.buttons)


def _replies(lesson: form.Lesson, number: int, language: str, country: str) -> Iterator[Reply]:
    def words(texts: Texts) -> str:
        return told(texts, language, country)

    if lesson.words:
        yield _reply("lesson", number=str(number), words=words(lesson.words))
    options = [
        Shown(one.value, "", words(one.label), place, payload(COURSE, "choice", f"{lesson.key}_{one.value}"))
        for place, one in enumerate(lesson.choices, 1)
    ]
    question = _reply("choice", question=words(lesson.question))
    yield Reply(question.key, question.say, question.values, tuple(options))
    best = next((one for one in lesson.choices if one.right), lesson.choices[0])
    state = RIGHT if best.right else FREE
    yield _reply(state, solution=words(best.label), reason=words(lesson.reason))


def _reply(state: str, **values: str) -> Reply:
    found = COURSE.by_name[state]
    return Reply(f"{COURSE.name}.{state}", found.say if isinstance(found, Tell | Pick) else "", values)
