"""What the team was told in chat of a ticket is forgotten with who it is of; it never knows why they leave."""

from sqlalchemy import Connection

from bot.pieces import pieces
from bot.services import question_cards, relay
from bot.services.staff import MAY
from bot.services.ticket_desk import READ
from storage import contacts, people, quotes, roles, tickets
from storage.contacts import Contact


def team(connection: Connection) -> set[int]:
    """Return the people who may look at tickets, or might once, by their number."""
    return {one.person_id for one in roles.every(connection) if READ in MAY[one.name] and one.person_id is not None}


def forget_told(connection: Connection, contact: Contact) -> None:
    """Empty what the help desk in chat said of a contact's tickets to those who may have looked at them."""
    mine = tickets.of_contact(connection, contact.id)
    every = sorted(team(connection)) if mine else []
    phones = [one.id for number in every for one in contacts.of_person(connection, number)]
    if not phones:
        return
    person = people.get(connection, contact.person_id) if contact.person_id else None
    names = [part.text for part in question_cards.signed(person.name if person else "")]
    lines = [line for one in mine for line in one.text.split("\n")]
    files = [one.media_id for one in mine if one.media_id is not None]
    since = min(one.opened_at for one in mine)
    told = [*lines, *(piece for line in lines for piece in pieces(line, relay.LONGEST))]
    quotes.forget(connection, [one for one in phones if one != contact.id], since, names, files, told)
