"""A course as its file tells it: lessons with a question each, checked line by line; it never knows who learns.

One line of the file is one text in every language (Latin Serbian follows from the Cyrillic). A line without a lesson
is about the course. Whoever writes a second course, or a quiz, writes a second file and no code:

========= =========================== ====================================================================
part      value                       texts
========= =========================== ====================================================================
status    draft, live or retired
gives     certificate, brochure,
          offer; or nothing
title                                 what the course is called
words     a picture for the brochure  what the lesson says, 12 words at most; a quiz leaves it out
question                              12 words at most
right     the option's own name       the label of a right answer; it begins with its pictogram
wrong     the option's own name       the label of any other answer
choice    the option's own name       the label where no answer is wrong
pledge    an option and a tip's key   who takes this choice wants to try that tip
reason                                why, 12 words at most
========= =========================== ====================================================================
"""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flows.content import sheet
from flows.content.form import CHAINED, COLUMNS, STATUSES, ContentDefect, Texts, count
from flows.content.sheet import Row

HEAD = ("lesson", "part", "value", *COLUMNS, "reviewed")
GIFTS = ("certificate", "brochure", "offer")
"""What somebody gets who has finished: a certificate, a page with pictures, the offer of a bigger course."""
ANSWERS = ("right", "wrong", "choice")
OF_COURSE, OF_LESSON = ("status", "gives", "title"), ("words", "question", *ANSWERS, "pledge", "reason")
ONCE = frozenset({*OF_COURSE, "words", "question", "reason"})
BARE = frozenset({"status", "gives", "pledge"})
"""Parts without texts."""
WORDS, LABEL, ROW, FEW = 12, 16, 20, 3
"""Words of a sentence; characters of a label with its pictogram, and of one among more than so many."""
LESSONS, OPTIONS, NAME, LENGTH = 12, 9, 24, 160
"""At most so many lessons (a brochure is one page), options, and characters: of lesson and option, of a text."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,21}")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file. ``reviewed`` names the languages whose words a native reader has confirmed."""

    at: int
    lesson: str
    part: str
    value: str
    texts: Texts
    reviewed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer to a question; ``right`` is None where no answer is wrong. ``tip`` is the key of what it pledges."""

    value: str
    right: bool | None
    label: Texts
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: what it says (nothing in a quiz), its question and why; ``picture`` is "" where there is none."""

    key: str
    picture: str
    words: Texts
    question: Texts
    choices: tuple[Choice, ...]
    reason: Texts

    def texts(self) -> dict[str, Texts]:
        """Return every text by the name of its part or option."""
        found = {"words": self.words, "question": self.question, "reason": self.reason}
        return {**found, **{choice.value: choice.label for choice in self.choices}}


@dataclass(frozen=True, slots=True)
class Course:
    """A course as its file tells it."""

    key: str
    status: str
    title: Texts
    gives: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    lines: tuple[Line, ...] = field(default=(), repr=False)


def parse(data: bytes, key: str, where: str) -> Course:
    """Read a course whose name is ``key``; ``where`` names the file in the message of ``ContentDefect``."""
    lines = tuple(map(_line, sheet.read(data, HEAD, where)))
    if not _NAME.fullmatch(key):
        raise ContentDefect(f"{where}:1: {key!r} cannot be the name of a course: small letters, digits, underscores")
    by_lesson: dict[str, list[Line]] = {}
    for line in lines:
        _check(line, by_lesson.setdefault(line.lesson, []), where)
        by_lesson[line.lesson].append(line)
    head = {line.part: line for line in by_lesson.pop("", [])}
    if missing := [part for part in OF_COURSE if part not in head]:
        raise ContentDefect(f"{where}:1: there is no line of the course whose part is {missing[0]}")
    if not 0 < len(by_lesson) <= LESSONS:
        raise ContentDefect(f"{where}:1: a course has 1 to {LESSONS} lessons, this one has {len(by_lesson)}")
    lessons = tuple(_lesson(name, found, where) for name, found in by_lesson.items())
    return Course(key, head["status"].value, head["title"].texts, tuple(head["gives"].value.split()), lessons, lines)


def _line(row: Row) -> Line:
    cells = row.cells
    said = {language: cells[language] for language in COLUMNS if cells[language]}
    return Line(row.at, cells["lesson"], cells["part"], cells["value"], said, tuple(cells["reviewed"].split()))


def _check(line: Line, before: Sequence[Line], where: str) -> None:
    """Raise what is wrong with a line, by itself or beside those of the same lesson before it."""
    defect = next(_defects(line, before), "")
    if defect:
        raise ContentDefect(f"{where}:{line.at}: {defect}")


