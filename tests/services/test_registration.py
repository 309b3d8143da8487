"""People register by every way of answering, on both messengers, in all languages."""

from collections.abc import Awaitable, Callable

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.languages import LANGUAGES
from storage import media, tables, tickets
from tests.house import Guest, House

Way = Callable[[Guest, str], Awaitable[list[str]]]
PHONE = {SIM_TELEGRAM: "1001", SIM_WHATSAPP: "+355691234567"}
BOXES = pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
CHOSEN = {
    "en": ("en",),
    "sq": ("sq",),
    "mk": ("mk",),
    "rom": ("rom",),
    "sr_Latn": ("sr", "sr_latn"),
    "sr_Cyrl": ("sr", "sr_cyrl"),
}
STEPS = ("next", "yes", "yes")


async def _register(guest: Guest, language: str, way: Way) -> list[str]:
    await guest.write("hello")
    for value in (*CHOSEN[language], *STEPS):
        await way(guest, value)
    await guest.write("Ana")
    await way(guest, "yes")
    if await guest.at() == "registration.country":
        await way(guest, "al")
    for value in ("tirana", "sewing", "right"):
        said = await way(guest, value)
    return said


@BOXES
@pytest.mark.parametrize("way", [Guest.tap, Guest.press, Guest.copy])
async def test_somebody_registers(house: House, box: str, way: Way) -> None:
    guest = Guest(house, PHONE[box], box)
    said = await _register(guest, "en", way)
    person = await guest.person()
    assert said == ["Done! You are in.", "What do you want?"]
    assert (person.name, person.town, person.trade, person.name_pending) == ("Ana", "tirana", "sewing", False)
    assert (person.country, person.programme, person.organisation) == ("AL", "green_albania", "sample_ngo")
    assert person.may_push
    assert person.registered_at == house.clock.now()


@BOXES
@pytest.mark.parametrize("language", LANGUAGES)
async def test_labels_of_each_language_are_answers_in_it(house: House, box: str, language: str) -> None:
    guest = Guest(house, PHONE[box], box)
    said = await _register(guest, language, Guest.copy)
    words = house.core.speech.words
    assert said[0] == words.text("registration.joined", "", language, "AL")
    assert (await guest.contact()).language == language
    assert (await guest.person()).trade == "sewing"


@BOXES
@pytest.mark.parametrize("answer", ["🙋", "person", "Person"])
async def test_what_has_no_number_is_chosen_by_its_picture_or_word_as_drom_says(
    house: House, box: str, answer: str
) -> None:
    guest = Guest(house, PHONE[box], box)
    await _register(guest, "en", Guest.tap)
    menu = guest.parts[-1]
    assert any(button.label == "🙋 Person" for button in menu.buttons) or "\n🙋 Person" in menu.text
    said = await guest.write("qqq")
    assert said[0] == "Sorry, I did not understand. Tap, or send the number or word."
    await guest.write(answer)
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["help"]


