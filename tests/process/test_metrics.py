"""What ``/metrics`` says of a whole application: in a form that collectors read, and true."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.app import App, Fittings
from bot.channels.limits import SIM_TELEGRAM
from bot.channels.port import Inbound
from bot.clock import SetClock
from bot.numbers import Family, exposed
from bot.web.health import LAG_SECONDS
from storage import contacts, held, tickets
from storage.tables import outbox
from tests.house import NOON
from tests.process.programs import until
from tests.process.test_health import ask, served
from tests.sources import ROOT
from tests.web.exposition import Read, read


async def figures(app: App) -> dict[str, Read]:
    """Return every figure."""
    status, found = await ask(app, "/metrics")
    assert status == 200
    return dict(read(found))


async def told(app: App, text: str, number: int = 1) -> None:
    """Let somebody write."""
    await app.core.reception.receive([Inbound(SIM_TELEGRAM, f"k{number}", number, "1001", "text", text=text)])


@pytest.mark.parametrize(
    "wrong",
    [
        "drom_x 1\n",
        "# HELP x y\n# TYPE x gauge\nx 1",
        "# HELP x y\n# TYPE x gauge\nx one\n",
        "# HELP x y\n# TYPE x gauge\nx 1\nx 2\n",
        '# HELP x y\n# TYPE x gauge\nx{a="1" 1\n',
        "# HELP x y\nx 1\n",
        "# HELP x y\n# TYPE x counter\nx 1\n",
        "# HELP x y\n# TYPE x gauge\n",
    ],
)
def test_a_wrong_form_would_be_found(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(wrong)


def test_labels_are_escaped() -> None:
    family = Family("x", "gauge", "A thing.", [({"a": 'quote " back \\ line \n'}, 1.5)])
    assert read(exposed([family]))["x"].values == {'a="quote \\" back \\\\ line \\n"': 1.5}


async def test_what_happens_is_counted(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        before = await figures(app)
        await told(app, "hello")
        await told(app, "hello")
        await told(app, "zzzz qqqq", 2)
        found = await figures(app)
        for what, grew in (("received", 3), ("repeats", 1), ("turns", 2), ("misses", 1)):
            name = f"drom_{what}_total"
            assert found[name].values[""] - before[name].values[""] == grew, name
        assert found["drom_inbox_waiting"].values == {"": 0}
        assert found["drom_database_bytes"].values[""] > 100_000
        assert found["drom_disk_free_bytes"].values[""] > 0
        assert found["drom_loop_lag_seconds"].values[""] < LAG_SECONDS


async def test_what_was_sent_is_counted_by_how_it_ended(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        await told(app, "hello")
        assert isinstance(app.core.clock, SetClock)
        app.core.clock.move(timedelta(seconds=1))  # a sender begins without any rate to spend
        app.dispatcher.touched()
        sent = await until(lambda: app.dispatcher.sent[SIM_TELEGRAM, 0, "sent"], "a message that was sent")
        labels = f'channel="{SIM_TELEGRAM}",lane="reply",outcome="sent"'
        assert (await figures(app))["drom_sent_total"].values[labels] >= sent


async def test_what_waits_and_what_needs_staff_is_counted(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:

        def fill(connection: Connection) -> None:
            contact = contacts.add(connection, "whatsapp", "+383440000", NOON)
            tickets.open_once(connection, contact_id=contact.id, kind="help", flow="", state_name="", now=NOON)
            values = {"channel": "whatsapp", "contact_id": contact.id, "address": "+383440000"}
            for state in ("waiting", "in_doubt", "never"):
                connection.execute(
                    outbox.insert().values(
                        **values, lane=1, kind="x", payload={}, state=state, next_at=NOON, created_at=NOON
                    )
                )

        await app.core.store.run(fill)
        assert isinstance(app.core.clock, SetClock)
        app.core.clock.move(timedelta(seconds=90))
        found = await figures(app)
        assert found["drom_tickets_open"].values == {"": 1}
        assert found["drom_outbox_oldest_seconds"].values == {'channel="whatsapp",lane="notice"': 90}
        assert found["drom_deadletters"].values == {'state="expired"': 0, 'state="in_doubt"': 1, 'state="never"': 1}
        status, words = await ask(app, "/metrics")
        assert status == 200
        assert "38344" not in words


async def test_what_is_held_is_told_and_does_not_make_it_unready(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        await app.core.store.run(lambda connection: held.hold(connection, NOON))
        status, said = await ask(app, "/readyz")
        assert status == 200
        assert "held until `drom release`" in said


async def test_another_revision_is_not_ready(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        await app.core.store.run(
            lambda connection: connection.execute(text("UPDATE alembic_version SET version_num='9'"))
        )
        status, said = await ask(app, "/readyz")
        assert status == 503
        assert "revision 9" in said


async def test_a_loop_that_is_late_does_not_live(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        assert isinstance(app.core.clock, SetClock)
        assert await ask(app, "/healthz") == (200, "ok\n")
        app.core.clock.move(timedelta(seconds=LAG_SECONDS + 1))
        assert (await ask(app, "/healthz"))[0] == 503


async def test_every_figure_is_explained_to_operators(tmp_path: Path) -> None:
    async with served(tmp_path / "data", Fittings()) as app:
        await told(app, "hello")
        there = set(await figures(app))
    explained = set(re.findall(r"`(drom_\w+)", (ROOT / "docs" / "operators.md").read_text(encoding="utf-8")))
    assert there <= explained
