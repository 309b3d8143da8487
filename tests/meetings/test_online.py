"""Who takes part in a meeting online: asked for no travel, looking for no picture, here with one tap while it runs."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.services import audience, seating
from bot.services.audience import Audience
from bot.services.staff import Actor
from storage import attendances
from storage.responses import Answer
from storage.roles import Role
from tests.house import Guest, living
from tests.meetings.guests import HOUR
from tests.meetings.test_meeting_talk import BEGIN, MENU, answer_of, card, hold


@pytest.mark.parametrize(
    ("town", "time"), [("Berlin", "18:00"), ("London", "17:00 (Tirana: 18:00)"), ("Lushnja", "18:00")]
)
async def test_who_lives_elsewhere_sees_both_times_where_they_differ(tmp_path: Path, town: str, time: str) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house, hint="en")
        await guest.register()
        for value in ("settings", "data", "change", "change", "town", "other"):
            await guest.tap(value)
        await guest.write(town)
        await guest.tap("right")
        number = await hold(house, link="https://example.org/room", place={})
        by = Actor("a", (Role(1, 1, "", "coordinator", "sample_ngo", "AL", house.clock.now(), None),))
        everybody = Audience(new_to=number)
        now, sample = house.clock.now(), house.core.speech.programme
        assert await house.run(lambda c: audience.invite(c, by, sample, number, everybody, now)) == 1
        await guest.write("menu")
        await guest.tap("meetings")
        told = await guest.tap(f"m{number}")
        assert told[-1] == f"🍽️ Dinner, Monday 29 June, {time}, 💻 Online. Will you come?"


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


@pytest.mark.parametrize(("said", "asked"), [("yes", "Coming?"), ("maybe", "Will you come?")])
async def test_the_reminder_of_the_day_gives_the_link_and_no_pin(tmp_path: Path, said: str, asked: str) -> None:
    async with living(tmp_path / "data") as house:
        guest = Guest(house, hint="en")
        await guest.register()
        number = await hold(house, link="https://example.org/room", place={})
        person = (await guest.person()).id
        answer: Answer = "yes" if said == "yes" else "maybe"
        now, sample = house.clock.now(), house.core.speech.programme
        await house.run(lambda c: seating.answer(c, sample, number, person, answer, now))
        house.clock.move(BEGIN - 3 * HOUR - house.clock.now())
        await house.move(timedelta(0))
        house.heard(guest.box, guest.address)
        await house.move(HOUR)
        told = [part.text for part in house.heard(guest.box, guest.address)]
        assert told[-2:] == ["https://example.org/room", f"Today 18:00: 🍽️ Dinner, 💻 Online. {asked}"]
