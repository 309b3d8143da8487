"""How often tips come: chosen in settings, agreed to, and behind a knock where nothing else may go."""

from datetime import timedelta
from pathlib import Path

from bot.channels.limits import SIM_WHATSAPP
from bot.templates import KNOCKS
from storage import rhythms, showings, tables
from tests.house import Guest, living
from tests.tips.reading import MENU, SEW2, TRY, sow

DAY = timedelta(days=1)


async def test_who_may_not_be_written_to_is_promised_nothing(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        await sow(house)
        guest = Guest(house)
        await guest.write("hello")
        for value in ("en", "next", "yes", "no"):
            await guest.tap(value)
        await guest.write("Ana")
        for value in ("yes", "al", "tirana", "sewing", "right"):
            await guest.tap(value)
        assert await guest.tap("try") == ["Great. Tell me when you did it.", MENU]
        await house.move(8 * DAY)
        assert house.heard(guest.box, guest.address) == []
        await guest.write("menu")
        await guest.tap("skip")
        await guest.tap("skip")
        for value in ("settings", "tips", "daily"):
            await guest.tap(value)
        assert await guest.tap("noon") == ["May I send you meeting reminders and tips?"], "a pace is no consent"
        assert (await guest.tap("no"))[0] == "Okay. I send no tips."
        assert not (await guest.person()).may_push
        for value in ("tips", "daily", "noon"):
            await guest.tap(value)
        assert (await guest.tap("yes"))[0] == "Saved."
        assert (await guest.person()).may_push
        [rhythm] = await house.rows(tables.rhythm)
        assert (rhythm["pace"], rhythm["hour"]) == ("daily", 12)
        kept = [row["given"] for row in await house.rows(tables.consent) if row["kind"] == "message"]
        assert kept == [False, False, True]


async def test_the_pace_is_chosen_in_settings(guest: Guest) -> None:
    house = guest.house
    await guest.write("menu")
    await guest.tap("settings")
    assert await guest.tap("tips") == ["How often shall I send tips?"]
    assert await guest.tap("daily") == ["When shall tips come?"]
    assert (await guest.tap("evening"))[0] == "Saved."
    person = await guest.person()
    found = await house.read(lambda connection: rhythms.get(connection, person.id))
    assert found is not None
    assert (found.pace, found.hour) == ("daily", 18)
    await house.move(DAY + timedelta(hours=5, minutes=59))
    assert house.heard(guest.box, guest.address) == []
    await house.move(timedelta(minutes=1))
    (came,) = house.heard(guest.box, guest.address)
    assert came.text == SEW2 + TRY
    await guest.write("menu")
    for value in ("skip", "skip", "settings", "tips"):
        await guest.tap(value)
    assert (await guest.tap("never"))[0] == "Saved."
    for _ in range(10):
        await house.move(DAY)
        await house.core.housekeeping.day()
    assert house.heard(guest.box, guest.address) == []


async def test_on_whatsapp_a_tip_waits_behind_a_knock(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        await sow(house)
        guest = Guest(house, "+355691234567", SIM_WHATSAPP)
        await guest.register()
        await guest.tap("try")
        await house.core.housekeeping.day()
        for _ in range(6):
            await house.move(DAY)
            await house.core.housekeeping.day()
        house.heard(guest.box, guest.address)
        await house.move(2 * DAY)
        heard = [part.text for part in house.heard(guest.box, guest.address)]
        assert set(heard) <= {KNOCKS["en"].body}
        said = await guest.write("listen")
        assert SEW2 + TRY in said
        person = await guest.person()
        last = await house.read(lambda connection: showings.last_of(connection, person.id, house.clock.now()))
        assert len(last) == 2


async def test_who_listens_when_the_day_of_the_tip_has_passed_hears_another(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        await sow(house)
        guest = Guest(house, "+355691234567", SIM_WHATSAPP)
        await guest.register()
        await guest.tap("next")
        await guest.write("menu")
        for value in ("settings", "tips", "daily", "noon"):
            await guest.tap(value)
        for _ in range(2):
            await house.core.housekeeping.day()
            await house.move(DAY)
        await house.move(timedelta(hours=16))
        await house.core.housekeeping.day()
        assert [row["state"] for row in await house.rows(tables.outbox) if row["kind"] == "tip"][-1] == "expired"
        said = await guest.write("listen")
        assert said[-1].endswith(TRY)
        assert await guest.at() == "tip.shown"
        await guest.tap("try")
        assert await guest.at() == "settings.all", "and then they are where they were"
