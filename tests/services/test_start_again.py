"""Whoever stopped or paused sees a way back in the settings, and only they."""

import pytest

from tests.house import Guest, House


def _values(guest: Guest) -> set[str]:
    return {button.payload.split("@")[0].rsplit(".", 1)[1] for part in guest.parts for button in part.buttons}


async def _settings(guest: Guest) -> set[str]:
    await guest.write("menu")
    await guest.write("9")
    return _values(guest)


@pytest.mark.parametrize("quiet", [("stop",), ("9", "4", "2"), ("9", "4", "3")])
async def test_the_settings_show_the_way_back(house: House, quiet: tuple[str, ...]) -> None:
    ana = Guest(house)
    await ana.register()
    for text in quiet:
        await ana.write(text)
    found = await _settings(ana)
    if quiet[-1] == "3":  # until I write: writing was enough
        assert {"pause", "stop"} <= found
        return
    assert "start" in found
    assert not {"pause", "stop"} & found
    assert (await ana.write("4"))[0] == "Good. I talk to you again."
    contact = await ana.contact()
    assert (contact.stopped_at, contact.paused_until) == (None, None)
    assert {"pause", "stop"} <= await _settings(ana)
