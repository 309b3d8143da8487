"""Who takes part in a meeting online: asked for no travel, looking for no picture, here with one tap while it runs."""

from datetime import timedelta
from pathlib import Path

from storage import attendances
from tests.house import Guest, living
from tests.meetings.guests import HOUR
from tests.meetings.test_meeting_talk import BEGIN, MENU, answer_of, card, hold


async def test_what_is_online_has_no_door_and_nobody_travels_there(tmp_path: Path) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house, hint="en")
        await guest.register()
        number = await hold(house, link="https://example.org/room", place={})
        await guest.tap("meetings")
        await guest.tap(f"m{number}")
        await guest.tap("yes")
        assert await guest.press("one") == ["Do you need help to take part?"]
        assert [button.payload.rpartition(".")[2] for button in guest.parts[-1].buttons] == [
            "nothing@1",
            "translator@1",
            "access@1",
        ]
        assert await guest.tap("translator") == ["Good! I will remind you.", MENU]
        found = await answer_of(guest, number)
        assert found is not None
        assert (found.standing, found.needs) == ("seated", ["translator"])
        person = await guest.person()
        for early in (timedelta(minutes=90), timedelta(minutes=1)):
            house.clock.move(BEGIN - early - house.clock.now())
            assert any(one.startswith("You come: 🍽️ Dinner") for one in await card(guest, number, "here"))
        house.clock.move(BEGIN - house.clock.now())
        await guest.write("menu")
        for asked in ("skip", "skip", "meetings"):
            await guest.tap(asked)
        told = await guest.tap(f"m{number}")
        assert told == ["https://example.org/room", "Are you here now?"]
        assert (await guest.tap("here"))[0] == "Welcome! You are on the list."
        came = await house.read(lambda connection: attendances.of_meeting(connection, number))
        assert [(one.person_id, one.state, one.wrong) for one in came] == [(person.id, "here", 0)]
        house.clock.move(BEGIN + 3 * HOUR - house.clock.now())
        assert (await card(guest, number, "here"))[0] == "This meeting is over."
