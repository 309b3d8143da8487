"""Every kind of message in every state there is: stored, heard by a person, or met with a kind word; never an error."""

from collections.abc import Mapping

import pytest

from bot.channels.port import Inbound
from bot.understand import understand
from bot.vocabulary import Vocabulary
from flows import BOOK
from flows.core.engine import receive, show
from flows.core.explore import KINDS, settle
from flows.core.screens import screens
from flows.core.session import Frame, Session
from flows.core.states import Ask, Choose, Pick
from flows.core.values import MediaKind, Reply, Sent
from flows.core.walk import Step
from tests.flows.conftest import Explored
from tests.flows.readers import LIMITS, WORDS

VOCABULARY = Vocabulary(WORDS)


def heard(kind: MediaKind, shown: tuple[Reply, ...]) -> Sent:
    """Return what a message of a kind means where these screens are open."""
    place = (41.3275, 19.8187) if kind == "location" else None
    inbound = Inbound("telegram", "k", 1, "1001", kind, text="words under it", location=place)
    answer = understand(inbound, shown, WORDS, VOCABULARY, "sq", "AL", LIMITS["telegram"])
    assert isinstance(answer, Sent)
    return Sent(answer.kind, answer.reference or "7")


def wants(frame: Frame) -> Mapping[str, str]:
    """Return the kinds of message that a state takes itself."""
    state = BOOK.state(frame)
    return state.also if isinstance(state, Choose | Pick | Ask) else {}


def fate(kind: MediaKind, answer: Sent, before: Session, step: Step) -> str:
    """Tell what became of a message."""
    if step.todo is not None:
        assert step.todo.answer == answer
        assert kind == "location" or answer.reference in step.todo.answers.values() or step.todo.flow == "heard"
        return "ticket" if step.todo.flow == "heard" else "stored"
    if kind == "photo" and step.session.here.flow == "photo":
        assert step.session.here.answers["media"] == answer.reference
        return "ticket"
    if step.replies == show(BOOK, before).replies:
        return "shown again"
    unused = step.replies[0].key == "common.not_this" or step.replies[0].key.endswith(".retry")
    return "kind word" if unused else "stored"


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_of_any_kind_is_never_an_error(explored: Explored, kind: MediaKind) -> None:
    for session in explored.found.sessions:
        answer = heard(kind, screens(BOOK, session))
        step = receive(BOOK, session, answer)
        below = session.stack[-1:] if BOOK.flows[session.here.flow].interrupts else ()
        wanted = any(kind in wants(frame) for frame in (session.here, *below))
        expected = {"voice": "ticket", "photo": "ticket", "sticker": "shown again"}.get(kind, "kind word")
        assert fate(kind, answer, session, step) == ("stored" if wanted else expected), (session.here, answer)
        for end in settle(BOOK, step):
            assert end.replies
            assert end.understood
