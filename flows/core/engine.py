"""Pure functions from a session and an answer to the next session; they never touch the world or the time."""

from dataclasses import replace
from typing import assert_never

from flows.core.checks import RESERVED, WORD, fixed_options
from flows.core.commands import FLOW_OF, PHOTO_FLOW, RESUME_FLOW, STRAIGHT, TICKET_FLOW, VOICE_FLOW
from flows.core.flow import Book
from flows.core.screens import about, answers_card, aside, pages, screen, unusable, wire
from flows.core.session import Frame, Session
from flows.core.states import ANSWER, ID, VERSION, Ask, Choose, Do, End, Listening, Pick
from flows.core.values import Answer, Card, Chosen, Command, Offer, Outcome, Reply, Said, Sent, Unclear, Value
from flows.core.walk import Step, go, over, resumed, start, walk

MISSES = 3
"""How often in a row somebody may be misunderstood before a person is offered (Siemens iX: at most 3)."""


def begin(book: Book, flow: str) -> Step:
    """Open a flow with nothing below it."""
    return walk(book, Session(start(book, flow)))


def receive(
    book: Book, session: Session, answer: Answer, *, away: bool = False, hasty: bool = False, called: bool = False
) -> Step:
    """Return what follows from an answer.

    ``away`` tells that the person has been silent for a day, ``hasty`` that this came within seconds of the last,
    ``called`` that somebody of the team was called and has not answered yet: what no screen takes is for them.
    """
    if isinstance(answer, Chosen):
        return _chosen(book, session, answer, hasty=hasty)
    if isinstance(answer, Card):
        return _carded(book, session, answer, hasty=hasty)
    session = replace(session, last="")  # only two taps in a row can be a double tap
    match answer:
        case Command():
            return _command(book, replace(session, misses=0), answer)
        case Said():
            return _said(book, session, answer, away=away, called=called)
        case Sent():
            return _sent(book, session, answer, away=away, called=called)
        case Unclear(values=values):
            return _ask_back(book, session, values, called=called)
        case _:
            assert_never(answer)


def resolve(book: Book, session: Session, outcome: Outcome, answer: Answer | None = None) -> Step:
    """Go on after the action of the open ``Do``; raises ValueError for an outcome or offer it does not allow."""
    state = book.state(session.here)
    if not isinstance(state, Do) or outcome.name not in state.outcomes:
        raise ValueError(f"{session.here.flow}.{session.here.state} has no outcome {outcome.name}")
    if strange := set(outcome.answers) - set(state.gives):
        raise ValueError(f"{session.here.flow}.{state.name} does not give {sorted(strange)}")
    frame = go(session.here, state.outcomes[outcome.name], outcome.answers, trail=() if state.final else None)
    if isinstance(following := book.state(frame), Pick):
        frame = replace(frame, offers=_checked(following, outcome.offers))
    elif outcome.offers:
        raise ValueError(f"{frame.flow}.{frame.state} takes no offers")
    return walk(book, session.at(frame), answer=answer)


def enter(book: Book, session: Session, flow: str, state: str) -> Step:
    """Open an interruption at one of its states, whatever stands there."""
    return _interrupt(book, replace(session, misses=0, last=""), flow, state)


def show(book: Book, session: Session, *said: Reply) -> Step:
    """Say something and show the open screen again."""
    return Step(session, (*said, screen(book, session.here)))


def keeps(book: Book, session: Session, kind: str) -> bool:
    """Tell whether a file of a kind is for somebody: a voice or a photo always, any other where a screen wants it."""
    return kind in {"voice", "photo"} or _wanting(book, session, kind) is not None


def _checked(pick: Pick, offers: tuple[Offer, ...]) -> tuple[Offer, ...]:
    if not offers:
        raise ValueError(f"{pick.name} needs offers")
    taken = {RESERVED, *(option.value for option in pick.extra)}
    for offer in offers:
        if not WORD.fullmatch(offer.value) or offer.value in taken:
            raise ValueError(f"{offer.value!r} cannot be the value of an offer of {pick.name}")
        taken.add(offer.value)
    return offers


def _interrupt(book: Book, session: Session, flow: str, state: str = "", answer: Answer | None = None) -> Step:
    """Open an interruption on the conversation, in place of one that stands there already."""
    return walk(book, _interrupted(book, session, start(book, flow, state)), answer=answer)


def _interrupted(book: Book, session: Session, frame: Frame) -> Session:
    if over(book, session) or session.here.flow == frame.flow:
        return replace(session, here=frame)
    return replace(session, here=frame, stack=session.under())


