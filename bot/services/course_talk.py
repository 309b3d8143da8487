"""What the flow about courses asks of the world: where somebody is, the next lesson, answers; it knows no words.

Progress is which live lessons have an answer: whoever comes back gets the first that has none.
"""

from collections.abc import Callable

from bot.channels.port import Part
from bot.services import courses as content
from bot.services.certificates import brochure, picture
from bot.services.course_pledges import promise
from bot.services.course_reminder import remind
from bot.services.learning import STANDS, Learning, enrolled, learning, member, of_course
from bot.services.tickets import open_ticket
from bot.services.turn import Action, Actions, Turn
from flows.content.course import GIFTS
from flows.core.checks import fixed_options
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo, Value
from flows.course import COURSE
from storage import certificates, courses, studies
from storage.courses import Lesson


def _find(turn: Turn, _todo: Todo) -> Outcome:
    every = courses.every(turn.connection)
    theirs = [one for one in every if one.status == "live" or of_course(turn, one) is not None]
    if len(theirs) > 1:
        named = ((one, content.title(one)) for one in theirs)
        return Outcome("several", offers=tuple(Offer(f"c{one.id}", name.label, name.key) for one, name in named))
    return _stand(of_course(turn, theirs[0] if theirs else None))


def _look(turn: Turn, todo: Todo) -> Outcome:
    picked = todo.answers["list"]
    number = picked.value.removeprefix("c") if isinstance(picked, Offer) else "0"
    return _stand(of_course(turn, courses.get(turn.connection, int(number))))


def _stand(found: Learning | None) -> Outcome:
    if found is None:
        return Outcome("gone")
    known = {ID: str(found.course.id), "version": str(found.course.version)}
    return Outcome(found.stands, {**known, **found.counted})


