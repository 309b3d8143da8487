"""What the help desk in chat asks of the world about tickets: hearing, answering, sharing out; it only talks.

Each act looks at the ticket as it is now; rights are checked by the services, by organisation and country.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.console_words import PREFIX, WORDS
from bot.languages import LANGUAGES
from bot.services import colleagues, hearing, question_cards, question_desk, relay, ticket_desk
from bot.services.helpdesk import HelpDesk, NoTicket
from bot.services.onboarding import person_of
from bot.services.question_counts import RIGHT as WATCH
from bot.services.question_desk import NoQuestion
from bot.services.relay import Matter
from bot.services.signing import acts, has
from bot.services.staff import Actor
from bot.services.ticket_desk import ANSWER, READ, Opened, Which
from bot.services.turn import Action, Actions, Turn
from flows.core.states import ID
from flows.core.values import Offer, Outcome, Todo, Value
from storage import contacts, tickets

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MOST = 40
"""How many tickets a list holds, the oldest first."""
PICTURES = {
    **dict.fromkeys(("name", "town", "trade", "certificate", "place", "walk_in"), "✏️"),
    **{"voice": "🎤", "photo": "📷", "under_18": "🌱", "broken": "⚠️", "question_flagged": "🚩"},
    **dict.fromkeys(("question_late", "question_nobody", "question_undelivered"), "❓"),
}
"""What stands before a ticket in a list, by its kind; any other asks for a person."""
ASKS = "👤"
_ABOUT = re.compile(r"(question|story):\d+")

Desk = Callable[[], HelpDesk]
Act = Callable[[HelpDesk, Turn, Todo, Actor], Outcome]
"""Does something at the help desk; raises NoTicket or NoQuestion."""


def waited(since: datetime, now: datetime) -> str:
    """Return for how long something waits: in whole hours, from two days on in whole days."""
    waits = max(timedelta(), now - since)
    return f"{waits // DAY} d" if waits >= 2 * DAY else f"{waits // HOUR} h"


def number_in(todo: Todo, name: str) -> int:
    """Return the number of what was chosen from a list, or of what a screen is about; 0 for none."""
    found = todo.answers.get(name, "0")
    digits = found.value[1:] if isinstance(found, Offer) else str(found)
    return int(digits) if digits.isdecimal() else 0


def guarded(desk: Desk, right: str, outcomes: tuple[str, ...], run: Act) -> Action:
    """Return an action for who has a right; ``gone`` is what is not there any more, or was never theirs.

    One that may be ``busy`` writes to whoever the ticket is of: where another transaction has them in hand it is not
    waited for, as that one may wait for whoever acts here.
    """

    def act(turn: Turn, todo: Todo, by: Actor) -> Outcome:
        if right == ANSWER and "busy" in outcomes and not _is_free(turn, number_in(todo, ID)):
            return Outcome("busy")
        try:
            return run(desk(), turn, todo, by)
        except (NoTicket, NoQuestion):
            return Outcome("gone")

    return acts(right, outcomes, act)


def _is_free(turn: Turn, ticket_id: int) -> bool:
    ticket = tickets.get(turn.connection, ticket_id)
    return ticket is None or contacts.claim(turn.connection, ticket.contact_id, wait=False)


def me(turn: Turn) -> int:
    """Return the number of whoever writes."""
    person = person_of(turn)
    return person.id if person is not None else 0


def _begin(_desk: HelpDesk, turn: Turn, _todo: Todo, by: Actor) -> Outcome:
    """Tell how much waits; who may not see questions is not told of any."""
    told: dict[str, Value] = {
        "number": str(ticket_desk.count(turn.connection, by, me(turn), turn.programme, "open", turn.now)),
        "own": str(ticket_desk.count(turn.connection, by, me(turn), turn.programme, "mine", turn.now)),
        "questions": str(question_desk.count_open(turn.connection, by)),
    }
    return Outcome("all" if has(by, WATCH) else "tickets", told)


def _tickets(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Offer what waits, all of it or one's own."""
    chosen = todo.answers.get("home") or todo.answers.get("home_tickets")
    which: Which = "mine" if chosen == "mine" else "open"
    found = ticket_desk.waiting(turn.connection, by, me(turn), turn.programme, which, turn.now, limit=MOST)
    offers = tuple(Offer(f"t{one.id}", row(one.id, one.kind, one.opened_at, turn.now)) for one in found)
    return Outcome("found", offers=offers) if offers else Outcome("none")


def row(number: int, kind: str, since: datetime, now: datetime) -> str:
    """Return a ticket as a list shows it: what it is, its number, and for how long it waits."""
    return f"{PICTURES.get(kind, ASKS)} {number}: {waited(since, now)}"


