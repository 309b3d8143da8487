"""Members of staff with a phone in a house, as their tests need them; nothing is tested here."""

from bot.channels.limits import SIM_TELEGRAM
from storage import meetings, roles, tickets
from storage.meetings import Meeting
from storage.tickets import Ticket
from tests.house import NOON, Guest, House

NEW = ("staff", "new", "dinner", "green_albania", "tirana", "d20260616", "t1800", "h3")
"""The taps from the menu to the question where a new dinner is held."""


async def member(house: House, name: str, role: str = "coordinator", address: str = "1001") -> Guest:
    """Register somebody and give them a role in the sample's organisation in Albania."""
    found = Guest(house, address, SIM_TELEGRAM)
    await found.register(name)
    number = (await found.person()).id
    given = {"name": role, "label": name, "organisation": "sample_ngo", "country": "AL"}
    await house.run(lambda connection: roles.give(connection, now=NOON, person_id=number, **given))
    await found.write("menu")
    return found


async def taps(guest: Guest, *values: str) -> list[str]:
    """Tap one after another; return the texts of the last answer."""
    said: list[str] = []
    for value in values:
        said = await guest.tap(value)
    return said


async def opened(guest: Guest, number: int = 1) -> list[str]:
    """Open staff's screen of a meeting."""
    await guest.write("menu")
    return await taps(guest, "staff", "meetings", f"m{number}")


async def held(house: House) -> list[Meeting]:
    """Return every meeting."""
    return await house.read(lambda c: meetings.every(c, NOON, ("draft", "published", "cancelled")))


async def tickets_of(guest: Guest) -> list[Ticket]:
    """Return somebody's tickets."""
    number = (await guest.contact()).id
    return await guest.house.read(lambda c: tickets.of_contact(c, number))
