"""What somebody sends while a person is called goes to that person, until staff have answered."""

from functools import partial

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File
from bot.services.helpdesk import Unanswered
from bot.services.staff import OPERATOR
from storage import tables
from storage.figures import figures
from storage.tickets import Ticket
from tests.house import Guest, House

SEEN = ["Your message waits. A person will see it."]
BOXES = pytest.mark.parametrize(("box", "address"), [(SIM_TELEGRAM, "1001"), (SIM_WHATSAPP, "+355691234567")])


async def _waiting(house: House) -> list[Unanswered]:
    return await house.read(lambda connection: house.core.help_desk.waiting(connection, OPERATOR))


async def _tickets(house: House) -> list[Ticket]:
    return [row.ticket for row in await _waiting(house)]


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


async def test_voices_photos_and_words_are_all_kept_in_one_ticket(house: House) -> None:
    guest = await _called(house)
    assert await guest.write("first") == SEEN
    assert await guest.say() == SEEN
    assert await guest.send("photo", file=File("photo", "p", "image/jpeg", 2000)) == SEEN
    assert await guest.write("last") == SEEN
    (row,) = await _waiting(house)
    media = tuple(row["id"] for row in await house.rows(tables.media))
    assert (row.ticket.kind, row.text, row.files) == ("help", "first\nlast", media)
    assert len(media) == 2
    assert (await house.read(partial(figures, now=house.clock.now()))).tickets == 1


async def test_who_only_speaks_is_one_ticket_and_a_tap_helps_them_on(house: House) -> None:
    guest, now, desk = Guest(house, "+355691234567", SIM_WHATSAPP), house.clock.now(), house.core.help_desk
    for _ in range(9):
        await guest.say()
    (row,) = await _waiting(house)
    assert (row.ticket.flow, row.ticket.state_name, len(row.files)) == ("language", "which", 8)
    with pytest.raises(ValueError, match=r"there is: continue, sq, rom, sr, mk, en$"):
        await house.run(lambda c: desk.tap(c, OPERATOR, row.ticket.id, "tirana", now))
    assert not (await house.run(lambda c: desk.tap(c, OPERATOR, row.ticket.id, "continue", now))).moved
    assert await _waiting(house) == [row], "they are where they were"
    await guest.say()
    assert (await house.run(lambda c: desk.tap(c, OPERATOR, row.ticket.id, "sq", now))).moved
    assert await guest.at() == "welcome.why"
    assert (await guest.contact()).language == "sq"
    assert await _waiting(house) == []
    assert {one["status"] for one in await house.rows(tables.ticket)} == {"answered"}


async def test_one_answer_is_for_all_that_somebody_sent(house: House) -> None:
    guest, now, desk = await _called(house), house.clock.now(), house.core.help_desk
    for _ in range(3):
        await guest.say()
    (row,) = await _waiting(house)
    await house.run(lambda c: desk.close(c, OPERATOR, row.ticket.id, now))
    assert {one["status"] for one in await house.rows(tables.ticket)} == {"closed"}


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
    assert (await guest.write("blah blah"))[0] == "Sorry, I did not understand. Tap, or send the number or word."
    assert await _tickets(house) == []


async def test_a_spoken_name_calls_nobody(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    assert (await guest.write("blah blah"))[0] == "Sorry, I did not understand. Tap, or send the number or word."
