"""What live tips and lessons say, as whole screens and as each reader hears them, before anybody does; no sound.

Tips that come by themselves stand first: they reach the most people.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from sqlalchemy import Connection

from bot.languages import told
from bot.prompts import READERS, Prompt
from bot.services import courses, tip_cards
from bot.services.speech import unnumbered
from flows import BOOK
from flows.core.screens import screen
from flows.core.session import Frame
from flows.core.states import Tell
from flows.core.values import Offer, Reply
from flows.course import COURSE
from storage import courses as course_rows
from storage import tips
from storage.contacts import Contact
from storage.courses import Course, Lesson
from storage.tips import Tip

LIVE = "live"
Screens = tuple[tuple[Prompt, str, str], ...]
"""Screens, each with the language and the country of a reader."""
_Said = Callable[[Contact], Sequence[Reply]]


def read(connection: Connection) -> Screens:
    """Return every screen of live tips and courses: all readers hear one, then the next."""
    every = [tip for tip in tips.every(connection) if tip.status == LIVE]
    said: list[_Said] = [_by_itself(tip) for tip in every]
    said += [_asked_for(tip) for tip in every]
    for course in course_rows.every(connection):
        if course.status == LIVE:
            lessons = course_rows.lessons(connection, course.id)
            said += [_lesson(course, lesson, place, len(lessons)) for place, lesson in enumerate(lessons, 1)]
    return tuple(_to_each_reader(said))


def _to_each_reader(said: Sequence[_Said]) -> Iterator[tuple[Prompt, str, str]]:
    for one in said:
        for language, country in READERS:
            with suppress(LookupError):  # it has no words for them: they are told something else
                for reply in one(Contact(0, "", "", language=language, country=country)):
                    yield Prompt(reply, frozenset(), open=False, long=True), language, country


def _by_itself(tip: Tip) -> _Said:
    """Return a tip as it comes unasked, and as it is asked about after three days: no digit answers it."""

    def said(reader: Contact) -> list[Reply]:
        cards = [tip_cards.say(state, tip, reader) for state in ("shown", "ask", "shown_told")]
        return [unnumbered(card) for card in cards]

    return said


def _asked_for(tip: Tip) -> _Said:
    def said(reader: Contact) -> list[Reply]:
        story = tip_cards.story(tip, reader)
        return [*([story] if story else []), *(tip_cards.say(state, tip, reader) for state in ("shown", "shown_told"))]

    return said


def _lesson(course: Course, lesson: Lesson, place: int, total: int) -> _Said:
    """Return a lesson: its words, its question, and what is said to each answer."""

    def said(reader: Contact) -> list[Reply]:
        parts = {name: _part(course, lesson, name, reader) for name in lesson.texts if lesson.texts[name]}
        counted = {"number": str(place), "total": str(total)}
        first = [_told("lesson", {**counted, "words": parts["words"]})] if "words" in parts else []
        offers = tuple(replace(parts[value], value=f"{lesson.key}_{value}") for value, *_ in lesson.choices)
        frame = Frame(COURSE.name, COURSE.version, "choice", {"question": parts["question"]}, offers=offers)
        return [*first, screen(BOOK, frame), *_answers(lesson, parts)]

    return said


def _answers(lesson: Lesson, parts: Mapping[str, Offer]) -> Iterator[Reply]:
    reason = {"reason": parts["reason"]}
    right = next((value for value, correct, _ in lesson.choices if correct), None)
    if right is not None:
        yield _told("right", reason)
        yield from (_told(state, {**reason, "solution": parts[right]}) for state in ("wrong", "heard"))
        return
    yield from (_told("chosen", {**reason, "solution": parts[value]}) for value, *_ in lesson.choices)
    yield _told("told", reason)


def _told(state: str, values: Mapping[str, Offer | str]) -> Reply:
    found = COURSE.by_name[state]
    return Reply(f"{COURSE.name}.{state}", found.say if isinstance(found, Tell) else "", dict(values))


def _part(course: Course, lesson: Lesson, name: str, reader: Contact) -> Offer:
    text = told(lesson.texts[name], reader.language, reader.country)
    return replace(courses.part(course, lesson, name), label=text)
