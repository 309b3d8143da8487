"""What the flow about answers for others asks of the world: what waits, hearing it, deciding; it only talks."""

from bot.services import hearing, question_cards, sharing
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.turn import Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo

MOST = 40
"""How many answers a list holds, the oldest first."""


def _list(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    found = sharing.waiting(turn.connection, by)[:MOST]
    offers = tuple(Offer(f"a{one.id}", f"{question_cards.picture(one.topic)} {one.id}") for one in found)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    picked = todo.answers["list"]
    return _told(turn, by, int(picked.value[1:]) if isinstance(picked, Offer) else 0, "open")


def _hear(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _told(turn, by, _id(todo), "told")


def _told(turn: Turn, by: Actor, number: int, outcome: str) -> Outcome:
    """Let staff hear an answer that waits for them."""
    found = sharing.read(turn.connection, by, number)
    if found is None or found.state != "proposed":
        return Outcome("gone")
    hearing.play(turn, sharing.matter(turn.connection, found))
    return Outcome(outcome, question_cards.about_advice(found))


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


def _publish(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    done = sharing.decide(turn.connection, by, _id(todo), "published", turn.now)
    return Outcome("published" if done else "gone")


def _reject(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    done = sharing.decide(turn.connection, by, _id(todo), "rejected", turn.now)
    return Outcome("rejected" if done else "gone")


ACTIONS: Actions = {
    "advice_list": acts(sharing.RIGHT, ("found", "none"), _list),
    "advice_look": acts(sharing.RIGHT, ("open", "gone"), _look),
    "advice_hear": acts(sharing.RIGHT, ("told", "gone"), _hear),
    "advice_publish": acts(sharing.RIGHT, ("published", "gone"), _publish),
    "advice_reject": acts(sharing.RIGHT, ("rejected", "gone"), _reject),
}
"""What the flow about answers for others asks of the world."""
