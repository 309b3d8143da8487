"""Questions in the words of one reader: topic, language and standing, on the cards of members, mentors and helpers.

It never decides who may read one, and what people said is never on a card.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.channels.port import Part
from bot.languages import format_time
from bot.programme import Programme
from bot.services import meeting_cards
from bot.services.spoken import NAMES
from bot.services.wall import wall_of
from flows.advice import ADVICE
from flows.ask import ASK
from flows.core.screens import aside, card
from flows.core.states import Choose
from flows.core.values import Offer, Reply, Value
from flows.mentor import QUESTION
from flows.slots import SLOT
from flows.translation import TRANSLATION
from storage.advice import Advice
from storage.contacts import Contact
from storage.meetings import Meeting
from storage.questions import Question
from storage.translations import Translation

_CHOICE = ASK.by_name["topic"]
TOPICS: Mapping[str, str] = {one.value: one.label for one in _CHOICE.options} if isinstance(_CHOICE, Choose) else {}
"""Every topic with its English words, which begin with its picture."""
STANDS: Mapping[str, str] = {
    **dict.fromkeys(("waiting", "passed_on"), "stand_waiting"),
    "needs_translation": "stand_words",
    "claimed": "stand_taken",
    "flagged": "stand_team",
    "answered": "stand_answered",
}
"""What somebody is told of where their question is."""


UNTOLD = "–"
"""What stands for a name that nobody has told."""


def topic(key: str) -> Offer:
    """Return what a question is about, with its picture."""
    return Offer(key, TOPICS.get(key, key), f"{ASK.name}.topic.{key}" if key in TOPICS else "")


def picture(key: str) -> str:
    """Return the picture of a topic."""
    return TOPICS.get(key, "❓").partition(" ")[0]


def language(key: str) -> str:
    """Return a spoken language by its own name."""
    return NAMES.get(key, key)


def stand(question: Question) -> Value:
    """Return where a question is, in words for who asked it."""
    return _aside(STANDS.get(question.state, "stand_team"))


def about(question: Question) -> dict[str, Value]:
    """Return what a mentor is told of a question."""
    named: dict[str, Value] = {"topic": topic(question.topic), "language": language(question.read_in)}
    return {"id": str(question.id), "version": str(question.version), **named}


def offer(question: Question) -> Reply:
    """Return the card that asks a mentor whether they can answer."""
    return card(QUESTION, "offer", question.id, question.version, about(question))


def waiting(question: Question) -> Reply:
    """Return the card that reminds a mentor of a question they have taken."""
    return card(QUESTION, "waiting", question.id, question.version, about(question))


def late(question: Question, *, more: bool) -> Reply:
    """Return the apology for a long wait; ``more``: somebody waits for other answers as well."""
    return card(ASK, "late_all" if more else "late", question.id, question.version, {})


def answered(question: Question) -> tuple[Reply, Reply]:
    """Return what stands before an answer, and the card after it that asks whether it helped."""
    said = getattr(ASK.by_name["answer_is"], "say", "")
    head = Reply(f"{ASK.name}.answer_is", said, {"topic": topic(question.topic)})
    return head, card(ASK, "answered", question.id, question.version, {})


def signed(name: str) -> list[Part]:
    """Return the name of whoever said what follows, as a message of its own: no session keeps it; none for no name."""
    return [Part(f"👤 {name}")] if name else []


def translation(found: Translation, question: Question) -> Reply:
    """Return the card that asks a helper to say something in other words."""
    state = "rewrite" if found.kind == "voice" else "offer"
    return card(TRANSLATION, state, found.id, found.version, about_translation(found, question))


def about_translation(found: Translation, question: Question) -> dict[str, Value]:
    """Return what a helper is told of a piece of work; a voice stays in its language."""
    named: dict[str, Value] = {"source": language(found.from_language), "target": language(found.to_language)}
    return {"id": str(found.id), "version": str(found.version), "topic": topic(question.topic), **named}


def advice(found: Advice) -> Reply:
    """Return the card by which staff decide whether others may hear an answer."""
    return card(ADVICE, "decide", found.id, found.version, about_advice(found))


def about_advice(found: Advice) -> dict[str, Value]:
    """Return what staff are told of an answer."""
    named: dict[str, Value] = {"topic": topic(found.topic), "language": language(found.language)}
    return {"id": str(found.id), "version": str(found.version), **named}


def booked(at: datetime, expert: str, meeting: Meeting, contact: Contact, programme: Programme) -> Reply:
    """Return the card of a time with an expert; ``at`` is when it begins."""
    return _slot("booked", at, expert, meeting, contact, programme)


def lost(at: datetime, expert: str, meeting: Meeting, contact: Contact, programme: Programme) -> Reply:
    """Return the card that tells somebody that their time with an expert was taken away."""
    return _slot("lost", at, expert, meeting, contact, programme)


def _slot(state: str, at: datetime, expert: str, meeting: Meeting, contact: Contact, programme: Programme) -> Reply:
    told = meeting_cards.details(meeting, contact, programme)
    begins = wall_of(at, meeting_cards.zone_for(meeting, contact, programme))
    values = {**told, "time": format_time(begins, contact.language), "mentor": expert or UNTOLD}
    return card(SLOT, state, meeting.id, meeting.version, values)


def _aside(name: str) -> Offer:
    found = aside(name)
    return Offer(name, found.say, found.key)
