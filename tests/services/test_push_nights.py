"""What was due in the evening or at the end of a pause, and goes in the morning: pushes, knocks and their answers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import Part
from bot.services.push import Push, push, read_world
from bot.templates import KNOCKS, LISTEN
from storage import held, knocks, outbox
from tests.house import Guest, House, living

EVENING = datetime(2026, 6, 15, 19, 30, tzinfo=UTC)
"""Half past nine in Tirana."""
MORNING = datetime(2026, 6, 16, 5, tzinfo=UTC)
"""Seven o'clock there."""
FAR = EVENING + timedelta(days=60)
ASKED = Push("reminder", outbox.NOTICE, (Part("Tomorrow."),), FAR, "reminder:1", asked_for=True)
KNOCK = KNOCKS["en"].body
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def _push(house: House, guest: Guest, *messages: Push) -> None:
    contact, now = await guest.contact(), house.clock.now()
    world = await house.read(partial(read_world, programme=house.core.speech.programme))
    for one in messages:
        await house.core.store.run(partial(push, contact=contact, message=one, world=world, now=now))


def _texts(house: House, guest: Guest) -> list[str]:
    return [part.text for part in house.heard(guest.box, guest.address)]


async def _at(house: House, moment: datetime) -> None:
    await house.move(moment - house.clock.now())


async def _stopped(folder: Path, box: str, *messages: Push) -> Guest:
    """Let somebody register, be silent for two days, and be pushed to in the evening when the sender does not send."""
    async with living(folder, now=EVENING - 2 * DAY) as house:
        guest = Guest(house, "+355691234567" if box == SIM_WHATSAPP else "1001", box)
        await guest.register()
        house.clock.move(2 * DAY)
        await house.dispatcher.stop()
        await _push(house, guest, *messages)
    return guest


@pytest.mark.parametrize(
    ("box", "urgent", "night", "morning"),
    [
        (SIM_TELEGRAM, False, [], ["Tomorrow."]),
        (SIM_TELEGRAM, True, ["Tomorrow."], []),
        (SIM_WHATSAPP, False, [], [KNOCK]),
        (SIM_WHATSAPP, True, [KNOCK], []),
    ],
)
async def test_who_starts_again_at_four_wakes_nobody(
    tmp_path: Path, box: str, urgent: bool, night: Sequence[str], morning: Sequence[str]
) -> None:
    before = await _stopped(tmp_path, box, replace(ASKED, urgent=urgent))
    async with living(tmp_path, now=EVENING + 6.5 * HOUR) as house:
        guest = Guest(house, before.address, box)
        await house.move(timedelta(minutes=1))
        assert _texts(house, guest) == night
        await _at(house, MORNING)
        assert _texts(house, guest) == morning


async def test_who_answers_a_knock_at_night_hears_what_it_was_for(house: House) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.register()
    await _at(house, EVENING + 2 * DAY)
    await _push(house, guest, ASKED)
    await house.quiet()
    assert _texts(house, guest) == [KNOCK]
    await house.move(2 * HOUR)
    assert await guest.send("tap", payload=LISTEN) == ["Tomorrow."]


async def _paused(house: House, *messages: Push) -> Guest:
    """Let somebody pause for a week at half past eleven at night, with something waiting for the morning."""
    guest = Guest(house)
    await guest.register()
    await _at(house, EVENING + 2 * HOUR)
    await _push(house, guest, *messages)
    await guest.write("menu")
    for value in ("settings", "pause", "week"):
        await guest.tap(value)
    return guest


async def test_a_pause_that_ends_at_night_ends_in_the_morning(house: House) -> None:
    guest = await _paused(house, ASKED)
    await _at(house, EVENING + 2 * HOUR + timedelta(days=7, minutes=1))
    assert _texts(house, guest) == []
    await _at(house, MORNING + timedelta(days=7))
    assert _texts(house, guest) == ["Tomorrow."]


async def test_after_a_pause_what_nobody_asked_for_goes_one_a_day(house: House) -> None:
    tips = [Push("tip", outbox.ANNOUNCEMENT, (Part(f"Tip {n}."),), FAR, f"tip:{n}", asked_for=False) for n in range(3)]
    guest = await _paused(house, *tips)
    heard = []
    for day in range(7, 11):
        await _at(house, MORNING + timedelta(days=day, minutes=-1))
        assert _texts(house, guest) == []
        await _at(house, MORNING + timedelta(days=day))
        heard.append(_texts(house, guest))
    assert heard == [["Tip 0."], ["Tip 1."], ["Tip 2."], []]


@pytest.mark.parametrize("back", [True, False])
async def test_what_a_restored_copy_holds_behind_a_knock_is_decided_about_anew(house: House, back: bool) -> None:
    guest = Guest(house, "+355691234567", SIM_WHATSAPP)
    await guest.register()
    await _at(house, EVENING + 2 * DAY + HOUR)
    await _push(house, guest, ASKED)
    await house.run(partial(held.hold, now=house.clock.now()))
    await _at(house, MORNING + 2 * DAY + HOUR)
    if back:
        await guest.write("menu")
    await house.run(partial(held.release, now=house.clock.now()))
    await house.core.knocking.round()
    await house.quiet()
    assert _texts(house, guest) == (["Tomorrow."] if back else [KNOCK])
    assert await house.read(knocks.count_open) == (0 if back else 1)
    if not back:
        await _push(house, guest, replace(ASKED, dedupe="reminder:2"))
        assert _texts(house, guest) == [], "one knock is open"
        assert await guest.write("listen") == ["Tomorrow.", "Tomorrow."]
