"""Where staff hold a meeting: a pin, words, a link, a voice or a known place, for a new one or one that is there."""

from datetime import timedelta

from bot.services import seating
from tests.house import NOON, Guest, House
from tests.meetings.guests import dinner
from tests.meetings.team import NEW, held, member, opened, taps, tickets_of
from tests.services.sample import programme

MINUTE = timedelta(minutes=1)
HEAR = "People who hear of it: 1. Coming: 1. Maybe or waiting: 0. Only invited: 0."
PIN_WORDS = "What is this place called? Write it, or skip."
MAP = "https://www.openstreetmap.org/?mlat=41.32750&mlon=19.81870#map=17/41.32750/19.81870"


async def _coming(house: House) -> Guest:
    """Hold a dinner to which Ana comes."""
    ana = Guest(house, "1002")
    await ana.register("Ana")
    number = (await ana.person()).id
    await house.run(lambda c: seating.answer(c, programme(), dinner(c), number, "yes", NOON))
    house.heard(ana.box, ana.address)
    return ana


async def _told(ana: Guest) -> list[str]:
    """Return what somebody hears within a minute."""
    await ana.house.move(MINUTE)
    return [part.text for part in ana.house.heard(ana.box, ana.address)]


async def test_a_place_is_a_pin_words_a_link_or_one_that_is_known(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW)
    assert await mira.pin(41.3275, 19.8187) == [PIN_WORDS]
    said = await taps(mira, "skip", "s10", "no")
    assert (said[0], said.count(MAP)) == (MAP, 1)
    await taps(mira, "change", "where", "write")
    assert "Community house" in (await mira.write("Community house"))[-1]
    await taps(mira, "publish", "nobody", *NEW[1:])
    assert "Community house" in [button.label for part in mira.parts for button in part.buttons]
    await taps(mira, "p1", "s10", "no")
    await taps(mira, "publish", "nobody", *NEW[1:], "write")
    await mira.write("https://meet.example.org/a")
    assert "https://meet.example.org/a.\nSeats: 🌍 No limit." in (await taps(mira, "all", "no"))[0]
    await mira.tap("publish")
    first, second, third = await held(house)
    assert (first.place, first.latitude) == (second.place, second.latitude) == ({"en": "Community house"}, None)
    assert (third.link, third.seats) == ("https://meet.example.org/a", None)


async def test_a_spoken_place_goes_to_the_team_with_the_meeting_that_is_made(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW)
    await mira.say()
    assert "Tirana" in (await taps(mira, "s10", "no"))[-1]
    assert await tickets_of(mira) == [], "nothing is kept yet"
    await mira.tap("publish")
    [ticket] = await tickets_of(mira)
    assert (ticket.kind, ticket.text, ticket.media_id is not None) == ("place", "1: 🎤", True)


async def test_who_comes_hears_of_another_place(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house)
    await opened(mira)
    await taps(mira, "change", "place", "write")
    said = await mira.write("Te ura")
    assert said == [f"🍽️ Dinner, Monday 29 June: Community house.\nNew: Te ura. {HEAR} Change it?"]
    assert await _told(ana) == []
    assert (await mira.tap("change"))[0] == "Changed. People who hear of it: 1."
    assert await _told(ana) == ["Changed: 🍽️ Dinner, Monday 29 June, 18:00, Te ura. Still coming?"]
    [one] = await held(house)
    assert (one.place, one.version) == ({"en": "Te ura"}, 2)


async def test_nothing_stays_of_the_place_before(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: dinner(c, pin=(42.0, 20.0), link="https://meet.example.org/a"))
    await opened(mira)
    await taps(mira, "change", "place")
    assert await mira.pin(41.3275, 19.8187) == [PIN_WORDS]
    assert (await mira.tap("skip"))[0] == MAP
    await mira.tap("change")
    [one] = await held(house)
    assert (one.place, one.link, one.latitude, one.longitude) == ({}, "", 41.3275, 19.8187)
    await taps(mira, "change", "place", "town", "other", "write", "town", "change")
    [one] = await held(house)
    assert (one.place, one.link, one.latitude) == ({}, "", None)


async def test_the_same_place_is_no_news(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house)
    await opened(mira)
    await taps(mira, "change", "place", "p1")
    assert (await mira.tap("change"))[0] == "Changed. People who hear of it: 0."
    assert await _told(ana) == []
    assert [one.version for one in await held(house)] == [1]


async def test_a_place_that_is_spoken_changes_nothing_until_it_is_written(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house)
    await opened(mira)
    await taps(mira, "change", "place")
    assert (await mira.say())[0] == "Somebody will write it down. Until then nothing changes."
    [ticket] = await tickets_of(mira)
    assert (ticket.kind, ticket.text, ticket.media_id is not None) == ("place", "1: 🎤", True)
    assert await _told(ana) == []
    assert [one.version for one in await held(house)] == [1]


async def test_a_place_is_changed_only_of_the_meeting_that_was_seen(house: House) -> None:
    mira, besim = await member(house, "Mira"), await member(house, "Besim", address="1003")
    await house.run(dinner)
    for guest in (mira, besim):
        await opened(guest)
        await taps(guest, "change", "place", "town")
    assert (await mira.tap("change"))[0] == "Changed. People who hear of it: 0."
    assert (await besim.tap("change"))[0] == "Somebody has changed it meanwhile. Look again."
    assert [one.version for one in await held(house)] == [2]


async def test_what_is_held_online_in_no_town_may_stay_there(house: House) -> None:
    mira = await member(house, "Mira")
    await house.run(lambda c: dinner(c, town="", place={}, link="https://meet.example.org/a"))
    await opened(mira)
    await taps(mira, "change", "place")
    assert [button.label for part in mira.parts for button in part.buttons] == ["💻 Online", "✏️ Write it"]
    assert (await taps(mira, "p1", "change"))[0] == "Changed. People who hear of it: 0."
    assert [(one.link, one.version) for one in await held(house)] == [("https://meet.example.org/a", 1)]


async def test_a_pin_is_asked_for_its_name_which_cards_say(house: House) -> None:
    mira = await member(house, "Mira")
    await taps(mira, *NEW)
    await mira.pin(41.3275, 19.8187)
    assert await mira.say() == ["I do not understand a spoken name yet.", PIN_WORDS]
    await mira.write("Te ura; lart")
    said = await taps(mira, "s10", "no")
    assert (said[0], "Te ura; lart" in said[-1]) == (MAP, True)
    await mira.tap("publish")
    [one] = await held(house)
    assert (one.place, one.latitude, one.longitude) == ({"en": "Te ura; lart"}, 41.3275, 19.8187)


async def test_a_pin_of_a_meeting_that_is_there_is_asked_for_its_name_too(house: House) -> None:
    mira, ana = await member(house, "Mira"), await _coming(house)
    await opened(mira)
    await taps(mira, "change", "place")
    assert await mira.pin(41.3275, 19.8187) == [PIN_WORDS]
    said = await mira.write("Te ura")
    assert (said[0], "New: Te ura." in said[-1]) == (MAP, True)
    await mira.tap("change")
    assert await _told(ana) == [MAP, "Changed: 🍽️ Dinner, Monday 29 June, 18:00, Te ura. Still coming?"]
