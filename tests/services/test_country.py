"""In which country somebody lives: by phone, link or language, else asked, and answered without reading."""

from dataclasses import replace

import pytest

from bot import elsewhere
from bot.channels.limits import SIM_WHATSAPP
from bot.languages import LANGUAGES
from bot.services import finding, groups, records
from bot.services.helpdesk import HelpDesk
from bot.services.staff import OPERATOR, Actor
from storage import contacts, scope, tables
from storage.roles import Role
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


@pytest.mark.parametrize(("pin", "country"), [((36.9, 30.7), "TR"), ((67.85, 20.2), "SE"), ((57.7, 11.97), "SE")])
async def test_a_pin_far_from_every_town_leaves_the_country_as_it_is(
    house: House, pin: tuple[float, float], country: str
) -> None:
    guest = Guest(house)
    await _named(guest, "rom", "nordic")
    await guest.tap("dk")
    await house.run(lambda c: contacts.change(c, 1, country=country))
    await guest.pin(*pin)
    assert (await guest.at(), (await guest.contact()).country) == ("registration.town_name", country)


async def test_a_pin_far_from_every_town_says_nothing_of_who_has_not_told(house: House) -> None:
    guest = Guest(house)
    await _named(guest, "rom")
    before = (await guest.contact()).country
    await guest.pin(36.9, 30.7)
    assert (await guest.at(), (await guest.contact()).country) == ("registration.town_name", before)
    assert not elsewhere.is_elsewhere(before)


@pytest.mark.parametrize("way", ["tap", "digit"])
async def test_who_lives_in_another_country_is_counted_in_none_of_the_programmes(house: House, way: str) -> None:
    guest = Guest(house)
    await _named(guest, "rom")
    await (guest.tap("other") if way == "tap" else guest.write("9"))
    assert await guest.at() == "registration.town_name"
    for value in ("skip", "sewing", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.country, person.town, person.registered_at is not None) == ("ZZ", "", True)
    told = await _my_data(guest)
    assert "Another country" in told, "Romani has no word of its own for it yet"


async def _my_data(guest: Guest) -> str:
    await guest.write("menu")
    for value in ("settings", "data"):
        found = await guest.tap(value)
    return " ".join(found)


@pytest.mark.parametrize(
    ("town", "country", "zone"),
    [
        ("Berlin", "ZZ-DE", "Europe/Berlin"),
        ("Лондон", "ZZ-GB", "Europe/London"),
        ("Londër", "ZZ-GB", "Europe/London"),
        ("Minhen, Nemačka", "ZZ-DE", "Europe/Berlin"),
        ("Beograd", "RS", "Europe/Belgrade"),
        ("Lushnja", "ZZ", "Europe/Tirane"),
        ("London, Kanada", "ZZ-CA", "America/Toronto"),
        ("Center", "ZZ", "Europe/Tirane"),
        ("Regina", "ZZ", "Europe/Tirane"),
    ],
)
async def test_the_words_for_a_town_tell_country_and_clock(house: House, town: str, country: str, zone: str) -> None:
    guest = Guest(house, hint="en")
    await _named(guest, "en")
    await guest.tap("other")
    await guest.write(town)
    for value in ("sewing", "right"):
        await guest.tap(value)
    person, contact = await guest.person(), await guest.contact()
    assert (person.country, contact.country, person.town) == (country, country, town)
    assert house.core.speech.programme.zone(contact.country).key == zone


@pytest.mark.parametrize(("town", "country"), [("Berlin", "ZZ-DE"), ("Berlin, Germany", "ZZ-DE"), ("Lushnja", "AL")])
async def test_another_town_of_a_list_is_elsewhere_only_where_its_name_says_so(
    house: House, town: str, country: str
) -> None:
    guest = Guest(house, hint="en")
    await _named(guest, "en", "green_albania--poster1")
    await guest.tap("other")
    await guest.write(town)
    assert (await guest.contact()).country == country


@pytest.mark.parametrize(("town", "country"), [("nis", "RS"), ("Berlin", "ZZ-DE"), ("Lushnja", "AL")])
@pytest.mark.parametrize("registered", [True, False])
async def test_the_country_follows_the_town_that_staff_write_of_a_voice(
    house: House, town: str, country: str, registered: bool
) -> None:
    guest = Guest(house, hint="sq")
    await _named(guest, "rom")
    before = (await guest.contact()).country
    await guest.say()
    assert (await guest.contact()).country == before == "AL", "whoever hears it decides"
    for value in ("sewing", "right") if registered else ():
        await guest.tap(value)
    [row] = await house.rows(tables.ticket)
    desk = HelpDesk(house.core.conversation)
    await house.run(lambda c: desk.write(c, OPERATOR, row["id"], town, house.clock.now()))
    for value in () if registered else ("sewing", "right"):
        await guest.tap(value)
    person = await guest.person()
    assert (person.town, person.country, (await guest.contact()).country) == (town, country, country)


async def test_the_number_tells_the_country_of_who_lives_in_another(house: House) -> None:
    guest = Guest(house, "+447700900123", SIM_WHATSAPP)
    await _named(guest, "en")
    await guest.tap("other")
    await guest.say()
    assert (await guest.contact()).country == "ZZ-GB"
    for value in ("sewing", "right"):
        await guest.tap(value)
    contact = await guest.contact()
    speech = house.core.speech
    told = {"town": "tirana"}
    await house.run(lambda c: records.change(c, OPERATOR, speech.programme, contact.id, told, house.clock.now()))
    assert ((await guest.person()).country, (await guest.contact()).country) == ("AL", "AL"), "as staff have heard it"


@pytest.mark.parametrize(("town", "country"), [("Milan", "RS"), ("Center", "RS"), ("Milan (Italy)", "ZZ-IT")])
async def test_a_country_that_was_tapped_is_kept_unless_words_name_another(
    house: House, town: str, country: str
) -> None:
    guest = Guest(house, hint="en")
    await _named(guest, "en")
    for value in ("rs", "other"):
        await guest.tap(value)
    await guest.write(town)
    assert (await guest.contact()).country == country


async def test_staff_of_one_country_look_after_who_lives_elsewhere(house: House) -> None:
    guest = Guest(house, hint="en")
    await _named(guest, "en")
    for value in ("other", "skip", "sewing", "right"):
        await guest.tap(value)
    programme = house.core.speech.programme
    mine = Actor("a", (Role(1, 1, "", "coordinator", "sample_ngo", "RS", house.clock.now(), None),))
    await house.run(finding.make_ready)
    seen = await house.read(lambda connection: finding.latest(connection, mine, programme, 5))
    assert [one.name for one in seen] == ["Ana"]
    assert mine.may("announce", "sample_ngo", (await guest.contact()).country)
    by, now = replace(mine, roles=(replace(mine.roles[0], country="AL"),)), house.clock.now()
    group = await house.run(lambda c: groups.create(c, by, "sample_ngo", "AL", "Coaching", now))
    [found] = await house.read(lambda c: groups.strangers(c, by, programme, group))
    assert await house.run(lambda c: groups.add(c, by, programme, group, [found.person_id], now)) == 1
    assert not mine.may("announce", "another", (await guest.contact()).country)
    assert not mine.may("announce", "sample_ngo", "AL")


def test_both_halves_of_the_house_call_it_the_same() -> None:
    assert scope.ELSEWHERE == elsewhere.UNKNOWN


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
