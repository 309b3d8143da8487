"""Three messages that mean nothing, in every state there is: a person is offered, and nothing is lost."""

from flows import BOOK
from flows.core.engine import MISSES, receive
from flows.core.explore import GARBAGE, settle
from flows.core.session import Session
from flows.core.values import Chosen, Command, Reply, Said
from flows.core.walk import resumed
from tests.flows.conftest import Explored, came_back


def fresh(explored: Explored) -> list[Session]:
    """Return every session in which nothing has been misunderstood yet."""
    return [session for session in explored.found.sessions if session.misses == 0]


def missed(session: Session, times: int) -> tuple[Session, tuple[Reply, ...]]:
    """Say something that means nothing several times in a row."""
    replies: tuple[Reply, ...] = ()
    for _ in range(times):
        step = receive(BOOK, session, Said(GARBAGE))
        assert not step.understood
        assert step.todo is None
        session, replies = step.session, step.replies
    return session, replies


def test_the_third_miss_offers_a_person_and_keeps_the_state(explored: Explored) -> None:
    for session in fresh(explored):
        flow = BOOK.flows[session.here.flow]
        if flow.name == "stuck":
            continue
        stuck, replies = missed(session, MISSES)
        assert stuck.here.flow == flow.stuck == "stuck"
        assert [reply.key for reply in replies] == ["stuck.ask"]
        kept = session.stack if flow.interrupts and session.stack else (*session.stack, session.here)
        assert stuck.stack == kept
        again = receive(BOOK, stuck, Chosen("stuck", "ask", "redo", 1)).session
        assert (again.here, again.stack, again.misses) == (resumed(BOOK, kept[-1]), kept[:-1], 0)


def test_before_it_the_screen_stays_and_is_said_in_other_words(explored: Explored) -> None:
    for session in fresh(explored):
        said = []
        for times in range(1, MISSES):
            after, replies = missed(session, times)
            assert (after.here, after.stack, after.misses) == (session.here, session.stack, times)
            said.append([reply.key for reply in replies])
            assert replies[-1].lines == (times == MISSES - 1)
        place = f"{session.here.flow}.{session.here.state}"
        assert said in (
            [["common.miss1", place], ["common.miss2", place]],
            [[f"{place}.retry"], ["common.miss2", place]],
        )


def test_the_third_miss_where_a_person_is_offered_calls_one(explored: Explored) -> None:
    for session in fresh(explored):
        if session.here.flow == "stuck":
            before, _ = missed(session, MISSES - 1)
            step = receive(BOOK, before, Said(GARBAGE))
            assert step.todo is not None
            assert step.todo.action == "call_person"
            for end in settle(BOOK, step):
                place = session.stack[-1] if session.stack else session.here
                assert came_back(place, end) or not session.stack


def test_a_person_can_be_called_from_there_in_every_state(explored: Explored) -> None:
    for session in fresh(explored):
        stuck, _ = missed(session, MISSES) if session.here.flow != "stuck" else (session, ())
        for answer in (Chosen("stuck", "ask", "yes", 1), Command("help")):
            step = receive(BOOK, stuck, answer)
            assert step.todo is not None
            assert step.todo.action == "call_person"
            if stuck.stack:
                assert step.todo.below == f"{stuck.stack[-1].flow}.{stuck.stack[-1].state}"
