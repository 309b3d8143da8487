"""What the flow of mentors asks of the world: the queue, taking a question, answering, passing it on; it only talks.

Every act looks at the question as it is now; what may be done with it is decided by ``claims``.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.services import claims, hearing, mentors, question_cards, relay
from bot.services.onboarding import person_of
from bot.services.questions import asker
from bot.services.signing import acts
from bot.services.spoken import NAMES
from bot.services.staff import Actor, Denied
from bot.services.staff_door_talk import name_of
from bot.services.turn import Action, Actions, Turn
from flows.core.states import ID
from flows.core.values import Chosen, Offer, Outcome, Todo, Value
from storage import questions
from storage.contacts import UNTIL_I_WRITE
from storage.mentors import Mentor
from storage.questions import Question

RIGHT = "answer_questions"
MOST = 20
"""To how many others a question may be passed by name."""
PAUSES = {"week": timedelta(days=7), "month": timedelta(days=30)}
"""How long a mentor pauses by each choice; any other lasts until they go on."""
HOURS = {"day": (9, 17), "evening": (17, 22), "any": (7, 22)}
"""Between which hours a mentor is asked by each choice."""

Mentored = Callable[[Turn, Todo, Mentor], Outcome]
"""Does something for a mentor."""
Pick = Callable[[Turn, Todo, Sequence[Mentor]], Mentor]
"""Tells by which of their profiles somebody acts who is a mentor of several organisations."""


def _of_question(turn: Turn, todo: Todo, mine: Sequence[Mentor]) -> Mentor:
    """Return the profile that has a question in hand, or could have it; the first for none."""
    number = _id(todo)
    return next((one for one in mine if claims.in_hand(turn.connection, one, number) is not None), mine[0])


def _of_queue(turn: Turn, _todo: Todo, mine: Sequence[Mentor]) -> Mentor:
    """Return the profile for which something waits, the longest first; the first for none."""
    waits = [(one, claims.next_for(turn.connection, one, turn.now)) for one in mine]
    found = [(question.since, one.id, one) for one, question in waits if question is not None]
    return min(found)[2] if found else mine[0]


def mentored(outcomes: tuple[str, ...], run: Mentored, pick: Pick = _of_question) -> Action:
    """Return an action for mentors only; anybody else is ``denied``."""

    def act(turn: Turn, todo: Todo, _by: Actor) -> Outcome:
        if not (mine := _mine(turn)):
            raise Denied(RIGHT)
        return run(turn, todo, pick(turn, todo, mine) if len(mine) > 1 else mine[0])

    return acts(RIGHT, outcomes, act)


def _mine(turn: Turn) -> list[Mentor]:
    person = person_of(turn)
    return mentors.profiles(turn.connection, person.id if person else 0, "mentor", turn.contact.language)


def _begin(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    if held := [one for each in _mine(turn) for one in claims.held_by(turn.connection, each)]:
        return Outcome("mine", question_cards.about(held[0]))
    return _others(turn, todo, mentor)


def _others(turn: Turn, _todo: Todo, mentor: Mentor) -> Outcome:
    """Tell what waits for a mentor beside what they have taken."""
    if mentors.is_paused(mentor, turn.now):
        return Outcome("paused")
    number, since = claims.waiting(turn.connection, mentor, turn.now)
    if not number or since is None:
        return Outcome("none")
    return Outcome("found", {"number": str(number), "days": str((turn.now - since).days)})


def _next(turn: Turn, _todo: Todo, mentor: Mentor) -> Outcome:
    found = claims.next_for(turn.connection, mentor, turn.now)
    return Outcome("none") if found is None else Outcome("found", question_cards.about(found))


def _take(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Take a question, and hear it: only who has taken it hears what was asked."""
    came = claims.take(turn.connection, mentor, _id(todo), turn.now)
    if came.state not in {"taken", "again", "mine"} or came.question is None:
        return Outcome(came.state)
    _let_hear(turn, came.question)
    return Outcome("again" if came.state == "again" else "taken", question_cards.about(came.question))


def _let_hear(turn: Turn, question: Question) -> None:
    """Let a mentor hear what was asked, below the name of who showed it."""
    turn.extra += question_cards.signed(asker(turn.connection, question))
    hearing.play(turn, relay.asked(turn.connection, question))


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


