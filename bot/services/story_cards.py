"""Stories in the words of one reader: their cards, who tells them, how they stand; what was told is never on a card."""

from bot.programme import Programme
from bot.services import question_cards, tip_cards
from bot.services.onboarding import UNTOLD, shown
from bot.services.spoken import spoken
from flows.core.screens import aside, card
from flows.core.values import Offer, Reply, Value
from flows.moderate import MODERATE
from flows.tips import TIP
from storage.contacts import Contact
from storage.people import Person
from storage.stories import Story
from storage.tips import Tip

STANDS = {"proposed": "story_waits", "published": "story_live"}
"""What its teller is told of where a story is."""
NAMED = {True: Offer("yes", "👤 Yes", "tip.show_name.yes"), False: Offer("no", "🙈 No name", "tip.show_name.no")}
FACES = {"yes": Offer("yes", "👍 Yes", "tip.faces.yes"), "nobody": Offer("nobody", "🙂 No people", "tip.faces.nobody")}


def teller(programme: Programme, person: Person | None) -> dict[str, Value]:
    """Return the work and the town of who tells a story, as far as the programme knows them: no words of their own."""
    trade = person.trade if person is not None and person.trade in programme.trade else ""
    town = person.town if person is not None and person.town in programme.town else ""
    return {"trade": shown(programme, "trade", trade), "town": shown(programme, "town", town)}


def stand(one: Story) -> Value:
    """Return where a story is, in words for its teller."""
    return _aside(STANDS[one.state])


def decided(one: Story, tip: Tip) -> Reply:
    """Return the card that tells what became of a story; it is answered as one about its tip."""
    if one.state == "published":
        return card(TIP, "live", tip.id, tip.version, {"number": str(one.id)})
    reason = _aside(f"story_{one.reason}")
    return card(TIP, "fix", tip.id, tip.version, {"number": str(one.id), "reason": reason})


def to_decide(one: Story, tip: Tip, contact: Contact) -> Reply:
    """Return the card by which staff decide about a story."""
    return card(MODERATE, "decide", one.id, one.version, about(one, tip, contact))


def about(one: Story, tip: Tip, contact: Contact) -> dict[str, Value]:
    """Return what staff are told of a story beside itself."""
    said = tip_cards.details(tip, contact)
    return {
        "id": str(one.id),
        "version": str(one.version),
        "number": str(one.id),
        "picture": said["picture"],
        "tip": said["tip"],
        "language": question_cards.language(spoken(one.language)),
        "named": NAMED[one.named],
        "faces": FACES.get(one.faces, UNTOLD),
    }


def _aside(name: str) -> Offer:
    found = aside(name)
    return Offer(name, found.say, found.key)
