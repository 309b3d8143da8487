"""How long a turn of the engine takes, from the stored session to the one that is stored next; told, not judged."""

import json
import time

import pytest

from flows import BOOK
from flows.core.engine import receive
from flows.core.explore import answers_for
from flows.core.session import Session
from tests.flows.conftest import Explored

EACH = 10
"""Every tenth session is measured, which are thousands of turns."""


def test_the_engine_is_fast(explored: Explored, capsys: pytest.CaptureFixture[str]) -> None:
    sessions = explored.found.sessions[::EACH]
    turns = [
        (json.dumps(session.to_json()), answer) for session in sessions for answer in answers_for(BOOK, session.here)
    ]
    before = time.process_time()
    for text, answer in turns:
        json.dumps(receive(BOOK, Session.from_json(json.loads(text)), answer).session.to_json())
    micros = (time.process_time() - before) / len(turns) * 1e6
    with capsys.disabled():
        print(f"\nengine: {micros:.0f} µs of processor time a turn, over {len(turns)} turns")
    assert len(turns) > len(sessions)