def _defects(line: Line, before: Sequence[Line]) -> Iterator[str]:
    parts = OF_LESSON if line.lesson else OF_COURSE
    if line.part not in parts:
        yield f"the part must be one of {', '.join(parts)}, it is {line.part!r}"
    if line.lesson and not _NAME.fullmatch(line.lesson):
        yield f"{line.lesson!r} cannot be the name of a lesson: small letters, digits, underscores"
    if line.part in ONCE and line.part in {one.part for one in before}:
        yield f"the {line.part} is written twice"
    if line.part == "status" and line.value not in STATUSES:
        yield f"the status must be one of {', '.join(STATUSES)}"
    if line.part == "gives" and set(line.value.split()) - set(GIFTS):
        yield f"a course may give {', '.join(GIFTS)}"
    if line.part in ANSWERS:
        yield from _of_option(line, before)
    if line.part not in BARE:
        yield from _of_texts(line)


def _of_option(line: Line, before: Sequence[Line]) -> Iterator[str]:
    if not _NAME.fullmatch(line.value) or line.value in ONCE or len(line.lesson) + 1 + len(line.value) > NAME:
        yield f"{line.value!r} cannot be the name of an answer: small letters, {NAME} signs with the lesson's"
    others = [one for one in before if one.part in ANSWERS]
    if line.value in {one.value for one in others}:
        yield f"two answers are called {line.value}"
    for language, label in line.texts.items():
        if label in {one.texts.get(language) for one in others}:
            yield f"two answers have the same words in {language}"


def _of_texts(line: Line) -> Iterator[str]:
    if missing := [language for language in COLUMNS if language not in line.texts and language != CHAINED]:
        yield f"there are no words in {', '.join(missing)}"
    if unknown := set(line.reviewed) - set(COLUMNS):
        yield f"reviewed names {', '.join(sorted(unknown))}, which is no column"
    for language, text in line.texts.items():
        if "{" in text or any(ord(char) < 32 for char in text) or len(text) > LENGTH:
            yield f"the words in {language} hold a brace or a control sign, or have over {LENGTH} signs"
        if line.part not in ANSWERS and count(text) > WORDS:
            yield f"there are {count(text)} words in {language}, at most {WORDS}"
        if line.part in ANSWERS and not re.fullmatch(r"\W+ \w.*", text):
            yield f"{text!r} must begin with a pictogram, a space and a word"


def _lesson(key: str, lines: Sequence[Line], where: str) -> Lesson:
    one = {line.part: line for line in lines if line.part in ONCE}
    answers = [line for line in lines if line.part in ANSWERS]
    pledged = [line.value for line in lines if line.part == "pledge"]
    defect = _of_lesson(one, answers) or _of_pledges(pledged, {line.value for line in answers if line.part == "choice"})
    if defect:
        raise ContentDefect(f"{where}:{lines[-1].at}: the lesson {key} {defect}")
    words = one.get("words")
    meant = {"right": True, "wrong": False, "choice": None}
    pledges = dict(line.value.split() for line in lines if line.part == "pledge")
    choices = tuple(Choice(line.value, meant[line.part], line.texts, pledges.get(line.value, "")) for line in answers)
    picture, said = (words.value, words.texts) if words else ("", {})
    return Lesson(key, picture, said, one["question"].texts, choices, one["reason"].texts)


def _of_lesson(one: Mapping[str, Line], answers: Sequence[Line]) -> str:
    """Return what is wrong with a lesson as a whole, "" for nothing."""
    if missing := [part for part in ("question", "reason") if part not in one]:
        return f"has no {missing[0]}"
    if not 1 < len(answers) <= OPTIONS:
        return f"has {len(answers)} answers: 2 to {OPTIONS}"
    kinds = {line.part for line in answers}
    if "choice" in kinds and kinds != {"choice"}:
        return "mixes a choice with right and wrong answers"
    if "choice" not in kinds and sum(line.part == "right" for line in answers) != 1:
        return "needs one right answer"
    longest = longest_label(len(answers))
    for line in answers:
        for language, label in line.texts.items():
            if len(label) > longest:
                return f"has a label of {len(label)} characters in {language} (line {line.at}), at most {longest}"
    return ""


def longest_label(answers: int) -> int:
    """Return how many characters an answer may have where there are so many: they are buttons or rows of a list."""
    return ROW if answers > FEW else LABEL


def _of_pledges(pledged: Sequence[str], choices: Container[str]) -> str:
    """Return what is wrong with pledges, "" for nothing."""
    for value in pledged:
        names = value.split()
        if len(names) != 2 or names[0] not in choices:
            return f"has a pledge {value!r}, which must be one of its choices and the key of a tip"
    if len({value.split()[0] for value in pledged}) != len(pledged):
        return "pledges two tips with one choice"
    return ""


def dump(found: Course) -> bytes:
    """Return a course as the file that ``parse`` reads."""
    return sheet.write(HEAD, map(_cells, found.lines))


def _cells(line: Line) -> dict[str, str]:
    texts = {language: line.texts.get(language, "") for language in COLUMNS}
    bare = {"lesson": line.lesson, "part": line.part, "value": line.value}
    return {**bare, **texts, "reviewed": " ".join(line.reviewed)}
