"""A provider that cannot be reached, credentials that are refused, a database that takes nothing."""

import itertools
import logging
import random

import pytest
from sqlalchemy import Connection

from bot.channels.port import Receipt
from bot.services.breaker import ALARM_SECONDS
from bot.services.rates import Rate
from storage.down import StorageDown
from storage.outbox import ANNOUNCEMENT
from tests.dispatcher.stage import SENT, Stage

REFUSED = Receipt("safe", detail="no connection: refused")
LIMITED = Rate(30, 1)


async def test_an_outage_of_an_hour_costs_no_message_an_attempt(stage: Stage) -> None:
    await stage.dispatcher(LIMITED)
    contacts = await stage.contacts(300)
    stage.channel.default = REFUSED
    await stage.put_many(contacts, "news")
    await stage.move(60)
    attempts = sum(row.attempts for row in await stage.rows())
    calls = len(stage.channel.calls)
    await stage.move(3540)
    assert sum(row.attempts for row in await stage.rows()) == attempts
    probes = stage.times()[calls:]
    assert len(probes) <= 3540 / 5 + 1
    assert all(later - earlier >= 5 - 1e-6 for earlier, later in itertools.pairwise(probes))
    assert {row.state for row in await stage.rows()} == {"waiting"}

    stage.channel.default, back, before = SENT, stage.clock.monotonic(), len(stage.channel.calls)
    await stage.move(300 / 30 * 1.15 + 5)
    delivered = stage.times()[before:]
    assert delivered[0] - back <= 5
    assert len(delivered) == 300
    assert all(delivered[n + 30] - delivered[n] >= 1 for n in range(270))


async def test_a_single_reply_is_back_soon_after_an_outage(stage: Stage) -> None:
    await stage.dispatcher()
    [one] = await stage.contacts(1)
    stage.channel.default = REFUSED
    await stage.put(one, "hello")
    await stage.move(1800)
    assert (await stage.row()).attempts <= 5
    stage.channel.default, back = SENT, stage.clock.monotonic()
    await stage.move(30)
    assert stage.times()[-1] - back <= 30
    assert await stage.states() == ["sent"]


async def test_five_failing_chats_do_not_count_as_an_outage_where_the_provider_answers(stage: Stage) -> None:
    dispatcher = await stage.dispatcher()
    contacts = await stage.contacts(20)
    stage.channel.default = Receipt("safe", detail="403 can't send messages to the user")
    await stage.put_many(contacts, "news")
    await stage.settle()
    assert len(stage.channel.calls) == 20
    assert not (await dispatcher.snapshot()).channels["telegram"].open


async def test_refused_credentials_stop_the_channel_and_are_told_once(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    dispatcher = await stage.dispatcher()
    contacts = await stage.contacts(3)
    stage.channel.default = Receipt("alarm", detail="401: Telegram refuses DROM_TELEGRAM_TOKEN")
    with caplog.at_level(logging.WARNING):
        for each in contacts:
            await stage.put(each, "hello")
        await stage.move(300)
    assert len(stage.channel.calls) <= 1 + 300 / ALARM_SECONDS
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "DROM_TELEGRAM_TOKEN" in told[0].getMessage()
    assert (await dispatcher.snapshot()).channels["telegram"].open
    stage.channel.default = SENT
    await stage.move(30)
    assert await stage.states() == ["sent"] * 3


async def test_outcomes_wait_for_the_database_and_are_told_once(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    await stage.dispatcher()
    contacts = await stage.contacts(2)

    def breaks(_: object) -> Receipt:
        stage.store.trouble = StorageDown("full")
        return SENT

    stage.channel.script.append(breaks)
    with caplog.at_level(logging.ERROR):
        await stage.put(contacts[0], "hello")
        await stage.move(20)
    assert len(caplog.records) == 1
    assert len(stage.channel.calls) == 1
    stage.store.trouble = None
    await stage.move(1.1)
    assert await stage.states() == ["sent"]
    await stage.put(contacts[1], "hello")
    assert await stage.results(2) == ["sent"]


async def test_one_outcome_that_cannot_be_written_costs_the_others_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await stage.dispatcher(slots=(8, 8))
    contacts = await stage.contacts(5)
    stage.channel.script.extend([SENT, Receipt("sent", detail="bad"), SENT, SENT, SENT])

    def checks(connection: Connection) -> None:
        connection.exec_driver_sql(
            "CREATE TRIGGER refuse BEFORE INSERT ON attempt WHEN new.detail = 'bad'"
            " BEGIN SELECT raise(ABORT, 'no'); END"
        )

    await stage.store.run(checks)
    await stage.put_many(contacts, "hello")
    await stage.move(3)
    assert sorted(await stage.states()) == ["sending", *["sent"] * 4]
    await stage.store.run(lambda connection: connection.exec_driver_sql("DROP TRIGGER refuse"))
    await stage.move(62 + 15 + 2)
    assert await stage.states() == ["sent"] * 5
    assert await stage.results(2) == ["crashed", "sent"]


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.trial) for seed in range(1, 4))])
async def test_under_faults_everything_has_one_end_and_chats_keep_their_order(stage: Stage, seed: int) -> None:
    chance = random.Random(seed)
    await stage.dispatcher(LIMITED)
    contacts = await stage.contacts(25)
    blocked: dict[str, float] = {}
    broken = []

    def faults(delivery: object) -> Receipt:
        call = stage.channel.calls[-1]
        if blocked.get(call.delivery.address, 0) > call.at + 1e-6:
            broken.append(call)
        match chance.randrange(10):
            case 0:
                wait = float(chance.randint(1, 5))
                blocked[call.delivery.address] = call.at + wait
                return Receipt("slow", retry_after=wait)
            case 1:
                return Receipt("doubt", detail="HTTP 500")
            case 2:
                return Receipt("doubt", detail="read timeout") if chance.random() < 0.3 else REFUSED
        return SENT

    stage.channel.default = faults
    for n in range(8):
        for each in contacts:
            await stage.put(each, f"{n}a", f"{n}b")
        await stage.put_many(contacts, f"{n}c", lane=ANNOUNCEMENT)
        await stage.move(chance.uniform(0, 8))
    await stage.move(900)
    rows = await stage.rows()
    assert len(rows) == 8 * 3 * 25
    assert {row.state for row in rows} <= {"sent", "in_doubt"}
    assert not broken
    for each in contacts:
        ends = [row for row in rows if row.contact_id == each and row.lane == 0 and row.state == "sent"]
        sent = [row.sent_at for row in ends]
        assert sent == sorted(sent)
    times = stage.times()
    assert all(times[n + 30] - times[n] >= 1 for n in range(len(times) - 30))