@BOXES
@pytest.mark.parametrize("answer", ["🎤", "other"])
async def test_another_trade_has_no_number_and_is_chosen_too(house: House, box: str, answer: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.write("hello")
    for value in ("en", *STEPS):
        await guest.tap(value)
    await guest.write("Ana")
    await guest.tap("yes")
    for value in ("al", "tirana"):
        if value != "al" or await guest.at() == "registration.country":
            await guest.tap(value)
    assert await guest.at() == "registration.trade"
    await guest.write(answer)
    assert await guest.at() == "registration.trade_name"


async def test_the_six_registrations_differ_in_words_and_not_in_what_is_stored(house: House) -> None:
    said, stored = set(), set()
    for number, language in enumerate(LANGUAGES):
        guest = Guest(house, f"20{number}")
        said.add(tuple(await _register(guest, language, Guest.tap)))
        person = await guest.person()
        stored.add((person.name, person.town, person.trade, person.country))
    assert len(said) == 6
    assert stored == {("Ana", "tirana", "sewing", "AL")}


@BOXES
async def test_a_voice_is_enough(house: House, box: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.join()
    assert (await guest.say())[0] == "Thank you. A person will write your name."
    await guest.say()
    said = await guest.say()
    assert said == ["🎤 your voice 👤, 🎤 your voice 📍, 🎤 your voice. Is it right?"]
    await guest.press("right")
    person = await guest.person()
    assert (person.name, person.name_pending, person.town, person.trade) == ("🎤 1", True, "🎤", "🎤")

    contact = await guest.contact()
    opened = await house.read(lambda connection: tickets.of_contact(connection, contact.id))
    places = [("name", "registration.name"), ("town", "registration.towns"), ("trade", "registration.trades")]
    assert [(ticket.kind, f"{ticket.flow}.{ticket.state_name}") for ticket in opened] == places
    assert len({ticket.media_id for ticket in opened} - {None}) == 3


async def test_each_spoken_name_has_its_own_stand_in(house: House) -> None:
    names = []
    for address in ("1", "2"):
        guest = Guest(house, address)
        await guest.join()
        await guest.say()
        for value in ("tirana", "sewing", "right"):
            await guest.tap(value)
        names.append((await guest.person()).name)
    assert names == ["🎤 1", "🎤 2"]


async def test_a_name_may_be_said_again(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Anna")
    await guest.tap("redo")
    assert await guest.write("Ana") == ["Ana: is this your name?"]


async def test_a_town_that_is_not_offered_may_be_written(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    await guest.tap("yes")
    await guest.tap("other")
    await guest.write("Fushë Kosovë")
    await guest.tap("other")
    said = await guest.write("Клавир")
    assert said == ["Ana 👤, Fushë Kosovë 📍, Клавир. Is it right?"]
    await guest.tap("right")
    person = await guest.person()
    assert (person.town, person.trade) == ("Fushë Kosovë", "Клавир")
    texts = {row["kind"]: row["text"] for row in await house.rows(tables.ticket)}
    assert texts == {"town": "Fushë Kosovë", "trade": "Клавир"}


async def test_a_change_asks_only_what_is_to_be_changed(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    for value in ("settings", "data", "change", "change"):
        await guest.tap(value)
    for value, answer, shown in (
        ("town", "elbasan", "Ana 👤, Elbasan 📍, 🧵 Sewing, clothes. Is it right?"),
        ("trade", "food", "Ana 👤, Elbasan 📍, 🥕 Food, market. Is it right?"),
    ):
        await guest.tap(value)
        said = await guest.tap(answer)
        assert said == [shown]
        await guest.tap("change")
    await guest.tap("name")
    await guest.write("Besa")
    assert await guest.tap("yes") == ["Besa 👤, Elbasan 📍, 🥕 Food, market. Is it right?"]
    before = await guest.person()
    assert (before.name, before.town) == ("Ana", "tirana"), "nothing is changed before the person says that it is right"
    assert await guest.tap("right") == ["Saved.", "What do you want?"]
    person = await guest.person()
    assert (person.name, person.town, person.trade) == ("Besa", "elbasan", "food")
    assert person.registered_at == before.registered_at


async def test_what_a_change_does_not_touch_stays_spoken(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    for value in ("tirana", "sewing", "right", "settings", "data", "change", "change", "town", "elbasan", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.name, person.name_pending, person.town) == ("🎤 1", True, "elbasan")


@BOXES
async def test_what_was_spoken_is_played_before_the_question_whether_it_is_right(house: House, box: str) -> None:
    guest = Guest(house, PHONE[box], box)
    await guest.join()
    for _ in range(2):
        await guest.say()
    first, second = [row["id"] for row in await house.rows(tables.media)]
    await house.run(lambda c: media.keep(c, first, content_type="audio/ogg", size=2000, seconds=3))
    await guest.tap("sewing")
    voices = [part.voice for part in guest.parts]
    assert voices == [str(first), ""], f"the second one ({second}) is not here yet"
    assert guest.parts[-1].text == "🎤 your voice 👤, 🎤 your voice 📍, 🧵 Sewing, clothes. Is it right?"


async def test_what_was_spoken_and_then_written_is_not_played(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.say()
    (spoken,) = [row["id"] for row in await house.rows(tables.media)]
    await house.run(lambda c: media.keep(c, spoken, content_type="audio/ogg", size=2000, seconds=3))
    for value in ("tirana", "sewing"):
        await guest.tap(value)
    assert [part.voice for part in guest.parts] == [str(spoken), ""]
    for value in ("change", "name"):
        await guest.tap(value)
    await guest.write("Ana")
    await guest.tap("yes")
    assert [part.voice for part in guest.parts] == [""]
    assert guest.parts[-1].text == "Ana 👤, Tirana 📍, 🧵 Sewing, clothes. Is it right?"


async def test_a_trade_that_is_not_offered_has_one_pictogram_too(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    for value in ("yes", "tirana", "other"):
        await guest.tap(value)
    await guest.write("Beekeeping")
    await guest.tap("right")
    for value in ("settings", "data"):
        await guest.tap(value)
    assert guest.parts[-1].text == "All I know about you: 👤 Ana 📍 Tirana 🇦🇱 Albania 🛠️ Beekeeping 🗣️ English"
