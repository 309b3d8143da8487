"""The turn: one stored message in, the next session and the parts to send out; it never knows a messenger."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.channels.port import STARTED, Inbound, Part
from bot.services import acting, arrivals, cards, knocked
from bot.services.flood import Flood
from bot.services.messages import STAFF, from_json, kept, let_go, sound, source, to_json
from bot.services.noticing import offer
from bot.services.preferences import starts_again
from bot.services.push import State
from bot.services.renewal import ask_again
from bot.services.retelling import retold
from bot.services.signing import IDLE, signed_out
from bot.services.speech import Speech, parts_for
from bot.services.steps import until_erased, word
from bot.services.tickets import is_called
from bot.services.turn import Actions, Turn
from bot.templates import LISTEN
from bot.understand import understand
from flows.core.engine import begin, enter, keeps, receive, resolve, show
from flows.core.screens import aside, screens
from flows.core.session import Session
from flows.core.upgrade import upgrade
from flows.core.values import Answer, Card, Reply, Sent
from flows.core.walk import Step, lay
from storage import contacts, erasures, inbox, leftovers, media, outbox, tickets
from storage.contacts import Contact
from storage.inbox import Waiting

__all__ = ["Conversation", "Speech"]

AWAY = timedelta(hours=24)
"""After how long a silence somebody is welcomed back (rule 15)."""
HASTY = timedelta(seconds=3)
"""Within what time the same tap counts as one."""
PAUSES = (1, 2, 5, 10)
"""Seconds to wait after each failed try, so that a poison message holds its contact up for less than a minute."""

FIRST = -1
"""The order of a tap that staff made: it comes before whatever holds the person up."""

_log = logging.getLogger(__name__)


class Conversation:
    """Works messages, each in the transaction it is given."""

    def __init__(self, speech: Speech, actions: Actions, token: Callable[[], str]) -> None:
        self.speech = speech
        self._actions = actions
        self._token = token
        self.flood = Flood(speech.vocabulary)

    def receive(self, connection: Connection, inbound: Inbound, now: datetime) -> list[Turn] | None:
        """Store a message and work it, after those of the contact that wait; None where it is a repeat.

        A message that nothing waits for is stored once, as worked: one row written instead of two. Without any turn
        it waits: for another one that must be tried again, or for a transaction that has the contact in hand.
        """
        inbound = sound(inbound)
        contact, waiting, busy = self._contact(connection, inbound, now)
        if contact is None:
            return None
        if not waiting:
            turn = Turn(connection, now, contact, inbound, self.speech.programme, self._token)
            turn.outcome = outcome = self._take(turn)
            row = _row(inbound, contact, now)
            inbox.put_done(connection, {**row, "payload": _kept(turn), "outcome": outcome, "done_at": now})
            let_go(connection, inbound, now, at_once=turn.erased)
            return [turn]
        if inbox.put(connection, _row(inbound, contact, now)) is None:
            return None
        turns: list[Turn] = []
        while not busy and (worked := self.work(connection, contact.id, now)) is not None:
            turns.append(worked)
        return turns

    def store(self, connection: Connection, inbound: Inbound, now: datetime) -> Contact | None:
        """Keep a message for later; returns its contact, or None where it is a repeat."""
        inbound = sound(inbound)
        contact, *_ = self._contact(connection, inbound, now)
        new = contact is not None and inbox.put(connection, _row(inbound, contact, now)) is not None
        return contact if new else None

    def _contact(self, connection: Connection, inbound: Inbound, now: datetime) -> tuple[Contact | None, bool, bool]:
        """Return who a message is from, None where it has no effect, whether it must wait, and for another process."""
        found = contacts.arrival(connection, inbound.channel, inbound.address, inbound.key)
        if found.repeat:
            return None, False, False
        known = found.contact
        new = known is None or known.created_at is None or now - known.created_at < erasures.KEPT
        if found.erasures and new and arrivals.is_repeat_of_erased(connection, inbound):
            return None, False, False
        if known is not None:
            held = self.flood.holds(connection, known, inbound, now)
            return None if held else known, found.waiting or found.busy, found.busy
        if inbound.kind in {"blocked", "unblocked"}:  # nobody we know: there is nothing to note
            return None, False, False
        try:
            return arrivals.welcome(connection, inbound, self.speech.programme, now), False, False
        except LookupError:  # another process has just welcomed them
            return self._contact(connection, inbound, now)

    def work(self, connection: Connection, contact_id: int, now: datetime) -> Turn | None:
        """Work the contact's first message; returns the turn, or None where nothing waits."""
        contact = contacts.get(connection, contact_id, lock=True)
        waiting = inbox.next_for(connection, contact_id, now)
        if contact is None or waiting is None:
            return None
        inbound = from_json(waiting, contact.address)
        turn = Turn(connection, now, contact, inbound, self.speech.programme, self._token)
        turn.outcome = outcome = self._take(turn)
        inbox.done(connection, waiting.id, outcome, _kept(turn), now)
        let_go(connection, inbound, now, at_once=turn.erased)
        return turn

    def give_up(self, connection: Connection, contact_id: int, now: datetime, key: str = "") -> bool:
        """Count a failed try of the contact's first message; after the last one the person and staff are told.

        With a ``key`` only of that message: False where another comes before it.
        """
        contact = contacts.get(connection, contact_id, lock=True)
        waiting = inbox.next_for(connection, contact_id, now)
        if waiting is None or contact is None or key not in {"", waiting.key}:
            return False
        attempts = waiting.attempts + 1
        if attempts <= len(PAUSES):
            inbox.failed(connection, waiting.id, attempts, now + timedelta(seconds=PAUSES[attempts - 1]))
            return True
        inbound = from_json(waiting, contact.address)
        inbox.given_up(connection, waiting.id, attempts, kept(inbound), now)
        let_go(connection, inbound, now)
        self._say_broken(connection, contact, waiting, now)
        return True

    def tap_for(self, connection: Connection, contact: Contact, payload: str, now: datetime) -> State:
        """Tap for somebody a choice, told by its wire identity, that staff may tap; return how what follows goes out.

        Raises NothingGoes.
        """
        acting.check_goes(connection, contact, now)
        goes = acting.foreseen(connection, contact, self.speech.programme, now)
        tap = Inbound(contact.channel, f"{STAFF}{self._token()}", FIRST, contact.address, "tap", payload=payload)
        self.store(connection, tap, now)
        self.work(connection, contact.id, now)
        return goes

    def say(self, connection: Connection, contact: Contact, replies: tuple[Reply, ...], **sending: Any) -> list[int]:
        """Put replies for a contact into the outbox; ``sending`` as ``outbox.put`` takes it."""
        parts = [part for reply in replies for part in self.parts(contact, reply)]
        return self.send(connection, contact, parts, **sending)

    def send(self, connection: Connection, contact: Contact, parts: list[Part], **sending: Any) -> list[int]:
        """Put parts for a contact into the outbox."""
        if not parts:
            return []
        return outbox.put(
            connection, channel=contact.channel, contact_id=contact.id, address=contact.address, parts=parts, **sending
        )

    def parts(self, contact: Contact, reply: Reply, *, pushed: bool = False) -> tuple[Part, ...]:
        """Return a reply as the contact's channel carries it, in the contact's language; ``pushed``: nobody asked."""
        return parts_for(self.speech, contact, reply, pushed=pushed)

    def _take(self, turn: Turn) -> str:
        """Understand, answer and save; returns the outcome that the inbox notes."""
        if turn.inbound.kind in {"blocked", "unblocked"}:
            contacts.unreachable(turn.connection, turn.contact.id, turn.now if turn.inbound.kind == "blocked" else None)
            return turn.inbound.kind
        before = turn.contact
        if before.erased_at is not None and turn.inbound.payload not in {"", STARTED}:
            return "erased"  # the bin was tapped twice: this brings nobody back
        if not turn.inbound.key.startswith(STAFF):
            arrivals.note(turn)
        step, outcome = self._step(turn, before)
        if before.session and before.last_in_at and turn.now - before.last_in_at > IDLE:
            step = signed_out(self.speech.book, Session.from_json(before.session), step)
        step = self._act(turn, step)
        if not turn.inbound.key.startswith(STAFF):
            step = self._act(turn, ask_again(self.speech.book, turn, step))
            step = self._act(turn, offer(self.speech.book, turn, step, outcome, self._speaks))
        replies = step.replies if not turn.erased else until_erased(step.replies)
        *said, asked = (self.parts(turn.contact, retold(turn, one)) for one in replies) if replies else ((),)
        parts = [*(part for each in said for part in each), *turn.extra, *asked]
        if parts:
            acting.put_out(turn, parts)
        session = None if turn.erased else step.session.to_json()
        contacts.change(turn.connection, before.id, **{**turn.changes, "session": session, "rev": before.rev + 1})
        if turn.inbound.file and turn.media_id is None:  # nobody asked for it, so its provider need not keep it
            leftovers.put(turn.connection, source(turn.inbound), turn.now)
        return outcome

    def _step(self, turn: Turn, before: Contact) -> tuple[Step, str]:
        """Return what follows from the message, and in one word what it was."""
        book = self.speech.book
        session = None if before.session is None else upgrade(book, Session.from_json(before.session))
        if session is None:
            first = begin(book, "menu" if before.session else "language")
            told = ("changed",) if before.session else ()
            said = tuple(aside(name) for name in (*told, *arrivals.follow_link(turn)))
            return replace(first, replies=(*said, *first.replies)), "moved" if before.session else "new"
        if turn.inbound.start:
            return arrivals.linked(book, turn, session), "start"
        if wished := self._wished(turn, session):
            return wished
        answer = self._answer(turn, session)
        if isinstance(answer, Sent) and turn.inbound.file and keeps(book, session, answer.kind):
            turn.media_id = media.put(
                turn.connection,
                contact_id=before.id,
                name=self._token(),
                kind=answer.kind,
                source=source(turn.inbound),
                now=turn.now,
            )
            answer = replace(answer, reference=str(turn.media_id))
        silent = turn.now - before.last_in_at if before.last_in_at else timedelta()
        step = receive(book, session, answer, away=silent > AWAY, hasty=silent <= HASTY, called=is_called(turn, answer))
        return (Step(session), "listened") if knocked.is_heard(turn, answer, step) else (step, word(answer, step))

    def _wished(self, turn: Turn, session: Session) -> tuple[Step, str] | None:
        """Return what follows from a wish about messages, told to a provider or by a knock."""
        meant = STARTED if starts_again(turn, self.speech.vocabulary) else knocked.meant(turn, self.speech.vocabulary)
        if wish := knocked.WISHES.get(meant):
            return enter(self.speech.book, session, "stop", wish), "command"
        if meant == LISTEN:  # what waited comes by itself
            if turn.released or knocked.said_again(turn):
                return Step(session), "listened"
            flow = knocked.opens(turn)
            return lay(self.speech.book, session, flow) if flow else show(self.speech.book, session), "listened"
        return None

    def _answer(self, turn: Turn, session: Session) -> Answer:
        answer = self._understood(turn, screens(self.speech.book, session))
        states = [self.speech.book.state(frame) for frame in (session.here, *session.stack[-1:])]
        if (card := cards.newest(turn, answer, states)) is None:
            return answer
        meant = self._understood(turn, (card,))
        return meant if isinstance(meant, Card) else answer

    def _understood(self, turn: Turn, shown: Sequence[Reply]) -> Answer:
        speech, contact = self.speech, turn.contact
        limits = speech.limits[contact.channel]
        known = (speech.words, speech.vocabulary, contact.language, contact.country, limits)
        return understand(turn.inbound, [retold(turn, one) for one in shown], *known)

    def _act(self, turn: Turn, step: Step) -> Step:
        """Do what the flow asks of the world until somebody must answer."""
        while step.todo is not None:
            outcome = self._actions[step.todo.action].run(turn, step.todo)
            then = resolve(self.speech.book, step.session, outcome, step.todo.answer)
            step = replace(then, replies=(*step.replies, *then.replies)) if step.replies else then
            if turn.erased:
                break
        return step

    def _speaks(self) -> bool:
        return self.speech.voices is not None and self.speech.voices.there

    def _say_broken(self, connection: Connection, contact: Contact, waiting: Waiting, now: datetime) -> None:
        _log.error("a message was given up", extra={"inbox": waiting.id, "kind": waiting.kind})
        tickets.open_once(
            connection, contact_id=contact.id, kind="broken", flow="", state_name="", now=now, text=waiting.kind
        )
        self.say(connection, contact, (aside("broken"),), lane=outbox.REPLY, kind="reply", now=now)


def _row(inbound: Inbound, contact: Contact, now: datetime) -> dict[str, Any]:
    """Return a message as the inbox keeps it while it waits."""
    return {
        "channel": inbound.channel,
        "key": inbound.key,
        "contact_id": contact.id,
        "seq": inbound.order,
        "kind": inbound.kind,
        "payload": to_json(inbound),
        "received_at": now,
        "next_at": now,
    }


def _kept(turn: Turn) -> Mapping[str, Any]:
    """Return what may be kept of a message that has been worked: nothing where a person said no, or has left."""
    return {} if turn.erased or turn.contact.lite else kept(turn.inbound)