def _about(act: Callable[[Turn, Todo, Learning], Outcome]) -> Callable[[Turn, Todo], Outcome]:
    """Return an act that is ``gone`` where the course is not live any more."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        found = learning(turn, todo)
        return Outcome("gone") if found is None else act(turn, todo, found)

    return run


def _begin(turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    study = enrolled(turn, found)
    if study.started_at is None:
        studies.change(turn.connection, study.id, started_at=turn.now)
    return Outcome("begun")


def _resume(turn: Turn, todo: Todo, found: Learning) -> Outcome:
    _begin(turn, todo, found)
    return Outcome("ready", {"version": str(found.course.version)})


def _next(turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    lesson = found.ahead
    if lesson is None:
        return Outcome("finished")
    place: dict[str, Value] = {"number": str(found.lessons.index(lesson) + 1), "total": str(len(found.lessons))}
    if not lesson.texts.get("words"):
        return Outcome("question", {**place, "lesson": lesson.key})
    if lesson.picture:
        turn.extra.append(picture(lesson.picture))
    return Outcome("lesson", {**place, "lesson": lesson.key, "words": content.part(found.course, lesson, "words")})


def _ask(_turn: Turn, todo: Todo, found: Learning) -> Outcome:
    lesson = found.find(todo.answers.get("lesson"))
    if lesson is None:
        return Outcome("gone")
    labels = [(value, content.part(found.course, lesson, value)) for value, *_ in lesson.choices]
    offers = tuple(Offer(f"{lesson.key}_{value}", one.label, one.key) for value, one in labels)
    return Outcome("asked", {"question": content.part(found.course, lesson, "question")}, offers)


def _judge(turn: Turn, todo: Todo, found: Learning) -> Outcome:
    lesson, picked = found.find(todo.answers.get("lesson")), todo.answers["choice"]
    value = picked.value if isinstance(picked, Offer) else ""
    chosen = value.removeprefix(f"{lesson.key}_") if lesson else ""
    right = {one: correct for one, correct, _ in lesson.choices} if lesson else {}
    if lesson is None or chosen not in right:
        return Outcome("gone")
    _keep(turn, found, lesson, value=chosen, correct=right[chosen])
    reason = content.part(found.course, lesson, "reason")
    if right[chosen] is None:
        promise(turn, member(turn), next(tip for one, _, tip in lesson.choices if one == chosen))
        return Outcome("chosen", {"solution": content.part(found.course, lesson, chosen), "reason": reason})
    return Outcome("right" if right[chosen] else "wrong", {"solution": _solution(found, lesson), "reason": reason})


def _spoken(turn: Turn, todo: Todo, found: Learning) -> Outcome:
    """Keep a spoken answer; what is right is told."""
    lesson = found.find(todo.answers.get("lesson"))
    if lesson is None:
        return Outcome("gone")
    _keep(turn, found, lesson, media_id=turn.media_id)
    reason = content.part(found.course, lesson, "reason")
    if not any(right for _, right, _ in lesson.choices):
        return Outcome("told", {"reason": reason})
    return Outcome("heard", {"solution": _solution(found, lesson), "reason": reason})


def _keep(turn: Turn, found: Learning, lesson: Lesson, **said: object) -> None:
    """Keep what was answered last."""
    values = {"value": "", "correct": None, "media_id": None, **said}
    study = enrolled(turn, found)
    studies.answer(turn.connection, study.id, lesson.id, **values, person_id=study.person_id, at=turn.now)


def _solution(found: Learning, lesson: Lesson) -> Value:
    return content.part(found.course, lesson, next(value for value, right, _ in lesson.choices if right))


def _step(_turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    return Outcome("more" if found.ahead is not None else "finished", found.counted)


def _tomorrow(turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    person_id = member(turn)
    if person_id is None or turn.contact.stopped_at is not None:
        return Outcome("guest")  # nothing would be sent, and nothing is promised
    remind(turn, enrolled(turn, found).id, person_id, len(found.done))
    return Outcome("planned")


def _finish(turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    study = enrolled(turn, found)
    if study.finished_at is None:
        studies.change(turn.connection, study.id, finished_at=turn.now)
    if "certificate" not in found.course.gives:
        return Outcome("plain")
    if member(turn) is None:
        return Outcome("guest")
    return Outcome("done" if certificates.of_study(turn.connection, study.id) else "name")


def _gifts(turn: Turn, todo: Todo) -> Outcome:
    """Offer whoever has finished what the course gives, and nothing that it does not."""
    found = learning(turn, todo)
    options = {one.value: one for one in fixed_options(COURSE.by_name["done"])}
    given = [options[gift] for gift in GIFTS if found is not None and gift in found.course.gives]
    if len(given) in {0, len(GIFTS)}:
        return Outcome("all" if given else "none")
    named = [Offer(one.value, one.label, f"{COURSE.name}.done.{one.value}") for one in given]
    return Outcome("some", offers=tuple(named))


def _given(turn: Turn, todo: Todo) -> Outcome:
    """Tell which gift was picked, unless the course gives it no more."""
    picked, found = todo.answers["gift"], learning(turn, todo)
    gift = picked.value if isinstance(picked, Offer) else ""
    return Outcome(gift if found is not None and gift in found.course.gives else "gone")


def _gives(gift: str) -> Callable[[Turn, Todo], Outcome]:
    def run(turn: Turn, todo: Todo) -> Outcome:
        found = learning(turn, todo)
        return Outcome("yes" if found is not None and gift in found.course.gives else "no")

    return run


def _offer(turn: Turn, todo: Todo) -> Outcome:
    found = learning(turn, todo)
    if found is None or "offer" not in found.course.gives:
        return Outcome("no")
    asked = found.study is not None and found.study.offer not in {"", "no"}
    return Outcome("asked" if asked else "yes")


def _brochure(turn: Turn, _todo: Todo, found: Learning) -> Outcome:
    if "brochure" not in found.course.gives:
        return Outcome("gone")
    studies.change(turn.connection, enrolled(turn, found).id, brochure_at=turn.now)
    turn.extra.append(Part("", document=brochure(found.course, turn.contact)))
    return Outcome("sent")


def _offer_yes(turn: Turn, todo: Todo) -> Outcome:
    if (found := learning(turn, todo)) is not None:
        studies.change(turn.connection, enrolled(turn, found).id, offer="asked")
    open_ticket(turn, todo, "bigger_course")
    return Outcome("called")


def _offer_no(turn: Turn, todo: Todo) -> Outcome:
    if (found := learning(turn, todo)) is not None:
        studies.change(turn.connection, enrolled(turn, found).id, offer="no")
    return Outcome("kept")


ACTIONS: Actions = {
    "course_find": Action(("several", *STANDS), _find),
    "course_look": Action(STANDS, _look),
    "course_begin": Action(("begun", "gone"), _about(_begin)),
    "course_resume": Action(("ready", "gone"), _about(_resume)),
    "course_next": Action(("lesson", "question", "finished", "gone"), _about(_next)),
    "course_ask": Action(("asked", "gone"), _about(_ask)),
    "course_judge": Action(("right", "wrong", "chosen", "gone"), _about(_judge)),
    "course_spoken": Action(("heard", "told", "gone"), _about(_spoken)),
    "course_step": Action(("more", "finished", "gone"), _about(_step)),
    "course_tomorrow": Action(("planned", "guest", "gone"), _about(_tomorrow)),
    "course_finish": Action(("name", "guest", "plain", "done", "gone"), _about(_finish)),
    "course_gives_brochure": Action(("yes", "no"), _gives("brochure")),
    "course_gives_offer": Action(("yes", "asked", "no"), _offer),
    "course_gifts": Action(("all", "some", "none"), _gifts),
    "course_given": Action((*GIFTS, "gone"), _given),
    "course_brochure": Action(("sent", "gone"), _about(_brochure)),
    "course_offer_yes": Action(("called",), _offer_yes),
    "course_offer_no": Action(("kept",), _offer_no),
}
"""What the flow about courses asks of the world, but for certificates."""
