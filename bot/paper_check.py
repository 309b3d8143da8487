"""Whether words can stand on papers: the font has their signs, and they have room; it never sends a paper.

Whoever prints a certificate with a box on it learns of that too late, so content is looked at when it comes in.
"""

import unicodedata
from collections.abc import Iterator

from bot.languages import LANGUAGES, told
from bot.paper_brochure import brochure_pdf
from bot.paper_canvas import signs_of
from bot.paper_certificate import certificate_pdf
from bot.programme import Programme
from bot.services.prints import Diploma, Leaflet
from flows.content.course import Course

PRINTED = ("title", "words", "question", "reason")
"""Parts of a course that stand on its papers; a question does so where a lesson has no words."""


def defect(course: Course, where: str) -> str:
    """Say what of a course cannot stand on its papers, with the file and the line; "" for nothing."""
    return next(_defects(course, where), "")


def labels(programme: Programme) -> list[str]:
    """Say which names of organisations cannot stand on a certificate."""
    known = signs_of()
    return [
        f"[organisation.{key}]: papers cannot show {_named(sign)} of its name in {language}."
        for key, found in programme.organisation.items()
        for language, text in found.labels.items()
        for sign in dict.fromkeys(text)
        if ord(sign) not in known
    ]


def _defects(course: Course, where: str) -> Iterator[str]:
    papers = {"certificate", "brochure"} & set(course.gives)
    if not papers:
        return
    known = signs_of()
    for line in course.lines:
        for language, text in line.texts.items() if line.part in PRINTED else ():
            if strange := [sign for sign in text if ord(sign) not in known]:
                yield f"{where}:{line.at}: papers cannot show {_named(strange[0])} of the {line.part} in {language}"
    for language in LANGUAGES:
        try:
            title = told(course.title, language)
            certificate_pdf(Diploma("-", "-", "-", title, "-", "-", "-"))
            if "brochure" in papers:
                brochure_pdf(_leaflet(course, language))
        except ValueError as error:
            yield f"{where}:1: in {language} a paper does not take the course: {error}"


def _leaflet(course: Course, language: str) -> Leaflet:
    lessons = [
        (one.picture, told(one.words or one.question, language), told(one.reason, language)) for one in course.lessons
    ]
    return Leaflet(told(course.title, language), lessons)


def _named(sign: str) -> str:
    return f"{sign} ({unicodedata.name(sign, f'U+{ord(sign):04X}').lower()})"
