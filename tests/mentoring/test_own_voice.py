"""Somebody hears what they said before they are asked whether to send it, and a file that is late holds up nothing."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.limits import SIM_TELEGRAM, SIM_WHATSAPP
from bot.channels.port import File, Inbound, Part
from storage import echoes, tables
from tests.house import Guest, House, living
from tests.media.samples import jpeg, opus
from tests.mentoring.people import begun, hears, member, speaks, taps

QUESTION = "Is this your question?"
SECOND = timedelta(seconds=1)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Drom on a Monday at noon."""
    async with living(tmp_path) as found:
        yield found


def told(parts: list[Part]) -> list[str]:
    """Return what came, a voice as 🎤 and a photo as 📷."""
    return [part.text or ("🎤" if part.voice else "📷") for part in parts]


async def late(guest: Guest) -> list[str]:
    """Speak where the messenger does not give the file yet."""
    guest.house.boxes[guest.box].files.clear()
    await guest.say()
    return told(guest.parts)


@pytest.mark.parametrize("box", [SIM_TELEGRAM, SIM_WHATSAPP])
async def test_it_is_heard_before_the_question_whether_to_send_it(house: House, box: str) -> None:
    ana = await member(house, box=box)
    await begun(ana)
    before = house.clock.now()
    await speaks(ana)
    assert told(ana.parts) == ["🎤", QUESTION]
    assert house.clock.now() == before, "nothing waits longer than for the file"
    assert await hears(ana) == [], "and it comes once"


async def test_a_photo_stands_before_it_too(house: House) -> None:
    ana = await member(house)
    house.boxes[ana.box].files["p"] = jpeg()
    await begun(ana)
    await ana.send("photo", file=File("photo", "p", "image/jpeg", 2000))
    await speaks(ana)
    assert told(ana.parts) == ["🎤", "📷", QUESTION]


async def test_a_file_that_is_late_follows_its_question_once(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    before = house.clock.now()
    assert await late(ana) == [QUESTION]
    assert house.clock.now() - before == echoes.PATIENCE
    house.boxes[ana.box].files["v"] = opus(50)
    assert await hears(ana) == ["🎤"]
    assert await hears(ana) == []
    await ana.write("again")
    assert (await taps(ana, "send", "yes"))[0] == "Sent! A mentor will answer here."


async def test_a_file_that_comes_after_an_hour_is_not_worth_hearing(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    await late(ana)
    await house.move(echoes.WORTH)
    house.boxes[ana.box].files["v"] = opus(50)
    assert await hears(ana) == []
    await ana.write("again")
    assert (await taps(ana, "send", "yes"))[0] == "Sent! A mentor will answer here."


async def test_what_is_no_file_lets_the_question_go_at_once(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    before = house.clock.now()
    house.boxes[ana.box].files["v"] = b"MZ this is no voice"
    await ana.say()
    said = told(ana.parts)
    assert (QUESTION in said, "🎤" in said, house.clock.now() - before < SECOND) == (True, False, True)
    assert len(said) == 2, "they hear too that their file was not taken"
    assert await hears(ana) == []


async def test_nobody_is_called_for_an_echo_that_did_not_come(house: House) -> None:
    ana = await member(house)
    await begun(ana)
    await late(ana)
    [echo] = [row for row in await house.rows(tables.outbox) if row["state"] == "expired"]
    snapshot = await house.dispatcher.snapshot()
    assert (echo["kind"], [one for one in snapshot.counts if one.state == "expired"]) == ("voice", [])


async def test_a_new_try_after_a_restart_is_heard_before_the_question(tmp_path: Path) -> None:
    async with living(tmp_path) as house:
        ana = await member(house)
        await begun(ana)
        house.boxes[ana.box].files.clear()
        spoken = Inbound(ana.box, "late", 900, ana.address, "voice", file=File("voice", "v", "audio/ogg", 2000, 3))
        await house.core.reception.receive([spoken])
        now = house.clock.now()
    async with living(tmp_path, now=now + SECOND) as again:
        eva = Guest(again)
        again.boxes[eva.box].files["v"] = opus(50)
        await again.move(SECOND)
        assert told(again.heard(eva.box, eva.address)) == ["🎤", QUESTION]
