"""A pin becomes the nearest town at once; where exactly somebody stood is kept nowhere."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.places import NEAR_KM, nearest
from tests.house import Guest, House, living
from tests.services.sample import programme
from tests.services.traces import traces

NEAR_ELBASAN = (41.119876, 20.093217)
AT_SEA = (40.123457, 17.765431)


async def _at_town(house: House) -> Guest:
    guest = Guest(house)
    await guest.join()
    await guest.write("Ana")
    await guest.tap("yes")
    return guest


async def test_the_nearest_town_is_taken(house: House) -> None:
    guest = await _at_town(house)
    await guest.pin(*NEAR_ELBASAN)
    said = await guest.tap("sewing")
    assert said == ["Ana 👤, Elbasan 📍, 🧵 Sewing, clothes. Is it right?"]


async def test_a_pin_in_another_country_changes_the_country(house: House) -> None:
    guest = await _at_town(house)
    await guest.pin(42.0, 21.43)  # Skopje
    await guest.tap("sewing")
    await guest.tap("right")
    person = await guest.person()
    assert (person.town, person.country, (await guest.contact()).country) == ("skopje", "MK", "MK")


async def test_far_from_every_town_the_name_is_asked_and_a_pin_may_come_again(house: House) -> None:
    guest = await _at_town(house)
    assert await guest.pin(*AT_SEA) == ["Say the name of your town 🎤 or write."]
    await guest.pin(*NEAR_ELBASAN)
    assert await guest.at() == "registration.trade"


async def test_a_pin_where_nobody_asked_for_one_changes_nothing(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    said = await guest.pin(*NEAR_ELBASAN)
    assert said == ["Only your name, please. Say it 🎤 or write."]
    assert await guest.at() == "registration.name"


async def test_no_byte_of_a_pin_stays(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        guest = await _at_town(house)
        await guest.pin(*AT_SEA)
        await guest.pin(*NEAR_ELBASAN)
        await guest.tap("sewing")
        await guest.pin(*NEAR_ELBASAN)
        assert traces(tmp_path, "Ana"), "the search must find what is there"
        assert traces(tmp_path, *NEAR_ELBASAN, *AT_SEA) == []
    assert traces(tmp_path, *NEAR_ELBASAN, *AT_SEA) == []


@given(st.floats(), st.floats())
def test_any_numbers_are_a_town_or_none(latitude: float, longitude: float) -> None:
    town = nearest(programme(), latitude, longitude)
    assert town is None or town in programme().town


@pytest.mark.parametrize(("latitude", "longitude"), [(-41.3275, 19.8187 - 180), (float("inf"), 0), (91, 0), (0, 181)])
def test_the_other_side_of_the_earth_is_near_to_nothing(latitude: float, longitude: float) -> None:
    assert nearest(programme(), latitude, longitude) is None


def test_near_ends_at_sixty_kilometres() -> None:
    town = programme().town["tirana"]
    one_degree = 111.195
    inside, outside = (NEAR_KM - 1) / one_degree, (NEAR_KM + 15) / one_degree
    assert nearest(programme(), town.latitude, town.longitude - inside / 0.751) == "tirana"
    assert nearest(programme(), town.latitude, town.longitude - outside / 0.751) is None