def _look(name: str, *, aloud: bool) -> Act:
    """Return what looks at a ticket: the one chosen under ``name``, or the one that is open; ``aloud`` plays it."""

    def act(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
        found = opened(turn, by, number_in(todo, name))
        turn.extra += question_cards.signed(found.person.name if found.person else "")
        if aloud:
            _play(turn, found)
        return Outcome("mine" if found.holder_id == me(turn) else "free", _seen(turn, found))

    return act


def opened(turn: Turn, by: Actor, number: int) -> Opened:
    """Return an open ticket with all that was sent for it; raises NoTicket."""
    found = ticket_desk.read(turn.connection, by, turn.programme, number)
    if found.ticket.status != "open":
        raise NoTicket(f"there is no open ticket {number}")
    return found


def _play(turn: Turn, found: Opened) -> None:
    """Let staff hear and read what was sent for a ticket: ``ticket_privacy`` knows these messages by their lines."""
    for number in found.files:
        hearing.play(turn, Matter("voice", media_id=number))
    lines = [line for line in found.text.split("\n") if not _ABOUT.fullmatch(line)]
    turn.extra += relay.said(Matter("text", "\n".join(lines)))


def _seen(turn: Turn, found: Opened) -> dict[str, Value]:
    """Return what a screen tells of a ticket; the name of its person stands above it, in no session."""
    ticket = found.ticket
    return {
        ID: str(ticket.id),
        "kind": _worded(f"tickets.kind.{ticket.kind}", ticket.kind),
        "language": LANGUAGES[found.contact.language].name if found.contact.language in LANGUAGES else "–",
        "waited": waited(ticket.opened_at, turn.now),
        "holder": found.holder or question_cards.UNTOLD,
    }


def _worded(key: str, value: str) -> Offer:
    """Return words that the console has too."""
    context = f"{PREFIX}{key}"
    return Offer(value, WORDS.get(context, value), context if context in WORDS else "")


def _take(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    ticket_desk.assign(turn.connection, by, desk, number_in(todo, ID), me(turn), turn.now)
    return Outcome("done")


def _give_back(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    ticket_desk.release(turn.connection, by, desk, number_in(todo, ID), turn.now)
    return Outcome("done")


def _colleagues(_desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    found = opened(turn, by, number_in(todo, ID))
    organisation = turn.programme.organisation_of(found.contact.programme)
    able = colleagues.who_may(turn.connection, ANSWER, organisation, found.contact.country)
    others = [(number, name) for number, name in able if number not in {me(turn), found.holder_id}][:MOST]
    names = [name for _, name in others]
    told = [name if names.count(name) == 1 else f"{name} {number}" for number, name in others]
    offers = tuple(Offer(f"c{number}", f"👤 {name}") for (number, _), name in zip(others, told, strict=True))
    return Outcome("found", offers=offers) if offers else Outcome("none")


def _hand_on(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Give a ticket to a colleague; whoever may not answer it any more is nobody."""
    try:
        ticket_desk.assign(turn.connection, by, desk, number_in(todo, ID), number_in(todo, "to"), turn.now)
    except ValueError:
        return Outcome("gone")
    return Outcome("done")


def _rest(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    ticket_desk.lay_aside(turn.connection, by, desk, number_in(todo, ID), str(todo.answers["later"]), turn.now)
    return Outcome("done")


def _close(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    desk.close(turn.connection, by, number_in(todo, ID), turn.now)
    return Outcome("done")


def _hear(turn: Turn, todo: Todo) -> Outcome:
    kept = hearing.heard(turn, todo)
    hearing.again(turn, kept)
    return Outcome("heard", {name: kept[name] for name in ("words", "voice")})


def _send(desk: HelpDesk, turn: Turn, todo: Todo, by: Actor) -> Outcome:
    """Send the answer; a voice goes when it was checked, and its speaker waits for that."""
    said = hearing.said(todo.answers)
    if (state := relay.state(turn.connection, said)) != "kept":
        return Outcome("file" if state == "waiting" else "no_file")
    pushed = desk.answer(turn.connection, by, number_in(todo, ID), said.text, turn.now, voice=said.media_id)
    return Outcome(pushed.state)


SENT = ("go", "waits", "knock", "parked", "call", "stopped", "unreachable", "file", "no_file", "busy", "gone")
LOOKS = ("free", "mine", "gone")


def actions(desk: Desk) -> Actions:
    """Return what the help desk in chat asks about tickets; ``desk`` gives the one that answers."""
    found: dict[str, tuple[str, tuple[str, ...], Act]] = {
        "begin": (READ, ("all", "tickets"), _begin),
        "tickets": (READ, ("found", "none"), _tickets),
        "look_picked": (READ, LOOKS, _look("list", aloud=True)),
        "look": (READ, LOOKS, _look(ID, aloud=False)),
        "play": (READ, LOOKS, _look(ID, aloud=True)),
        "take": (ANSWER, ("done", "busy", "gone"), _take),
        "give_back": (ANSWER, ("done", "busy", "gone"), _give_back),
        "colleagues": (ANSWER, ("found", "none", "gone"), _colleagues),
        "hand_on": (ANSWER, ("done", "busy", "gone"), _hand_on),
        "rest": (ANSWER, ("done", "busy", "gone"), _rest),
        "close": (ANSWER, ("done", "busy", "gone"), _close),
        "send": (ANSWER, SENT, _send),
    }
    acted = {f"helpdesk_{name}": guarded(desk, *one) for name, one in found.items()}
    return {**acted, "helpdesk_hear": Action(("heard",), _hear)}
