"""Which meetings somebody may see and how a list tells them apart, through the bot."""

from typing import Any

import pytest

from bot.lint import LABEL_LENGTH
from bot.services import door, meeting_cards
from storage import contacts, feedbacks
from storage import meetings as rows
from tests.house import Guest, House
from tests.meetings.guests import DAY, HOUR, START, dinner
from tests.services.sample import programme


async def hold(house: House, **values: Any) -> int:
    """Publish a dinner."""
    return await house.run(lambda connection: dinner(connection, house.clock.now(), **values))


async def test_two_of_a_kind_on_one_day_are_told_apart_by_their_time(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    for start in (START, START - 6 * HOUR, START + DAY):
        await hold(house, days=[(start, 2 * HOUR)])
    await guest.tap("meetings")
    labels = [button.label for button in guest.parts[0].buttons]
    assert labels == ["🍽️ 29.6, 12:00", "🍽️ 29.6, 18:00", "🍽️ Tuesday 30.6"]


@pytest.mark.parametrize("language", ["sq", "rom", "sr_Latn", "sr_Cyrl", "mk", "en"])
async def test_no_row_of_the_list_is_too_long_in_any_language(house: House, language: str) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = (await guest.contact()).id
    await house.run(lambda c: contacts.change(c, number, language=language, country="RS"))
    for day in range(7):
        await hold(house, kind="mentor", days=[(START + (day + 104) * DAY, 2 * HOUR)])
    await guest.tap("meetings")
    shown = [button.label.removeprefix(f"{place} ") for place, button in enumerate(guest.parts[0].buttons, 1)]
    assert len(set(shown)) == 7
    assert max(len(label) for label in shown) <= LABEL_LENGTH["row"]


async def test_who_came_by_the_code_at_the_door_of_another_organisation_says_how_it_was(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = await hold(house)
    await house.run(lambda connection: rows.change(connection, number, organisation="another"))
    found = await house.read(lambda connection: rows.get(connection, number))
    assert found is not None
    assert (await guest.send("tap", payload=f"meeting:{number}:1:good", callback="c"))[0].startswith("I do not know")
    house.clock.move(found.starts_at - house.clock.now())
    assert (await guest.open(door.link(found)))[0] == "Welcome! You are on the list."
    house.clock.move(DAY)
    said = await guest.send("tap", payload=f"meeting:{number}:1:good", callback="c")
    assert said == ["What did you learn? Tell us 🎤."]
    kept = await house.read(lambda connection: feedbacks.of_meeting(connection, number))
    assert [one.grade for one in kept] == ["good"]


async def test_a_place_is_told_as_it_is_called_and_only_a_title_names_its_language(house: House) -> None:
    guest = Guest(house, hint="en")
    await guest.register()
    number = await hold(house, title={"en": "Prices"})
    found = await house.read(lambda connection: rows.get(connection, number))
    assert found is not None
    for language in ("sq", "sr_Latn", "sr_Cyrl", "mk"):
        contact = (await guest.contact())._replace(language=language)
        assert meeting_cards.place(found, contact, programme()) == "Community house"
        assert meeting_cards.title(found, contact) == "English: Prices"
    assert meeting_cards.title(found, await guest.contact()) == "Prices"
