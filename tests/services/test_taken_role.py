"""What whoever has just taken a role hears, and the menu that they come back to."""

import pytest

from tests.house import Guest, House
from tests.services.test_staff import TEAM, link


@pytest.mark.parametrize(
    ("role", "said", "way"),
    [
        ("mentor", "You are a mentor now. Questions come here.", "menu.as_mentor"),
        ("helper", TEAM, "menu.team"),
    ],
)
@pytest.mark.parametrize("answer", ["yes", "redo"])
async def test_the_menu_that_somebody_comes_back_to_has_what_the_role_gives(
    house: House, answer: str, role: str, said: str, way: str
) -> None:
    guest = Guest(house)
    await guest.register()
    for _ in range(3):
        await guest.write("What is this?")
    under = await guest.at()
    assert not under.startswith("menu."), "something stands on the menu"
    heard = await guest.open(await link(house, role))
    assert (heard[0], await guest.at()) == (said, under)
    await guest.tap(answer)
    assert await guest.at() == way
