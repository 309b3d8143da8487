"""Where somebody is in a course: which live lessons have an answer, and the first that has none; it says nothing."""

from dataclasses import dataclass

from bot.services import ledger
from bot.services.onboarding import member_of, person_of
from bot.services.tips import campaign, place
from bot.services.turn import Turn
from flows.core.states import ID
from flows.core.values import Todo, Value
from storage import courses, studies
from storage.courses import Course, Lesson
from storage.studies import Study

STANDS = ("new", "begun", "done", "gone")
"""How somebody may stand in a course."""


@dataclass(frozen=True, slots=True)
class Learning:
    """Somebody in a course as it is now, live or finished by them: its lessons, and which of them have an answer."""

    course: Course
    study: Study | None
    lessons: list[Lesson]
    done: frozenset[int]

    @property
    def ahead(self) -> Lesson | None:
        """Return the first lesson without an answer."""
        return next((one for one in self.lessons if one.id not in self.done), None)

    @property
    def counted(self) -> dict[str, Value]:
        """Return how many lessons are done, of how many."""
        number = sum(one.id in self.done for one in self.lessons)
        return {"number": str(number), "total": str(len(self.lessons))}

    @property
    def stands(self) -> str:
        """Return one of ``STANDS``; who has no lesson ahead and has not finished does so by going on."""
        if self.study and self.study.finished_at:
            return "done"
        return "begun" if self.done else "new"

    def find(self, key: object) -> Lesson | None:
        """Return a live lesson by its name."""
        return next((one for one in self.lessons if one.key == key), None)


def member(turn: Turn) -> int | None:
    """Return the number of a person who has registered."""
    person = member_of(turn)
    return person.id if person else None


def learning(turn: Turn, todo: Todo) -> Learning | None:
    """Return how somebody stands in the course that a screen is about; None where it is not theirs to see."""
    number = str(todo.answers.get(ID, "0"))
    return of_course(turn, courses.get(turn.connection, int(number))) if number.isdecimal() else None


def of_course(turn: Turn, course: Course | None) -> Learning | None:
    """Return how somebody stands in a course; None where it is not live, but for who has finished it."""
    study = _study(turn, course) if course else None
    if course is None or (course.status != "live" and not (study and study.finished_at)):
        return None
    done = studies.answered(turn.connection, study.id) if study else set()
    return Learning(course, study, courses.lessons(turn.connection, course.id), frozenset(done))


def _study(turn: Turn, course: Course) -> Study | None:
    """Return somebody's study; what they began as a guest is theirs from the day they have a name."""
    person_id = member(turn)
    found = studies.find(turn.connection, course.id, person_id, _pseudonym(turn))
    if found is not None and found.person_id is None and person_id is not None:
        studies.adopt(turn.connection, found.id, person_id)
        return studies.get(turn.connection, found.id)
    return found


def _pseudonym(turn: Turn) -> str:
    return ledger.pseudonym(turn.connection, "contact", turn.contact.id)


def enrolled(turn: Turn, found: Learning) -> Study:
    """Return somebody's study, a new one where there is none."""
    if found.study is not None:
        return found.study
    person = person_of(turn)
    where = place(turn.programme, turn.contact, person)
    number = studies.add(
        turn.connection,
        course_id=found.course.id,
        person_id=member(turn),
        organisation=where["organisation"],
        programme=campaign(turn.programme, turn.contact, person),
        country=where["country"],
        language=where["language"],
        pseudonym=_pseudonym(turn),
    )
    made = studies.get(turn.connection, number)
    if made is None:
        raise LookupError(f"study {number} is not there")
    return made
