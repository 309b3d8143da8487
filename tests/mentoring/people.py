"""Members, mentors and helpers with phones in a house, as their tests need them; nothing is tested here."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services import mentors
from bot.services.staff import OPERATOR
from storage import roles
from storage.mentors import Kind
from tests.house import Guest, House
from tests.media.samples import opus
from tests.services.sample import programme

WORDS = "How do I ask for a small loan?"
ANSWER = "Ask two banks."
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


async def member(house: House, name: str = "Ana", address: str = "1001", box: str = SIM_TELEGRAM) -> Guest:
    """Register somebody; they look at the menu."""
    found = Guest(house, address, box)
    await found.register(name)
    return found


async def volunteer(
    house: House, name: str = "Mira", kind: Kind = "mentor", address: str = "2001", box: str = SIM_WHATSAPP, **more: Any
) -> Guest:
    """Register a mentor or a helper of the sample's organisation in Albania, who speaks English."""
    found = await member(house, name, address, box)
    number = (await found.person()).id
    await house.run(_gives(house, kind, number, {"label": name, "languages": ("en",), **more}))
    await found.write("menu")
    return found


def _gives(house: House, kind: Kind, number: int, profile: dict[str, Any]) -> Callable[[Connection], None]:
    def give(connection: Connection) -> None:
        where = {"organisation": "sample_ngo", "country": "AL", **profile}
        role = mentors.add(connection, OPERATOR, programme(), kind, house.clock.now(), **where)
        roles.bind(connection, role, number)

    return give


async def taps(guest: Guest, *values: str) -> list[str]:
    """Tap one after another; return the texts of the last answer."""
    said: list[str] = []
    for value in values:
        said = await guest.tap(value)
    return said


async def begun(guest: Guest, topic: str = "money") -> list[str]:
    """Go as far as the question itself."""
    await guest.write("menu")
    await guest.tap("ask")
    if (await guest.at()).startswith("ask.home"):
        await guest.tap("ask")
    return await guest.tap(topic)


async def asked(guest: Guest, words: str = WORDS, topic: str = "money", name: str = "yes") -> list[str]:
    """Ask a question in words and send it."""
    await begun(guest, topic)
    await guest.write(words)
    return await taps(guest, "send", name)


async def speaks(guest: Guest, count: int = 50) -> list[str]:
    """Send a voice note that is a real one."""
    guest.house.boxes[guest.box].files["v"] = opus(count)
    return await guest.say()


async def hears(guest: Guest) -> list[str]:
    """Let a moment pass; return what has come since, a voice as 🎤 and a photo as 📷."""
    house = guest.house
    await house.core.media.work()
    for _ in range(3):
        await house.move(timedelta(seconds=2))
    if found := house.heard(guest.box, guest.address):
        guest.parts = found
    return [one.text or ("🎤" if one.voice else "📷") for one in found]


async def answers(mentor: Guest, words: str = ANSWER) -> list[str]:
    """Take the question that was offered, answer it in words and send it."""
    await hears(mentor)
    await mentor.tap("take")
    await mentor.write(words)
    return await mentor.tap("send")
