"""Somebody who did what a tip says and tells of it, and staff who look at it, as tests need them; nothing is tested."""

from bot.channels.port import File
from tests.house import Guest, House
from tests.media.samples import jpeg, opus
from tests.meetings.team import member as staff
from tests.mentoring.people import hears
from tests.tips.reading import sow

DID = ("did", "yes")
"""The taps from a tip to the question for a photo."""


async def seen(guest: Guest) -> list[str]:
    """Return the last answer: its words, a voice as 🎤 and a photo as 📷."""
    return [part.text or ("🎤" if part.voice else "📷") for part in guest.parts]


async def photo(guest: Guest) -> list[str]:
    """Send a photo that is a real one, with the place where it was taken in it."""
    guest.house.boxes[guest.box].files["p"] = jpeg()
    await guest.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    await guest.house.core.media.work()
    return await seen(guest)


async def voice(guest: Guest) -> list[str]:
    """Send a voice note that is a real one."""
    guest.house.boxes[guest.box].files["v"] = opus(50)
    await guest.say()
    await guest.house.core.media.work()
    return await seen(guest)


async def taps(guest: Guest, *values: str) -> list[str]:
    """Tap one after another; return the last answer."""
    for value in values:
        await guest.tap(value)
    return await seen(guest)


async def team(house: House) -> Guest:
    """Return a coordinator who looks after an organisation with tips."""
    await sow(house)
    return await staff(house, "Zana", address="3001")


async def shares(guest: Guest, *, name: str = "yes", faces: str = "nobody") -> list[str]:
    """Do the tip that is open, and share a photo and a voice of it."""
    await taps(guest, *DID)
    await photo(guest)
    await voice(guest)
    await taps(guest, "share", name)
    return await taps(guest, faces)


async def decides(zana: Guest, answer: str, *why: str) -> list[str]:
    """Let staff hear the story whose card has come, and decide about it."""
    await hears(zana)
    await zana.tap("hear")
    return await taps(zana, answer, *why)
