"""What the flow of helpers asks of the world: what must be said in other words, taking it, saying it; it only talks."""

from collections.abc import Callable

from bot.services import hearing, mentors, question_cards, relay, translating
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
        person = person_of(turn)
        who = (person.id if person else 0, "helper", turn.contact.language, turn.now)
        found = mentors.profile(turn.connection, *who)
        return Outcome(otherwise) if found is None else run(turn, todo, found)

    return acts(RIGHT, tuple(dict.fromkeys((*outcomes, otherwise))), act)


def _list(turn: Turn, _todo: Todo, helper: Mentor) -> Outcome:
    """Offer what they have taken first, then what waits."""
    found = [*translating.held_by(turn.connection, helper), *translating.waiting(turn.connection, helper)][:MOST]
    offers = tuple(Offer(f"t{one.id}", _label(turn, one)) for one in found)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _label(turn: Turn, one: Translation) -> str:
    """Return a piece of work as a list shows it: the picture of its topic, its number and its languages."""
    question = questions.get(turn.connection, one.question_id)
    sign = question_cards.picture(question.topic) if question else "❓"
    return f"{sign} {one.id}: {one.from_language} → {one.to_language}"


def _look(turn: Turn, todo: Todo, helper: Mentor) -> Outcome:
    picked = todo.answers["list"]
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
    "translation_pass": _helping(("passed", "gone"), _pass, "gone"),
}
"""What the flow of helpers asks of the world."""
