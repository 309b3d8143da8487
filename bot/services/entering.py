"""Who may go into the console: one-time links into staff's own chat, sign-ins and their end; it never sees a page."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.services import ledger, staff
from bot.services.signing import IDLE, acts
from bot.services.staff import VALID, Actor, Denied
from bot.services.turn import Actions, Turn
from flows.core.values import Outcome, Todo
from storage import contacts, links, log, people, roles, sign_ins
from storage.sign_ins import SignIn

PURPOSE = "console"
LONGEST = timedelta(hours=12)
"""However busy somebody is, after so long they sign in anew."""
NOTED = timedelta(minutes=1)
"""How exactly it is kept when a browser was seen last."""
ENTER = "/console/enter/"
"""What the address of a link begins with; its secret follows."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A member of staff who is signed in: as an actor, and how they are spoken to.

    ``sign_in`` is None where nobody needs one (the demo).
    """

    actor: Actor
    person_id: int
    label: str
    language: str
    country: str
    sign_in: SignIn | None = None


def link(connection: Connection, by: Actor, role_id: int, now: datetime, token: Callable[[], str]) -> str:
    """Return the path of a link that signs in whoever holds a role, once; raises LookupError, Denied.

    Only the holder and the operator get one: with a colleague's link somebody could act, and agree, in their name.
    """
    found = roles.get(connection, role_id)
    if found is None or found.ended_at is not None or found.person_id is None:
        raise LookupError(f"nobody holds the role {role_id}")
    if not by.operator and by.name != ledger.pseudonym(connection, "person", found.person_id):
        raise Denied("console_link")
    secret = token()[:32]
    expires = now + VALID
    links.create(connection, hash=_hash(secret), purpose=PURPOSE, now=now, expires=expires, role_id=role_id)
    log.write(connection, at=now, actor=by.name, act="console_link_made", subject=f"role:{role_id}")
    return ENTER + secret


def is_good(connection: Connection, secret: str, now: datetime) -> bool:
    """Tell whether a link is known, unused and young enough; nothing is written."""
    return links.is_good(connection, _hash(secret), now, PURPOSE)


def enter(connection: Connection, secret: str, device: str, now: datetime, token: Callable[[], str]) -> str | None:
    """Use a link up; return the cookie of the new sign-in, None where the link is unknown, used or too old."""
    used = links.use(connection, _hash(secret), now, PURPOSE)
    role = roles.get(connection, used.role_id) if used and used.role_id else None
    if role is None or role.ended_at is not None or role.person_id is None:
        return None
    return begin(connection, role.person_id, device, now, token)


def begin(connection: Connection, person_id: int, device: str, now: datetime, token: Callable[[], str]) -> str:
    """Sign somebody in and return the cookie."""
    cookie = token()
    number = sign_ins.begin(connection, person_id=person_id, hash=_hash(cookie), device=device, now=now)
    who = ledger.pseudonym(connection, "person", person_id)
    log.write(connection, at=now, actor=who, act="signed_in", subject=f"sign_in:{number}")
    return cookie


def entered(connection: Connection, cookie: str, now: datetime) -> Entered | None:
    """Return who a cookie is of; None where it is nobody's, was ended, was silent too long or has no role any more."""
    found = sign_ins.by_hash(connection, _hash(cookie)) if cookie else None
    return someone(connection, found.person_id, found) if found and _lasts(found, now) else None


def is_on(connection: Connection, sign_in: SignIn, now: datetime) -> bool:
    """Tell whether a sign-in still lasts."""
    found = sign_ins.by_hash(connection, sign_in.hash)
    return found is not None and _lasts(found, now)


def _lasts(sign_in: SignIn, now: datetime) -> bool:
    return now - sign_in.seen_at <= IDLE and now - sign_in.began_at <= LONGEST


def someone(connection: Connection, person_id: int, sign_in: SignIn | None = None) -> Entered | None:
    """Return somebody with a role as who is signed in."""
    actor = staff.actor(connection, person_id)
    if not actor.roles:
        return None
    person, every = people.get(connection, person_id), contacts.of_person(connection, person_id)
    label = next((role.label for role in actor.roles if role.label), "") or (person.name if person else "")
    chat = every[0] if every else None
    country = (chat.country if chat else "") or next((role.country for role in actor.roles if role.country), "")
    language = (sign_in.language if sign_in else "") or (chat.language if chat else "")
    return Entered(actor, person_id, label, language, country, sign_in)


def is_old(sign_in: SignIn, now: datetime) -> bool:
    """Tell whether it should be noted that a browser was seen."""
    return now - sign_in.seen_at >= NOTED


def leave(connection: Connection, person_id: int, number: int, now: datetime) -> bool:
    """End one of somebody's sign-ins; False where it is not theirs."""
    if not sign_ins.end(connection, number, person_id, now):
        return False
    who = ledger.pseudonym(connection, "person", person_id)
    log.write(connection, at=now, actor=who, act="signed_out", subject=f"sign_in:{number}")
    return True


def actions(address: str) -> Actions:
    """Return what staff's menu asks about the console; ``address`` is where browsers find Drom."""

    def send_link(turn: Turn, _todo: Todo, by: Actor) -> Outcome:
        path = link(turn.connection, by, by.roles[0].id, turn.now, turn.token)
        return Outcome("made", {"link": f"{address}{path}"})

    return {"console_link": acts("check_in", ("made",), send_link)}


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
