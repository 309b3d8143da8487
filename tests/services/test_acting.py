"""A tap by staff gives and takes no consent, lifts no stop, erases nobody, and wakes nobody; the person still may."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_WHATSAPP
from bot.services import radar, standing_in
from bot.services.acting import NothingGoes
from bot.services.push import State
from bot.services.staff import OPERATOR
from bot.templates import KNOCKS
from storage import contacts, tables
from tests.house import Guest, House, living

NIGHT = datetime(2026, 6, 15, 20, 30, tzinfo=UTC)  # 22:30 in Tirana


async def _tap(house: House, guest: Guest, value: str) -> State:
    contact, now = await guest.contact(), house.clock.now()
    return await house.run(lambda c: standing_in.tap(c, OPERATOR, house.core.conversation, contact, value, now))


async def _shown(house: House, guest: Guest) -> list[list[str]]:
    contact = await guest.contact()
    found = await house.read(lambda c: standing_in.open_screens(house.core.conversation, contact))
    return [[value for value, _ in each.choices] for each in found]


def _heard(house: House, guest: Guest) -> list[str]:
    return [part.text for part in house.heard(guest.box, guest.address)]


async def test_staff_give_no_consent(house: House) -> None:
    guest = Guest(house)
    await guest.write("hello")
    await guest.tap("en")
    await guest.tap("next")
    for own in (("yes", "no", "person"), ("yes", "no")):
        before = await house.rows(tables.consent)
        assert await _shown(house, guest) == [[]]
        for value in own:
            with pytest.raises(ValueError, match="there is: none"):
                await _tap(house, guest, value)
        assert await house.rows(tables.consent) == before
        await guest.tap("yes")
    assert await guest.at() == "registration.name"


async def test_staff_delete_nobody_and_open_no_data(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    for value in ("settings", "delete", "delete"):
        with pytest.raises(ValueError, match="is not on the screen"):
            await _tap(house, guest, value)
        await guest.tap(value)
    assert await guest.at() == "settings.bin"
    with pytest.raises(ValueError, match="there is: none"):
        await _tap(house, guest, "bin")
    assert (await guest.contact()).erased_at is None


async def test_staff_neither_stop_nor_lift_a_stop_nor_pass_the_question_by(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    await guest.tap("settings")
    await guest.tap("stop")
    assert await guest.at() == "stop.ask"
    assert {value for each in await _shown(house, guest) for value in each} == set()
    for value in ("stop", "keep", "meetings"):
        with pytest.raises(ValueError, match="there is: none"):
            await _tap(house, guest, value)
    await guest.tap("stop")
    stopped = (await guest.contact()).stopped_at
    with pytest.raises(ValueError, match="there is: none"):
        await _tap(house, guest, "start")
    assert stopped is not None
    assert (await guest.contact()).stopped_at == stopped


async def test_who_has_stopped_is_not_written_to(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await house.move(timedelta(days=2))
    contact, now = await guest.contact(), house.clock.now()
    await house.run(lambda c: contacts.change(c, contact.id, stopped_at=now))
    _heard(house, guest)
    with pytest.raises(NothingGoes):
        await _tap(house, guest, "skip")
    assert (_heard(house, guest), await guest.at()) == ([], "registration.name")


async def test_who_stopped_is_not_on_the_radar(house: House) -> None:
    guest = Guest(house)
    await guest.register()
    await guest.write("menu")
    await guest.write("xyzzy plugh")
    await guest.write("plugh xyzzy")
    contact, now = await guest.contact(), house.clock.now()
    look = house.core.conversation
    assert len(await house.read(lambda c: radar.cases(c, OPERATOR, look, now))) == 1
    await house.run(lambda c: contacts.change(c, contact.id, stopped_at=now))
    assert await house.read(lambda c: radar.cases(c, OPERATOR, look, now)) == []


async def test_what_was_asked_at_the_screen_is_answered_by_the_tap(house: House) -> None:
    guest = Guest(house)
    await guest.join()
    await guest.write("help")
    await _tap(house, guest, "skip")
    assert [row["status"] for row in await house.rows(tables.ticket)] == ["answered"]
    assert [row["act"] for row in await house.rows(tables.log)] == ["tapped_for"]


async def test_at_night_nobody_is_woken(tmp_path: Path) -> None:
    async with living(tmp_path, now=NIGHT - timedelta(hours=2)) as house:
        guest = Guest(house)
        await guest.join()
        await house.move(timedelta(hours=2))
        assert await _tap(house, guest, "skip") == "waits"
        assert _heard(house, guest) == []
        await house.move(timedelta(hours=10))
        assert _heard(house, guest) == ["Where do you work?"]


@pytest.mark.parametrize(("asks", "wakes"), [(True, True), (False, False)])
async def test_at_night_only_who_asked_and_wrote_within_the_hour_is_awake(
    tmp_path: Path, asks: bool, wakes: bool
) -> None:
    async with living(tmp_path, now=NIGHT) as house:
        guest = Guest(house)
        await guest.join()
        if asks:
            await guest.write("help")
        await house.move(timedelta(minutes=59))
        await _tap(house, guest, "skip")
        assert (_heard(house, guest) == ["Where do you work?"]) == wakes


async def test_an_open_ticket_alone_wakes_nobody(tmp_path: Path) -> None:
    async with living(tmp_path, now=NIGHT - timedelta(hours=1)) as house:
        guest = Guest(house)
        await guest.join()
        await guest.write("help")
        await house.move(timedelta(minutes=61))
        await _tap(house, guest, "skip")
        assert _heard(house, guest) == []


async def test_past_whatsapps_window_there_is_a_knock(house: House) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.join()
    await house.move(timedelta(days=2))
    _heard(house, guest)
    assert await _tap(house, guest, "skip") == "knock"
    assert _heard(house, guest) == [KNOCKS["en"].body]
