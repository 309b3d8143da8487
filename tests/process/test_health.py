"""What readiness and the figures say of a whole application in this process."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, Fittings
from bot.bell import Bell
from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from bot.clock import SetClock
from bot.core import open_core
from bot.logs import JsonLines
from bot.process import prepare
from bot.settings import Settings
from storage import contacts, inbox
from tests.emulators.caller import Caller
from tests.house import NOON
from tests.stand_ins import Postbox


@asynccontextmanager
async def served(folder: Path, fittings: Fittings) -> AsyncIterator[App]:
    """Run an application with one messenger on a free port."""
    settings = Settings(_env_file=None, data_dir=folder, port=0)  # type: ignore[call-arg]
    await asyncio.to_thread(prepare, settings)
    core = open_core(settings, SetClock(NOON))
    await core.store.open()
    core.add(Postbox(SIM_TELEGRAM))
    app = App(core, fittings)
    await app.start()
    try:
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


async def test_a_part_that_ends_is_told_once_and_the_others_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(bell: Bell) -> None:
        raise LookupError("Ana +38344123456")

    async with served(tmp_path / "data", Fittings(loops=[fails])) as app:
        assert await wrong(app) == ["A part of Drom has ended; restart it."]
        assert await wrong(app) == ["A part of Drom has ended; restart it."]
        assert [task.done() for task in app._tasks].count(False) == len(app._tasks) - 1
    told = [record for record in caplog.records if record.name == "bot.app"]
    assert [record.getMessage() for record in told] == ["a part of Drom has ended; restart it"]
    assert "Ana" not in JsonLines().format(told[0])
    assert "LookupError" in JsonLines().format(told[0])