def _chosen(book: Book, session: Session, answer: Chosen, *, hasty: bool) -> Step:
    """Take an option of the open screen, or of the one below an interruption; any other card is old."""
    flow = book.flows.get(answer.flow)
    place = (answer.flow, flow.place(answer.state) if flow else None)
    last = f"{answer.flow}.{place[1]}.{answer.value}"
    if hasty and last == session.last:
        return Step(session)
    session = _other_language(book, session, answer)
    if place != (session.here.flow, session.here.state) and over(book, session):
        below = session.stack[-1]
        session = session.below() if place == (below.flow, below.state) else session
    if place != (session.here.flow, session.here.state) or answer.value not in _values(book, session.here):
        return show(book, session, aside("old_button"))
    # Who turns pages fast taps the same button again and means it.
    last = "" if answer.value == RESERVED else last
    return _take(book, replace(session, misses=0, last=last), answer)


def _carded(book: Book, session: Session, answer: Card, *, hasty: bool) -> Step:
    """Answer a card by the flow behind it, which goes on the conversation; where its screen is open, it is answered.

    What stands there about the same thing gives way: it would go on from an answer that has changed.
    """
    flow, last = book.flows.get(answer.object), wire(answer)
    if hasty and last == session.last:
        return Step(session)
    if flow is None or answer.value not in flow.answers:
        return show(book, session, aside("old_button"))
    session = session.below() if over(book, session) else session
    session = replace(session, misses=0, last=last)
    if answers_card(book, session.here, answer):
        here = replace(session.here, answers={**session.here.answers, ANSWER: answer.value})
        return _forward(book, session.at(here), flow.answers[answer.value], None, answer)
    known = {ID: str(answer.id), VERSION: str(answer.version), ANSWER: answer.value}
    frame = replace(start(book, flow.name, flow.answers[answer.value]), answers=known)
    kept = tuple(one for one in (*session.stack, session.here) if not about(one, answer))
    if kept:
        session = replace(session, here=kept[-1], stack=kept[:-1])
    return walk(book, replace(session, here=frame, stack=session.under() if kept else ()), answer=answer)


def _other_language(book: Book, session: Session, answer: Chosen) -> Session:
    """Open the card of languages again for who took the wrong one and has answered nothing since."""
    flow = book.flows[FLOW_OF["language"]]
    chosen = session.last.startswith(f"{flow.name}.") and answer.flow == flow.name
    if not chosen or answer.state == session.here.state or not isinstance(flow.by_name.get(answer.state), Choose):
        return session
    frame, done = start(book, flow.name, answer.state), {end.then for end in flow.states if isinstance(end, End)}
    if session.here.flow in done and not session.stack and not session.here.trail:
        return replace(session, here=frame)  # what follows the choice begins anew
    return _interrupted(book, session, frame)


def _values(book: Book, frame: Frame) -> set[str]:
    """Return what may be chosen: the options shown, and those of a Pick's other pages, which are still in the chat."""
    shown = {option.value for option in screen(book, frame).options}
    return shown.union(offer.value for offer in frame.offers)


def _take(book: Book, session: Session, answer: Chosen) -> Step:
    frame = session.here
    state = book.state(frame)
    if answer.value == RESERVED and isinstance(state, Pick):
        return show(book, session.at(replace(frame, page=(frame.page + 1) % pages(state, frame))))
    for option in fixed_options(state):
        if option.value == answer.value and option.command:
            return _command(book, session, Command(option.command, sure=not option.careful))
        if option.value == answer.value:
            # Only an offer answers a Pick; who takes another way has not answered it yet.
            kept = None if isinstance(state, Pick) else option.value
            return _forward(book, session, option.next, kept, answer)
    offer = next(offer for offer in frame.offers if offer.value == answer.value)
    following = state.next if isinstance(state, Pick) else ""
    return _forward(book, session, following, offer, answer)


def _forward(book: Book, session: Session, following: str, value: Value | None, answer: Answer) -> Step:
    """Keep an answer under the open state's name and go on, remembering the way back."""
    frame, state = session.here, book.state(session.here)
    entry = book.flows[frame.flow].entry(state) if isinstance(state, Listening) else state.name
    moved = go(frame, following, {} if value is None else {state.name: value}, trail=(*frame.trail, entry))
    return walk(book, replace(session, here=moved, misses=0), answer=answer)


