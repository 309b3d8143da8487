"""What readiness and the figures say of a whole application in this process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, Fittings
from bot.bell import Bell, Pause, wait_for_event
from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from bot.clock import SetClock
from bot.core import open_core
from bot.kept import PAUSES, WELL
from bot.logs import JsonLines
from bot.process import prepare
from bot.services import renewal
from bot.settings import Settings
from storage import contacts, inbox
from storage.down import StorageDown
from storage.sqlite import SqliteStore
from tests.emulators.caller import Caller
from tests.house import NOON
from tests.stand_ins import Postbox


@asynccontextmanager
async def served(
    folder: Path, fittings: Fittings, pause: Pause = wait_for_event, clocks: list[SetClock] | None = None
) -> AsyncIterator[App]:
    """Run an application with one messenger on a free port."""
    settings = Settings(_env_file=None, data_dir=folder, port=0)  # type: ignore[call-arg]
    await asyncio.to_thread(prepare, settings)
    clock = SetClock(NOON)
    if clocks is not None:
        clocks.append(clock)
    core = open_core(settings, clock)
    await core.store.open()
    core.add(Postbox(SIM_TELEGRAM))
    app = App(core, fittings, pause=pause)
    try:
        await app.start()
        yield app
    finally:
        await app.stop()


async def ask(app: App, path: str) -> tuple[int, str]:
    """Return the status and the text of a page."""
    caller = Caller()
    reply = await caller.call("GET", f"http://127.0.0.1:{app.server.port}{path}")
    caller.close()
    return reply.status, reply.body.decode()


async def wrong(app: App) -> list[str]:
    """Return what readiness finds wrong."""
    status, text = await ask(app, "/readyz")
    found: list[str] = json.loads(text)["wrong"]
    assert status == (503 if found else 200)
    return found


async def test_all_is_well(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        assert await wrong(app) == []
        assert await ask(app, "/healthz") == (200, "ok\n")


async def test_a_stop_is_told_before_it_is_done(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        app.core.stopping = True
        assert await wrong(app) == ["Drom is stopping."]


async def test_a_message_that_waits_too_long_is_told(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        clock = app.core.clock
        assert isinstance(clock, SetClock)
        inbound = Inbound(SIM_TELEGRAM, "k1", 1, "1001", "text", text="hello")

        def leave(connection: object) -> None:
            contact = contacts.add(connection, SIM_TELEGRAM, "1001", NOON)  # type: ignore[arg-type]
            later = NOON + timedelta(hours=1)
            values = {"channel": SIM_TELEGRAM, "key": "k1", "contact_id": contact.id, "seq": 1, "kind": inbound.kind}
            more = {"payload": {}, "received_at": NOON, "next_at": later}
            inbox.put(connection, values | more)  # type: ignore[arg-type]

        await app.core.store.run(leave)
        assert await wrong(app) == []
        clock.move(timedelta(seconds=61))
        assert await wrong(app) == ["A message has waited for more than a minute."]


async def test_a_data_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        (tmp_path / "data").rename(tmp_path / "away")
        try:
            assert "The folder DROM_DATA_DIR cannot be looked at." in await wrong(app)
        finally:
            (tmp_path / "away").rename(tmp_path / "data")


FAILED = ["A part of Drom has failed; it is started again."]


class Failing:
    """A part that fails so many times and then goes until ``fail``."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.goes, self.fail = asyncio.Event(), asyncio.Event()

    async def run(self, bell: Bell) -> None:
        """Fail, or go."""
        if self.times == 0:
            self.goes.set()
            await self.fail.wait()
            self.fail.clear()
        self.times = max(0, self.times - 1)
        if not bell.closed:
            raise LookupError("Ana +38344123456")


async def test_a_part_that_fails_is_told_and_started_again_after_a_growing_pause(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    part, pauses, clocks = Failing(len(PAUSES) + 1), list[float](), list[SetClock]()

    async def pause(_: asyncio.Event, seconds: float) -> None:
        pauses.append(seconds)
        clocks[0].move(timedelta(seconds=seconds))

    async with served(tmp_path / "data", Fittings(loops=[part.run]), pause, clocks) as app:
        clock = clocks[0]
        await part.goes.wait()
        assert pauses == [*PAUSES, PAUSES[-1]]
        assert [task.done() for task in app._tasks] == [False] * len(app._tasks)
        clock.move(timedelta(seconds=WELL - 1))
        assert await wrong(app) == FAILED
        clock.move(timedelta(seconds=1))
        assert await wrong(app) == []
        part.goes.clear()
        part.fail.set()
        await part.goes.wait()
        assert pauses[-1] == PAUSES[0], "it was well between"
        assert await wrong(app) == FAILED
        part.times = -1
        part.fail.set()
    told = [record for record in caplog.records if record.name == "bot.kept"]
    assert [record.getMessage() for record in told][:2] == [
        f"a part of Drom has failed; it is started again in {seconds} seconds" for seconds in (1, 2)
    ]
    assert "Ana" not in JsonLines().format(told[0])
    assert "LookupError" in JsonLines().format(told[0])


async def test_a_part_that_waits_to_be_started_again_does_not_hold_up_a_stop(tmp_path: Path) -> None:
    part, waits, rings = Failing(9), asyncio.Event(), list[asyncio.Event]()

    async def pause(event: asyncio.Event, _: float) -> None:
        rings.append(event)
        waits.set()
        await event.wait()

    async with served(tmp_path / "data", Fittings(loops=[part.run]), pause) as app:
        await waits.wait()
        assert await wrong(app) == FAILED
        waits.clear()
        app.core.bell.ring()
        await waits.wait()
        assert part.times == 8, "a ring is no reason to start earlier"
    assert all(task.done() and not task.cancelled() for task in app._tasks)


async def test_a_database_that_is_down_at_the_start_is_what_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(*_: object) -> None:
        raise StorageDown("gone", "nobody answers")

    monkeypatch.setattr(renewal, "begin", down)
    closed: list[SqliteStore] = []
    close = SqliteStore.close

    async def noted(self: SqliteStore) -> None:
        await close(self)
        closed.append(self)

    monkeypatch.setattr(SqliteStore, "close", noted)
    with pytest.raises(StorageDown):
        async with served(tmp_path / "data", Fittings()):
            pass
    assert len(closed) == 1
