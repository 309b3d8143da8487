"""How people come: links with programme and town, guesses of country and language, a return."""

from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.services.arrivals import LONGEST, link, read_link
from bot.services.staff import is_invitation
from storage import tables
from tests.house import Guest, House
from tests.services.sample import programme

keys = st.from_regex(r"[a-z][a-z0-9_]{0,23}", fullmatch=True)
codes = st.from_regex(r"[a-z0-9_]{1,24}", fullmatch=True)
programmes = st.sampled_from(sorted(programme().programme))
towns = st.sampled_from(["", *sorted(programme().town)])


@given(programmes, towns, st.one_of(st.just(""), codes))
def test_what_a_link_says_is_read_back(name: str, town: str, referrer: str) -> None:
    found = read_link(link(name, town, referrer), programme())
    country = {"town": town, "country": programme().town[town].country} if town else {}
    assert found == {"programme": name, "referrer": referrer, **country}


@given(st.one_of(st.just(""), keys), st.one_of(st.just(""), keys), st.one_of(st.just(""), codes, keys))
def test_a_link_is_read_back_or_refused(name: str, town: str, referrer: str) -> None:
    try:
        payload = link(name, town, referrer)
    except ValueError:
        assume(False)
    assert len(payload) <= LONGEST
    found = read_link(payload, programme())
    assert found.get("referrer", referrer) == referrer
    assert found.get("programme", name) == name
    assert found.get("town", town) == town


@given(st.text(max_size=80))
def test_any_other_link_tells_nothing_that_the_programme_does_not_know(payload: str) -> None:
    found = read_link(payload, programme())
    assert found.get("programme", "coalitions") in programme().programme
    assert found.get("town", "nis") in programme().town


@pytest.mark.parametrize(
    "parts", [("UPPER",), ("a", "b-c"), ("a", "", "x" * 25), ("a" * 24, "b" * 24, "c" * 24), ("é",)]
)
def test_a_link_that_cannot_travel_is_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"link|longer"):
        link(*parts)


def test_no_programme_can_look_like_an_invitation() -> None:
    assert not any(is_invitation(link(name, town, "x")) for name in programme().programme for town in programme().town)


async def test_a_link_brings_programme_town_and_referrer(house: House) -> None:
    guest = Guest(house)
    await guest.open(link("coalitions", "nis", "poster7"))
    contact = await guest.contact()
    assert (contact.programme, contact.town, contact.country, contact.referrer) == (
        "coalitions",
        "nis",
        "RS",
        "poster7",
    )
    assert contact.language == "sr_Latn"
    for value in ("en", "next", "yes", "yes"):
        await guest.tap(value)
    await guest.write("Ana")
    assert (await guest.tap("yes"))[0] == "What is your work?", "a town that a link told is not asked for"
    await guest.tap("food")
    await guest.tap("right")
    person = await guest.person()
    assert (person.programme, person.town, person.country, person.referrer) == ("coalitions", "nis", "RS", "poster7")


@pytest.mark.parametrize("written", ["Green_albania-tirana-poster1", "GREEN_ALBANIA-TIRANA-POSTER1"])
def test_a_link_that_is_copied_by_hand_may_have_capitals(written: str) -> None:
    expected = {"programme": "green_albania", "town": "tirana", "country": "AL", "referrer": "poster1"}
    assert read_link(written, programme()) == expected


async def test_an_unknown_link_is_a_plain_start(house: House) -> None:
    guest = Guest(house)
    said = await guest.open("no_such_thing-nowhere-x")
    assert said == ["Zgjidh gjuhën 🗣️"]
    contact = await guest.contact()
    assert (contact.programme, contact.town, contact.referrer) == ("green_albania", "", "")


async def test_a_link_changes_where_a_guest_belongs_but_not_a_member(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    said = await guest.open(link("coalitions", "nis"))
    assert said == ["Zgjidh gjuhën 🗣️"], "the open screen stands again"
    assert (await guest.contact()).programme == "coalitions"
    member = Guest(house, "2")
    await member.register()
    await member.open(link("coalitions", "nis"))
    assert (await member.contact()).programme == "green_albania"
    assert (await member.person()).town == "tirana"


async def test_of_who_said_no_a_link_tells_nothing(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    for value in ("en", "next", "no"):
        await guest.tap(value)
    before = await guest.contact()
    await guest.open(link("coalitions", "nis", "poster7"))
    contact = await guest.contact()
    assert (contact.town, contact.referrer, contact.programme) == ("", "", before.programme)
    assert contact.country == before.country
    assert contact.lite


@pytest.mark.parametrize(
    ("box", "address", "hint", "country", "language"),
    [
        (SIM_WHATSAPP, "+38344123456", "", "XK", "sq"),
        (SIM_WHATSAPP, "+389701234567", "", "MK", "mk"),
        (SIM_WHATSAPP, "+4520123456", "", "DK", "en"),
        (SIM_WHATSAPP, "+33612345678", "", "AL", "sq"),  # the default programme is in one country
        (SIM_TELEGRAM, "5", "mk", "AL", "mk"),
        (SIM_TELEGRAM, "5", "sr-Cyrl-RS", "AL", "sr_Cyrl"),
        (SIM_TELEGRAM, "5", "fr", "AL", "sq"),
        (SIM_TELEGRAM, "5", "", "AL", "sq"),
    ],
)
async def test_country_and_language_are_guessed(
    house: House, box: str, address: str, hint: str, country: str, language: str
) -> None:
    guest = Guest(house, address, box, hint)
    await guest.write("hello")
    contact = await guest.contact()
    assert (contact.country, contact.language) == (country, language)


async def test_who_comes_back_after_a_day_is_greeted_and_nothing_typed_is_lost(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await house.move(timedelta(hours=25))
    assert await guest.write("Ana") == ["Ana: is this your name?"], "an open question takes its answer also after days"
    await guest.tap("yes")
    await house.move(timedelta(hours=25))
    said = await guest.write("hmm")
    assert said == ["Welcome back. Continue where you stopped?"]
    await guest.tap("continue")
    assert await guest.at() == "registration.town"


async def test_blocking_is_noted_and_writing_ends_it(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    assert await guest.send("blocked") == []
    assert (await guest.contact()).unreachable_at == house.clock.now()
    assert await guest.send("unblocked") == []
    assert (await guest.contact()).unreachable_at is None
    await guest.send("blocked")
    await guest.write("menu")
    assert (await guest.contact()).unreachable_at is None


async def test_strangers_who_block_leave_no_trace(house: House) -> None:
    guest = Guest(house)
    await guest.send("blocked")
    await guest.send("unblocked")
    assert await house.rows(tables.contact) == []
