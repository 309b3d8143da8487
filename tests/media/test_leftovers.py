"""The providers' copies of people's files go when ours is safe, and not before; a restart forgets none of them."""

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import programme, settings
from bot.bell import Bell, repeat
from bot.channels.port import File
from bot.channels.whatsapp import WhatsAppChannel
from bot.services import leftovers as service
from bot.services import privacy
from bot.services.leftovers import PATIENCE, Leftovers
from bot.services.media import MediaService
from bot.services.staff import OPERATOR
from storage import contacts, leftovers
from storage import tables as t
from storage.down import StorageDown
from storage.store import open_store
from tests.channels.whatsapp_channels import account
from tests.emulators.faults import Fault, Knobs
from tests.emulators.twilio import ACCOUNT, KEY, SECRET, Twilio
from tests.emulators.twilio_messages import Message
from tests.media.house import START, House

ANA = "whatsapp:+38970123456"
VOICE: dict[str, Any] = {"kind": "voice", "reference": "r"}

SAMPLE_PROGRAMME = programme.load(settings.SAMPLE)


class Scene:
    """A house whose files are at an emulated Twilio."""

    def __init__(self, house: House, twilio: Twilio) -> None:
        self.house, self.twilio = house, twilio
        keys = account(twilio.server.address, sid=ACCOUNT, user=KEY, secret=SECRET)
        self.channel = WhatsAppChannel(keys, house.clock, seconds=5.0)
        self.media: MediaService
        self.leftovers: Leftovers
        self.start()

    def start(self, store: Any = None) -> None:
        """Make the services anew, as after a start."""
        store = store or self.house.store
        self.media = self.house.serve(store=store, fetches={"whatsapp": self.channel.fetch})
        self.leftovers = Leftovers(store=store, forgets={"whatsapp": self.channel.forget}, clock=self.house.clock)

    async def put(self, data: bytes = b"voice", contact: int | None = None) -> tuple[int, Message]:
        """Let a person send a file, and put its row."""
        message = self.twilio.push({"From": ANA, "media": [["audio/ogg", base64.b64encode(data).decode()]]})
        base = f"{self.twilio.server.address}/2010-04-01/Accounts/{ACCOUNT}/Messages"
        url = f"{base}/{message.sid}/Media/{message.media[0].sid}"
        contact = contact or await self.house.contact()
        return await self.house.put(contact, url, data, channel="whatsapp"), message

    @property
    def deletions(self) -> int:
        """How often Twilio was asked to delete a file."""
        return [entry.method for entry in self.twilio.journal.entries].count("deletemedia")

    async def left(self) -> int:
        """Return how many copies are still to go."""
        rows = await self.house.store.read(lambda c: list(c.execute(select(t.leftover))))
        return len(rows)


def _url(folder: Path) -> str:
    (file,) = folder.glob("*.db")
    return f"sqlite:///{file}"


async def _leave(house: House, source: dict[str, Any]) -> None:
    await house.store.run(lambda c: leftovers.put(c, source, START))


@pytest.fixture
async def scene(house: House) -> AsyncIterator[Scene]:
    twilio = Twilio()
    await twilio.start()
    found = Scene(house, twilio)
    yield found
    await found.channel.close()
    await twilio.stop()


async def test_a_kept_file_is_deleted_at_twilio(scene: Scene) -> None:
    row_id, message = await scene.put()
    assert await scene.leftovers.work() == 0, "the file waits"
    await scene.media.work()
    assert (await scene.house.row(row_id)).state == "kept"
    assert len(message.media) == 1
    assert await scene.leftovers.work() == 1
    assert message.media == []
    assert scene.house.shelf.get((await scene.house.row(row_id)).name) == b"new voice"
    assert await scene.leftovers.work() == 0
    assert (scene.deletions, await scene.left()) == (1, 0)


async def test_a_refused_file_is_deleted_at_twilio(scene: Scene) -> None:
    row_id, message = await scene.put(b"bad")
    await scene.media.work()
    assert (await scene.house.row(row_id)).state == "refused"
    await scene.leftovers.work()
    assert message.media == []


