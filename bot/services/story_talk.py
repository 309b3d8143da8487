"""What the flows about tips and stories ask of the world: hearing a neighbour, telling, taking back; it only talks."""

from collections.abc import Callable

from bot.services import hearing, stories, story_cards, tip_cards, tips
from bot.services.ask_talk import of_member
from bot.services.onboarding import consent, member_of
from bot.services.stories import Faces, Told
from bot.services.turn import Action, Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo
from storage import people
from storage import stories as rows
from storage import tips as known
from storage.people import Person
from storage.stories import Story

MOST = 20
"""How many of somebody's stories a list holds, the newest first."""
FACES: dict[str, Faces] = {"yes": "yes", "nobody": "nobody"}


def _hear(turn: Turn, todo: Todo) -> Outcome:
    """Let somebody hear a neighbour who has done what a tip says."""
    tip, person = known.get(turn.connection, _id(todo)), member_of(turn)
    if tip is None or tip.status != "live":
        return Outcome("gone")
    told = {**tip_cards.details(tip, turn.contact), "neighbour": ""}
    organisation = tips.place(turn.programme, turn.contact, person)["organisation"]
    every = rows.in_state(turn.connection, "published", tip.id)
    there = [one for one in every if stories.is_there(turn.connection, one)]
    found = stories.for_reader(there, organisation, turn.contact)
    if found is None:
        return Outcome("silent", told)
    turn.extra += stories.told(turn.connection, found, turn.contact.id, turn.now)
    teller = people.get(turn.connection, found.person_id or 0)
    return Outcome("told", {**told, **story_cards.teller(turn.programme, teller)})


def _look(turn: Turn, todo: Todo) -> Outcome:
    return Outcome("seen", dict(hearing.heard(turn, todo)))


def _listen(*, photo: bool) -> Callable[[Turn, Todo], Outcome]:
    """Return what lets somebody hear once more what they tell, before they are asked whether others may."""

    def run(turn: Turn, todo: Todo) -> Outcome:
        kept = hearing.heard(turn, todo, photo=photo)
        hearing.again(turn, kept)
        return Outcome("heard", kept)

    return run


def _told(turn: Turn, todo: Todo) -> Outcome:
    """Give a story to staff, with the yes to share it."""
    person, tip, said = member_of(turn), known.get(turn.connection, _id(todo)), hearing.said(todo.answers)
    if person is None or tip is None or said.is_empty:
        return Outcome("gone")
    told = Told(said, todo.answers.get("show_name") == "yes", FACES.get(str(todo.answers.get("faces")), ""))
    where = tips.place(turn.programme, turn.contact, person)
    number = stories.send(turn.connection, tip.id, person, told, turn.contact.language, where, turn.now)
    consent(turn, stories.CONSENT, given=True)
    return Outcome("kept", {"number": str(number)})


def _tell_again(turn: Turn, todo: Todo) -> Outcome:
    tip = known.get(turn.connection, _id(todo))
    return Outcome("fine" if tip is not None and member_of(turn) is not None else "gone")


def _take_back(turn: Turn, todo: Todo, person: Person) -> Outcome:
    found = stories.of_tip(turn.connection, person.id, _id(todo))
    if found is None:
        return Outcome("none")
    stories.withdraw(turn.connection, found, turn.now)
    consent(turn, stories.CONSENT, given=False)
    return Outcome("taken")


def _tells(turn: Turn, _todo: Todo, person: Person) -> Outcome:
    return Outcome("yes" if stories.mine(turn.connection, person.id) else "no")


def _mine(turn: Turn, _todo: Todo, person: Person) -> Outcome:
    offers = tuple(_offer(turn, one) for one in stories.mine(turn.connection, person.id)[:MOST])
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _offer(turn: Turn, one: Story) -> Offer:
    tip = known.get(turn.connection, one.tip_id)
    return Offer(f"s{one.id}", f"{tip.pictogram if tip else '🌱'} {one.id}")


def _stand(turn: Turn, todo: Todo, person: Person) -> Outcome:
    """Tell how a story stands, and let its teller hear it."""
    picked = todo.answers["mine"]
    number = int(picked.value[1:]) if isinstance(picked, Offer) else 0
    found = next((one for one in stories.mine(turn.connection, person.id) if one.id == number), None)
    if found is None:
        return Outcome("gone")
    hearing.play(turn, stories.matter(found))
    told = {ID: str(found.tip_id), "number": str(found.id), "stand": story_cards.stand(found)}
    return Outcome("found", told)


def _id(todo: Todo) -> int:
    return int(str(todo.answers.get(ID, "0")))


ACTIONS: Actions = {
    "tip_hear": Action(("told", "silent", "gone"), _hear),
    "tip_look": Action(("seen",), _look),
    "tip_listen": Action(("heard",), _listen(photo=False)),
    "tip_listen_too": Action(("heard",), _listen(photo=True)),
    "tip_told": Action(("kept", "gone"), _told),
    "tip_tell_again": Action(("fine", "gone"), _tell_again),
    "tip_take_back": of_member(("taken", "none"), _take_back, "none"),
    "tells_stories": of_member(("yes", "no"), _tells, "no"),
    "story_mine": of_member(("found", "none"), _mine, "none"),
    "story_look": of_member(("found", "gone"), _stand, "gone"),
}
"""What the flows about tips and stories ask of the world."""
