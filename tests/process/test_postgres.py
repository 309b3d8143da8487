"""The same process on PostgreSQL: one registers, two run beside each other, commands work beside them."""

from pathlib import Path

import pytest

from tests.bench.bots import free_port
from tests.databases import postgres_url
from tests.emulators.telegram import Telegram
from tests.process.conftest import Start
from tests.process.phones import TelegramPhone
from tests.process.programs import command

pytestmark = [pytest.mark.process, pytest.mark.postgres]


@pytest.mark.trial
async def test_two_processes_share_a_database(
    start: Start, hooked: dict[str, str], telegram: Telegram, tmp_path: Path
) -> None:
    settings = {**hooked, "DROM_DATABASE_URL": postgres_url(empty=True)}
    first = await start(settings).ready()
    second = await start({**settings, "DROM_PORT": str(free_port()), "DROM_DATA_DIR": str(tmp_path / "other")}).ready()
    ana = TelegramPhone(telegram)
    await ana.register()
    listed = command(tmp_path, settings, "tickets")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith("Nobody waits. The database is postgresql://")
    assert await second.status("/readyz") == 200
    assert (await first.stopped())[0] == 0
    telegram.updates.webhook.url = f"{second.url}/telegram/webhook"
    ana.write("menu")
    await ana.sees("What do you want?", times=2)
    assert (await second.stopped())[0] == 0
    assert [line for line in second.log if line["level"] == "error"] == []
