"""What the flow about stories asks of the world: what waits, hearing it, deciding; it only talks."""

from bot.services import hearing, sharing, stories, story_cards
from bot.services.relay import Matter
from bot.services.signing import acts
from bot.services.staff import Actor
from bot.services.turn import Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo
from storage import stories as rows
from storage import tips
from storage.stories import Story

MOST = 40
"""How many stories a list holds, the oldest first."""


def _moderates(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Tell what waits to be looked at: answers that others may hear, stories, or both."""
    if not stories.waiting(turn.connection, by):
        return Outcome("answers")
    return Outcome("both" if sharing.waiting(turn.connection, by) else "stories")


def _list(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    offers = tuple(_offer(turn, one) for one in stories.waiting(turn.connection, by)[:MOST])
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _offer(turn: Turn, one: Story) -> Offer:
    tip = tips.get(turn.connection, one.tip_id)
    return Offer(f"s{one.id}", f"{tip.pictogram if tip else '🌱'} {one.id}")


def _look(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    picked = todo.answers["list"]
    return _heard(turn, by, int(picked.value[1:]) if isinstance(picked, Offer) else 0, "open")


def _hear(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    return _heard(turn, by, _id(todo), "told")


def _heard(turn: Turn, by: Actor, number: int, outcome: str) -> Outcome:
    """Let staff hear a story that they may decide about; a file that is still on its way follows by itself."""
    found = stories.read(turn.connection, by, number)
    if found is None:
        return Outcome("gone")
    turn.extra += stories.told(turn.connection, found, turn.contact.id, turn.now)
    if not stories.is_there(turn.connection, found):
        hearing.play(turn, Matter("voice", media_id=found.voice_id, photo_id=found.photo_id))
    return _about(turn, found, outcome)


def _publish(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Publish what this member of staff has heard; what they have not they hear first."""
    if turn.contact.id not in rows.hearers(turn.connection, _id(todo)):
        return _heard(turn, by, _id(todo), "unheard")
    return Outcome("published" if stories.publish(turn.connection, by, _id(todo), turn.now) else "gone")


def _look_again(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = stories.read(turn.connection, by, _id(todo))
    return _about(turn, found, "open") if found is not None else Outcome("gone")


def _reject(turn: Turn, todo: Todo, by: Actor) -> Outcome:
    done = stories.reject(turn.connection, by, _id(todo), str(todo.answers["why"]), turn.now)
    return Outcome("rejected" if done else "gone")


def _about(turn: Turn, found: Story, outcome: str) -> Outcome:
    tip = tips.get(turn.connection, found.tip_id)
    return Outcome(outcome, story_cards.about(found, tip, turn.contact)) if tip is not None else Outcome("gone")


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


ACTIONS: Actions = {
    "staff_moderates": acts(stories.RIGHT, ("answers", "stories", "both"), _moderates),
    "moderate_list": acts(stories.RIGHT, ("found", "none"), _list),
    "moderate_look": acts(stories.RIGHT, ("open", "gone"), _look),
    "moderate_hear": acts(stories.RIGHT, ("told", "gone"), _hear),
    "moderate_publish": acts(stories.RIGHT, ("published", "unheard", "gone"), _publish),
    "moderate_look_again": acts(stories.RIGHT, ("open", "gone"), _look_again),
    "moderate_reject": acts(stories.RIGHT, ("rejected", "gone"), _reject),
}
"""What the flow about stories asks of the world."""
