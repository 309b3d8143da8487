"""What the flow of helpers asks of the world: what must be said in other words, taking it, saying it; it only talks."""

from collections.abc import Callable, Sequence

from bot.services import hearing, mentors, question_cards, relay, translating
from bot.services.mentor_talk import hours
from bot.services.onboarding import person_of
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.turn import Action, Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo
from storage import questions, translations
from storage.mentors import Mentor
from storage.translations import Translation

RIGHT = "translate_questions"
MOST = 20
"""How many pieces of work a list holds, the oldest first."""

Helping = Callable[[Turn, Todo, Mentor], Outcome]
"""Does something for a helper."""


def _helping(outcomes: tuple[str, ...], run: Helping, otherwise: str) -> Action:
    """Return an action for helpers; ``otherwise`` is what becomes of others who have the right."""

    def act(turn: Turn, todo: Todo, _by: Actor) -> Outcome:
        mine = _mine(turn)
        return run(turn, todo, _of_work(turn, mine, _id(todo))) if mine else Outcome(otherwise)

    return acts(RIGHT, tuple(dict.fromkeys((*outcomes, otherwise))), act)


def _mine(turn: Turn) -> list[Mentor]:
    person = person_of(turn)
    return mentors.profiles(turn.connection, person.id if person else 0, "helper", turn.contact.language)


def _of_work(turn: Turn, mine: Sequence[Mentor], number: int) -> Mentor:
    """Return the profile that has a piece of work, or may have it; the first for none."""
    found = translations.get(turn.connection, number) if len(mine) > 1 else None
    if found is None:
        return mine[0]
    able = [one for one in mine if translating.may(turn.connection, one, found)]
    return next((one for one in able if found.helper_id == one.id), (able or mine)[0])


def _list(turn: Turn, _todo: Todo, _helper: Mentor) -> Outcome:
    """Offer what they have taken first, then what waits."""
    mine = _mine(turn)
    held = [one for each in mine for one in translating.held_by(turn.connection, each)]
    every = [*held, *(one for each in mine for one in translating.waiting(turn.connection, each))]
    found = list({one.id: one for one in every}.values())[:MOST]
    offers = tuple(Offer(f"t{one.id}", _label(turn, one)) for one in found)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _label(turn: Turn, one: Translation) -> str:
    """Return a piece of work as a list shows it: the picture of its topic, its number and its languages."""
    question = questions.get(turn.connection, one.question_id)
    sign = question_cards.picture(question.topic) if question else "❓"
    return f"{sign} {one.id}: {one.from_language} → {one.to_language}"


def _look(turn: Turn, todo: Todo, _helper: Mentor) -> Outcome:
    picked = todo.answers["list"]
    helper = _of_work(turn, _mine(turn), int(picked.value[1:]) if isinstance(picked, Offer) else 0)
    found = translations.get(turn.connection, int(picked.value[1:])) if isinstance(picked, Offer) else None
    question = questions.get(turn.connection, found.question_id) if found else None
    if found is None or question is None or not translating.may(turn.connection, helper, found):
        return Outcome("gone")
    if found.state == "waiting" or (found.state == "claimed" and found.helper_id == helper.id):
        name = "voice" if found.kind == "voice" else "other"
        return Outcome(name, question_cards.about_translation(found, question))
    return Outcome("gone")


def _take(turn: Turn, todo: Todo, helper: Mentor) -> Outcome:
    """Take a piece of work, and hear it."""
    came = translating.take(turn.connection, helper, _id(todo), turn.now)
    question = questions.get(turn.connection, came.translation.question_id) if came.translation else None
    if came.translation is None or question is None:
        return Outcome("gone")
    hearing.play(turn, relay.to_say(turn.connection, came.translation, question))
    return Outcome("taken", question_cards.about_translation(came.translation, question))


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


def _hear(turn: Turn, todo: Todo) -> Outcome:
    kept = hearing.heard(turn, todo)
    hearing.again(turn, kept)
    return Outcome("heard", {name: kept[name] for name in ("words", "voice")})


def _later(turn: Turn, todo: Todo, helper: Mentor) -> Outcome:
    found = translations.get(turn.connection, _id(todo))
    if found is None or found.helper_id != helper.id or found.lapses_at is None:
        return Outcome("gone")
    return Outcome("kept", {"hours": hours(found.lapses_at - turn.now)})


def _send(turn: Turn, todo: Todo, helper: Mentor) -> Outcome:
    said = hearing.said(todo.answers)
    state = translating.send(turn.connection, turn.programme, helper, _id(todo), said, turn.now)
    return Outcome("sent" if state == "sent" else "gone")


def _pass(turn: Turn, todo: Todo, helper: Mentor) -> Outcome:
    back = translating.give_back(turn.connection, turn.programme, helper, _id(todo), turn.now)
    return Outcome("passed" if back else "gone")


ACTIONS: Actions = {
    "translation_list": _helping(("found", "none"), _list, "none"),
    "translation_look": _helping(("voice", "other", "gone"), _look, "gone"),
    "translation_take": _helping(("taken", "gone"), _take, "gone"),
    "translation_hear": Action(("heard",), _hear),
    "translation_send": _helping(("sent", "gone"), _send, "gone"),
    "translation_later": _helping(("kept", "gone"), _later, "gone"),
    "translation_pass": _helping(("passed", "gone"), _pass, "gone"),
}
"""What the flow of helpers asks of the world."""
