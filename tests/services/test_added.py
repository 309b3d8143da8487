"""What somebody sends while a person is called goes to that person, until staff have answered."""

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File
from bot.services.staff import OPERATOR
from storage import tables
from storage.tickets import Ticket
from tests.house import Guest, House

SEEN = ["Thank you. A person will see this."]
BOXES = pytest.mark.parametrize(("box", "address"), [(SIM_TELEGRAM, "1001"), (SIM_WHATSAPP, "+355691234567")])


async def _tickets(house: House) -> list[Ticket]:
    found = await house.read(lambda connection: house.core.help_desk.waiting(connection, OPERATOR))
    return [row.ticket for row in found]


async def _called(house: House, box: str = SIM_TELEGRAM, address: str = "1001") -> Guest:
    guest = Guest(house, address, box)
    await guest.register()
    assert (await guest.write("help"))[0] == "A person will answer here. Usually within one day."
    return guest


@BOXES
async def test_words_are_added_line_by_line_and_never_a_miss(house: House, box: str, address: str) -> None:
    guest = await _called(house, box, address)
    lines = ["My machine is broken", "it is a sewing machine", "can anybody come", "I wait since Monday"]
    for line in lines:
        assert await guest.write(line) == SEEN
    (ticket,) = await _tickets(house)
    assert (ticket.kind, ticket.text.split("\n")) == ("help", lines)
    session = (await guest.contact()).session
    assert session is not None
    assert "misses" not in session


async def test_what_the_open_screen_understands_still_goes_there(house: House) -> None:
    guest = await _called(house)
    await guest.write("My machine is broken")
    assert await guest.write("settings") == ["What to change?"]
    await guest.write("My machine is broken too")
    assert await guest.tap("continue") == ["What to change?"]
    assert await guest.write("menu") == ["What do you want?"]


@BOXES
async def test_a_digit_means_what_the_newest_screen_shows(house: House, box: str, address: str) -> None:
    guest = await _called(house, box, address)
    menu = guest.payload("settings")
    await guest.write("My machine is broken")
    assert await guest.write("9") == SEEN, "nothing has a nine on this screen"
    assert await guest.press("continue") == ["What do you want?"]
    await guest.write("My machine is broken too")
    assert await guest.send("tap", payload=menu) == ["What to change?"], "the card that is tapped still counts"


async def test_a_name_that_is_asked_for_is_a_name(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("help")
    assert await guest.write("Ana") == ["Ana: is this your name?"]
    assert [ticket.text for ticket in await _tickets(house)] == [""]


async def test_voices_and_photos_are_kept_each_with_its_own_ticket(house: House) -> None:
    guest = await _called(house)
    assert await guest.say() == SEEN
    assert await guest.send("photo", file=File("photo", "p", "image/jpeg", 2000)) == SEEN
    found = await _tickets(house)
    assert [ticket.kind for ticket in found] == ["help", "help"]
    media = [row["id"] for row in await house.rows(tables.media)]
    assert [ticket.media_id for ticket in found] == media
    assert len(media) == 2


async def test_a_voice_note_that_called_is_followed_by_words(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    assert (await guest.say())[0] == "I heard you. A person will listen. Continue now?"
    await guest.tap("continue")
    assert await guest.write("it is urgent") == SEEN
    (ticket,) = await _tickets(house)
    assert (ticket.kind, ticket.text) == ("voice", "it is urgent")


async def test_when_staff_have_answered_the_screens_ask_again(house: House) -> None:
    guest = await _called(house)
    await guest.write("My machine is broken")
    (ticket,) = await _tickets(house)
    now = house.clock.now()
    await house.run(lambda c: house.core.help_desk.answer(c, OPERATOR, ticket.id, "Come on Monday.", now))
    await guest.tap("continue") if any(part.buttons for part in guest.parts) else None
    assert (await guest.write("blah blah"))[0] == "Sorry, I did not understand. Tap one, or send the number."
    assert await _tickets(house) == []


async def test_a_spoken_name_calls_nobody(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    assert (await guest.write("blah blah"))[0] == "Sorry, I did not understand. Tap one, or send the number."
