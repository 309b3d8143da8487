"""The country of somebody whose town staff write or choose; it never knows who asked for the town, or where."""

from sqlalchemy import Connection

from bot.programme import Programme
from bot.services.places import home_of
from bot.services.staff import Actor
from storage import contacts, people
from storage.contacts import Contact


def settle(connection: Connection, by: Actor, programme: Programme, contact: Contact, town: str, act: str) -> None:
    """Let somebody live in the country of a town (its key, or words) where that tells one in which ``by`` may act."""
    known = programme.town.get(town)
    country = known.country if known else home_of(programme, town)
    if contact.person_id and country and by.may(act, programme.organisation_of(contact.programme), country):
        people.change(connection, contact.person_id, country=country)
        for one in contacts.of_person(connection, contact.person_id):
            contacts.change(connection, one.id, country=country)