def _give_back(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    done = claims.give_back(turn.connection, turn.programme, mentor, _id(todo), turn.now)
    return Outcome("done" if done else "gone")


def _hear(turn: Turn, todo: Todo) -> Outcome:
    kept = hearing.heard(turn, todo)
    hearing.again(turn, kept)
    return Outcome("heard", {name: kept[name] for name in ("words", "voice")})


def _send(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Send an answer; where its day was over and nobody else has taken the question, it is still theirs."""
    number, said = _id(todo), hearing.said(todo.answers)
    state = claims.send(turn.connection, turn.programme, mentor, number, said, turn.now)
    question = questions.get(turn.connection, number) if state == "translating" else None
    told: dict[str, Value] = {"language": question_cards.language(question.language)} if question else {}
    return Outcome(state, told)


def _later(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    if claims.in_hand(turn.connection, mentor, _id(todo)) is None:
        return Outcome("gone")
    if claims.has_lapsed(turn.connection, mentor, _id(todo)):
        return Outcome("lapsed")
    left = claims.lapses_in(turn.connection, _id(todo), turn.now)
    return Outcome("kept", {"hours": hours(left)})


def hours(left: timedelta) -> str:
    """Return a time that is left in whole hours, at least one."""
    return str(max(1, left // timedelta(hours=1)))


def _pass_to(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    found = claims.in_hand(turn.connection, mentor, _id(todo))
    if found is None:
        return Outcome("gone")
    others = claims.colleagues(turn.connection, mentor, found.id, turn.now)[:MOST]
    names = [_name(turn, one) for one in others]
    told = [name if names.count(name) == 1 else f"{name} {one.id}" for one, name in zip(others, names, strict=True)]
    offers = tuple(Offer(f"m{one.id}", f"👤 {name}") for one, name in zip(others, told, strict=True))
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _name(turn: Turn, mentor: Mentor) -> str:
    """Return what a colleague is called: as staff wrote it, else as they call themself."""
    return mentor.label or name_of(turn, mentor.person_id)


def _pass(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Pass a question to a colleague, to anybody or to staff, whichever was tapped."""
    chosen = todo.answer.value if isinstance(todo.answer, Chosen) else ""
    if chosen == "staff":
        return Outcome("passed" if claims.to_staff(turn.connection, mentor, _id(todo), turn.now) else "gone")
    to = int(chosen[1:]) if chosen[1:].isdecimal() else None
    passed = claims.pass_on(turn.connection, turn.programme, mentor, _id(todo), turn.now, to)
    return Outcome("passed" if passed else "gone")


def _look(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    return Outcome("gone" if claims.in_hand(turn.connection, mentor, _id(todo)) is None else "open")


def _flag(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    return Outcome("flagged" if claims.flag(turn.connection, mentor, _id(todo), turn.now) else "gone")


def _pause(turn: Turn, todo: Todo, _mentor: Mentor) -> Outcome:
    long = PAUSES.get(str(todo.answers["pause"]))
    for one in _mine(turn):
        mentors.pause(turn.connection, one, UNTIL_I_WRITE if long is None else turn.now + long, turn.now)
    return Outcome("paused")


def _resume(turn: Turn, _todo: Todo, _mentor: Mentor) -> Outcome:
    for one in _mine(turn):
        mentors.pause(turn.connection, one, None, turn.now)
    return Outcome("on")


def _change(turn: Turn, **profile: Any) -> None:
    """Change what somebody chose, in all their profiles: it is about them, not about an organisation."""
    for one in _mine(turn):
        mentors.change(turn.connection, one.id, **profile)


def _hours(turn: Turn, todo: Todo, _mentor: Mentor) -> Outcome:
    _change(turn, hours=HOURS[str(todo.answers["hours"])])
    return Outcome("saved")


def _topics(_turn: Turn, _todo: Todo, mentor: Mentor) -> Outcome:
    mine = mentor.topics or mentors.TOPICS
    return Outcome("shown", {"mine": " ".join(question_cards.picture(one) for one in mentors.TOPICS if one in mine)})


def _topic(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    """Take a topic on or off; all of them are stored as none in particular."""
    kept = flipped(mentor.topics or mentors.TOPICS, str(todo.answers["topic"]), mentors.TOPICS)
    _change(turn, topics=() if kept == tuple(mentors.TOPICS) else kept)
    return Outcome("changed")


def _languages(_turn: Turn, _todo: Todo, mentor: Mentor) -> Outcome:
    return Outcome("shown", {"mine": ", ".join(question_cards.language(one) for one in mentor.languages)})


def _language(turn: Turn, todo: Todo, mentor: Mentor) -> Outcome:
    kept = flipped(mentor.languages, str(todo.answers["speaks"]), tuple(NAMES))
    _change(turn, languages=kept)
    return Outcome("changed")


def flipped(mine: Sequence[str], one: str, every: Sequence[str]) -> tuple[str, ...]:
    """Return a choice with one more or less, in the order of all there are; the last one of it stays."""
    chosen = {*mine} ^ {one} or {one}
    return tuple(each for each in every if each in chosen)


def _show_name(turn: Turn, todo: Todo, _mentor: Mentor) -> Outcome:
    _change(turn, shows_name=todo.answers["name"] == "yes")
    return Outcome("saved")


ACTIONS: Actions = {
    "mentor_begin": mentored(("found", "none", "mine", "paused"), _begin, _of_queue),
    "mentor_others": mentored(("found", "none", "paused"), _others, _of_queue),
    "mentor_next": mentored(("found", "none"), _next, _of_queue),
    "question_take": mentored(("taken", "again", "other", "busy", "gone"), _take),
    "question_give_back": mentored(("done", "gone"), _give_back),
    "question_hear": Action(("heard",), _hear),
    "question_send": mentored(("sent", "translating", "lapsed", "gone"), _send),
    "question_later": mentored(("kept", "lapsed", "gone"), _later),
    "question_pass_to": mentored(("found", "none", "gone"), _pass_to),
    "question_pass": mentored(("passed", "gone"), _pass),
    "question_look": mentored(("open", "gone"), _look),
    "question_flag": mentored(("flagged", "gone"), _flag),
    "mentor_pause": mentored(("paused",), _pause),
    "mentor_resume": mentored(("on",), _resume),
    "mentor_hours": mentored(("saved",), _hours),
    "mentor_topics": mentored(("shown",), _topics),
    "mentor_topic": mentored(("changed",), _topic),
    "mentor_languages": mentored(("shown",), _languages),
    "mentor_language": mentored(("changed",), _language),
    "mentor_name": mentored(("saved",), _show_name),
}
"""What the flow of mentors asks of the world."""
