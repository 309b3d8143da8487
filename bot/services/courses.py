"""Courses as content: loaded from files into rows, exported again, read in somebody's words; it never knows who learns.

A file that is broken changes nothing: what was loaded before stays, and the error names the file and the line.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.languages import to_latin
from bot.paper_signs import SIGNS
from bot.services.staff import Actor
from flows.content import course as form
from flows.content.form import COLUMNS, ContentDefect, Texts
from flows.core.values import Offer
from storage import bringing, courses, log
from storage.courses import Course, Lesson

FOLDER = Path(form.__file__).parent / "courses"
"""The courses that come with Drom, a file each; its name is the name of the course."""
CONTENT = "lesson."
"""How the key of a course's words begins: ``lesson.<course>.title``, ``lesson.<course>.<lesson>.<part or option>``."""
TITLE, PICTOGRAM = ".title", "🎓 "
"""How the key of a course's name ends, and what stands before that in a list."""
MOST = 256 * 1024
"""How many bytes a file may have."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Review:
    """How far a course is translated: texts, and of each language how many are there and how many were confirmed."""

    texts: int
    there: Mapping[str, int]
    confirmed: Mapping[str, int]


def read_file(path: Path) -> form.Course:
    """Read and check a course; raises ContentDefect, OSError."""
    data = path.read_bytes()
    if len(data) > MOST:
        raise ContentDefect(f"{path}:1: the file has {len(data)} bytes, at most {MOST}")
    found = form.parse(data, path.stem, str(path))
    for line in found.lines:
        if line.part == "words" and line.value and line.value not in SIGNS:
            raise ContentDefect(f"{path}:{line.at}: there is no picture {line.value!r}; there is {', '.join(SIGNS)}")
        if defect := _in_latin(line, found):
            raise ContentDefect(f"{path}:{line.at}: {defect}")
    return found


def _in_latin(line: form.Line, found: form.Course) -> str:
    """Say what is wrong with an answer in Latin letters, which may be more than the Cyrillic has; "" for nothing."""
    if line.part not in form.ANSWERS or "sr_Cyrl" not in line.texts:
        return ""
    label = to_latin(line.texts["sr_Cyrl"])
    answers = next(len(one.choices) for one in found.lessons if one.key == line.lesson)
    longest = form.longest_label(answers)
    if len(label) <= longest:
        return ""
    return f"{label!r}, as Latin letters make it, has {len(label)} characters, at most {longest}"


def read_text(source: str, key: str) -> form.Course:
    """Read a course as it is kept."""
    return form.parse(source.encode(), key, key)


def read_folder(folder: Path = FOLDER) -> list[form.Course]:
    """Read the courses of a folder; a broken file is told in the log and left out."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        try:
            found.append(read_file(path))
        except (ContentDefect, OSError) as error:
            _log.error("a course is not loaded, what was there stays: %s", error)
    return found


def defects(folder: Path = FOLDER) -> list[str]:
    """Return what is wrong with the files of a folder, in one sentence for each that is broken."""
    found = []
    for path in sorted(folder.glob("*.csv")):
        try:
            read_file(path)
        except (ContentDefect, OSError) as error:
            found.append(f"{error}.")
    return found


def load(connection: Connection, every: Sequence[form.Course], now: datetime) -> None:
    """Bring up the courses that came with Drom, but those that staff have imported since."""
    bringing.wait(connection)
    for found in every:
        known = courses.by_key(connection, found.key)
        if known is None or (not known.loaded_by and courses.source(connection, known.id) != export(found)):
            _put(connection, found, "", now)


def alike(connection: Connection, found: form.Course, where: str) -> list[str]:
    """Say which other courses are called as this one, a sentence each with the file and the line of its title."""
    at = next(line.at for line in found.lines if line.part == TITLE[1:])
    others = [one for one in courses.every(connection) if one.key != found.key and one.status != "draft"]
    told = {one.key: _same_words(found.title, one.title) for one in others}
    return [
        f"{where}:{at}: the course {key} has the same title in {', '.join(languages)}: nobody can tell them apart."
        for key, languages in told.items()
        if languages
    ]


def _same_words(one: Texts, other: Texts) -> list[str]:
    return [language for language, text in one.items() if text.casefold() == other.get(language, "").casefold()]


def put(connection: Connection, by: Actor, found: form.Course, now: datetime) -> None:
    """Keep a course that staff have changed; raises Denied."""
    by.check("announce")
    bringing.wait(connection)
    _put(connection, found, by.name, now)
    log.write(connection, at=now, actor=by.name, act="course_imported", subject=f"course:{found.key}")


def _put(connection: Connection, found: form.Course, by: str, now: datetime) -> None:
    values = {"status": found.status, "title": dict(found.title), "gives": list(found.gives), "loaded_by": by}
    number = courses.put(connection, found.key, **values, source=export(found), loaded_at=now)
    courses.put_lessons(connection, number, [_row(one) for one in found.lessons])


def _row(one: form.Lesson) -> dict[str, Any]:
    texts = {part: dict(words) for part, words in one.texts().items()}
    choices = [[choice.value, choice.right, choice.tip] for choice in one.choices]
    return {"key": one.key, "picture": one.picture, "texts": texts, "choices": choices}


def export(found: form.Course) -> str:
    """Return a course as its file, without the mark before it; read again it is the same."""
    return form.dump(found).decode("utf-8-sig")


def review(found: form.Course) -> Review:
    """Count how far a course is translated and confirmed by native readers."""
    said = [line for line in found.lines if line.texts]
    there = {language: sum(language in line.texts for line in said) for language in COLUMNS}
    confirmed = {language: sum(language in line.reviewed for line in said) for language in COLUMNS}
    return Review(len(said), there, confirmed)


def title(course: Course) -> Offer:
    """Return what a course is called, to be said to anybody."""
    return Offer(course.key, PICTOGRAM + course.title.get("en", course.key), f"{CONTENT}{course.key}{TITLE}")


def part(course: Course, lesson: Lesson, name: str) -> Offer:
    """Return a text of a lesson, to be said to anybody."""
    words = f"{CONTENT}{course.key}.{lesson.key}.{name}"
    return Offer(name, lesson.texts[name].get("en", ""), words)


def texts_of(connection: Connection, keys: Collection[str]) -> dict[str, Texts]:
    """Return every language of the words under keys, without those that have gone; each course is read once."""
    found: dict[str, Texts] = {}
    names = {key: key.removeprefix(CONTENT).split(".") for key in keys if key.startswith(CONTENT)}
    for name in {of for of, *_ in names.values()}:
        if (course := courses.by_key(connection, name)) is None:
            continue
        lessons = {one.key: one.texts for one in courses.lessons(connection, course.id)}
        for key, (of, *rest) in names.items():
            texts = course.title if rest == [TITLE[1:]] else lessons.get(rest[0], {}).get(rest[-1])
            if of == name and texts:
                found[key] = texts
    return found
