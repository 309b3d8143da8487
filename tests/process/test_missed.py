"""What was written on WhatsApp while Drom could not take it is fetched: every message, once, from the last look on."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.alert import Alert
from bot.bell import Bell
from bot.channels.port import Inbound
from bot.channels.whatsapp import Unlisted
from bot.channels.whatsapp_missed import MARGIN, WhatsAppMissed
from bot.clock import SetClock
from tests.stand_ins import Memory

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
HELLO = Inbound("whatsapp", "SM1", 0, "+355691234567", "text", text="hello")


class Twilio:
    """A list of messages; ``fails`` is raised instead, ``asked`` are the moments it was asked from."""

    def __init__(self) -> None:
        self.listed: list[Inbound] = []
        self.fails: Exception | None = None
        self.asked: list[datetime] = []

    async def missed(self, since: datetime) -> list[Inbound]:
        self.asked.append(since)
        if self.fails:
            raise self.fails
        return self.listed


class Door:
    """Takes messages, unless it is shut."""

    def __init__(self) -> None:
        self.taken: list[Inbound] = []
        self.shut = False

    async def receive(self, inbounds: Sequence[Inbound]) -> None:
        if self.shut:
            raise RuntimeError("shut")
        self.taken += inbounds


@pytest.fixture
def parts() -> tuple[Twilio, Door, Memory, SetClock, WhatsAppMissed]:
    twilio, door, marks, clock = Twilio(), Door(), Memory(), SetClock(NOON)
    return twilio, door, marks, clock, WhatsAppMissed(twilio, door.receive, marks, clock)


Parts = tuple[Twilio, Door, Memory, SetClock, WhatsAppMissed]


async def test_the_first_look_ever_takes_nothing(parts: Parts) -> None:
    twilio, door, _, _, missed = parts
    twilio.listed = [HELLO]
    assert await missed.look() == 0
    assert (twilio.asked, door.taken) == ([], [])


async def test_what_is_written_between_the_start_and_the_first_look_is_taken_by_the_next_start(parts: Parts) -> None:
    twilio, door, marks, clock, missed = parts
    await missed.begin()
    clock.move(timedelta(hours=1))
    twilio.listed = [HELLO]
    again = WhatsAppMissed(twilio, door.receive, marks, clock)
    await again.begin()
    assert await again.look() == 1
    assert (twilio.asked, door.taken) == ([NOON - MARGIN], [HELLO])


async def test_a_pin_is_taken_and_after_a_restore_what_was_answered_before_is_not(parts: Parts) -> None:
    twilio, door, marks, clock, missed = parts
    await missed.look()
    pin = replace(HELLO, key="SM2", kind="other", text="")
    twilio.listed = [HELLO, pin]
    assert await missed.look() == 2
    assert door.taken == [HELLO, pin]

    async def restored() -> bool:
        return True

    door.taken.clear()
    assert await WhatsAppMissed(twilio, door.receive, marks, clock, restored=restored).look() == 1
    assert door.taken == [HELLO]


async def test_each_look_begins_where_the_last_one_ended(parts: Parts) -> None:
    twilio, door, _, clock, missed = parts
    await missed.look()
    clock.move(timedelta(hours=1))
    twilio.listed = [HELLO]
    assert await missed.look() == 1
    clock.move(timedelta(hours=1))
    await missed.look()
    assert twilio.asked == [NOON - MARGIN, NOON + timedelta(hours=1) - MARGIN]
    assert door.taken == [HELLO, HELLO], "the same message again is known by its id further on"


@pytest.mark.parametrize("trouble", ["list", "store"])
async def test_a_look_that_fails_is_made_again_from_the_same_moment(parts: Parts, trouble: str) -> None:
    twilio, door, marks, clock, missed = parts
    await missed.look()
    before = dict(marks.kept)
    clock.move(timedelta(hours=1))
    twilio.listed, twilio.fails, door.shut = [HELLO], Unlisted("503") if trouble == "list" else None, trouble == "store"
    with pytest.raises((Unlisted, RuntimeError)):
        await missed.look()
    assert marks.kept == before
    twilio.fails, door.shut = None, False
    await missed.look()
    assert twilio.asked == [NOON - MARGIN] * 2
    assert door.taken == [HELLO]


async def test_it_ends_with_the_bell_and_trouble_ends_nothing(parts: Parts) -> None:
    twilio, door, marks, _, missed = parts
    marks.kept["whatsapp listed until"] = NOON.isoformat()
    bell = Bell()

    async def last(since: datetime) -> list[Inbound]:
        bell.close()
        raise Unlisted("503")

    twilio.missed = last  # type: ignore[method-assign]
    await missed.run(bell)
    assert door.taken == []


async def test_one_trouble_is_warned_of_once(parts: Parts, caplog: pytest.LogCaptureFixture) -> None:
    twilio, _, marks, _, missed = parts
    marks.kept["whatsapp listed until"] = NOON.isoformat()
    looks = iter([Unlisted("503"), Unlisted("503"), None, Unlisted("401")])

    async def next_look(since: datetime) -> list[Inbound]:
        if found := next(looks):
            raise found
        return []

    twilio.missed = next_look  # type: ignore[method-assign]
    found = []
    for _ in range(4):
        await missed._try()
        found.append(missed.troubles())
    assert found[:3] == [[], [], []]
    assert "DROM_TWILIO_ACCOUNT_SID" in found[3][0]
    assert [record.getMessage().rpartition(" ")[2] for record in caplog.records] == ["503", "401"]


async def test_what_was_refused_is_looked_for_within_half_a_minute(parts: Parts) -> None:
    twilio, door, marks, clock, _ = parts
    bell, refused, waited = Bell(), Alert(logging.getLogger(__name__), "messages are refused"), [0.0]

    async def pause(_: asyncio.Event, seconds: float) -> None:
        waited.append(waited[-1] + seconds)
        if waited[-1] == 120:
            twilio.listed = [HELLO]
            refused.down("the disk is full")
        elif waited[-1] > 740:
            bell.close()

    missed = WhatsAppMissed(twilio, door.receive, marks, clock, refused=refused, pause=pause)
    await missed.begin()
    await missed.run(bell)
    assert (len(twilio.asked), door.taken[:1]) == (3, [HELLO]), "at the start, at 120 s, and ten minutes after that"
    assert not refused.on
    assert waited[1] == 30
