"""What helpers do at the help desk in chat with what somebody spoke, in as few words as possible; it tests nothing."""

from bot.channels.limits import SIM_TELEGRAM
from tests.house import Guest, House
from tests.mentoring.people import speaks, taps

SAID = "They were asked: {}\nWhat did they say?"
NONE = "🚫 None of these"
GONE_ON = "They have gone on meanwhile. Nothing was answered for them."
CHOSEN = "Answered for them. They go on."


async def changing(house: House, box: str = SIM_TELEGRAM) -> Guest:
    """Let somebody speak where they are asked what to change."""
    ana = Guest(house, box=box)
    await ana.join()
    await ana.write("Ana")
    await taps(ana, "yes", "tirana", "sewing", "change")
    assert await speaks(ana) == ["I heard you. A person will listen. Continue now?"]
    await house.core.media.work()
    return ana


async def looked(zana: Guest, ticket: str = "t1") -> list[str]:
    """Open a ticket in chat, hear it, and ask for an answer."""
    await zana.write("menu")
    return await taps(zana, "staff", "desk", "open", ticket, "answer")


def labels(guest: Guest) -> list[str]:
    """Return the choices of the last screen without their numbers."""
    return [one.label.removeprefix(f"{one.number} ") for part in guest.parts for one in part.buttons]


async def picks(guest: Guest, label: str) -> list[str]:
    """Tap the choice of a list by its words."""
    shown = [one for part in guest.parts for one in part.buttons]
    (found,) = [one for one in shown if one.label.removeprefix(f"{one.number} ") == label]
    return await guest.send("tap", payload=found.payload, callback="c")
