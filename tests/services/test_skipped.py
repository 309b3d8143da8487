"""Somebody who can neither write nor speak registers by buttons alone, and whatever shows a name copes without."""

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from bot.services import finding, privacy
from bot.services.staff import OPERATOR
from tests.house import Guest, House
from tests.services.test_registration import CHOSEN, PHONE


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
@pytest.mark.parametrize("language", LANGUAGES)
async def test_buttons_alone_are_enough(house: House, box: str, language: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.write("hello")
    for value in (*CHOSEN[language], "next", "yes", "yes"):
        await guest.tap(value)
    await guest.tap("skip")
    if await guest.at() == "registration.country":
        await guest.tap("al")
    await guest.tap("other")
    await guest.tap("skip")
    await guest.tap("other")
    assert (await guest.tap("skip"))[0].startswith("– 👤, – 📍, –. ")
    await guest.tap("right")
    person = await guest.person()
    assert (person.name, person.name_pending, person.town, person.trade) == ("", False, "", "")
    assert person.registered_at is not None
    assert await guest.at() == "menu.member"


async def _nameless(house: House) -> Guest:
    guest = Guest(house)
    await guest.join()
    for value in ("skip", "tirana", "sewing", "right"):
        await guest.tap(value)
    return guest


async def test_what_shows_a_name_copes_without(house: House) -> None:
    guest = await _nameless(house)
    await guest.tap("settings")
    assert (await guest.tap("data"))[0].startswith("All I know about you: 👤 – 📍 Tirana 🇦🇱 Albania 🧵 Sewing, clothes")
    contact = await guest.contact()
    stored = await house.read(lambda connection: privacy.gather(connection, contact))
    assert stored["person"][0]["name"] == ""
    await guest.tap("file")
    (paper,) = [part.document for part in guest.parts if part.document]
    assert await house.core.library.find(paper) is not None
    await guest.write("help")
    (row,) = await house.read(lambda connection: house.core.help_desk.waiting(connection, OPERATOR))
    assert (row.name, row.ticket.kind) == ("", "help")


async def test_a_phone_number_still_finds_who_has_no_name(house: House) -> None:
    guest = Guest(house, PHONE[SIM_WHATSAPP], SIM_WHATSAPP)
    await guest.join()
    for value in ("skip", "tirana", "sewing", "right"):
        await guest.tap(value)
    programme, now = house.core.speech.programme, house.clock.now()
    (found,) = await house.run(lambda c: finding.find(c, OPERATOR, guest.address, programme, now, 10))
    assert (found.name, found.contact_id) == ("", (await guest.contact()).id)


async def test_a_name_may_follow_later_and_is_not_lost_by_a_skip(house: House) -> None:
    guest = await _nameless(house)
    for value in ("settings", "data", "change", "change", "name"):
        await guest.tap(value)
    await guest.write("Ana")
    assert (await guest.tap("yes"))[0].startswith("Ana 👤, Tirana 📍, ")
    await guest.tap("right")
    for value in ("settings", "data", "change", "change", "name"):
        await guest.tap(value)
    assert (await guest.tap("skip"))[0].startswith("Ana 👤, Tirana 📍, ")
    await guest.tap("right")
    assert (await guest.person()).name == "Ana"


async def test_a_name_that_was_taken_back_is_not_kept_by_a_skip(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Anna")
    await guest.tap("redo")
    for value in ("skip", "tirana", "sewing"):
        said = await guest.tap(value)
    assert said[0].startswith("– 👤, ")


@pytest.mark.parametrize("name", ["Ski", "Skipp", "Skippy", "Tri", "Një", "Еден", "Nakhe", "Прескоч", "1 Ana", "Po"])
async def test_a_name_may_look_like_the_button(house: House, name: str) -> None:
    guest = Guest(house)
    await guest.join()
    assert await guest.write(name) == [f"{name}: is this your name?"]


@pytest.mark.parametrize("words", ["1", "1️⃣", "skip", "Skip!", "⏭️", "Kapërce", "прескочи", "Nakh"])
async def test_the_button_may_be_said_or_its_digit_sent(house: House, words: str) -> None:
    guest = Guest(house)
    await guest.join()
    assert await guest.write(words) == ["Where do you work?"]
