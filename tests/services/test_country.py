"""In which country somebody lives: by phone, link or language, else asked, and answered without reading."""

from dataclasses import replace

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.languages import LANGUAGES
from storage import tables
from tests.house import Guest, House
from tests.services.test_registration import BOXES, CHOSEN, PHONE, STEPS


async def _named(guest: Guest, language: str, link: str = "") -> list[str]:
    """Come, agree and tell a name; return what is asked then."""
    await (guest.open(link) if link else guest.write("hello"))
    for value in (*CHOSEN[language], *STEPS):
        await guest.tap(value)
    await guest.write("Ana")
    return await guest.tap("yes")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_comes_without_a_link_is_asked_where_they_live(house: House, language: str) -> None:
    guest = Guest(house)
    await _named(guest, language)
    assert await guest.at() == "registration.country"
    offered = [button.payload.split(".")[2].partition("@")[0] for button in guest.parts[-1].buttons]
    assert offered == ["al", "ba", "xk", "me", "mk", "rs", "dk", "se", "other"]
    signs = [button.label.split()[1] for button in guest.parts[-1].buttons]
    assert " ".join(signs) == "🇦🇱 🇧🇦 🇽🇰 🇲🇪 🇲🇰 🇷🇸 🇩🇰 🇸🇪 🎤", "who does not read goes by the flag"
    for value in ("rs", "nis", "sewing", "right"):
        await guest.tap(value)
    person, contact = await guest.person(), await guest.contact()
    assert (person.country, person.town, person.programme) == ("RS", "nis", "green_albania")
    assert contact.country == "RS", "zone, emergency number and the words that Romani leaves out are this country's"
    for value in ("settings", "data", "change", "change", "town"):
        await guest.tap(value)
    assert await guest.at() == "registration.town", "who has told it is not asked again"


@pytest.mark.parametrize(
    ("link", "language", "country"),
    [
        ("green_albania--poster1", "rom", "AL"),
        ("circular", "mk", "MK"),
        ("circular", "sq", ""),
        ("circular", "rom", ""),
        ("circular", "en", ""),
        ("coalitions", "mk", "MK"),
        ("coalitions", "sr_Cyrl", ""),
        ("nordic", "sr_Latn", ""),
    ],
)
async def test_a_link_or_a_language_may_say_it(house: House, link: str, language: str, country: str) -> None:
    guest = Guest(house)
    await _named(guest, language, link)
    assert await guest.at() == ("registration.town" if country else "registration.country")
    if country:
        assert (await guest.contact()).country == country
    else:
        countries = house.core.speech.programme.countries_of(link)
        assert len(guest.parts[-1].buttons) == len(countries) + 1, "and one for any other"


@BOXES
async def test_who_reads_nothing_says_by_voice_where_they_live(house: House, box: str) -> None:
    guest = Guest(house, "+447700900123" if box == SIM_WHATSAPP else "1001", box)
    await _named(guest, "rom")
    assert await guest.at() == "registration.country"
    await guest.say()
    assert await guest.at() == "registration.trade"
    assert [row["kind"] for row in await house.rows(tables.ticket)] == ["town"]
    for value in ("sewing", "right"):
        await guest.tap(value)
    assert (await guest.person()).registered_at is not None


async def test_a_pin_tells_country_and_town_at_once(house: House) -> None:
    guest = Guest(house)
    await _named(guest, "rom")
    await guest.pin(43.32, 21.9)
    assert (await guest.at(), (await guest.contact()).country) == ("registration.trade", "RS")


@pytest.mark.parametrize("way", ["pin", "tap", "digit"])
async def test_who_lives_in_another_country_goes_on(house: House, way: str) -> None:
    guest = Guest(house)
    await _named(guest, "rom")
    match way:
        case "pin":
            await guest.pin(0.0, 0.0)
        case "tap":
            await guest.tap("other")
        case _:
            await guest.write("9")
    assert await guest.at() == "registration.town_name"
    for value in ("skip", "sewing", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.country, person.town, person.registered_at is not None) == ("AL", "", True), "the default's"


async def test_where_the_programme_is_of_one_country_nobody_is_asked(house: House) -> None:
    found = house.core.speech.programme
    alone = found.model_copy(update={"programme": {"green_albania": found.programme["green_albania"]}})
    house.core.conversation.speech = replace(house.core.speech, programme=alone)
    guest = Guest(house)
    await _named(guest, "rom")
    assert (await guest.at(), (await guest.contact()).country) == ("registration.town", "AL")


@pytest.mark.parametrize(
    ("phone", "link", "at"),
    [
        ("+38344123456", "", "registration.town"),
        ("+38344123456", "coalitions", "registration.town"),
        ("+38344123456", "nordic", "registration.country"),
        ("+447700900123", "", "registration.country"),
    ],
)
async def test_a_number_says_it_where_it_is_of_one_of_the_countries(
    house: House, phone: str, link: str, at: str
) -> None:
    guest = Guest(house, phone, SIM_WHATSAPP)
    await _named(guest, "sq", link)
    assert await guest.at() == at


async def test_who_writes_from_a_phone_of_the_country_is_not_asked_where_they_live(house: House) -> None:
    guest = Guest(house, PHONE[SIM_WHATSAPP], SIM_WHATSAPP)
    await guest.write("hello")
    for value in (*CHOSEN["mk"], *STEPS):
        await guest.tap(value)
    await guest.write("Ana")
    await guest.tap("yes")
    assert await guest.at() == "registration.town"