def _command(book: Book, session: Session, command: Command) -> Step:
    match command.name:
        case "back":
            return _back(book, session)
        case "again":
            found = resumed(book, session.here)
            return show(book, session) if found == session.here else walk(book, session.at(found))
        case "menu":
            return walk(book, Session(start(book, FLOW_OF["menu"]), last=session.last))
        case name:
            straight = STRAIGHT.get(name, "") if command.sure else ""
            return _interrupt(book, session, FLOW_OF[name], straight)


def _back(book: Book, session: Session) -> Step:
    frame = session.here
    if frame.trail:
        return walk(book, session.at(go(frame, frame.trail[-1], trail=frame.trail[:-1])))
    alone = not session.stack and book.flows[frame.flow].interrupts
    if alone and any(option.command == "back" for option in fixed_options(book.state(frame))):
        return _command(book, session, Command("menu"))  # its button says that it goes on, and nothing is below
    if not session.stack:
        return show(book, session)
    below = session.below()
    found = resumed(book, below.here)
    return show(book, below) if found == below.here else walk(book, below.at(found))


def _said(book: Book, session: Session, answer: Said, *, away: bool, called: bool) -> Step:
    """Take free text where a question is open, also one below an interruption."""
    candidates = (session, session.below()) if over(book, session) else (session,)
    for place in candidates:
        state = book.state(place.here)
        accept = state.accept if isinstance(state, Ask | Pick) else None
        if isinstance(state, Ask | Pick) and accept and (value := accept.parse(answer.text)) is not None:
            return _forward(book, place, state.next, value, answer)
    if called:
        return _interrupt(book, replace(session, misses=0), TICKET_FLOW, answer=answer)
    if away and not isinstance(book.state(session.here), Ask):
        return _interrupt(book, session, RESUME_FLOW, answer=answer)
    return miss(book, session)


def miss(book: Book, session: Session) -> Step:
    """Ask again, in other words the second time, and offer a person the third."""
    misses = session.misses + 1
    state, shown = book.state(session.here), screen(book, session.here)
    if misses >= MISSES:
        step = _interrupt(book, replace(session, misses=0), book.flows[session.here.flow].stuck)
        return replace(step, understood=False)
    session = replace(session, misses=misses)
    if misses > 1:
        return Step(session, (aside("miss2"), replace(shown, lines=True)), understood=False)
    if isinstance(state, Ask):
        return Step(session, (replace(shown, key=f"{shown.key}.retry", say=state.retry),), understood=False)
    return Step(session, (aside("miss1"), shown), understood=False)


def _sent(book: Book, session: Session, answer: Sent, *, away: bool, called: bool) -> Step:
    """Take what is not text where the open screen (or the one below an interruption) wants it; else hear it kindly."""
    if wanting := _wanting(book, session, answer.kind):
        place, following = wanting
        kept = None if answer.kind == "location" else answer.reference
        return _forward(book, place, following, kept, answer)
    match answer.kind:
        case "voice" | "photo" if called:
            return _interrupt(book, replace(session, misses=0), TICKET_FLOW, answer=answer)
        case "voice":
            flow = RESUME_FLOW if away else VOICE_FLOW
            return _interrupt(book, replace(session, misses=0), flow, answer=answer)
        case "photo":
            step = _interrupt(book, replace(session, misses=0), PHOTO_FLOW, answer=answer)
            return replace(step, session=step.session.at(_keeping(step.session.here, answer)))
        case "sticker":
            return show(book, session)  # not a miss, and no silence that looks like a dead end
        case _:
            return Step(session, unusable(book, session.here))


def _wanting(book: Book, session: Session, kind: str) -> tuple[Session, str] | None:
    """Return the screen that takes a kind of message, the open one first, and the state that it leads to."""
    for place in (session, session.below()) if over(book, session) else (session,):
        state = book.state(place.here)
        if isinstance(state, Listening) and (following := state.also.get(kind)):
            return place, following
    return None


def _keeping(frame: Frame, answer: Sent) -> Frame:
    return replace(frame, answers={**frame.answers, "media": answer.reference})


def _ask_back(book: Book, session: Session, values: tuple[str, ...], *, called: bool) -> Step:
    """Ask which of some options is meant; this counts as a miss, so that nobody is asked back for ever.

    Not so for who has called a person already.
    """
    options = tuple(option for option in screen(book, session.here).options if option.value in values)
    misses = 0 if called else session.misses + 1
    if not options or misses >= MISSES:
        return miss(book, session)
    session = replace(session, misses=misses)
    return Step(session, (replace(aside("which"), options=options),), understood=False)
