"""A session is plain JSON: written, read and written again between any two messages, nothing changes."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import BOOK
from flows.core.engine import begin
from flows.core.flow import Book
from flows.core.session import Frame, Session
from flows.core.upgrade import upgrade
from flows.core.values import Offer
from tests.flows.moves import Move, made, moves, settled
from tests.flows.small import SMALL
from tests.flows.talk import Talk, stored

words = st.text(max_size=8)
offer = st.builds(Offer, words, words, words)
frames = st.builds(
    Frame,
    flow=words,
    version=st.integers(1, 99),
    state=words,
    answers=st.dictionaries(words, words | offer, max_size=3),
    offers=st.lists(offer, max_size=3).map(tuple),
    trail=st.lists(words, max_size=3).map(tuple),
    page=st.integers(0, 9),
)
sessions = st.builds(Session, frames, st.lists(frames, max_size=2).map(tuple), st.integers(0, 2), words)


@given(sessions)
def test_a_session_is_the_same_after_json(session: Session) -> None:
    data = session.to_json()
    assert Session.from_json(json.loads(json.dumps(data))) == session
    assert Session.from_json(data).to_json() == data


def test_what_is_empty_is_left_out() -> None:
    assert Session(Frame("menu", 1, "who")).to_json() == {"flow": "menu", "version": 1, "state": "who"}


def test_what_stands_in_the_database() -> None:
    talk = Talk.begun(SMALL, "market", number=1)
    talk.write("Ana")
    talk.command("language")
    assert talk.session.to_json() == {
        "flow": "language",
        "version": 1,
        "state": "which",
        "stack": [
            {
                "flow": "market",
                "version": 3,
                "state": "stall",
                "answers": {"name": "Ana"},
                "offers": [["o0", "📍 Offer 0", ""]],
                "trail": ["name"],
            }
        ],
    }


@pytest.mark.parametrize("book", [SMALL, BOOK], ids=["small", "drom"])
@settings(max_examples=60, deadline=None)
@given(path=st.lists(moves, max_size=30), first=st.integers(0, 99))
def test_a_session_that_is_stored_between_messages_behaves_the_same(book: Book, path: list[Move], first: int) -> None:
    names = sorted(book.flows)
    kept = settled(book, begin(book, names[first % len(names)]), Move(0, first)).session
    written = stored(kept)
    for move in path:
        step, same = made(book, kept, move), made(book, written, move)
        assert step == same
        kept, written = step.session, stored(same.session)
        assert upgrade(book, written) == kept
