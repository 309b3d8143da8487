"""Who has which number: found by a name in any spelling or by a phone number, only by who may, and logged."""

import pytest
from sqlalchemy import Connection

from bot.channels.limits import SIM_WHATSAPP
from bot.services import finding
from bot.services.staff import OPERATOR, Actor, Denied
from storage import roles, tables
from storage.finding import Found
from tests.house import Guest, House


async def find(house: House, words: str, by: Actor = OPERATOR, limit: int = 50) -> list[str]:
    """Return the names of those found."""
    programme, now = house.core.speech.programme, house.clock.now()

    def work(connection: Connection) -> list[Found]:
        return finding.find(connection, by, words, programme, now, limit)

    return [one.name for one in await house.run(work)]


@pytest.fixture
async def people(house: House) -> House:
    for address, name in (("1001", "Ana"), ("20022002", "Đulijana Šeh")):
        await Guest(house, address).register(name)
    await Guest(house, "+355691234567", SIM_WHATSAPP).register("Besim")
    return house


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("ana", ["Ana", "Đulijana Šeh"]),
        ("ÁNA", ["Ana", "Đulijana Šeh"]),
        ("djulijana seh", ["Đulijana Šeh"]),
        ("Ђулијана", ["Đulijana Šeh"]),
        ("+355 69 123-4567", ["Besim"]),
        ("234567", ["Besim"]),
        ("2002", ["Đulijana Šeh"]),
        ("355691234567", ["Besim"]),
        ("00355 69 123 4567", ["Besim"]),
        ("+355 (0)69 1234567", ["Besim"]),
        ("069/123-45-67", ["Besim"]),
        ("+355", ["Besim"]),
        ("٣٥٥٦٩", ["Besim"]),
        ("+381", []),
        ("+69", []),
        ("x", []),
        ("99", []),
    ],
)
async def test_a_name_or_a_number_in_any_spelling_finds(people: House, words: str, names: list[str]) -> None:
    assert await find(people, words) == names


async def test_a_number_is_found_as_it_is_shown(people: House) -> None:
    """Those of the demo begin with the 0 that others leave out after their country."""
    await Guest(people, "+355000000007", SIM_WHATSAPP).register("Hana")
    assert await find(people, "+355000000007") == ["Hana"]
    assert await find(people, "00355 000 000 007") == ["Hana"]


async def test_no_more_than_asked_for_are_shown(people: House) -> None:
    assert await find(people, "ana", limit=1) == ["Ana"]


async def test_a_search_is_logged_without_its_words(people: House) -> None:
    await find(people, "Besim")
    last = (await people.rows(tables.log))[-1]
    assert (last["act"], last["actor"], last["subject"], last["detail"]) == (
        "people_searched",
        "operator",
        "",
        {"found": 1},
    )


async def test_only_who_may_read_people_finds_them_and_only_theirs(people: House) -> None:
    now = people.clock.now()

    def role(name: str, organisation: str, country: str = "") -> Actor:
        return Actor("staff", (roles.Role(1, None, "", name, organisation, country, now, None),))

    own = (await people.rows(tables.contact))[0]
    organisation = people.core.speech.programme.organisation_of(own["programme"])
    assert await find(people, "ana", role("coordinator", organisation, own["country"])) == ["Ana", "Đulijana Šeh"]
    assert await find(people, "ana", role("coordinator", organisation, "DK")) == []
    assert await find(people, "ana", role("coordinator", "another")) == []
    for nobody in (role("helper", organisation), Actor("nobody")):
        with pytest.raises(Denied):
            await find(people, "ana", nobody)