async def test_nothing_is_deleted_before_the_file_is_safe(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    row_id, message = await scene.put()

    def full(name: str, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(scene.house.shelf, "put", full)
        await scene.media.work()
    assert (await scene.house.row(row_id)).state == "waiting"
    assert await scene.leftovers.work() == 0
    assert (len(message.media), scene.deletions) == (1, 0)
    scene.house.clock.move(timedelta(minutes=1))
    await scene.media.work()
    await scene.leftovers.work()
    assert ((await scene.house.row(row_id)).state, message.media) == ("kept", [])


@pytest.mark.parametrize("status", [401, 409, 429, 500])
async def test_a_deletion_that_fails_is_tried_again_also_after_a_restart(
    scene: Scene, tmp_path: Path, status: int
) -> None:
    _, message = await scene.put()
    await scene.media.work()
    scene.twilio.turn(Knobs(faults=[Fault("error", every=1, methods=("deletemedia",), status=status, left=1)]))
    assert await scene.leftovers.work() == 1
    assert len(message.media) == 1
    assert await scene.leftovers.work() == 0, "there is a pause"
    scene.house.clock.move(timedelta(minutes=1))
    again = open_store(_url(tmp_path))
    await again.open()
    scene.start(again)
    assert await scene.leftovers.work() == 1
    assert message.media == []
    assert (scene.deletions, await scene.left()) == (2, 0)
    await again.close()


async def test_a_death_after_the_deletion_asks_once_more_and_does_no_harm(scene: Scene) -> None:
    _, message = await scene.put()
    await scene.media.work()
    (row,) = await scene.house.store.read(lambda c: leftovers.due(c, START))
    assert await scene.channel.forget(File(**{k: v for k, v in row.source.items() if k != "channel"}))
    assert message.media == []
    assert await scene.leftovers.work() == 1
    assert (scene.deletions, await scene.left()) == (2, 0)


async def test_an_erased_person_leaves_nothing_at_twilio(scene: Scene) -> None:
    house = scene.house
    contact_id = await house.contact()
    _, kept = await scene.put(b"kept", contact_id)
    await scene.media.work()
    _, waiting = await scene.put(b"waiting", contact_id)
    contact = await house.store.read(lambda c: contacts.get(c, contact_id))
    assert contact is not None
    await house.store.run(lambda c: privacy.erase(c, contact, house.clock.now(), SAMPLE_PROGRAMME, OPERATOR))
    await house.store.run(lambda c: contacts.remove(c, contact_id))
    await scene.leftovers.work()
    assert (kept.media, waiting.media, await scene.left()) == ([], [], 0)


async def test_a_deletion_is_given_up_after_two_weeks_and_operators_hear_of_it(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await _leave(house, {"kind": "voice", "reference": "secret reference", "channel": "whatsapp"})
    asked: list[timedelta] = []

    async def never(file: File) -> bool:
        asked.append(house.clock.now() - START)
        return False

    deleter = Leftovers(store=house.store, forgets={"whatsapp": never}, clock=house.clock)
    while rows := await house.store.read(lambda c: list(c.execute(select(t.leftover.c.next_at)))):
        assert "console" not in caplog.text
        house.clock.move(rows[0].next_at - house.clock.now())
        await deleter.work()
    assert PATIENCE - timedelta(days=1) < asked[-1] <= PATIENCE
    assert len(asked) < 25
    assert "whatsapp: a file or text of 2027-03-01 could not be deleted" in caplog.text
    assert "secret" not in caplog.text


async def test_surprises_stop_nobody_elses_deletion(house: House, caplog: pytest.LogCaptureFixture) -> None:
    for channel, source in (("x", {"strange": 1}), ("off", VOICE), ("x", VOICE), ("x", VOICE)):
        await _leave(house, source | {"channel": channel})
    trouble: list[Exception] = [ValueError("name of a person")]

    async def forget(file: File) -> bool:
        if trouble:
            raise trouble.pop()
        return True

    deleter = Leftovers(store=house.store, forgets={"x": forget}, clock=house.clock)
    assert [await deleter.work() for _ in range(4)] == [1, 2, 1, 0], "one that fails is the last of its round"
    rows = await house.store.read(lambda c: list(c.execute(select(t.leftover.c.id, t.leftover.c.attempts))))
    assert sorted(tuple(row) for row in rows) == [(1, 1), (2, 1), (3, 1)]
    assert "TypeError" in caplog.text, "one thing that lasts is told once"
    assert "person" not in caplog.text


async def test_a_provider_that_says_nothing_is_left(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SECONDS", 0.05)
    await _leave(house, VOICE | {"channel": "x"})

    async def silent(file: File) -> bool:
        await asyncio.Event().wait()
        return True

    async with asyncio.timeout(10):
        assert await Leftovers(store=house.store, forgets={"x": silent}, clock=house.clock).work() == 1


async def test_it_works_until_the_bell_is_closed(house: House) -> None:
    for reference in ("first", "second"):
        await _leave(house, {"kind": "voice", "reference": reference, "channel": "x"})
    bell, asked = Bell(), []

    async def forget(file: File) -> bool:
        asked.append(file.reference)
        bell.close()
        return True

    async with asyncio.timeout(10):
        await Leftovers(store=house.store, forgets={"x": forget}, clock=house.clock, tick=3600.0).run(bell)
    assert asked == ["first"]


async def test_a_crowd_of_leftovers_is_worked_without_a_pause(house: House) -> None:
    for number in range(45):
        await _leave(house, {"kind": "other", "reference": f"SM{number}", "channel": "x"})
    bell, asked = Bell(), []

    async def forget(file: File) -> bool:
        asked.append(file.reference)
        if len(asked) == 45:
            bell.close()
        return True

    async with asyncio.timeout(10):
        await Leftovers(store=house.store, forgets={"x": forget}, clock=house.clock, tick=3600.0).run(bell)
    assert asked == [f"SM{number}" for number in range(45)]


async def test_a_provider_that_is_down_is_asked_once_a_tick(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(45):
        await _leave(house, {"kind": "other", "reference": f"SM{number}", "channel": "x"})
    asked: list[str] = []
    rounds: list[int] = []
    bell = Bell()

    async def forget(file: File) -> bool:
        asked.append(file.reference)
        if len(rounds) < 3:
            raise ConnectionError("away")
        return True

    async def ticked(rung: asyncio.Event, seconds: float) -> None:
        assert seconds == 5.0
        rounds.append(len(asked))
        if len(rounds) == 4:
            bell.close()

    monkeypatch.setattr(service, "repeat", partial(repeat, pause=ticked))
    async with asyncio.timeout(10):
        await Leftovers(store=house.store, forgets={"x": forget}, clock=house.clock).run(bell)
    assert rounds == [1, 2, 3, 45], "and all the others without a pause when it is back"
    assert caplog.text.count("wait to be deleted") == 2, "once that they wait, and once that it is over"


async def test_a_database_that_is_away_is_waited_for(house: House, caplog: pytest.LogCaptureFixture) -> None:
    bell = Bell()

    class Away:
        """A store that is not there, and closes the bell when it is asked."""

        async def read(self, work: object) -> object:
            bell.close()
            raise StorageDown("gone")

    store: Any = Away()
    async with asyncio.timeout(10):
        await Leftovers(store=store, forgets={}, clock=house.clock).run(bell)
    assert "leftovers wait" in caplog.text
